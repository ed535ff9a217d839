"""One batched read for many cards: each measure and window is asked for once, and each card takes its share."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from models.card import CardSpec, Part
from models.problems import Problem, Unavailable
from models.selection import Window
from models.series import Series
from models.store.database import Database
from models.store.read import read

# A comparison may lie a little ahead of the newest value: the hour that is expected next.
_AHEAD = timedelta(hours=2)

_Key = tuple[str, Window]


@dataclass(slots=True)
class Reading:
    """What was read, by measure and window; a measure that could not be read keeps its problem."""

    at: datetime
    found: dict[_Key, dict[tuple[str, str], Series]] = field(default_factory=dict)
    failed: dict[_Key, Problem] = field(default_factory=dict)

    def series(self, card: CardSpec) -> tuple[Series, ...]:
        """The series of a card's own parts, in their order. Raises the problem that kept one from being read."""
        window = card.span.window(self.at)
        return tuple(each for part in card.parts for each in self._share(part, window))

    def against(self, card: CardSpec) -> tuple[Series, ...]:
        """The series a card is compared with; empty when it is compared with nothing."""
        if card.against is None:
            return ()
        return self._share(card.against, _ahead(card.span.window(self.at)))

    def _share(self, part: Part, window: Window) -> tuple[Series, ...]:
        key = (part.measure, window)
        if key in self.failed:
            raise self.failed[key]
        found = self.found[key]
        if not part.entities:
            return tuple(found.values())
        by_code = {series.entity.code: series for series in found.values()}
        return tuple(by_code[code] for code in part.entities if code in by_code)


def gather(database: Database, cards: Iterable[CardSpec], at: datetime) -> Reading:
    """Read what the cards need. Raises Unavailable when the database does not answer."""
    wanted: dict[_Key, Part] = {}
    for card in cards:
        window = card.span.window(at)
        needs = [(part, window) for part in card.parts]
        if card.against is not None:
            needs.append((card.against, _ahead(window)))
        for part, over in needs:
            key = (part.measure, over)
            wanted[key] = _both(wanted[key], part) if key in wanted else part
    reading = Reading(at)
    for key, part in wanted.items():
        try:
            series = read(database, part.selection(key[1]))
        except Unavailable:
            raise
        except Problem as problem:
            reading.failed[key] = problem
        else:
            reading.found[key] = {(each.entity.code, each.entity.kind): each for each in series}
    return reading


def _ahead(window: Window) -> Window:
    return Window(window.start, window.end + _AHEAD)


def _both(first: Part, second: Part) -> Part:
    """One part that covers two; no entities named means all of them."""
    if not first.entities or not second.entities:
        return Part(first.measure)
    return Part(first.measure, tuple(dict.fromkeys(first.entities + second.entities)))


def newest(series: Sequence[Series]) -> Series | None:
    """The series with the newest value; of several the first. None when none has a value."""
    present = [each for each in series if each.last is not None]
    return max(present, key=lambda each: each.starts[-1], default=None)
