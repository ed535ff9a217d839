"""The simulated grid obeys what any grid obeys."""

from datetime import date

import numpy as np
import pytest

from ingestion.simulator import days, weather
from ingestion.simulator.grid import SOLAR_CAPACITY, WIND_CAPACITY, Grid, GridDay, hourly

DAYS = [date(2026, 1, 15), date(2026, 3, 8), date(2026, 8, 12), date(2026, 11, 1)]


@pytest.fixture(scope="module")
def grid() -> Grid:
    return Grid(7)


@pytest.fixture(params=DAYS, ids=str)
def state(grid: Grid, request: pytest.FixtureRequest) -> GridDay:
    return grid.day(request.param)


def test_a_day_has_a_tick_every_five_minutes(state: GridDay) -> None:
    assert len(state.t) == state.day.hours * 12 + 1
    assert hourly(state.demand).shape == (state.day.hours,)


def test_generation_meets_demand_and_exports(state: GridDay) -> None:
    made = state.coal + state.gas + state.nuclear + state.hydro + state.other + state.wind_total + state.solar
    np.testing.assert_allclose(made + state.storage, state.demand + state.ties.sum(axis=0), atol=0.01)


def test_nothing_gives_more_than_it_has_or_less_than_nothing(state: GridDay) -> None:
    for values in (state.coal, state.gas, state.nuclear, state.hydro, state.other, state.solar, state.wind, state.load):
        assert values.min() >= -1e-6
    assert state.solar_hsl.max() <= SOLAR_CAPACITY
    assert (state.wind_hsl.max(axis=1) <= WIND_CAPACITY).all()
    assert (state.wind <= state.wind_hsl + 1e-6).all()
    assert (state.solar <= state.solar_hsl + 1e-6).all()
    assert (state.capacity > state.demand).all()


def test_there_is_no_sun_at_night(state: GridDay) -> None:
    below = weather.sun_height(state.t) <= 0
    assert below.any()
    assert state.solar[below].max() == 0.0
    assert state.solar.max() > 1000.0


def test_net_storage_is_charging_plus_discharging(state: GridDay) -> None:
    np.testing.assert_allclose(state.charging + state.discharging, state.storage, atol=0.01)
    assert state.charging.max() <= 0.0
    assert state.discharging.min() >= 0.0


def test_days_join_without_a_seam(grid: Grid) -> None:
    for day in DAYS:
        here = grid.day(day)
        there = grid.day(here.day.next().date)
        for name in ("demand", "wind_total", "solar", "storage", "gas", "capacity"):
            assert getattr(here, name)[-1] == pytest.approx(getattr(there, name)[0])


def test_two_grids_of_one_seed_are_equal_in_any_order(grid: Grid) -> None:
    other = Grid(7)
    for day in reversed(DAYS):
        np.testing.assert_array_equal(other.day(day).gas, grid.day(day).gas)
    assert not np.array_equal(Grid(8).day(DAYS[0]).gas, grid.day(DAYS[0]).gas)


def test_seasons_show(grid: Grid) -> None:
    def mean_temperature(month: int) -> float:
        return float(np.mean([grid.day(date(2026, month, day)).temperature.mean() for day in range(5, 25, 4)]))

    assert mean_temperature(8) > mean_temperature(1) + 12
    assert grid.day(date(2026, 8, 12)).demand.max() > 1.15 * grid.day(date(2026, 3, 8)).demand.max()


def test_weekends_draw_less(grid: Grid) -> None:
    weeks = [days.day_on(date(2026, 4, 6)).date.toordinal() + 7 * week for week in range(4)]
    working = np.mean([grid.day(date.fromordinal(monday + day)).demand.mean() for monday in weeks for day in range(5)])
    free = np.mean([grid.day(date.fromordinal(monday + day)).demand.mean() for monday in weeks for day in (5, 6)])
    assert free < working
