"""Blocks put together row by row, and tables that have an hour a row and a place or quantity a column."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from ingestion.api_rows import api_rows
from ingestion.feed import Content, Sheet
from ingestion.hours import hour_start, parse_date, parse_flag, parse_hour, quarter_start, unflagged_hour_start
from ingestion.sheet_rows import SheetRow, sheet_rows
from ingestion.table import JSON_FAULTS, Raw, as_it_is, decimal, readable, rows_of
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


class Cells(Protocol):
    """A row of any kind, whose cells are found by the heads of their columns."""

    def __getitem__(self, head: str, /) -> Any: ...


def from_csv(
    body: bytes, wanted: Iterable[str], read: Callable[[dict[str, str]], Iterable[Value]], *, posted: int | None = None
) -> Parsed:
    """A csv, of which `read` makes values row by row. Raises Refused when a wanted column is missing.

    A row of which `read` raises ValueError is kept out whole, with the reason. posted: of forecasts, microseconds.
    """
    parsed = Parsed()
    return collect(rows_of(body, wanted, parsed), read, parsed, Blocks(posted), shown=_as_line)


def from_api(content: Content, wanted: Iterable[str], read: Callable[[dict[str, Any]], Iterable[Value]]) -> Parsed:
    """A reply of the Public API, read like a csv."""
    parsed = Parsed()
    return collect(api_rows(content, wanted, parsed), read, parsed, Blocks())


def from_sheets(
    sheets: Iterable[Sheet],
    wanted: Sequence[str],
    read: Callable[[SheetRow], Iterable[Value]],
    *,
    also: Mapping[str, str] | None = None,
) -> Parsed:
    """A workbook whose sheets are alike, read like a csv. also: by wanted head, another spelling of it."""
    return collect(sheet_rows(sheets, wanted, also), read, Parsed(), Blocks())


def from_json(
    rows: Iterable[Raw],
    read: Callable[[Raw], Iterable[Value]],
    *,
    posted: int | None = None,
    shown: Callable[[Raw], object] = as_it_is,
) -> Parsed:
    """Rows of a dashboard, numbered from one. What lacks a field or is of another kind is kept out too."""
    return collect(enumerate(rows, 1), read, Parsed(), Blocks(posted), faults=JSON_FAULTS, shown=shown)


def collect(
    rows: Iterable[tuple[int, Raw]],
    read: Callable[[Raw], Iterable[Value]],
    parsed: Parsed,
    blocks: Blocks,
    *,
    faults: tuple[type[Exception], ...] = (ValueError,),
    shown: Callable[[Raw], object] = as_it_is,
) -> Parsed:
    """`parsed` with all that `read` makes of numbered rows; a document of several parts is collected part by part.

    A row of which `read` raises one of `faults` is kept out whole, as `readable` keeps it out.
    """

    def whole(row: Raw) -> list[Value]:
        # All of a row before any of it is added, so that a row is never stored by halves.
        return list(read(row))

    for line, values in readable(rows, whole, parsed, faults=faults, shown=shown):
        for measure, key, start, value in values:
            blocks.add(measure, key, start, value, line)
    parsed.blocks = blocks.done()
    return parsed


def _as_line(row: Row) -> str:
    return ",".join(row.values())


def labelled_hour(row: Cells, date: str, hour: str, flag: str | None) -> int:
    """Interval start of a row by its date, hour ending and flag; `flag` is None for a report without one."""
    day, hour_ending = parse_date(str(row[date])), parse_hour(row[hour])
    if flag is None:
        return unflagged_hour_start(day, hour_ending)
    return hour_start(day, hour_ending, parse_flag(row[flag]))


def labelled_quarter(row: Cells, date: str, hour: str, interval: str, flag: str) -> int:
    """Start of a row's 15 minutes by its date, hour ending, interval of the hour and flag."""
    return quarter_start(
        parse_date(str(row[date])), parse_hour(row[hour]), parse_hour(row[interval]), parse_flag(row[flag])
    )


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
