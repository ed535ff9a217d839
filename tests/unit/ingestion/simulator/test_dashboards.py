"""Dashboards of the simulated ERCOT: keys and spellings of ERCOT's, both clock changes, nothing from the future."""

import json
import re
from datetime import UTC, date, datetime
from typing import Any

import pytest

from ingestion.simulator import days
from ingestion.simulator.documents import DASHBOARD_PREFIX
from ingestion.simulator.server import Simulator

# 2026-09-26 16:13:10 Central: moments of which ERCOT's own documents are known.
NOW = days.epoch_of(datetime(2026, 9, 26, 21, 13, 10, tzinfo=UTC))
NAMES = [
    "daily-prc", "supply-demand", "system-wide-prices", "system-wide-demand", "fuel-mix", "combine-wind-solar",
    "energy-storage-resources", "ancillary-services", "dc-tie-flows", "generation-outages",
    "ancillary-service-capacity-monitor",
]  # fmt: skip
PRICES = [
    "hbBusAvg", "hbHubAvg", "hbHouston", "hbNorth", "hbPan", "hbSouth", "hbWest", "lzAen", "lzCps", "lzHouston",
    "lzLcra", "lzNorth", "lzRaybn", "lzSouth", "lzWest",
]  # fmt: skip
FUELS = ["Coal and Lignite", "Hydro", "Nuclear", "Other", "Power Storage", "Solar", "Wind", "Natural Gas"]


@pytest.fixture(scope="module")
def simulator() -> Simulator:
    return Simulator(7)


def read(simulator: Simulator, name: str, now: int = NOW) -> Any:
    answer = simulator.documents.answer(f"{DASHBOARD_PREFIX}{name}.json", "", now)
    assert answer is not None
    return json.loads(answer.body)


def at(*moment: int) -> int:
    return days.epoch_of(datetime(*moment, tzinfo=UTC))  # type: ignore[misc, arg-type]


@pytest.mark.parametrize("name", NAMES)
def test_every_dashboard_is_marked_and_dated(simulator: Simulator, name: str) -> None:
    answer = read(simulator, name)
    assert answer["simulated"] is True
    assert re.fullmatch(r"2026-09-26 \d\d:\d\d:\d\d-0500", answer["lastUpdated"])


@pytest.mark.parametrize("name", NAMES)
def test_the_same_moment_gives_the_same_bytes(simulator: Simulator, name: str) -> None:
    path = f"{DASHBOARD_PREFIX}{name}.json"
    assert Simulator(7).documents.answer(path, "", NOW) == simulator.documents.answer(path, "", NOW)
    assert Simulator(8).documents.answer(path, "", NOW) != simulator.documents.answer(path, "", NOW)


def test_daily_prc(simulator: Simulator) -> None:
    answer = read(simulator, "daily-prc")
    assert answer["lastUpdated"] == "2026-09-26 16:13:04-0500"
    assert list(answer["data"][0]) == ["timestamp", "epoch", "interval", "dstFlag", "prc"]
    assert answer["data"][0]["timestamp"] == "2026-09-26 00:00:04-0500"
    assert answer["data"][0]["epoch"] == 1790398804000
    assert answer["data"][-1]["epoch"] == 1790457184000
    assert isinstance(answer["data"][0]["prc"], int)
    # Six readings a minute since midnight, and one in the minute that has begun.
    assert len(answer["data"]) == (16 * 60 + 13) * 6 + 1
    condition = answer["current_condition"]
    assert condition["state"] == "normal"
    assert condition["title"] == "Normal Conditions"
    assert condition["condition_note"] == "There is enough power for current demand."
    assert condition["prc_value"] == f"{answer['data'][condition['index']]['prc']:,}"
    assert condition["datetime"] * 1000 == answer["data"][condition["index"]]["epoch"]


