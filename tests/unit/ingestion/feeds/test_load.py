"""Load, measured and expected, by system, weather zone and forecast zone."""

import json

import pytest

from models.catalog.load import (
    CAPACITY_AVAILABLE,
    CAPACITY_EXPECTED,
    CAPACITY_OUTLOOK,
    COMMITTED_CAPACITY,
    DEMAND,
    DEMAND_EXPECTED,
    DEMAND_FORECAST_CURRENT,
    DEMAND_FORECAST_DAY_AHEAD,
    DEMAND_OUTLOOK,
    HSL_CURRENT_DAY,
    HSL_DAY_AHEAD,
    LOAD,
    LOAD_FORECAST_IN_USE,
    LOAD_FORECAST_ZONE,
)
from models.problems import Refused
from tests.support.reading import DATA, judged, parsed, posted, utc, values

SYSTEM = ("ERCOT", "")
HOUR = 3_600_000_000


def test_yesterdays_load_by_weather_zone() -> None:
    found = values(parsed("np6-345-cd", DATA / "mis" / "np6-345-cd__20260928__trimmed.csv"), LOAD)
    assert len(found) == 18
    assert found[("COAST", ""), utc("2026-09-28 05:00")] == 15634.67
    assert found[("NORTH_C", ""), utc("2026-09-28 06:00")] == 15796.55
    assert found[SYSTEM, utc("2026-09-28 06:00")] == 57759.15


def test_the_public_api_says_the_same() -> None:
    report = values(parsed("np6-345-cd", DATA / "mis" / "np6-345-cd__20260928__trimmed.csv"), LOAD)
    path = DATA / "public_api" / "np6-345-cd__act_sys_load_by_wzn__20260928__trimmed.json"
    assert values(parsed("np6-345-cd-api", path), LOAD) == report


def test_the_system_wide_demand_page() -> None:
    found = parsed("system-wide-demand", DATA / "dashboards" / "system-wide-demand__20241125_0215.json")
    assert posted(found, DEMAND_FORECAST_CURRENT) == utc("2024-11-25 08:00")
    load = values(found, LOAD)
    assert load[SYSTEM, utc("2024-11-24 06:00")] == 42015.44
    assert max(load) == (SYSTEM, utc("2024-11-25 07:00"))
    assert len(values(found, DEMAND_FORECAST_CURRENT)) == 72
    assert len(values(found, DEMAND_FORECAST_DAY_AHEAD)) == 48
    assert values(found, HSL_CURRENT_DAY)[SYSTEM, utc("2024-11-24 06:00")] == 61135.7
    assert values(found, HSL_DAY_AHEAD)[SYSTEM, utc("2024-11-26 05:00")] == 57008.3
    assert values(found, DEMAND_FORECAST_CURRENT)[SYSTEM, utc("2024-11-27 05:00")] == 43721.5094


def test_native_load_with_its_marked_hour() -> None:
    found = values(parsed("native-load", DATA / "annual" / "Native_Load_2021.xlsx"), LOAD)
    assert found[SYSTEM, utc("2021-11-07 06:00")] == pytest.approx(33049.8, abs=0.05)
    assert found[SYSTEM, utc("2021-11-07 07:00")] == pytest.approx(32661.8, abs=0.05)
    assert found[SYSTEM, utc("2021-11-07 08:00")] == pytest.approx(32503.7, abs=0.05)
    assert found[("FAR_WEST", ""), utc("2021-03-14 08:00")] == 3097.88831
    assert found[SYSTEM, utc("2022-01-01 05:00")] == 39270.591873
    march = sorted(at for key, at in found if key == SYSTEM and at < utc("2021-03-16 00:00"))
    assert march == list(range(utc("2021-03-14 06:00"), utc("2021-03-15 05:00"), HOUR))


