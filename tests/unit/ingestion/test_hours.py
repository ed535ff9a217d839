"""Dates, hours and flags become interval starts, also on the days on which clocks change."""

from datetime import date

import pytest

from ingestion.hours import (
    BadTime,
    counted_hour_start,
    hour_start,
    hours_of,
    parse_date,
    parse_flag,
    parse_hour,
    quarter_start,
    sced_stamp,
    stamped,
    unflagged_hour_start,
)
from tests.support.reading import utc

MARCH, NOVEMBER, ORDINARY = date(2026, 3, 8), date(2025, 11, 2), date(2026, 9, 29)


@pytest.mark.parametrize("text", ["09/29/2026", " 09/29/2026 ", "2026-09-29", "9/29/2026", "2026-09-29 00:00:00"])
def test_a_date_in_each_spelling(text: str) -> None:
    assert parse_date(text) == ORDINARY


@pytest.mark.parametrize("text", ["29/09/2026", "2026-02-30", "", "today", "09-29-2026"])
def test_no_date_is_guessed(text: str) -> None:
    with pytest.raises(BadTime, match="is no date"):
        parse_date(text)


@pytest.mark.parametrize(("value", "hour"), [(2, 2), ("02:00", 2), ("2:00", 2), ("24:00", 24), (2.0, 2), ("25", 25)])
def test_an_hour_in_each_spelling(value: object, hour: int) -> None:
    assert parse_hour(value) == hour


@pytest.mark.parametrize("value", [0, 26, "02:15", "", "two", "-1", None, "1_0", 2.5])
def test_no_hour_is_guessed(value: object) -> None:
    with pytest.raises(BadTime, match="is no hour ending"):
        parse_hour(value)


@pytest.mark.parametrize("value", ["Y", "y ", "true", True, 1, "1"])
def test_a_flag_that_is_set(value: object) -> None:
    assert parse_flag(value) is True


@pytest.mark.parametrize("value", ["N", "n", "false", False, 0, "0"])
def test_a_flag_that_is_not_set(value: object) -> None:
    assert parse_flag(value) is False


@pytest.mark.parametrize("value", ["", None, "maybe", 2, "YES"])
def test_no_flag_is_guessed(value: object) -> None:
    with pytest.raises(BadTime, match="is no flag"):
        parse_flag(value)


@pytest.mark.parametrize(
    ("day", "hour", "repeated", "start"),
    [
        (ORDINARY, 1, False, "2026-09-29 05:00"),
        (ORDINARY, 24, False, "2026-09-30 04:00"),
        (MARCH, 2, False, "2026-03-08 07:00"),
        (MARCH, 4, False, "2026-03-08 08:00"),
        (MARCH, 24, False, "2026-03-09 04:00"),
        (NOVEMBER, 1, False, "2025-11-02 05:00"),
        (NOVEMBER, 2, False, "2025-11-02 06:00"),
        (NOVEMBER, 2, True, "2025-11-02 07:00"),
        (NOVEMBER, 3, False, "2025-11-02 08:00"),
        (NOVEMBER, 24, False, "2025-11-03 05:00"),
    ],
)
def test_an_hour_starts_where_the_clock_says(day: date, hour: int, repeated: bool, start: str) -> None:
    assert hour_start(day, hour, repeated) == utc(start)


def test_a_year_of_hours_is_without_gap_or_overlap() -> None:
    starts = []
    for number in range(365):
        day = date.fromordinal(date(2026, 1, 1).toordinal() + number)
        for hour in range(1, 25):
            if hours_of(day) == 23 and hour == 3:
                continue
            starts.append(hour_start(day, hour))
            if hours_of(day) == 25 and hour == 2:
                starts.append(hour_start(day, hour, True))
    assert len(starts) == 8760
    assert starts == list(range(utc("2026-01-01 06:00"), utc("2027-01-01 06:00"), 3_600_000_000))


@pytest.mark.parametrize(
    ("day", "hour", "repeated", "why"),
    [
        (MARCH, 3, False, "was skipped"),
        (NOVEMBER, 3, True, "flagged as repeated"),
        (ORDINARY, 2, True, "flagged as repeated"),
        (NOVEMBER, 25, False, "is no hour ending"),
    ],
)
def test_an_hour_that_did_not_happen_is_refused(day: date, hour: int, repeated: bool, why: str) -> None:
    with pytest.raises(BadTime, match=why):
        hour_start(day, hour, repeated)


def test_quarters_of_an_hour() -> None:
    assert quarter_start(NOVEMBER, 2, 4, True) == utc("2025-11-02 07:45")
    assert quarter_start(ORDINARY, 24, 4) == utc("2026-09-30 04:45")
    with pytest.raises(BadTime, match="5 is no interval"):
        quarter_start(ORDINARY, 1, 5)


def test_counted_hours_of_the_long_day() -> None:
    starts = [counted_hour_start(date(2024, 11, 3), number) for number in range(1, 26)]
    assert starts == list(range(utc("2024-11-03 05:00"), utc("2024-11-04 06:00"), 3_600_000_000))
    with pytest.raises(BadTime, match="has no hour 26"):
        counted_hour_start(date(2024, 11, 3), 26)


def test_counted_hours_of_the_short_day_by_count_and_by_clock() -> None:
    assert counted_hour_start(MARCH, 23) == utc("2026-03-09 04:00")
    assert counted_hour_start(MARCH, 24, by_clock=True) == utc("2026-03-09 04:00")
    assert counted_hour_start(MARCH, 4, by_clock=True) == utc("2026-03-08 08:00")
    with pytest.raises(BadTime, match="has no hour 24"):
        counted_hour_start(MARCH, 24)


def test_without_a_flag_the_repeated_hour_is_not_guessed() -> None:
    assert unflagged_hour_start(NOVEMBER, 3) == utc("2025-11-02 08:00")
    with pytest.raises(BadTime, match="came twice, and no flag"):
        unflagged_hour_start(NOVEMBER, 2)


def test_stamps_of_dispatch_runs() -> None:
    assert sced_stamp("09/29/2026 11:25:17", False) == utc("2026-09-29 16:25:17")
    assert sced_stamp("11/02/2025 01:30:16", True) == utc("2025-11-02 07:30:16")
    with pytest.raises(BadTime, match="was skipped"):
        sced_stamp("03/08/2026 02:30:00", False)
    with pytest.raises(BadTime, match="no time of a SCED run"):
        sced_stamp("09/29/2026", False)


def test_stamps_with_an_offset() -> None:
    assert stamped("2026-09-26 16:12:52-0500") == utc("2026-09-26 21:12:52")
    assert stamped("2025-11-02 01:00:00-0600") == utc("2025-11-02 07:00")
    with pytest.raises(BadTime, match="no time with an offset"):
        stamped("2026-09-26 16:12:52")
