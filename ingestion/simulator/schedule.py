"""When ERCOT publishes: dispatch runs, the minutes of hourly and daily reports, and which days get corrected."""

from functools import lru_cache

import numpy as np

from ingestion.simulator import days
from ingestion.simulator.days import HOUR, QUARTER, TICK, OperatingDay
from ingestion.simulator.noise import chance, white

_EXTRA_RUN = 1 / 130
_CORRECTED = {"rtm": 1 / 7, "dam": 1 / 14}


@lru_cache(maxsize=64)
def sced_runs(seed: int, day: OperatingDay) -> tuple[int, ...]:
    """Dispatch runs of a day: one every 5 minutes, some seconds past the round minute, and now and then one more."""
    starts = np.arange(day.start, day.end, TICK, dtype=np.int64)
    late = 11 + np.abs(3.0 * white(seed, "sced-second", starts)).astype(np.int64)
    runs = [int(each) for each in starts + late]
    runs += [
        int(start) + 150 + int(start) // TICK % 50
        for start in starts
        if chance(seed, "sced-extra", int(start)) < _EXTRA_RUN
    ]
    return tuple(sorted(runs))


def quarter_ends(day: OperatingDay) -> tuple[int, ...]:
    """Ends of the 15-minute intervals of a day; the last one is the next day's first instant."""
    return tuple(range(day.start + QUARTER, day.end + 1, QUARTER))


def hourly_at(day: OperatingDay, minute: int) -> tuple[int, ...]:
    """Every hour of a day at a minute past."""
    return tuple(range(day.start + 60 * minute, day.end, HOUR))


def daily_at(day: OperatingDay, hour: int, minute: int) -> tuple[int, ...]:
    """One instant of a day by the wall clock; `hour` must be after the hours at which clocks change."""
    return (day.end - (24 - hour) * HOUR + 60 * minute,)


def is_corrected(seed: int, market: str, day: OperatingDay) -> bool:
    """Whether prices of an operating day turn out wrong, in the real-time (`rtm`) or day-ahead (`dam`) market."""
    return chance(seed, f"correction-{market}", day.date.toordinal()) < _CORRECTED[market]


def correction_slots(seed: int, market: str, day: OperatingDay) -> tuple[int, ...]:
    """When a correction is published on a day: mid-morning, two days after the operating day that it mends."""
    mended = day.previous().previous()
    return daily_at(day, 10, 4) if is_corrected(seed, market, mended) else ()


def publication_delay(seed: int, name: str, slot: int, least: int, spread: int) -> int:
    """Seconds between the moment that a document is about and its appearance in the listing."""
    return least + int(chance(seed, f"delay-{name}", slot) * spread)


def day_of_end(end: int) -> OperatingDay:
    """The operating day to which an interval belongs, given its end."""
    return days.day_of(end - 1)
