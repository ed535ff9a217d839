"""Hourly load: the system's so far today, the weather zones' a day later, the settled year's at its end."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from ingestion.columns import SYSTEM, Value, from_api, from_json, from_sheets, hourly, labelled_hour
from ingestion.dashboard import part, posted_hour
from ingestion.feed import Content, DashboardJson, Feed, Form, Media, MisReport, PublicApi
from ingestion.hours import hour_start, parse_date, parse_hour
from ingestion.sheet_rows import SheetRow
from ingestion.table import decimal
from models.catalog.entity import WEATHER_ZONE
from models.catalog.load import (
    DEMAND_FORECAST,
    DEMAND_FORECAST_CURRENT,
    DEMAND_FORECAST_DAY_AHEAD,
    HSL_CURRENT_DAY,
    HSL_DAY_AHEAD,
    LOAD,
    SYSTEM_LOAD,
)
from models.observation import Key, Parsed
from models.problems import Refused

_HOUR = 3_600_000_000
_ZONES = ("COAST", "EAST", "FAR_WEST", "NORTH", "NORTH_C", "SOUTHERN", "SOUTH_C", "WEST", "TOTAL")
_API_ZONES = ("coast", "east", "farWest", "north", "northC", "southern", "southC", "west", "total")
_NATIVE_ZONES = ("COAST", "EAST", "FWEST", "NORTH", "NCENT", "SOUTH", "SCENT", "WEST", "ERCOT")
_FORECASTS = {
    "currentLoadForecast": DEMAND_FORECAST_CURRENT,
    "dayAheadForecast": DEMAND_FORECAST_DAY_AHEAD,
    "currentDayHsl": HSL_CURRENT_DAY,
    "dayAheadHsl": HSL_DAY_AHEAD,
}


def _key(zone: str) -> Key:
    return WEATHER_ZONE.by_spelling[zone].code, ""


def parse_csv(content: Content) -> Parsed:
    """Report 13101, yesterday's hours by weather zone."""
    return hourly(
        content.members[0].body,
        lambda row: labelled_hour(row, "OperDay", "HourEnding", "DSTFlag"),
        {zone: (LOAD, _key(zone)) for zone in _ZONES},
        wanted=("OperDay", "HourEnding", *_ZONES, "DSTFlag"),
    )


def parse_api(content: Content) -> Parsed:
    """The Public API's rows of the same report."""

    def read(row: dict[str, Any]) -> Iterator[Value]:
        start = labelled_hour(row, "operatingDay", "hourEnding", "DSTFlag")
        for zone in _API_ZONES:
            yield LOAD, _key(zone), start, decimal(row[zone], zone)

    return from_api(content, ("operatingDay", "hourEnding", *_API_ZONES, "DSTFlag"), read)


def parse_dashboard(content: Content) -> Parsed:
    """Three days of hours; what is not known yet is absent, not null; the current forecast is always there."""
    days = [part(part(content.data, name, dict), "data", list) for name in ("previousDay", "currentDay", "nextDay")]
    if days[0] and not any(isinstance(row, dict) and "systemLoad" in row for row in days[0]):
        raise Refused("Not one hour of the previous day has a systemLoad.", rule="columns")

    def read(row: dict[str, Any]) -> Iterator[Value]:
        start = int(row["epoch"]) * 1_000 - _HOUR
        for name, measure in _FORECASTS.items():
            if name in row or name == "currentLoadForecast":
                yield measure, SYSTEM, start, decimal(row[name], name)
        if "systemLoad" in row:
            yield LOAD, SYSTEM, start, decimal(row["systemLoad"], "systemLoad")

    return from_json([row for day in days for row in day], read, posted=posted_hour(content.data))


def parse_native(content: Content) -> Parsed:
    """The yearly workbook, whose repeated hour is written `02:00 DST`: the second, standard-time pass."""

    def read(row: SheetRow) -> Iterator[Value]:
        stamp = str(row["HourEnding"]).strip()
        if not stamp:
            return
        day, hour, *mark = stamp.split(" ")
        start = hour_start(parse_date(day), parse_hour(hour), mark == ["DST"])
        for zone in _NATIVE_ZONES:
            yield LOAD, _key(zone), start, decimal(row[zone], zone)

    return from_sheets(content.sheets, ("HourEnding", *_NATIVE_ZONES), read, also={"HourEnding": "Hour Ending"})


FEED = Feed(
    "system_load",
    "Hourly load",
    (SYSTEM_LOAD, DEMAND_FORECAST),
    (
        Form(
            "system-wide-demand",
            "System-wide demand, three days",
            Media.JSON,
            frozenset({"previousDay", "currentDay", "nextDay", "currentLoadForecast"}),
            parse_dashboard,
            DashboardJson("system-wide-demand"),
            every=timedelta(minutes=5),
            late_after=timedelta(hours=3),
            rank=10,
            cumulative=True,
        ),
        Form(
            "np6-345-cd",
            "Actual load by weather zone",
            Media.CSV,
            frozenset({"OperDay", "HourEnding", *_ZONES}),
            parse_csv,
            MisReport(13101, timedelta(days=31)),
            every=timedelta(days=1),
            offset=timedelta(hours=11),
            late_after=timedelta(hours=54),
            rank=20,
            days=(-1, -1),
        ),
        Form(
            "np6-345-cd-api",
            "Actual load by weather zone, Public API",
            Media.JSON,
            frozenset({"operatingDay", "farWest", "southC", "total"}),
            parse_api,
            PublicApi("np6-345-cd", "act_sys_load_by_wzn", "operatingDay"),
            every=timedelta(hours=6),
            late_after=timedelta(days=3),
            rank=20,
            needs_key=True,
        ),
        Form(
            "native-load",
            "Native load, a year",
            Media.XLSX,
            frozenset({"FWEST", "NCENT", "SCENT", "ERCOT"}),
            parse_native,
            rank=30,
            quirks=("The sheet's name changed in 2026; 24:00 and 02:00 DST are text.",),
        ),
    ),
)
