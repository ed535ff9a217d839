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
from models.clock import MICROSECOND, day_bounds, floor, operating_day
from models.problems import Invalid
from models.selection import Window

VERSION = 1
_LONGEST = timedelta(days=366 * 30)
_HOUR = timedelta(hours=1)
_MINUTE = timedelta(minutes=1)


class ChartKind(StrEnum):
    """The ways in which a card can be drawn."""

    LINE = "line"
    STEP = "step"
    AREA = "area"
    BAR = "bar"
    TABLE = "table"
    STAT = "stat"
    HEAT_MAP = "heat_map"
    DURATION = "duration"
    SUMMARY = "summary"


_MIXED = frozenset({ChartKind.TABLE, ChartKind.STAT})
"""Kinds that may hold measures of several units."""

LEAST_DAYS = 31
"""A heat map shows at least so many days: fewer have no pattern to see."""


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
    """One measure of some entities; none named means every member of a closed kind.

    less: measures of the same entities that are taken off, interval by interval: a spread, a net load, an
    error. What is left goes by the name `label`.
    """

    measure: str
    entities: tuple[str, ...] = ()
    less: tuple[str, ...] = ()
    label: str = ""

    def __post_init__(self) -> None:
        for name in (self.measure, *self.less):
            kind = measure_named(name).dataset.entities
            for code in self.entities:
                _check_entity(kind, code)
        others = {measure_named(name).unit.quantity for name in self.less}
        if others - {self.meaning.unit.quantity}:
            raise Invalid("Only measures of one unit can be taken off each other.", field="less")
        if bool(self.less) != bool(self.label):
            raise Invalid("What is made of several measures needs a label, and nothing else has one.", field="label")

    @property
    def meaning(self) -> Measure:
        """The catalog's measure."""
        return measure_named(self.measure)

    @property
    def id(self) -> str:
        """The id of the measure that its series carry: the catalog's, or that of what is made of several."""
        return "-".join(self.measures)

    @property
    def measures(self) -> tuple[str, ...]:
        """Every measure it is made of, the first one first."""
        return (self.measure, *self.less)

    @property
    def is_one_series(self) -> bool:
        """Whether it stands for just one series: one entity is named, or there is only one."""
        members = self.meaning.dataset.entities
        return len(self.entities) == 1 or (not self.entities and not members.open and len(members.members) == 1)


@dataclass(frozen=True, slots=True)
class CardSpec:
    """One card.

    parts: what it shows, in the order in which it is drawn; a card's first part gives its title's unit.
    against: what a stat or a table compares the first part with, if anything.
    bucket: length over which values are combined; None shows what was published, as finely as it can be drawn.
    """

    id: str
    title: str
    kind: ChartKind
    parts: tuple[Part, ...]
    span: Span = LAST_DAY
    against: Part | None = None
    bucket: timedelta | None = None

    def __post_init__(self) -> None:
        if not self.id or not self.id.replace("-", "").isalnum():
            raise Invalid(f"A card's id is made of letters, digits and hyphens, not {self.id!r}.", field="id")
        if not 1 <= len(self.title) <= 120:
            raise Invalid("A card's title has 1 to 120 characters.", field="title")
        if not self.parts:
            raise Invalid("A card shows at least one measure.", field="parts")
        if self.bucket is not None and not _MINUTE <= self.bucket <= _LONGEST:
            raise Invalid("A bucket is a minute or longer.", field="bucket")
        _check_kind(self.kind, self.parts)

    @property
    def all_parts(self) -> tuple[Part, ...]:
        """Every part to read, the comparison last."""
        return (*self.parts, self.against) if self.against else self.parts

    @property
    def meanings(self) -> tuple[Measure, ...]:
        """The catalog's measures that it is made of."""
        return tuple(measure_named(name) for part in self.all_parts for name in part.measures)

    def reads(self, at: datetime) -> Window:
        """What is read for it: its span or, for a heat map, the whole days around it, at least 31."""
        window = self.span.window(at)
        return whole_days(window) if self.kind is ChartKind.HEAT_MAP else window

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
            "bucket": self.bucket // _MINUTE if self.bucket else None,
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
            None if raw.get("bucket") is None else timedelta(minutes=_minutes(raw["bucket"], "bucket")),
        )


