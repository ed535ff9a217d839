"""Clearing prices of ancillary services: hourly day ahead, and every 15 minutes in real time."""

from collections.abc import Iterator
from datetime import timedelta

from ingestion.columns import Row, Value, from_csv, labelled_hour, labelled_quarter
from ingestion.feed import Content, Feed, Form, Media, MisReport
from ingestion.table import BadCell, decimal, heads_of
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

    def read(row: Row) -> Iterator[Value]:
        start = labelled_hour(row, "DeliveryDate", "HourEnding", "DSTFlag")
        yield DAM_MCPC, _product(row["AncillaryType"], "AncillaryType"), start, decimal(row["MCPC"], "MCPC")

    return from_csv(content.members[0].body, _DAM, read)


def parse_rt(content: Content) -> Parsed:
    """Report 24898, which exists since real-time co-optimization began."""

    def read(row: Row) -> Iterator[Value]:
        start = labelled_quarter(row, "DeliveryDate", "DeliveryHour", "DeliveryInterval", "RepeatedHourFlag")
        yield RT_MCPC, _product(row["ASType"], "ASType"), start, decimal(row["MCPC"], "MCPC")

    return from_csv(content.members[0].body, _RT, read)


def parse_annual(content: Content) -> Parsed:
    """Report 13091, a year: one column a product, whose heads may carry blanks."""
    body = content.members[0].body
    products = [head for head in heads_of(body) if head in ANCILLARY_PRODUCT.by_spelling]

    def read(row: Row) -> Iterator[Value]:
        start = labelled_hour(row, "Delivery Date", "Hour Ending", "Repeated Hour Flag")
        for head in products:
            if row[head].strip():
                yield DAM_MCPC, _product(head, head), start, decimal(row[head], head)

    return from_csv(body, (*_ANNUAL, "REGUP", "REGDN", "RRS", "NSPIN"), read)


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
