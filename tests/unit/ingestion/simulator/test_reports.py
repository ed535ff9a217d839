"""Reports of the simulated ERCOT: heads and rows as in ERCOT's files, both clock changes, no future, exact sizes."""

import csv
import io
import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from ingestion.simulator import archive, days, grid_reports, reports
from ingestion.simulator.reports import REPORTS
from ingestion.simulator.world import World

CENTRAL = ZoneInfo("America/Chicago")
MARCH, NOVEMBER, PLAIN = date(2026, 3, 8), date(2026, 11, 1), date(2026, 9, 29)

# Heads of documents that ERCOT published in September 2026 (12311: March 2025; 10008: November 2024). 13103 and 12315
# are the four-zone layouts, named after the fields of the Public API; 13045 and 13044 follow ERCOT's XSD.
HEADS = {
    12301: "DeliveryDate,DeliveryHour,DeliveryInterval,SettlementPointName,SettlementPointType,SettlementPointPrice,"
    "DSTFlag",
    12300: "SCEDTimestamp,RepeatedHourFlag,SettlementPoint,LMP",
    13114: "SCEDTimeStamp,RepeatedHourFlag,CappedSystemLambda,UncappedSystemLambda",
    12331: "DeliveryDate,HourEnding,SettlementPoint,SettlementPointPrice,DSTFlag",
    12329: "DeliveryDate,HourEnding,AncillaryType,MCPC,DSTFlag",
    24898: "DeliveryDate,DeliveryHour,DeliveryInterval,RepeatedHourFlag,ASType,MCPC",
    13101: "OperDay,HourEnding,COAST,EAST,FAR_WEST,NORTH,NORTH_C,SOUTHERN,SOUTH_C,WEST,TOTAL,DSTFlag",
    14837: "DeliveryDate,HourEnding,Coast,East,FarWest,North,NorthCentral,SouthCentral,Southern,West,SystemTotal,Model,"
    "InUseFlag,DSTFlag",
    12311: "DeliveryDate,HourEnding,North,South,West,Houston,SystemTotal,DSTFlag    ",
    13028: "DELIVERY_DATE,HOUR_ENDING,SYSTEM_WIDE_GEN,COP_HSL_SYSTEM_WIDE,STWPF_SYSTEM_WIDE,WGRPP_SYSTEM_WIDE,"
    "GEN_LZ_SOUTH_HOUSTON,COP_HSL_LZ_SOUTH_HOUSTON,STWPF_LZ_SOUTH_HOUSTON,WGRPP_LZ_SOUTH_HOUSTON,GEN_LZ_WEST,"
    "COP_HSL_LZ_WEST,STWPF_LZ_WEST,WGRPP_LZ_WEST,GEN_LZ_NORTH,COP_HSL_LZ_NORTH,STWPF_LZ_NORTH,WGRPP_LZ_NORTH,"
    "SYSTEM_WIDE_HSL,DSTFlag",
    13483: "DELIVERY_DATE,HOUR_ENDING,SYSTEM_WIDE_GEN,COP_HSL_SYSTEM_WIDE,STPPF_SYSTEM_WIDE,PVGRPP_SYSTEM_WIDE,"
    "SYSTEM_WIDE_HSL,DSTFlag",
    13103: "Date,HourEnding,TotalResourceMWZoneSouth,TotalResourceMWZoneNorth,TotalResourceMWZoneWest,"
    "TotalResourceMWZoneHouston,TotalIRRMWZoneSouth,TotalIRRMWZoneNorth,TotalIRRMWZoneWest,TotalIRRMWZoneHouston,"
    "TotalNewEquipResourceMWZoneSouth,TotalNewEquipResourceMWZoneNorth,TotalNewEquipResourceMWZoneWest,"
    "TotalNewEquipResourceMWZoneHouston",
    12315: "DeliveryDate,HourEnding,CapGenResSouth,CapGenResNorth,CapGenResWest,CapGenResHouston,CapLoadResSouth,"
    "CapLoadResNorth,CapLoadResWest,CapLoadResHouston,OffAvailMWSouth,OffAvailMWNorth,OffAvailMWWest,"
    "OffAvailMWHouston,AvailCapGen,AvailCapRes,CapGenRes,CapLoadRes,OffAvailMW,CapREGUP,CapREGDN,CapRRS,CapECRS,"
    "CapNSPIN,CapREGUPRRS,CapREGUPRRSECRS,CapREGUPRRSECRSNSPIN,RepeatedHourFlag",
    10008: "ELECTRICAL_BUS,NODE_NAME,PSSE_BUS_NAME,VOLTAGE_LEVEL,SUBSTATION,SETTLEMENT_LOAD_ZONE,RESOURCE_NODE,"
    "HUB_BUS_NAME,HUB,PSSE_BUS_NUMBER",
    13045: "DeliveryDate,DeliveryHour,DeliveryInterval,SettlementPointName,SettlementPointType,SPPOriginal,"
    "SPPCorrected,PriceCorrectionTime,DSTFlag",
    13044: "DeliveryDate,DeliveryHour,SettlementPoint,SPPOriginal,SPPCorrected,PriceCorrectionTime,DSTFlag",
}
# The first row of each, as a pattern of ERCOT's spelling: blanks, decimals, padding.
ROWS = {
    12301: r"09/29/2026,1,1,\w+,\w+,-?\d+(\.\d{1,2})?,N",
    12300: r"09/29/2026 00:0\d:\d\d,N,\w+, {3,9}-?\d+\.\d\d,?",
    13114: r"09/29/2026 00:0\d:\d\d,N,-?\d+\.\d{5},-?\d+\.\d{5}",
    12331: r"09/30/2026,01:00,\w+, -?\d+(\.\d{1,2})?,N",
    12329: r"09/30/2026,01:00,(RRS|NSPIN|REGUP|REGDN|ECRS),\d+(\.\d{1,2})?,N",
    24898: r"09/29/2026,1,1,N,ECRS,\d+(\.\d{1,2})?",
    13101: r"09/28/2026,01:00(,\d+\.\d\d){9},N",
    14837: r"09/29/2026,1:00(,\d+(\.\d{1,4})?){9},A3,[YN],N",
    12311: r"09/29/2026,1:00(,\d+\.\d{6,18}){5},N",
    13028: r"09/27/2026,01(,\d+(\.\d{1,2})?){17},N",
    13483: r"09/27/2026,01(,\d+(\.\d{1,2})?){5},N",
    13103: r"09/29/2026,02(,\d+){12}",
    12315: r"09/29/2026,02:00(,\d+(\.\d)?){25},N",
}


