"""The second reading of reserves, outages, adequacy and the state of the grid."""

import csv
import io
import re
import zipfile
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.support.recorded.documents import Values, cells_of, json_of, rows_of
from tests.support.recorded.times import (
    HOUR,
    MINUTE,
    comes_twice,
    day_of,
    epoch,
    floored,
    hour_ending,
    offset_stamp,
    posting,
    wall,
)


def minutes(rows: list[dict[str, Any]], stamp: str) -> dict[datetime, list[dict[str, Any]]]:
    """Readings by minute, each minute's in order of time."""
    found: dict[datetime, list[dict[str, Any]]] = {}
    for row in sorted(rows, key=lambda row: int(row[stamp])):
        found.setdefault(floored(epoch(row[stamp]), MINUTE), []).append(row)
    return found


def daily_prc(path: Path) -> Values:
    data = json_of(path)
    found: Values = {}
    for start, readings in minutes(data["data"], "epoch").items():
        numbers = [float(row["prc"]) for row in readings]
        found["prc", "ERCOT", "", start, None] = numbers[-1]
        found["prc_low", "ERCOT", "", start, None] = min(numbers)
        found["prc_high", "ERCOT", "", start, None] = max(numbers)
    minute = floored(offset_stamp(data["lastUpdated"]), MINUTE)
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


def capacity_monitor(path: Path) -> Values:
    """Each group's first pair is a head."""
    data = json_of(path)
    start = floored(epoch(data["epoch"]), MINUTE)
    return {
        ("ancillary_capacity", item, group, start, None): float(value)
        for group, pairs in data["data"].items()
        for item, value in pairs[1:]
    }


def capacity_page(path: Path) -> Values:
    """The monitor's page until December 2025: a text before another text is a group's head, before a number a line."""
    start = floored(wall(page_clock(path)), MINUTE)
    found: Values = {}
    group = ""
    for text, following in pairwise(cells_of(path)):
        if re.fullmatch(r"-?[\d,.]+", following):
            found["ancillary_capacity", text, group, start, None] = float(following.replace(",", ""))
        elif not re.fullmatch(r"-?[\d,.]+", text):
            group = text
    return found


def generation_outages(path: Path) -> Values:
    data = json_of(path)
    return {
        (f"outages_{cause}", resources.upper(), "", epoch(stamp), None): float(row[resources][cause])
        for part in ("current", "previous")
        for stamp, row in data[part].items()
        for resources in ("Combined", "Dispatchable", "Renewable")
        for cause in ("unplanned", "planned", "total")
    }


LABELS = {
    "Current Frequency": "frequency",
    "Instantaneous Time Error": "time_error",
    "Consecutive BAAL Clock-Minute Exceedances (min)": "baal_exceedances",
    "Actual System Demand": "conditions_demand",
    "Average Net Load": "conditions_net_load",
    "Total System Capacity (not including Ancillary Services)": "conditions_capacity",
    "Total Wind Output": "conditions_wind",
    "Total Wind Output (hourly average)": "conditions_wind",
    "Total PVGR Output": "conditions_solar",
    "Current System Inertia": "inertia",
}


def page_clock(path: Path) -> datetime:
    """When a page was made, by its own clock: Central, and without a mark for the repeated hour."""
    stamp = re.search(r"Last Updated:? (\w{3} \d+),? (\d{4} [\d:]{8})", path.read_text())
    assert stamp is not None
    return datetime.strptime(" ".join(stamp.groups()), "%b %d %Y %H:%M:%S")


def conditions_page(path: Path) -> Values:
    """A page made in the repeated hour does not say in which pass, so it says nothing."""
    if comes_twice(page_clock(path)):
        return {}
    start = floored(wall(page_clock(path)), MINUTE)
    cells = cells_of(path)
    found: Values = {}
    for label, value in pairwise(cells):
        if label in LABELS:
            found[LABELS[label], "ERCOT", "", start, None] = float(value.replace(",", ""))
        elif re.match(r"DC_[A-Z] ", label):
            found["dc_tie_flow", label[:4], "", start, None] = float(value.replace(",", ""))
    return found


OUTAGES = {
    "TotalResourceMW": "outage_resource",
    "TotalIRRMW": "outage_irr",
    "TotalNewEquipResourceMW": "outage_new_equipment",
}


def outage_capacity(path: Path) -> Values:
    """For the whole system in 2021, for four zones today. Rows of the repeated hour, unmarked, say nothing."""
    found: Values = {}
    for row in rows_of(path):
        day, hour = row.pop("Date"), row.pop("HourEnding")
        if comes_twice(day_of(day) + (int(hour) - 1) * HOUR):
            continue
        start = hour_ending(day, hour)
        for head, text in row.items():
            name, _, zone = head.partition("Zone")
            found[OUTAGES[name], zone.upper() or "ERCOT", "", start, posting(path)] = float(text)
    return found


def adequacy(path: Path) -> Values:
    """Items by the names that the Public API gives them; the file of 2021 spells three of them otherwise."""
    names = {"TotalCapGenRes": "capGenRes", "TotalCapLoadRes": "capLoadRes", "OfflineAvailableMW": "offAvailMW"}
    found: Values = {}
    for row in rows_of(path):
        flag = row.pop("DSTFlag", None) or row.pop("RepeatedHourFlag")
        start = hour_ending(row.pop("DeliveryDate"), row.pop("HourEnding"), flag)
        for head, text in row.items():
            item = names.get(head, head[0].lower() + head[1:])
            found["adequacy", item, "", start, posting(path)] = float(text)
    return found


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
