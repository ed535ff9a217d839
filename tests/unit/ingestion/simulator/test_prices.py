"""Prices of the simulated market: within ERCOT's limits, alive, and changed by an emergency from its start on."""

from datetime import date, timedelta

import numpy as np
import pytest

from ingestion.simulator import days, points
from ingestion.simulator.events import Events
from ingestion.simulator.grid import Grid
from ingestion.simulator.prices import PRODUCTS, VALUE_OF_LOST_LOAD, Market

YEAR = [date(2026, 1, 1) + timedelta(days=step) for step in range(0, 364, 3)]


@pytest.fixture(scope="module")
def market() -> Market:
    return Market(Grid(7), Events())


def row(name: str, kind: str) -> int:
    return next(i for i, point in enumerate(points.all_points()) if (point.name, point.kind) == (name, kind))


def test_every_point_and_interval_has_a_price() -> None:
    market = Market(Grid(1), Events())
    for day, quarters in ((date(2026, 3, 8), 92), (date(2026, 5, 5), 96), (date(2026, 11, 1), 100)):
        made = market.day(day)
        assert made.quarter.shape == (len(points.all_points()), quarters)
        assert made.dam.shape == (len(points.all_points()), quarters // 4)
        assert made.mcpc.shape == (len(PRODUCTS), quarters)
        assert np.isfinite(made.quarter).all()


def test_a_year_has_negative_prices_spikes_and_mostly_calm(market: Market) -> None:
    hub = np.concatenate([market.day(day).quarter[row("HB_HUBAVG", "AH")] for day in YEAR])
    assert 0.005 < (hub < 0).mean() < 0.2
    assert (hub > 200).any()
    assert (hub > 200).mean() < 0.01
    assert 15 < np.median(hub) < 45
    assert hub.max() < 1.2 * VALUE_OF_LOST_LOAD


def test_lambda_and_clearing_prices_keep_the_limit_of_the_value_of_lost_load(market: Market) -> None:
    for day in YEAR[::10]:
        assert market.day(day).system_lambda.max() <= VALUE_OF_LOST_LOAD
        assert market.day(day).mcpc.max() <= VALUE_OF_LOST_LOAD
        assert market.day(day).mcpc.min() > 0


def test_day_ahead_lies_near_what_came(market: Market) -> None:
    spread = [
        market.day(day).dam[row("HB_NORTH", "HU")].mean() - market.day(day).quarter[row("HB_NORTH", "HU")].mean()
        for day in YEAR
    ]
    assert abs(np.median(spread)) < 6


def test_congestion_parts_the_panhandle_and_the_west(market: Market) -> None:
    north = np.concatenate([market.day(day).quarter[row("HB_NORTH", "HU")] for day in YEAR])
    panhandle = np.concatenate([market.day(day).quarter[row("HB_PAN", "HU")] for day in YEAR])
    assert (north - panhandle).max() > 10
    assert (north - panhandle).mean() > 0


def test_a_zone_and_its_weighted_twin_differ_by_cents(market: Market) -> None:
    made = market.day(date(2026, 5, 5)).quarter
    apart = np.abs(made[row("LZ_WEST", "LZ")] - made[row("LZ_WEST", "LZEW")])
    assert 0 < apart.max() < 0.1


def test_hub_average_is_the_mean_of_the_four_regional_hubs() -> None:
    weights = {point.name: point.weights for point in points.hubs()}
    regional = [weights[f"HB_{name}"] for name in ("NORTH", "HOUSTON", "SOUTH", "WEST")]
    assert weights["HB_HUBAVG"] == pytest.approx(np.mean(regional, axis=0))


def test_an_emergency_changes_prices_from_its_start_on_and_not_before() -> None:
    events = Events()
    market = Market(Grid(7), events)
    day = days.day_on(date(2026, 5, 5))
    calm = market.day(day.date).quarter.copy()
    start = day.start + 10 * 3600
    events.declare(start, 2)
    tense = market.day(day.date).quarter
    np.testing.assert_array_equal(tense[:, :40], calm[:, :40])
    assert (tense[:, 41:44] > calm[:, 41:44] + 500).all()


def test_a_day_before_the_emergency_is_not_made_again() -> None:
    events = Events()
    market = Market(Grid(7), events)
    before = market.day(date(2026, 5, 4))
    events.declare(days.day_on(date(2026, 5, 5)).start + 3600, 1)
    assert market.day(date(2026, 5, 4)) is before


def test_points_are_ercots_and_the_invented_ones_say_so() -> None:
    assert [point.name for point in points.hubs()] == [
        "HB_BUSAVG", "HB_HOUSTON", "HB_HUBAVG", "HB_NORTH", "HB_PAN", "HB_SOUTH", "HB_WEST",
    ]  # fmt: skip
    assert [point.name for point in points.zones()] == [
        "LZ_AEN", "LZ_CPS", "LZ_HOUSTON", "LZ_LCRA", "LZ_NORTH", "LZ_RAYBN", "LZ_SOUTH", "LZ_WEST",
    ]  # fmt: skip
    assert len(points.nodes()) == 60
    assert all(node.name.startswith("SIM_") for node in points.nodes())
    assert {node.kind for node in points.nodes()} == {"RN", "PCCRN", "PUN"}
    keys = [(point.name, point.kind) for point in points.all_points()]
    assert len(set(keys)) == len(keys) == 7 + 2 * 8 + 2 * 4 + 60