@pytest.fixture(scope="module")
def world() -> World:
    return World(7)


def first_slot(type_id: int, day: date) -> int:
    return REPORTS[type_id].slots(7, days.day_on(day))[0]


def text_of(world: World, type_id: int, slot: int) -> str:
    return archive.unpack(reports.document(world, REPORTS[type_id], slot))[1].decode()


def rows_of(world: World, type_id: int, slot: int) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text_of(world, type_id, slot))))


def some_slot(type_id: int) -> int:
    day = days.day_on(PLAIN)
    while not REPORTS[type_id].slots(7, day):
        day = day.previous()
    return REPORTS[type_id].slots(7, day)[0]


@pytest.mark.parametrize("type_id", REPORTS)
def test_the_head_is_ercots_and_the_mark_comes_last(world: World, type_id: int) -> None:
    lines = text_of(world, type_id, some_slot(type_id)).splitlines()
    assert lines[0] == f"{HEADS[type_id]},SIMULATED"
    assert all(line.endswith(",Y") for line in lines[1:])
    assert len({line.count(",") for line in lines}) == 1


@pytest.mark.parametrize("type_id", ROWS)
def test_rows_are_spelled_as_ercot_spells_them(world: World, type_id: int) -> None:
    first = text_of(world, type_id, first_slot(type_id, PLAIN)).splitlines()[1]
    assert re.fullmatch(ROWS[type_id] + ",Y", first), first


@pytest.mark.parametrize("type_id", REPORTS)
def test_a_zip_has_the_stated_size_and_one_member(world: World, type_id: int) -> None:
    for day in (MARCH, NOVEMBER, PLAIN):
        for slot in REPORTS[type_id].slots(7, days.day_on(day))[-1:]:
            body = reports.document(world, REPORTS[type_id], slot)
            assert len(body) == REPORTS[type_id].size
            name, _ = archive.unpack(body)
            assert name.startswith(f"{REPORTS[type_id].prefix}.{type_id:08d}.")
            assert name.endswith(".csv")


def test_the_map_of_nodes_has_windows_line_ends(world: World) -> None:
    text = text_of(world, 10008, some_slot(10008))
    assert text.count("\r\n") == text.count("\n") == 61


def test_the_last_interval_of_a_day_is_named_by_the_next_one(world: World) -> None:
    slot = REPORTS[12301].slots(7, days.day_on(PLAIN))[-1]
    assert REPORTS[12301].friendly(slot, "csv") == "SPPHLZNP6905_20260930_0000_csv"
    assert rows_of(world, 12301, slot)[0]["DeliveryDate"] == "09/29/2026"
    assert rows_of(world, 12301, slot)[0]["DeliveryHour"] == "24"
    assert rows_of(world, 12301, slot)[0]["DeliveryInterval"] == "4"


