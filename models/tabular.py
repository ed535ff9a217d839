"""Series as a table: rows of plain text with UTC, the shown zone and ERCOT's own hours, written as CSV.

A file begins with remarks, each line after a `#`: `pandas.read_csv(file, comment="#")` reads what follows them, and a
spreadsheet shows them in its first column. It begins with a byte order mark, so that spreadsheets read it as UTF-8.
"""

import csv
import io
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

import numpy as np
from numpy.typing import NDArray

from models.clock import MICROSECOND, central, from_micros
from models.series import Series
from models.statistics import Extreme, duration, summary

_PORTION = 1_000
_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\N{MINUS SIGN}")
# What a spreadsheet may part cells at: a remark stays one cell, whatever it says.
_PARTING = re.compile(r"[,;\t\r\n\"|]+")


@dataclass(frozen=True, slots=True)
class Table:
    """heads: names of the columns, each once. rows: text, as many cells as there are heads; made as they are taken."""

    heads: tuple[str, ...]
    rows: Iterable[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Clock:
    """The zone in which a table writes its local times. name: what its column is called after, such as `central`."""

    name: str
    info: tzinfo


def column(series: Series) -> str:
    """HB_WEST Real-time settlement point price ($/MWh): what the column of a series is called."""
    entity = series.entity
    code = "" if entity.code == "ERCOT" else f"{entity.code}{f'/{entity.kind}' if entity.kind else ''} "
    unit = series.measure.unit.symbol
    return f"{code}{series.measure.title}" + (f" ({unit})" if unit else "")


def intervals(series: Sequence[Series], clock: Clock) -> Table:
    """A row an interval, the oldest first, and a column a series.

    A longer interval, such as an hour among quarters, stands in the row that it begins with. Combined values have
    their bucket's least and most beside them, and series that hold estimates say which. Intervals of which no series
    has a value have no row.
    """
    present = [each for each in series if len(each)]
    local = () if clock.name == "utc" else (f"interval_start_{clock.name}",)
    heads = ["interval_start_utc", *local, "interval_end_utc", "operating_day", "hour_ending", "repeated_hour"]
    for each in present:
        name = column(each)
        heads.append(name)
        heads += [f"{name} least", f"{name} most"] if each.low is not None else []
        heads += [f"{name} estimate"] if _has_estimates(each) else []
        heads += [f"{name} posted_utc"] if each.postings is not None else []
    return Table(_once(heads), _interval_rows(present, clock))


def shares(series: Sequence[Series]) -> Table:
    """What a duration curve shows: each distinct value, the highest first, and the share of intervals that reach it."""

    def rows() -> Iterator[Sequence[str]]:
        for each in series:
            name, curve = text(column(each)), duration(each.values)
            for share, value in zip(curve.shares, curve.values, strict=True):
                yield (name, number(float(share)), number(float(value)))

    return Table(("series", "share_percent", "value"), rows())


def summaries(series: Sequence[Series]) -> Table:
    """What a summary shows: a row a series, with instants in UTC."""
    heads: tuple[str, ...] = (
        "series",
        "last",
        "last_start_utc",
        "least",
        "least_start_utc",
        "mean",
        "most",
        "most_start_utc",
    )
    heads += ("share_below_zero_percent", "top_less_bottom_2_hours", "top_less_bottom_4_hours")

    def rows() -> Iterator[Sequence[str]]:
        for each in series:
            found = summary(each)
            if found is None:
                yield (text(column(each)), *("" for _ in heads[1:]))
                continue
            two, four = (spread.value if spread else None for spread in (found.two_hours, found.four_hours))
            yield (
                text(column(each)),
                *_extreme(found.last),
                *_extreme(found.least),
                number(found.mean),
                *_extreme(found.most),
                number(100 * found.below_zero),
                number(two),
                number(four),
            )

    return Table(heads, rows())


def as_csv(remarks: Sequence[str], table: Table) -> Iterator[str]:
    """The text of a file, some of it at a time."""
    yield _MARK + "".join(f"# {remark(each)}\r\n" for each in remarks)
    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\r\n")
    writer.writerow([text(head) for head in table.heads])
    for count, row in enumerate(table.rows, 1):
        writer.writerow(row)
        if count % _PORTION == 0:
            yield page.getvalue()
            page.seek(0)
            page.truncate()
    yield page.getvalue()


def number(value: float | None) -> str:
    """A number so exactly that reading it gives the same one; nothing for what is missing."""
    if value is None or not math.isfinite(value):
        return ""
    written = repr(float(value))
    return written.removesuffix(".0")


def text(words: str) -> str:
    """Words that a spreadsheet takes for words: what would begin a formula is quoted by an apostrophe."""
    return f"'{words}" if words.startswith(_FORMULA) else words


def remark(words: str) -> str:
    """Words on one line and in one cell."""
    return _PARTING.sub(" -", words).strip()


def _interval_rows(present: Sequence[Series], clock: Clock) -> Iterator[Sequence[str]]:
    if not present:
        return
    starts = np.unique(np.concatenate([each.starts.astype(np.int64) for each in present]))
    places = [_places(each, starts) for each in present]
    lengths = np.full(len(starts), np.iinfo(np.int64).max)
    for each, where in zip(present, places, strict=True):
        there = where >= 0
        own = each.interval // MICROSECOND if each.lengths is None else each.lengths[where[there]]
        lengths[there] = np.minimum(lengths[there], own)
    for n, start in enumerate(starts.tolist()):
        instant = from_micros(start)
        cells = _times(instant, timedelta(microseconds=int(lengths[n])), clock)
        for each, where in zip(present, places, strict=True):
            cells += _cells(each, int(where[n]))
        yield cells


def _places(series: Series, starts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where in a series each start is; -1 where it is not."""
    own = series.starts.astype(np.int64)
    found = np.searchsorted(own, starts)
    there = (found < len(own)) & (own[np.minimum(found, len(own) - 1)] == starts)
    return np.where(there, found, -1)


def _times(start: datetime, length: timedelta, clock: Clock) -> list[str]:
    hour = central(start)
    local = [] if clock.name == "utc" else [start.astimezone(clock.info).isoformat()]
    return [
        _utc(start),
        *local,
        _utc(start + length),
        hour.date().isoformat(),
        str(hour.hour + 1),
        "Y" if hour.fold else "N",
    ]


def _cells(series: Series, where: int) -> list[str]:
    parts = (part for part in (series.values, series.low, series.high) if part is not None)
    # What was taken off each other ends in noise that nobody published.
    clean = (lambda value: round(value, 9)) if series.made_of else float
    values = [number(clean(float(part[where]))) if where >= 0 else "" for part in parts]
    if _has_estimates(series):
        assert series.estimated is not None
        values.append(("Y" if series.estimated[where] else "N") if where >= 0 else "")
    if series.postings is not None:
        values.append(_utc(from_micros(int(series.postings[where].astype(np.int64)))) if where >= 0 else "")
    return values


def _has_estimates(series: Series) -> bool:
    return series.estimated is not None and bool(series.estimated.any())


def _extreme(found: Extreme) -> tuple[str, str]:
    return number(found.value), _utc(found.start)


def _utc(instant: datetime) -> str:
    """2026-11-01T06:15:00Z."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _once(heads: Sequence[str]) -> tuple[str, ...]:
    """The heads with a count behind those that are there already."""
    seen: dict[str, int] = {}
    found = []
    for head in heads:
        seen[head] = seen.get(head, 0) + 1
        found.append(head if seen[head] == 1 else f"{head} {seen[head]}")
    return tuple(found)
