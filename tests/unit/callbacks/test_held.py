"""What is sent again: nothing that the browser holds, everything that changed, and all of it when in doubt."""

from datetime import timedelta
from typing import Any

import pytest
from dash import no_update

from callbacks.shared.held import Held
from models.card import TODAY, CardSpec, ChartKind, Part
from models.selection import Window
from pages.figures.draw import draw
from pages.figures.points import decode
from tests.support.drawing import START, series

DAY = Window(START, START + timedelta(hours=24))
CARD = CardSpec("hubs", "Hubs", ChartKind.STEP, (Part("rt_spp", ("HB_WEST",)),), TODAY)


def figure(values: list[float], skip: tuple[int, ...] = ()) -> dict[str, Any]:
    return draw(CARD, [series("rt_spp", values, entity="HB_WEST", skip=skip)], DAY)


def test_a_text_is_sent_once() -> None:
    first = Held({})
    assert first.text("a", ["words"]) == ["words"]
    second = Held(first.account)
    assert second.text("a", ["words"]) is no_update
    third = Held(second.account)
    assert third.text("a", ["other words"]) == ["other words"]


def test_a_text_left_alone_stays_known() -> None:
    first = Held({})
    first.text("a", "words")
    second = Held(first.account)
    assert second.keep("a") is no_update
    assert Held(second.account).text("a", "words") is no_update


def test_only_new_points_travel() -> None:
    first = Held({})
    assert first.figure("hubs", figure([1, 2, 3])) is not None
    second = Held(first.account)
    sent = second.figure("hubs", figure([1, 2, 3, 4]))
    assert sent is not None
    (trace,) = sent["data"]
    assert trace["meta"]["from"] == 3
    # The new value, and the point that finishes its interval.
    assert decode(trace["y"]).tolist() == [4, 4]
    assert Held(second.account).figure("hubs", figure([1, 2, 3, 4])) is None


def test_a_correction_sends_the_whole_line() -> None:
    first = Held({})
    first.figure("hubs", figure([1, 2, 3]))
    sent = Held(first.account).figure("hubs", figure([1, 2.5, 3, 4]))
    assert sent is not None
    assert sent["data"][0]["meta"]["from"] == 0
    assert decode(sent["data"][0]["y"]).tolist() == [1, 2.5, 3, 4, 4]


def test_a_gap_that_is_filled_sends_the_whole_line() -> None:
    first = Held({})
    first.figure("hubs", figure([1, 2, 3, 4], skip=(1,)))
    sent = Held(first.account).figure("hubs", figure([1, 2, 3, 4]))
    assert sent is not None
    assert sent["data"][0]["meta"]["from"] == 0


def test_what_does_not_grow_is_sent_whole_when_it_changed() -> None:
    card = CardSpec("heat", "Heat", ChartKind.HEAT_MAP, (Part("rt_spp", ("HB_WEST",)),), TODAY)

    def heat(values: list[float]) -> dict[str, Any]:
        return draw(card, [series("rt_spp", values, entity="HB_WEST")], DAY)

    first = Held({})
    assert first.figure("heat", heat([1, 2, 3])) is not None
    assert Held(first.account).figure("heat", heat([1, 2, 3])) is None
    second = Held(first.account)
    sent = second.figure("heat", heat([1, 2, 3, 4]))
    assert sent == heat([1, 2, 3, 4])
    assert Held(second.account).figure("heat", heat([1, 2, 3, 4])) is None


@pytest.mark.parametrize(
    "account",
    [
        None,
        3,
        "x",
        [],
        {"hubs": 3},
        {"hubs": {"rt_spp:HB_WEST:HU": 3}},
        {"hubs": {"rt_spp:HB_WEST:HU": [-1, "x"]}},
        {"hubs": {"rt_spp:HB_WEST:HU": [10**9, "x"]}},
        {"hubs": {"rt_spp:HB_WEST:HU": ["2", None]}},
        {"hubs": {"rt_spp:HB_WEST:HU": [True, {}]}},
    ],
)
def test_nonsense_from_a_browser_means_sending_everything(account: object) -> None:
    sent = Held(account).figure("hubs", figure([1, 2, 3]))
    assert sent is not None
    assert sent["data"][0]["meta"]["from"] == 0
