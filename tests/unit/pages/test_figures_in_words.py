"""What is written beside figures: comparisons, thresholds, the price table, the ruler, the ranking."""

from datetime import timedelta

import pytest
from dash.development.base_component import Component

from models.card import LAST_DAY, CardSpec, ChartKind, Part
from models.selection import Window
from pages.figures import price_table, ranking, ruler, stat
from pages.figures.spark import spark
from tests.support.drawing import START, series, words

MINUS = "\N{MINUS SIGN}"
DAY = Window(START, START + timedelta(hours=24))


def test_prices_compare_with_the_day_ahead_hour_they_lie_in() -> None:
    real_time = series("rt_spp", [30, 31, 32, 33, 36.34], entity="HB_HUBAVG")
    ahead = series("dam_spp", [99, 35.52], entity="HB_HUBAVG")
    assert stat.comparison(real_time, ahead) == "+0.82 to day-ahead"


def test_hourly_output_compares_with_the_forecast_of_its_hour() -> None:
    assert stat.comparison(series("wind_generation", [6_516]), series("wind_stwpf", [6_929, 1])) == (
        f"forecast 6,929 \N{MIDDLE DOT} {MINUS}6 %"
    )
    assert stat.comparison(series("solar_generation", [3]), series("solar_stppf", [9])) == "forecast 9"
    assert stat.comparison(series("wind_generation", [6_516]), series("wind_stwpf", [])) == "no forecast"


def test_demand_looks_ahead_to_the_next_full_hour() -> None:
    expected = series("demand_expected", [float(n) for n in range(70_000, 70_024)])
    assert stat.comparison(series("demand", [69_000, 69_100]), expected) == "70,012 expected at 01:00"


def test_frequency_stands_beside_inertia() -> None:
    assert stat.comparison(series("frequency", [60.019]), series("inertia", [327_400])) == "inertia 327 GW·s"


@pytest.mark.parametrize(
    ("megawatts", "said"),
    [
        (18_450, "15,950 above EEA 1"),
        (2_700, "200 above EEA 1"),
        (2_400, "100 below EEA 1"),
        (1_900, "100 below EEA 2"),
        (1_400, "100 below EEA 3"),
    ],
)
def test_reserves_against_the_thresholds_in_force(megawatts: float, said: str) -> None:
    assert stat.threshold_words(megawatts, START) == said


def test_nothing_to_compare_says_nothing() -> None:
    assert stat.comparison(series("demand", []), None) == ""
    assert stat.comparison(series("demand", [1.0]), None) == ""


def test_a_cell_without_a_value_has_a_dash_never_a_zero() -> None:
    card = CardSpec("demand", "Demand", ChartKind.STAT, (Part("demand"),), LAST_DAY)
    cell = stat.draw(card, series("demand", []), None, DAY, marks=[], when=[], late=False)
    assert "\N{EN DASH}" in words(cell)
    assert words(stat.waiting(card)) == "Demand \N{EN DASH} MW no data yet"


def test_a_late_value_is_quiet_and_compares_with_nothing() -> None:
    card = CardSpec("prc", "Reserves", ChartKind.STAT, (Part("prc"),), LAST_DAY)
    cell = stat.draw(card, series("prc", [18_450]), None, DAY, marks=[], when=[], late=True)
    assert "figure quiet" in str(cell)
    assert "above" not in words(cell)


def rows_of(table: Component) -> dict[str, list[str]]:
    found = {}
    for body in table.children[2:]:
        for row in body.children:
            code = row.to_plotly_json()["props"].get("data-entity")
            if code:
                found[code] = [words(cell) for cell in row.children[1:]]
    return found


def test_the_price_table_takes_every_value_from_one_interval() -> None:
    table = price_table.draw(
        [
            series("rt_spp", [30, 29.5], entity="HB_NORTH"),
            series("rt_spp", [50], entity="HB_WEST"),
            series("rt_spp", [70, 0, 68.09], entity="LZ_WEST", skip=[1]),
        ],
        [series("dam_spp", [32.31], entity="HB_NORTH"), series("dam_spp", [35.42], entity="LZ_WEST")],
        DAY,
    )
    rows = rows_of(table)
    # The newest interval is LZ_WEST's third; the others have no value of it, and its own predecessor is missing.
    assert rows["HB_NORTH"][0] == "\N{EN DASH}"
    assert rows["LZ_WEST"][:3] == ["68.09", "\N{EN DASH}", "35.42"]
    assert rows["LZ_WEST"][4] == "+32.67"


def test_the_ruler_says_how_low_it_was_and_when() -> None:
    drawn = ruler.draw(series("prc", [9_000, 18_450]), series("prc_low", [8_900, 18_400]), late=False)
    assert "15,950 above EEA 1" in " ".join(words(drawn).split())
    assert "low 8,900 at 00:00" in " ".join(words(drawn).split())
    assert "off this scale" in words(drawn)
    near = ruler.draw(series("prc", [3_100]), None, late=False)
    assert "off this scale" not in words(near)
    assert words(ruler.draw(series("prc", []), None, late=False)) == "\N{EN DASH}"


def test_the_ranking_puts_the_largest_first_and_the_missing_last() -> None:
    drawn = ranking.draw(
        [
            series("as_available", [835], entity="REGUP"),
            series("as_available", [], entity="RRS"),
            series("as_available", [5_238], entity="NSPIN"),
        ]
    )
    assert words(drawn) == "Non-spin 5,238  Regulation up 835  Responsive reserve \N{EN DASH}".replace("  ", " ")


def test_a_sparkline_breaks_at_gaps_and_keeps_spikes() -> None:
    values = [30.0] * 2_000
    values[777] = 4_812.0
    drawn = spark(series("prc", values), Window(START, START + timedelta(minutes=2_000)), steps=False)
    path = str(drawn.children[0].style["maskImage"])
    assert " 6L" in path or " 6" in path
    broken = spark(series("rt_spp", [1, 2, 0, 4], entity="HB_WEST", skip=[2]), DAY)
    assert str(broken.children[0].style["maskImage"]).count("M") == 2
    assert getattr(spark(series("prc", []), DAY), "children", None) is None
