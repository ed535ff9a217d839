"""Generating capacity out of service now, planned and unplanned, every 5 minutes."""

from datetime import timedelta

from ingestion.columns import Blocks
from ingestion.feed import Content, DashboardJson, Feed, Form, Media
from ingestion.table import decimal, reject
from models.catalog.capacity import GENERATION_OUTAGES, OUTAGES_PLANNED, OUTAGES_TOTAL, OUTAGES_UNPLANNED
from models.catalog.entity import OUTAGE_CLASS
from models.observation import Parsed
from models.problems import Refused

_FIVE = 300_000_000
_MEASURES = {"planned": OUTAGES_PLANNED, "unplanned": OUTAGES_UNPLANNED, "total": OUTAGES_TOTAL}


def parse(content: Content) -> Parsed:
    """Both days of the document, keyed by epoch; each reading has three classes of three numbers."""
    data = content.data
    if not isinstance(data, dict) or not isinstance(data.get("current"), dict):
        raise Refused("The document has no current day.", rule="columns")
    parsed, blocks = Parsed(), Blocks()
    readings = {**(data.get("previous") or {}), **data["current"]}
    for number, (epoch, row) in enumerate(readings.items(), 1):
        try:
            start = int(epoch) * 1_000 // _FIVE * _FIVE
            found = [
                (measure, OUTAGE_CLASS.by_spelling[name].code, decimal(row[name][part], f"{name}.{part}"))
                for name in row
                if name in OUTAGE_CLASS.by_spelling
                for part, measure in _MEASURES.items()
            ]
            if not found:
                raise ValueError("has none of the known classes")
        except (ValueError, KeyError, TypeError) as error:
            reject(parsed, number, error, row)
            continue
        for measure, code, value in found:
            blocks.add(measure, (code, ""), start, value, number)
    parsed.blocks = blocks.done()
    return parsed


FEED = Feed(
    "generation_outages",
    "Generation outages",
    (GENERATION_OUTAGES,),
    (
        Form(
            "generation-outages",
            "Generation outages",
            Media.JSON,
            frozenset({"current", "Combined", "Dispatchable", "Renewable"}),
            parse,
            DashboardJson("generation-outages"),
            every=timedelta(minutes=5),
            late_after=timedelta(minutes=20),
            rank=10,
            cumulative=True,
        ),
    ),
)
