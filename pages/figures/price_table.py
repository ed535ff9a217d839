"""The table of settlement prices: real time, its change, day-ahead, the spread as a bar, and the day's shape."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from dash import html
from dash.development.base_component import Component

from models import citation
from models.citation import Rule
from models.clock import floor
from models.selection import Window
from models.series import Series
from pages.figures import cited, colours, labels
from pages.figures.attributes import aria, data
from pages.figures.spark import spark
from pages.figures.stat import value_at
from pages.figures.term import explained, known

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class _Row:
    series: Series
    start: datetime | None
    now: float | None
    change: float | None
    ahead: Series | None
    day_ahead: float | None

    @property
    def spread(self) -> float | None:
        if self.now is None or self.day_ahead is None:
            return None
        return self.now - self.day_ahead


def draw(real_time: Sequence[Series], day_ahead: Sequence[Series], window: Window) -> Component:
    """Hubs, then load zones. Every value is of the newest interval that any of them has; else a dash."""
    start = newest(real_time)
    ahead = {series.entity.code: series for series in day_ahead}
    rows = [_row(series, ahead.get(series.entity.code), start) for series in real_time]
    widest = max((abs(row.spread) for row in rows if row.spread is not None), default=0.0)
    hubs = [row for row in rows if row.series.entity.code.startswith("HB_")]
    zones = [row for row in rows if not row.series.entity.code.startswith("HB_")]
    return html.Table(
        [
            html.Caption("Settlement prices of hubs and load zones", className="unseen"),
            html.Thead(_heads(start)),
            html.Tbody([_line(row, widest, window) for row in hubs]),
            html.Tbody([_ZONES, *(_line(row, widest, window) for row in zones)]),
        ],
        className="prices",
    )


def newest(real_time: Sequence[Series]) -> datetime | None:
    """Start of the newest interval that any series has."""
    return max((series.last[0] for series in real_time if series.last), default=None)


def _row(series: Series, ahead: Series | None, start: datetime | None) -> _Row:
    if start is None:
        return _Row(series, None, None, None, None, None)
    now, before = value_at(series, start), value_at(series, start - series.interval)
    change = None if now is None or before is None else now - before
    return _Row(series, start, now, change, ahead, value_at(ahead, floor(start, _HOUR)) if ahead else None)


def _heads(start: datetime | None) -> Component:
    hour = f" {labels.interval(floor(start, _HOUR), _HOUR)}" if start else ""
    return html.Tr(
        [
            html.Th(explained("Hubs"), scope="col"),
            html.Th(known("RT"), scope="col"),
            html.Th("15 min", scope="col", className="wide", title="Change to the interval before"),
            html.Th(explained(f"DA{hour}"), scope="col"),
            html.Th(html.Span("Spread as a bar", className="unseen"), scope="col"),
            html.Th(f"RT {labels.MINUS} DA", scope="col"),
            html.Th("24 h", scope="col", className="wide"),
        ]
    )


_ZONES = html.Tr(html.Th(explained("Load zones"), colSpan=7, scope="colgroup"), className="group")


def _line(row: _Row, widest: float, window: Window) -> Component:
    entity = row.series.entity
    now, change, day_ahead, spread = _numbers(row)
    shape = "hub" if entity.code.startswith("HB_") else "zone"
    return html.Tr(
        [
            html.Th(
                [
                    html.I(className=f"swatch {shape} {colours.place(entity).removeprefix('--')}"),
                    _short(entity.title),
                    html.Span(entity.code, className="code wide"),
                ],
                scope="row",
            ),
            html.Td(now, className="strong"),
            html.Td(change, className="second wide"),
            html.Td(day_ahead, className="second"),
            html.Td(_bar(row.spread, widest), className="bar-cell"),
            html.Td(spread),
            html.Td(spark(row.series, window), className="wide spark-cell"),
        ],
        **data(entity=entity.code),
    )


def _numbers(row: _Row) -> tuple[Component, Component, Component, Component]:
    """Price, its change, day-ahead and the spread, each with its papers; the missing mark has none."""
    name, start = row.series.entity.title, row.start
    price = moved = ahead = spread = None
    if start is not None:
        hour = floor(start, _HOUR)
        price, moved = citation.of(row.series, start), cited.change(row.series, start)
        if row.ahead is not None:
            ahead = citation.of(row.ahead, hour)
            spread = cited.between(Rule.LESS, row.series, start, row.ahead, hour)
    return (
        cited.number(labels.number(row.now, 2), price, f"$/MWh, {name}", "figure"),
        cited.number(labels.number(row.change, 2, sign=True), moved, f"$/MWh, change, {name}"),
        cited.number(labels.number(row.day_ahead, 2), ahead, f"$/MWh, day-ahead, {name}"),
        cited.number(labels.number(row.spread, 2, sign=True), spread, f"$/MWh, real time less day-ahead, {name}"),
    )


def _short(title: str) -> str:
    return title.removesuffix(" hub").removesuffix(" zone")


def _bar(spread: float | None, widest: float) -> Component:
    """Grows from the centre: right and orange where real time is above day-ahead, left and blue below."""
    if spread is None or widest <= 0:
        return html.Span(className="bar")
    size = f"{abs(spread) / widest * 50:.1f}%"
    side = "above" if spread >= 0 else "below"
    return html.Span(html.I(className=side, style={"width": size}), className="bar", **aria(hidden="true"))
