"""Blocks put together row by row, and tables that have an hour a row and a place or quantity a column."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ingestion.api_rows import api_rows
from ingestion.feed import Content
from ingestion.hours import hour_start, parse_date, parse_flag, parse_hour, unflagged_hour_start
from ingestion.table import decimal, reject, rows_of
from models.catalog.measure import Measure
from models.observation import Block, Key, Parsed

SYSTEM: Key = ("ERCOT", "")


@dataclass(slots=True)
class Blocks:
    """Collects values by measure and turns them into blocks."""

    posted: int | None = None
    _by_measure: dict[str, Block] = field(default_factory=dict)

    def add(self, measure: Measure, key: Key, start: int, value: float, line: int) -> None:
        """One value."""
        block = self._by_measure.get(measure.id)
        if block is None:
            posted = self.posted if measure.dataset.is_forecast else None
            block = self._by_measure[measure.id] = Block(measure, [], [], [], posted, [])
        block.keys.append(key)
        block.starts.append(start)
        block.values.append(value)
        assert block.lines is not None
        block.lines.append(line)

    def done(self) -> list[Block]:
        """The blocks, in the order in which measures first came."""
        return list(self._by_measure.values())


Column = tuple[Measure, Key]
Row = Mapping[str, str]
Value = tuple[Measure, Key, int, float]
"""A measure, the key of one of its series, an interval start in microseconds, and what was published."""

_JSON_FAULTS = (ValueError, KeyError, TypeError, AttributeError)


def from_csv(
    body: bytes, wanted: Iterable[str], read: Callable[[dict[str, str]], Iterable[Value]], *, posted: int | None = None
) -> Parsed:
    """A csv, of which `read` makes values row by row. Raises Refused when a wanted column is missing.

    A row of which `read` raises ValueError is kept out whole, with the reason. posted: of forecasts, microseconds.
    """
    parsed = Parsed()
    return _collect(rows_of(body, wanted, parsed), read, parsed, posted, (ValueError,), _as_line)


def from_api(content: Content, wanted: Iterable[str], read: Callable[[dict[str, Any]], Iterable[Value]]) -> Parsed:
    """A reply of the Public API, read like a csv."""
    parsed = Parsed()
    return _collect(api_rows(content, wanted, parsed), read, parsed, None, (ValueError,), _as_it_is)


def from_json(rows: Iterable[Any], read: Callable[[Any], Iterable[Value]], *, posted: int | None = None) -> Parsed:
    """Rows of a dashboard, numbered from one. What lacks a field or is of another kind is kept out too."""
    return _collect(enumerate(rows, 1), read, Parsed(), posted, _JSON_FAULTS, _as_it_is)


def _collect(
    rows: Iterable[tuple[int, Any]],
    read: Callable[[Any], Iterable[Value]],
    parsed: Parsed,
    posted: int | None,
    faults: tuple[type[Exception], ...],
    shown: Callable[[Any], object],
) -> Parsed:
    blocks = Blocks(posted)
    for line, row in rows:
        try:
            # All of a row before any of it is added, so that a row is never stored by halves.
            values = list(read(row))
        except faults as error:
            reject(parsed, line, error, shown(row))
            continue
        for measure, key, start, value in values:
            blocks.add(measure, key, start, value, line)
    parsed.blocks = blocks.done()
    return parsed


def _as_line(row: Row) -> str:
    return ",".join(row.values())


def _as_it_is(row: object) -> object:
    return row


def labelled_hour(row: Row, date: str, hour: str, flag: str | None) -> int:
    """Interval start of a row by its date, hour ending and flag; `flag` is None for a report without one."""
    day, hour_ending = parse_date(row[date]), parse_hour(row[hour])
    if flag is None:
        return unflagged_hour_start(day, hour_ending)
    return hour_start(day, hour_ending, parse_flag(row[flag]))


def hourly(
    body: bytes,
    start: Callable[[Row], int],
    columns: Mapping[str, Column],
    *,
    wanted: Iterable[str],
    posted: int | None = None,
    blank_is_absent: bool = False,
    keep: Callable[[Row], bool] = lambda row: True,
) -> Parsed:
    """A csv with an hour a row: every cell of `columns` that is there becomes a value.

    A blank cell is a fault, unless `blank_is_absent`: some reports leave blank what does not exist yet.
    """

    def read(row: Row) -> Iterator[Value]:
        if not keep(row):
            return
        at = start(row)
        for head, (measure, key) in columns.items():
            if head in row and not (blank_is_absent and not row[head].strip()):
                yield measure, key, at, decimal(row[head], head)

    return from_csv(body, wanted, read, posted=posted)
