"""The simulator's own calendar against the zone database, and against ERCOT's rules for hour names."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from ingestion.simulator import days

CENTRAL = ZoneInfo("America/Chicago")


def at(text: str) -> int:
    return days.epoch_of(datetime.fromisoformat(text))


@pytest.mark.parametrize("year", range(2008, 2032))
def test_the_offset_is_that_of_the_zone_database_around_both_changes(year: int) -> None:
    for change in days.changes(year):
        for seconds in (-3600, -1, 0, 1, 3599, 3600):
            instant = days.utc(change + seconds)
            expected = instant.astimezone(CENTRAL).utcoffset()
            assert expected is not None
            assert days.offset(change + seconds) == expected.total_seconds()


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2026, 3, 8), date(2026, 7, 4), date(2026, 11, 1)])
def test_a_day_starts_and_ends_at_local_midnight(day: date) -> None:
    midnight = datetime(day.year, day.month, day.day, tzinfo=CENTRAL)
    found = days.day_on(day)
    assert days.utc(found.start) == midnight.astimezone(UTC)
    following = day + timedelta(days=1)
    assert days.utc(found.end) == datetime(following.year, following.month, following.day, tzinfo=CENTRAL)


def test_march_skips_hour_ending_three() -> None:
    day = days.day_on(date(2026, 3, 8))
    assert day.hours == 23
    assert [hour for hour, _ in day.labels()] == [1, 2, *range(4, 25)]
    assert {flag for _, flag in day.labels()} == {"N"}


def test_november_flags_the_second_hour_ending_two() -> None:
    day = days.day_on(date(2025, 11, 2))
    assert day.hours == 25
    assert day.labels()[:4] == [(1, "N"), (2, "N"), (2, "Y"), (3, "N")]
    assert day.labels()[-1] == (24, "N")


def test_the_repeated_hour_is_standard_time() -> None:
    assert not days.repeated(at("2025-11-02T06:59:59+00:00"))
    assert days.stamp(at("2025-11-02T06:30:00+00:00")) == "2025-11-02 01:30:00-0500"
    assert days.repeated(at("2025-11-02T07:00:00+00:00"))
    assert days.stamp(at("2025-11-02T07:30:00+00:00")) == "2025-11-02 01:30:00-0600"
    assert not days.repeated(at("2025-11-02T08:00:00+00:00"))


def test_an_instant_belongs_to_its_local_day() -> None:
    assert days.day_of(at("2026-09-29T04:59:59+00:00")).date == date(2026, 9, 28)
    assert days.day_of(at("2026-09-29T05:00:00+00:00")).date == date(2026, 9, 29)


def test_neighbours_of_a_day() -> None:
    day = days.day_on(date(2026, 3, 8))
    assert day.previous().end == day.start
    assert day.next().start == day.end
