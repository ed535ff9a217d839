"""What is counted in a series, against arithmetic done by hand."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from models.clock import day_bounds
from models.series import Series
from models.statistics import DaySpread, day_spread, duration, hourly, summary, whole_days
from tests.support.drawing import START, bucketed, series


def prices(values: list[float], start: datetime = START, skip: tuple[int, ...] = ()) -> Series:
    return series("rt_spp", values, entity="HB_WEST", start=start, skip=skip)


def test_an_hour_is_the_mean_of_its_quarters() -> None:
    found = hourly(prices([10, 20, 30, 40, -4, -4, -4, -8]))
    assert found.values.tolist() == [25, -5]
    assert found.whole.tolist() == [True, True]
    assert found.starts.tolist() == [START.replace(tzinfo=None), START.replace(tzinfo=None) + timedelta(hours=1)]


def test_an_hour_that_lacks_a_quarter_is_a_mean_of_three_and_not_whole() -> None:
    found = hourly(prices([10, 20, 30, 40, 1, 2, 3, 4], skip=(1,)))
    assert found.values.tolist() == [pytest.approx(80 / 3), 2.5]
    assert found.whole.tolist() == [False, True]


def test_what_is_no_number_counts_as_missing() -> None:
    found = hourly(prices([10, float("nan"), 30, 50]))
    assert found.values.tolist() == [30]
    assert found.whole.tolist() == [False]


def test_days_have_no_hours() -> None:
    daily = bucketed("rt_spp", [1.0, 2.0], timedelta(days=1), entity="HB_WEST")
    assert len(hourly(daily).values) == 0


def test_the_dearest_hours_less_the_cheapest() -> None:
    # Hours cost 0, 1, 2 ... 23: the dearest two sum to 22 + 23, the cheapest two to 0 + 1; of four 86 and 6.
    day = [float(n // 4) for n in range(96)]
    found = summary(prices(day))
    assert found is not None
    assert found.two_hours == DaySpread(45.0 - 1.0, 1)
    assert found.four_hours == DaySpread(86.0 - 6.0, 1)


def test_days_are_averaged_and_a_day_that_lacks_an_interval_is_left_out() -> None:
    first, second = [float(n // 4) for n in range(96)], [3.0 * (n // 4) for n in range(96)]
    both = summary(prices(first + second))
    assert both is not None
    assert both.two_hours == DaySpread((44 + 132) / 2, 2)
    torn = summary(prices(first + second, skip=(100,)))
    assert torn is not None
    assert torn.two_hours == DaySpread(44.0, 1)
    begun = summary(prices(first + second[:40]))
    assert begun is not None
    assert begun.four_hours == DaySpread(80.0, 1)
    assert day_spread([], 2) is None


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 8), 23), (date(2025, 11, 2), 25), (date(2026, 3, 9), 24)])
def test_a_day_is_whole_with_its_own_number_of_hours(day: date, hours: int) -> None:
    start = day_bounds(day)[0]
    whole = prices([1.0] * (4 * hours), start)
    assert [len(each) for each in whole_days(hourly(whole))] == [hours]
    assert whole_days(hourly(prices([1.0] * (4 * hours - 1), start))) == []


def test_each_pass_of_the_repeated_hour_is_an_hour_of_its_own() -> None:
    start = day_bounds(date(2025, 11, 2))[0]
    # 01:00 CDT at 100, 01:00 CST at 60, all else 10: the dearest two are these passes.
    values = [10.0] * 4 + [100.0] * 4 + [60.0] * 4 + [10.0] * 88
    found = summary(prices(values, start))
    assert found is not None
    assert found.two_hours == DaySpread(100.0 + 60.0 - 20.0, 1)


def test_a_summary_in_numbers() -> None:
    found = summary(prices([30.0, -10.0, 0.0, 100.0, -10.0]))
    assert found is not None
    quarter = timedelta(minutes=15)
    assert (found.last.value, found.last.start) == (-10.0, START + 4 * quarter)
    assert (found.least.value, found.least.start) == (-10.0, START + quarter)
    assert (found.most.value, found.most.start) == (100.0, START + 3 * quarter)
    assert found.mean == 22.0
    assert found.below_zero == 0.4
    assert found.two_hours is None


def test_least_and_most_are_those_inside_buckets() -> None:
    found = summary(bucketed("rt_spp", [10, 20], timedelta(hours=1), low=[-3, 5], high=[12, 5_000], entity="HB_WEST"))
    assert found is not None
    assert (found.least.value, found.most.value, found.mean) == (-3, 5_000, 15)


def test_nothing_has_no_summary() -> None:
    assert summary(prices([])) is None
    assert summary(prices([float("nan")])) is None


def test_duration_counts_every_value_ties_and_all() -> None:
    found = duration(np.array([5.0, 1.0, 5.0, np.nan, -2.0]))
    assert found.values.tolist() == [5, 1, -2]
    assert found.shares.tolist() == [50, 75, 100]
    assert found.places.tolist() == [0, 1, 4]


def test_duration_of_nothing_is_nothing() -> None:
    found = duration(np.array([np.nan]))
    assert len(found.shares) == len(found.values) == len(found.places) == 0


def test_duration_against_counting() -> None:
    given = np.round(np.random.default_rng(7).normal(30, 20, 5_000), 1)
    found = duration(given)
    size = len(found.values)
    for n in (0, 1, 17, size // 2, size - 1):
        value = found.values[n]
        assert found.shares[n] == pytest.approx(100 * sum(each >= value for each in given.tolist()) / 5_000)
        assert given[found.places[n]] == value


def test_extremes_have_utc_starts() -> None:
    found = summary(prices([1.0]))
    assert found is not None
    assert found.last.start.tzinfo is UTC
