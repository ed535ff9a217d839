"""The reserves below which ERCOT may declare a level, as lines on a chart, each for the days it was in force."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise
from typing import Any

from models.catalog.conditions import LADDER, THRESHOLDS, thresholds_on
from models.catalog.unit import MEGAWATT
from models.citation import ThresholdCite
from models.clock import day_bounds, operating_day
from models.selection import Window
from models.series import Series
from pages.figures.chart import end_label, milliseconds
from pages.figures.labels import AxisUnit

_TITLES = {level.id: level.title for level in LADDER}


def lines(present: Sequence[Series], window: Window) -> list[dict[str, Any]]:
    """Start and end in milliseconds, height in MW, level, colour token, citation; nothing for a chart without PRC.

    A threshold that changed inside the window is drawn as it was, before and after.
    """
    if not any(series.measure.id == "prc" for series in present):
        return []
    changes = sorted({day_bounds(each.since)[0] for each in THRESHOLDS})
    edges = [window.start, *(each for each in changes if window.start < each < window.end), window.end]
    return [
        {
            "from": milliseconds(start),
            "to": milliseconds(end),
            "y": height,
            "name": _TITLES[level],
            "unit": MEGAWATT.symbol,
            "color": _color(level),
            "cites": ThresholdCite(level, operating_day(start)).to_json(),
        }
        for start, end in pairwise(edges)
        for level, height in thresholds_on(operating_day(start)).items()
    ]


def ends(present: Sequence[Series], window: Window, unit: AxisUnit) -> list[dict[str, Any]]:
    """Labels of the thresholds in force at the end of the window."""
    if not any(series.measure.id == "prc" for series in present):
        return []
    day = operating_day(window.end - timedelta(microseconds=1))
    return [
        {
            **end_label(_TITLES[level], at, value=at, unit=unit, color=_color(level)),
            "cites": ThresholdCite(level, day).to_json(),
        }
        for level, at in thresholds_on(day).items()
    ]


def _color(level: str) -> str:
    return f"--{level}-text"
