"""Demand and committed capacity, measured and expected, for today and the next six days."""

from collections.abc import Iterator
from datetime import timedelta
from operator import itemgetter
from typing import Any

from ingestion.columns import SYSTEM, Value, from_json
from ingestion.dashboard import part, posted_hour
from ingestion.feed import Content, DashboardJson, Feed, Form, Media
from ingestion.table import decimal
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
    rows, coming = part(content.data, "data", list), part(content.data, "forecast", list)
    both = [*((_five_minutes, row) for row in rows), *((_hour, row) for row in coming)]
    return from_json(both, lambda each: each[0](each[1]), posted=posted_hour(content.data), shown=itemgetter(1))


def _five_minutes(row: dict[str, Any]) -> Iterator[Value]:
    start = int(row["epoch"]) * 1_000
    capacity, demand = decimal(row["capacity"], "capacity"), decimal(row["demand"], "demand")
    expected = int(row["forecast"])
    if expected not in (0, 1):
        raise ValueError(f"forecast is {expected}, neither 0 nor 1")
    yield CAPACITY_EXPECTED if expected else COMMITTED_CAPACITY, SYSTEM, start, capacity
    yield DEMAND_EXPECTED if expected else DEMAND, SYSTEM, start, demand
    if expected and "available" in row:
        yield CAPACITY_AVAILABLE, SYSTEM, start, decimal(row["available"], "available")


def _hour(row: dict[str, Any]) -> Iterator[Value]:
    start = int(row["epoch"]) * 1_000 - _HOUR
    yield CAPACITY_OUTLOOK, SYSTEM, start, decimal(row["availCapGen"], "availCapGen")
    yield DEMAND_OUTLOOK, SYSTEM, start, decimal(row["forecastedDemand"], "forecastedDemand")


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
