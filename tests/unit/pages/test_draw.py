"""Figures from cards and series: what each trace looks like, and what stands beside it."""

from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from models.card import TODAY, CardSpec, ChartKind, Part, Span
from models.problems import Invalid
from models.selection import Window
from models.series import Series
from pages.figures.draw import CHARTS, COMPARED, WRITTEN, draw, write
from pages.figures.points import decode
from tests.support.drawing import START, bucketed, series, words

DAY = Window(START, START + timedelta(hours=24))
PRICES = CardSpec(
    "hubs", "Hub prices", ChartKind.STEP, (Part("rt_spp", ("HB_WEST",)), Part("dam_spp", ("HB_HUBAVG",))), TODAY
)
SUPPLY = CardSpec("supply", "Supply", ChartKind.LINE, (Part("demand"), Part("demand_expected")), TODAY)
FUELS = CardSpec("fuels", "Fuels", ChartKind.AREA, (Part("generation"),), TODAY)


def traces(figure: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {trace["meta"]["key"]: trace for trace in figure["data"]}


def test_real_time_is_solid_forecasts_dashed_day_ahead_dotted() -> None:
    prices = traces(
        draw(PRICES, [series("rt_spp", [1, 2], entity="HB_WEST"), series("dam_spp", [3], entity="HB_HUBAVG")], DAY)
    )
    assert prices["rt_spp:HB_WEST:HU"]["line"]["shape"] == "hv"
    assert "dash" not in prices["rt_spp:HB_WEST:HU"]["line"]
    assert prices["dam_spp:HB_HUBAVG:AH"]["line"]["dash"] == "1.5px,3px"
    supply = traces(draw(SUPPLY, [series("demand", [1, 2]), series("demand_expected", [3, 4])], DAY))
    assert supply["demand_expected:ERCOT:"]["line"]["dash"] == "4px,3px"
    assert supply["demand_expected:ERCOT:"]["meta"]["forecast"]


def test_figures_hold_token_names_and_no_template() -> None:
    figure = draw(PRICES, [series("rt_spp", [1, 2], entity="HB_WEST")], DAY)
    assert figure["data"][0]["line"]["color"] == "--place-west"
    assert "template" not in figure["layout"]


def test_values_reach_the_figure_unchanged() -> None:
    values = [36.34, -3.2, 4999.0]
    figure = draw(PRICES, [series("rt_spp", values, entity="HB_WEST")], DAY)
    trace = figure["data"][0]
    assert decode(trace["y"]).tolist()[: -trace["meta"]["closing"]] == values


def test_labels_at_line_ends_say_the_last_value() -> None:
    figure = draw(PRICES, [series("rt_spp", [40, 48.72], entity="HB_WEST")], DAY)
    (end,) = figure["layout"]["meta"]["ends"]
    assert (end["name"], end["value"], end["y"]) == ("West", "48.7", 48.72)


def test_one_mark_per_excursion_with_its_peak() -> None:
    calm = [30.0] * 90
    west = series("rt_spp", [*calm, 4_000, 4_812, 900, *([30.0] * 5), 700, *([30.0] * 300)], entity="HB_WEST")
    meta = draw(PRICES, [west], DAY)["layout"]["meta"]
    assert [mark["text"] for mark in meta["spikes"]] == ["4,812", "700"]
    assert meta["spikes"][0]["when"] == "22:45"
    assert meta["full"]["range"][1] >= 4_812
    assert draw(PRICES, [west], DAY)["layout"]["yaxis"]["range"][1] == 100


def test_calm_prices_have_no_marks() -> None:
    meta = draw(PRICES, [series("rt_spp", [30.0, 35.0], entity="HB_WEST")], DAY)["layout"]["meta"]
    assert meta["spikes"] == []
    assert "full" not in meta


def fuels(*given: tuple[str, list[float]]) -> list[Series]:
    return [series("generation", values, entity=code) for code, values in given]


def test_fuels_stack_in_one_order_whatever_order_they_come_in() -> None:
    figure = draw(FUELS, fuels(("SOLAR", [5, 6]), ("NUCLEAR", [1, 1]), ("WIND", [3, 3])), DAY)
    assert [trace["name"] for trace in figure["data"]] == ["Nuclear", "Wind", "Solar"]


def test_storage_that_charges_lies_below_zero_in_a_stack_of_its_own() -> None:
    figure = draw(FUELS, fuels(("STORAGE", [-400, 300]), ("GAS", [20_000, 21_000])), DAY)
    found = traces(figure)
    assert decode(found["generation:STORAGE:"]["y"]).tolist() == [0, 300]
    assert decode(found["generation:STORAGE:down"]["y"]).tolist() == [-400, 0]
    assert found["generation:STORAGE:down"]["stackgroup"] != found["generation:STORAGE:"]["stackgroup"]
    assert found["generation:STORAGE:down"]["fillpattern"]["shape"] == "/"
    assert figure["layout"]["yaxis"]["range"][0] <= -400
    assert figure["layout"]["meta"]["unit"] == "GW"


def test_the_sun_is_named_where_it_shone() -> None:
    figure = draw(FUELS, fuels(("GAS", [30_000, 30_000, 30_000]), ("SOLAR", [0, 20_000, 0])), DAY)
    (mark,) = figure["layout"]["meta"]["inside"]
    assert (mark["name"], mark["y"]) == ("Solar", 40_000)
    assert [end["name"] for end in figure["layout"]["meta"]["ends"]] == ["Gas"]


def test_a_gap_is_blank_and_marked() -> None:
    gas = series("generation", [1, 2, 0, 4], entity="GAS", skip=[2])
    figure = draw(FUELS, [gas], DAY)
    assert np.isnan(decode(figure["data"][0]["y"])).sum() == 2
    assert len(figure["layout"]["meta"]["gaps"]) == 1


@pytest.mark.parametrize("card", [PRICES, SUPPLY, FUELS])
def test_nothing_to_draw_is_an_empty_figure(card: CardSpec) -> None:
    figure = draw(card, [], DAY)
    assert figure["data"] == []
    assert figure["layout"]["yaxis"]["range"][0] < figure["layout"]["yaxis"]["range"][1]


def test_a_rolling_window_ends_with_its_newest_interval_unless_it_is_late() -> None:
    card = CardSpec("hubs", "Hubs", ChartKind.STEP, (Part("rt_spp", ("HB_WEST",)),), Span(timedelta(hours=24)))
    fresh = series("rt_spp", [1.0] * 94, entity="HB_WEST")
    late = series("rt_spp", [1.0] * 40, entity="HB_WEST")
    end = int((START + timedelta(minutes=94 * 15)).timestamp() * 1000)
    assert draw(card, [fresh], DAY)["layout"]["xaxis"]["range"][1] == end
    assert draw(card, [late], DAY)["layout"]["xaxis"]["range"][1] == int(DAY.end.timestamp() * 1000)


def test_one_quarter_hour_in_a_year_keeps_its_height_and_its_place() -> None:
    """In buckets of 6 hours one quarter-hour at 5,000 raises its bucket's mean to 238.3 alone, its most to 5,000."""
    quarters = np.full(365 * 96, 31.3)
    quarters[20_001] = 5_000.0
    buckets = quarters.reshape(-1, 24)
    year = bucketed(
        "rt_spp",
        buckets.mean(1).tolist(),
        timedelta(hours=6),
        low=buckets.min(1),
        high=buckets.max(1),
        entity="HB_WEST",
    )
    figure = draw(PRICES, [year], Window(START, START + timedelta(days=365)))
    band, line = figure["data"]
    assert line["meta"]["key"] == "rt_spp:HB_WEST:HU"
    assert band["meta"]["band"] == line["meta"]["key"]
    x, y = decode(band["x"]), decode(band["y"])
    assert y.max() == 5_000.0
    step = 6 * 3_600_000
    bucket = START.timestamp() * 1000 + 20_001 // 24 * step
    assert x[y == 5_000.0].tolist() == [bucket, bucket + step]
    (mark,) = figure["layout"]["meta"]["spikes"]
    assert (mark["text"], mark["peak"]) == ("5,000", 5_000.0)
    assert bucket <= mark["x"] <= bucket + step
    assert figure["layout"]["meta"]["full"]["range"][1] >= 5_000


def test_what_was_never_combined_has_no_band() -> None:
    figure = draw(PRICES, [series("rt_spp", [1, 2], entity="HB_WEST")], DAY)
    assert [trace["meta"].get("band") for trace in figure["data"]] == [None]


@pytest.mark.parametrize("kind", ChartKind)
def test_every_kind_has_one_way_to_be_shown(kind: ChartKind) -> None:
    assert [kind in each for each in (CHARTS, WRITTEN, COMPARED)].count(True) == 1
    card = CardSpec("one", "One", kind, (Part("demand"),))
    given = [series("demand", [41_000.0, 42_000.0])]
    if kind in CHARTS:
        assert draw(card, given, DAY)["data"]
    elif kind in WRITTEN:
        assert "42,000" in words(write(card, given, DAY))
    else:
        with pytest.raises(Invalid, match="not written"):
            write(card, given, DAY)


def test_a_table_is_no_chart() -> None:
    with pytest.raises(Invalid, match="not a chart"):
        draw(CardSpec("t", "T", ChartKind.TABLE, (Part("rt_spp"),)), [], DAY)
