"""Selections as parameterised statements: bounded in time, and bucketed so that answers fit what is shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from models.catalog.dataset import Dataset
from models.catalog.measure import Combine
from models.selection import BUCKETS, BUCKETS_FROM
from models.store.quarters import QUARTER

DAY = timedelta(days=1)
# The key gives rows in the order of time: an ordered array needs no sorting.
_AGGREGATE = {
    Combine.MEAN: "avg(value)",
    Combine.SUM: "sum(value)",
    Combine.MIN: "min(value)",
    Combine.MAX: "max(value)",
    Combine.LAST: "(array_agg(value order by ts))[count(*)]",
}
_FROM_DAY = {
    Combine.MEAN: "vsum / n",
    Combine.SUM: "vsum",
    Combine.MIN: "vmin",
    Combine.MAX: "vmax",
}
_FROM_QUARTER = {
    Combine.MEAN: "vmean",
    Combine.SUM: "vmean * n",
    Combine.MIN: "vmin",
    Combine.MAX: "vmax",
    Combine.LAST: "vlast",
}
_OF_QUARTERS = {
    Combine.MEAN: "sum(vmean * n) / sum(n)",
    Combine.SUM: "sum(vmean * n)",
    Combine.MIN: "min(vmin)",
    Combine.MAX: "max(vmax)",
    Combine.LAST: "(array_agg(vlast order by ts))[count(*)]",
}
# Exact: the seconds are a decimal number until they are microseconds.
_POSTED = "(extract(epoch from {}) * 1000000)::float8"


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL with its parameters. Each row: series id, then arrays of starts and values, then low and high.

    postings: whether the last array says when each was posted, in microseconds since the epoch.
    """

    sql: str
    parameters: tuple[Any, ...]
    bucketed: bool
    postings: bool = False


def resolution_for(dataset: Dataset, span: timedelta, points: int) -> timedelta | None:
    """The finest bucket that keeps a window within so many points; None when nothing need be combined."""
    if span / dataset.interval <= points:
        return None
    return next((step for step in BUCKETS if step >= dataset.interval and span / step <= points), DAY)


def raw(
    dataset: Dataset,
    ids: Sequence[int],
    start: datetime,
    end: datetime,
    as_of: datetime | None,
    *,
    postings: bool = False,
) -> Statement:
    """Values as they were published; of a forecast, the newest publication not after `as_of`."""
    postings = postings and dataset.is_forecast
    posted = f", array_agg({_POSTED.format('posted')})" if postings else ""
    return Statement(
        f"select series_id, array_agg(ts), array_agg(value){posted} from ({_source(dataset, as_of)} "
        "order by series_id, ts) rows group by series_id",
        (list(ids), start, end, *((as_of,) if dataset.is_forecast and as_of else ())),
        bucketed=False,
        postings=postings,
    )


def _source(dataset: Dataset, as_of: datetime | None) -> str:
    bounds = "series_id = any(%s) and ts >= %s and ts < %s"
    if not dataset.is_forecast:
        return f"select series_id, ts, value from {dataset.id} where {bounds}"
    if as_of is None:
        return f"select series_id, ts, value, posted from {dataset.id}_current where {bounds}"
    return (
        f"select * from (select distinct on (series_id, ts) series_id, ts, value, posted from {dataset.id} "
        f"where {bounds} and posted <= %s order by series_id, ts, posted desc) newest"
    )


def bucketed(
    dataset: Dataset,
    ids: Sequence[int],
    start: datetime,
    end: datetime,
    step: timedelta,
    combine: Combine,
    as_of: datetime | None,
    *,
    postings: bool = False,
) -> Statement:
    """Values combined by bucket, each with its least and most, so that no spike is lost."""
    if from_days(dataset, step, combine):
        return Statement(
            "select series_id, array_agg(ts), array_agg(v), array_agg(vmin), array_agg(vmax) from ("
            f"select series_id, ts, {_FROM_DAY[combine]} as v, vmin, vmax from {dataset.id}_day "
            "where series_id = any(%s) and ts >= %s and ts < %s order by series_id, ts) rows group by series_id",
            (list(ids), start, end),
            bucketed=True,
        )
    if from_quarters(dataset, step):
        return quarters(dataset, ids, start, end, combine, step)
    postings = postings and dataset.is_forecast
    posted, newest = (", array_agg(posted)", f", {_POSTED.format('max(posted)')} as posted") if postings else ("", "")
    return Statement(
        f"select series_id, array_agg(bucket), array_agg(v), array_agg(low), array_agg(high){posted} from ("
        f"select series_id, date_bin(%s, ts, timestamptz '{BUCKETS_FROM:%Y-%m-%d %H:%M}+00') as bucket, "
        f"{_AGGREGATE[combine]} as v, min(value) as low, max(value) as high{newest} "
        f"from ({_source(dataset, as_of)}) source group by series_id, bucket order by series_id, bucket"
        ") rows group by series_id",
        (step, list(ids), start, end, *((as_of,) if dataset.is_forecast and as_of else ())),
        bucketed=True,
        postings=postings,
    )


def from_days(dataset: Dataset, step: timedelta | None, combine: Combine) -> bool:
    """Whether buckets of so long are read from the daily roll-up, which outlives the values."""
    return step is not None and step >= DAY and not dataset.is_forecast and combine in _FROM_DAY


def from_quarters(dataset: Dataset, step: timedelta | None) -> bool:
    """Whether buckets of so long are read from the 15-minute roll-up, which every dataset of limited retention has."""
    return step is not None and step >= QUARTER and dataset.raw_days is not None


def quarters(
    dataset: Dataset, ids: Sequence[int], start: datetime, end: datetime, combine: Combine, step: timedelta | None
) -> Statement:
    """The 15-minute roll-up of minute data, which alone remains beyond its retention; in longer buckets if asked."""
    parameters: tuple[Any, ...] = (list(ids), start, end)
    if step is None or step <= QUARTER:
        rows = (
            f"ts, {_FROM_QUARTER[combine]} as v, vmin, vmax from {dataset.id}_quarter "
            "where series_id = any(%s) and ts >= %s and ts < %s order by series_id, ts"
        )
    else:
        bucket = f"date_bin(%s, ts, timestamptz '{BUCKETS_FROM:%Y-%m-%d %H:%M}+00')"
        rows = (
            f"{bucket} as ts, {_OF_QUARTERS[combine]} as v, min(vmin) as vmin, max(vmax) as vmax "
            f"from {dataset.id}_quarter where series_id = any(%s) and ts >= %s and ts < %s "
            "group by series_id, 2 order by series_id, 2"
        )
        parameters = (step, *parameters)
    return Statement(
        "select series_id, array_agg(ts), array_agg(v), array_agg(vmin), array_agg(vmax) from ("
        f"select series_id, {rows}) rows group by series_id",
        parameters,
        bucketed=True,
    )