def test_supply_demand_keeps_ercots_wrong_names(simulator: Simulator) -> None:
    answer = read(simulator, "supply-demand")
    assert answer["lastUpdated"] == "2026-09-26 16:10:00-0500"
    rows = answer["data"]
    assert len(rows) == 289
    assert list(rows[0]) == [
        "capacity", "demand", "forecast", "dstFlag", "interval", "hourEnding", "timestamp", "epoch",
    ]  # fmt: skip
    assert (rows[1]["interval"], rows[1]["hourEnding"]) == (5, 0)
    assert rows[0]["epoch"] == 1790398800000
    assert (rows[-1]["interval"], rows[-1]["hourEnding"]) == (0, 24)
    measured = [row for row in rows if not row["forecast"]]
    assert measured[-1]["timestamp"] == "2026-09-26 16:10:00-0500"
    assert all(("available" in row) is (row["forecast"] == 1) for row in rows)
    assert len(answer["forecast"]) == 144
    last = answer["forecast"][-1]
    assert last["deliveryDateHrEnd"] == "2026-10-03 00:00:00"
    assert (last["hourEnding"], last["epoch"]) == (24, 1791003600000)


def test_system_wide_prices_agree_with_the_price_files(simulator: Simulator) -> None:
    answer = read(simulator, "system-wide-prices")
    assert list(answer) == ["lastUpdated", "simulated", "rtSppData", "damSppData"]
    assert answer["lastUpdated"] == "2026-09-26 16:02:00-0500"
    assert len(answer["rtSppData"]) == 64
    last = answer["rtSppData"][-1]
    assert list(last) == ["intervalEnding", "dstFlag", *PRICES, "timestamp", "interval"]
    assert (last["intervalEnding"], last["interval"]) == ("16:00", 1790456400000)
    assert list(answer["damSppData"][0]) == ["hourEnding", "dstFlag", *PRICES, "timestamp", "interval"]
    assert len(answer["damSppData"]) == 24
    text = simulator.documents.answer("/misdownload/servlets/mirDownload", "doclookupId=1010" + "1790456400", NOW)
    assert text is not None
    assert f",HB_WEST,HU,{last['hbWest']},N,Y".encode() in text.body


def test_the_last_interval_of_a_day_is_shown_after_midnight(simulator: Simulator) -> None:
    answer = read(simulator, "system-wide-prices", at(2026, 9, 27, 5, 5))
    assert len(answer["rtSppData"]) == 96
    assert answer["rtSppData"][-1]["intervalEnding"] == "24:00"
    assert len(read(simulator, "system-wide-prices", at(2026, 9, 27, 5, 20))["rtSppData"]) == 1


def test_system_wide_demand_leaves_out_what_is_not_known(simulator: Simulator) -> None:
    answer = read(simulator, "system-wide-demand", at(2024, 11, 25, 8, 15, 30))
    assert answer["lastUpdated"] == "2024-11-25 02:15:02-0600"
    today = answer["currentDay"]["data"]
    assert list(today[0]) == [
        "hourEnding", "dstFlag", "currentLoadForecast", "dayAheadForecast", "currentDayHsl", "dayAheadHsl",
        "systemLoad", "timestamp", "epoch",
    ]  # fmt: skip
    assert ["systemLoad" in row for row in today[:4]] == [True, True, False, False]
    assert (today[0]["timestamp"], today[0]["epoch"]) == ("2024-11-25 01:00:00-0600", 1732518000000)
    tomorrow = answer["nextDay"]["data"][0]
    assert list(tomorrow) == ["hourEnding", "dstFlag", "currentLoadForecast", "timestamp", "epoch"]
    assert answer["nextDay"]["dayDate"] == "2024-11-26 00:00:00-0600"


def test_combine_wind_solar(simulator: Simulator) -> None:
    answer = read(simulator, "combine-wind-solar")
    assert answer["lastUpdated"] == "2026-09-26 15:55:10-0500"
    assert answer["currentDay"]["date"] == "2026-09-26 03:00:00-0500"
    rows = answer["currentDay"]["data"]
    assert next(iter(rows)) == "1790402400000"
    known = [row["hourEnding"] for row in rows.values() if row["actualWind"] is not None]
    assert known == list(range(1, 16))
    assert rows["1790402400000"]["actualSolar"] == 0
    tomorrow = answer["nextDay"]["data"]
    assert all(row["actualWind"] is None and "actualSolar" not in row for row in tomorrow.values())


