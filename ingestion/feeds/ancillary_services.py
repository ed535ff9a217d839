"""Ancillary services available and deployed, read every few seconds and kept per minute."""

from datetime import timedelta

from ingestion.columns import Blocks
from ingestion.feed import Content, DashboardJson, Feed, Form, Media
from ingestion.table import decimal, reject
from models.catalog.capacity import ANCILLARY_SERVICES, AS_AVAILABLE, AS_DEPLOYED
from models.observation import Key, Parsed
from models.problems import Refused

_MINUTE = 60_000_000
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
    newest: dict[int, tuple[int, int, dict[str, float]]] = {}
    for number, row in enumerate(data["ascapmon"], 1):
        try:
            at = int(row["interval"]) * 1_000
            values = {name: decimal(row[name], name) for name in _COLUMNS}
        except (ValueError, KeyError, TypeError) as error:
            reject(parsed, number, error, row)
            continue
        minute = at // _MINUTE * _MINUTE
        if minute not in newest or newest[minute][0] <= at:
            newest[minute] = (at, number, values)
    for start, (_, number, values) in newest.items():
        for name, (measure, product) in _COLUMNS.items():
            key: Key = (product, "")
            blocks.add(measure, key, start, values[name], number)
    parsed.blocks = blocks.done()
    return parsed


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