def whole_days(window: Window, least: int = LEAST_DAYS) -> Window:
    """The operating days that a window touches, with so many before them that there are at least `least`."""
    last = operating_day(window.end - MICROSECOND)
    first = min(operating_day(window.start), last - timedelta(days=least - 1))
    return Window(day_bounds(first)[0], day_bounds(last)[1])


def fitting(parts: Sequence[Part]) -> tuple[ChartKind, ...]:
    """The kinds of card that can show such parts together."""
    return tuple(kind for kind in ChartKind if not _misfit(kind, parts))


def _check_kind(kind: ChartKind, parts: Sequence[Part]) -> None:
    why = _misfit(kind, parts)
    if not why:
        return
    several_units = len({part.meaning.unit.quantity for part in parts}) > 1
    kinds = f"Kinds that fit: {', '.join(fitting(parts))}."
    raise Invalid(
        why,
        field="parts" if several_units else "kind",
        hint=f"Make a card for each. {kinds}" if several_units else kinds,
    )


def _misfit(kind: ChartKind, parts: Sequence[Part]) -> str:
    """Why a kind cannot show these parts; empty when it can."""
    units = {part.meaning.unit.quantity for part in parts}
    if kind not in _MIXED and len(units) > 1:
        return f"One chart has one unit; these measure {' and '.join(sorted(units))}."
    if kind is ChartKind.AREA and any(unit.startswith("price") for unit in units):
        return "Prices of several places add up to nothing, so they are not stacked."
    if kind is ChartKind.HEAT_MAP and (len(parts) > 1 or not parts[0].is_one_series):
        return "A heat map shows one measure of one place."
    return ""


def _check_entity(kind: EntityKind, code: str) -> None:
    entity_named(kind, code.partition("/")[0])


def _text(raw: Mapping[str, Any], field: str) -> str:
    value = raw.get(field)
    if not isinstance(value, str):
        raise Invalid(f"{field} must be text, not {value!r}.", field=field)
    return value


def _part_to_json(part: Part) -> dict[str, Any]:
    plain: dict[str, Any] = {"measure": part.measure, "entities": list(part.entities)}
    return plain | {"less": list(part.less), "label": part.label} if part.less else plain


def _part_from_json(raw: Any, field: str) -> Part:
    if not isinstance(raw, Mapping):
        raise Invalid(f"A part names a measure and its entities, not {raw!r}.", field=field)
    label = raw.get("label", "")
    if not isinstance(label, str):
        raise Invalid(f"A label is text, not {label!r}.", field=f"{field}.label")
    return Part(_text(raw, "measure"), _names(raw, "entities", field), _names(raw, "less", field), label.strip())


def _names(raw: Mapping[str, Any], name: str, field: str) -> tuple[str, ...]:
    names = raw.get(name, [])
    if not isinstance(names, list) or not all(isinstance(each, str) for each in names):
        raise Invalid(f"{name.capitalize()} are a list of names.", field=f"{field}.{name}")
    return tuple(names)


def _span_to_json(span: Span) -> dict[str, Any]:
    if span.start and span.end:
        return {"start": span.start.isoformat(), "end": span.end.isoformat()}
    return {"minutes": span.length // _MINUTE}


def _span_from_json(raw: Any) -> Span:
    if not isinstance(raw, Mapping):
        raise Invalid(f"A span has minutes, or a start and an end, not {raw!r}.", field="span")
    if "start" in raw or "end" in raw:
        return Span(start=_instant(raw, "start"), end=_instant(raw, "end"))
    return Span(timedelta(minutes=_minutes(raw.get("minutes", LAST_DAY.length // _MINUTE), "span.minutes")))


def _minutes(raw: Any, field: str) -> int:
    """A whole number, of which absurd ones come out as absurd, for whoever judges them."""
    if isinstance(raw, bool) or not isinstance(raw, int):
        raise Invalid(f"{field.rpartition('.')[2]} must be a whole number, not {raw!r}.", field=field)
    return min(max(raw, -1), 10**9)


def _instant(raw: Mapping[str, Any], field: str) -> datetime:
    text = _text(raw, field)
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise Invalid(f"{text!r} is not an instant.", field=f"span.{field}") from error
    if instant.tzinfo is None:
        raise Invalid(f"{text!r} needs a time zone.", field=f"span.{field}")
    return instant.astimezone(UTC)
