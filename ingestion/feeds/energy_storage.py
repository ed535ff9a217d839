"""Charging, discharging and net output of storage, every 5 minutes."""

from datetime import timedelta

from ingestion.columns import SYSTEM, Blocks
from ingestion.dashboard import part
from ingestion.feed import Content, DashboardJson, Feed, Form, Media
from ingestion.table import decimal, reject
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
    parsed, blocks = Parsed(), Blocks()
    rows = [row for day in days for row in part(day, "data", list)]
    for number, row in enumerate(rows, 1):
        try:
            start = int(row["epoch"]) * 1_000 // _FIVE * _FIVE
            found = [(measure, decimal(row[name], name)) for name, measure in _COLUMNS.items()]
        except (ValueError, KeyError, TypeError) as error:
            reject(parsed, number, error, row)
            continue
        for measure, value in found:
            blocks.add(measure, SYSTEM, start, value, number)
    parsed.blocks = blocks.done()
    return parsed


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
