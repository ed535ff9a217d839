"""Rows of many documents settled in memory: one winner a key, in the bytes that COPY takes."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# PostgreSQL counts microseconds from 2000-01-01.
_POSTGRES_EPOCH = 946_684_800_000_000
_HEADER = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
_TRAILER = b"\xff\xff"

_KINDS = {
    "ts": ">i8",
    "posted": ">i8",
    "value": ">f8",
    "series": ">i4",
    "load": ">i4",
    "rank": ">i4",
    "issued": ">i8",
}

NO_POSTING = np.iinfo(np.int64).min
"""Stands for the posting of an actual value, which has none."""


@dataclass(slots=True)
class Rows:
    """Columns of one dataset's rows, all of one length. Times are microseconds since 1970, UTC.

    order: what decides between two values of one key: rank first, then the document's posting.
    """

    series: NDArray[np.int32]
    start: NDArray[np.int64]
    posted: NDArray[np.int64]
    value: NDArray[np.float64]
    load: NDArray[np.int32]
    rank: NDArray[np.int32]
    issued: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.value)

    def take(self, index: NDArray[np.intp] | NDArray[np.bool_]) -> "Rows":
        """The rows at an index or under a mask."""
        return Rows(
            self.series[index],
            self.start[index],
            self.posted[index],
            self.value[index],
            self.load[index],
            self.rank[index],
            self.issued[index],
        )

    @classmethod
    def joined(cls, parts: "list[Rows]") -> "Rows":
        """Several parts as one."""
        if len(parts) == 1:
            return parts[0]
        return cls(
            np.concatenate([part.series for part in parts]),
            np.concatenate([part.start for part in parts]),
            np.concatenate([part.posted for part in parts]),
            np.concatenate([part.value for part in parts]),
            np.concatenate([part.load for part in parts]),
            np.concatenate([part.rank for part in parts]),
            np.concatenate([part.issued for part in parts]),
        )


@dataclass(slots=True)
class Settled:
    """Winners, one a key and sorted by key; and the values they replaced, whose documents said otherwise."""

    winners: Rows
    losers: Rows
    replaced_by: NDArray[np.int32]


def settle(rows: Rows, *, first_wins: bool) -> Settled:
    """Choose one row a key (series, start, posting).

    The highest rank wins, then the latest issue, then the highest document id. With `first_wins` (forecasts
    of which one publication a grain is kept) the earliest issue wins and the others are no losers: they were
    never meant to be kept.
    """
    issued = -rows.issued if first_wins else rows.issued
    order = np.lexsort((rows.load, issued, rows.rank, rows.posted, rows.start, rows.series))
    rows = rows.take(order)
    if len(rows) < 2:
        return Settled(rows, rows.take(np.zeros(len(rows), bool)), np.empty(0, np.int32))
    same = (
        (rows.series[1:] == rows.series[:-1])
        & (rows.start[1:] == rows.start[:-1])
        & (rows.posted[1:] == rows.posted[:-1])
    )
    last = np.append(~same, True)
    winners = rows.take(last)
    if last.all():
        return Settled(winners, rows.take(~last), np.empty(0, np.int32))
    winner_of = np.cumsum(np.append(0, ~same))
    differs = ~last & (rows.value != winners.value[winner_of])
    if first_wins:
        differs[:] = False
    return Settled(winners, rows.take(differs), winners.load[winner_of[differs]])


def copy_bytes(rows: Rows, *, forecast: bool) -> bytes:
    """Rows in PostgreSQL's binary COPY form: ts, [posted,] value, series_id, load_id, rank, issued."""
    fields = ["ts", "posted", "value", "series", "load", "rank", "issued"]
    if not forecast:
        fields.remove("posted")
    layout: list[tuple[str, str]] = [("count", ">i2")]
    for name in fields:
        layout += [(f"{name}_size", ">i4"), (name, _KINDS[name])]
    table = np.empty(len(rows), np.dtype(layout))
    columns = {
        "ts": rows.start - _POSTGRES_EPOCH,
        "posted": rows.posted - _POSTGRES_EPOCH if forecast else rows.posted,
        "value": rows.value,
        "series": rows.series,
        "load": rows.load,
        "rank": rows.rank,
        "issued": rows.issued - _POSTGRES_EPOCH,
    }
    table["count"] = len(fields)
    for name in fields:
        table[f"{name}_size"] = np.dtype(_KINDS[name]).itemsize
        table[name] = columns[name]
    return _HEADER + table.tobytes() + _TRAILER
