"""One batched read for many cards: each measure and window is asked for once, and each card takes its share."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from models.card import CardSpec, ChartKind, Part
from models.catalog.lookup import measure as measure_named
from models.clock import MICROSECOND, micros
from models.derive import coarser, difference, in_buckets
from models.problems import Problem, Unavailable
from models.selection import Selection, Window
from models.series import Series
from models.store.database import Database
from models.store.read import newest_start, read
from models.store.statements import DAY, resolution_for

# A comparison may lie a little ahead of the newest value: the hour that is expected next.
_AHEAD = timedelta(hours=2)

MOST_POINTS = 1_600
"""Values a line is drawn from, as many as a wide chart has pixels; longer windows are combined by bucket."""

LONG_POINTS = 800
"""Values of a line over more than a month, whose band of least and most takes four points a bucket besides."""

MOST_EXACT = 600_000
"""Values that a duration curve or a summary counts one by one: 17 years of quarter-hours, all of the nodal market.

Reading them as they are is several times faster than combining them into buckets.
"""

MOST_WHOLE = 1_000_000
"""Values of a series that an export holds as they were published: two years of minutes, 28 of quarter-hours."""

_HOUR = timedelta(hours=1)
_MONTH = timedelta(days=31, hours=3)  # also with the hour of a clock change and a look ahead
_COUNTED = frozenset({ChartKind.DURATION, ChartKind.SUMMARY})

_Detail = tuple[timedelta | None, int]
"""Length of a bucket, None where nobody says it; and the most values of a series."""

EXACT: _Detail = (None, MOST_EXACT)
"""Every value as it was published."""

_Key = tuple[str, Window, _Detail]


def _detail(card: CardSpec, part: Part, window: Window, *, whole: bool) -> _Detail:
    """As much as is drawn or, of what is counted one by one or made of several measures, every value."""
    if card.kind is ChartKind.HEAT_MAP:
        return _HOUR, MOST_POINTS
    if whole:
        return card.bucket, MOST_WHOLE
    counted = card.kind in _COUNTED or (bool(part.less) and card.bucket is None)
    return card.bucket, MOST_EXACT if counted else _drawn_from(window)


def _drawn_from(window: Window) -> int:
    return MOST_POINTS if window.end - window.start <= _MONTH else LONG_POINTS


@dataclass(slots=True)
class Reading:
    """What was read, by measure and window; a measure that could not be read keeps its problem.

    moved: cards of the last hours whose numbers are older than that, and the end of what they show instead.
    whole: whether everything was read as it was published, and not only as much as is drawn.
    colours: of entities whose colour follows from what they are shown with, by code.
    """

    at: datetime
    whole: bool = False
    colours: Mapping[str, str] = field(default_factory=dict)
    found: dict[_Key, dict[tuple[str, str], Series]] = field(default_factory=dict)
    failed: dict[_Key, Problem] = field(default_factory=dict)
    moved: dict[str, datetime] = field(default_factory=dict)

    def window(self, card: CardSpec) -> Window:
        """The span of a card as it is shown."""
        return card.span.window(self._at(card))

    def _at(self, card: CardSpec) -> datetime:
        return self.moved.get(card.id, self.at)

    def series(self, card: CardSpec) -> tuple[Series, ...]:
        """The series of a card's own parts, in their order. Raises the problem that kept one from being read."""
        window = card.reads(self._at(card))
        return tuple(each for part in card.parts for each in self._share(card, part, window))

    def against(self, card: CardSpec) -> tuple[Series, ...]:
        """The series a card is compared with; empty when it is compared with nothing."""
        if card.against is None:
            return ()
        return self._share(card, card.against, _ahead(card.reads(self._at(card))))

    def _share(self, card: CardSpec, part: Part, window: Window) -> tuple[Series, ...]:
        detail = _detail(card, part, window, whole=self.whole)
        series = self._of(part.measure, part.entities, window, detail)
        if not part.less:
            return series
        others = [
            {each.entity.code: each for each in self._of(name, part.entities, window, detail)} for name in part.less
        ]
        made = tuple(
            difference(each, [found[each.entity.code] for found in others], part.label)
            for each in series
            if all(each.entity.code in found for found in others)
        )
        if self.whole or card.kind in _COUNTED or detail[1] != MOST_EXACT:
            return made
        # Lines are made of every value too, and combined only now, so that no spike is lost.
        return tuple(coarser(each, _drawn_from(window)) for each in made)

    def newest(self) -> int | None:
        """Milliseconds of the newest actual instant, for the words said while the connection is cut."""
        instants = [
            series.last[0]
            for found in self.found.values()
            for series in found.values()
            if series.last is not None and not series.measure.dataset.is_forecast and series.last[0] <= self.at
        ]
        return micros(max(instants)) // 1000 if instants else None

    def _of(self, measure: str, entities: tuple[str, ...], window: Window, detail: _Detail) -> tuple[Series, ...]:
        key = (measure, window, detail)
        if key in self.failed:
            raise self.failed[key]
        found = self.found[key]
        if not entities:
            return tuple(found.values())
        by_code = {series.entity.code: series for series in found.values()}
        return tuple(by_code[code] for code in entities if code in by_code)


