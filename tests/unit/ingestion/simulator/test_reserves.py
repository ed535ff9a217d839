"""The control room's readings: when they fall, how large they are, and what an emergency does to them."""

from datetime import date

import numpy as np
import pytest

from ingestion.simulator import days
from ingestion.simulator.reserves import GROUPS, latest_reading, readings
from ingestion.simulator.world import World

DAY = days.day_on(date(2026, 5, 5))


@pytest.fixture(scope="module")
def world() -> World:
    return World(7)


def test_readings_fall_at_ercots_seconds() -> None:
    at = readings(DAY)
    assert len(at) == 24 * 60 * 6
    assert sorted(set((at % 60).tolist())) == [4, 12, 24, 32, 44, 52]
    assert len(readings(days.day_on(date(2026, 11, 1)))) == 25 * 60 * 6


@pytest.mark.parametrize(("now", "expected"), [(3, -8), (4, 4), (11, 4), (12, 12), (59, 52)])
def test_the_latest_reading_is_never_in_the_future(now: int, expected: int) -> None:
    assert latest_reading(DAY.start + now) == DAY.start + expected


def test_reserves_stay_where_a_healthy_grid_keeps_them(world: World) -> None:
    for month in range(1, 13):
        prc = world.reserves.prc(readings(days.day_on(date(2026, month, 17))))
        assert prc.min() > 3300
        assert prc.max() < 17000


def test_frequency_hovers_around_sixty(world: World) -> None:
    hertz = world.reserves.frequency(readings(DAY))
    assert abs(hertz.mean() - 60) < 0.01
    assert hertz.min() >= 59.97 - 1e-9
    assert hertz.max() <= 60.03 + 1e-9


def test_a_spike_of_price_comes_with_a_dip_of_reserves(world: World) -> None:
    for number in range(60):
        day = days.day_on(date.fromordinal(date(2026, 5, 1).toordinal() + number))
        spike = world.market.spike(day.date)
        if spike is not None and spike.height > 300:
            around = np.array([spike.centre - 3 * spike.width, spike.centre], dtype=np.int64)
            assert world.reserves.prc(around)[1] < world.reserves.prc(around)[0] - 500
            return
    raise AssertionError("two months without a spike")


@pytest.mark.parametrize(("level", "threshold"), [(1, 2500), (2, 2000), (3, 1500)])
def test_an_emergency_takes_reserves_under_the_threshold_of_its_level(level: int, threshold: int) -> None:
    world = World(7)
    at = readings(DAY)
    start = int(at[5000])
    calm = world.reserves.prc(at)
    world.events.declare(start, level)
    prc = world.reserves.prc(at)
    np.testing.assert_array_equal(prc[:5000], calm[:5000])
    assert prc[5000:].max() < threshold
    assert prc[5000:].min() > threshold - 300


def test_after_the_end_of_an_emergency_reserves_recover() -> None:
    world = World(7)
    at = readings(DAY)
    calm = world.reserves.prc(at)
    world.events.declare(int(at[3000]), 3)
    world.events.declare(int(at[3600]), 0)
    np.testing.assert_allclose(world.reserves.prc(at)[3600 + 61 :], calm[3600 + 61 :])


def test_an_unknown_level_is_refused() -> None:
    with pytest.raises(ValueError, match="level must be one of"):
        World(7).events.declare(0, 4)


def test_the_monitor_reads_every_key_of_every_group(world: World) -> None:
    read = world.reserves.monitor(readings(DAY)[:10])
    assert set(read) == {key for keys in GROUPS.values() for key in keys}
    assert sum(len(keys) for keys in GROUPS.values()) == 60
    assert read["regUpDeployed"].min() >= 0
    np.testing.assert_allclose(read["regUpDeployed"] + read["regUpUndeployed"], read["regUpCap"])
    assert read["capDecreaseGenBp"].max() < 0
