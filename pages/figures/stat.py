"""A figure to read across a room: value, unit, the day's shape, what it compares with, and when it is of."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np
from dash import html
from dash.development.base_component import Component

from models.card import CardSpec
from models.catalog.conditions import LADDER, thresholds_on
from models.clock import floor, from_micros, operating_day
from models.selection import Window
from models.series import Series
from pages.figures import labels
from pages.figures.chart import DAY_AHEAD
from pages.figures.spark import spark

_HOUR = timedelta(hours=1)


def draw(
    card: CardSpec,
    main: Series,
    against: Series | None,
    window: Window,
    *,
    marks: Sequence[Component],
    when: Sequence[Component],
    late: bool,
) -> Component:
    """One cell of the strip of key figures. A missing value is a dash, a late one is quiet.

    marks: what stands beside the title, such as SIMULATED. when: the time of the data, or how late they are.
    """
    value = main.last[1] if main.last else None
    return html.Div(
        [
            html.Div(
                [
                    html.H2(card.title, title=main.measure.meaning),
                    *marks,
                ],
                className="stat-title",
            ),
            html.Div(
                [
                    html.Span(
                        labels.quantity(value, main.measure.unit),
                        className="figure quiet" if late else "figure",
                    ),
                    html.Span(main.measure.unit.symbol, className="unit"),
                    spark(main, window, steps=not main.irregular and main.interval > timedelta(minutes=5)),
                ],
                className="stat-value",
            ),
            html.Div(
                [
                    html.Span("" if late else comparison(main, against), className="stat-against"),
                    *when,
                ],
                className="stat-foot",
            ),
        ],
        className="stat-cell",
    )


def waiting(card: CardSpec) -> Component:
    """The cell of a measure that has no value yet."""
    unit = card.parts[0].meaning.unit.symbol
    return html.Div(
        [
            html.Div(html.H2(card.title, title=card.parts[0].meaning.meaning), className="stat-title"),
            html.Div(
                [html.Span(labels.MISSING, className="figure"), html.Span(unit, className="unit")],
                className="stat-value",
            ),
            html.Div(html.Span("no data yet", className="when"), className="stat-foot"),
        ],
        className="stat-cell",
    )


def comparison(main: Series, against: Series | None) -> str:
    """What the newest value is to be held against, in words; empty where nothing can be said."""
    if main.last is None:
        return ""
    start, value = main.last
    if main.measure.id == "prc":
        return threshold_words(value, start)
    if against is None:
        return ""
    if against.measure.id in DAY_AHEAD:
        other = value_at(against, floor(start, against.interval))
        return "" if other is None else f"{labels.quantity(value - other, main.measure.unit, sign=True)} to day-ahead"
    if against.measure.dataset.is_forecast:
        hourly = main.interval >= _HOUR
        return _to_forecast(value, value_at(against, start), main) if hourly else _expected(start, against)
    return _beside(against)


def threshold_words(megawatts: float, at: datetime) -> str:
    """How far reserves are above the step at which an emergency may begin, or below which step they are."""
    in_force = thresholds_on(operating_day(at))
    titles = {level.id: level.title for level in LADDER}
    below = [level for level in in_force if megawatts < in_force[level]]
    if "eea1" not in below:
        return f"{labels.number(megawatts - in_force['eea1'], 0)} above EEA 1"
    lowest = min(below, key=lambda level: in_force[level])
    return f"{labels.number(in_force[lowest] - megawatts, 0)} below {titles[lowest]}"


def value_at(series: Series, start: datetime) -> float | None:
    """The value of the interval that starts then; None when there is none."""
    where = int(np.searchsorted(series.starts, np.datetime64(start.replace(tzinfo=None), "us")))
    if where >= len(series) or from_micros(int(series.starts[where].astype(np.int64))) != start:
        return None
    return float(series.values[where])


def _to_forecast(value: float, forecast: float | None, main: Series) -> str:
    if forecast is None:
        return "no forecast"
    words = f"forecast {labels.quantity(forecast, main.measure.unit)}"
    # Of nearly nothing a share says nothing: the sun at night is not 100 % wrong.
    return words if forecast < 100 else f"{words} {labels.DOT} {labels.share(value - forecast, forecast)}"


def _expected(start: datetime, forecast: Series) -> str:
    at = floor(start, _HOUR) + _HOUR
    value = value_at(forecast, at)
    if value is None:
        return "no forecast"
    return f"{labels.quantity(value, forecast.measure.unit)} expected at {labels.clock(at)}"


def _beside(other: Series) -> str:
    if other.last is None:
        return ""
    unit = labels.axis_unit(other.measure.unit, abs(other.last[1]))
    decimals = 0 if unit.divisor > 1 else other.measure.unit.decimals
    return f"{other.measure.title.lower()} {labels.number(other.last[1] / unit.divisor, decimals)} {unit.symbol}"
