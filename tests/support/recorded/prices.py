"""The second reading of prices: settlement points and ancillary services."""

from pathlib import Path

from tests.support.recorded.documents import Values, api_rows, json_of, rows_of, sheets
from tests.support.recorded.times import HOUR, QUARTER, epoch, hour_ending, quarter, sced

HUBS = {"hbBusAvg": "BUSAVG", "hbHubAvg": "HUBAVG", "hbHouston": "HOUSTON", "hbNorth": "NORTH"}
HUBS |= {"hbPan": "PAN", "hbSouth": "SOUTH", "hbWest": "WEST"}
ZONES = ("Aen", "Cps", "Houston", "Lcra", "North", "Raybn", "South", "West")
ANCILLARY = ("REGDN", "REGUP", "RRS", "NSPIN")
"""The products of 2015."""


def point_kind(name: str) -> str:
    special = {"HB_HUBAVG": "AH", "HB_BUSAVG": "SH"}
    if name in special:
        return special[name]
    return next(
        (kind for prefix, kind in (("HB_", "HU"), ("LZ_", "LZ"), ("DC_", "LZ_DC")) if name.startswith(prefix)), "RN"
    )


def rt_csv(path: Path) -> Values:
    return {
        (
            "rt_spp",
            row["SettlementPointName"],
            row["SettlementPointType"],
            quarter(row["DeliveryDate"], row["DeliveryHour"], row["DeliveryInterval"], row["DSTFlag"]),
            None,
        ): float(row["SettlementPointPrice"])
        for row in rows_of(path)
    }


def rt_api(path: Path) -> Values:
    return {
        (
            "rt_spp",
            row["settlementPoint"],
            row["settlementPointType"],
            quarter(row["deliveryDate"], row["deliveryHour"], row["deliveryInterval"], row["DSTFlag"]),
            None,
        ): float(row["settlementPointPrice"])
        for row in api_rows(path)
    }


def rt_corrections(path: Path) -> Values:
    """What was corrected; the original stands in the report that it corrects."""
    return {
        (
            "rt_spp",
            row["SettlementPointName"],
            row["SettlementPointType"],
            quarter(row["DeliveryDate"], row["DeliveryHour"], row["DeliveryInterval"], row["DSTFlag"]),
            None,
        ): float(row["SPPCorrected"])
        for row in rows_of(path)
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


def dam_corrections(path: Path) -> Values:
    return {
        (
            "dam_spp",
            row["SettlementPoint"],
            point_kind(row["SettlementPoint"]),
            hour_ending(row["DeliveryDate"], row["DeliveryHour"], row["DSTFlag"]),
            None,
        ): float(row["SPPCorrected"])
        for row in rows_of(path)
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
            start = quarter(day, hour, interval, flag)
            found["rt_spp", point, kind, start, None] = float(price)
    return found


def lmps(path: Path) -> Values:
    """Hubs, load zones and ties; nodes stay in the document by design."""
    return {
        (
            "lmp",
            row["SettlementPoint"],
            point_kind(row["SettlementPoint"]),
            sced(row["SCEDTimestamp"], row["RepeatedHourFlag"]),
            None,
        ): float(row["LMP"])
        for row in rows_of(path)
        if point_kind(row["SettlementPoint"]) != "RN"
    }


def system_lambda(path: Path) -> Values:
    """One lambda until August 2026, since then a capped and an uncapped one."""
    found: Values = {}
    for row in rows_of(path):
        start = sced(row["SCEDTimeStamp"], row["RepeatedHourFlag"])
        if "SystemLambda" in row:
            found["system_lambda", "ERCOT", "", start, None] = float(row["SystemLambda"])
            continue
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
            quarter(row["DeliveryDate"], row["DeliveryHour"], row["DeliveryInterval"], row["RepeatedHourFlag"]),
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
        for product in ANCILLARY
    }
