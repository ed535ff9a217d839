"""The zone of time that an answer is written in: Central unless its reader asked for UTC or for their own.

Set once for an answer, by `showing`, and read by whatever writes a time (pages/figures/labels.py). It is a context
variable, so that answers made at the same time in other threads keep theirs, and nothing has to be handed down.
Operating days are no matter of it: they are Central days by ERCOT's definition, whichever zone is shown.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from models import clock

CENTRAL_ID, UTC_ID, OWN_ID = "central", "utc", "own"
TITLES = {CENTRAL_ID: "Central", UTC_ID: "UTC", OWN_ID: "Own"}
"""What an address may say, and what people call it."""

UNKNOWN = f"There is no such zone of time; there are {', '.join(TITLES)}. Times are Central."

_LONGEST_NAME = 64
_SHOWN = 40
# Letters that mean just one thing, to Americans; the browser (assets/times.js) writes the same ones.
_LETTERS = {"AKDT": -8, "AKST": -9, "CDT": -5, "CST": -6, "EDT": -4, "EST": -5, "HST": -10, "MDT": -6, "MST": -7}
_LETTERS |= {"PDT": -7, "PST": -8}


@dataclass(frozen=True, slots=True)
class Zone:
    """id: as in the address. info: how it turns instants into clocks. name: IANA's. problem: why it is not the asked.

    words: how it is named where nothing stands beside it.
    """

    id: str
    info: tzinfo
    name: str
    words: str
    problem: str = ""

    @property
    def is_central(self) -> bool:
        """Whether clocks show Central time, whatever the zone is called."""
        return self.name == clock.CENTRAL.key


CENTRAL = Zone(CENTRAL_ID, clock.CENTRAL, clock.CENTRAL.key, "Central time")
COORDINATED = Zone(UTC_ID, UTC, "UTC", "UTC")
_shown: ContextVar[Zone] = ContextVar("zone_shown", default=CENTRAL)


def asked(word: object, own: object) -> Zone:
    """The zone that an address's word names; Central, with the problem said, where that is not possible.

    own: IANA's name of the reader's zone, as the browser says it.
    """
    if word in (None, CENTRAL_ID):
        return CENTRAL
    if word == UTC_ID:
        return COORDINATED
    if word != OWN_ID:
        return _central(UNKNOWN)
    found = _own(own)
    if found is not None:
        return found
    said = f" ({own[:_SHOWN]!r})" if isinstance(own, str) and own.isprintable() else ""
    return _central(f"Your browser's zone of time{said} is not known here. Times are Central.")


def _own(own: object) -> Zone | None:
    if not isinstance(own, str) or not 1 <= len(own) <= _LONGEST_NAME or not own.isascii() or "." in own:
        return None
    try:
        info = ZoneInfo(own)
    except (KeyError, ValueError, OSError):
        # Names that are no zone, that lead out of the zones' folder, or to a folder of them.
        return None
    return Zone(OWN_ID, info, own, own.replace("_", " "))


def _central(problem: str) -> Zone:
    return Zone(CENTRAL_ID, clock.CENTRAL, clock.CENTRAL.key, CENTRAL.words, problem)


def shown() -> Zone:
    """The zone of the present answer."""
    return _shown.get()


@contextmanager
def showing(zone: Zone) -> Iterator[None]:
    """Write times in a zone for as long as the block lasts."""
    token = _shown.set(zone)
    try:
        yield
    finally:
        _shown.reset(token)


def local(instant: datetime) -> datetime:
    """The instant on the clock that is shown. Raises ValueError for a naive one."""
    if instant.tzinfo is None:
        raise ValueError(f"an instant needs a time zone, got {instant!r}")
    return instant.astimezone(_shown.get().info)


def letters(instant: datetime) -> str:
    """CST, CDT, UTC, the letters of another American zone, or the distance from UTC: UTC+5:30."""
    at = local(instant)
    offset = at.utcoffset() or timedelta()
    name = at.tzname() or ""
    if name in _LETTERS and timedelta(hours=_LETTERS[name]) == offset:
        return name
    minutes = int(offset.total_seconds()) // 60
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    sign = "\N{MINUS SIGN}" if minutes < 0 else "+"
    return f"UTC{sign}{hours}" + (f":{rest:02d}" if rest else "")
