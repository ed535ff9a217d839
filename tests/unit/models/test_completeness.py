"""Counting what was due: on the grid, in Central days of 23, 24 and 25 hours, from the first document until now."""

from datetime import UTC, date, datetime, timedelta

import pytest

from models.catalog.capacity import PRC
from models.catalog.conditions import DATASETS as CONDITIONS
from models.catalog.dataset import Dataset
from models.catalog.lookup import DATASETS
from models.completeness import Counting, Stored, assess, counting, due, last_days, until

PRICES = DATASETS["rt_settlement_point_prices"]
HOURLY = DATASETS["system_load"]
FAR = datetime(2030, 1, 1, tzinfo=UTC)
DAY = date(2026, 9, 26)
MIDNIGHT = datetime(2026, 9, 26, 5, tzinfo=UTC)
LATE = timedelta(minutes=35)
SETTLED = timedelta(days=3)


@pytest.mark.parametrize(
    ("dataset", "day", "expected"),
    [
        (PRICES, date(2026, 3, 8), 92),
        (PRICES, date(2025, 11, 2), 100),
        (PRICES, date(2026, 3, 7), 96),
        (HOURLY, date(2026, 3, 8), 23),
        (HOURLY, date(2025, 11, 2), 25),
        (DATASETS["fuel_mix"], date(2025, 11, 2), 300),
        (PRC.dataset, date(2026, 3, 8), 1380),
    ],
)
def test_a_day_has_as_many_intervals_as_its_clock(dataset: Dataset, day: date, expected: int) -> None:
    assert due(dataset, day, None, FAR) == expected


def test_a_day_is_due_from_the_first_interval_and_until_now() -> None:
    assert due(PRICES, DAY, MIDNIGHT + timedelta(hours=23, minutes=45), FAR) == 1
    assert due(PRICES, DAY, None, MIDNIGHT) == 0
    assert due(PRICES, DAY, None, MIDNIGHT + timedelta(minutes=1)) == 1
    assert due(PRICES, DAY, None, MIDNIGHT + timedelta(minutes=15)) == 1
    assert due(PRICES, DAY, MIDNIGHT + timedelta(hours=2), MIDNIGHT + timedelta(hours=1)) == 0


def test_what_is_due_is_what_a_feed_on_time_has() -> None:
    """A feed is late when its newest start is older than 35 minutes; then the next interval is missing."""
    newest = MIDNIGHT + timedelta(hours=12)
    for age, missing in ((timedelta(minutes=35), 0), (timedelta(minutes=36), 1), (timedelta(minutes=51), 2)):
        at = newest + age
        assert due(PRICES, DAY, None, until(PRICES, at, LATE, newest)) - 49 == missing


def test_what_is_stored_ahead_of_the_clock_was_due() -> None:
    newest = MIDNIGHT + timedelta(hours=23, minutes=45)
    assert due(PRICES, DAY, None, until(PRICES, MIDNIGHT, LATE, newest)) == 96


def test_days_before_the_first_document_are_not_gaps() -> None:
    stored = Stored({DAY: {"West": 8}}, MIDNIGHT + timedelta(hours=21), MIDNIGHT + timedelta(hours=23, minutes=45))
    found = assess(PRICES, stored, [DAY - timedelta(days=1), DAY], MIDNIGHT + timedelta(hours=24), LATE, SETTLED)
    assert [(day.stored, day.due, day.missing) for day in found.days] == [(0, None, 0), (8, 12, 4)]
    assert found.share == 8 / 12
    nothing = assess(PRICES, Stored({}, None, None), [DAY], FAR, LATE, SETTLED)
    assert (nothing.days[0].due, nothing.share) == (None, None)


def test_the_fullest_series_stands_for_all_and_the_others_are_named_once_settled() -> None:
    counts = {DAY: {"North": 96, "West": 90}, DAY + timedelta(days=1): {"North": 96}}
    stored = Stored(counts, None, MIDNIGHT + timedelta(hours=47, minutes=45))
    days = [DAY, DAY + timedelta(days=1)]
    early = assess(PRICES, stored, days, MIDNIGHT + timedelta(days=2), LATE, SETTLED)
    assert [(day.stored, day.due, day.short) for day in early.days] == [(96, 96, ()), (96, 96, ())]
    late = assess(PRICES, stored, days, MIDNIGHT + timedelta(days=4, hours=12), LATE, SETTLED)
    assert [day.short for day in late.days] == [(("West", 90),), ()]


def test_what_has_no_grid_has_no_count() -> None:
    assert counting(DATASETS["sced_lmps"], as_needed=False) is Counting.IRREGULAR
    assert counting(DATASETS["ancillary_disclosure"], as_needed=True) is Counting.AS_NEEDED
    assert counting(DATASETS["supply_demand_forecast"], as_needed=False) is Counting.REST_OF_DAY
    assert counting(DATASETS["load_forecast"], as_needed=False) is Counting.COUNTED
    assert counting(CONDITIONS[0], as_needed=False) is Counting.COUNTED


def test_the_last_days_end_with_the_central_day() -> None:
    days = last_days(datetime(2026, 9, 26, 4, 59, tzinfo=UTC))
    assert (len(days), days[0], days[-1]) == (90, date(2026, 6, 28), date(2026, 9, 25))
