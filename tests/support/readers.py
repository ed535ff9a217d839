"""A second reading of ERCOT's documents, for comparison: csv, json, openpyxl, and nothing of the product's parsers.

Each reader gives {(measure, entity, kind, start, posted): value}; start and posted are aware instants, and posted
is None for what is no forecast.
"""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl

Key = tuple[str, str, str, datetime, datetime | None]
Values = dict[Key, float]
Reader = Callable[[Path], Values]

CENTRAL = ZoneInfo("America/Chicago")
HOUR = timedelta(hours=1)
QUARTER = timedelta(minutes=15)

HUBS = {"hbBusAvg": "BUSAVG", "hbHubAvg": "HUBAVG", "hbHouston": "HOUSTON", "hbNorth": "NORTH"}
HUBS |= {"hbPan": "PAN", "hbSouth": "SOUTH", "hbWest": "WEST"}
ZONES = ("Aen", "Cps", "Houston", "Lcra", "North", "Raybn", "South", "West")
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


def wall(moment: datetime, *, second: bool = False) -> datetime:
    """A Central wall-clock time in UTC; `second` is the later pass of a repeated hour."""
    return moment.replace(tzinfo=CENTRAL, fold=1 if second else 0).astimezone(UTC)


def day_of(text: str) -> datetime:
    return datetime.strptime(text, "%m/%d/%Y") if "/" in text else datetime.strptime(text, "%Y-%m-%d")


def hour_of(text: object) -> int:
    return int(str(text).split(":")[0])


def hour_ending(day: str, hour: object, flag: object = "N", minutes: int = 0) -> datetime:
    """Start of an hour (and minutes into it) by its label."""
    second = str(flag).strip().upper() in ("Y", "TRUE")
    return wall(day_of(day) + timedelta(hours=hour_of(hour) - 1, minutes=minutes), second=second)


def epoch(milliseconds: object) -> datetime:
    return datetime.fromtimestamp(int(str(milliseconds)) / 1000, UTC)


def floored(instant: datetime, step: timedelta) -> datetime:
    return instant - timedelta(seconds=instant.timestamp() % step.total_seconds())


def updated(data: dict[str, Any]) -> datetime:
    return datetime.strptime(data["lastUpdated"], "%Y-%m-%d %H:%M:%S%z").astimezone(UTC)


def point_kind(name: str) -> str:
    special = {"HB_HUBAVG": "AH", "HB_BUSAVG": "SH"}
    if name in special:
        return special[name]
    return next(
        (kind for prefix, kind in (("HB_", "HU"), ("LZ_", "LZ"), ("DC_", "LZ_DC")) if name.startswith(prefix)), "RN"
    )


def text_of(path: Path) -> str:
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            (name,) = archive.namelist()
            return archive.read(name).decode("utf-8-sig")
    return path.read_text("utf-8-sig")


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    """Rows of a csv, heads and cells stripped; a line of blanks is none."""
    reader = csv.reader(io.StringIO(text_of(path), newline=""))
    heads = [head.strip() for head in next(reader)]
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield dict(zip(heads, (cell.strip() for cell in cells), strict=True))


