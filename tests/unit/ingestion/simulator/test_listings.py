"""Listings of the simulated ERCOT against what is known of ERCOT's."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from ingestion.simulator import days, listings, reports
from ingestion.simulator.reports import REPORTS
from ingestion.simulator.world import World

FIELDS = [
    "ExpiredDate", "ILMStatus", "SecurityStatus", "ContentSize", "Extension", "ReportTypeID", "Prefix", "FriendlyName",
    "ConstructedName", "DocID", "PublishDate", "ReportName", "DUNS", "DocCount",
]  # fmt: skip


@pytest.fixture(scope="module")
def world() -> World:
    return World(7)


def entries(world: World, type_id: int, *moment: int) -> list[dict[str, Any]]:
    now = days.epoch_of(datetime(*moment, tzinfo=UTC))  # type: ignore[misc, arg-type]
    answer = json.loads(listings.listing(world, REPORTS[type_id], now))
    assert answer["ListDocsByRptTypeRes"]["Simulated"] == "true"
    return [each["Document"] for each in answer["ListDocsByRptTypeRes"]["DocumentList"]]


def test_an_entry_has_ercots_fields_all_as_text(world: World) -> None:
    first = entries(world, 12311, 2025, 3, 13, 17, 45)[0]
    assert list(first) == FIELDS
    assert all(isinstance(value, str) for value in first.values())
    assert first["FriendlyName"] == "LFCCONGESTNP3560_csv"
    assert first["ExpiredDate"] == "2025-03-20T23:59:59-05:00"
    assert first["PublishDate"].startswith("2025-03-13T12:30:0")
    assert first["ConstructedName"].startswith("cdr.00012311.0000000000000000.20250313.12300")
    assert first["ConstructedName"].endswith(".LFCCONGESTNP3560_csv.zip")


def test_the_hourly_listing_over_the_march_change_has_as_many_entries_as_ercots(world: World) -> None:
    """ERCOT's listing of 2025-03-13 12:45 holds 180 publications, none for 02:30 on the 9th, each twice."""
    found = entries(world, 12311, 2025, 3, 13, 17, 45)
    assert len(found) == 360
    assert not [each for each in found if each["PublishDate"].startswith("2025-03-09T02")]
    # Publications of the days before the change wear the offset of the list's day.
    assert {each["PublishDate"][-6:] for each in found} == {"-05:00"}
    assert found[-1]["PublishDate"].startswith("2025-03-06T00:30")


def test_newest_first_and_twins_together(world: World) -> None:
    found = entries(world, 12301, 2026, 9, 29, 16, 20)
    dates = [each["PublishDate"] for each in found]
    assert dates == sorted(dates, reverse=True)
    assert {each["FriendlyName"][-4:] for each in found[::2]} == {"_csv"}
    assert {each["FriendlyName"][-4:] for each in found[1::2]} == {"_xml"}
    assert found[0]["FriendlyName"] == "SPPHLZNP6905_20260929_1115_csv"
    assert len({each["DocID"] for each in found}) == len(found)


@pytest.mark.parametrize("type_id", REPORTS)
def test_everything_listed_as_csv_can_be_had_at_the_stated_size(world: World, type_id: int) -> None:
    now = days.epoch_of(datetime(2026, 9, 29, 16, 20, tzinfo=UTC))
    found = entries(world, type_id, 2026, 9, 29, 16, 20)
    assert found
    for each in found[0 : len(found) : max(2, len(found) // 6 * 2)]:
        document = reports.find_document(world, each["DocID"], now)
        assert document is not None
        assert len(reports.document(world, *document)) == int(each["ContentSize"])


@pytest.mark.parametrize("type_id", REPORTS)
def test_nothing_from_the_future_and_nothing_expired(world: World, type_id: int) -> None:
    now = datetime(2026, 9, 29, 16, 20, tzinfo=UTC)
    for each in entries(world, type_id, 2026, 9, 29, 16, 20):
        assert datetime.fromisoformat(each["PublishDate"]) <= now
        assert each["ExpiredDate"][:10] >= "2026-09-29"


def test_earlier_lists_are_the_same_documents(world: World) -> None:
    now = {each["DocID"] for each in entries(world, 12301, 2026, 9, 29, 16, 20)}
    earlier = {each["DocID"] for each in entries(world, 12301, 2026, 9, 28, 16, 20)}
    assert len(now & earlier) > 1000


def test_a_missing_report_type_gets_the_servlets_own_fault() -> None:
    fault = json.loads(listings.missing_report_type())
    assert fault["ResponseFaultList"][0]["ResponseFault"]["FaultID"] == 1


def test_the_newest_publication_is_the_first_of_the_list(world: World) -> None:
    now = days.epoch_of(datetime(2026, 9, 29, 16, 20, tzinfo=UTC))
    first = datetime.fromisoformat(entries(world, 12300, 2026, 9, 29, 16, 20)[0]["PublishDate"])
    assert listings.latest_publication(world, REPORTS[12300], now) == days.epoch_of(first)
