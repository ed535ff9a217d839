"""Demand and committed capacity, measured and expected, for today and the next six days."""

from datetime import timedelta
from typing import Any

from ingestion.columns import SYSTEM, Blocks
from ingestion.dashboard import part, posted_hour
from ingestion.feed import Content, DashboardJson, Feed, Form, Media
from ingestion.table import decimal, reject
from models.catalog.load import (
    CAPACITY_AVAILABLE,
    CAPACITY_EXPECTED,
    CAPACITY_OUTLOOK,
    COMMITTED_CAPACITY,
    DEMAND,
    DEMAND_EXPECTED,
    DEMAND_OUTLOOK,
    SUPPLY_DEMAND,
    SUPPLY_DEMAND_FORECAST,
    SUPPLY_DEMAND_OUTLOOK,
)
from models.observation import Parsed

_HOUR = 3_600_000_000


def parse(content: Content) -> Parsed:
    """Rows of 5 minutes by their epoch: `interval` is the minute and `hourEnding` the clock hour, misnamed both."""
    parsed, blocks = Parsed(), Blocks(posted_hour(content.data))
    rows, coming = part(content.data, "data", list), part(content.data, "forecast", list)
    for number, row in enumerate(rows, 1):
        try:
            _five_minutes(row, number, blocks)
        except (ValueError, KeyError, TypeError) as error:
            reject(parsed, number, error, row)
    for number, row in enumerate(coming, len(rows) + 1):
        try:
            start = int(row["epoch"]) * 1_000 - _HOUR
            capacity = decimal(row["availCapGen"], "availCapGen")
            demand = decimal(row["forecastedDemand"], "forecastedDemand")
        except (ValueError, KeyError, TypeError) as error:
            reject(parsed, number, error, row)
            continue
        blocks.add(CAPACITY_OUTLOOK, SYSTEM, start, capacity, number)
        blocks.add(DEMAND_OUTLOOK, SYSTEM, start, demand, number)
    parsed.blocks = blocks.done()
    return parsed


def _five_minutes(row: dict[str, Any], number: int, blocks: Blocks) -> None:
    start = int(row["epoch"]) * 1_000
    capacity, demand = decimal(row["capacity"], "capacity"), decimal(row["demand"], "demand")
    expected = int(row["forecast"])
    if expected not in (0, 1):
        raise ValueError(f"forecast is {expected}, neither 0 nor 1")
    available = decimal(row["available"], "available") if expected and "available" in row else None
    blocks.add(CAPACITY_EXPECTED if expected else COMMITTED_CAPACITY, SYSTEM, start, capacity, number)
    blocks.add(DEMAND_EXPECTED if expected else DEMAND, SYSTEM, start, demand, number)
    if available is not None:
        blocks.add(CAPACITY_AVAILABLE, SYSTEM, start, available, number)


FEED = Feed(
    "supply_demand",
    "Supply and demand",
    (SUPPLY_DEMAND, SUPPLY_DEMAND_FORECAST, SUPPLY_DEMAND_OUTLOOK),
    (
        Form(
            "supply-demand",
            "Supply and demand, today and six days",
            Media.JSON,
            frozenset({"data", "forecast", "availCapGen", "forecastedDemand"}),
            parse,
            DashboardJson("supply-demand"),
            every=timedelta(minutes=1),
            late_after=timedelta(minutes=15),
            rank=10,
            cumulative=True,
            quirks=("Measured and expected rows differ by `forecast` alone.",),
        ),
    ),
)
