"""Chance without memory: the same names and times give the same numbers, with the promised spread."""

import numpy as np

from ingestion.simulator.noise import chance, draw, wave, white

INDEX = np.arange(20_000, dtype=np.int64)


def test_white_noise_has_mean_zero_and_deviation_one() -> None:
    values = white(1, "any", INDEX)
    assert abs(values.mean()) < 0.03
    assert abs(values.std() - 1.0) < 0.03
    assert abs(np.corrcoef(values[:-1], values[1:])[0, 1]) < 0.03


def test_seed_and_name_both_matter() -> None:
    assert not np.array_equal(white(1, "a", INDEX), white(2, "a", INDEX))
    assert not np.array_equal(white(1, "a", INDEX), white(1, "b", INDEX))
    assert chance(1, "a", 5) != chance(1, "b", 5)


def test_a_value_does_not_depend_on_what_else_is_asked() -> None:
    assert white(3, "x", INDEX)[777] == white(3, "x", INDEX[777:778])[0]
    assert draw(3, "x", 777) == white(3, "x", INDEX)[777]


def test_a_wave_is_continuous_and_forgets() -> None:
    t = np.arange(0, 400_000_000, 1800, dtype=np.int64)
    values = wave(5, "w", t, 36_000)
    assert abs(values.std() - 1.0) < 0.05
    assert np.abs(np.diff(values)).max() < 1.0
    # Twenty steps of 30 minutes are one knot; three knots on nothing is remembered.
    assert abs(np.corrcoef(values[:-60], values[60:])[0, 1]) < 0.05


def test_chance_is_even() -> None:
    values = [chance(9, "even", index) for index in range(4000)]
    assert abs(np.mean(values) - 0.5) < 0.02
    assert min(values) >= 0.0
    assert max(values) < 1.0
