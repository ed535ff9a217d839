"""Generating capacity out of service now, planned and unplanned, every 5 minutes."""

from collections.abc import Iterator
from datetime import timedelta
from operator import itemgetter
from typing import Any

from ingestion.columns import Value, from_json
from ingestion.dashboard import part
from ingestion.feed import Content, DashboardJson, Feed, Form, Media
from ingestion.table import decimal
from models.catalog.capacity import GENERATION_OUTAGES, OUTAGES_PLANNED, OUTAGES_TOTAL, OUTAGES_UNPLANNED
from models.catalog.entity import OUTAGE_CLASS
from models.observation import Parsed

_FIVE = 300_000_000
_MEASURES = {"planned": OUTAGES_PLANNED, "unplanned": OUTAGES_UNPLANNED, "total": OUTAGES_TOTAL}


def parse(content: Content) -> Parsed:
    """Both days of the document, keyed by epoch; each reading has three classes of three numbers."""
    readings = {**part(content.data, "previous", dict), **part(content.data, "current", dict)}

    def read(reading: tuple[str, dict[str, Any]]) -> Iterator[Value]:
        epoch, row = reading
        start = int(epoch) * 1_000 // _FIVE * _FIVE
        classes = {OUTAGE_CLASS.by_spelling[name].code: row[name] for name in row if name in OUTAGE_CLASS.by_spelling}
        for each in OUTAGE_CLASS.members:
            for name, measure in _MEASURES.items():
                yield measure, (each.code, ""), start, decimal(classes[each.code][name], f"{each.title}.{name}")

    return from_json(readings.items(), read, shown=itemgetter(1))


FEED = Feed(
    "generation_outages",
    "Generation outages",
    (GENERATION_OUTAGES,),
    (
        Form(
            "generation-outages",
            "Generation outages",
            Media.JSON,
            frozenset({"current", "previous", "Combined", "Dispatchable", "Renewable"}),
            parse,
            DashboardJson("generation-outages"),
            every=timedelta(minutes=5),
            late_after=timedelta(minutes=20),
            rank=10,
            cumulative=True,
        ),
    ),
)
