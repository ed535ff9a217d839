"""The network model's settlement points: which bus belongs to which node, zone and hub."""

import csv
import io
from datetime import timedelta

from ingestion.feed import Content, Feed, Form, Media, MisReport
from ingestion.table import reject, require
from models.catalog.prices import RT_PRICES
from models.observation import NetworkPoint, Parsed

_COLUMNS = (
    "ELECTRICAL_BUS",
    "NODE_NAME",
    "PSSE_BUS_NAME",
    "PSSE_BUS_NUMBER",
    "VOLTAGE_LEVEL",
    "SUBSTATION",
    "SETTLEMENT_LOAD_ZONE",
    "RESOURCE_NODE",
    "HUB_BUS_NAME",
    "HUB",
)


def parse_csv(content: Content) -> Parsed:
    """Report 10008's mapping; nodes come and go with each model, so prices never depend on it."""
    reader = csv.reader(io.StringIO(content.members[0].body.decode()))
    heads = [head.strip() for head in next(reader, [])]
    places = require(heads, _COLUMNS)
    parsed = Parsed()
    for number, row in enumerate(reader, 2):
        if len(row) != len(heads):
            reject(parsed, number, ValueError(f"has {len(row)} cells where the head has {len(heads)}"), row)
            continue
        parsed.points.append(NetworkPoint(*(row[places[name]].strip() for name in _COLUMNS)))
    return parsed


FEED = Feed(
    "settlement_points",
    "Settlement points",
    (RT_PRICES,),
    (
        Form(
            "np4-160-sg",
            "Settlement points and electrical buses",
            Media.CSV,
            frozenset(_COLUMNS),
            parse_csv,
            MisReport(10008, timedelta(days=180)),
            every=timedelta(hours=12),
            late_after=timedelta(days=60),
            rank=20,
            members=8,
            quirks=("Lines end with CRLF; a new model comes every few weeks.",),
        ),
    ),
    as_needed=True,
)
