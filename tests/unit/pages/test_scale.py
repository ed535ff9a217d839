"""The value axis by DESIGN's rules: zero, round ends, and the stop for spikes."""

import numpy as np

from pages.figures import scale


def test_power_starts_at_zero() -> None:
    found = scale.from_zero(np.array([42_000.0, 78_354.0]))
    assert found.low == 0
    assert found.high >= 78_354
    assert found.ticks == (0, 20_000, 40_000, 60_000, 80_000)


def test_a_little_below_zero_costs_a_little() -> None:
    found = scale.from_zero(np.array([-4_100.0, 80_000.0]))
    assert -10_000 <= found.low <= -4_100
    assert 0 in found.ticks


def test_prices_show_zero_when_near_it_and_not_when_far() -> None:
    assert scale.around(np.array([10.67, 48.72])).low == 0
    assert scale.around(np.array([2_000.0, 2_100.0])).low > 1_900
    assert scale.around(np.array([-20.0, 40.0])).low <= -20


def test_an_axis_holds_still_for_small_changes() -> None:
    assert scale.from_zero(np.array([70_000.0])) == scale.from_zero(np.array([70_900.0]))


def test_a_spike_stops_the_axis_at_a_round_fifty() -> None:
    calm = np.full(99, 30.0)
    # The 98th percentile times 1.25 is far below 100, so the axis stops at 100; 401 is over four times that.
    assert scale.spike_stop(np.append(calm, 401.0)) == 100
    assert scale.spike_stop(np.append(calm, 400.0)) is None
    dear = np.full(99, 130.0)
    assert scale.spike_stop(np.append(dear, 4_812.0)) == 200
    stopped = scale.clipped_at(100, np.append(calm, 4_812.0))
    assert (stopped.low, stopped.high, stopped.clipped) == (0, 100, True)


def test_no_values_is_no_crash() -> None:
    nothing = np.empty(0)
    assert scale.spike_stop(nothing) is None
    assert scale.from_zero(nothing).high > 0
    assert scale.around(nothing).high > scale.around(nothing).low