def test_of_eight_models_the_one_in_use() -> None:
    path = DATA / "mis" / "np3-565-cd__20260929_1030__trimmed.csv"
    found = parsed("np3-565-cd", path)
    assert posted(found, LOAD_FORECAST_IN_USE) == utc("2026-09-29 15:30")
    rows = [line.split(",") for line in path.read_text().splitlines()[1:]]
    used = [row for row in rows if row[-2] == "Y"]
    got = values(found, LOAD_FORECAST_IN_USE)
    assert len(used) < len(rows)
    assert len(got) == 9 * len(used)
    hours = [utc("2026-09-29 05:00") + HOUR * (int(row[1].split(":")[0]) - 1) for row in used]
    assert [got[SYSTEM, at] for at in hours] == [float(row[10]) for row in used]
    assert [got[("SOUTH_C", ""), at] for at in hours] == [float(row[7]) for row in used]


def test_two_models_in_use_are_not_picked_from() -> None:
    path = DATA / "mis" / "np3-565-cd__20260929_1030__trimmed.csv"
    lines = path.read_text().splitlines()
    body = "\n".join([lines[0], lines[1].replace(",N,N", ",Y,N"), lines[2].replace(",N,N", ",Y,N")])
    with pytest.raises(Refused, match=r"None of the document's 18 rows is good.*disagrees with its twins"):
        judged("np3-565-cd", body)


def test_the_forecast_by_forecast_zone() -> None:
    (path,) = (DATA / "mis").glob("cdr.00012311.*")
    found = judged("np3-560-cd", path).parsed
    assert posted(found, LOAD_FORECAST_ZONE) == utc("2025-03-13 17:30")
    got = values(found, LOAD_FORECAST_ZONE)
    assert len(got) == 8 * 24 * 5
    assert got[("NORTH", ""), utc("2025-03-13 05:00")] == 13005.493749755861875
    assert got[SYSTEM, utc("2025-03-13 07:00")] == 41536.005065917974


def test_supply_and_demand_measured_and_expected() -> None:
    found = parsed("supply-demand", DATA / "dashboards" / "supply-demand__20260926_1610__excerpt.json")
    assert values(found, DEMAND)[SYSTEM, utc("2026-09-26 05:00")] == 59947
    assert values(found, COMMITTED_CAPACITY)[SYSTEM, utc("2026-09-26 05:00")] == 81455
    ahead = utc("2026-09-26 22:05")
    assert values(found, DEMAND_EXPECTED)[SYSTEM, ahead] == 79343
    assert values(found, CAPACITY_EXPECTED)[SYSTEM, ahead] == 105626
    assert values(found, CAPACITY_AVAILABLE)[SYSTEM, ahead] == 109799
    for measure in (DEMAND_EXPECTED, CAPACITY_OUTLOOK):
        assert posted(found, measure) == utc("2026-09-26 21:00")
    assert posted(found, DEMAND) is None
    assert values(found, CAPACITY_OUTLOOK)[SYSTEM, utc("2026-10-02 17:00")] == 110971
    assert values(found, DEMAND_OUTLOOK)[SYSTEM, utc("2026-10-03 04:00")] == 57680


def test_a_row_that_is_neither_measured_nor_expected() -> None:
    path = DATA / "dashboards" / "supply-demand__20260926_1610__excerpt.json"
    data = json.loads(path.read_text())
    data["data"][0]["forecast"] = 2
    found = parsed("supply-demand", json.dumps(data))
    assert [(each.line, each.rule) for each in found.rejects] == [(1, "forecast is 2, neither 0 nor 1")]


def test_prices_or_loads_as_text_are_kept_out() -> None:
    path = DATA / "dashboards" / "supply-demand__20260926_1610__excerpt.json"
    data = json.loads(path.read_text())
    row = data["data"][0]
    row["demand"] = "much"
    found = parsed("supply-demand", json.dumps(data))
    assert [(each.field, each.value, each.text) for each in found.rejects] == [("demand", "much", str(row)[:300])]
