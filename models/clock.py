"""The one place that asks what time it is, and the only rules that turn UTC into operating days."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

CENTRAL = ZoneInfo("America/Chicago")
"""Central prevailing time, the clock of ERCOT's market and of every screen."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
_DAYS_KNOWN = 20_000  # 55 years; each costs ten microseconds to find out


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


def central(instant: datetime) -> datetime:
    """The same instant on the Central clock. Raises ValueError for a naive one."""
    if instant.tzinfo is None:
        raise ValueError(f"an instant needs a time zone, got {instant!r}")
    return instant.astimezone(CENTRAL)


def operating_day(instant: datetime) -> date:
    """The delivery date, a local calendar day, to which an instant belongs."""
    return central(instant).date()


@lru_cache(_DAYS_KNOWN)
def day_bounds(day: date) -> tuple[datetime, datetime]:
    """First instant of an operating day and of the next, UTC; 23, 24 or 25 hours apart."""
    start = datetime.combine(day, time(), CENTRAL)
    end = datetime.combine(day + timedelta(days=1), time(), CENTRAL)
    return start.astimezone(UTC), end.astimezone(UTC)


def floor(instant: datetime, step: timedelta) -> datetime:
    """The last multiple of `step` since the epoch that is not after `instant`, UTC."""
    since = instant.astimezone(UTC) - EPOCH
    return EPOCH + since // step * step


def micros(instant: datetime) -> int:
    """Microseconds since the epoch, the form in which instants travel in arrays."""
    return (instant - EPOCH) // MICROSECOND


def from_micros(value: int) -> datetime:
    """The instant, UTC, that `micros` turned into a number."""
    return EPOCH + value * MICROSECOND


def zone_letters(instant: datetime) -> str:
    """CST or CDT: the letters that tell the repeated hour's two passes apart."""
    return central(instant).tzname() or "CT"
