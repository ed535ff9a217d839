"""What can be counted in a series: hourly means, the day's dearest less its cheapest hours, shares of time."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from models.clock import day_bounds, from_micros, micros, operating_day
from models.series import Instants, Numbers, Series

_HOUR = timedelta(hours=1)
_HOUR_MICROS = 3_600_000_000


@dataclass(frozen=True, slots=True)
class Hours:
    """Means of hours. starts: UTC hours, ascending. whole: True where no interval of the hour is missing."""

    starts: Instants
    values: Numbers
    whole: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Extreme:
    """A value and the start of the first interval, or bucket, that has it."""

    value: float
    start: datetime


SPREAD_UNIT = "$/MW-day"
"""What the spread of a day is in where prices are in $/MWh."""


@dataclass(frozen=True, slots=True)
class DaySpread:
    """The sum of a day's dearest hours less that of its cheapest, the mean of so many days.

    Of prices in $/MWh it is in $/MW-day: what a megawatt earns that charges in those hours and discharges in these,
    losses aside.
    """

    value: float
    days: int


@dataclass(frozen=True, slots=True)
class Summary:
    """A series in a few numbers. below_zero: the share of its intervals, 0 to 1. Spreads: None without a whole day."""

    last: Extreme
    least: Extreme
    mean: float
    most: Extreme
    below_zero: float
    two_hours: DaySpread | None
    four_hours: DaySpread | None


def summary(series: Series) -> Summary | None:
    """The numbers of a series; None when it has no value. Least and most are those inside buckets, if there are any."""
    there = np.isfinite(series.values)
    if not there.any():
        return None
    starts, values = series.starts[there], series.values[there]
    low = values if series.low is None else series.low[there]
    high = values if series.high is None else series.high[there]
    days = whole_days(hourly(series))
    return Summary(
        last=_extreme(starts, values, len(values) - 1),
        least=_extreme(starts, low, int(np.argmin(low))),
        mean=float(values.mean()),
        most=_extreme(starts, high, int(np.argmax(high))),
        below_zero=float((values < 0).mean()),
        two_hours=day_spread(days, 2),
        four_hours=day_spread(days, 4),
    )


def hourly(series: Series) -> Hours:
    """The mean of each hour that has a value. Longer intervals than an hour have no hours, so they give none."""
    there = np.isfinite(series.values)
    if series.interval > _HOUR or not there.any():
        return Hours(series.starts[:0], series.values[:0], np.empty(0, dtype=bool))
    # Texas is whole hours from Greenwich, so an hour here is an hour there.
    slots = series.starts[there].astype("datetime64[us]").astype(np.int64) // _HOUR_MICROS
    hours, where = np.unique(slots, return_inverse=True)
    counts = np.bincount(where)
    needed = 1 if series.irregular else _HOUR // series.interval
    starts = (hours * _HOUR_MICROS).view("datetime64[us]")
    return Hours(starts, np.bincount(where, series.values[there]) / counts, counts >= needed)


def by_day(hours: Hours) -> list[tuple[date, Hours]]:
    """The hourly means of each operating day that lacks none of its 23, 24 or 25 hours."""
    starts, values = hours.starts[hours.whole].astype(np.int64), hours.values[hours.whole]
    if not len(starts):
        return []
    first, last = (operating_day(from_micros(int(starts[n]))) for n in (0, -1))
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    bounds = np.array([micros(day_bounds(day)[0]) for day in days] + [micros(day_bounds(last)[1])])
    places = np.searchsorted(starts, bounds)
    whole = np.flatnonzero(np.diff(places) == np.diff(bounds) // _HOUR_MICROS)
    return [
        (
            days[n],
            Hours(
                starts[places[n] : places[n + 1]].view("datetime64[us]"),
                values[places[n] : places[n + 1]],
                np.ones(places[n + 1] - places[n], dtype=bool),
            ),
        )
        for n in whole.tolist()
    ]


def whole_days(hours: Hours) -> list[Numbers]:
    """The hourly means of each operating day that is whole."""
    return [day.values for _, day in by_day(hours)]


def day_spread(days: list[Numbers], hours: int) -> DaySpread | None:
    """Of each day the sum of its dearest hours less that of its cheapest, averaged over the days."""
    if not days:
        return None
    total = 0.0
    # Days of as many hours are sorted together.
    for size in {len(day) for day in days}:
        ordered = np.sort(np.stack([day for day in days if len(day) == size]), axis=1)
        total += float((ordered[:, -hours:].sum(axis=1) - ordered[:, :hours].sum(axis=1)).sum())
    return DaySpread(total / len(days), len(days))


@dataclass(frozen=True, slots=True)
class Duration:
    """A duration curve, from the highest value down.

    shares: of all values at or above each, in percent. values: distinct. places: where in the series each is first.
    """

    shares: Numbers
    values: Numbers
    places: NDArray[np.intp]


def duration(values: Numbers) -> Duration:
    """The duration curve of values, missing ones left out."""
    there = np.flatnonzero(np.isfinite(values))
    found, first, counts = np.unique(values[there], return_index=True, return_counts=True)
    shares = 100.0 * np.cumsum(counts[::-1]) / max(int(counts.sum()), 1)
    return Duration(shares, found[::-1], there[first][::-1])


def _extreme(starts: Instants, values: Numbers, where: int) -> Extreme:
    return Extreme(float(values[where]), from_micros(int(starts[where].astype("datetime64[us]").astype(np.int64))))
