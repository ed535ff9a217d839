"""Ancillary services: prices, the capacity monitor in both its times, what is deployed, what is disclosed."""

import io
import zipfile

import pytest

from models.catalog.capacity import (
    ANCILLARY_CAPACITY,
    AS_AVAILABLE,
    AS_CLEARED,
    AS_DEPLOYED,
    AS_OFFER_PRICE,
    AS_OFFERED,
    AS_SELF_ARRANGED,
)
from models.catalog.prices import DAM_MCPC, RT_MCPC
from models.problems import Refused
from tests.support.reading import DATA, judged, parsed, utc, values

DISCLOSURE = DATA / "public_api" / "np3-911-er__archive_download__20241105.zip"
MONITOR = DATA / "made_up" / "ancillary-service-capacity-monitor__20261101.json"
HOUR = 3_600_000_000


def test_day_ahead_prices_in_any_order() -> None:
    found = values(parsed("np4-188-cd", DATA / "mis" / "np4-188-cd__20260929__trimmed.csv"), DAM_MCPC)
    assert len(found) == 10
    assert found[("NSPIN", ""), utc("2026-09-29 05:00")] == 2.55


def test_real_time_prices() -> None:
    found = values(parsed("np6-331-cd", DATA / "mis" / "np6-331-cd__20260929_he12_i1__complete.csv"), RT_MCPC)
    at = utc("2026-09-29 16:00")
    assert found == {
        (("ECRS", ""), at): 0.02,
        (("NSPIN", ""), at): 0.05,
        (("REGDN", ""), at): 1.51,
        (("REGUP", ""), at): 1.12,
        (("RRS", ""), at): 0.01,
    }


def test_an_unknown_product_is_named() -> None:
    found = parsed("np4-188-cd", "DeliveryDate,HourEnding,AncillaryType,MCPC,DSTFlag\n09/29/2026,01:00,FRRS,1,N\n")
    assert [(each.field, each.value) for each in found.rejects] == [("AncillaryType", "FRRS")]


def test_a_year_with_both_changes_of_clocks() -> None:
    found = values(parsed("np4-181-er", DATA / "annual" / "NP4-181-ER_DAMASMCPC_2015.zip"), DAM_MCPC)
    assert len(found) == (24 + 23 + 25) * 4
    assert found[("REGUP", ""), utc("2015-01-01 06:00")] == 2.11
    november = sorted(at for key, at in found if key == ("RRS", "") and at >= utc("2015-11-01 05:00"))
    assert november == list(range(utc("2015-11-01 05:00"), utc("2015-11-02 06:00"), HOUR))


def test_the_monitor_of_today() -> None:
    found = values(parsed("ancillary-service-capacity-monitor", MONITOR), ANCILLARY_CAPACITY)
    at = utc("2026-11-01 07:30")
    assert found[("prc", "ercotWidePhysicalResponsiveCapabilityGroup"), at] == 12769
    assert found[("capWEoDecreaseBp", "systemAvailableCapacityGroup"), at] == -26056
    assert len(found) == 5


def test_a_group_of_another_shape_refuses_the_monitor() -> None:
    body = MONITOR.read_text().replace('["key", "value"]', '["name", "value"]', 1)
    with pytest.raises(Refused, match="responsiveReserveCapabilityGroup has another shape"):
        parsed("ancillary-service-capacity-monitor", body)


def test_the_monitor_until_december_2025() -> None:
    found = values(
        parsed("as-capacity-monitor-page", DATA / "made_up" / "as_capacity_monitor.html"), ANCILLARY_CAPACITY
    )
    at = utc("2025-07-04 22:05")
    assert len(found) == 4
    assert found[("Capacity from Generation Resources", "Responsive Reserve Capacity"), at] == 2451
    assert found[("Capacity available to decrease Base Points", "System Available Capacity"), at] == -26056


def test_the_last_reading_of_a_minute_counts() -> None:
    path = DATA / "dashboards" / "ancillary-services__20260926_1611__ascapmon_tail.json"
    found = parsed("ancillary-services", path)
    available, deployed = values(found, AS_AVAILABLE), values(found, AS_DEPLOYED)
    assert {at for _, at in available} == {utc(f"2026-09-26 21:{minute}") for minute in ("09", "10", "11")}
    last = utc("2026-09-26 21:11")
    assert {key[0]: available[key, at] for key, at in available if at == last} == {
        "REGUP": 835,
        "REGDN": 385,
        "RRS": 2381,
        "ECRS": 1728,
        "NSPIN": 5238,
    }
    assert {key[0]: deployed[key, at] for key, at in deployed if at == last} == {"REGUP": 0, "REGDN": 222}


def test_the_disclosure_of_a_25_hour_day() -> None:
    batch = judged("np3-911-er", DISCLOSURE)
    assert not batch.parsed.rejects
    cleared = values(batch.parsed, AS_CLEARED)
    hours = sorted(at for key, at in cleared if key == ("RRSPFR", ""))
    assert hours == list(range(utc("2024-11-03 05:00"), utc("2024-11-04 06:00"), HOUR))
    assert cleared[("RRSPFR", ""), utc("2024-11-03 05:00")] == 1257.9
    assert cleared[("NSPIN", ""), utc("2024-11-04 05:00")] == 1574.3
    assert values(batch.parsed, AS_SELF_ARRANGED)[("RRSPFR", ""), utc("2024-11-04 05:00")] == -10


def test_offers_are_numbered_in_the_order_of_the_file() -> None:
    found = parsed("np3-911-er", DISCLOSURE)
    megawatts, dollars = values(found, AS_OFFERED), values(found, AS_OFFER_PRICE)
    first = utc("2024-11-03 05:00")
    assert [megawatts[("RRSFFR", f"step-{step:04d}"), first] for step in (1, 2)] == [484.2, 412.5]
    assert [dollars[("RRSFFR", f"step-{step:04d}"), first] for step in (1, 2)] == [0.49, 0]
    assert megawatts.keys() == dollars.keys()


@pytest.mark.parametrize(
    ("hours", "fourth"), [([*range(1, 24)], "2026-03-08 09:00"), ([1, 2, *range(4, 25)], "2026-03-08 08:00")]
)
def test_a_23_hour_day_by_count_or_by_clock(hours: list[int], fourth: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        rows = "".join(f"03/08/2026,{hour},{hour * 10}\n" for hour in hours)
        archive.writestr("2d_Cleared_DAM_AS_NSPIN-10-MAR-26.csv", f"Delivery Date,Hour Ending,Total Cleared\n{rows}")
    found = values(parsed("np3-911-er", out.getvalue()), AS_CLEARED)
    assert len(found) == 23
    assert found[("NSPIN", ""), utc(fourth)] == 40
    assert found[("NSPIN", ""), utc("2026-03-09 04:00")] == hours[-1] * 10
