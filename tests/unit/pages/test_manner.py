"""How a page is looked at: read strictly, wrong words answered, carried along by every address."""

from datetime import UTC, datetime

import pytest

from pages.parts import manner, viewing
from pages.parts.view import MONTH, TODAY, Offer, parse
from tests.support.drawing import words

AT = datetime(2026, 9, 27, 4, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("search", "refresh", "wall", "rotate"),
    [
        ("", 30, False, None),
        (None, 30, False, None),
        ("?refresh=30", 30, False, None),
        ("?refresh=60", 60, False, None),
        ("?refresh=120&range=7d", 120, False, None),
        ("?refresh=300&wall=1", 300, True, None),
        ("?wall=1&rotate", 30, True, 30),
        ("?wall=1&rotate=", 30, True, 30),
        ("?wall=1&rotate=10", 30, True, 10),
        ("?wall=1&rotate=600", 30, True, 600),
    ],
)
def test_what_is_asked_for(search: object, refresh: int, wall: bool, rotate: int | None) -> None:
    found = manner.parse(search)
    assert (found.refresh, found.wall, found.rotate, dict(found.problems)) == (refresh, wall, rotate, {})


@pytest.mark.parametrize(
    ("search", "word", "said"),
    [
        ("?refresh=7", "refresh", "every 30, 60, 120 or 300 seconds, not every \N{LEFT DOUBLE QUOTATION MARK}7"),
        ("?refresh=", "refresh", "It asks every 30 s."),
        ("?refresh=060", "refresh", "It asks every 30 s."),
        ("?refresh=1e9", "refresh", "It asks every 30 s."),
        ("?refresh=<script>", "refresh", "<script>"),
        ("?wall=yes", "wall", "wall=1"),
        ("?wall=1&rotate=9", "rotate", "every 10 to 600 seconds"),
        ("?wall=1&rotate=601", "rotate", "They turn every 30 s."),
        ("?wall=1&rotate=-30", "rotate", "They turn every 30 s."),
        ("?wall=1&rotate=" + "9" * 500, "rotate", "They turn every 30 s."),
        ("?wall=1&rotate=\N{ARABIC-INDIC DIGIT THREE}\N{ARABIC-INDIC DIGIT ZERO}", "rotate", "They turn every 30 s."),
        ("?rotate=30", "rotate", "add wall=1"),
    ],
)
def test_what_is_wrong_is_said_and_the_default_stands_in(search: str, word: str, said: str) -> None:
    found = manner.parse(search)
    assert list(found.problems) == [word]
    assert said in found.problems[word]
    assert found.refresh == 30
    assert found.rotate in (None, 30)
    assert len(found.problems[word]) < 200
    assert words(viewing.problems(found)) == found.problems[word]


def test_an_address_that_says_too_much_has_no_manner() -> None:
    assert manner.parse("?refresh=60&" + "a" * 2_000) == manner.Manner()
    assert manner.address("?" + "a" * 2_001, wall="1") == "?wall=1"


def test_a_page_does_not_complain_of_them_and_takes_them_along() -> None:
    view = parse("?range=30d&refresh=60&wall=1&rotate=45", Offer((TODAY, MONTH)), AT)
    assert dict(view.problems) == {}
    assert view.address(range="today") == "?refresh=60&wall=1&rotate=45"
    assert "&refresh=60&wall=1&rotate=45" in view.stepped(-1)
    # What is drawn is the same however one looks at it, so that a zoom outlives the change.
    assert view.key == parse("?range=30d", Offer((TODAY, MONTH)), AT).key == "?range=30d"


def test_the_menu_keeps_the_rest_of_the_address() -> None:
    search = "?range=7d&points=HB_WEST,LZ_WEST&refresh=60"
    assert manner.address(search, refresh="300") == "?range=7d&points=HB_WEST,LZ_WEST&refresh=300"
    assert manner.address(search, refresh=None) == "?range=7d&points=HB_WEST,LZ_WEST"
    drawn = str(viewing.content(search, manner.parse(search)))
    assert drawn.count("aria-current='true'") == 1
    assert words(viewing.content(search, manner.parse(search))).startswith("Refresh 30 s 1 min 2 min 5 min")
