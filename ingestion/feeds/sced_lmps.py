"""Locational marginal prices of each SCED run, about every 5 minutes, for hubs, load zones and DC ties."""

from collections.abc import Iterator
from datetime import timedelta

from ingestion.columns import Row, Value, from_csv
from ingestion.feed import Content, Feed, Form, Media, MisReport
from ingestion.hours import parse_flag, sced_stamp
from ingestion.settlement_points import hubs_and_zones, key_of
from ingestion.table import decimal
from models.catalog.prices import LMP, SCED_LMPS
from models.observation import Parsed

_CSV = ("SCEDTimestamp", "RepeatedHourFlag", "SettlementPoint", "LMP")


def parse_csv(content: Content) -> Parsed:
    """Report 12300. Nodes stay in the kept document: a year of them would be ten times all else together."""
    nodes = 0

    def read(row: Row) -> Iterator[Value]:
        nonlocal nodes
        key = key_of(row["SettlementPoint"].strip())
        if key[1] == "RN":
            nodes += 1
            return
        start = sced_stamp(row["SCEDTimestamp"], parse_flag(row["RepeatedHourFlag"]))
        yield LMP, key, start, decimal(row["LMP"], "LMP")

    parsed = from_csv(content.members[0].body, _CSV, read)
    if nodes:
        parsed.notes.append(f"{nodes:,} rows of resource nodes were left in the document.")
    return parsed


FEED = Feed(
    "sced_lmps",
    "SCED prices",
    (SCED_LMPS,),
    (
        Form(
            "np6-788-cd",
            "LMPs by settlement point",
            Media.CSV,
            frozenset(_CSV),
            parse_csv,
            MisReport(12300, timedelta(days=5)),
            every=timedelta(minutes=5),
            offset=timedelta(minutes=1),
            late_after=timedelta(minutes=20),
            rank=20,
            days=(-5, 0),
            complete=hubs_and_zones,
            quirks=("SCED stamps are not round, and prices are padded with blanks.",),
        ),
    ),
)
