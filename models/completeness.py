"""How much of what was due is stored, day by day: pure counting on a dataset's grid and the Central calendar."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from models.catalog.dataset import Dataset
from models.clock import EPOCH, day_bounds, operating_day

DAYS = 90
_HOUR = timedelta(hours=1)


class Counting(StrEnum):
    """Whether a dataset's intervals can be counted, and if not, why not."""

    COUNTED = "counted"
    IRREGULAR = "irregular"
    AS_NEEDED = "as needed"
    REST_OF_DAY = "rest of the day"


@dataclass(frozen=True, slots=True)
class Day:
    """One operating day of a dataset.

    due: intervals that were to be there by now; None before the dataset's first document.
    stored: how many there are. short: series that hold fewer than the others, in words, with their counts.
    """

    day: date
    stored: int
    due: int | None
    short: tuple[tuple[str, int], ...] = ()

    @property
    def missing(self) -> int:
        """Intervals that were due and are not stored."""
        return max(0, (self.due or 0) - self.stored)


@dataclass(frozen=True, slots=True)
class Completeness:
    """A dataset's last days, oldest first; without days where nothing can be counted."""

    dataset: Dataset
    counting: Counting
    days: tuple[Day, ...] = ()

    @property
    def share(self) -> float | None:
        """Stored parts of what was due over all days; None when nothing was."""
        due = sum(each.due or 0 for each in self.days)
        return sum(each.stored for each in self.days if each.due) / due if due else None


@dataclass(frozen=True, slots=True)
class Stored:
    """What the store counts of a dataset.

    counts: by operating day and series how many intervals are stored. first: the first interval's start, None
    where the dataset began before the days looked at. newest: the newest interval's start; None without any.
    """

    counts: Mapping[date, Mapping[str, int]]
    first: datetime | None
    newest: datetime | None


def counting(dataset: Dataset, *, as_needed: bool) -> Counting:
    """What can be counted. A forecast of the rest of its day holds what was left of it at each publication."""
    if dataset.irregular:
        return Counting.IRREGULAR
    if as_needed:
        return Counting.AS_NEEDED
    if dataset.is_forecast and dataset.interval < _HOUR:
        return Counting.REST_OF_DAY
    return Counting.COUNTED


def last_days(at: datetime, days: int = DAYS) -> list[date]:
    """The operating days up to the one of an instant, oldest first."""
    today = operating_day(at)
    return [today - timedelta(days=back) for back in reversed(range(days))]


def due(dataset: Dataset, day: date, first: datetime | None, until: datetime) -> int:
    """Interval starts on an operating day from `first` on and before `until`; 92 quarters when clocks go forward."""
    start, end = day_bounds(day)
    lower = max(start, first) if first else start
    upper = min(end, until)
    return max(0, _number(upper, dataset.interval) - _number(lower, dataset.interval))


def _number(instant: datetime, step: timedelta) -> int:
    """How many starts lie before an instant, counted from the epoch."""
    return -((EPOCH - instant) // step)


def until(dataset: Dataset, at: datetime, late_after: timedelta, newest: datetime | None) -> datetime:
    """Up to where intervals are due: what a feed that is on time has by now, and all before the newest stored."""
    by_now = at - late_after + dataset.interval
    return max(by_now, newest + dataset.interval) if newest else by_now


def assess(
    dataset: Dataset, stored: Stored, days: Sequence[date], at: datetime, late_after: timedelta, settled: timedelta
) -> Completeness:
    """A dataset's days. The series with the most intervals stands for the dataset.

    settled: how long after its end a day's other series are waited for before they count as short; some are
    published a day later than the one that stands for all.
    """
    if stored.newest is None:
        return Completeness(dataset, Counting.COUNTED, tuple(Day(day, 0, None) for day in days))
    limit = until(dataset, at, late_after, stored.newest)
    began = operating_day(stored.first) if stored.first else None
    series = sorted({name for day, counts in stored.counts.items() if not began or day >= began for name in counts})
    found = []
    for day in days:
        counts = stored.counts.get(day, {})
        most = max(counts.values(), default=0)
        if began and day < began:
            found.append(Day(day, most, None))
            continue
        wanted = due(dataset, day, stored.first, limit)
        # Telemetry kept by the minute comes from pages of different pace, and no two series need be alike.
        whole = day_bounds(day)[1] + settled < at and not dataset.raw_days
        short = tuple((name, counts.get(name, 0)) for name in series if counts.get(name, 0) < most) if whole else ()
        found.append(Day(day, min(most, wanted), wanted, short))
    return Completeness(dataset, Counting.COUNTED, tuple(found))
