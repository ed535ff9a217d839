"""What line, step and area charts share: the frame of a figure, traces with their identity, and labels at ends."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from models import citation
from models.card import CardSpec
from models.clock import floor
from models.selection import Window
from models.series import Series
from pages.figures import colours
from pages.figures.labels import AxisUnit, number
from pages.figures.points import Points, encode, step_of
from pages.figures.scale import Scale

Figure = dict[str, Any]
Trace = dict[str, Any]

DAY_AHEAD = frozenset({"dam_spp", "dam_mcpc"})
"""Measures of the day-ahead market, drawn dotted wherever they stand beside real time."""


def milliseconds(instant: datetime) -> int:
    """Milliseconds since the epoch, the x of every chart."""
    return round(instant.timestamp() * 1000)


def key_of(series: Series) -> str:
    """What tells a trace from its neighbours, for as long as the card stays the same."""
    return f"{series.measure.id}:{series.entity.code}:{series.entity.kind}"


def reach(card: CardSpec, window: Window, present: Sequence[Series]) -> Window:
    """A rolling window ends with its first part's newest interval, so that lines reach their labels.

    What is more than an hour late does not pull the window back with it: the emptiness is to be seen.
    """
    first = [each for each in present if each.measure.id == card.parts[0].id]
    ends = [each.last[0] + each.interval for each in first if each.last]
    if not card.span.length:
        return window
    if not ends or max(ends) < window.end - timedelta(hours=1):
        return replace(window, end=floor(window.end, card.parts[0].meaning.dataset.interval))
    return replace(window, end=max(ends))


def trace(series: Series, points: Points, *, name: str, line: dict[str, Any], **more: Any) -> Trace:
    """A scatter trace. `meta` says what a cursor needs: unit, decimals, length of an interval, what a point cites."""
    kept = more.pop("meta", {})
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": encode(points.x),
        "y": encode(points.y),
        "line": {"simplify": False, **line},
        "connectgaps": False,
        "hoverinfo": "skip",
        "showlegend": False,
        **more,
        "meta": {
            "key": key_of(series),
            "closing": points.closing,
            "interval": step_of(series),
            "unit": series.measure.unit.symbol,
            "decimals": series.measure.unit.decimals,
            "color": colours.line(series),
            "from": 0,
            "cites": citation.template(series),
            **_estimated(series),
            **kept,
        },
    }


def _estimated(series: Series) -> dict[str, Any]:
    """Which intervals hold estimates of ours, by their start in milliseconds; nothing where none does."""
    if series.estimated is None or not series.estimated.any():
        return {}
    return {"estimated": (series.starts[series.estimated].astype(np.int64) / 1000).tolist()}


def end_label(name: str, at: float, *, value: float | None, unit: AxisUnit, color: str) -> dict[str, Any]:
    """A label right of the plot at a height in the axis's own unit, with the last value if there is one."""
    words = "" if value is None else number(value / unit.divisor, unit.decimals)
    return {"name": name, "value": words, "y": at, "color": color}


def frame(card: CardSpec, traces: Sequence[Trace], window: Window, scale: Scale, unit: AxisUnit, **meta: Any) -> Figure:
    """A figure over time without a look: axes and ranges. Colours are token names, resolved when it is shown."""
    # Its ticks are the browser's, which knows how wide the chart is and how far it is zoomed.
    sideways = {"type": "linear", "range": [milliseconds(window.start), milliseconds(window.end)]}
    return figure(card, traces, sideways, scale.axis(unit), unit, low=scale.low, **meta)


def figure(
    card: CardSpec,
    traces: Sequence[Trace],
    sideways: dict[str, Any],
    upright: dict[str, Any],
    unit: AxisUnit,
    **meta: Any,
) -> Figure:
    """A figure with these two axes. `meta` is what the browser needs to finish it; `across` there names its way.

    across: empty for time, "share" for shares of time in percent, "days" for columns of days.
    """
    plain = {"across": "", "ends": [], "spikes": [], "gaps": [], "inside": [], "now": False}
    return {
        "data": list(traces),
        "layout": {
            "uirevision": card.id,
            "xaxis": sideways,
            "yaxis": upright,
            "meta": {"unit": unit.symbol, "divisor": unit.divisor, **plain, **meta},
        },
    }
