"""Generation by fuel every 5 minutes, and installed capacity, in every shape the page has had since 2024."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any

from ingestion.columns import Blocks
from ingestion.feed import Content, DashboardJson, Feed, Form, Media
from ingestion.hours import stamped
from ingestion.table import BadCell, decimal, reject
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
    intervals: dict[int, list[tuple[int, int, dict[str, Any]]]] = defaultdict(list)
    number = 0
    for day in data["data"].values():
        for stamp, fuels in day.items():
            number += 1
            try:
                at = stamped(stamp)
            except ValueError as error:
                reject(parsed, number, error, stamp)
                continue
            intervals[at // _FIVE * _FIVE].append((at, number, fuels))
    for start, parts in intervals.items():
        merged: dict[str, Any] = {}
        for _, _, fuels in sorted(parts, key=lambda part: part[:2]):
            again = merged.keys() & fuels.keys()
            if again:
                parsed.notes.append(
                    f"{_stamp(start)}: of {', '.join(sorted(again))} the interval's last reading is kept."
                )
            merged |= fuels
        for name, values in merged.items():
            _reading(name, values, start, parts[-1][1], parsed, blocks)
    _installed(data, parsed, blocks)
    parsed.blocks = blocks.done()
    return parsed


def _fuel(name: str) -> str:
    found = FUEL.by_spelling.get(name)
    if found is None:
        raise BadCell("fuel", name, "is no fuel that is known")
    return found.code


def _stamp(start: int) -> str:
    return f"{from_micros(start):%Y-%m-%d %H:%M} UTC"


def _reading(name: str, values: Any, start: int, number: int, parsed: Parsed, blocks: Blocks) -> None:
    """One fuel of one interval. A fuel that is new keeps only itself out."""
    try:
        code = _fuel(name)
        found = [
            (measure, decimal(values[part], f"{name}.{part}"))
            for part, measure in _PARTS.items()
            if part in values or part == "gen"
        ]
    except (ValueError, KeyError, TypeError) as error:
        reject(parsed, number, error, f"{_stamp(start)} {name}: {values}")
        return
    for measure, value in found:
        blocks.add(measure, (code, ""), start, value, number)


def _installed(data: dict[str, Any], parsed: Parsed, blocks: Blocks) -> None:
    """Monthly capacity, dated on the first of the month in which the page was made."""
    if not isinstance(data.get("monthlyCapacity"), dict):
        return
    try:
        made = central(from_micros(stamped(data["lastUpdated"])))
        month = datetime(made.year, made.month, 1, tzinfo=made.tzinfo).astimezone(UTC)
        found = [(_fuel(name), decimal(value, name)) for name, value in data["monthlyCapacity"].items()]
    except (ValueError, KeyError, TypeError) as error:
        reject(parsed, 0, error, data["monthlyCapacity"])
        return
    for code, value in found:
        blocks.add(FUEL_MONTHLY_CAPACITY, (code, ""), micros(month), value, 0)


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
