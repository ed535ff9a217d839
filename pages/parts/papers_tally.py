"""What the papers say of a number that is counted over all values of a window: the rule, and a way to what counted."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
from dash import html
from dash.development.base_component import Component
from numpy.typing import NDArray

from models import citation
from models.citation import Statistic, Tally
from models.clock import day_bounds, from_micros
from models.observation import Origin
from models.series import Series
from models.statistics import SPREAD_UNIT, Hours, by_day, day_spread, hourly
from pages.figures import labels
from pages.parts import papers, papers_made

_MOST = 48
_HOUR = timedelta(hours=1)
_SPREAD_HOURS = {Statistic.TWO_HOURS: 2, Statistic.FOUR_HOURS: 4}
_NAMES = {
    Statistic.MEAN: "Mean",
    Statistic.BELOW_ZERO: "Below zero",
    Statistic.TWO_HOURS: "TB2",
    Statistic.FOUR_HOURS: "TB4",
}
_WORDS = {2: "two", 4: "four"}


def drawn(tally: Tally, series: Series, origin: Origin) -> list[Component]:
    """The number afresh from the series of its window, how it is counted, and what it is counted from."""
    values = series.values[np.isfinite(series.values)]
    if not len(values):
        return papers.nothing(tally.of[0])
    head = [
        html.P([f"{_NAMES[tally.statistic]} {labels.DOT} {_title(tally)}"], className="papers-name"),
        html.P(papers_made.span(tally.start, tally.end), className="papers-when"),
    ]
    if tally.statistic in _SPREAD_HOURS:
        return [*head, *_spread(tally, series, origin)]
    interval = labels.every(series.interval)
    if tally.statistic is Statistic.MEAN:
        return [
            *head,
            papers.figure(
                labels.quantity(float(values.mean()), series.measure.unit), series.measure.unit.symbol, origin
            ),
            html.P(f"The mean of the {len(values):,} values of {interval} in this span.", className="papers-meaning"),
            *_listed(_values(series, np.flatnonzero(np.isfinite(series.values))), len(values), "Made from"),
        ]
    below = np.flatnonzero(series.values < 0)
    return [
        *head,
        papers.figure(labels.number(100 * len(below) / len(values), 1), "%", origin),
        html.P(
            f"{len(below):,} of the {len(values):,} values of {interval} in this span are below zero.",
            className="papers-meaning",
        ),
        *_listed(_values(series, below), len(below), "Below zero"),
    ]


def _title(tally: Tally) -> str:
    first, *others = tally.of
    if not others:
        return papers.title_of(first)
    less = " and ".join(other.meaning.title.lower() for other in others)
    return f"{first.meaning.title} less {less} {labels.DOT} {papers.entity_of(first).title}"


def _spread(tally: Tally, series: Series, origin: Origin) -> list[Component]:
    hours, days = _SPREAD_HOURS[tally.statistic], by_day(hourly(series))
    spread = day_spread([day.values for _, day in days], hours)
    unit = series.measure.unit
    number = papers.figure(labels.quantity(spread.value if spread else None, unit), SPREAD_UNIT, origin)
    count = _WORDS[hours]
    rule = f"The sum of a day\N{RIGHT SINGLE QUOTATION MARK}s {count} dearest hours less that of its {count} cheapest"
    if spread is None:
        return [number, html.P(f"{rule}. No operating day of this span is whole.", className="papers-meaning")]
    if len(days) == 1:
        words = f"{rule}. An hour is the mean of its intervals."
        return [number, html.P(words, className="papers-meaning"), *_hours(days[0][1], series, hours)]
    words = f"{rule}, averaged over the {len(days):,} whole operating days of this span."
    each = [(day, day_spread([one.values], hours)) for day, one in days[:_MOST]]
    lines = [_day(tally, day, spread.value, series) for day, spread in each if spread]
    return [number, html.P(words, className="papers-meaning"), *_listed(lines, len(days), "Made from")]


def _day(tally: Tally, day: date, value: float, series: Series) -> Component:
    start, end = day_bounds(day)
    of = tuple(replace(each, start=start) for each in tally.of)
    number = labels.quantity(value, series.measure.unit)
    return papers_made.line(
        number, _title(tally), labels.operating_day(start, year=True), Tally(tally.statistic, of, end).text()
    )


def _hours(day: Hours, series: Series, count: int) -> list[Component]:
    order = np.argsort(day.values, kind="stable")
    dear, cheap = order[-count:][::-1], order[:count]
    return [
        html.H3("Dearest hours"),
        html.Ul([_hour(day, int(n), series, "+") for n in dear], className="made"),
        html.H3("Cheapest hours"),
        html.Ul([_hour(day, int(n), series, labels.MINUS) for n in cheap], className="made"),
    ]


def _hour(day: Hours, where: int, series: Series, sign: str) -> Component:
    start = from_micros(int(day.starts[where].astype(np.int64)))
    return _value(series, start, float(day.values[where]), _HOUR, sign)


def _values(series: Series, places: NDArray[np.intp]) -> list[Component]:
    starts = series.starts[places[:_MOST]].astype("datetime64[us]").astype(np.int64)
    values = series.values[places[:_MOST]]
    return [
        _value(series, from_micros(int(start)), float(value), series.interval)
        for start, value in zip(starts, values, strict=True)
    ]


def _value(series: Series, start: datetime, value: float, length: timedelta, sign: str = "") -> Component:
    number = labels.quantity(value, series.measure.unit)
    cited = citation.of(series, start, length)
    return papers_made.line(number, series.label, papers.when(start, length), cited.text(), sign=sign)


def _listed(lines: list[Component], count: int, title: str) -> list[Component]:
    """So many of them as a reader would look through."""
    if not lines:
        return []
    shown = lines[:_MOST]
    more = [html.P(f"The first {len(shown)} of {count:,} are listed.", className="hint")] if count > len(shown) else []
    return [html.H3(title), html.Ul(shown, className="made"), *more]
