"""Which number is meant: a value, several under a rule, a document's line, a declaration, a count; as small JSON."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any

from models.catalog.lookup import measure as measure_named
from models.catalog.measure import Measure
from models.clock import from_micros, micros
from models.problems import Invalid
from models.series import Series

_FIRST = micros(datetime(2000, 1, 1, tzinfo=UTC))
_LAST = micros(datetime(2100, 1, 1, tzinfo=UTC))
_LONGEST_TEXT = 8_000
_LONGEST_NAME = 80
_LONGEST_STEP = 400 * 86_400
_MOST_PARTS = 40
_DEEPEST = 3
_LAST_DOCUMENT = 2**31 - 1


class Rule(StrEnum):
    """How a number is made from those it cites."""

    VALUE = "value"
    CHANGE = "change"
    LESS = "less"
    DEVIATION = "deviation"
    SHARE = "share"
    SUM = "sum"
    MEAN = "mean"
    MARGIN = "margin"

    def applied(self, values: Sequence[float | None]) -> float | None:
        """The number that the cited values make; None when one of them is missing or there is no whole.

        A mean is that of the values there are. A share and a deviation are in percent. A margin is its value: what
        it is held against is no stored value.
        """
        there = [value for value in values if value is not None]
        if not there or (len(there) < len(values) and self is not Rule.MEAN):
            return None
        first, *rest = there
        if self in (Rule.SHARE, Rule.DEVIATION):
            whole = sum(rest)
            if not whole:
                return None
            return 100 * (first if self is Rule.SHARE else first - whole) / whole
        if self in (Rule.SUM, Rule.MEAN):
            total = first + sum(rest)
            return total if self is Rule.SUM else total / (1 + len(rest))
        return first - sum(rest) if self in (Rule.CHANGE, Rule.LESS) else first


_COUNTS = {
    Rule.VALUE: (1, 1),
    Rule.MARGIN: (1, 1),
    Rule.CHANGE: (2, 2),
    Rule.LESS: (2, _MOST_PARTS),
    Rule.DEVIATION: (2, 2),
    Rule.SHARE: (2, _MOST_PARTS),
    Rule.SUM: (1, _MOST_PARTS),
    Rule.MEAN: (1, _MOST_PARTS),
}


@dataclass(frozen=True, slots=True)
class Cite:
    """One value of one series.

    start: an instant, UTC, in the interval; the interval's start where it is known. posted: of a forecast, which
    publication; None takes the newest. step: the length of a bucket of values that were combined, else None.
    """

    measure: str
    entity: str
    kind: str
    start: datetime
    posted: datetime | None = None
    step: timedelta | None = None

    @property
    def meaning(self) -> Measure:
        """The catalog's measure."""
        return measure_named(self.measure)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON: instants in microseconds since the epoch, the step in seconds, what is not there left out."""
        found: dict[str, Any] = {"measure": self.measure, "entity": self.entity, "start": micros(self.start)}
        if self.kind:
            found["kind"] = self.kind
        if self.posted is not None:
            found["posted"] = micros(self.posted)
        if self.step is not None:
            found["step"] = int(self.step.total_seconds())
        return found


@dataclass(frozen=True, slots=True)
class Citation:
    """A number on a page: what it is made of, and by which rule. Of a difference the first one is taken from.

    What it is made of may itself be made of several, as the error of a net load is.
    """

    rule: Rule
    of: "tuple[Cite | Citation, ...]"

    def __post_init__(self) -> None:
        least, most = _COUNTS[self.rule]
        if not least <= len(self.of) <= most:
            raise Invalid(f"A {self.rule} is made of {least} to {most} values, not {len(self.of)}.", field="of")

    def text(self) -> str:
        """The JSON that `parse` turns into an equal citation."""
        return json.dumps(self.to_json(), separators=(",", ":"))

    def to_json(self) -> dict[str, Any]:
        """Plain JSON: the rule, and what it is made of."""
        return {"rule": self.rule.value, "of": [each.to_json() for each in self.of]}

    @property
    def alone(self) -> "Cite | Citation":
        """What it is when it stands among others: a value as published is just its cite."""
        return self.of[0] if self.rule is Rule.VALUE else self


class Statistic(StrEnum):
    """What is counted over all values of a window."""

    MEAN = "mean"
    BELOW_ZERO = "below-zero"
    TWO_HOURS = "tb2"
    FOUR_HOURS = "tb4"


@dataclass(frozen=True, slots=True)
class Tally:
    """A statistic of a series over a window.

    of: the series' cites, whose start is the window's; of a series made of others the first, and what is taken off.
    end: of the window, exclusive.
    """

    statistic: Statistic
    of: tuple[Cite, ...]
    end: datetime

    def __post_init__(self) -> None:
        if not 1 <= len(self.of) <= _MOST_PARTS:
            raise Invalid(f"A series is made of 1 to {_MOST_PARTS} others, not {len(self.of)}.", field="of")
        if self.end <= self.start:
            raise Invalid("The end must come after the start.", field="end")

    @property
    def start(self) -> datetime:
        """Of the window, inclusive."""
        return self.of[0].start

    def text(self) -> str:
        """The JSON that `parse` turns into an equal tally."""
        said = {"statistic": self.statistic.value, "of": [each.to_json() for each in self.of], "end": micros(self.end)}
        return json.dumps(said, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class DocumentCite:
    """A document by its id, and a line of it; line 0 means the whole."""

    id: int
    line: int = 0

    def text(self) -> str:
        """The JSON that `parse` turns into an equal citation."""
        return json.dumps({"document": self.id, "line": self.line}, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class ConditionCite:
    """The condition that ERCOT had declared by an instant."""

    at: datetime

    def text(self) -> str:
        """The JSON that `parse` turns into an equal citation."""
        return json.dumps({"condition": micros(self.at)}, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class ThresholdCite:
    """The reserves below which ERCOT may declare a level, as they are in force on an operating day."""

    level: str
    day: date

    def text(self) -> str:
        """The JSON that `parse` turns into an equal citation."""
        return json.dumps(self.to_json(), separators=(",", ":"))

    def to_json(self) -> dict[str, Any]:
        """Plain JSON: the level's id, and the day as 2026-09-26."""
        return {"threshold": self.level, "day": self.day.isoformat()}


