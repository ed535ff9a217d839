"""Blocks put together row by row, and tables that have an hour a row and a place or quantity a column."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

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

    One bad cell keeps its whole row out, so that a row is never stored by halves. A blank cell is a fault,
    unless `blank_is_absent`: some reports leave blank what does not exist yet.
    """
    parsed = Parsed()
    blocks = Blocks(posted)
    for line, row in rows_of(body, wanted, parsed):
        try:
            if not keep(row):
                continue
            at = start(row)
            values = [
                (measure, key, decimal(row[head], head))
                for head, (measure, key) in columns.items()
                if head in row and not (blank_is_absent and not row[head].strip())
            ]
        except ValueError as error:
            reject(parsed, line, error, ",".join(row.values()))
            continue
        for measure, key, value in values:
            blocks.add(measure, key, at, value, line)
    parsed.blocks = blocks.done()
    return parsed
