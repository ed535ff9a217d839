"""CardSpec: what one card shows, and how; versioned JSON, checked against the catalog."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from models.catalog.entity import EntityKind
from models.catalog.lookup import entity as entity_named
from models.catalog.lookup import measure as measure_named
from models.catalog.measure import Measure
from models.clock import day_bounds, floor, operating_day
from models.problems import Invalid
from models.selection import Selection, Window

VERSION = 1
_LONGEST = timedelta(days=366 * 30)
_HOUR = timedelta(hours=1)


class ChartKind(StrEnum):
    """The ways in which a card can be drawn."""

    LINE = "line"
    STEP = "step"
    AREA = "area"
    BAR = "bar"
    TABLE = "table"
    STAT = "stat"


@dataclass(frozen=True, slots=True)
class Span:
    """How far a card reaches: an operating day, the last so many hours, or between two instants.

    length: zero means the present operating day. start and end, if given, count alone.
    """

    length: timedelta = timedelta()
    start: datetime | None = None
    end: datetime | None = None

    def __post_init__(self) -> None:
        if (self.start is None) != (self.end is None):
            raise Invalid("A span needs both a start and an end, or neither.", field="span")
        if self.start and self.end:
            Window(self.start, self.end)
        if not timedelta() <= self.length <= _LONGEST:
            raise Invalid("The length of a span must lie between 0 and 30 years.", field="span.length")

    def window(self, at: datetime) -> Window:
        """The window as seen at an instant. Lengths begin on a full hour, so that the start holds still."""
        if self.start and self.end:
            return Window(self.start, self.end)
        if not self.length:
            return Window(*day_bounds(operating_day(at)))
        return Window(floor(at - self.length, _HOUR), at)


TODAY = Span()
LAST_DAY = Span(timedelta(hours=24))


@dataclass(frozen=True, slots=True)
class Part:
    """One measure of some entities; none named means every member of a closed kind."""

    measure: str
    entities: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        kind = measure_named(self.measure).dataset.entities
        for code in self.entities:
            _check_entity(kind, code)

    @property
    def meaning(self) -> Measure:
        """The catalog's measure."""
        return measure_named(self.measure)

    def selection(self, window: Window) -> Selection:
        """What to read for this part."""
        return Selection((self.measure,), window, self.entities)


@dataclass(frozen=True, slots=True)
class CardSpec:
    """One card.

    parts: what it shows, in the order in which it is drawn; a card's first part gives its title's unit.
    against: what a stat or a table compares the first part with, if anything.
    """

    id: str
    title: str
    kind: ChartKind
    parts: tuple[Part, ...]
    span: Span = LAST_DAY
    against: Part | None = None

    def __post_init__(self) -> None:
        if not self.id or not self.id.replace("-", "").isalnum():
            raise Invalid(f"A card's id is made of letters, digits and hyphens, not {self.id!r}.", field="id")
        if not 1 <= len(self.title) <= 120:
            raise Invalid("A card's title has 1 to 120 characters.", field="title")
        if not self.parts:
            raise Invalid("A card shows at least one measure.", field="parts")
        units = {part.meaning.unit.quantity for part in self.parts}
        if self.kind not in (ChartKind.TABLE, ChartKind.STAT) and len(units) > 1:
            raise Invalid(
                f"One chart has one unit; these measure {' and '.join(sorted(units))}.",
                field="parts",
                hint="Make a card for each.",
            )

    @property
    def all_parts(self) -> tuple[Part, ...]:
        """Every part to read, the comparison last."""
        return (*self.parts, self.against) if self.against else self.parts

    def to_json(self) -> dict[str, Any]:
        """Plain JSON that `from_json` turns into an equal card."""
        return {
            "version": VERSION,
            "id": self.id,
            "title": self.title,
            "kind": self.kind.value,
            "parts": [_part_to_json(part) for part in self.parts],
            "span": _span_to_json(self.span),
            "against": _part_to_json(self.against) if self.against else None,
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "CardSpec":
        """The card that JSON describes. Raises Invalid naming the field, Unknown for names nobody knows."""
        if raw.get("version") != VERSION:
            raise Invalid(f"A card has version {VERSION}, not {raw.get('version')!r}.", field="version")
        kinds = [kind.value for kind in ChartKind]
        kind = _text(raw, "kind")
        if kind not in kinds:
            raise Invalid(f"There is no kind of card {kind!r}; there is {', '.join(kinds)}.", field="kind")
        parts = raw.get("parts")
        if not isinstance(parts, Sequence) or isinstance(parts, str):
            raise Invalid("The parts of a card are a list.", field="parts")
        against = raw.get("against")
        return cls(
            _text(raw, "id"),
            _text(raw, "title"),
            ChartKind(kind),
            tuple(_part_from_json(part, f"parts.{n}") for n, part in enumerate(parts)),
            _span_from_json(raw.get("span") or {}),
            None if against is None else _part_from_json(against, "against"),
        )


def _check_entity(kind: EntityKind, code: str) -> None:
    entity_named(kind, code.partition("/")[0])


def _text(raw: Mapping[str, Any], field: str) -> str:
    value = raw.get(field)
    if not isinstance(value, str):
        raise Invalid(f"{field} must be text, not {value!r}.", field=field)
    return value


def _part_to_json(part: Part) -> dict[str, Any]:
    return {"measure": part.measure, "entities": list(part.entities)}


def _part_from_json(raw: Any, field: str) -> Part:
    if not isinstance(raw, Mapping):
        raise Invalid(f"A part names a measure and its entities, not {raw!r}.", field=field)
    entities = raw.get("entities", [])
    if not isinstance(entities, list) or not all(isinstance(code, str) for code in entities):
        raise Invalid("Entities are a list of codes.", field=f"{field}.entities")
    return Part(_text(raw, "measure"), tuple(entities))


def _span_to_json(span: Span) -> dict[str, Any]:
    if span.start and span.end:
        return {"start": span.start.isoformat(), "end": span.end.isoformat()}
    return {"minutes": span.length // timedelta(minutes=1)}


def _span_from_json(raw: Any) -> Span:
    if not isinstance(raw, Mapping):
        raise Invalid(f"A span has minutes, or a start and an end, not {raw!r}.", field="span")
    if "start" in raw or "end" in raw:
        return Span(start=_instant(raw, "start"), end=_instant(raw, "end"))
    minutes = raw.get("minutes", LAST_DAY.length // timedelta(minutes=1))
    if isinstance(minutes, bool) or not isinstance(minutes, int):
        raise Invalid(f"minutes must be a whole number, not {minutes!r}.", field="span.minutes")
    return Span(timedelta(minutes=min(max(minutes, -1), 10**9)))


def _instant(raw: Mapping[str, Any], field: str) -> datetime:
    text = _text(raw, field)
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise Invalid(f"{text!r} is not an instant.", field=f"span.{field}") from error
    if instant.tzinfo is None:
        raise Invalid(f"{text!r} needs a time zone.", field=f"span.{field}")
    return instant.astimezone(UTC)
