"""Duration curve: for each share of time, the value that so much of the time was at or above."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.card import CardSpec
from models.selection import Window
from models.series import Series
from models.statistics import Duration, duration
from pages.figures import colours, scale
from pages.figures.chart import Figure, Trace, end_label, figure, trace
from pages.figures.labels import AxisUnit, axis_unit, number
from pages.figures.lines import is_second, name_of, reached, scales, spike, stop_at, stroke
from pages.figures.points import Floats, Points, encode

_MOST_POINTS = 900
_ENDS = 60
_QUARTERS = (0, 25, 50, 75, 100)


def draw(card: CardSpec, series: Sequence[Series], window: Window) -> Figure:
    """A curve for each series that has values, counted from every one of them, equal ones included."""
    present = [each for each in series if np.isfinite(each.values).any()]
    finite = reached(present)
    full, stop = scales(present, finite)
    shown = full if stop is None else scale.clipped_at(stop, finite)
    unit = axis_unit(card.parts[0].meaning.unit, float(np.abs(finite).max()) if len(finite) else 0.0)
    sideways = {
        "type": "linear",
        "range": [0, 100],
        "tickvals": list(_QUARTERS),
        "ticktext": [str(each) if each < 100 else "100 %" for each in _QUARTERS],
    }
    curves = [duration(each.values) for each in present]
    # Of one place in two markets it is said of real time, which comes first.
    only = len(present) == 1 or (
        len({each.entity for each in present}) == 1 and [is_second(each, present) for each in present] == [False, True]
    )
    found = figure(
        card,
        [_trace(each, curve, present) for each, curve in zip(present, curves, strict=True)][::-1],
        sideways,
        shown.axis(unit),
        unit,
        across="share",
        low=shown.low,
        ends=[_end(each, present, unit) for each in present],
        inside=[_median(curves[0], unit)] if only else [],
        below=_below(curves[0], shown) if only else None,
        negative=bool(len(finite)) and float(finite.min()) < 0,
    )
    if stop is not None:
        stop_at(found, [_peak(present)], stop, full, unit)
    return found


def _trace(series: Series, curve: Duration, present: Sequence[Series]) -> Trace:
    keep = thinned(curve.shares, curve.values)
    shares, values = curve.shares[keep], curve.values[keep]
    # The highest value begins at no time at all: a step goes down to each value first, then along its share.
    points = Points(np.append(0.0, shares), np.append(values[0], values))
    starts = series.starts[np.append(curve.places[keep[0]], curve.places[keep])].astype("datetime64[ms]")
    meta = {
        "count": int(np.isfinite(series.values).sum()),
        "each": series.interval.total_seconds() * 1000,
        "combined": series.low is not None,
        "starts": encode(starts.astype(np.float64)),
    }
    return trace(series, points, name=name_of(series, present), line={**stroke(series), "shape": "vh"}, meta=meta)


def thinned(shares: Floats, values: Floats, most: int = _MOST_POINTS) -> NDArray[np.intp]:
    """Places of at most so many of the points: both ends whole, the rest even over time and over values."""
    size = len(values)
    if size <= most:
        return np.arange(size)
    even = (most - 2 * _ENDS) // 2
    over_time = np.searchsorted(shares, np.linspace(0, 100, even))
    over_values = size - 1 - np.searchsorted(values[::-1], np.linspace(values[-1], values[0], even))
    ends = np.append(np.arange(_ENDS), np.arange(size - _ENDS, size))
    return np.unique(np.clip(np.concatenate([over_time, over_values, ends]), 0, size - 1))


def _end(series: Series, present: Sequence[Series], unit: AxisUnit) -> dict[str, Any]:
    """A label at the right, where a curve comes down to its least value."""
    least = float(series.values[np.isfinite(series.values)].min())
    ahead = is_second(series, present)
    name = name_of(series, present).replace("average", "avg").replace(", day-ahead", " DA")
    return end_label(name, least, value=least, unit=unit, color="--t3" if ahead else colours.text(series))


def _median(curve: Duration, unit: AxisUnit) -> dict[str, Any]:
    half = float(curve.values[int(np.searchsorted(curve.shares, 50.0))])
    words = number(half / unit.divisor, 2 if unit.divisor == 1 and unit.decimals else unit.decimals)
    return {"name": f"half the time above {words}", "x": 50, "y": half, "color": "--t2", "above": True}


def _below(curve: Duration, shown: scale.Scale) -> dict[str, Any] | None:
    """The share of time below zero and where it begins; None where there is none."""
    above = curve.values >= 0
    at_or_above = float(curve.shares[above][-1]) if above.any() else 0.0
    if at_or_above >= 100:
        return None
    return {
        "from": at_or_above,
        "to": 100,
        "low": shown.low,
        "words": f"below 0 for {number(100 - at_or_above, 1)} % of time",
    }


def _peak(present: Sequence[Series]) -> dict[str, Any]:
    """The one mark at the left: the highest of all, and when it was."""
    tops = [(each.values if each.high is None else each.high) for each in present]
    series, top = max(zip(present, tops, strict=True), key=lambda pair: float(np.nanmax(pair[1])))
    where = int(np.nanargmax(top))
    mark = spike(series, present, float(top[where]), int(series.starts[where].astype(np.int64)), dated=True)
    return {**mark, "x": 0}
