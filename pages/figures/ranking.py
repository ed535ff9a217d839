"""Bars that rank the newest values of a few things, the largest first."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from models.series import Series
from pages.figures import cited, labels
from pages.figures.attributes import aria
from pages.figures.term import explained


def draw(series: Sequence[Series]) -> Component:
    """One row for each series: name, value, bar. Without a value the bar is missing and a dash stands there."""
    rows = sorted(series, key=lambda each: -(each.last[1] if each.last else 0.0))
    widest = max((abs(each.last[1]) for each in rows if each.last), default=0.0)
    return html.Dl([_row(each, widest) for each in rows], className="ranking")


def _row(series: Series, widest: float) -> Component:
    value = series.last[1] if series.last else None
    size = abs(value) / widest if value is not None and widest > 0 else 0.0
    return html.Div(
        [
            html.Dt(explained(series.entity.title), title=series.entity.code),
            html.Dd(
                cited.number(
                    labels.quantity(value, series.measure.unit),
                    cited.last(series),
                    f"{series.measure.unit.symbol}, {series.entity.title}",
                    "figure",
                )
            ),
            html.Dd(html.I(style={"width": f"{size:.1%}"}), className="rank-bar", **aria(hidden="true")),
        ]
    )
