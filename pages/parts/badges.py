"""Small marks of honesty: SIMULATED, the time of a card's data, and how late it is."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from dash import html
from dash.development.base_component import Component

from models.clock import now
from models.observation import Origin
from models.series import Series
from pages.figures import labels, zone
from pages.figures.attributes import aria
from pages.figures.term import explained

# Readings of 5 minutes and less are named by their start where there is little room.
_NAMED_FROM = timedelta(minutes=15)
_HOUR = timedelta(hours=1)
_CONDITION_LATE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Freshness:
    """What a feed's state says about a card: whether it is late, and when we try again."""

    late: bool
    next_try: datetime | None


def simulated(origin: Origin) -> list[Component]:
    """The badge, or nothing when the numbers are ERCOT's."""
    if origin is Origin.ERCOT:
        return []
    return [
        html.Span(
            "SIMULATED",
            className="badge",
            title="These numbers come from a simulated grid, not from ERCOT.",
        )
    ]


def simulated_word(origin: Origin) -> list[Component]:
    """The word that stands with a card's time."""
    return [] if origin is Origin.ERCOT else [html.Span("SIMULATED", className="sim")]


def data_time(series: Series, freshness: Freshness | None, *, brief: bool = False) -> list[Component]:
    """When a card's newest data are of; in place of it, when they are late, the words that say so."""
    last = series.last
    if last is None:
        return waiting()
    start, length = last[0], _length(series)
    if freshness is not None and freshness.late:
        return [stale(start + length, series.measure.dataset.interval, freshness, brief=brief)]
    full = labels.full_interval(start, length)
    if brief:
        words = labels.clock(start) if length < _NAMED_FROM else labels.interval(start, length)
        return [html.Time(explained(words), className="when", title=f"{full}, {labels.elsewhere(start)}")]
    day = labels.bucket_day(start, length, year=not labels.same_year(start, now()))
    # Of a bucket longer than an hour the day says enough; its hours stand in the title.
    words = day if length > _HOUR else f"{day} {labels.DOT} {interval_zone(start, length)}"
    return [html.Time(explained(words), className="when", title=f"{full}, {labels.elsewhere(start)}")]


def published(forecast: Series) -> list[Component]:
    """When the newest publication that a card's forecast is of was posted."""
    if forecast.posted is None:
        return []
    words = f" {labels.DOT} forecast of {labels.clock_zone(forecast.posted)}"
    return [html.Span(words, className="when", title=f"Published {_title(forecast.posted)}")]


def stale(since: datetime, every: timedelta, freshness: Freshness, *, brief: bool = False) -> Component:
    """Stale since 15:20 and, where there is room, how often it is expected and when we try next."""
    words = f"Stale since {labels.since(since, now())}"
    rest = f" {labels.DOT} expected every {labels.every(every)}"
    if freshness.next_try is not None:
        rest += f" {labels.DOT} next try {labels.clock(freshness.next_try)}"
    said = words if brief else words + rest
    return html.Span(
        [html.Span(className="mark late", **aria(hidden="true")), said],
        className="when stale",
        title=words + rest,
    )


def interval_zone(start: datetime, length: timedelta) -> str:
    """15:45-16:00 CDT, HE 16 CDT or 16:13 CDT."""
    return f"{labels.interval(start, length)} {zone.letters(start)}"


def _title(instant: datetime) -> str:
    """What stands behind a time of day: its day, and another clock."""
    return f"{labels.day(instant)}, {labels.elsewhere(instant)}"


def _length(series: Series) -> timedelta:
    return timedelta() if series.irregular else series.interval


def waiting() -> list[Component]:
    """In place of a time, before the first document."""
    return [html.Span("no data yet", className="when")]


def read_at(instant: datetime | None, at: datetime) -> list[Component]:
    """When the grid's condition was last read; long ago is said as what it is."""
    if instant is None:
        return [html.Span("not read yet", className="when")]
    if at - instant > _CONDITION_LATE:
        words = f"Stale since {labels.since(instant, at)} {zone.letters(instant)}"
        return [html.Span(words, className="when stale")]
    return [html.Time(labels.clock_zone(instant), className="when", title=_title(instant))]


def plain(words: str) -> Component:
    """A remark in a tile's head."""
    return html.Span(words, className="when")
