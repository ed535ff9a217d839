"""What a page shows of time and place, as its address says it: read strictly, written back."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from models.card import Span
from models.clock import day_bounds, operating_day
from models.points import Point
from models.selection import Window
from pages.figures import zone
from pages.figures.zone import Zone
from pages.parts import chosen, manner, query
from pages.parts.chosen import SHOWN, Show

VIEW, ZONE = "view", "zone"
"""Where the shell keeps the query of the present address; and of it the zone, with what the browser calls its own."""

FIRST_DAY = date(2010, 12, 1)
"""The day on which ERCOT's nodal market began; nothing on these pages is older."""

AHEAD = timedelta(days=7)
"""As far as ERCOT's forecasts reach."""

_DAY = timedelta(days=1)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_ORDER = ("points", "show", "range", "from", "to", "resolution")


@dataclass(frozen=True, slots=True)
class Range:
    """A preset: operating days from so many before today to so many after it, or the last so many hours of them.

    whole: from the first day that has anything at all; `before` stands in while that day is not known.
    """

    id: str
    title: str
    before: int
    after: int = 0
    hours: int = 0
    whole: bool = False


LAST_HOURS = Range("24h", "24h", 1, hours=24)
TODAY = Range("today", "Today", 0)
AROUND = Range("around", "Yesterday to tomorrow", 1, 1)
WEEK = Range("7d", "7d", 6)
MONTH = Range("30d", "30d", 29)
YEAR = Range("1y", "1y", 364)
ONE_DAY = Range("1d", "1d", 0)
ALL = Range("all", "All", 29, whole=True)


@dataclass(frozen=True, slots=True)
class Resolution:
    """A length of interval that values can be combined over."""

    id: str
    title: str
    length: timedelta | None


RESOLUTIONS = (
    # As published or, over a long range, in the finest buckets that can be drawn.
    Resolution("auto", "Auto", None),
    Resolution("15m", "15 min", timedelta(minutes=15)),
    Resolution("1h", "Hourly", timedelta(hours=1)),
    Resolution("1d", "Daily", _DAY),
)


@dataclass(frozen=True, slots=True)
class Offer:
    """What a page lets its readers choose; the first range is what it opens with, unless `opens` names another.

    points: codes of the places it opens with; a page without any takes none. shows: what can be left out.
    """

    ranges: tuple[Range, ...]
    resolutions: tuple[Resolution, ...] = RESOLUTIONS
    points: tuple[str, ...] = ()
    shows: tuple[Show, ...] = ()
    opens: Range | None = None

    @property
    def default(self) -> Range:
        """The range that a page opens with."""
        return self.opens or self.ranges[0]


@dataclass(frozen=True, slots=True)
class Known:
    """What only the store knows of what an address names.

    nodes: those that an address names, by code. earliest: of each place that has any price, the first operating day.
    """

    nodes: Mapping[str, Point] = field(default_factory=dict)
    earliest: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class View:
    """What an address asks for, made whole.

    range: the preset, or None for days of one's own. first, last: operating days, both included.
    points: places, in the order of choice. shows: ids of what is not left out.
    earliest: the first operating day of each place that has any price, by code.
    problems: what was wrong, by control ("points", "show", "range", "resolution", "address"); what is shown
        instead is the default.
    carried: words that say how any page is looked at; addresses take them along.
    """

    offer: Offer
    range: Range | None
    first: date
    last: date
    resolution: Resolution
    problems: Mapping[str, str] = field(default_factory=dict)
    points: tuple[Point, ...] = ()
    shows: tuple[str, ...] = ()
    earliest: Mapping[str, date] = field(default_factory=dict)
    carried: Mapping[str, str] = field(default_factory=dict)

    @property
    def window(self) -> Window:
        """From the first instant of the first day to the last of the last; right on clock-change days."""
        return Window(day_bounds(self.first)[0], day_bounds(self.last)[1])

    @property
    def span(self) -> Span:
        """The span of the cards that show this; the last hours move on with the time, days stand still."""
        if self.range is not None and self.range.hours:
            return Span(timedelta(hours=self.range.hours))
        return Span(start=self.window.start, end=self.window.end)

    @property
    def days(self) -> int:
        """How many operating days are shown."""
        return (self.last - self.first).days + 1

    @property
    def key(self) -> str:
        """What tells this view from others for as long as the address stays; days that pass do not change it.

        Other clocks or another manner of looking are no other view: a zoom outlives them.
        """
        return self.address(**dict.fromkeys(self.carried))

    def address(self, **changes: str | None) -> str:
        """The query that shows this, with some of its words changed; None takes one away."""
        words: dict[str, str | None] = {"range": self.range.id} if self.range else _days(self.first, self.last)
        if "range" in changes or "from" in changes:
            words = {}
        words["resolution"] = self.resolution.id
        words["points"] = ",".join(place.code for place in self.points) or None
        words["show"] = ",".join(self.shows) or None
        words |= changes
        default = {
            "range": self.offer.default.id,
            "resolution": self.offer.resolutions[0].id,
            "points": ",".join(self.offer.points),
            "show": ",".join(each.id for each in self.offer.shows),
        }
        said = {name: words[name] for name in _ORDER if words.get(name) not in (None, default.get(name))}
        kept = {**self.carried, **{name: changes[name] for name in manner.WORDS if name in changes}}
        return query.address({name: value for name, value in (said | kept).items() if value is not None})

    def led_by(self, code: str) -> str:
        """The address of the same with one of the points in front: the one that single cards are of."""
        return self.address(points=",".join([code, *(each.code for each in self.points if each.code != code)]))

    def without(self, code: str) -> str:
        """The address of the same without one of the points."""
        return self.address(points=",".join(each.code for each in self.points if each.code != code))

    def switched(self, id: str) -> str:
        """The address of the same with one of the things shown left out, or the other way about."""
        kept = [each.id for each in self.offer.shows if (each.id in self.shows) != (each.id == id)]
        return self.address(show=",".join(kept))

    def from_day(self, day: date) -> str:
        """The address of as many days as these, from another one on."""
        return self.address(**_days(day, day + (self.days - 1) * _DAY))

    def stepped(self, way: int) -> str:
        """The address of as many days before (-1) or after (1) these."""
        shift = way * self.days * _DAY
        return self.address(**_days(self.first + shift, self.last + shift))

    def may_step(self, way: int, at: datetime) -> bool:
        """Whether anything could lie there."""
        shift = way * self.days * _DAY
        return self.first + shift >= FIRST_DAY if way < 0 else self.first + shift <= operating_day(at)


