"""Central prevailing time by the written rule of the law, independent of any zone database."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

HOUR = 3600
QUARTER = 900
TICK = 300
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY = date(1970, 1, 1)
_STANDARD = -6 * HOUR
_DAYLIGHT = -5 * HOUR
_SUNDAY = 6


@lru_cache(maxsize=64)
def changes(year: int) -> tuple[int, int]:
    """Epoch seconds at which daylight time begins and ends in a year.

    The rule since 2007: 02:00 standard time of March's second Sunday, 02:00 daylight time of November's first.
    """
    march = date(year, 3, 8)
    march += timedelta(days=(_SUNDAY - march.weekday()) % 7)
    november = date(year, 11, 1)
    november += timedelta(days=(_SUNDAY - november.weekday()) % 7)
    return _midnight_utc(march) + 8 * HOUR, _midnight_utc(november) + 7 * HOUR


def _midnight_utc(day: date) -> int:
    return (day - _EPOCH_DAY).days * 24 * HOUR


def utc(epoch: int) -> datetime:
    """The instant, aware, UTC."""
    return _EPOCH + timedelta(seconds=epoch)


def epoch_of(instant: datetime) -> int:
    """Whole seconds since 1970 of an aware instant, rounded down."""
    return int((instant - _EPOCH) // timedelta(seconds=1))


def offset(epoch: int) -> int:
    """Seconds from UTC to Central at an instant: -18,000 in daylight time, -21,600 in standard time."""
    # No change falls within a day of New Year, so the UTC year will do.
    begins, ends = changes(utc(epoch).year)
    return _DAYLIGHT if begins <= epoch < ends else _STANDARD


def repeated(epoch: int) -> bool:
    """Whether an instant lies in the hour that November's clock shows a second time."""
    ends = changes(utc(epoch).year)[1]
    return ends <= epoch < ends + HOUR


def flag(epoch: int) -> str:
    """`Y` inside the repeated hour, otherwise `N`."""
    return "Y" if repeated(epoch) else "N"


def wall(epoch: int) -> datetime:
    """What the clock on a Texan wall shows. The zone it carries is UTC and means nothing."""
    return utc(epoch + offset(epoch))


def zone_suffix(epoch: int) -> str:
    """`-0500` or `-0600`, as the dashboards write it."""
    return "-0500" if offset(epoch) == _DAYLIGHT else "-0600"


def stamp(epoch: int) -> str:
    """`2026-09-26 16:12:52-0500`, the timestamp of the dashboards."""
    return f"{wall(epoch):%Y-%m-%d %H:%M:%S}{zone_suffix(epoch)}"


def iso_stamp(epoch: int, suffix: str) -> str:
    """Wall time of an instant with a given offset, right or wrong: `2026-09-26T16:12:52-05:00`."""
    return f"{wall(epoch):%Y-%m-%dT%H:%M:%S}{suffix[:3]}:{suffix[3:]}"


@dataclass(frozen=True, slots=True)
class OperatingDay:
    """A local calendar day. `start` is its first instant in epoch seconds; `hours` is 23, 24 or 25."""

    date: date
    start: int
    hours: int

    @property
    def end(self) -> int:
        """First instant of the next day, epoch seconds."""
        return self.start + self.hours * HOUR

    @property
    def us(self) -> str:
        """`09/26/2026`."""
        return f"{self.date:%m/%d/%Y}"

    def hour(self, index: int) -> tuple[int, str]:
        """Hour ending, 1 to 24, and repeated-hour flag of the day's hour at `index`, counted from 0."""
        if self.hours == 23 and index >= 2:
            return index + 2, "N"
        if self.hours == 25 and index >= 2:
            return index, "Y" if index == 2 else "N"
        return index + 1, "N"

    def labels(self) -> list[tuple[int, str]]:
        """Hour ending and flag of every hour of the day, in order."""
        return [self.hour(index) for index in range(self.hours)]

    def next(self) -> "OperatingDay":
        """The day after."""
        return day_on(self.date + timedelta(days=1))

    def previous(self) -> "OperatingDay":
        """The day before."""
        return day_on(self.date - timedelta(days=1))


@lru_cache(maxsize=512)
def day_on(day: date) -> OperatingDay:
    """The operating day of a date."""
    start = _local_midnight(day)
    end = _local_midnight(day + timedelta(days=1))
    return OperatingDay(day, start, (end - start) // HOUR)


def _local_midnight(day: date) -> int:
    # The clock never changes between midnight and 01:00, so any instant of that hour tells the offset.
    midnight = _midnight_utc(day)
    return midnight - offset(midnight - _STANDARD)


def day_of(epoch: int) -> OperatingDay:
    """The operating day to which an instant belongs."""
    return day_on(wall(epoch).date())
