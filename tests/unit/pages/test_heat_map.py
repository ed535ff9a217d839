"""Heat maps: which cell an hour falls in, on every kind of day, and which colour it has."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from models.card import CardSpec, ChartKind, Part, Span
from models.clock import day_bounds
from models.selection import Window
from models.series import Series
from pages.figures import heat_scale
from pages.figures.draw import draw
from pages.figures.points import decode
from tests.support.drawing import series

WEST = Part("rt_spp", ("HB_WEST",))
SPREAD = Part("rt_spp", ("HB_WEST",), ("dam_spp",), "Spread")
LOAD = Part("load", ("ERCOT",))


def card(part: Part = WEST) -> CardSpec:
    return CardSpec("heat", "Heat", ChartKind.HEAT_MAP, (part,))


def window(first: date, last: date) -> Window:
    return Window(day_bounds(first)[0], day_bounds(last)[1])


def ramp(first: date, last: date) -> Series:
    """A price for each quarter: the number of its hour since the first day began."""
    span = window(first, last)
    count = (span.end - span.start) // timedelta(minutes=15)
    return series("rt_spp", [float(n // 4) for n in range(count)], entity="HB_WEST", start=span.start)


def cells(figure: dict[str, Any]) -> Any:
    trace = figure["data"][0]
    rows, columns = (int(each) for each in trace["z"]["shape"].split(","))
    return decode(trace["z"]).reshape(rows, columns)


def test_days_run_to_the_right_and_hours_down() -> None:
    first, last = date(2026, 1, 5), date(2026, 2, 9)
    drawn = draw(card(), [ramp(first, last)], window(first, last))
    found = cells(drawn)
    assert found.shape == (24, 36)
    assert found[:, 0].tolist() == list(range(24))
    assert found[16, 35] == 35 * 24 + 16
    assert "frame" not in drawn["layout"]["meta"] or drawn["layout"]["meta"]["frame"] is None


def test_at_least_31_days_are_shown_and_the_window_is_framed() -> None:
    first, last = date(2026, 2, 3), date(2026, 2, 9)
    drawn = draw(card(), [ramp(first, last)], window(first, last))
    meta = drawn["layout"]["meta"]
    assert cells(drawn).shape == (24, 31)
    assert meta["edges"][0] == day_bounds(date(2026, 1, 10))[0].timestamp() * 1000
    assert meta["edges"][-1] == day_bounds(last)[1].timestamp() * 1000
    assert (meta["frame"]["from"], meta["frame"]["to"]) == (24, 30)
    assert meta["frame"]["words"] == "Framed: 3 \N{EN DASH} 9 Feb 2026"
    assert np.isnan(cells(drawn)[:, :24]).all()


def test_the_hours_that_are_read_are_those_that_are_shown() -> None:
    at = datetime(2026, 2, 9, 20, tzinfo=UTC)
    narrow = CardSpec("heat", "Heat", ChartKind.HEAT_MAP, (WEST,), Span(timedelta(hours=24)))
    assert narrow.reads(at) == window(date(2026, 1, 10), date(2026, 2, 9))
    wide = window(date(2025, 1, 1), date(2025, 12, 31))
    year = CardSpec("heat", "Heat", ChartKind.HEAT_MAP, (WEST,), Span(start=wide.start, end=wide.end))
    assert year.reads(at) == wide
    line = CardSpec("line", "Line", ChartKind.LINE, (WEST,), Span(timedelta(hours=24)))
    assert line.reads(at) == line.span.window(at)


def test_the_skipped_hour_is_a_cell_of_its_own_kind() -> None:
    """8 March 2026 has 23 hours: its third hour, number 2, is 03:00."""
    day = date(2026, 3, 8)
    drawn = draw(card(), [ramp(day, day)], window(day, day))
    column = cells(drawn)[:, 30]
    assert column[:2].tolist() == [0, 1]
    assert np.isnan(column[2])
    assert column[3:].tolist() == list(range(2, 23))
    meta = drawn["layout"]["meta"]
    assert meta["skipped"] == [[30, 2]]
    assert meta["twice"] == []
    assert meta["notes"] == ["Crossed: 8 Mar had no 02:00"]


def test_the_repeated_hour_keeps_both_its_passes() -> None:
    """2 November 2025 has 25 hours: number 1 is 01:00 CDT, number 2 is 01:00 CST, number 3 is 02:00."""
    day = date(2025, 11, 2)
    drawn = draw(card(), [ramp(day, day)], window(day, day))
    column = cells(drawn)[:, 30]
    assert column[:2].tolist() == [0, 1]
    assert column[2:].tolist() == list(range(3, 25))
    meta = drawn["layout"]["meta"]
    assert meta["twice"] == [[30, 1, 2.0]]
    assert meta["skipped"] == []
    assert meta["notes"] == ["Split: 2 Nov had 01:00 twice"]


def test_a_pass_without_data_is_told_from_one_with() -> None:
    start = day_bounds(date(2025, 11, 2))[0]
    given = series("rt_spp", [7.0] * 8, entity="HB_WEST", start=start)
    drawn = draw(card(), [given], window(date(2025, 11, 2), date(2025, 11, 2)))
    assert drawn["layout"]["meta"]["twice"] == [[30, 1, None]]


def test_an_hour_is_the_mean_of_its_quarters_and_a_gap_is_empty() -> None:
    day = date(2026, 2, 9)
    given = series(
        "rt_spp",
        [10, 20, 30, 40, 0, 0, 0, 0, 5, 5, 5, 9],
        entity="HB_WEST",
        start=day_bounds(day)[0],
        skip=(4, 5, 6, 7),
    )
    column = cells(draw(card(), [given], window(day, day)))[:, 30]
    assert column[0] == 25
    assert np.isnan(column[1])
    assert column[2] == 6


def test_many_years_share_columns_by_weeks() -> None:
    first, last = date(2023, 1, 1), date(2025, 12, 31)
    span = window(first, last)
    hours = (span.end - span.start) // timedelta(hours=1)
    given = series("dam_spp", [1.0] * hours, entity="HB_WEST", start=span.start)
    drawn = draw(card(Part("dam_spp", ("HB_WEST",))), [given], span)
    # 1,096 days at seven to a column; every hour of every one of them has the same mean.
    assert drawn["layout"]["meta"]["each"] == 7
    assert cells(drawn).shape == (24, 157)
    assert (cells(drawn) == 1.0).all()
    assert drawn["layout"]["meta"]["notes"] == []


def test_no_values_are_an_empty_figure() -> None:
    assert draw(card(), [], window(date(2026, 2, 9), date(2026, 2, 9)))["data"] == []


def step_of(found: heat_scale.Steps, value: float) -> str:
    return found.colours[sum(value >= bound for bound in found.bounds)]


@pytest.mark.parametrize(
    ("value", "step"),
    [
        (-251, 1),
        (-10.01, 1),
        (-10, 2),
        (-0.01, 2),
        (0, 3),
        (24.99, 3),
        (25, 4),
        (50, 5),
        (100, 6),
        (250, 7),
        (999, 7),
        (1_000, 8),
        (5_000, 8),
        (9_000, 8),
    ],
)
@pytest.mark.parametrize("others", [[], [5_000.0], [-250.0, 1.0]])
def test_prices_have_the_same_colours_whatever_else_is_shown(value: float, step: int, others: list[float]) -> None:
    found = heat_scale.steps(WEST, np.array([value, *others]))
    assert step_of(found, value) == f"--heat-price-{step}"


def test_spreads_and_errors_diverge_from_zero() -> None:
    spread = heat_scale.steps(SPREAD, np.array([4.0, 900.0]))
    assert [bound + other for bound, other in zip(spread.bounds, reversed(spread.bounds), strict=True)] == [0] * 6
    assert step_of(spread, 0) == "--heat-split-4"
    assert step_of(spread, -101) == "--heat-split-1"
    error = Part("load", ("ERCOT",), ("load_forecast",), "Error")
    found = heat_scale.steps(error, np.array([-1_900.0, 1_500.0, 200.0]))
    assert found.bounds == (-2_000, -1_000, -200, 200, 1_000, 2_000)


def test_power_rises_in_round_steps_and_what_charges_diverges() -> None:
    found = heat_scale.steps(LOAD, np.array([36_000.0, 61_000.0]))
    assert list(found.bounds) == [40_000, 45_000, 50_000, 55_000, 60_000]
    assert [found.colours[0], found.colours[-1], str(len(found.colours))] == ["--heat-rise-1", "--heat-rise-7", "6"]
    net = Part("load", ("ERCOT",), ("wind_generation", "solar_generation"), "Net load")
    assert heat_scale.steps(net, np.array([10_000.0, 50_000.0])).colours[0] == "--heat-rise-1"
    storage = heat_scale.steps(Part("storage_net"), np.array([-4_000.0, 4_600.0]))
    assert storage.colours[3] == "--heat-split-4"
    assert heat_scale.steps(LOAD, np.array([5.0, 5.0])).bounds == ()
