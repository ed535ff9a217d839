"""Gaps break what is drawn, and arrays survive their journey bit by bit."""

from dataclasses import replace
from datetime import timedelta

import numpy as np

from pages.figures import points
from tests.support.drawing import START, bucketed, series

MINUTE = 60_000.0
T0 = START.timestamp() * 1000


def test_a_line_breaks_where_intervals_are_missing() -> None:
    drawn = points.as_line(series("demand", [1, 2, 0, 4], skip=[2]))
    assert drawn.x.tolist() == [T0, T0 + 5 * MINUTE, T0 + 10 * MINUTE, T0 + 15 * MINUTE]
    assert drawn.y[[0, 1, 3]].tolist() == [1, 2, 4]
    assert np.isnan(drawn.y[2])
    assert drawn.closing == 0


def test_steps_reach_the_end_of_their_interval() -> None:
    drawn = points.as_steps(series("rt_spp", [10, 20, 0, 0, 30], entity="HB_WEST", skip=[2, 3]))
    quarter = 15 * MINUTE
    assert (drawn.x - T0).tolist() == [0, quarter, 2 * quarter, 2 * quarter, 4 * quarter, 5 * quarter]
    assert drawn.y[[0, 1, 2, 4, 5]].tolist() == [10, 20, 20, 30, 30]
    assert np.isnan(drawn.y[3])
    assert drawn.closing == 1


def test_an_area_is_blank_from_edge_to_edge_of_a_gap() -> None:
    given = series("generation", [5, 6, 0, 8], entity="WIND", skip=[2])
    drawn = points.as_area(given, given.values)
    assert np.isnan(drawn.y).tolist() == [False, False, True, True, False]
    assert (drawn.x - T0).tolist() == [0, 5 * MINUTE, 5 * MINUTE + 1, 15 * MINUTE - 1, 15 * MINUTE]


def test_gap_marks_span_what_is_missing() -> None:
    assert points.gap_marks(series("demand", [1, 2, 0, 0, 5], skip=[2, 3])) == [(T0 + 10 * MINUTE, T0 + 20 * MINUTE)]


def test_irregular_series_may_wait_longer() -> None:
    scattered = series("lmp", [1, 2, 0, 4], entity="HB_WEST", skip=[2])
    assert len(points.as_line(scattered).x) == 3


def test_nothing_is_drawn_of_nothing() -> None:
    for draw in (points.as_line, points.as_steps):
        assert len(draw(series("demand", [])).x) == 0


def test_arrays_travel_exactly() -> None:
    values = np.array([0.1, -3.2, np.nan, 1e300])
    assert points.decode(points.encode(values)).tobytes() == values.tobytes()


def test_a_band_goes_round_what_lies_between_least_and_most() -> None:
    hour = timedelta(hours=1)
    drawn = points.as_band(bucketed("demand", [5, 6], hour, low=[1, 2], high=[9, 8]))
    assert drawn is not None
    hours = ((drawn.x - T0) / (60 * MINUTE)).tolist()
    assert list(zip(hours, drawn.y.tolist(), strict=True)) == [
        (0, 9), (1, 9), (1, 8), (2, 8), (2, 2), (1, 2), (1, 1), (0, 1),
    ]  # fmt: skip


def test_a_gap_parts_a_band_in_two_rings() -> None:
    drawn = points.as_band(bucketed("demand", [5, 0, 6], timedelta(hours=1), skip=[1]))
    assert drawn is not None
    assert np.isnan(drawn.y).tolist() == [False] * 4 + [True] + [False] * 4
    assert points.as_band(series("demand", [1, 2])) is None


def test_quarters_in_place_of_minutes_are_no_gaps() -> None:
    """Two quarters, a minute that follows at once, then nothing for a minute, then one more."""
    minutes = np.array([0, 15, 30, 32])
    given = replace(
        series("prc", [1, 2, 3, 4]),
        starts=np.datetime64(START.replace(tzinfo=None), "us") + minutes * np.timedelta64(60_000_000, "us"),
        lengths=np.array([15, 15, 1, 1], dtype=np.int64) * 60_000_000,
    )
    assert points.gap_marks(given) == [(T0 + 31 * MINUTE, T0 + 32 * MINUTE)]
    assert (points.as_line(given).x - T0).tolist() == [0, 15 * MINUTE, 30 * MINUTE, 31 * MINUTE, 32 * MINUTE]