def named_points(search: Any, offer: Offer) -> list[str]:
    """Names of points in a query, for whoever asks the store which of them there are; the default ones if none."""
    text = _words(search, {}).get("points") if offer.points else None
    return chosen.names_in(text) if text else list(offer.points)


def parse(search: Any, offer: Offer, at: datetime, known: Known | None = None) -> View:
    """The view that a query describes. What is wrong in it is said in `problems`, and the default stands in."""
    known = known or Known()
    problems: dict[str, str] = {}
    words = _words(search, problems)
    carried = {name: words.pop(name) for name in manner.WORDS if name in words}
    today = operating_day(at)
    points = chosen.points(words.pop("points", None), offer.points, known.nodes, problems) if offer.points else ()
    shows = chosen.shows(words.pop("show", None), offer.shows, problems) if offer.shows else ()
    days = [known.earliest[place.code] for place in points if place.code in known.earliest]
    preset, first, last = _range(words, offer, today, min(days, default=None), problems)
    lengths = {each.id: each for each in offer.resolutions}
    resolution = lengths.get(words.pop("resolution", offer.resolutions[0].id))
    if resolution is None:
        titles = ", ".join(lengths)
        problems["resolution"] = f"There is no such resolution; there are {titles}."
        resolution = offer.resolutions[0]
    if words:
        names = ", ".join(chosen.quote(name) for name in list(words)[:3])
        problems["address"] = f"This address says something that is not known here: {names}. It was left out."
    return View(offer, preset, first, last, resolution, problems, points, shows, known.earliest, carried)


def zone_asked(said: Any) -> Zone:
    """The zone of time that the browser says its address asks for: {"tz": the word or null, "own": IANA's name}."""
    if not isinstance(said, Mapping):
        return zone.CENTRAL
    return zone.asked(said.get("tz"), said.get("own"))


def _days(first: date, last: date) -> dict[str, str | None]:
    return {"from": first.isoformat(), "to": last.isoformat()}


def _words(search: Any, problems: dict[str, str]) -> dict[str, str]:
    try:
        return query.words(search)
    except query.TooMuch as problem:
        problems["address"] = str(problem)
        return {}


def _range(
    words: dict[str, str], offer: Offer, today: date, earliest: date | None, problems: dict[str, str]
) -> tuple[Range | None, date, date]:
    default = offer.default
    named = words.pop("range", None)
    texts = words.pop("from", None), words.pop("to", None)
    if any(text is not None for text in texts):
        try:
            return (None, *own_days(texts[0], texts[1], today))
        except ValueError as error:
            problems["range"] = str(error)
    elif named is not None:
        for each in offer.ranges:
            if each.id == named:
                first = min(earliest, today) if each.whole and earliest else today - each.before * _DAY
                return each, first, today + each.after * _DAY
        problems["range"] = f"There is no such range; there are {', '.join(each.id for each in offer.ranges)}."
    return default, today - default.before * _DAY, today + default.after * _DAY


def own_days(start: str | None, end: str | None, today: date) -> tuple[date, date]:
    """Both days of a free range. Raises ValueError saying what is wrong with it, in words for the screen."""
    if not start or not end:
        raise ValueError("A range needs a first and a last day.")
    first, last = _day(start), _day(end)
    if last < first:
        raise ValueError("The range ends before it starts.")
    if first < FIRST_DAY:
        raise ValueError(
            f"ERCOT\N{RIGHT SINGLE QUOTATION MARK}s nodal market began on {words_of(FIRST_DAY)}; nothing here is older."
        )
    if last > today + AHEAD:
        raise ValueError(f"{words_of(last)} lies in the future; forecasts reach {words_of(today + AHEAD)}.")
    return first, last


def _day(text: str) -> date:
    try:
        # The one form that a date input and our own links write.
        if not _DATE.fullmatch(text):
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text[:SHOWN]!r} is no date; write it as 2026-09-26.") from None


def words_of(day: date) -> str:
    """26 Sep 2026."""
    return f"{day.day} {day:%b %Y}"
