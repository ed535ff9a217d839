"""Ancillary services available and deployed, read every few seconds and kept per minute."""

from datetime import timedelta
from typing import Any

from ingestion.columns import Blocks
from ingestion.feed import Content, DashboardJson, Feed, Form, Media
from ingestion.minutes import by_minute, newest
from ingestion.table import decimal
from models.catalog.capacity import ANCILLARY_SERVICES, AS_AVAILABLE, AS_DEPLOYED
from models.observation import Parsed
from models.problems import Refused

_COLUMNS = {
    "undeployedRegUp": (AS_AVAILABLE, "REGUP"),
    "undeployedRegDown": (AS_AVAILABLE, "REGDN"),
    "rrs": (AS_AVAILABLE, "RRS"),
    "ecrs": (AS_AVAILABLE, "ECRS"),
    "nsrs": (AS_AVAILABLE, "NSPIN"),
    "deployedRegUp": (AS_DEPLOYED, "REGUP"),
    "deployedRegDown": (AS_DEPLOYED, "REGDN"),
}


def parse(content: Content) -> Parsed:
    """The last reading of each minute. Frequency, which the document repeats, comes with the tie flows."""
    data = content.data
    if not isinstance(data, dict) or not isinstance(data.get("ascapmon"), list):
        raise Refused("The document has no ascapmon.", rule="columns")
    parsed, blocks = Parsed(), Blocks()
    for start, readings in by_minute(data["ascapmon"], "interval", _numbers, parsed).items():
        _, line, last = newest(readings)
        for name, (measure, product) in _COLUMNS.items():
            blocks.add(measure, (product, ""), start, last[name], line)
    parsed.blocks = blocks.done()
    return parsed


def _numbers(row: dict[str, Any]) -> dict[str, float]:
    return {name: decimal(row[name], name) for name in _COLUMNS}


FEED = Feed(
    "ancillary_services",
    "Ancillary services",
    (ANCILLARY_SERVICES,),
    (
        Form(
            "ancillary-services",
            "Ancillary services, the last two hours",
            Media.JSON,
            frozenset({"ascapmon"}),
            parse,
            DashboardJson("ancillary-services"),
            every=timedelta(minutes=1),
            late_after=timedelta(minutes=6),
            rank=10,
            cumulative=True,
            covers=timedelta(minutes=115),
            quirks=("Timestamps have no offset; the epoch beside them is right.",),
        ),
    ),
)
