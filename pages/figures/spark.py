"""Sparklines: the shape of a day in a few pixels, drawn as a mask so that the theme gives the colour."""

from urllib.parse import quote

import numpy as np
from dash import html
from dash.development.base_component import Component

from models.clock import floor
from models.selection import Window
from models.series import Series
from pages.figures.attributes import aria
from pages.figures.chart import milliseconds
from pages.figures.points import Floats, Points, as_line, as_steps

_WIDTH = 1000
_HEIGHT = 100
_MOST = 240


def spark(series: Series, window: Window, *, steps: bool = True) -> Component:
    """The series over the window, gaps broken, with a dot at its newest value."""
    points = as_steps(series) if steps else as_line(series)
    if not len(points.x):
        return html.Span(className="spark")
    # The end moves in steps of an interval, so that between two of them the picture stays the same.
    start, end = milliseconds(window.start), milliseconds(floor(window.end, series.interval))
    x, y = _scaled(_thinned(points), start, end)
    dot = {"left": f"{x[-1] / _WIDTH:.2%}", "top": f"{y[np.isfinite(y)][-1] / _HEIGHT:.1%}"}
    return html.Span(
        [html.I(style={"maskImage": f'url("{_picture(_path(x, y, steps=steps))}")'}), html.B(style=dot)],
        className="spark",
        **aria(hidden="true"),
    )


def _thinned(points: Points) -> Points:
    """At most about so many points; of each bucket the least and the most stay, so no spike is lost."""
    size = len(points.x)
    if size <= _MOST:
        return points
    keep: list[int] = []
    for bucket in np.array_split(np.arange(size), _MOST // 2):
        values = points.y[bucket]
        if np.isfinite(values).all():
            keep += sorted({int(bucket[np.argmin(values)]), int(bucket[np.argmax(values)])})
        else:
            keep += bucket[:: max(1, len(bucket) // 4)].tolist()
    keep = sorted({0, *keep, size - 1})
    return Points(points.x[keep], points.y[keep])


def _scaled(points: Points, start: int, end: int) -> tuple[Floats, Floats]:
    x = np.clip((points.x - start) / max(end - start, 1) * _WIDTH, 0, _WIDTH)
    finite = points.y[np.isfinite(points.y)]
    low, high = (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 1.0)
    spread = high - low
    y = np.full(len(points.y), _HEIGHT / 2) if spread <= 0 else _HEIGHT - 6 - (points.y - low) / spread * (_HEIGHT - 12)
    return x, np.where(np.isfinite(points.y), y, np.nan)


def _path(x: Floats, y: Floats, *, steps: bool) -> str:
    parts: list[str] = []
    pen_down = False
    for at, level in zip(x.round().astype(int).tolist(), y.tolist(), strict=True):
        if level != level:
            pen_down = False
            continue
        height = round(level)
        if not pen_down:
            parts.append(f"M{at} {height}")
        elif steps:
            parts.append(f"H{at}V{height}")
        else:
            parts.append(f"L{at} {height}")
        pen_down = True
    return "".join(parts)


def _picture(path: str) -> str:
    svg = (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {_WIDTH} {_HEIGHT}' preserveAspectRatio='none'>"
        f"<path d='{path}' fill='none' stroke='#000' stroke-width='1.3' stroke-linejoin='round' "
        "vector-effect='non-scaling-stroke'/></svg>"
    )
    return f"data:image/svg+xml,{quote(svg, safe=_SAFE)}"


_SAFE = " =:/'"
