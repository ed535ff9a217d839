"""Series as points to draw: gaps break them, steps reach the end of their interval, arrays travel as base64."""

import base64
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.series import Series

Floats = NDArray[np.float64]
_SLIVER = 1.0  # a millisecond: wide enough to part two points, too narrow to see


@dataclass(frozen=True, slots=True)
class Points:
    """x: milliseconds since the epoch, UTC. y: values, NaN in gaps. Same length.

    closing: how many points at the end only finish the last interval and give way to the next one's.
    """

    x: Floats
    y: Floats
    closing: int = 0


def millis(series: Series) -> Floats:
    """Interval starts in milliseconds since the epoch."""
    return series.starts.astype("datetime64[us]").astype(np.int64) / 1000.0


def step_of(series: Series) -> float:
    """Length of an interval in milliseconds."""
    return series.interval / timedelta(milliseconds=1)


def steps_of(series: Series) -> Floats:
    """Length of each value's interval in milliseconds."""
    if series.lengths is None:
        return np.full(len(series), step_of(series))
    return series.lengths / 1000.0


def gap_after(series: Series) -> NDArray[np.intp]:
    """Indices of values after which intervals are missing: more than 1.5 intervals, 3 where they vary."""
    factor = 3.0 if series.irregular else 1.5
    return np.flatnonzero(np.diff(millis(series)) > steps_of(series)[:-1] * factor)


def as_line(series: Series) -> Points:
    """Points at interval starts, one NaN in each gap."""
    x, gaps = millis(series), gap_after(series)
    ends = x[gaps] + steps_of(series)[gaps]
    return Points(np.insert(x, gaps + 1, ends), np.insert(series.values, gaps + 1, np.nan))


def as_steps(series: Series) -> Points:
    """Points at interval starts; before each gap, and at the end, one more at the interval's end."""
    if not len(series):
        return Points(millis(series), series.values)
    x, steps, gaps = millis(series), steps_of(series), gap_after(series)
    where = np.repeat(gaps + 1, 2)
    ends = np.repeat(x[gaps] + steps[gaps], 2)
    held = np.column_stack([series.values[gaps], np.full(len(gaps), np.nan)]).ravel()
    x_all = np.append(np.insert(x, where, ends), x[-1] + steps[-1])
    y_all = np.append(np.insert(series.values, where, held), series.values[-1])
    return Points(x_all, y_all, 1)


def as_area(series: Series, values: Floats) -> Points:
    """Points at interval starts; a gap is NaN at both its edges, so that the area is blank between them."""
    x, gaps = millis(series), gap_after(series)
    where = np.repeat(gaps + 1, 2)
    edges = np.column_stack([x[gaps] + _SLIVER, x[gaps + 1] - _SLIVER]).ravel() if len(gaps) else x[:0]
    return Points(np.insert(x, where, edges), np.insert(values, where, np.nan))


def as_band(series: Series) -> Points | None:
    """Outline of what lies between each bucket's least and most; None for values that were never combined.

    One ring for each run without a gap: its tops from left to right, two points a bucket, then its bottoms back;
    a NaN parts it from the next.
    """
    if series.low is None or series.high is None or not len(series):
        return None
    starts, steps = millis(series), steps_of(series)
    xs: list[Floats] = []
    ys: list[Floats] = []
    for run in np.split(np.arange(len(series)), gap_after(series) + 1):
        along = np.column_stack([starts[run], starts[run] + steps[run]]).ravel()
        top, bottom = np.repeat(series.high[run], 2), np.repeat(series.low[run], 2)
        xs.append(np.concatenate([along, along[::-1], [np.nan]]))
        ys.append(np.concatenate([top, bottom[::-1], [np.nan]]))
    return Points(np.concatenate(xs)[:-1], np.concatenate(ys)[:-1])


def gap_marks(series: Series) -> list[tuple[float, float]]:
    """Start and end of each gap in milliseconds: from the end of the last interval to the next start."""
    x, steps = millis(series), steps_of(series)
    return [(float(x[n] + steps[n]), float(x[n + 1])) for n in gap_after(series)]


class Encoded(dict[str, Any]):
    """A float array as plotly takes it without parsing digits, and the array itself for who goes on working with it."""

    def __init__(self, values: Floats) -> None:
        self.array = np.ascontiguousarray(values, "<f8")
        packed = base64.b64encode(self.array.tobytes()).decode("ascii")
        super().__init__(dtype="f8", bdata=packed)


def encode(values: Floats) -> dict[str, Any]:
    """The array as it travels."""
    return Encoded(values)


def decode(encoded: dict[str, Any]) -> Floats:
    """The array that `encode` packed."""
    if isinstance(encoded, Encoded):
        return encoded.array
    return np.frombuffer(base64.b64decode(encoded["bdata"]), "<f8")