def gather(
    database: Database,
    cards: Iterable[CardSpec],
    at: datetime,
    colours: Mapping[str, str] | None = None,
    *,
    whole: bool = False,
) -> Reading:
    """Read what the cards need. Raises Unavailable when the database does not answer.

    A card of the last hours, or of today, that has no number in them shows the last ones that have some.
    colours: of entities whose colour follows from what they are shown with, by code.
    whole: not only as much as is drawn, but every value as it was published, or as the card's bucket combines them.
    """
    reading, cards = Reading(at, whole, colours or {}), tuple(cards)
    _read(database, reading, cards)
    for card in cards:
        if not card.span.start and not _has_numbers(reading, card):
            last = _last_known(database, card)
            # A day that has only just begun is not late.
            if last is not None and at - last > _HOUR and last <= card.span.window(at).start:
                reading.moved[card.id] = last
    _read(database, reading, [card for card in cards if card.id in reading.moved])
    return reading


def _read(database: Database, reading: Reading, cards: Iterable[CardSpec]) -> None:
    wanted: dict[_Key, tuple[str, ...]] = {}
    for card in cards:
        window = card.reads(reading.moved.get(card.id, reading.at))
        needs = [(part, window) for part in card.parts]
        if card.against is not None:
            needs.append((card.against, _ahead(window)))
        for part, over in needs:
            for measure in part.measures:
                key = (measure, over, _detail(card, part, over, whole=reading.whole))
                wanted[key] = _both(wanted[key], part.entities) if key in wanted else part.entities
    # What is counted value by value is read first: what is drawn of the same values is combined from it.
    for key in sorted(wanted, key=lambda key: key[2] != EXACT):
        measure, window, detail = key
        exact = reading.found.get((measure, window, EXACT))
        step = _combined(reading, key, wanted) if exact else None
        if exact and step:
            combine = measure_named(measure).combine
            reading.found[key] = {code: in_buckets(each, step, combine) for code, each in exact.items()}
            continue
        bucket, points = detail
        try:
            selection = Selection(
                (measure,), window, wanted[key], resolution=bucket, points=points, postings=reading.whole
            )
            series = read(database, selection)
        except Unavailable:
            raise
        except Problem as problem:
            reading.failed[key] = problem
        else:
            reading.found[key] = {
                (each.entity.code, each.entity.kind): replace(each, colour=reading.colours.get(each.entity.code, ""))
                for each in series
            }


def _combined(reading: Reading, key: _Key, wanted: Mapping[_Key, tuple[str, ...]]) -> timedelta | None:
    """The bucket into which values that were read one by one give what a key asks for; None if they do not.

    Days are operating days and have a roll-up of their own; minutes beyond their retention weigh differently.
    """
    measure, window, (bucket, points) = key
    dataset = measure_named(measure).dataset
    asked, there = wanted[key], wanted[measure, window, EXACT]
    # None named means all of them.
    held = not there or (asked and set(asked) <= set(there))
    if dataset.raw_days or reading.whole or not held:
        return None
    step = bucket or resolution_for(dataset, window.end - window.start, points) or dataset.interval
    return step if step < DAY else None


def _has_numbers(reading: Reading, card: CardSpec) -> bool:
    try:
        return any(len(each) and not each.measure.dataset.is_forecast for each in reading.series(card))
    except Problem:
        # It says what is wrong when it is drawn.
        return True


def _last_known(database: Database, card: CardSpec) -> datetime | None:
    """The end of the newest interval of a card's first part; None where there is none, or only a forecast."""
    part = card.parts[0]
    try:
        start = newest_start(database, part.measure, part.entities)
    except Unavailable:
        raise
    except Problem:
        return None
    # The last instant of the interval, so that of a day's last one it is still that day.
    return None if start is None else start + part.meaning.dataset.interval - MICROSECOND


def _ahead(window: Window) -> Window:
    return Window(window.start, window.end + _AHEAD)


def _both(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    """Entities of two needs together; none named means all of them."""
    return tuple(dict.fromkeys(first + second)) if first and second else ()


def newest(series: Sequence[Series]) -> Series | None:
    """The series with the newest value; of several the first. None when none has a value."""
    present = [each for each in series if each.last is not None]
    return max(present, key=lambda each: each.starts[-1], default=None)
