"""System lambda of each SCED run, capped and uncapped since August 2026."""

from collections.abc import Iterator
from datetime import timedelta

from ingestion.columns import SYSTEM, Row, Value, from_csv
from ingestion.feed import Content, Feed, Form, Media, MisReport
from ingestion.hours import parse_flag, sced_stamp
from ingestion.table import decimal, heads_of, require
from models.catalog.prices import SCED_SYSTEM_LAMBDA, SYSTEM_LAMBDA, SYSTEM_LAMBDA_UNCAPPED
from models.observation import Parsed

_COLUMNS = {
    "SystemLambda": SYSTEM_LAMBDA,
    "CappedSystemLambda": SYSTEM_LAMBDA,
    "UncappedSystemLambda": SYSTEM_LAMBDA_UNCAPPED,
}


def parse_csv(content: Content) -> Parsed:
    """Report 13114, in the layout before and after 27 August 2026."""
    body = content.members[0].body
    heads = heads_of(body)
    if "SystemLambda" not in heads:
        require(heads, ("CappedSystemLambda", "UncappedSystemLambda"))

    def read(row: Row) -> Iterator[Value]:
        start = sced_stamp(row["SCEDTimeStamp"], parse_flag(row["RepeatedHourFlag"]))
        for head, measure in _COLUMNS.items():
            if head in row:
                yield measure, SYSTEM, start, decimal(row[head], head)

    return from_csv(body, ("SCEDTimeStamp", "RepeatedHourFlag"), read)


FEED = Feed(
    "sced_system_lambda",
    "System lambda",
    (SCED_SYSTEM_LAMBDA,),
    (
        Form(
            "np6-322-cd",
            "SCED system lambda",
            Media.CSV,
            frozenset({"SCEDTimeStamp", "RepeatedHourFlag"}),
            parse_csv,
            MisReport(13114, timedelta(days=5)),
            every=timedelta(minutes=5),
            offset=timedelta(minutes=1),
            late_after=timedelta(minutes=20),
            rank=20,
            days=(-5, 0),
            quirks=("SystemLambda became CappedSystemLambda and UncappedSystemLambda on 2026-08-27.",),
        ),
    ),
)
