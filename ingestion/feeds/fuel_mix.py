"""Generation by fuel every 5 minutes, and installed capacity, in every shape the page has had since 2024."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from operator import itemgetter
from typing import Any, NamedTuple

from ingestion.columns import Blocks, Value, collect
from ingestion.dashboard import part
from ingestion.feed import Content, DashboardJson, Feed, Form, Media
from ingestion.hours import stamped
from ingestion.table import JSON_FAULTS, BadCell, decimal, readable
from models.catalog.entity import FUEL
from models.catalog.generation import (
    FUEL_CAPACITY,
    FUEL_HSL,
    FUEL_MIX,
    FUEL_MONTHLY_CAPACITY,
    FUEL_SEASONAL_CAPACITY,
    GENERATION,
)
from models.clock import central, from_micros, micros
from models.observation import Parsed
from models.problems import Refused

_FIVE = 300_000_000
_PARTS = {"gen": GENERATION, "hsl": FUEL_HSL, "seasonalCapacity": FUEL_SEASONAL_CAPACITY}


def parse(content: Content) -> Parsed:
    """Stamps fall some seconds before or after the 5 minutes and are floored; an interval may come in two parts."""
    data = content.data
    if not isinstance(data, dict) or not isinstance(data.get("data"), dict) or "lastUpdated" not in data:
        raise Refused("The document has no data or no lastUpdated.", rule="columns")
    parsed, blocks = Parsed(), Blocks()
    collect(_fuels(data["data"], parsed), _values, parsed, blocks, faults=JSON_FAULTS)
    if isinstance(data.get("monthlyCapacity"), dict):
        collect([(0, data["monthlyCapacity"])], partial(_installed, data), parsed, blocks, faults=JSON_FAULTS)
    return parsed


class _Reading(NamedTuple):
    """One fuel of one interval."""

    start: int
    fuel: str
    values: Any

    def __str__(self) -> str:
        return f"{_stamp(self.start)} {self.fuel}: {self.values}"


def _fuels(days: dict[str, Any], parsed: Parsed) -> Iterator[tuple[int, _Reading]]:
    """Readings fuel by fuel, each under the number of its interval's part that stands last."""
    intervals: dict[int, list[tuple[int, int, dict[str, Any]]]] = defaultdict(list)
    stamps = ((stamp, fuels) for day in days for stamp, fuels in part(days, day, dict).items())
    for number, (at, fuels) in readable(enumerate(stamps, 1), _timed, parsed, shown=itemgetter(0)):
        intervals[at // _FIVE * _FIVE].append((at, number, fuels))
    for start, parts in intervals.items():
        merged: dict[str, Any] = {}
        for _, _, fuels in sorted(parts, key=lambda each: each[:2]):
            again = merged.keys() & fuels.keys()
            if again:
                parsed.notes.append(
                    f"{_stamp(start)}: of {', '.join(sorted(again))} the interval's last reading is kept."
                )
            merged |= fuels
        for name, values in merged.items():
            yield parts[-1][1], _Reading(start, name, values)


def _timed(interval: tuple[str, Any]) -> tuple[int, dict[str, Any]]:
    stamp, fuels = interval
    if not isinstance(fuels, dict):
        raise BadCell("interval", str(fuels), "holds no fuels")
    return stamped(stamp), fuels


def _fuel(name: str) -> str:
    found = FUEL.by_spelling.get(name)
    if found is None:
        raise BadCell("fuel", name, "is no fuel that is known")
    return found.code


def _stamp(start: int) -> str:
    return f"{from_micros(start):%Y-%m-%d %H:%M} UTC"


def _values(reading: _Reading) -> Iterator[Value]:
    """What a reading says. A fuel that is new keeps only itself out."""
    code = _fuel(reading.fuel)
    for name, measure in _PARTS.items():
        if name in reading.values or name == "gen":
            yield measure, (code, ""), reading.start, decimal(reading.values[name], f"{reading.fuel}.{name}")


def _installed(data: dict[str, Any], capacity: dict[str, Any]) -> Iterator[Value]:
    """Monthly capacity, dated on the first of the month in which the page was made."""
    made = central(from_micros(stamped(data["lastUpdated"])))
    month = micros(datetime(made.year, made.month, 1, tzinfo=made.tzinfo).astimezone(UTC))
    for name, value in capacity.items():
        yield FUEL_MONTHLY_CAPACITY, (_fuel(name), ""), month, decimal(value, name)


FEED = Feed(
    "fuel_mix",
    "Fuel mix",
    (FUEL_MIX, FUEL_CAPACITY),
    (
        Form(
            "fuel-mix",
            "Generation by fuel, yesterday and today",
            Media.JSON,
            frozenset({"data", "lastUpdated", "Natural Gas", "gen"}),
            parse,
            DashboardJson("fuel-mix"),
            every=timedelta(minutes=1),
            late_after=timedelta(minutes=20),
            rank=10,
            cumulative=True,
            quirks=(
                "hsl and seasonalCapacity ended in April 2025; storage is net since 2026.",
                "An interval has come split over two stamps seconds apart.",
            ),
        ),
    ),
)
