"""System lambda of each SCED run, capped and uncapped since August 2026."""

from datetime import timedelta

from ingestion.columns import SYSTEM, Blocks
from ingestion.feed import Content, Feed, Form, Media, MisReport
from ingestion.hours import parse_flag, sced_stamp
from ingestion.table import decimal, heads_of, reject, require, rows_of
from models.catalog.prices import SCED_SYSTEM_LAMBDA, SYSTEM_LAMBDA, SYSTEM_LAMBDA_UNCAPPED
from models.observation import Parsed

_COLUMNS = {
    "SystemLambda": SYSTEM_LAMBDA,
    "CappedSystemLambda": SYSTEM_LAMBDA,
    "UncappedSystemLambda": SYSTEM_LAMBDA_UNCAPPED,
}


def parse_csv(content: Content) -> Parsed:
    """Report 13114, in the layout before and after 27 August 2026."""
    parsed, blocks = Parsed(), Blocks()
    body = content.members[0].body
    heads = heads_of(body)
    if "SystemLambda" not in heads:
        require(heads, ("CappedSystemLambda", "UncappedSystemLambda"))
    for number, row in rows_of(body, ("SCEDTimeStamp", "RepeatedHourFlag"), parsed):
        try:
            start = sced_stamp(row["SCEDTimeStamp"], parse_flag(row["RepeatedHourFlag"]))
            found = [(measure, decimal(row[head], head)) for head, measure in _COLUMNS.items() if head in row]
        except ValueError as error:
            reject(parsed, number, error, ",".join(row.values()))
            continue
        for measure, value in found:
            blocks.add(measure, SYSTEM, start, value, number)
    parsed.blocks = blocks.done()
    return parsed


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
