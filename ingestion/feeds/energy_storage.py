"""Charging, discharging and net output of storage, every 5 minutes."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from ingestion.columns import SYSTEM, Value, from_json
from ingestion.dashboard import part
from ingestion.feed import Content, DashboardJson, Feed, Form, Media
from ingestion.table import decimal
from models.catalog.generation import ENERGY_STORAGE, STORAGE_CHARGING, STORAGE_DISCHARGING, STORAGE_NET
from models.observation import Parsed

_FIVE = 300_000_000
_COLUMNS = {
    "totalCharging": STORAGE_CHARGING,
    "totalDischarging": STORAGE_DISCHARGING,
    "netOutput": STORAGE_NET,
}


def parse(content: Content) -> Parsed:
    """Yesterday and today by epoch, which is right where the clock's label is not."""
    days = [part(content.data, name, dict) for name in ("previousDay", "currentDay")]

    def read(row: dict[str, Any]) -> Iterator[Value]:
        start = int(row["epoch"]) * 1_000 // _FIVE * _FIVE
        for name, measure in _COLUMNS.items():
            yield measure, SYSTEM, start, decimal(row[name], name)

    return from_json([row for day in days for row in part(day, "data", list)], read)


FEED = Feed(
    "energy_storage",
    "Storage",
    (ENERGY_STORAGE,),
    (
        Form(
            "energy-storage-resources",
            "Energy storage, yesterday and today",
            Media.JSON,
            frozenset({"previousDay", "currentDay", "totalCharging", "netOutput"}),
            parse,
            DashboardJson("energy-storage-resources"),
            every=timedelta(minutes=1),
            late_after=timedelta(minutes=20),
            rank=10,
            cumulative=True,
            quirks=("On a November day two stamps of one hour appeared and the repeated one was skipped.",),
        ),
    ),
)
