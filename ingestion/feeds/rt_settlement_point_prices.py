"""Real-time settlement point prices: hubs and zones at once, all points 2 minutes later, corrections days later."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from ingestion import price_page
from ingestion.columns import Row, Value, from_api, from_csv, from_sheets, labelled_quarter
from ingestion.feed import Content, DashboardJson, Feed, Form, Media, MisReport, PublicApi
from ingestion.hours import parse_date, parse_flag, parse_hour, quarter_start
from ingestion.settlement_points import hubs_and_zones
from ingestion.sheet_rows import SheetRow
from ingestion.table import Decimals, cells_of, decimal, heads_of, lines_of, reject, require
from models.catalog.prices import RT_PRICES, RT_SPP
from models.observation import Block, Key, Parsed

_CSV = (
    "DeliveryDate",
    "DeliveryHour",
    "DeliveryInterval",
    "SettlementPointName",
    "SettlementPointType",
    "SettlementPointPrice",
    "DSTFlag",
)
_ANNUAL = (
    "Delivery Date",
    "Delivery Hour",
    "Delivery Interval",
    "Repeated Hour Flag",
    "Settlement Point Name",
    "Settlement Point Type",
    "Settlement Point Price",
)


class _Starts(dict[tuple[bytes, bytes, bytes, bytes], int]):
    """Interval starts by date, hour, interval and flag; a document has few, and dates are dear."""

    def __missing__(self, stamp: tuple[bytes, bytes, bytes, bytes]) -> int:
        day, hour, interval, flag = (part.decode() for part in stamp)
        number = parse_hour(interval)
        start = self[stamp] = quarter_start(parse_date(day), parse_hour(hour), number, parse_flag(flag))
        return start


class _Keys(dict[tuple[bytes, bytes], Key]):
    """Series keys by name and type."""

    def __missing__(self, point: tuple[bytes, bytes]) -> Key:
        name, kind = point[0].decode().strip(), point[1].decode().strip()
        if not name or not kind:
            raise ValueError("a row names no settlement point or no type")
        key = self[point] = (name, kind)
        return key


_API = (
    "deliveryDate",
    "deliveryHour",
    "deliveryInterval",
    "settlementPoint",
    "settlementPointType",
    "settlementPointPrice",
    "DSTFlag",
)


def parse_csv(content: Content) -> Parsed:
    """Report 12301. Written by hand, because a day has 100,000 rows of it."""
    body = content.members[0].body
    heads = heads_of(body)
    places = require(heads, _CSV)
    day, hour, interval, name, kind, price, flag = (places[head] for head in _CSV)
    starts, keys, prices = _Starts(), _Keys(), Decimals()
    block = Block(RT_SPP, [], [], [], None, [])
    parsed = Parsed([block])
    add_key, add_start, add_value = block.keys.append, block.starts.append, block.values.append
    assert block.lines is not None
    add_line = block.lines.append
    width = len(heads)
    for number, line in enumerate(lines_of(body)[1:], 2):
        cells = line.split(b",") if b'"' not in line else [cell.encode() for cell in cells_of(line)]
        try:
            if len(cells) != width:
                if not line.strip():
                    continue
                raise ValueError(f"has {len(cells)} cells where the head has {width}")
            start = starts[cells[day], cells[hour], cells[interval], cells[flag]]
            key = keys[cells[name], cells[kind]]
            value = prices[cells[price]]
        except ValueError as error:
            reject(parsed, number, error, line.decode("utf-8", "replace"))
            continue
        add_key(key)
        add_start(start)
        add_value(value)
        add_line(number)
    return parsed


def parse_dashboard(content: Content) -> Parsed:
    """Today's finished intervals, hubs and load zones only; stamped with the interval's end."""
    return price_page.prices(content, "rtSppData", RT_SPP)


def parse_api(content: Content) -> Parsed:
    """The Public API's rows, whose order inside an interval means nothing."""

    def read(row: dict[str, Any]) -> Iterator[Value]:
        start = labelled_quarter(row, "deliveryDate", "deliveryHour", "deliveryInterval", "DSTFlag")
        key = (str(row["settlementPoint"]), str(row["settlementPointType"]))
        yield RT_SPP, key, start, decimal(row["settlementPointPrice"], "settlementPointPrice")

    return from_api(content, _API, read)


