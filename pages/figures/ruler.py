"""Reserves on the ruler of thresholds: how far the grid is from the steps at which an emergency may begin."""

from datetime import date, datetime, timedelta

from dash import html
from dash.development.base_component import Component

from models.catalog.conditions import LADDER, thresholds_on
from models.citation import ThresholdCite
from models.clock import from_micros, operating_day
from models.series import Series
from pages.figures import cited, labels, term
from pages.figures.attributes import aria
from pages.figures.cited import Said
from pages.figures.stat import margin, threshold_words

_MOST_ON_SCALE = 3_600.0
_TITLES = {level.id: level.title for level in LADDER}


def draw(prc: Series, low: Series | None, *, late: bool) -> Component:
    """PRC in figures, the ruler with the thresholds of the day, and the lowest reading of the window."""
    if prc.last is None:
        return html.Div(html.Span(labels.MISSING, className="figure"), className="reserve")
    start, value = prc.last
    day = operating_day(start)
    beyond = value > _MOST_ON_SCALE
    return html.Div(
        [
            html.Div(
                [
                    cited.number(
                        labels.quantity(value, prc.measure.unit),
                        cited.last(prc),
                        "MW, PRC",
                        "figure quiet" if late else "figure",
                    ),
                    html.Span(
                        [
                            "MW ",
                            term.known("PRC"),
                        ],
                        className="unit",
                    ),
                    html.Span(
                        [
                            *cited.sentence(margin(prc, start, value), "MW, PRC"),
                            html.Br(),
                            *cited.sentence(_lowest(low), "MW, lowest PRC"),
                        ],
                        className="reserve-words",
                    ),
                ],
                className="reserve-value",
            ),
            html.Div(
                [
                    html.Div(
                        html.I(style={"width": f"{min(value / _MOST_ON_SCALE, 1):.1%}"}),
                        className="ruler-bar beyond" if beyond else "ruler-bar",
                        role="img",
                        **aria(
                            label=f"PRC {labels.quantity(value, prc.measure.unit)} MW, {threshold_words(value, start)}"
                        ),
                    ),
                    *_low_mark(low),
                    *[_tick(level, megawatts, day) for level, megawatts in thresholds_on(day).items()],
                    html.Span(
                        "off this scale \N{BLACK RIGHT-POINTING SMALL TRIANGLE}" if beyond else "",
                        className="ruler-beyond",
                    ),
                ],
                className="ruler",
            ),
        ],
        className="reserve",
    )


def _tick(level: str, megawatts: float, day: date) -> Component:
    number = cited.number(
        labels.number(megawatts, 0), ThresholdCite(level, day), f"MW, threshold of {_TITLES[level]}", "strong"
    )
    return html.Span(
        [number, html.Span(_TITLES[level])],
        className=f"tick {level}",
        style={"left": f"{megawatts / _MOST_ON_SCALE:.2%}"},
        title=f"Below {labels.number(megawatts, 0)} MW ERCOT may declare {_TITLES[level]}, and need not.",
    )


def _lowest(low: Series | None) -> list[Said]:
    if low is None or low.last is None:
        return []
    where = int(low.values.argmin())
    hours = (low.last[0] - _start(low, 0)) / timedelta(hours=1)
    span = f"{int(hours)} h low" if hours >= 2 else "low"
    words = labels.quantity(float(low.values[where]), low.measure.unit)
    return [(f"{span} ", None), (words, cited.at(low, where)), (f" at {labels.clock(_start(low, where))}", None)]


def _low_mark(low: Series | None) -> list[Component]:
    """A notch at the lowest reading of the window, where the ruler reaches it."""
    if low is None or not len(low) or float(low.values.min()) > _MOST_ON_SCALE:
        return []
    least = float(low.values.min())
    return [
        html.I(
            className="ruler-low",
            style={"left": f"{least / _MOST_ON_SCALE:.2%}"},
            title="".join(words for words, _ in _lowest(low)),
        )
    ]


def _start(series: Series, where: int) -> datetime:
    return from_micros(int(series.starts[where].astype("int64")))
