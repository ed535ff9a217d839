"""The times that ERCOT writes into the names of documents: when one was posted, and of what it speaks."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from models.clock import CENTRAL

_CONSTRUCTED = re.compile(r"^(?:cdr|rpt|ext)\.(\d{8})\.")
_POSTED = re.compile(r"\.(\d{8})\.?(\d{6})(?:\d{3})?\.")
_ABOUT = re.compile(r"_(\d{8})_(\d{4})(?:\d{2})?(xhr)?(?=[_.]|$)")
_LOOSE = re.compile(r"(?<!\d)(\d{8})[._](\d{6}|\d{4})(?!\d)")


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time by the Central wall clock, without its offset. `repeated` marks the second pass of the repeated hour."""

    wall: datetime
    repeated: bool = False

    @property
    def instant(self) -> datetime:
        """The moment, UTC."""
        return self.wall.replace(tzinfo=CENTRAL, fold=int(self.repeated)).astimezone(UTC)

    @property
    def instants(self) -> tuple[datetime, ...]:
        """Every moment that it may mean: two where the clock passed it twice and no mark says which."""
        first = self.wall.replace(tzinfo=CENTRAL, fold=0).astimezone(UTC)
        second = self.wall.replace(tzinfo=CENTRAL, fold=1).astimezone(UTC)
        if self.repeated:
            return (second,)
        return (first,) if first == second else (first, second)


@dataclass(frozen=True, slots=True)
class Stamps:
    """What a name says. `about` is the end of its interval, or its SCED run; either may be absent."""

    posted: Stamp | None
    about: Stamp | None


@lru_cache(maxsize=4096)
def stamps_in(name: str) -> Stamps:
    """The times in a name that ERCOT has constructed; none in any other name.

    Such a name begins with `cdr.`, `rpt.` or `ext.` and the report's number.
    """
    head = _CONSTRUCTED.match(name)
    if head is None:
        return Stamps(None, None)
    rest = name[head.end() - 1 :]
    posted, about = _POSTED.search(rest), _ABOUT.search(rest)
    repeated = about is not None and about.group(3) is not None
    return Stamps(
        _stamp(posted.group(1), posted.group(2), repeated) if posted else None,
        _stamp(about.group(1), about.group(2) + "00", repeated) if about else None,
    )


def posting_in(name: str) -> datetime | None:
    """The instant in any name that could be the document's posting, such as `wind_20260929_1055.csv`; else None.

    A day alone is no instant. ERCOT's settlement point files write the day with the year last.
    """
    constructed = stamps_in(name).posted
    if constructed is not None:
        return constructed.instant
    for found in _LOOSE.finditer(name):
        clock = found.group(2).ljust(6, "0")
        day = found.group(1)
        stamp = _stamp(day, clock, False) or _stamp(day[4:] + day[:4], clock, False)
        if stamp is not None:
            return stamp.instant
    return None


def _stamp(day: str, clock: str, repeated: bool) -> Stamp | None:
    try:
        wall = datetime.strptime(day + clock, "%Y%m%d%H%M%S")  # noqa: DTZ007 - the wall clock's own reading
    except ValueError:
        return None
    return Stamp(wall, repeated) if 2000 <= wall.year < 2100 else None
