"""Selections as parameterised statements: bounded in time, and bucketed so that answers fit what is shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from models.catalog.dataset import Dataset
from models.catalog.measure import Combine
from models.selection import BUCKETS, BUCKETS_FROM

DAY = timedelta(days=1)
_AGGREGATE = {
    Combine.MEAN: "avg(value)",
    Combine.SUM: "sum(value)",
    Combine.MIN: "min(value)",
    Combine.MAX: "max(value)",
    Combine.LAST: "(array_agg(value order by ts desc))[1]",
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


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL with its parameters. Each row: series id, then arrays of starts and values, then low and high."""

    sql: str
    parameters: tuple[Any, ...]
    bucketed: bool


def resolution_for(dataset: Dataset, span: timedelta, points: int) -> timedelta | None:
    """The finest bucket that keeps a window within so many points; None when nothing need be combined."""
    if span / dataset.interval <= points:
        return None
    return next((step for step in BUCKETS if step >= dataset.interval and span / step <= points), DAY)


def raw(dataset: Dataset, ids: Sequence[int], start: datetime, end: datetime, as_of: datetime | None) -> Statement:
    """Values as they were published; of a forecast, the newest publication not after `as_of`."""
    return Statement(
        f"select series_id, array_agg(ts), array_agg(value) from ({_source(dataset, as_of)} "
        "order by series_id, ts) rows group by series_id",
        (list(ids), start, end, *((as_of,) if dataset.is_forecast and as_of else ())),
        bucketed=False,
    )


def _source(dataset: Dataset, as_of: datetime | None) -> str:
    bounds = "series_id = any(%s) and ts >= %s and ts < %s"
    if not dataset.is_forecast:
        return f"select series_id, ts, value from {dataset.id} where {bounds}"
    if as_of is None:
        return f"select series_id, ts, value from {dataset.id}_current where {bounds}"
    return (
        f"select * from (select distinct on (series_id, ts) series_id, ts, value from {dataset.id} "
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
) -> Statement:
    """Values combined by bucket, each with its least and most, so that no spike is lost."""
    if step >= DAY and not dataset.is_forecast and combine in _FROM_DAY:
        return Statement(
            "select series_id, array_agg(ts), array_agg(v), array_agg(vmin), array_agg(vmax) from ("
            f"select series_id, ts, {_FROM_DAY[combine]} as v, vmin, vmax from {dataset.id}_day "
            "where series_id = any(%s) and ts >= %s and ts < %s order by series_id, ts) rows group by series_id",
            (list(ids), start, end),
            bucketed=True,
        )
    return Statement(
        "select series_id, array_agg(bucket), array_agg(v), array_agg(low), array_agg(high) from ("
        f"select series_id, date_bin(%s, ts, timestamptz '{BUCKETS_FROM:%Y-%m-%d %H:%M}+00') as bucket, "
        f"{_AGGREGATE[combine]} as v, min(value) as low, max(value) as high "
        f"from ({_source(dataset, as_of)}) source group by series_id, bucket order by series_id, bucket"
        ") rows group by series_id",
        (step, list(ids), start, end, *((as_of,) if dataset.is_forecast and as_of else ())),
        bucketed=True,
    )


def quarters(dataset: Dataset, ids: Sequence[int], start: datetime, end: datetime, combine: Combine) -> Statement:
    """The 15-minute roll-up that remains of minute data beyond its retention."""
    return Statement(
        "select series_id, array_agg(ts), array_agg(v), array_agg(vmin), array_agg(vmax) from ("
        f"select series_id, ts, {_FROM_QUARTER[combine]} as v, vmin, vmax from {dataset.id}_quarter "
        "where series_id = any(%s) and ts >= %s and ts < %s order by series_id, ts) rows group by series_id",
        (list(ids), start, end),
        bucketed=True,
    )