def test_fuel_mix_adds_up_to_demand_and_exports(simulator: Simulator) -> None:
    answer = read(simulator, "fuel-mix")
    assert list(answer["data"]) == ["2026-09-25", "2026-09-26"]
    yesterday = answer["data"]["2026-09-25"]
    assert len(yesterday) == 288
    first, row = next(iter(yesterday.items()))
    assert re.fullmatch(r"2026-09-25 00:04:5[67]-0500", first)
    assert list(row) == FUELS
    assert list(row["Wind"]) == ["gen"]
    assert min(each["Power Storage"]["gen"] for each in yesterday.values()) < 0
    state = simulator.world.grid.day(date(2026, 9, 25))
    total = sum(row[fuel]["gen"] for fuel in FUELS)
    expected = (state.demand + state.ties.sum(axis=0))[:2].mean()
    assert total == pytest.approx(expected, abs=0.01)


def test_energy_storage(simulator: Simulator) -> None:
    answer = read(simulator, "energy-storage-resources", at(2025, 10, 9, 11, 41, 30))
    assert answer["lastUpdated"] == "2025-10-09 06:41:00-0500"
    assert answer["previousDay"]["dayDate"] == "2025-10-08 03:00:00-0500"
    rows = answer["currentDay"]["data"]
    assert list(rows[0]) == [
        "tagCLastTime", "dstFlag", "totalCharging", "totalDischarging", "netOutput", "timestamp", "epoch",
    ]  # fmt: skip
    assert (rows[-1]["tagCLastTime"], rows[-1]["epoch"]) == ("2025-10-09 06:40:00", 1760010000000)
    for row in rows:
        assert row["totalCharging"] <= 0 <= row["totalDischarging"]
        assert row["netOutput"] == pytest.approx(row["totalCharging"] + row["totalDischarging"], abs=0.0011)


def test_ancillary_services(simulator: Simulator) -> None:
    answer = read(simulator, "ancillary-services")
    assert answer["lastUpdated"] == "2026-09-26 16:11:52-0500"
    assert len(answer["data"]) == len(answer["ascapmon"]) == 720
    last = answer["ascapmon"][-1]
    assert list(last) == [
        "timestamp", "interval", "dstFlag", "deployedRegUp", "undeployedRegUp", "deployedRegDown",
        "undeployedRegDown", "rrs", "nsrs", "ecrs",
    ]  # fmt: skip
    assert (last["timestamp"], last["interval"]) == ("2026-09-26 16:11:52", 1790457112000)
    for key in ("Rrs", "Nsrs", "Ecrs", "DeployedRegUp", "UndeployedRegDown"):
        assert answer[f"last{key}"] == last[key[0].lower() + key[1:]]


def test_ancillary_services_reach_over_midnight(simulator: Simulator) -> None:
    answer = read(simulator, "ancillary-services", at(2026, 9, 26, 5, 30))
    assert len(answer["ascapmon"]) == 720
    epochs = [row["interval"] for row in answer["ascapmon"]]
    assert epochs == sorted(set(epochs))


def test_dc_tie_flows(simulator: Simulator) -> None:
    answer = read(simulator, "dc-tie-flows")
    assert list(answer["data"][0]) == [
        "currentFrequency", "currentSystemInertia", "dcE", "dcN", "dcL", "dcR", "timestamp", "epoch", "interval",
        "dstFlag",
    ]  # fmt: skip
    assert answer["data"][0]["timestamp"] == "2026-09-26 00:00:00-0500"
    steps = {b["epoch"] - a["epoch"] for a, b in zip(answer["data"], answer["data"][1:], strict=False)}
    assert steps == {10_000}
    assert answer["data"][-1]["epoch"] <= (NOW - 60) * 1000


def test_generation_outages_add_up(simulator: Simulator) -> None:
    answer = read(simulator, "generation-outages")
    assert len(answer["previous"]) == 288
    for key, row in answer["current"].items():
        assert int(key) <= NOW * 1000
        for kind in ("unplanned", "planned", "total"):
            assert row["Combined"][kind] == row["Dispatchable"][kind] + row["Renewable"][kind]
        assert row["Combined"]["total"] == row["Combined"]["planned"] + row["Combined"]["unplanned"]


