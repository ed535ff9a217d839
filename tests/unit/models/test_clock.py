"""Operating days and the Central clock."""

from datetime import UTC, date, datetime, timedelta

import pytest

from models.clock import central, day_bounds, floor, from_micros, micros, operating_day, zone_letters


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 8), 23), (date(2026, 6, 1), 24), (date(2025, 11, 2), 25)])
def test_an_operating_day_has_its_own_number_of_hours(day: date, hours: int) -> None:
    start, end = day_bounds(day)
    assert end - start == timedelta(hours=hours)
    assert central(start).hour == 0


def test_the_repeated_hour_is_told_by_its_letters() -> None:
    first = datetime(2025, 11, 2, 6, 15, tzinfo=UTC)
    second = first + timedelta(hours=1)
    assert central(first).strftime("%H:%M") == central(second).strftime("%H:%M") == "01:15"
    assert (zone_letters(first), zone_letters(second)) == ("CDT", "CST")


def test_an_instant_just_before_midnight_belongs_to_the_day_that_ends() -> None:
    assert operating_day(datetime(2026, 1, 2, 5, 59, tzinfo=UTC)) == date(2026, 1, 1)
    assert operating_day(datetime(2026, 1, 2, 6, 0, tzinfo=UTC)) == date(2026, 1, 2)


def test_naive_instants_are_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        central(datetime(2026, 1, 1))


def test_floor_and_micros() -> None:
    instant = datetime(2026, 9, 26, 21, 14, 59, tzinfo=UTC)
    assert floor(instant, timedelta(minutes=15)) == datetime(2026, 9, 26, 21, 0, tzinfo=UTC)
    assert from_micros(micros(instant)) == instant
    assert micros(datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)) == 1_000_000
