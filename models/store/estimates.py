"""Estimates for missing intervals: made on request, marked as such, never stored."""

from dataclasses import replace

import numpy as np

from models.series import Series


def fill_linear(series: Series, longest: int) -> Series:
    """A series with straight lines through its gaps of at most `longest` intervals.

    A longer gap, and whatever lies before the first or after the last value, stays missing.
    """
    if len(series) < 2:
        return series
    step = int(series.interval.total_seconds() * 1_000_000)
    starts = series.starts.astype(np.int64)
    missing = np.diff(starts) // step - 1
    places = np.flatnonzero((missing > 0) & (missing <= longest) & (np.diff(starts) % step == 0))
    if not len(places):
        return replace(series, estimated=np.zeros(len(series), bool))
    extra = np.concatenate([starts[i] + step * np.arange(1, missing[i] + 1) for i in places])
    all_starts = np.concatenate([starts, extra])
    order = np.argsort(all_starts)
    all_starts = all_starts[order]
    estimated = np.concatenate([np.zeros(len(starts), bool), np.ones(len(extra), bool)])[order]

    def through(known: np.ndarray | None) -> np.ndarray | None:
        return None if known is None else np.interp(all_starts, starts, known)

    values = through(series.values)
    assert values is not None
    return replace(
        series,
        starts=all_starts.view("datetime64[us]"),
        values=values,
        low=through(series.low),
        high=through(series.high),
        estimated=estimated,
        lengths=None if series.lengths is None else np.concatenate([series.lengths, np.full(len(extra), step)])[order],
        postings=None,
    )
