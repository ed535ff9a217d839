"""A figure to read across a room: value, unit, the day's shape, what it compares with, and when it is of."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np
from dash import html
from dash.development.base_component import Component

from models import citation
from models.card import CardSpec
from models.catalog.conditions import LADDER, thresholds_on
from models.citation import Rule
from models.clock import floor, from_micros, operating_day
from models.selection import Window
from models.series import Series
from pages.figures import cited, labels
from pages.figures.chart import DAY_AHEAD
from pages.figures.cited import Said
from pages.figures.spark import spark
from pages.figures.term import explained

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
                    html.H2(explained(card.title), title=main.measure.meaning),
                    *marks,
                ],
                className="stat-title",
            ),
            html.Div(
                [
                    cited.number(
                        labels.quantity(value, main.measure.unit),
                        cited.last(main),
                        f"{main.measure.unit.symbol}, {card.title}",
                        "figure quiet" if late else "figure",
                    ),
                    html.Span(main.measure.unit.symbol, className="unit"),
                    spark(main, window, steps=not main.irregular and main.interval > timedelta(minutes=5)),
                ],
                className="stat-value",
            ),
            html.Div(
                [
                    html.Span(
                        [] if late else cited.sentence(said(main, against), card.title), className="stat-against"
                    ),
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
            html.Div(html.H2(explained(card.title), title=card.parts[0].meaning.meaning), className="stat-title"),
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
    return "".join(words for words, _ in said(main, against))


def said(main: Series, against: Series | None) -> list[Said]:
    """The comparison with the citations of its numbers."""
    if main.last is None:
        return []
    start, value = main.last
    if main.measure.id == "prc":
        return margin(main, start, value)
    if against is None:
        return []
    if against.measure.id in DAY_AHEAD:
        hour = floor(start, against.interval)
        other = value_at(against, hour)
        if other is None:
            return []
        words = labels.quantity(value - other, main.measure.unit, sign=True)
        return [(words, cited.between(Rule.LESS, main, start, against, hour)), (" to day-ahead", None)]
    if against.measure.dataset.is_forecast:
        return _to_forecast(main, against) if main.interval >= _HOUR else _expected(start, against)
    return _beside(against)


def margin(prc: Series, start: datetime, value: float) -> list[Said]:
    """`threshold_words` with the citation of their number."""
    number, _, rest = threshold_words(value, start).partition(" ")
    return [(number, cited.margin(prc, start)), (f" {rest}", None)]


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


def _to_forecast(main: Series, against: Series) -> list[Said]:
    if main.last is None:
        return []
    start, value = main.last
    forecast = value_at(against, start)
    if forecast is None:
        return [("no forecast", None)]
    words: list[Said] = [
        ("forecast ", None),
        (labels.quantity(forecast, main.measure.unit), citation.of(against, start)),
    ]
    # Of nearly nothing a share says nothing: the sun at night is not 100 % wrong.
    if forecast < 100:
        return words
    share = labels.share(value - forecast, forecast)
    return [*words, (f" {labels.DOT} ", None), (share, cited.between(Rule.DEVIATION, main, start, against, start))]


def _expected(start: datetime, forecast: Series) -> list[Said]:
    at = floor(start, _HOUR) + _HOUR
    value = value_at(forecast, at)
    if value is None:
        return [("no forecast", None)]
    words = labels.quantity(value, forecast.measure.unit)
    return [(words, citation.of(forecast, at)), (f" expected at {labels.clock(at)}", None)]


def _beside(other: Series) -> list[Said]:
    if other.last is None:
        return []
    unit = labels.axis_unit(other.measure.unit, abs(other.last[1]))
    decimals = 0 if unit.divisor > 1 else other.measure.unit.decimals
    words = labels.number(other.last[1] / unit.divisor, decimals)
    return [(f"{other.measure.title.lower()} ", None), (words, cited.last(other)), (f" {unit.symbol}", None)]
