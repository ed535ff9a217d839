"""Numbers, intervals and ticks as DESIGN writes them; clock-change days from ERCOT's own rules."""

from datetime import UTC, datetime, timedelta

import pytest

from models.catalog.unit import HERTZ, MEGAWATT, USD_PER_MWH
from pages.figures import labels

MINUS = "\N{MINUS SIGN}"
QUARTER, HOUR = timedelta(minutes=15), timedelta(hours=1)


@pytest.mark.parametrize(
    ("value", "decimals", "sign", "written"),
    [
        (36.34, 2, False, "36.34"),
        (-3.2, 2, False, f"{MINUS}3.20"),
        (4999.0, 2, False, "4,999.00"),
        (0.82, 2, True, "+0.82"),
        (-20.73, 2, True, f"{MINUS}20.73"),
        (-0.001, 2, True, "0.00"),
        (78354.4, 0, False, "78,354"),
        (None, 2, False, "\N{EN DASH}"),
        (float("nan"), 2, False, "\N{EN DASH}"),
        (float("inf"), 2, False, "\N{EN DASH}"),
    ],
)
def test_numbers(value: float | None, decimals: int, sign: bool, written: str) -> None:
    assert labels.number(value, decimals, sign=sign) == written


def test_decimals_come_from_the_unit() -> None:
    assert labels.quantity(60.0194, HERTZ) == "60.019"
    assert labels.quantity(36.3, USD_PER_MWH) == "36.30"
    assert labels.quantity(18450.0, MEGAWATT) == "18,450"


def test_a_share_of_nothing_is_missing() -> None:
    assert labels.share(-413, 6929) == f"{MINUS}6 %"
    assert labels.share(3, 0) == "\N{EN DASH}"


def test_gigawatts_from_ten_thousand_up() -> None:
    assert labels.axis_unit(MEGAWATT, 78_000) == labels.AxisUnit("GW", 1000.0, 1)
    assert labels.axis_unit(MEGAWATT, 9_999).symbol == "MW"
    assert labels.axis_unit(USD_PER_MWH, 20_000).symbol == "$/MWh"


def test_the_interval_is_named_not_a_point() -> None:
    start = datetime(2026, 9, 26, 20, 45, tzinfo=UTC)
    assert labels.full_interval(start, QUARTER) == "26 Sep 2026 15:45\N{EN DASH}16:00 CDT"
    assert labels.interval(start, QUARTER) == "15:45\N{EN DASH}16:00"
    assert labels.interval(datetime(2026, 9, 26, 20, 0, tzinfo=UTC), HOUR) == "HE 16"
    assert labels.interval(datetime(2026, 9, 27, 4, 0, tzinfo=UTC), HOUR) == "HE 24"


def test_the_repeated_hour_is_told_apart_by_letters() -> None:
    first = datetime(2026, 11, 1, 6, 15, tzinfo=UTC)
    assert labels.clock_zone(first) == "01:15 CDT"
    assert labels.clock_zone(first + HOUR) == "01:15 CST"


@pytest.mark.parametrize(
    ("length", "written"),
    [
        (timedelta(seconds=10), "10 s"),
        (timedelta(minutes=5), "5 min"),
        (HOUR, "1 h"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=31), "31 days"),
    ],
)
def test_cadence(length: timedelta, written: str) -> None:
    assert labels.every(length) == written


def test_ages_grow_coarser() -> None:
    assert labels.age(timedelta(seconds=12)) == "12 s"
    assert labels.age(timedelta(minutes=23, seconds=40)) == "23 min"
    assert labels.age(timedelta(hours=11, minutes=3)) == "11 h"
    assert labels.age(timedelta(days=3)) == "3 days"
    assert labels.age(timedelta(seconds=-5)) == "0 s"


def test_value_ticks_are_round_and_inside() -> None:
    assert labels.value_ticks(0, 83) == [0, 20, 40, 60, 80]
    assert labels.value_ticks(-20.0, 48.72) == [-20, 0, 20, 40]
    assert labels.value_ticks(5, 5) == [5]
    assert labels.tick_words([0, 20_000, 40_000], labels.AxisUnit("GW", 1000, 1)) == ["0", "20", "40"]
    assert labels.tick_words([0, 2_500], labels.AxisUnit("GW", 1000, 1)) == ["0.0", "2.5"]
