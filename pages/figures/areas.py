"""Stacked areas of power by fuel, in one fixed order; storage that charges lies below zero."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from models.card import CardSpec
from models.selection import Window
from models.series import Series
from pages.figures import colours, scale
from pages.figures.chart import Figure, Trace, end_label, frame, reach, trace
from pages.figures.labels import AxisUnit, axis_unit
from pages.figures.points import Floats, as_area, gap_marks, millis

ORDER = (
    "NUCLEAR",
    "COAL",
    "GAS",
    "GAS_CC",
    "BIOMASS",
    "OTHER",
    "HYDRO",
    "STORAGE",
    "WHOLESALE_STORAGE_LOAD",
    "WIND",
    "SOLAR",
)
"""From the ground up."""

_NAMES = {"GAS": "Gas", "STORAGE": "Storage"}
_LABEL_FROM = 0.012
_INSIDE_FROM = 0.10


def draw(card: CardSpec, series: Sequence[Series], window: Window) -> Figure:
    """A stack of every fuel that has values; the axis starts at zero or at the deepest charging."""
    present = sorted((each for each in series if len(each)), key=_rank)
    layers = [layer for each in present for layer in _layers(each)]
    above = _total([values for _, values, down in layers if not down])
    below = _total([values for _, values, down in layers if down])
    finite = np.concatenate([above, below]) if layers else np.empty(0)
    unit = axis_unit(card.parts[0].meaning.unit, float(above.max()) if len(above) else 0.0)
    top = float(above.max()) if len(above) else 0.0
    return frame(
        card,
        [_trace(each, values, down=down) for each, values, down in layers],
        reach(card, window, present),
        scale.from_zero(finite),
        unit,
        ends=_ends(present, unit),
        inside=[mark for mark in (_inside(each, present, top, unit) for each in present) if mark],
        gaps=gap_marks(present[0]) if present else [],
        negative=bool(len(below)),
    )


def _rank(series: Series) -> int:
    return ORDER.index(series.entity.code) if series.entity.code in ORDER else len(ORDER)


def _layers(series: Series) -> list[tuple[Series, Floats, bool]]:
    """What lies above zero and, where any value is below it, what lies below."""
    up = (series, np.maximum(series.values, 0.0), False)
    if not (series.values < 0).any():
        return [up]
    return [up, (series, np.minimum(series.values, 0.0), True)]


def _total(layers: Sequence[Floats]) -> Floats:
    """The height of the stack, over the intervals that every layer has; layers are cut to the shortest."""
    if not layers:
        return np.empty(0)
    size = min(len(layer) for layer in layers)
    total: Floats = np.sum([layer[-size:] for layer in layers], axis=0)
    return total


def _trace(series: Series, values: Floats, *, down: bool) -> Trace:
    color = colours.fuel(series.entity.code)
    more: dict[str, Any] = {
        "stackgroup": "charging" if down else "generation",
        "stackgaps": "infer zero",
        "fillcolor": color,
        "meta": {"key": f"{series.measure.id}:{series.entity.code}:{'down' if down else ''}", "color": color},
    }
    if down:
        more["fillpattern"] = {"shape": "/", "size": 5, "solidity": 0.45, "fgcolor": color, "bgcolor": "--surface"}
    name = f"{name_of(series)}, charging" if down else name_of(series)
    return trace(series, as_area(series, values), name=name, line={"color": "--surface", "width": 1}, **more)


def name_of(series: Series) -> str:
    """A fuel's short name."""
    return _NAMES.get(series.entity.code, series.entity.title)


def _ends(present: Sequence[Series], unit: AxisUnit) -> list[dict[str, Any]]:
    """A label at the middle of each band's end; slivers have none, the cursor names them."""
    lasts = [(each, each.last[1]) for each in present if each.last]
    whole = sum(max(value, 0.0) for _, value in lasts)
    labels: list[dict[str, Any]] = []
    floor = 0.0
    for each, value in lasts:
        height = max(value, 0.0)
        if height >= whole * _LABEL_FROM and height > 0:
            middle = floor + height / 2
            labels.append(end_label(name_of(each), middle, value=value, unit=unit, color="--t1"))
        elif -value >= whole * _LABEL_FROM:
            labels.append(end_label(name_of(each), value / 2, value=value, unit=unit, color="--t1"))
        floor += height
    return labels


def _inside(series: Series, present: Sequence[Series], top: float, unit: AxisUnit) -> dict[str, Any] | None:
    """A name inside a band that is broad somewhere and gone at the end, such as the sun's after dusk."""
    if series.last is None or top <= 0 or series.last[1] >= top * _LABEL_FROM:
        return None
    peak = int(np.argmax(series.values))
    height = float(series.values[peak])
    if height < top * _INSIDE_FROM:
        return None
    at = series.starts[peak]
    under = 0.0
    for other in present[: list(present).index(series)]:
        where = int(np.searchsorted(other.starts, at))
        under += max(float(other.values[min(where, len(other) - 1)]), 0.0)
    return {
        "name": name_of(series),
        "x": float(millis(series)[peak]),
        "y": under + height / 2,
        "value": f"{height / unit.divisor:.{unit.decimals}f}",
        "color": f"{colours.fuel(series.entity.code)}-on",
    }
