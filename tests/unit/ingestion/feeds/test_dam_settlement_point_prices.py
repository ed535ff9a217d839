"""Day-ahead prices in each form, and both days on which clocks change, as recorded."""

from models.catalog.prices import DAM_SPP
from tests.support.reading import DATA, judged, parsed, utc, values

HUB = ("HB_HUBAVG", "AH")
WORKBOOK = DATA / "annual" / "rpt.00013060.0000000000000000.DAMLZHBSPP_2025.xlsx"
API = "np4-190-cd__dam_stlmnt_pnt_prices__{}__HB_HUBAVG.json"


def test_the_report_has_no_types() -> None:
    found = values(judged("np4-190-cd", DATA / "mis" / "np4-190-cd__20260929__trimmed.csv").parsed, DAM_SPP)
    assert len(found) == 40
    assert found[("7RNCHSLR_ALL", "RN"), utc("2026-09-29 05:00")] == 28.4
    assert found[("LZ_RAYBN", "LZ"), utc("2026-09-29 06:00")] == 23.59
    assert found[HUB, utc("2026-09-29 05:00")] == 26.35


def test_the_25_hour_day_is_told_by_its_flag_in_both_forms() -> None:
    api = values(parsed("np4-190-cd-api", DATA / "public_api" / API.format("2025-11-02")), DAM_SPP)
    annual = values(parsed("np4-180-er", WORKBOOK), DAM_SPP)
    for found in (api, {key: value for key, value in annual.items() if key[0] == HUB}):
        day = {at: value for (key, at), value in found.items() if at >= utc("2025-11-02 05:00")}
        assert sorted(day) == list(range(utc("2025-11-02 05:00"), utc("2025-11-03 06:00"), 3_600_000_000))
        assert day[utc("2025-11-02 06:00")] == 46.44
        assert day[utc("2025-11-02 07:00")] == 48.25


def test_the_23_hour_days() -> None:
    annual = values(parsed("np4-180-er", WORKBOOK), DAM_SPP)
    day = sorted(at for key, at in annual if key == HUB and at < utc("2025-03-10 06:00"))
    assert day == list(range(utc("2025-03-09 06:00"), utc("2025-03-10 05:00"), 3_600_000_000))
    api = values(parsed("np4-190-cd-api", DATA / "public_api" / API.format("2026-03-08")), DAM_SPP)
    assert sorted(at for _, at in api) == list(range(utc("2026-03-08 06:00"), utc("2026-03-09 05:00"), 3_600_000_000))


def test_the_workbook_holds_every_hub_and_zone() -> None:
    found = values(parsed("np4-180-er", WORKBOOK), DAM_SPP)
    assert len(found) == (23 + 25) * 15


def test_the_prices_of_the_dashboard() -> None:
    path = DATA / "dashboards" / "system-wide-prices__20260926_1602.json"
    found = values(parsed("system-wide-prices-dam", path), DAM_SPP)
    assert len(found) == 24 * 15
    assert found[("HB_BUSAVG", "SH"), utc("2026-09-26 05:00")] == 31.13
    assert found[("LZ_SOUTH", "LZ"), utc("2026-09-26 05:00")] == 32.18


def test_corrections() -> None:
    found = values(parsed("np4-196-m", DATA / "made_up" / "DAMPRICECORRECTIONSPPNP4196.csv"), DAM_SPP)
    assert found == {(HUB, utc("2025-12-06 06:00")): 31.13, (("LZ_WEST", "LZ"), utc("2025-12-07 05:00")): 27.98}
