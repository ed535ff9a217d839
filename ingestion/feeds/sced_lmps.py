"""Locational marginal prices of each SCED run, about every 5 minutes, for hubs, load zones and DC ties."""

from datetime import timedelta

from ingestion.columns import Blocks
from ingestion.feed import Content, Feed, Form, Media, MisReport
from ingestion.hours import parse_flag, sced_stamp
from ingestion.settlement_points import hubs_and_zones, key_of
from ingestion.table import decimal, reject, rows_of
from models.catalog.prices import LMP, SCED_LMPS
from models.observation import Parsed

_CSV = ("SCEDTimestamp", "RepeatedHourFlag", "SettlementPoint", "LMP")


def parse_csv(content: Content) -> Parsed:
    """Report 12300. Nodes stay in the kept document: a year of them would be ten times all else together."""
    parsed, blocks = Parsed(), Blocks()
    starts: dict[tuple[str, str], int] = {}
    nodes = 0
    for number, row in rows_of(content.members[0].body, _CSV, parsed):
        key = key_of(row["SettlementPoint"].strip())
        if key[1] == "RN":
            nodes += 1
            continue
        stamp = (row["SCEDTimestamp"], row["RepeatedHourFlag"])
        try:
            if stamp not in starts:
                starts[stamp] = sced_stamp(stamp[0], parse_flag(stamp[1]))
            value = decimal(row["LMP"], "LMP")
        except ValueError as error:
            reject(parsed, number, error, ",".join(row.values()))
            continue
        blocks.add(LMP, key, starts[stamp], value, number)
    if nodes:
        parsed.notes.append(f"{nodes:,} rows of resource nodes were left in the document.")
    parsed.blocks = blocks.done()
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
