"""Clearing prices of ancillary services: hourly day ahead, and every 15 minutes in real time."""

from datetime import timedelta

from ingestion.columns import Blocks
from ingestion.feed import Content, Feed, Form, Media, MisReport
from ingestion.hours import hour_start, parse_date, parse_flag, parse_hour, quarter_start
from ingestion.table import BadCell, decimal, heads_of, reject, rows_of
from models.catalog.entity import ANCILLARY_PRODUCT
from models.catalog.prices import DAM_ANCILLARY_PRICES, DAM_MCPC, RT_ANCILLARY_PRICES, RT_MCPC
from models.observation import Key, Parsed

_DAM = ("DeliveryDate", "HourEnding", "AncillaryType", "MCPC", "DSTFlag")
_RT = ("DeliveryDate", "DeliveryHour", "DeliveryInterval", "RepeatedHourFlag", "ASType", "MCPC")
_ANNUAL = ("Delivery Date", "Hour Ending", "Repeated Hour Flag")


def _product(name: str, field: str) -> Key:
    found = ANCILLARY_PRODUCT.by_spelling.get(name.strip())
    if found is None:
        raise BadCell(field, name, "is no ancillary service that is known")
    return found.code, ""


def parse_dam(content: Content) -> Parsed:
    """Report 12329; products come in any order inside an hour."""
    parsed, blocks = Parsed(), Blocks()
    for number, row in rows_of(content.members[0].body, _DAM, parsed):
        try:
            start = hour_start(
                parse_date(row["DeliveryDate"]), parse_hour(row["HourEnding"]), parse_flag(row["DSTFlag"])
            )
            key, value = _product(row["AncillaryType"], "AncillaryType"), decimal(row["MCPC"], "MCPC")
        except ValueError as error:
            reject(parsed, number, error, ",".join(row.values()))
            continue
        blocks.add(DAM_MCPC, key, start, value, number)
    parsed.blocks = blocks.done()
    return parsed


def parse_rt(content: Content) -> Parsed:
    """Report 24898, which exists since real-time co-optimization began."""
    parsed, blocks = Parsed(), Blocks()
    for number, row in rows_of(content.members[0].body, _RT, parsed):
        try:
            start = quarter_start(
                parse_date(row["DeliveryDate"]),
                parse_hour(row["DeliveryHour"]),
                parse_hour(row["DeliveryInterval"]),
                parse_flag(row["RepeatedHourFlag"]),
            )
            key, value = _product(row["ASType"], "ASType"), decimal(row["MCPC"], "MCPC")
        except ValueError as error:
            reject(parsed, number, error, ",".join(row.values()))
            continue
        blocks.add(RT_MCPC, key, start, value, number)
    parsed.blocks = blocks.done()
    return parsed


def parse_annual(content: Content) -> Parsed:
    """Report 13091, a year: one column a product, whose heads may carry blanks."""
    parsed, blocks = Parsed(), Blocks()
    body = content.members[0].body
    products = [head for head in heads_of(body) if head in ANCILLARY_PRODUCT.by_spelling]
    for number, row in rows_of(body, (*_ANNUAL, "REGUP", "REGDN", "RRS", "NSPIN"), parsed):
        try:
            day, hour = parse_date(row["Delivery Date"]), parse_hour(row["Hour Ending"])
            start = hour_start(day, hour, parse_flag(row["Repeated Hour Flag"]))
            found = [(_product(head, head), decimal(row[head], head)) for head in products if row[head].strip()]
        except ValueError as error:
            reject(parsed, number, error, ",".join(row.values()))
            continue
        for key, value in found:
            blocks.add(DAM_MCPC, key, start, value, number)
    parsed.blocks = blocks.done()
    return parsed


FEED = Feed(
    "ancillary_prices",
    "Ancillary-service prices",
    (DAM_ANCILLARY_PRICES, RT_ANCILLARY_PRICES),
    (
        Form(
            "np6-331-cd",
            "Real-time clearing prices for capacity, 15 minutes",
            Media.CSV,
            frozenset(_RT),
            parse_rt,
            MisReport(24898, timedelta(days=7)),
            every=timedelta(minutes=15),
            offset=timedelta(minutes=2, seconds=30),
            late_after=timedelta(minutes=35),
            rank=20,
            days=(-7, 0),
        ),
        Form(
            "np4-188-cd",
            "Day-ahead clearing prices for capacity",
            Media.CSV,
            frozenset(_DAM),
            parse_dam,
            MisReport(12329, timedelta(days=31)),
            every=timedelta(days=1),
            offset=timedelta(hours=18),
            late_after=timedelta(hours=26),
            rank=20,
            days=(1, 1),
        ),
        Form(
            "np4-181-er",
            "Historical day-ahead clearing prices for capacity, a year",
            Media.CSV,
            frozenset({*_ANNUAL, "REGUP", "REGDN", "RRS", "NSPIN"}),
            parse_annual,
            MisReport(13091, timedelta(days=365)),
            every=timedelta(days=1),
            late_after=timedelta(days=62),
            rank=30,
            quirks=("One head is written with a trailing blank.",),
        ),
    ),
)
