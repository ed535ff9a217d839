"""Readings of every few seconds, brought together by the minute in which they were taken."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from ingestion.table import JSON_FAULTS, readable
from models.observation import Parsed

_MINUTE = 60_000_000

Numbers = dict[str, float]


class Reading(NamedTuple):
    """What was read at an instant, microseconds, and on which row of the document it stands."""

    at: int
    line: int
    numbers: Numbers


def minute_of(instant: int) -> int:
    """Start of the minute in which an instant lies, microseconds."""
    return instant // _MINUTE * _MINUTE


def by_minute(
    rows: Iterable[Any], clock: str, read: Callable[[dict[str, Any]], Numbers], parsed: Parsed
) -> dict[int, list[Reading]]:
    """Readings by the start of their minute, in the document's order; a row that cannot be read is kept out.

    clock: the field that holds the row's instant, milliseconds since the epoch.
    """

    def timed(row: dict[str, Any]) -> tuple[int, Numbers]:
        return int(row[clock]) * 1_000, read(row)

    minutes: dict[int, list[Reading]] = defaultdict(list)
    for line, (at, numbers) in readable(enumerate(rows, 1), timed, parsed, faults=JSON_FAULTS):
        minutes[minute_of(at)].append(Reading(at, line, numbers))
    return minutes


def newest(readings: Sequence[Reading]) -> Reading:
    """The last reading of a minute; of two of one instant the one further down in the document."""
    return max(readings, key=lambda reading: (reading.at, reading.line))
