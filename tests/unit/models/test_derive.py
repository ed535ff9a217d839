"""Series made of others: each value by arithmetic, and no value where one of them has none."""

from datetime import timedelta

import numpy as np

from models.catalog.lookup import measure
from models.derive import coarser, difference
from models.observation import Origin
from models.series import Series

HOUR, QUARTER = timedelta(hours=1), timedelta(minutes=15)


def series(name: str, interval: timedelta, minutes: list[int], values: list[float]) -> Series:
    found = measure(name)
    starts = np.datetime64("2026-09-26T05:00", "us") + np.array(minutes, "timedelta64[m]")
    return Series(found, found.dataset.entities.members[0], starts, np.array(values), interval, Origin.ERCOT)


def minutes_of(found: Series) -> list[int]:
    return [int(each) for each in (found.starts - np.datetime64("2026-09-26T05:00", "us")) / np.timedelta64(1, "m")]


def test_net_load_is_load_less_wind_less_solar() -> None:
    load = series("load", HOUR, [0, 60, 120], [50_000, 52_000, 54_000])
    wind = series("wind_generation", HOUR, [0, 60, 120], [10_000, 9_000, 8_000])
    solar = series("solar_generation", HOUR, [0, 60, 120], [0, 500, 2_000])
    net = difference(load, [wind, solar], "Net load")
    assert net.values.tolist() == [40_000, 42_500, 44_000]
    assert net.measure.title == "Net load"
    assert net.measure.id == "load-wind_generation-solar_generation"
    assert net.measure.unit is load.measure.unit


def test_an_hour_counts_for_each_of_its_quarters_and_for_no_other() -> None:
    real_time = series("rt_spp", QUARTER, [0, 15, 45, 60, 75, 120], [30, 31, 33, 40, 41, 50])
    day_ahead = series("dam_spp", HOUR, [0, 60], [25, 35])
    spread = difference(real_time, [day_ahead], "Spread")
    assert minutes_of(spread) == [0, 15, 45, 60, 75]
    assert spread.values.tolist() == [5, 6, 8, 5, 6]


def test_a_gap_in_any_of_them_stays_a_gap() -> None:
    load = series("load", HOUR, [0, 60, 120, 240], [4, 5, 6, 7])
    forecast = series("load_forecast", HOUR, [60, 240, 300], [1, 2, 3])
    error = difference(load, [forecast], "Error")
    assert minutes_of(error) == [60, 240]
    assert error.values.tolist() == [4, 5]


def test_nothing_less_something_and_something_less_nothing_are_nothing() -> None:
    load, nothing = series("load", HOUR, [0], [4]), series("load_forecast", HOUR, [], [])
    assert len(difference(load, [nothing], "Error")) == 0
    assert len(difference(nothing, [load], "Error")) == 0


def test_a_long_series_becomes_buckets_with_their_least_and_most() -> None:
    # 16 quarters in at most 4 points: buckets of an hour, counted from midnight in Texas.
    values = [1.0, 2, 3, 4, 10, 10, 10, 10, -5, 5_000, 0, 1, 8, 8, 8, 8]
    found = coarser(series("rt_spp", QUARTER, [15 * n for n in range(16)], values), 4)
    assert found.interval == HOUR
    assert minutes_of(found) == [0, 60, 120, 180]
    assert found.values.tolist() == [2.5, 10, 1_249, 8]
    assert found.low is not None
    assert found.high is not None
    assert found.low.tolist() == [1, 10, -5, 8]
    assert found.high.tolist() == [4, 10, 5_000, 8]


def test_a_gap_stays_a_gap_between_buckets() -> None:
    found = coarser(series("rt_spp", QUARTER, [0, 15, 150, 225], [1, 2, 3, 4]), 5)
    assert minutes_of(found) == [0, 120, 180]


def test_a_short_series_stays_what_it_is() -> None:
    given = series("rt_spp", QUARTER, [0, 15], [1, 2])
    assert coarser(given, 2) is given
    nothing = series("rt_spp", QUARTER, [], [])
    assert coarser(nothing, 2) is nothing
