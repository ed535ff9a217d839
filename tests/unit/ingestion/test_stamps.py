"""The times in the names of documents."""

from datetime import UTC, datetime

import pytest

from ingestion.stamps import posting_in, stamps_in

NAME = "cdr.00012301.0000000000000000.20251102.{}.SPPHLZNP6905_20251102_{}_csv.zip"


def test_a_constructed_name_says_when_it_was_posted_and_of_what_it_speaks() -> None:
    found = stamps_in("cdr.00012301.0000000000000000.20260929.111701123.SPPHLZNP6905_20260929_1115_csv.zip")
    assert found.posted is not None
    assert found.about is not None
    assert found.posted.instant == datetime(2026, 9, 29, 16, 17, 1, tzinfo=UTC)
    assert found.about.instants == (datetime(2026, 9, 29, 16, 15, tzinfo=UTC),)


def test_the_repeated_hour_is_told_by_its_mark() -> None:
    first = stamps_in(NAME.format("011702114", "0115")).about
    second = stamps_in(NAME.format("011703551", "0115xhr"))
    assert first is not None
    assert second.about is not None
    assert second.posted is not None
    assert first.instants == (datetime(2025, 11, 2, 6, 15, tzinfo=UTC), datetime(2025, 11, 2, 7, 15, tzinfo=UTC))
    assert second.about.instants == (datetime(2025, 11, 2, 7, 15, tzinfo=UTC),)
    assert second.posted.instant == datetime(2025, 11, 2, 7, 17, 3, tzinfo=UTC)


def test_reports_without_a_time_of_their_own_speak_of_none() -> None:
    found = stamps_in("rpt.00013091.0000000000000000.20160101080005.DAMASMCPC_2015.csv")
    assert found.about is None
    assert found.posted is not None
    assert found.posted.instant == datetime(2016, 1, 1, 14, 0, 5, tzinfo=UTC)


@pytest.mark.parametrize("name", ["SPPHLZNP6905_20260929_1115_csv.zip", "prices.csv", ""])
def test_other_names_promise_nothing(name: str) -> None:
    found = stamps_in(name)
    assert found.posted is None
    assert found.about is None


@pytest.mark.parametrize(
    ("name", "instant"),
    [
        ("np3-565-cd__20260929_1030__trimmed.csv", datetime(2026, 9, 29, 15, 30, tzinfo=UTC)),
        ("WPPHRLYAVGACTNP4732_csv__inner_20250313.135509.zip", datetime(2025, 3, 13, 18, 55, 9, tzinfo=UTC)),
        ("Settlement_Points_11112024_174625.csv.zip", datetime(2024, 11, 11, 23, 46, 25, tzinfo=UTC)),
        ("np4-188-cd__20260929__trimmed.csv", None),
        ("HRLYRESOUTCAPNP3233__20210216_evening.csv", None),
        ("numbers_99999999_999999.csv", None),
    ],
)
def test_a_posting_in_any_name(name: str, instant: datetime | None) -> None:
    assert posting_in(name) == instant
