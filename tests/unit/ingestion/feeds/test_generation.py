"""Generation: the fuel mix in all its shapes, settled energy, wind, solar and storage."""

import json

import pytest

from models.catalog import generation as g
from models.problems import Refused
from tests.support.reading import DATA, judged, parsed, posted, utc, values

SYSTEM = ("ERCOT", "")
DASHBOARDS = DATA / "dashboards"
HOUR = 3_600_000_000


def test_the_fuel_mix_of_2024() -> None:
    found = parsed("fuel-mix", DASHBOARDS / "fuel-mix__20241124_0809__excerpt.json")
    first = utc("2024-11-23 06:00")
    assert values(found, g.GENERATION)[("COAL", ""), first] == 5248
    assert values(found, g.FUEL_HSL)[("COAL", ""), first] == 9881.4
    assert values(found, g.FUEL_SEASONAL_CAPACITY)[("GAS", ""), first] == 68234
    assert len(values(found, g.GENERATION)) == 24 * 8
    assert not values(found, g.FUEL_MONTHLY_CAPACITY)


def test_the_fuel_mix_of_2025() -> None:
    found = parsed("fuel-mix", DASHBOARDS / "fuel-mix__20251009_0646__excerpt.json")
    assert values(found, g.GENERATION)[("GAS", ""), utc("2025-10-08 05:00")] == 31533.843124389652
    assert values(found, g.FUEL_MONTHLY_CAPACITY)[("STORAGE", ""), utc("2025-10-01 05:00")] == 14077
    assert not values(found, g.FUEL_HSL)


def _mix(intervals: dict[str, object]) -> str:
    return json.dumps({"lastUpdated": "2026-09-26 16:10:00-0500", "data": {"2026-09-26": intervals}})


def test_an_interval_that_came_in_two_parts_is_one() -> None:
    found = parsed(
        "fuel-mix",
        _mix(
            {
                "2026-09-26 16:04:57-0500": {"Wind": {"gen": 9000.5}},
                "2026-09-26 16:04:53-0500": {"Natural Gas": {"gen": 30000}},
            }
        ),
    )
    at = utc("2026-09-26 21:00")
    assert values(found, g.GENERATION) == {(("WIND", ""), at): 9000.5, (("GAS", ""), at): 30000}
    assert not found.notes


def test_of_two_readings_in_an_interval_the_last_is_kept_and_that_is_said() -> None:
    later, earlier = {"Wind": {"gen": 9001}}, {"Wind": {"gen": 9000}}
    found = parsed("fuel-mix", _mix({"2026-09-26 16:04:57-0500": later, "2026-09-26 16:00:12-0500": earlier}))
    assert list(values(found, g.GENERATION).values()) == [9001]
    assert found.notes == ["2026-09-26 21:00 UTC: of Wind the interval's last reading is kept."]


def test_a_new_fuel_keeps_only_itself_out() -> None:
    found = parsed("fuel-mix", _mix({"2026-09-26 16:04:57-0500": {"Wind": {"gen": 1}, "Fusion": {"gen": 2}}}))
    assert list(values(found, g.GENERATION)) == [(("WIND", ""), utc("2026-09-26 21:00"))]
    assert [(each.field, each.value, each.rule) for each in found.rejects] == [
        ("fuel", "Fusion", "is no fuel that is known")
    ]


def test_settled_energy_on_both_changes_of_clocks() -> None:
    found = values(parsed("interval-generation-by-fuel", DATA / "annual" / "IntGenbyFuel2021__final.xlsx"), g.ENERGY)
    assert len(found) == (96 + 92 + 100) * 9
    assert found[("COAL", ""), utc("2021-03-14 07:45")] == 961.63559
    assert found[("COAL", ""), utc("2021-03-14 08:00")] == 957.999204
    assert found[("NUCLEAR", ""), utc("2021-11-07 06:00")] == 621.979538
    assert found[("NUCLEAR", ""), utc("2021-11-07 07:00")] == 621.613863
    assert found[("NUCLEAR", ""), utc("2021-11-07 08:00")] == 621.596141
    assert found[("NUCLEAR", ""), utc("2021-11-08 05:45")] == 828.918855
    assert found[("OTHER", ""), utc("2021-11-07 07:00")] == -15.313668


def test_an_early_publication_has_other_heads_and_values() -> None:
    path = DATA / "annual" / "IntGenbyFuel2021__early_publication.xlsx"
    found = values(parsed("interval-generation-by-fuel", path), g.ENERGY)
    assert len(found) == 96 * 9
    assert found[("BIOMASS", ""), utc("2021-01-01 06:00")] == 4.792995


