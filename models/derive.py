"""Series made of others, interval by interval: a spread, a net load, the error of a forecast."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from models.catalog.measure import Combine
from models.clock import MICROSECOND, micros
from models.selection import BUCKETS, BUCKETS_FROM
from models.series import Series


def difference(first: Series, others: Sequence[Series], title: str) -> Series:
    """`first` less each of `others`, at the starts of `first`, in its unit; named by `title`.

    A coarser series holds for its whole interval: an hour's day-ahead price counts for each of its quarters.
    Where one of them has no value there is none here either, so a gap stays a gap. What the bounds of a
    bucket would be is not known from the bounds of its parts, so they are dropped.
    """
    there = np.ones(len(first), dtype=bool)
    values = first.values.copy()
    for other in others:
        places, present = _holding(first, other)
        there &= present
        if len(other):
            values = values - other.values[places]
    named = replace(
        first.measure,
        id="-".join([first.measure.id, *(other.measure.id for other in others)]),
        title=title,
        meaning=f"{first.measure.title} less {' and '.join(other.measure.title.lower() for other in others)}.",
    )
    return replace(
        first,
        measure=named,
        starts=first.starts[there],
        values=values[there],
        low=None,
        high=None,
        estimated=None if first.estimated is None else first.estimated[there],
        lengths=None if first.lengths is None else first.lengths[there],
        # Of several publications none dates what is made of them.
        postings=None,
        made_of=(first, *others),
    )


def coarser(series: Series, points: int) -> Series:
    """The series in at most about so many buckets, each with the mean, least and most of its values; short ones stay.

    What is made of several measures has its least and most only here: they do not follow from those of its parts.
    """
    if not len(series):
        return series
    span = timedelta(microseconds=int((series.starts[-1] - series.starts[0]) / np.timedelta64(1, "us")))
    if span / series.interval < points:
        return series
    step = next((each for each in BUCKETS if each > series.interval and span / each <= points), BUCKETS[-1])
    return in_buckets(series, step, Combine.MEAN)


def in_buckets(series: Series, step: timedelta, combine: Combine) -> Series:
    """The series combined into buckets shorter than a day, each with its least and most; as the store would do it.

    Where the series' own intervals are as long it stays as it is. Values of unequal length count alike.
    """
    if step <= series.interval or not len(series):
        return series
    size, origin = step // MICROSECOND, micros(BUCKETS_FROM)
    slots = (series.starts.astype("datetime64[us]").astype(np.int64) - origin) // size
    first = np.flatnonzero(np.diff(slots, prepend=slots[0] - 1))
    low = np.minimum.reduceat(series.values if series.low is None else series.low, first)
    high = np.maximum.reduceat(series.values if series.high is None else series.high, first)
    counts = np.diff(np.append(first, len(slots)))
    if combine is Combine.LAST:
        values = series.values[first + counts - 1]
    elif combine in (Combine.MIN, Combine.MAX):
        values = low if combine is Combine.MIN else high
    else:
        total = np.add.reduceat(series.values, first)
        values = total if combine is Combine.SUM else total / counts
    return replace(
        series,
        starts=(slots[first] * size + origin).view("datetime64[us]"),
        values=values,
        low=low,
        high=high,
        interval=step,
        estimated=None,
        lengths=None,
        postings=None,
    )


def _holding(first: Series, other: Series) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Where in `other` the interval is that each start of `first` lies in, and whether there is one."""
    if not len(other):
        return np.zeros(len(first), np.intp), np.zeros(len(first), dtype=bool)
    places = np.searchsorted(other.starts, first.starts, side="right") - 1
    inside = places >= 0
    places = np.maximum(places, 0)
    lengths = (
        np.timedelta64(other.interval) if other.lengths is None else other.lengths[places].astype("timedelta64[us]")
    )
    ends = other.starts[places] + lengths
    return places, inside & (first.starts < ends)
