"""The second reading of load, its forecasts, and supply against demand."""

from pathlib import Path

from tests.support.recorded.documents import Values, api_rows, json_of, rows_of, sheets
from tests.support.recorded.times import HOUR, epoch, floored, hour_ending, offset_stamp, posting

WEATHER = {
    "COAST": "COAST",
    "EAST": "EAST",
    "FAR_WEST": "FAR_WEST",
    "FWEST": "FAR_WEST",
    "NORTH": "NORTH",
    "NORTH_C": "NORTH_C",
    "NCENT": "NORTH_C",
    "SOUTHERN": "SOUTHERN",
    "SOUTH": "SOUTHERN",
    "SOUTH_C": "SOUTH_C",
    "SCENT": "SOUTH_C",
    "WEST": "WEST",
    "TOTAL": "ERCOT",
    "ERCOT": "ERCOT",
}


def load_csv(path: Path) -> Values:
    return {
        ("load", WEATHER[zone], "", hour_ending(row["OperDay"], row["HourEnding"], row["DSTFlag"]), None): float(
            row[zone]
        )
        for row in rows_of(path)
        for zone in ("COAST", "EAST", "FAR_WEST", "NORTH", "NORTH_C", "SOUTHERN", "SOUTH_C", "WEST", "TOTAL")
    }


def load_api(path: Path) -> Values:
    zones = {"coast": "COAST", "east": "EAST", "farWest": "FAR_WEST", "north": "NORTH", "northC": "NORTH_C"}
    zones |= {"southern": "SOUTHERN", "southC": "SOUTH_C", "west": "WEST", "total": "ERCOT"}
    return {
        ("load", code, "", hour_ending(row["operatingDay"], row["hourEnding"], row["DSTFlag"]), None): float(row[zone])
        for row in api_rows(path)
        for zone, code in zones.items()
    }


def native_load(path: Path) -> Values:
    """Eight zones and the system, whose load is not the zones' sum in 48 hours of May 2021: both are read as given."""
    found: Values = {}
    for _, heads, rows in sheets(path):
        for row in rows:
            if row[0] is None:
                continue
            day, hour, *mark = str(row[0]).split()
            start = hour_ending(day, hour, "Y" if mark else "N")
            for zone, value in zip(heads[1:], row[1:], strict=True):
                found["load", WEATHER[zone], "", start, None] = float(value)
    return found


def system_wide_demand(path: Path) -> Values:
    data = json_of(path)
    found: Values = {}
    posted = floored(offset_stamp(data["lastUpdated"]), HOUR)
    measures = {
        "currentLoadForecast": "demand_forecast_current",
        "dayAheadForecast": "demand_forecast_day_ahead",
        "currentDayHsl": "hsl_current_day",
        "dayAheadHsl": "hsl_day_ahead",
    }
    for part in ("previousDay", "currentDay", "nextDay"):
        for row in data[part]["data"]:
            start = epoch(row["epoch"]) - HOUR
            for name, measure in measures.items():
                if name in row:
                    found[measure, "ERCOT", "", start, posted] = float(row[name])
            if "systemLoad" in row:
                found["load", "ERCOT", "", start, None] = float(row["systemLoad"])
    return found


def load_forecast(path: Path) -> Values:
    zones = {"Coast": "COAST", "East": "EAST", "FarWest": "FAR_WEST", "North": "NORTH", "NorthCentral": "NORTH_C"}
    zones |= {"SouthCentral": "SOUTH_C", "Southern": "SOUTHERN", "West": "WEST", "SystemTotal": "ERCOT"}
    return {
        (
            "load_forecast",
            code,
            "",
            hour_ending(row["DeliveryDate"], row["HourEnding"], row["DSTFlag"]),
            posting(path),
        ): float(row[zone])
        for row in rows_of(path)
        if row["InUseFlag"] == "Y"
        for zone, code in zones.items()
    }


def load_forecast_zones(path: Path) -> Values:
    zones = {"North": "NORTH", "South": "SOUTH", "West": "WEST", "Houston": "HOUSTON", "SystemTotal": "ERCOT"}
    return {
        (
            "load_forecast_zone",
            code,
            "",
            hour_ending(row["DeliveryDate"], row["HourEnding"], row["DSTFlag"]),
            posting(path),
        ): float(row[zone])
        for row in rows_of(path)
        for zone, code in zones.items()
    }


def supply_demand(path: Path) -> Values:
    data = json_of(path)
    found: Values = {}
    posted = floored(offset_stamp(data["lastUpdated"]), HOUR)
    for row in data["data"]:
        start = epoch(row["epoch"])
        if row["forecast"]:
            found["capacity_expected", "ERCOT", "", start, posted] = float(row["capacity"])
            found["demand_expected", "ERCOT", "", start, posted] = float(row["demand"])
            if "available" in row:
                found["capacity_available", "ERCOT", "", start, posted] = float(row["available"])
        else:
            found["committed_capacity", "ERCOT", "", start, None] = float(row["capacity"])
            found["demand", "ERCOT", "", start, None] = float(row["demand"])
    for row in data["forecast"]:
        start = epoch(row["epoch"]) - HOUR
        found["capacity_outlook", "ERCOT", "", start, posted] = float(row["availCapGen"])
        found["demand_outlook", "ERCOT", "", start, posted] = float(row["forecastedDemand"])
    return found
