"""The products of the keyed API: their fields, and the rows of a day that are out at an instant."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ingestion.simulator import points
from ingestion.simulator.days import OperatingDay
from ingestion.simulator.forecasts import hours_of
from ingestion.simulator.reports import REPORTS
from ingestion.simulator.world import World

Row = list[Any]


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a product, as its reply describes it."""

    name: str
    label: str
    kind: str
    has_range: bool = False


@dataclass(frozen=True, slots=True)
class Product:
    """A product of the API. `rows` gives those of a day that are out at an instant."""

    emil: str
    artifact: str
    type_id: int
    display: str
    day_parameter: str
    order: str
    fields: tuple[Field, ...]
    rows: Callable[[World, OperatingDay, int], list[Row]]


def _spp_rows(world: World, day: OperatingDay, now: int) -> list[Row]:
    prices = world.market.day(day.date).quarter
    report = REPORTS[12301]
    rows: list[Row] = []
    for index, end in enumerate(report.slots(world.seed, day)):
        if report.published(world.seed, end) > now:
            break
        hour, flag = day.hour(index // 4)
        column = prices[:, index].tolist()
        head = [f"{day.date:%Y-%m-%d}", hour, index % 4 + 1]
        rows += [[*head, point.name, point.kind, column[i], flag == "Y"] for i, point in enumerate(points.all_points())]
    return rows


def _dam_rows(world: World, day: OperatingDay, now: int) -> list[Row]:
    report = REPORTS[12331]
    slot = report.slots(world.seed, day.previous())[0]
    if report.published(world.seed, slot) > now:
        return []
    prices = world.market.day(day.date).dam
    rows: list[Row] = []
    # The repeated hour's rows come before the first pass's: as ERCOT's do.
    columns = sorted(range(day.hours), key=lambda i: (day.hour(i)[0], day.hour(i)[1] == "N"))
    for column in columns:
        hour, flag = day.hour(column)
        values = prices[:, column].tolist()
        head = [f"{day.date:%Y-%m-%d}", f"{hour:02d}:00"]
        rows += [[*head, points.all_points()[i].name, values[i], flag == "Y"] for i in points.singles()]
    return rows


def _load_rows(world: World, day: OperatingDay, now: int) -> list[Row]:
    report = REPORTS[13101]
    slot = report.slots(world.seed, day.next())[0]
    if report.published(world.seed, slot) > now:
        return []
    values = np.round(world.forecasts.truth("load", hours_of(day.date)), 2)
    rows = []
    for column, (hour, flag) in enumerate(day.labels()):
        zones = [float(value) for value in values[:, column]]
        rows.append([f"{day.date:%Y-%m-%d}", f"{hour:02d}:00", *zones, round(sum(zones), 2), flag == "Y"])
    return rows


_FLAG = Field("DSTFlag", "DST Flag", "BOOLEAN")
_LOAD_ZONES = ("coast", "east", "farWest", "north", "northC", "southern", "southC", "west", "total")
PRODUCTS = {
    f"{product.emil.lower()}/{product.artifact}": product
    for product in (
        Product(
            "NP6-905-CD",
            "spp_node_zone_hub",
            12301,
            "Settlement Point Prices at Resource Nodes, Hubs and Load Zones",
            "deliveryDate",
            "deliveryDate: DESC,deliveryHour: ASC,deliveryInterval: ASC",
            (
                Field("deliveryDate", "Delivery Date", "DATE", True),
                Field("deliveryHour", "Delivery Hour", "INTEGER", True),
                Field("deliveryInterval", "Delivery Interval", "INTEGER", True),
                Field("settlementPoint", "Settlement Point", "VARCHAR"),
                Field("settlementPointType", "Settlement Point Type", "VARCHAR"),
                Field("settlementPointPrice", "Settlement Point Price", "DOUBLE", True),
                _FLAG,
            ),
            _spp_rows,
        ),
        Product(
            "NP4-190-CD",
            "dam_stlmnt_pnt_prices",
            12331,
            "DAM Settlement Point Prices",
            "deliveryDate",
            "deliveryDate: DESC,hourEnding: ASC,settlementPoint: ASC",
            (
                Field("deliveryDate", "Delivery Date", "DATE", True),
                Field("hourEnding", "Hour Ending", "VARCHAR"),
                Field("settlementPoint", "Settlement Point", "VARCHAR"),
                Field("settlementPointPrice", "Settlement Point Price", "DOUBLE", True),
                _FLAG,
            ),
            _dam_rows,
        ),
        Product(
            "NP6-345-CD",
            "act_sys_load_by_wzn",
            13101,
            "Actual System Load by Weather Zone",
            "operatingDay",
            "operatingDay: DESC,hourEnding: ASC",
            (
                Field("operatingDay", "Operating Day", "DATE", True),
                Field("hourEnding", "Hour Ending", "VARCHAR"),
                *(Field(zone, zone[0].upper() + zone[1:], "DOUBLE", True) for zone in _LOAD_ZONES),
                _FLAG,
            ),
            _load_rows,
        ),
    )
}