def json_of(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def posting(path: Path) -> datetime:
    """A forecast's publication by the stamp in its name."""
    found = re.search(r"(20\d{6})[._](\d{6}|\d{4})", path.name)
    assert found is not None, path.name
    shape = "%Y%m%d%H%M%S" if len(found.group(2)) == 6 else "%Y%m%d%H%M"
    return wall(datetime.strptime(found.group(1) + found.group(2), shape))


def named_posting(path: Path) -> datetime | None:
    """The same, where a name may have no stamp: then the instant of the import counts, which no reader knows."""
    return posting(path) if re.search(r"20\d{6}[._](\d{6}|\d{4})", path.name) else None


# Prices


def rt_csv(path: Path) -> Values:
    return {
        (
            "rt_spp",
            row["SettlementPointName"],
            row["SettlementPointType"],
            hour_ending(
                row["DeliveryDate"], row["DeliveryHour"], row["DSTFlag"], 15 * (int(row["DeliveryInterval"]) - 1)
            ),
            None,
        ): float(row["SettlementPointPrice"])
        for row in rows_of(path)
    }


def api_rows(path: Path) -> Iterator[dict[str, Any]]:
    data = json_of(path)
    names = [field["name"] for field in data["fields"]]
    for row in data["data"]:
        yield dict(zip(names, row, strict=True))


def rt_api(path: Path) -> Values:
    return {
        (
            "rt_spp",
            row["settlementPoint"],
            row["settlementPointType"],
            hour_ending(row["deliveryDate"], row["deliveryHour"], row["DSTFlag"], 15 * (row["deliveryInterval"] - 1)),
            None,
        ): float(row["settlementPointPrice"])
        for row in api_rows(path)
    }


def dam_csv(path: Path) -> Values:
    return {
        (
            "dam_spp",
            row["SettlementPoint"],
            point_kind(row["SettlementPoint"]),
            hour_ending(row["DeliveryDate"], row["HourEnding"], row["DSTFlag"]),
            None,
        ): float(row["SettlementPointPrice"])
        for row in rows_of(path)
    }


def dam_api(path: Path) -> Values:
    return {
        (
            "dam_spp",
            row["settlementPoint"],
            point_kind(row["settlementPoint"]),
            hour_ending(row["deliveryDate"], row["hourEnding"], row["DSTFlag"]),
            None,
        ): float(row["settlementPointPrice"])
        for row in api_rows(path)
    }


def system_wide_prices(path: Path) -> Values:
    data = json_of(path)
    found: Values = {}
    for part, measure, step in (("rtSppData", "rt_spp", QUARTER), ("damSppData", "dam_spp", HOUR)):
        for row in data[part]:
            start = epoch(row["interval"]) - step
            for name, hub in HUBS.items():
                code = f"HB_{hub}"
                found[measure, code, point_kind(code), start, None] = float(row[name])
            for zone in ZONES:
                found[measure, f"LZ_{zone.upper()}", "LZ", start, None] = float(row[f"lz{zone}"])
    return found


def sheets(path: Path) -> Iterator[tuple[str, list[str], Iterator[tuple[Any, ...]]]]:
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    for sheet in book.worksheets:
        rows = sheet.iter_rows(values_only=True)
        heads = next(rows, None)
        if heads is not None:
            yield sheet.title, [str(head).strip() for head in heads], rows


def dam_annual(path: Path) -> Values:
    found: Values = {}
    for _, _, rows in sheets(path):
        for day, hour, flag, point, price in rows:
            if day is not None:
                found["dam_spp", point, point_kind(point), hour_ending(day, hour, flag), None] = float(price)
    return found


def rt_annual(path: Path) -> Values:
    found: Values = {}
    for _, _, rows in sheets(path):
        for day, hour, interval, flag, point, kind, price in rows:
            start = hour_ending(day, hour, flag, 15 * (int(interval) - 1))
            found["rt_spp", point, kind, start, None] = float(price)
    return found


def lmps(path: Path) -> Values:
    """Hubs, load zones and ties; nodes stay in the document by design."""
    return {
        ("lmp", row["SettlementPoint"], point_kind(row["SettlementPoint"]), sced(row["SCEDTimestamp"]), None): float(
            row["LMP"]
        )
        for row in rows_of(path)
        if point_kind(row["SettlementPoint"]) != "RN"
    }


def sced(text: str) -> datetime:
    return wall(datetime.strptime(text, "%m/%d/%Y %H:%M:%S"))


def system_lambda(path: Path) -> Values:
    found: Values = {}
    for row in rows_of(path):
        start = sced(row["SCEDTimeStamp"])
        found["system_lambda", "ERCOT", "", start, None] = float(row["CappedSystemLambda"])
        found["system_lambda_uncapped", "ERCOT", "", start, None] = float(row["UncappedSystemLambda"])
    return found


def dam_mcpc(path: Path) -> Values:
    return {
        (
            "dam_mcpc",
            row["AncillaryType"],
            "",
            hour_ending(row["DeliveryDate"], row["HourEnding"], row["DSTFlag"]),
            None,
        ): float(row["MCPC"])
        for row in rows_of(path)
    }


def rt_mcpc(path: Path) -> Values:
    return {
        (
            "rt_mcpc",
            row["ASType"],
            "",
            hour_ending(
                row["DeliveryDate"],
                row["DeliveryHour"],
                row["RepeatedHourFlag"],
                15 * (int(row["DeliveryInterval"]) - 1),
            ),
            None,
        ): float(row["MCPC"])
        for row in rows_of(path)
    }


def dam_mcpc_annual(path: Path) -> Values:
    return {
        (
            "dam_mcpc",
            product,
            "",
            hour_ending(row["Delivery Date"], row["Hour Ending"], row["Repeated Hour Flag"]),
            None,
        ): float(row[product])
        for row in rows_of(path)
        for product in ("REGDN", "REGUP", "RRS", "NSPIN")
    }


# Load


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
    posted = floored(updated(data), HOUR)
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
    posted = floored(updated(data), HOUR)
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


# Generation


def fuel_mix(path: Path) -> Values:
    data = json_of(path)
    found: Values = {}
    parts = {"gen": "generation", "hsl": "fuel_hsl", "seasonalCapacity": "fuel_seasonal_capacity"}
    for day in data["data"].values():
        for stamp, fuels in day.items():
            start = floored(datetime.strptime(stamp, "%Y-%m-%d %H:%M:%S%z").astimezone(UTC), timedelta(minutes=5))
            for fuel, numbers in fuels.items():
                for part, value in numbers.items():
                    found[parts[part], FUELS[fuel], "", start, None] = float(value)
    made = datetime.strptime(data["lastUpdated"], "%Y-%m-%d %H:%M:%S%z").astimezone(CENTRAL)
    month = wall(datetime(made.year, made.month, 1))
    for fuel, value in data.get("monthlyCapacity", {}).items():
        found["fuel_monthly_capacity", FUELS[fuel], "", month, None] = float(value)
    return found


def fuel_energy(path: Path) -> Values:
    found: Values = {}
    for title, heads, rows in sheets(path):
        if title not in ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"):
            continue
        fuel_at = heads.index("Fuel") if "Fuel" in heads else heads.index("Fuel Type")
        ends = [(place, *head.partition(":")[::2]) for place, head in enumerate(heads) if ":" in head]
        for row in rows:
            day = row[0] if isinstance(row[0], datetime) else datetime.combine(row[0], datetime.min.time())
            for place, hour, rest in ends:
                if row[place] in (None, ""):
                    continue
                end = timedelta(hours=int(hour), minutes=int(rest[:2])) or timedelta(days=1)
                start = wall(day + end - QUARTER, second="DST" in rest)
                found["fuel_energy", FUELS[row[fuel_at]], "", start, None] = float(row[place])
    return found


AREAS = {
    "LZ_SOUTH_HOUSTON": "SOUTH_HOUSTON",
    "LZ_WEST": "WEST",
    "LZ_NORTH": "NORTH",
    "SYSTEM_WIDE": "ERCOT",
}


def wind(path: Path) -> Values:
    return _wind_or_solar(path, "wind", {"STWPF": "wind_stwpf", "WGRPP": "wind_wgrpp"})


def solar(path: Path) -> Values:
    return _wind_or_solar(path, "solar", {"STPPF": "solar_stppf", "PVGRPP": "solar_pvgrpp"})


def _wind_or_solar(path: Path, stem: str, forecasts: dict[str, str]) -> Values:
    found: Values = {}
    posted = floored(posting(path), HOUR)
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
    posted = floored(updated(data), HOUR)
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


# Capacity and conditions


def minutes(rows: list[dict[str, Any]], stamp: str) -> dict[datetime, list[dict[str, Any]]]:
    """Readings by minute, each minute's in order of time."""
    found: dict[datetime, list[dict[str, Any]]] = {}
    for row in sorted(rows, key=lambda row: int(row[stamp])):
        found.setdefault(floored(epoch(row[stamp]), timedelta(minutes=1)), []).append(row)
    return found


def daily_prc(path: Path) -> Values:
    data = json_of(path)
    found: Values = {}
    for start, readings in minutes(data["data"], "epoch").items():
        numbers = [float(row["prc"]) for row in readings]
        found["prc", "ERCOT", "", start, None] = numbers[-1]
        found["prc_low", "ERCOT", "", start, None] = min(numbers)
        found["prc_high", "ERCOT", "", start, None] = max(numbers)
    minute = floored(updated(data), timedelta(minutes=1))
    found["eea_level", "ERCOT", "", minute, None] = float(data["current_condition"]["eea_level"])
    return found


def dc_ties(path: Path) -> Values:
    found: Values = {}
    for start, readings in minutes(json_of(path)["data"], "epoch").items():
        hertz = [float(row["currentFrequency"]) for row in readings]
        last = readings[-1]
        found["frequency", "ERCOT", "", start, None] = hertz[-1]
        found["frequency_low", "ERCOT", "", start, None] = min(hertz)
        found["frequency_high", "ERCOT", "", start, None] = max(hertz)
        found["inertia", "ERCOT", "", start, None] = float(last["currentSystemInertia"])
        for tie in "ENLR":
            found["dc_tie_flow", f"DC_{tie}", "", start, None] = float(last[f"dc{tie}"])
    return found


def ancillary_services(path: Path) -> Values:
    found: Values = {}
    names = {
        "undeployedRegUp": ("as_available", "REGUP"),
        "undeployedRegDown": ("as_available", "REGDN"),
        "rrs": ("as_available", "RRS"),
        "ecrs": ("as_available", "ECRS"),
        "nsrs": ("as_available", "NSPIN"),
        "deployedRegUp": ("as_deployed", "REGUP"),
        "deployedRegDown": ("as_deployed", "REGDN"),
    }
    for start, readings in minutes(json_of(path)["ascapmon"], "interval").items():
        for name, (measure, product) in names.items():
            found[measure, product, "", start, None] = float(readings[-1][name])
    return found


class _Cells(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.cells: list[str] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "td":
            self.cells.append("")
            self.inside = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "td":
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.cells[-1] += data.strip()


def conditions_page(path: Path) -> Values:
    text = path.read_text()
    stamp = re.search(r"Last Updated:? (\w{3} \d+),? (\d{4} [\d:]{8})", text)
    assert stamp is not None
    start = wall(datetime.strptime(" ".join(stamp.groups()), "%b %d %Y %H:%M:%S")).replace(second=0)
    parser = _Cells()
    parser.feed(text)
    labels = {
        "Current Frequency": "frequency",
        "Instantaneous Time Error": "time_error",
        "Actual System Demand": "conditions_demand",
        "Total System Capacity (not including Ancillary Services)": "conditions_capacity",
        "Total Wind Output": "conditions_wind",
        "Total Wind Output (hourly average)": "conditions_wind",
    }
    found: Values = {}
    for place, cell in enumerate(parser.cells):
        if cell in labels:
            found[labels[cell], "ERCOT", "", start, None] = float(parser.cells[place + 1])
        elif re.match(r"DC_[A-Z] ", cell):
            found["dc_tie_flow", cell[:4], "", start, None] = float(parser.cells[place + 1])
    return found


def outage_capacity(path: Path) -> Values:
    names = {
        "TotalResourceMW": "outage_resource",
        "TotalIRRMW": "outage_irr",
        "TotalNewEquipResourceMW": "outage_new_equipment",
    }
    return {
        (measure, "ERCOT", "", hour_ending(row["Date"], row["HourEnding"]), named_posting(path)): float(row[name])
        for row in rows_of(path)
        for name, measure in names.items()
    }


def adequacy(path: Path) -> Values:
    names = {"TotalCapGenRes": "capGenRes", "TotalCapLoadRes": "capLoadRes", "OfflineAvailableMW": "offAvailMW"}
    return {
        ("adequacy", item, "", hour_ending(row["DeliveryDate"], row["HourEnding"], row["DSTFlag"]), None): float(
            row[name]
        )
        for row in rows_of(path)
        for name, item in names.items()
    }


def disclosure(path: Path) -> Values:
    """Hours of NP3-911 are counted from midnight, 25 of them on the November day."""
    found: Values = {}
    products = {"NonSpin": "NSPIN", "RegUp": "REGUP", "RegDown": "REGDN"}
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            reader = csv.reader(io.TextIOWrapper(archive.open(name)))
            heads = next(reader)
            steps: dict[datetime, int] = {}
            for row in reader:
                start = wall(day_of(row[0])) + (int(row[1]) - 1) * HOUR
                if heads[2] == "MW Offered":
                    product = heads[3].split()[0]
                    steps[start] = steps.get(start, 0) + 1
                    kind = f"step-{steps[start]:04d}"
                    found["as_offered", product, kind, start, None] = float(row[2])
                    found["as_offer_price", product, kind, start, None] = float(row[3])
                else:
                    product = heads[2].rsplit(" ", 1)[1]
                    measure = "as_cleared" if "Cleared" in heads[2] else "as_self_arranged"
                    found[measure, products.get(product, product), "", start, None] = float(row[2])
    return found


READERS: tuple[tuple[str, Reader], ...] = (
    ("IntGenbyFuel", fuel_energy),
    ("NP4-181-ER", dam_mcpc_annual),
    ("Native_Load", native_load),
    ("RTMLZHBSPP", rt_annual),
    ("DAMLZHBSPP", dam_annual),
    ("real_time_system_conditions", conditions_page),
    ("ancillary-services", ancillary_services),
    ("combine-wind-solar", combine_wind_solar),
    ("daily-prc", daily_prc),
    ("dc-tie-flows", dc_ties),
    ("energy-storage-resources", energy_storage),
    ("fuel-mix", fuel_mix),
    ("supply-demand", supply_demand),
    ("system-wide-demand", system_wide_demand),
    ("system-wide-prices", system_wide_prices),
    ("HRLYRESOUTCAP", outage_capacity),
    ("PVGRHRLY", solar),
    ("WPPHRLY", wind),
    ("STSA_NP3763", adequacy),
    ("LFCCONGESTNP3560", load_forecast_zones),
    ("np3-565-cd", load_forecast),
    ("np3-911-er__archive_download", disclosure),
    ("np4-188-cd", dam_mcpc),
    ("np4-190-cd__dam_stlmnt", dam_api),
    ("np4-190-cd", dam_csv),
    ("np4-732-cd", wind),
    ("np4-737-cd", solar),
    ("np6-322-cd", system_lambda),
    ("np6-331-cd", rt_mcpc),
    ("np6-345-cd__act", load_api),
    ("np6-345-cd", load_csv),
    ("np6-788-cd", lmps),
    ("np6-905-cd__spp", rt_api),
    ("np6-905-cd", rt_csv),
)
OTHERS = ("MANIFEST", "IceDocListJsonWS", "archive_listing", "products_catalog", "latest_report", "Settlement_Points")
"""Files without figures: listings, catalogs, a fault, and the network model, which has a test of its own."""


def reader_of(path: Path) -> Reader | None:
    """The reader of a recorded file by its name; None for files without figures."""
    if any(word in path.name for word in OTHERS):
        return None
    for word, reader in READERS:
        if word in path.name:
            return reader
    raise AssertionError(f"no reader is written for {path.name}")


@cache
def read(path: Path) -> Values:
    """Every value of a recorded file; read once a run."""
    reader = reader_of(path)
    assert reader is not None
    return reader(path)


def network_points(path: Path) -> set[tuple[str, ...]]:
    """Rows of the network model, by the columns' names."""
    return {
        tuple(
            row[name]
            for name in (
                "ELECTRICAL_BUS",
                "NODE_NAME",
                "PSSE_BUS_NAME",
                "PSSE_BUS_NUMBER",
                "VOLTAGE_LEVEL",
                "SUBSTATION",
                "SETTLEMENT_LOAD_ZONE",
                "RESOURCE_NODE",
                "HUB_BUS_NAME",
                "HUB",
            )
        )
        for row in rows_of(path)
    }
