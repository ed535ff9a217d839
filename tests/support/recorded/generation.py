"""The second reading of generation: by fuel, from wind and sun, in and out of storage."""

from datetime import datetime, timedelta
from pathlib import Path

from tests.support.recorded.documents import Values, json_of, rows_of, sheets
from tests.support.recorded.times import (
    CENTRAL,
    FIVE,
    HOUR,
    QUARTER,
    epoch,
    floored,
    hour_ending,
    offset_stamp,
    posting,
    wall,
)

FUELS = {
    "Coal and Lignite": "COAL",
    "Coal": "COAL",
    "Hydro": "HYDRO",
    "Nuclear": "NUCLEAR",
    "Other": "OTHER",
    "Power Storage": "STORAGE",
    "Solar": "SOLAR",
    "Wind": "WIND",
    "Natural Gas": "GAS",
    "Gas": "GAS",
    "Gas-CC": "GAS_CC",
    "Biomass": "BIOMASS",
    "WSL": "WHOLESALE_STORAGE_LOAD",
}
AREAS = {
    "LZ_SOUTH_HOUSTON": "SOUTH_HOUSTON",
    "LZ_WEST": "WEST",
    "LZ_NORTH": "NORTH",
    "SYSTEM_WIDE": "ERCOT",
}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def fuel_mix(path: Path) -> Values:
    data = json_of(path)
    found: Values = {}
    parts = {"gen": "generation", "hsl": "fuel_hsl", "seasonalCapacity": "fuel_seasonal_capacity"}
    for day in data["data"].values():
        for stamp, fuels in day.items():
            start = floored(offset_stamp(stamp), FIVE)
            for fuel, numbers in fuels.items():
                for part, value in numbers.items():
                    found[parts[part], FUELS[fuel], "", start, None] = float(value)
    made = offset_stamp(data["lastUpdated"]).astimezone(CENTRAL)
    month = wall(datetime(made.year, made.month, 1))
    for fuel, value in data.get("monthlyCapacity", {}).items():
        found["fuel_monthly_capacity", FUELS[fuel], "", month, None] = float(value)
    return found


def fuel_energy(path: Path) -> Values:
    """Quarter-hours by their ends. Each row's sum is held against the total beside it, so that no cell is missed."""
    found: Values = {}
    for title, heads, rows in sheets(path):
        if title not in MONTHS:
            continue
        fuel_at = heads.index("Fuel") if "Fuel" in heads else heads.index("Fuel Type")
        ends = [(place, *head.partition(":")[::2]) for place, head in enumerate(heads) if ":" in head]
        for row in rows:
            day = row[0] if isinstance(row[0], datetime) else datetime.combine(row[0], datetime.min.time())
            energies = []
            for place, hour, rest in ends:
                if row[place] in (None, ""):
                    continue
                end = timedelta(hours=int(hour), minutes=int(rest[:2])) or timedelta(days=1)
                start = wall(day + end - QUARTER, second="DST" in rest)
                energies.append(float(row[place]))
                found["fuel_energy", FUELS[row[fuel_at]], "", start, None] = energies[-1]
            assert abs(sum(energies) - row[heads.index("Total")]) < 0.001, (day, row[fuel_at])
    return found


def wind(path: Path) -> Values:
    return _wind_or_solar(path, "wind", {"STWPF": "wind_stwpf", "WGRPP": "wind_wgrpp"})


def solar(path: Path) -> Values:
    return _wind_or_solar(path, "solar", {"STPPF": "solar_stppf", "PVGRPP": "solar_pvgrpp"})


def _wind_or_solar(path: Path, stem: str, forecasts: dict[str, str]) -> Values:
    found: Values = {}
    published = posting(path)
    assert published is not None
    posted = floored(published, HOUR)
    for row in rows_of(path):
        start = hour_ending(row["DELIVERY_DATE"], row["HOUR_ENDING"], row["DSTFlag"])
        for head, text in row.items():
            if not text or head in ("DELIVERY_DATE", "HOUR_ENDING", "DSTFlag"):
                continue
            if head == "SYSTEM_WIDE_HSL":
                found[f"{stem}_hsl", "ERCOT", "", start, None] = float(text)
            elif head == "SYSTEM_WIDE_GEN":
                found[f"{stem}_generation", "ERCOT", "", start, None] = float(text)
            elif head.startswith("GEN_"):
                found[f"{stem}_generation", AREAS[head.removeprefix("GEN_")], "", start, None] = float(text)
            elif head.startswith("COP_HSL_"):
                found[f"{stem}_cop_hsl", AREAS[head.removeprefix("COP_HSL_")], "", start, posted] = float(text)
            else:
                name, area = head.split("_", 1)
                found[forecasts[name], AREAS[area], "", start, posted] = float(text)
    return found


def combine_wind_solar(path: Path) -> Values:
    data = json_of(path)
    found: Values = {}
    posted = floored(offset_stamp(data["lastUpdated"]), HOUR)
    forecasts = {
        "copHslWind": "wind_cop_hsl",
        "stwpf": "wind_stwpf",
        "wgrpp": "wind_wgrpp",
        "copHslSolar": "solar_cop_hsl",
        "stppf": "solar_stppf",
        "pvgrpp": "solar_pvgrpp",
    }
    for part in ("currentDay", "nextDay"):
        for stamp, row in data[part]["data"].items():
            start = epoch(stamp) - HOUR
            for name, measure in forecasts.items():
                found[measure, "ERCOT", "", start, posted] = float(row[name])
                found[f"{measure}_day_ahead", "ERCOT", "", start, posted] = float(row[f"{name}DayAhead"])
            for name, measure in (("actualWind", "wind_generation"), ("actualSolar", "solar_generation")):
                if row.get(name) is not None:
                    found[measure, "ERCOT", "", start, None] = float(row[name])
    return found


def energy_storage(path: Path) -> Values:
    data = json_of(path)
    found: Values = {}
    names = {
        "totalCharging": "storage_charging",
        "totalDischarging": "storage_discharging",
        "netOutput": "storage_net",
    }
    for part in ("previousDay", "currentDay"):
        for row in data[part]["data"]:
            for name, measure in names.items():
                found[measure, "ERCOT", "", epoch(row["epoch"]), None] = float(row[name])
    return found