def test_the_capacity_monitor_lists_groups_of_pairs(simulator: Simulator) -> None:
    answer = read(simulator, "ancillary-service-capacity-monitor")
    assert (answer["interval"], answer["epoch"]) == ("16:13:04", 1790457184000)
    assert next(iter(answer["data"])) == "responsiveReserveCapabilityGroup"
    assert all(group[0] == ["key", "value"] for group in answer["data"].values())
    assert [pair[0] for pair in answer["data"]["responsiveReserveAwardsGroup"][1:]] == [
        "rrAwdGen", "rrAwdNonClr", "rrAwdClr", "rrAwdFfr",
    ]  # fmt: skip
    prc = answer["data"]["ercotWidePhysicalResponsiveCapabilityGroup"][1]
    assert prc == ["prc", read(simulator, "daily-prc")["data"][-1]["prc"]]


def epochs(node: Any) -> list[int]:
    """Every instant of a measured row, in epoch seconds; rows that say they are forecasts are left out."""
    if isinstance(node, list):
        return [each for part in node for each in epochs(part)]
    if not isinstance(node, dict):
        return []
    found = [each for part in node.values() for each in epochs(part)]
    measured = node.get("forecast") != 1 and node.get("actualWind", 0) is not None and "deliveryDate" not in node
    if measured and "epoch" in node and ("currentLoadForecast" not in node or "systemLoad" in node):
        found.append(node["epoch"] // 1000)
    return found


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("fuel-mix", "system-wide-prices")])
@pytest.mark.parametrize("now", [NOW, at(2026, 3, 8, 8, 30), at(2026, 11, 1, 7, 30), at(2026, 9, 26, 5, 0, 1)])
def test_no_measured_row_lies_after_the_clock(simulator: Simulator, name: str, now: int) -> None:
    found = epochs(read(simulator, name, now))
    assert all(epoch <= now for epoch in found)


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 8), 23), (date(2026, 11, 1), 25)])
def test_the_odd_days_have_all_their_rows(simulator: Simulator, day: date, hours: int) -> None:
    end = days.day_on(day).end
    assert len(read(simulator, "daily-prc", end - 1)["data"]) == hours * 360
    assert len(read(simulator, "supply-demand", end - 1)["data"]) == hours * 12 + 1
    assert len(read(simulator, "system-wide-prices", end + 200)["rtSppData"]) == hours * 4
    assert len(read(simulator, "energy-storage-resources", end + 200)["previousDay"]["data"]) == hours * 12
    assert len(read(simulator, "system-wide-demand", end - 1)["currentDay"]["data"]) == hours
    assert len(read(simulator, "combine-wind-solar", end - 1)["currentDay"]["data"]) == hours
    mix = read(simulator, "fuel-mix", end + 200)["data"][f"{day:%Y-%m-%d}"]
    assert len(mix) == hours * 12


def test_the_repeated_hour_is_flagged_once(simulator: Simulator) -> None:
    end = days.day_on(date(2026, 11, 1)).end
    rows = read(simulator, "system-wide-prices", end + 200)["rtSppData"]
    assert [row["intervalEnding"] for row in rows if row["dstFlag"] == "Y"] == ["01:15", "01:30", "01:45", "02:00"]
    assert [row["dstFlag"] for row in read(simulator, "daily-prc", end - 1)["data"]].count("Y") == 360
    assert sum(row["dstFlag"] for row in read(simulator, "supply-demand", end - 1)["data"]) == 12


@pytest.mark.parametrize(("level", "state"), [(1, "eea1"), (2, "eea2"), (3, "eea3")])
def test_an_emergency_shows_at_once_and_not_before(level: int, state: str) -> None:
    simulator = Simulator(7)
    simulator.declare(level, NOW)
    after = read(simulator, "daily-prc")
    assert after["current_condition"]["state"] == state
    assert after["current_condition"]["eea_level"] == level
    assert after["data"][-1]["prc"] < {1: 2500, 2: 2000, 3: 1500}[level]
    before = read(simulator, "daily-prc", NOW - 60)
    assert before["current_condition"]["state"] == "normal"
    assert before["data"][-1]["prc"] > 3000
    simulator.declare(0, NOW + 600)
    assert read(simulator, "daily-prc", NOW + 612)["current_condition"]["state"] == "normal"
