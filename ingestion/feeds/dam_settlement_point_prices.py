"""Day-ahead settlement point prices, hourly: one run a day, published before the day begins."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from ingestion import price_page
from ingestion.columns import Row, Value, from_api, from_csv, from_sheets, labelled_hour
from ingestion.feed import Content, DashboardJson, Feed, Form, Media, MisReport, PublicApi
from ingestion.hours import hour_start, parse_date, parse_flag, parse_hour
from ingestion.settlement_points import hubs_and_zones, key_of
from ingestion.sheet_rows import SheetRow
from ingestion.table import decimal
from models.catalog.prices import DAM_PRICES, DAM_SPP
from models.observation import Parsed

_CSV = ("DeliveryDate", "HourEnding", "SettlementPoint", "SettlementPointPrice", "DSTFlag")
_CORRECTED = ("DeliveryDate", "DeliveryHour", "SettlementPoint", "SPPOriginal", "SPPCorrected", "DSTFlag")
_ANNUAL = ("Delivery Date", "Hour Ending", "Repeated Hour Flag", "Settlement Point", "Settlement Point Price")


def parse_csv(content: Content) -> Parsed:
    """Report 12331; the price has a leading blank, and no column says the type of the point."""

    def read(row: Row) -> Iterator[Value]:
        start = labelled_hour(row, "DeliveryDate", "HourEnding", "DSTFlag")
        value = decimal(row["SettlementPointPrice"], "SettlementPointPrice")
        yield DAM_SPP, key_of(row["SettlementPoint"].strip()), start, value

    return from_csv(content.members[0].body, _CSV, read)


def parse_dashboard(content: Content) -> Parsed:
    """The day's hub and zone prices of the price page, stamped with the hour's end."""
    return price_page.prices(content, "damSppData", DAM_SPP)


def parse_api(content: Content) -> Parsed:
    """The Public API's rows; of the repeated hour the flagged row comes first, which means nothing."""

    def read(row: dict[str, Any]) -> Iterator[Value]:
        start = labelled_hour(row, "deliveryDate", "hourEnding", "DSTFlag")
        value = decimal(row["settlementPointPrice"], "settlementPointPrice")
        yield DAM_SPP, key_of(str(row["settlementPoint"])), start, value

    return from_api(content, ("deliveryDate", "hourEnding", "settlementPoint", "settlementPointPrice", "DSTFlag"), read)


def parse_corrections(content: Content) -> Parsed:
    """Report 13044: the corrected price of an hour."""

    def read(row: Row) -> Iterator[Value]:
        start = labelled_hour(row, "DeliveryDate", "DeliveryHour", "DSTFlag")
        yield DAM_SPP, key_of(row["SettlementPoint"].strip()), start, decimal(row["SPPCorrected"], "SPPCorrected")

    return from_csv(content.members[0].body, _CORRECTED, read)


def parse_annual(content: Content) -> Parsed:
    """The yearly workbook of hubs and load zones, a sheet a month; months to come are empty sheets."""

    def read(row: SheetRow) -> Iterator[Value]:
        day, hour, flag, name, price = (row[head] for head in _ANNUAL)
        start = hour_start(parse_date(str(day)), parse_hour(str(hour)), parse_flag(str(flag)))
        yield DAM_SPP, key_of(str(name)), start, decimal(price, "Settlement Point Price")

    return from_sheets(content.sheets, _ANNUAL, read)


FEED = Feed(
    "dam_settlement_point_prices",
    "Day-ahead prices",
    (DAM_PRICES,),
    (
        Form(
            "system-wide-prices-dam",
            "Day-ahead hub and zone prices",
            Media.JSON,
            frozenset({"rtSppData", "damSppData"}),
            parse_dashboard,
            DashboardJson("system-wide-prices"),
            every=timedelta(minutes=30),
            late_after=timedelta(hours=26),
            rank=10,
            cumulative=True,
            days=(-1, 1),
            complete=hubs_and_zones,
        ),
        Form(
            "np4-190-cd",
            "Day-ahead settlement point prices",
            Media.CSV,
            frozenset(_CSV),
            parse_csv,
            MisReport(12331, timedelta(days=31)),
            every=timedelta(days=1),
            offset=timedelta(hours=18),
            late_after=timedelta(hours=26),
            rank=20,
            days=(1, 1),
            complete=hubs_and_zones,
            quirks=("No type column; prices carry a leading blank.",),
        ),
        Form(
            "np4-190-cd-api",
            "Day-ahead settlement point prices, Public API",
            Media.JSON,
            frozenset({"settlementPoint", "hourEnding", "settlementPointPrice"}),
            parse_api,
            PublicApi("np4-190-cd", "dam_stlmnt_pnt_prices", "deliveryDate"),
            every=timedelta(hours=6),
            late_after=timedelta(days=2),
            rank=20,
            needs_key=True,
        ),
        Form(
            "np4-196-m",
            "Price corrections, day ahead",
            Media.CSV,
            frozenset(_CORRECTED),
            parse_corrections,
            MisReport(13044, timedelta(days=180)),
            every=timedelta(hours=6),
            late_after=timedelta(days=365),
            rank=40,
        ),
        Form(
            "np4-180-er",
            "Historical day-ahead hub and zone prices, a year",
            Media.XLSX,
            frozenset(_ANNUAL),
            parse_annual,
            MisReport(13060, timedelta(days=365)),
            every=timedelta(days=1),
            late_after=timedelta(days=62),
            rank=30,
            quirks=("Two publications of a year can differ by cents.",),
        ),
    ),
)