class Counted(StrEnum):
    """What is counted: of a feed what its documents held, of a dataset what it has or lacks."""

    ROWS = "rows"
    QUARANTINED = "quarantined"
    INTERVALS = "intervals"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Count:
    """A count of the Data page over a span.

    of: a feed's name for rows and quarantined rows, a dataset's id for intervals and missing ones.
    start, end: whole operating days; of missing intervals their own span. The end is exclusive.
    """

    what: Counted
    of: str
    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise Invalid("The end must come after the start.", field="end")

    def text(self) -> str:
        """The JSON that `parse` turns into an equal citation."""
        said = {"count": self.what.value, "of": self.of, "start": micros(self.start), "end": micros(self.end)}
        return json.dumps(said, separators=(",", ":"))


Cited = Citation | Tally | DocumentCite | ConditionCite | ThresholdCite | Count
"""Whatever opens papers."""


def of(series: Series, start: datetime, over: timedelta = timedelta()) -> Citation:
    """The citation of a series' value. A series made of others cites each of them, less after the first.

    over: the length of what was combined since the series was read, such as the hour of a heat map's cell.
    """
    parts = tuple(_cite(each, start, over) for each in (series.made_of or (series,)))
    return Citation(Rule.LESS if len(parts) > 1 else Rule.VALUE, parts)


def tally(statistic: Statistic, series: Series, start: datetime, end: datetime) -> Tally:
    """The citation of what is counted of a series over a window."""
    return Tally(statistic, tuple(_cite(each, start) for each in (series.made_of or (series,))), end)


def template(series: Series, over: timedelta = timedelta()) -> list[dict[str, Any]]:
    """What a chart needs to cite any of its points: the cites of `of`, without their start."""
    found = [_cite(each, from_micros(0), over).to_json() for each in (series.made_of or (series,))]
    return [{name: value for name, value in each.items() if name != "start"} for each in found]


def _cite(series: Series, start: datetime, over: timedelta = timedelta()) -> Cite:
    length = max(series.interval, over)
    step = length if length > series.measure.dataset.interval else None
    return Cite(series.measure.id, series.entity.code, series.entity.kind, start, None, step)


