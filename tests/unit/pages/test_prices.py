"""The cards, chips and words of the prices page, from a view alone."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from models.card import CardSpec, ChartKind
from models.points import LISTED, Point
from models.selection import Window
from pages.figures import colours
from pages.figures.draw import draw
from pages.parts import controls, missing, picker
from pages.parts.view import Known, View, parse
from pages.prices import PAGE, cards
from tests.support.drawing import series, words

AT = datetime(2026, 9, 27, 4, 30, tzinfo=UTC)
BOTH = Point("WND_1", "WND_1", "RN", "LZ_WEST")
LOCAL = Point("PUN_1", "PUN_1", "PUN", "LZ_WEST", frozenset({"rt_spp"}))
KNOWN = Known({"WND_1": BOTH, "PUN_1": LOCAL}, {"HB_PAN": date(2019, 1, 1), "HB_WEST": date(2018, 2, 3)})


def view(search: str) -> View:
    return parse(search, PAGE.offer, AT, KNOWN)


def by_id(search: str) -> dict[str, CardSpec]:
    return {card.id: card for card in cards(view(search))}


def parts(card: CardSpec) -> list[tuple[str, ...]]:
    return [(part.id, *part.entities) for part in card.parts]


def test_lines_and_table_are_of_every_point_the_rest_of_the_first() -> None:
    found = by_id("?points=HB_WEST,WND_1")
    assert parts(found["price-lines"]) == [("rt_spp", "HB_WEST", "WND_1"), ("dam_spp", "HB_WEST", "WND_1")]
    assert parts(found["price-spread"]) == [("rt_spp-dam_spp", "HB_WEST")]
    assert parts(found["price-heat"]) == [("rt_spp", "HB_WEST")]
    assert parts(found["price-curve"]) == [("rt_spp", "HB_WEST"), ("dam_spp", "HB_WEST")]
    assert parts(found["price-summary"]) == [
        ("rt_spp", "HB_WEST"),
        ("dam_spp", "HB_WEST"),
        ("rt_spp", "WND_1"),
        ("dam_spp", "WND_1"),
    ]
    assert found["price-heat"].title == "West hub, real time, hour by day"


@pytest.mark.parametrize(
    ("show", "ids", "counted"),
    [
        ("rt", {"price-lines"}, "rt_spp"),
        ("da", {"price-lines"}, "dam_spp"),
        ("da,spread", {"price-lines", "price-spread"}, "dam_spp"),
        ("spread", {"price-spread"}, "rt_spp-dam_spp"),
    ],
)
def test_what_is_switched_off_is_left_out(show: str, ids: set[str], counted: str) -> None:
    found = by_id(f"?points=HB_WEST,HB_PAN&show={show}")
    always = {"price-heat", "price-curve", "price-summary"}
    assert set(found) == always | ids
    assert all({id for id, *_ in parts(found[id])} == {counted} for id in always)
    off = [card.id for card in PAGE.specimen if card.id not in found]
    bar: Any = controls.bar(view(f"?show={show}"), AT, off)[0]
    assert getattr(bar, "data-off", "").split() == off


def test_a_node_without_a_market_leaves_that_market_to_the_others() -> None:
    found = by_id("?points=PUN_1,HB_WEST")
    assert parts(found["price-lines"]) == [("rt_spp", "PUN_1", "HB_WEST"), ("dam_spp", "HB_WEST")]
    assert "price-spread" not in found
    # Only what is switched on is shown, so the first point that has it takes over.
    assert parts(by_id("?points=PUN_1,HB_WEST&show=da")["price-heat"]) == [("dam_spp", "HB_WEST")]
    assert parts(by_id("?points=PUN_1&show=da")["price-heat"]) == [("rt_spp", "PUN_1")]


def test_the_last_thing_shown_cannot_be_switched_off() -> None:
    def switches(search: str) -> list[Any]:
        bar: Any = controls.bar(view(search), AT)[0]
        (group,) = [each for each in bar.children if each.className == "switches"]
        return [(words(each), getattr(each, "href", None)) for each in group.children]

    mark = "\N{CHECK MARK}"
    assert switches("?show=rt") == [(f"{mark} RT", None), ("DA", "?show=rt,da"), ("Spread", "?show=rt,spread")]
    assert switches("")[2] == (f"{mark} Spread", "?show=rt,da")


def test_a_chip_has_its_lines_colour_and_the_way_to_do_without_it() -> None:
    def chips(search: str) -> list[tuple[str, str, str | None]]:
        listed: Any = picker.chips(view(search)).children[0]
        return [
            (words(chip.children[1]), chip.children[0].className, chip.children[2].href if chip.children[2:] else None)
            for chip in listed.children
        ]

    assert chips("?points=HB_WEST,WND_1,LZ_AEN") == [
        ("West", "swatch hub place-west", "?points=WND_1,LZ_AEN"),
        ("WND_1", "swatch zone place-houston", "?points=HB_WEST,LZ_AEN"),
        ("Austin Energy", "swatch zone place-other", "?points=HB_WEST,WND_1"),
    ]
    assert chips("?points=HB_WEST") == [("West", "swatch hub place-west", None)]


def test_nodes_take_in_order_the_colours_that_hubs_leave_over() -> None:
    codes = ["N1", "HB_HOUSTON", "N2", "LZ_SOUTH", "N3", "N4", "N5", "N6"]
    assert colours.chosen(codes) == {
        "HB_HOUSTON": "--place-houston",
        "LZ_SOUTH": "--place-south",
        "N1": "--place-north",
        "N2": "--place-west",
        "N3": "--place-pan",
        "N4": "--place-hubavg",
        "N5": "--place-houston",
        "N6": "--place-south",
    }


def test_before_prices_begin_the_first_day_is_said_and_led_to() -> None:
    early = view("?points=HB_PAN&from=2018-12-30&to=2018-12-31")
    (card, *_) = cards(early)
    assert missing.nothing(card, early) == (
        "No prices for HB_PAN before 1 Jan 2019. Earliest: 1 Jan 2019.",
        "",
        "Go to 1 Jan 2019",
        "?points=HB_PAN&from=2019-01-01&to=2019-01-02",
    )
    both = view("?points=HB_PAN,HB_WEST&from=2018-01-01&to=2018-01-01")
    assert missing.nothing(cards(both)[0], both)[0] == (
        "No prices for HB_PAN and HB_WEST before 3 Feb 2018. Earliest: 3 Feb 2018."
    )
    later = view("?points=HB_PAN&from=2019-01-01&to=2019-01-02")
    assert missing.nothing(cards(later)[0], later)[0] == (
        "No prices for HB_PAN for 1 \N{EN DASH} 2 Jan 2019."
    )  # fmt: skip
    never = view("?points=HB_NORTH")
    assert missing.nothing(cards(never)[0], never)[0] == "No prices for HB_NORTH yet."


def test_points_without_prices_among_others_are_named() -> None:
    def said(*given: tuple[str, str, int]) -> str:
        found = [series(measure, [1.0] * count, entity=code) for measure, code, count in given]
        return missing.remark(view("?points=HB_WEST,HB_PAN,WND_1"), found)

    whole = [(measure, code, 3) for measure in ("rt_spp", "dam_spp") for code in ("HB_WEST", "HB_PAN", "WND_1")]
    assert said(*whole) == ""
    assert said(*whole[:1], ("rt_spp", "HB_PAN", 0), *whole[2:]) == "Panhandle: no real-time prices in these days."
    assert said(*(each for each in whole if each[1] == "HB_WEST"), ("rt_spp", "WND_1", 0)) == (
        "Panhandle and WND_1: no prices in these days."
    )
    assert said(*whole[:5]) == "WND_1: no day-ahead prices in these days."
    assert said(*whole[:2]) == "WND_1: no prices in these days."


def test_a_spread_is_filled_above_and_below_zero() -> None:
    made = series("rt_spp", [5.0, -3.0, 2.0], entity="HB_WEST")
    made = replace(made, measure=replace(made.measure, id="rt_spp-dam_spp"))
    (card,) = [each for each in cards(view("?points=HB_WEST")) if each.id == "price-spread"]
    traces = {each["meta"]["key"]: each for each in draw(card, [made], Window(AT, AT.replace(hour=9)))["data"]}
    key = "rt_spp-dam_spp:HB_WEST:HU"
    assert set(traces) == {key, f"{key}:above", f"{key}:below"}
    assert (traces[f"{key}:above"]["fillcolor"], traces[f"{key}:below"]["fillcolor"]) == ("--above", "--below")
    assert card.kind is ChartKind.STEP


def test_results_say_what_they_are_and_nothing_is_said_in_words() -> None:
    options, said = picker.found("wnd", [BOTH, LISTED["HB_WEST"]])
    assert [words(option) for option in options] == [
        "WND_1 Resource node \N{MIDDLE DOT} LZ_WEST",
        "West hub HB_WEST Hub",
    ]
    assert [getattr(option, "data-point") for option in options] == ["WND_1", "HB_WEST"]
    assert (words(said), getattr(said, "data-answers")) == ("2 points found.", "wnd")
    _, none = picker.found("<b>", [])
    assert words(none) == f"No point has {chr(0x201C)}<b>{chr(0x201D)} in its name, code, zone or kind."
    _, many = picker.found("a", [BOTH] * 20)
    assert words(many) == "The first 20; type more to narrow them down."
