"""The summary table, in words."""

from datetime import timedelta
from typing import Any

from models.card import CardSpec, ChartKind, Part
from models.selection import Window
from pages.figures.draw import write
from tests.support.drawing import START, series, words

DAY = Window(START, START + timedelta(hours=24))
CARD = CardSpec("summary", "Summary", ChartKind.SUMMARY, (Part("rt_spp", ("HB_WEST",)),))


def rows(table: Any) -> list[list[str]]:
    body: Any = table.children.children[2]
    return [[words(cell) for cell in row.children] for row in body.children]


def test_a_row_says_last_least_mean_most_and_the_days_spreads() -> None:
    # Hours cost -2, -1, 0 ... 21: the dearest two less the cheapest two are 21 + 20 + 2 + 1, of four
    # 21 + 20 + 19 + 18 + 2 + 1 - 0 - 1.
    west = series("rt_spp", [float(n // 4) - 2 for n in range(96)], entity="HB_WEST")
    (row,) = rows(write(CARD, [west], DAY))
    assert row[:-1] == [
        "West HB_WEST",
        "21.00",
        "\N{MINUS SIGN}2.00",
        "26 Sep 00:00",
        "9.50",
        "21.00",
        "26 Sep 23:00",
        "8.3 %",
        "44.00",
        "80.00",
    ]


def test_what_is_missing_is_a_dash_and_a_day_that_is_not_whole_has_no_spread() -> None:
    empty, short = (
        rows(write(CARD, [series("rt_spp", values, entity="HB_WEST")], DAY))[0] for values in ([], [5.0, 7.0])
    )
    dash = "\N{EN DASH}"
    assert empty[1:-1] == [dash] * 9
    assert short[1:-1] == ["7.00", "5.00", "26 Sep 00:00", "6.00", "7.00", "26 Sep 00:15", "0.0 %", dash, dash]


def test_heads_say_what_the_spread_of_a_day_is() -> None:
    table: Any = write(CARD, [series("rt_spp", [1.0], entity="HB_WEST")], DAY)
    heads = [cell for cell in table.children.children[1].children.children if words(cell)[:3] in ("TB2", "TB4")]
    assert [words(head).split() for head in heads] == [["TB2", "$/MW-day"], ["TB4", "$/MW-day"]]
    for head, count in zip(heads, ("two", "four"), strict=True):
        assert f"the sum of a day's {count} dearest hours less the sum of its {count} cheapest" in getattr(
            head.children[0], "data-bubble"
        )


def test_power_has_no_spreads_and_no_decimals() -> None:
    card = CardSpec("summary", "Summary", ChartKind.SUMMARY, (Part("load", ("ERCOT",)),))
    (row,) = rows(write(card, [series("load", [41_000.0, 43_000.0])], DAY))
    assert row[:-1] == ["Load ERCOT", "43,000", "41,000", "26 Sep 00:00", "42,000", "43,000", "26 Sep 01:00", "0.0 %"]


def test_markets_are_told_apart() -> None:
    both = [series("rt_spp", [1.0], entity="HB_WEST"), series("dam_spp", [2.0], entity="HB_WEST")]
    assert [row[1] for row in rows(write(CARD, both, DAY))] == ["real time", "day-ahead"]