def test_wind_by_region_and_by_publication() -> None:
    found = judged("np4-732-cd", DATA / "mis" / "WPPHRLYAVGACTNP4732_csv__inner_20250313.135509.zip").parsed
    assert posted(found, g.WIND_STWPF) == utc("2025-03-13 18:00")
    generated, expected = values(found, g.WIND_GENERATION), values(found, g.WIND_STWPF)
    first = utc("2025-03-11 18:00")
    assert generated[SYSTEM, first] == 15527.49
    assert generated[("SOUTH_HOUSTON", ""), first] == 3026.41
    assert values(found, g.WIND_HSL)[SYSTEM, first] == 17449.72
    assert values(found, g.WIND_COP_HSL)[("WEST", ""), first] == 11227.3
    assert values(found, g.WIND_WGRPP)[("NORTH", ""), first] == 2114.1
    assert len(expected) == (48 + 168) * 4
    assert len(generated) == 48 * 4
    assert {at for _, at in generated} == set(range(first, first + 48 * HOUR, HOUR))


def test_a_lost_region_is_a_loss() -> None:
    path = DATA / "mis" / "np4-732-cd__20260929_1055__trimmed.csv"
    body = path.read_text().replace("GEN_LZ_NORTH", "GEN_LZ_NORD", 1)
    with pytest.raises(Refused, match="The column GEN_LZ_NORTH is missing"):
        parsed("np4-732-cd", body)


def test_solar() -> None:
    found = judged("np4-737-cd", DATA / "mis" / "np4-737-cd__20260929_1055__trimmed.csv").parsed
    first = utc("2026-09-27 15:00")
    assert values(found, g.SOLAR_GENERATION)[SYSTEM, first] == 28216.88
    assert values(found, g.SOLAR_HSL)[SYSTEM, first] == 28331.17
    assert values(found, g.SOLAR_COP_HSL)[SYSTEM, first] == 29471.6
    assert values(found, g.SOLAR_STPPF)[SYSTEM, first] == 28796.3
    assert values(found, g.SOLAR_PVGRPP)[SYSTEM, first] == 27263
    assert posted(found, g.SOLAR_STPPF) == utc("2026-09-29 15:00")


def test_wind_and_solar_of_the_dashboard() -> None:
    found = parsed("combine-wind-solar", DASHBOARDS / "combine-wind-solar__20260926_1555__excerpt.json")
    first = utc("2026-09-26 05:00")
    assert values(found, g.WIND_GENERATION)[SYSTEM, first] == 13239
    assert values(found, g.WIND_STWPF_DAY_AHEAD)[SYSTEM, first] == 15533
    assert values(found, g.SOLAR_GENERATION)[SYSTEM, utc("2026-09-26 13:00")] == 9918
    assert values(found, g.SOLAR_GENERATION)[SYSTEM, utc("2026-09-26 12:00")] == 630
    # The last hours of today and all of tomorrow have no actual value yet.
    assert len(values(found, g.WIND_STWPF)) == 27
    assert (SYSTEM, utc("2026-09-27 04:00")) not in values(found, g.WIND_GENERATION)
    assert posted(found, g.WIND_STWPF) == utc("2026-09-26 20:00")


def test_storage() -> None:
    found = parsed("energy-storage-resources", DASHBOARDS / "energy-storage-resources__20251009_0641__excerpt.json")
    at = utc("2025-10-08 05:00")
    assert values(found, g.STORAGE_CHARGING)[SYSTEM, at] == -439.009
    assert values(found, g.STORAGE_DISCHARGING)[SYSTEM, at] == 58.723
    assert values(found, g.STORAGE_NET)[SYSTEM, utc("2025-10-09 11:40")] == 493.635
    assert len(values(found, g.STORAGE_NET)) == 48


def test_the_twin_stamps_of_a_november_day_are_kept_out() -> None:
    row = {"totalCharging": -1, "totalDischarging": 2, "timestamp": "2025-11-02 02:00:00-0600", "epoch": 1762070400000}
    days = {"data": [{**row, "netOutput": 1, "dstFlag": "N"}, {**row, "netOutput": 3, "dstFlag": "Y"}]}
    body = json.dumps({"lastUpdated": "2025-11-02 03:00:00-0600", "previousDay": {"data": []}, "currentDay": days})
    batch = judged("energy-storage-resources", body)
    assert not values(batch.parsed, g.STORAGE_NET)
    assert len(values(batch.parsed, g.STORAGE_CHARGING)) == 1
    assert [each.rule for each in batch.parsed.rejects] == [
        "disagrees with its twins: 1.0 on line 1, 3.0 on line 2"
    ] * 2


def test_a_bad_hour_of_wind_and_sun_is_kept_out_as_it_stands() -> None:
    data = json.loads((DASHBOARDS / "combine-wind-solar__20260926_1555__excerpt.json").read_text())
    row = next(iter(data["currentDay"]["data"].values()))
    row["stwpf"] = None
    found = parsed("combine-wind-solar", json.dumps(data))
    assert [(each.line, each.field, each.text) for each in found.rejects] == [(1, "stwpf", str(row)[:300])]
