"""Duration curves: every point is true, ends and spikes are kept."""

from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from models.card import CardSpec, ChartKind, Part
from models.selection import Window
from pages.figures.draw import draw
from pages.figures.duration import thinned
from pages.figures.points import decode
from tests.support.drawing import START, bucketed, series

DAY = Window(START, START + timedelta(hours=24))
CARD = CardSpec("curve", "Curve", ChartKind.DURATION, (Part("rt_spp", ("HB_WEST", "HB_NORTH")),))


def points(figure: dict[str, Any], n: int = 0) -> list[tuple[float, float]]:
    trace = figure["data"][n]
    return list(zip(decode(trace["x"]).tolist(), decode(trace["y"]).tolist(), strict=True))


def test_a_point_says_the_share_of_time_at_or_above_a_value() -> None:
    figure = draw(CARD, [series("rt_spp", [30, 50, 10, 30, -5, 30, 20, 20], entity="HB_WEST")], DAY)
    # Of eight: one at 50, four at or above 30, six at or above 20, seven at or above 10, all at or above -5.
    assert points(figure) == [(0, 50), (12.5, 50), (50, 30), (75, 20), (87.5, 10), (100, -5)]
    assert figure["data"][0]["line"]["shape"] == "vh"
    assert figure["data"][0]["meta"]["count"] == 8
    assert figure["layout"]["xaxis"]["range"] == [0, 100]
    assert figure["layout"]["meta"]["across"] == "share"


def test_what_is_no_number_is_not_counted() -> None:
    figure = draw(CARD, [series("rt_spp", [30, float("nan"), 10, 20], entity="HB_WEST")], DAY)
    assert points(figure) == [(0, 30), (pytest.approx(100 / 3), 30), (pytest.approx(200 / 3), 20), (100, 10)]


def test_each_series_is_counted_for_itself_and_named_at_its_end() -> None:
    figure = draw(
        CARD, [series("rt_spp", [1, 3], entity="HB_WEST"), series("rt_spp", [8, 4, 6], entity="HB_NORTH")], DAY
    )
    assert [trace["meta"]["count"] for trace in figure["data"]] == [3, 2]
    assert [(end["name"], end["y"]) for end in figure["layout"]["meta"]["ends"]] == [("West", 1), ("North", 4)]
    assert figure["layout"]["meta"]["inside"] == []


def test_the_day_ahead_curve_is_dotted() -> None:
    figure = draw(CARD, [series("rt_spp", [1, 3], entity="HB_WEST"), series("dam_spp", [2], entity="HB_WEST")], DAY)
    assert [trace["line"].get("dash") for trace in figure["data"]] == ["1.5px,3px", None]


def test_one_curve_alone_says_its_half_and_its_time_below_zero() -> None:
    figure = draw(CARD, [series("rt_spp", [40, 30, 20, 10, -5, -6, -7, 0], entity="HB_WEST")], DAY)
    meta = figure["layout"]["meta"]
    (half,) = meta["inside"]
    assert (half["x"], half["y"], half["name"]) == (50, 10, "half the time above 10.00")
    assert (meta["below"]["from"], meta["below"]["words"]) == (62.5, "below 0 for 37.5 % of time")
    assert meta["negative"]
    calm = draw(CARD, [series("rt_spp", [40, 30, 0], entity="HB_WEST")], DAY)
    assert calm["layout"]["meta"]["below"] is None


def test_of_one_place_in_two_markets_real_time_says_its_half_and_its_time_below_zero() -> None:
    real = series("rt_spp", [-20, -10, 10, 20], entity="HB_WEST")
    ahead = series("dam_spp", [30, 40], entity="HB_WEST")
    meta = draw(CARD, [real, ahead], DAY)["layout"]["meta"]
    assert [mark["name"] for mark in meta["inside"]] == ["half the time above 10.00"]
    assert meta["below"]["words"] == "below 0 for 50.0 % of time"
    other = series("dam_spp", [30, 40], entity="HB_NORTH")
    apart = draw(CARD, [real, other], DAY)["layout"]["meta"]
    assert (apart["inside"], apart["below"]) == ([], None)


def test_a_spike_stops_the_axis_and_is_named_with_its_time() -> None:
    figure = draw(CARD, [series("rt_spp", [*[30.0] * 90, 4_812.0], entity="HB_WEST")], DAY)
    meta = figure["layout"]["meta"]
    assert figure["layout"]["yaxis"]["range"][1] == 100
    (mark,) = meta["spikes"]
    assert (mark["x"], mark["text"], mark["when"]) == (0, "4,812", "26 Sep 22:30")
    assert meta["full"]["range"][1] >= 4_812
    assert points(figure)[0] == (0, 4_812)


def test_of_buckets_the_peak_is_the_one_inside_them() -> None:
    given = bucketed("rt_spp", [30.0] * 99 + [80.0], timedelta(hours=1), high=[30.0] * 99 + [5_000.0], entity="HB_WEST")
    figure = draw(CARD, [given], DAY)
    assert [mark["text"] for mark in figure["layout"]["meta"]["spikes"]] == ["5,000"]
    assert figure["data"][0]["meta"]["combined"]


def test_a_long_curve_is_thinned_to_points_of_its_own_with_both_ends() -> None:
    values = np.sort(np.random.default_rng(3).normal(30, 15, 35_000))[::-1]
    values[0] = 5_000.0
    shares = 100 * np.arange(1, 35_001) / 35_000
    keep = thinned(shares, values)
    x, y = shares[keep], values[keep]
    assert len(x) <= 900
    assert (y[0], y[-1]) == (5_000.0, values[-1])
    truth = dict(zip(values.tolist(), shares.tolist(), strict=True))
    assert all(truth[value] == share for value, share in zip(y.tolist(), x.tolist(), strict=True))
    assert (np.diff(x) > 0).all()
    # Between two points no more of the time is passed over than one could see.
    assert np.diff(x).max() < 0.5


def test_nothing_to_count_is_an_empty_figure() -> None:
    for given in ([], [series("rt_spp", [], entity="HB_WEST")], [series("rt_spp", [float("nan")], entity="HB_WEST")]):
        assert draw(CARD, given, DAY)["data"] == []
