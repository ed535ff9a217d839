"""SCED runs: prices of hubs, zones and ties, and system lambda, at stamps that are not round."""

import pytest

from models.catalog.prices import LMP, SYSTEM_LAMBDA, SYSTEM_LAMBDA_UNCAPPED
from models.problems import Refused
from tests.support.reading import DATA, judged, parsed, utc, values

SYSTEM = ("ERCOT", "")
RUN = DATA / "mis" / "np6-788-cd__20260929_112517__trimmed.csv"


def test_nodes_stay_in_the_document_and_that_is_said() -> None:
    found = judged("np6-788-cd", RUN).parsed
    got = values(found, LMP)
    assert len(got) == 15
    assert got[("HB_HOUSTON", "HU"), utc("2026-09-29 16:25:17")] == 40.02
    assert got[("LZ_WEST", "LZ"), utc("2026-09-29 16:25:17")] == 15.11
    assert found.notes == ["5 rows of resource nodes were left in the document."]


def test_a_new_hub_is_no_node() -> None:
    body = "SCEDTimestamp,RepeatedHourFlag,SettlementPoint,LMP\n09/29/2026 11:25:17,N,HB_NEW, 1.50\n"
    assert values(parsed("np6-788-cd", body), LMP) == {(("HB_NEW", "HU"), utc("2026-09-29 16:25:17")): 1.5}


@pytest.mark.parametrize(("name", "at"), [("*20251102_013019_csv*", "06:30:17"), ("*013018xhr*", "07:30:16")])
def test_runs_of_the_repeated_hour(name: str, at: str) -> None:
    (path,) = (DATA / "made_up").glob(f"cdr.00012300.{name}")
    found = values(judged("np6-788-cd", path).parsed, LMP)
    assert {start for _, start in found} == {utc(f"2025-11-02 {at}")}
    assert ("DC_E", "LZ_DC") in {key for key, _ in found}


def test_lambda_since_august_2026() -> None:
    found = parsed("np6-322-cd", DATA / "mis" / "np6-322-cd__20260929_112517__complete.csv")
    at = utc("2026-09-29 16:25:17")
    assert values(found, SYSTEM_LAMBDA) == {(SYSTEM, at): 23.88898}
    assert values(found, SYSTEM_LAMBDA_UNCAPPED) == {(SYSTEM, at): 23.88898}


def test_lambda_before_and_in_both_passes_of_an_hour() -> None:
    (path,) = (DATA / "made_up").glob("cdr.00013114.*")
    found = parsed("np6-322-cd", path)
    expected = {(SYSTEM, utc("2025-11-02 06:30:17")): 18.12345, (SYSTEM, utc("2025-11-02 07:30:16")): 19.5}
    assert values(found, SYSTEM_LAMBDA) == expected
    assert not values(found, SYSTEM_LAMBDA_UNCAPPED)


def test_half_of_the_new_layout_is_a_loss() -> None:
    with pytest.raises(Refused, match="The column UncappedSystemLambda is missing"):
        parsed("np6-322-cd", "SCEDTimeStamp,RepeatedHourFlag,CappedSystemLambda\n09/29/2026 11:25:17,N,1\n")