def parse(given: object) -> Cited:
    """What a browser says a number is. Raises Invalid naming the field, Unknown for a measure that is not there."""
    if not isinstance(given, str) or len(given) > _LONGEST_TEXT:
        raise Invalid("This is no number of ours.", field="papers")
    try:
        raw = json.loads(given)
    except (ValueError, RecursionError) as error:
        raise Invalid("This is no number of ours.", field="papers") from error
    if not isinstance(raw, Mapping):
        raise Invalid("This is no number of ours.", field="papers")
    if "document" in raw:
        line = _whole(raw, "line", 0, _LAST_DOCUMENT) if "line" in raw else 0
        return DocumentCite(_whole(raw, "document", 1, _LAST_DOCUMENT), line)
    if "statistic" in raw:
        return _tally(raw)
    if "condition" in raw:
        return ConditionCite(from_micros(_whole(raw, "condition", _FIRST, _LAST)))
    if "threshold" in raw:
        return ThresholdCite(_name(raw, "threshold"), _day(raw, "day"))
    if "count" in raw:
        return _count(raw)
    return _citation(raw, _DEEPEST)


def _citation(raw: Mapping[str, Any], deepest: int) -> Citation:
    rules = [rule.value for rule in Rule]
    if raw.get("rule") not in rules:
        raise Invalid(f"The rule is one of {', '.join(rules)}.", field="rule")
    parts = raw.get("of")
    if deepest == 0 or not isinstance(parts, list) or not all(isinstance(part, Mapping) for part in parts):
        raise Invalid("The values that a number is made of are a list.", field="of")
    made = (_citation(part, deepest - 1).alone if "rule" in part else _cite_from_json(part) for part in parts)
    return Citation(Rule(raw["rule"]), tuple(made))


def _tally(raw: Mapping[str, Any]) -> Tally:
    statistics = [each.value for each in Statistic]
    if raw["statistic"] not in statistics:
        raise Invalid(f"The statistic is one of {', '.join(statistics)}.", field="statistic")
    parts = raw.get("of")
    if not isinstance(parts, list) or not all(isinstance(part, Mapping) for part in parts):
        raise Invalid("The series that a statistic is of are a list.", field="of")
    end = from_micros(_whole(raw, "end", _FIRST, _LAST))
    return Tally(Statistic(raw["statistic"]), tuple(_cite_from_json(part) for part in parts), end)


def _count(raw: Mapping[str, Any]) -> Count:
    counted = [each.value for each in Counted]
    if raw["count"] not in counted:
        raise Invalid(f"What is counted is one of {', '.join(counted)}.", field="count")
    start, end = (from_micros(_whole(raw, name, _FIRST, _LAST)) for name in ("start", "end"))
    return Count(Counted(raw["count"]), _name(raw, "of"), start, end)


def _cite_from_json(raw: Mapping[str, Any]) -> Cite:
    dataset = measure_named(_name(raw, "measure")).dataset
    posted = from_micros(_whole(raw, "posted", _FIRST, _LAST)) if "posted" in raw else None
    if posted is not None and not dataset.is_forecast:
        raise Invalid("Only a forecast has a posting.", field="posted")
    step = timedelta(seconds=_whole(raw, "step", 60, _LONGEST_STEP)) if "step" in raw else None
    return Cite(
        _name(raw, "measure"),
        _name(raw, "entity"),
        _name(raw, "kind") if "kind" in raw else "",
        from_micros(_whole(raw, "start", _FIRST, _LAST)),
        posted,
        step,
    )


def _name(raw: Mapping[str, Any], field: str) -> str:
    value = raw.get(field)
    if not isinstance(value, str) or not 1 <= len(value) <= _LONGEST_NAME or not value.isprintable():
        raise Invalid(f"The {field} is a name of 1 to {_LONGEST_NAME} characters.", field=field)
    return value


def _day(raw: Mapping[str, Any], field: str) -> date:
    try:
        return date.fromisoformat(_name(raw, field))
    except ValueError as error:
        raise Invalid(f"The {field} is a date such as 2026-09-26.", field=field) from error


def _whole(raw: Mapping[str, Any], field: str, least: int, most: int) -> int:
    """A whole number in bounds; browsers write the large ones as floats."""
    value = raw.get(field)
    if isinstance(value, float) and math.isfinite(value) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise Invalid(f"The {field} is a whole number from {least} to {most}.", field=field)
    return value