def parse_corrections(content: Content) -> Parsed:
    """Report 13045: the corrected price; the original stands in the document and, if stored, in the revisions."""

    def read(row: Row) -> Iterator[Value]:
        start = labelled_quarter(row, "DeliveryDate", "DeliveryHour", "DeliveryInterval", "DSTFlag")
        key = (row["SettlementPointName"].strip(), row["SettlementPointType"].strip())
        yield RT_SPP, key, start, decimal(row["SPPCorrected"], "SPPCorrected")

    return from_csv(content.members[0].body, (*_CSV[:5], "SPPCorrected", "DSTFlag"), read)


def parse_annual(content: Content) -> Parsed:
    """The yearly workbook of hubs and load zones, a sheet a month; months to come are empty sheets."""
    day, hour, interval, flag, name, kind, price = _ANNUAL

    def read(row: SheetRow) -> Iterator[Value]:
        start = labelled_quarter(row, day, hour, interval, flag)
        yield RT_SPP, (str(row[name]), str(row[kind])), start, decimal(row[price], price)

    return from_sheets(content.sheets, _ANNUAL, read)


FEED = Feed(
    "rt_settlement_point_prices",
    "Real-time prices",
    (RT_PRICES,),
    (
        Form(
            "system-wide-prices",
            "Real-time hub and zone prices",
            Media.JSON,
            frozenset({"rtSppData", "damSppData"}),
            parse_dashboard,
            DashboardJson("system-wide-prices"),
            every=timedelta(minutes=15),
            offset=timedelta(minutes=2, seconds=15),
            late_after=timedelta(minutes=35),
            rank=10,
            cumulative=True,
            days=(-1, 0),
            complete=hubs_and_zones,
            quirks=("Stamps are interval ends; load zones are LZ, never LZEW.",),
        ),
        Form(
            "np6-905-cd",
            "Settlement point prices at resource nodes, hubs and load zones",
            Media.CSV,
            frozenset(_CSV),
            parse_csv,
            MisReport(12301, timedelta(days=7)),
            every=timedelta(minutes=15),
            offset=timedelta(minutes=2, seconds=30),
            late_after=timedelta(minutes=35),
            rank=20,
            days=(-7, 0),
            complete=hubs_and_zones,
            quirks=(
                "A zone appears twice an interval under one name, as LZ and LZEW.",
                "The file of hour ending 24, interval 4 is stamped 0000 of the next day.",
            ),
        ),
        Form(
            "np6-905-cd-api",
            "Settlement point prices, Public API",
            Media.JSON,
            frozenset({"settlementPoint", "deliveryInterval", "settlementPointPrice"}),
            parse_api,
            PublicApi("np6-905-cd", "spp_node_zone_hub", "deliveryDate"),
            every=timedelta(hours=6),
            late_after=timedelta(days=1),
            rank=20,
            needs_key=True,
            quirks=("Rows inside an interval have no stable order.",),
        ),
        Form(
            "np4-197-m",
            "Price corrections, real time",
            Media.CSV,
            frozenset({*_CSV[:5], "SPPOriginal", "SPPCorrected", "DSTFlag"}),
            parse_corrections,
            MisReport(13045, timedelta(days=180)),
            every=timedelta(hours=6),
            late_after=timedelta(days=365),
            rank=40,
        ),
        Form(
            "np6-785-er",
            "Historical real-time hub and zone prices, a year",
            Media.XLSX,
            frozenset(_ANNUAL),
            parse_annual,
            MisReport(13061, timedelta(days=365)),
            every=timedelta(days=1),
            late_after=timedelta(days=62),
            rank=30,
        ),
    ),
)