@pytest.mark.parametrize(("day", "count"), [(MARCH, 92), (PLAIN, 96), (NOVEMBER, 100)])
def test_intervals_of_a_day_map_to_its_instants(world: World, day: date, count: int) -> None:
    """The zone database, an independent reader, finds from the labels the very instants of the slots."""
    slots = REPORTS[12301].slots(7, days.day_on(day))
    assert len(slots) == count
    for slot in slots:
        row = rows_of(world, 12301, slot)[0]
        hour, interval = int(row["DeliveryHour"]), int(row["DeliveryInterval"])
        month, number, year = map(int, row["DeliveryDate"].split("/"))
        wall = datetime(year, month, number, hour - 1, (interval - 1) * 15)
        start = wall.replace(tzinfo=CENTRAL, fold=int(row["DSTFlag"] == "Y"))
        assert int(start.timestamp()) == slot - 900


def test_friendly_names_of_the_long_day_are_all_different() -> None:
    slots = REPORTS[12301].slots(7, days.day_on(NOVEMBER))
    names = [REPORTS[12301].friendly(slot, "csv") for slot in slots]
    assert len(set(names)) == 100
    assert [name for name in names if "xhr" in name] == [
        f"SPPHLZNP6905_20261101_01{minute}xhr_csv" for minute in ("00", "15", "30", "45")
    ]


@pytest.mark.parametrize(("day", "labels"), [(MARCH, 23), (NOVEMBER, 25)])
def test_day_ahead_hours_of_the_odd_days(world: World, day: date, labels: int) -> None:
    slot = first_slot(12331, days.day_on(day).previous().date)
    hub = [row for row in rows_of(world, 12331, slot) if row["SettlementPoint"] == "HB_HUBAVG"]
    hours = [(row["HourEnding"], row["DSTFlag"]) for row in hub]
    assert len(hours) == len(set(hours)) == labels
    assert (("03:00", "N") in hours) is (day == NOVEMBER)
    assert (("02:00", "Y") in hours) is (day == NOVEMBER)
    assert hub[0]["DeliveryDate"] == f"{day:%m/%d/%Y}"


@pytest.mark.parametrize(("day", "hours"), [(MARCH, 23), (NOVEMBER, 25)])
def test_actual_load_of_the_odd_days_is_the_mean_of_the_ticks(world: World, day: date, hours: int) -> None:
    slot = first_slot(13101, days.day_on(day).next().date)
    rows = rows_of(world, 13101, slot)
    assert len(rows) == hours
    demand = world.grid.day(day).demand
    for index, row in enumerate(rows):
        assert float(row["TOTAL"]) == pytest.approx(demand[index * 12 : index * 12 + 12].mean(), abs=0.05)


def test_exactly_one_load_model_is_in_use_per_hour(world: World) -> None:
    rows = rows_of(world, 14837, first_slot(14837, PLAIN))
    assert len(rows) == 8 * 24 * 8
    used = [(row["DeliveryDate"], row["HourEnding"]) for row in rows if row["InUseFlag"] == "Y"]
    assert len(used) == len(set(used)) == 8 * 24
    zones = ("Coast", "East", "FarWest", "North", "NorthCentral", "SouthCentral", "Southern", "West")
    for row in rows[::97]:
        assert float(row["SystemTotal"]) == pytest.approx(sum(float(row[zone]) for zone in zones), abs=0.01)


@pytest.mark.parametrize("type_id", [13028, 13483])
def test_wind_and_sun_show_no_output_of_hours_to_come(world: World, type_id: int) -> None:
    slot = REPORTS[type_id].slots(7, days.day_on(PLAIN))[10]
    rows = rows_of(world, type_id, slot)
    assert len(rows) == 48 + 168
    known = [bool(row["SYSTEM_WIDE_GEN"]) for row in rows]
    assert known == [True] * 48 + [False] * 168
    assert [bool(row["SYSTEM_WIDE_HSL"]) for row in rows] == known
    # Published at 10:55, so that the hour ending 10 is the last that has passed.
    assert (rows[47]["DELIVERY_DATE"], rows[47]["HOUR_ENDING"]) == ("09/29/2026", "10")


def test_forecasts_get_better_as_the_hour_comes_near(world: World) -> None:
    target = days.day_on(PLAIN).start + 12 * 3600
    errors: dict[int, list[float]] = {6: [], 150: []}
    for day in range(40):
        hour = target + day * 86400
        for ahead, found in errors.items():
            slot = hour - ahead * 3600 - 300
            hours = grid_reports._production_hours(slot)[0]
            column = hours.tolist().index(hour)
            expected = world.forecasts.wind(slot, hours).sum(axis=0)[column]
            actual = world.forecasts.truth("wind_hsl", hours).sum(axis=0)[column]
            found.append(abs(expected / actual - 1))
    assert sum(errors[6]) < 0.6 * sum(errors[150])


def test_a_document_is_not_out_before_its_publication(world: World) -> None:
    report = REPORTS[12301]
    slot = first_slot(12301, PLAIN)
    identity = reports.document_id(report, slot, "csv")
    published = report.published(7, slot)
    assert published > slot
    assert reports.find_document(world, identity, published - 1) is None
    assert reports.find_document(world, identity, published) == (report, slot)


@pytest.mark.parametrize("identity", ["", "abc", "1", "10100000000001", "19900000000001", "2" * 14, "1" * 200])
def test_unknown_documents_are_unknown(world: World, identity: str) -> None:
    assert reports.find_document(world, identity, 2_000_000_000) is None


def test_xml_twins_cannot_be_downloaded(world: World) -> None:
    identity = reports.document_id(REPORTS[12301], first_slot(12301, PLAIN), "xml")
    assert reports.find_document(world, identity, 2_000_000_000) is None


def test_two_processes_would_write_the_same_bytes(world: World) -> None:
    slot = first_slot(12301, PLAIN)
    assert reports.document(World(7), REPORTS[12301], slot) == reports.document(world, REPORTS[12301], slot)
    assert reports.document(World(8), REPORTS[12301], slot) != reports.document(world, REPORTS[12301], slot)


def correction_days(type_id: int, first: date, count: int) -> list[int]:
    found: list[int] = []
    day = days.day_on(first)
    for _ in range(count):
        found += REPORTS[type_id].slots(7, day)
        day = day.next()
    return found


def test_real_time_prices_are_corrected_about_once_a_week(world: World) -> None:
    slots = correction_days(13045, date(2026, 1, 1), 364)
    assert 30 < len(slots) < 80
    rows = rows_of(world, 13045, slots[0])
    assert rows
    for row in rows:
        assert float(row["SPPOriginal"]) != float(row["SPPCorrected"])


def test_a_correction_quotes_the_price_that_was_published(world: World) -> None:
    slot = correction_days(13045, date(2026, 1, 1), 60)[0]
    for row in rows_of(world, 13045, slot):
        month, number, year = map(int, row["DeliveryDate"].split("/"))
        wall = datetime(year, month, number, int(row["DeliveryHour"]) - 1, tzinfo=CENTRAL)
        end = int(wall.timestamp()) + int(row["DeliveryInterval"]) * 900
        published = rows_of(world, 12301, end)
        name, kind = row["SettlementPointName"], row["SettlementPointType"]
        price = next(r for r in published if (r["SettlementPointName"], r["SettlementPointType"]) == (name, kind))
        assert price["SettlementPointPrice"] == row["SPPOriginal"]


def test_a_day_ahead_correction_quotes_the_price_that_was_published(world: World) -> None:
    slot = correction_days(13044, date(2026, 1, 1), 120)[0]
    rows = rows_of(world, 13044, slot)
    delivered = days.day_of(slot).previous().previous()
    published = rows_of(world, 12331, first_slot(12331, delivered.previous().date))
    prices = {(r["HourEnding"], r["DSTFlag"], r["SettlementPoint"]): r["SettlementPointPrice"] for r in published}
    assert rows
    for row in rows:
        key = (f"{int(row['DeliveryHour']):02d}:00", row["DSTFlag"], row["SettlementPoint"])
        assert float(prices[key]) == float(row["SPPOriginal"])


def test_dispatch_runs_come_every_five_minutes_and_a_few_more() -> None:
    runs = [run for day in range(1, 29) for run in REPORTS[12300].slots(7, days.day_on(date(2026, 9, day)))]
    assert len(runs) > 28 * 288
    assert len(runs) < 28 * 296
    assert all(run % 60 for run in runs if run % 300 < 60)
    assert REPORTS[12300].slots(7, days.day_on(PLAIN)) == REPORTS[13114].slots(7, days.day_on(PLAIN))


def test_dispatch_runs_of_the_repeated_hour_are_flagged(world: World) -> None:
    runs = REPORTS[13114].slots(7, days.day_on(NOVEMBER))
    flags = [rows_of(world, 13114, run)[0]["RepeatedHourFlag"] for run in runs]
    assert flags.count("Y") in range(12, 16)
    assert flags.index("Y") >= 24
