"""What an address asks for: read strictly, wrong words answered at their place, written back the same."""

from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode

import pytest

from models.points import LISTED, Point
from pages.parts.chosen import MOST_POINTS, Show
from pages.parts.view import (
    ALL,
    AROUND,
    LAST_HOURS,
    MONTH,
    RESOLUTIONS,
    TODAY,
    WEEK,
    Known,
    Offer,
    View,
    named_points,
    parse,
)

OFFER = Offer((TODAY, AROUND, WEEK, MONTH))
# 23:30 on the 26th in Texas, and the 27th already in UTC.
AT = datetime(2026, 9, 27, 4, 30, tzinfo=UTC)


def view(search: object, offer: Offer = OFFER) -> View:
    return parse(search, offer, AT)


@pytest.mark.parametrize(
    ("search", "first", "last"),
    [
        ("", date(2026, 9, 26), date(2026, 9, 26)),
        (None, date(2026, 9, 26), date(2026, 9, 26)),
        ("?range=around", date(2026, 9, 25), date(2026, 9, 27)),
        ("?range=7d", date(2026, 9, 20), date(2026, 9, 26)),
        ("?range=30d", date(2026, 8, 28), date(2026, 9, 26)),
        ("?from=2021-02-14&to=2021-02-16", date(2021, 2, 14), date(2021, 2, 16)),
        ("?from=2010-12-01&to=2010-12-01", date(2010, 12, 1), date(2010, 12, 1)),
        ("?from=2026-09-26&to=2026-10-03", date(2026, 9, 26), date(2026, 10, 3)),
    ],
)
def test_a_range_is_whole_operating_days(search: object, first: date, last: date) -> None:
    found = view(search)
    assert (found.first, found.last, dict(found.problems)) == (first, last, {})


@pytest.mark.parametrize(("day", "hours"), [("2026-03-08", 23), ("2026-03-09", 24), ("2025-11-02", 25)])
def test_clock_change_days_have_their_hours(day: str, hours: int) -> None:
    window = view(f"?from={day}&to={day}").window
    assert window.end - window.start == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("search", "control", "said"),
    [
        ("?from=2026-09-03&to=2026-09-01", "range", "ends before it starts"),
        ("?from=2026-09-26&to=2026-10-04", "range", "4 Oct 2026 lies in the future; forecasts reach 3 Oct 2026"),
        ("?from=2010-11-30&to=2010-12-02", "range", "nodal market began on 1 Dec 2010"),
        ("?from=1626-01-01&to=2026-01-01", "range", "nodal market began"),
        ("?from=2026-02-30&to=2026-03-01", "range", "'2026-02-30' is no date"),
        ("?from=20260301&to=2026-03-01", "range", "'20260301' is no date"),
        ("?from=2026-W10-1&to=2026-03-01", "range", "is no date"),
        ("?from=2026-03-01", "range", "a first and a last day"),
        ("?to=", "range", "a first and a last day"),
        ("?range=century", "range", "no such range; there are today, around, 7d, 30d"),
        ("?resolution=1s", "resolution", "no such resolution; there are auto, 15m, 1h, 1d"),
        ("?hours=24", "address", "\N{LEFT DOUBLE QUOTATION MARK}hours\N{RIGHT DOUBLE QUOTATION MARK}"),
        ("?" + "a" * 2_001, "address", "longer than 2,000"),
        ("?" + "&".join(f"a{n}=1" for n in range(30)), "address", "more than 20"),
    ],
)
def test_what_is_wrong_is_said_and_the_default_stands_in(search: str, control: str, said: str) -> None:
    found = view(search)
    assert list(found.problems) == [control]
    assert said in found.problems[control]
    assert (found.range, found.resolution) == (TODAY, RESOLUTIONS[0])


def test_no_address_is_too_strange() -> None:
    for search in (5, ["?range=7d"], {"range": "7d"}, "?%ff%00=%zz", "?range=%F0%9F%92%A9", "?from=\x00&to=\x00"):
        assert view(search).first == date(2026, 9, 26)


@pytest.mark.parametrize(
    "search", ["?range=7d", "?resolution=1h", "?from=2026-09-01&to=2026-09-03", "?range=around&resolution=1d"]
)
def test_what_is_written_is_read_back_the_same(search: str) -> None:
    found = view(search)
    again = view(found.address())
    assert (again.range, again.first, again.last, again.resolution) == (
        found.range,
        found.first,
        found.last,
        found.resolution,
    )


def test_a_choice_changes_its_own_word_alone() -> None:
    found = view("?from=2026-09-01&to=2026-09-03&resolution=1h")
    assert found.address(range="7d") == "?range=7d&resolution=1h"
    assert found.address(resolution="1d") == "?from=2026-09-01&to=2026-09-03&resolution=1d"
    assert found.address(range="today", resolution="auto") == "?"


def test_steps_move_by_what_is_shown_and_end_where_nothing_lies() -> None:
    found = view("?range=7d")
    assert found.stepped(-1) == "?from=2026-09-13&to=2026-09-19"
    assert found.may_step(-1, AT)
    assert not found.may_step(1, AT)
    assert not view("?from=2010-12-01&to=2010-12-07").may_step(-1, AT)
    assert view("?from=2026-09-25&to=2026-09-25").may_step(1, AT)


def test_the_last_hours_move_on_and_days_stand_still() -> None:
    hours = view("", Offer((LAST_HOURS,))).span
    assert hours.window(AT).end == AT
    assert hours.window(AT).start == datetime(2026, 9, 26, 4, tzinfo=UTC)
    assert view("").span.window(AT + timedelta(days=3)) == view("").window


SHOWS = (Show("rt", "RT", "Real time"), Show("da", "DA", "Day ahead"), Show("spread", "Spread", "Spread"))
POINTED = Offer((TODAY, WEEK, ALL), points=("HB_HUBAVG", "HB_WEST"), shows=SHOWS, opens=WEEK)
NODE = Point("WND_1", "WND_1", "RN", "LZ_WEST")
KNOWN = Known({"WND_1": NODE}, {"HB_WEST": date(2019, 1, 1), "WND_1": date(2024, 5, 6)})


def pointed(search: str) -> View:
    return parse(search, POINTED, AT, KNOWN)


def codes(found: View) -> list[str]:
    return [place.code for place in found.points]


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("", ["HB_HUBAVG", "HB_WEST"]),
        ("?range=7d", ["HB_HUBAVG", "HB_WEST"]),
        ("?points=HB_HOUSTON,LZ_WEST", ["HB_HOUSTON", "LZ_WEST"]),
        ("?points=LZ_WEST,HB_HOUSTON", ["LZ_WEST", "HB_HOUSTON"]),
        ("?points=hb_houston,%20lz_west%20,", ["HB_HOUSTON", "LZ_WEST"]),
        ("?points=Houston+hub,west+ZONE,san+antonio", ["HB_HOUSTON", "LZ_WEST", "LZ_CPS"]),
        ("?points=HB_WEST,West+hub,hb_west,hbWest", ["HB_WEST"]),
        ("?points=wnd_1,HB_WEST,WND_1", ["WND_1", "HB_WEST"]),
        ("?points=" + ",".join(z for z in LISTED if z.startswith("LZ_")), [z for z in LISTED if z.startswith("LZ_")]),
    ],
)
def test_points_are_kept_in_the_order_of_choice(search: str, expected: list[str]) -> None:
    found = pointed(search)
    assert (codes(found), dict(found.problems)) == (expected, {})


def quoted(words: str) -> str:
    return f"\N{LEFT DOUBLE QUOTATION MARK}{words}\N{RIGHT DOUBLE QUOTATION MARK}"


@pytest.mark.parametrize(
    ("points", "expected", "said"),
    [
        ("HB_WEST,NO_SUCH_NODE", ["HB_WEST"], f"There is no point named {quoted('NO_SUCH_NODE')}."),
        ("HB_HOUSTN", None, f"There is no point named {quoted('HB_HOUSTN')}. Did you mean HB_HOUSTON or LZ_HOUSTON?"),
        ("a1b2,c3d4,HB_WEST", ["HB_WEST"], f"There are no points named {quoted('a1b2')}, {quoted('c3d4')}."),
        (
            "a1b2,c3d4,e5f6,g7h8,i9j0",
            None,
            f"There are no points named {quoted('a1b2')}, {quoted('c3d4')}, {quoted('e5f6')} and 2 more.",
        ),
        ("<script>alert(1)</script>", None, f"There is no point named {quoted('<script>alert(1)</script>')}."),
        ("z" * 41, None, f"There is no point named {quoted('z' * 40)}."),
        ("", None, "No point is named."),
        (", ,", None, "No point is named."),
    ],
)
def test_a_wrong_point_is_named_and_the_others_are_shown(points: str, expected: list[str] | None, said: str) -> None:
    found = pointed("?" + urlencode({"points": points}))
    assert codes(found) == (expected or ["HB_HUBAVG", "HB_WEST"])
    assert dict(found.problems) == {"points": said}


def test_of_too_many_points_the_first_are_shown_and_that_is_said() -> None:
    every = list(LISTED)
    found = pointed("?points=" + ",".join(every))
    assert codes(found) == every[:8]
    assert MOST_POINTS == 8
    assert found.problems["points"] == f"At most 8 points are shown; these are the first 8 of {len(every)}."
    thousands = pointed("?points=" + ",".join(f"NODE_{n}" for n in range(3_000)))
    assert codes(thousands) == ["HB_HUBAVG", "HB_WEST"]
    assert "longer than 2,000 characters" in thousands.problems["address"]
    hundreds = pointed("?points=" + ",".join(f"N_{n}" for n in range(280)))
    assert "and 277 more" in hundreds.problems["points"]


@pytest.mark.parametrize(
    ("search", "shown", "problem"),
    [
        ("", ("rt", "da", "spread"), None),
        ("?show=spread,rt", ("rt", "spread"), None),
        ("?show=DA", ("da",), None),
        ("?show=", ("rt", "da", "spread"), "Something must be shown; there are rt, da, spread."),
        ("?show=rt,lmp", ("rt",), f"Nothing here is named {quoted('lmp')}; there are rt, da, spread."),
        (
            "?show=%3Cscript%3E",
            ("rt", "da", "spread"),
            f"Nothing here is named {quoted('<script>')}; there are rt, da, spread.",
        ),
    ],
)
def test_what_is_shown(search: str, shown: tuple[str, ...], problem: str | None) -> None:
    found = pointed(search)
    assert found.shows == shown
    assert found.problems.get("show") == problem


def test_a_page_that_takes_no_points_knows_no_such_word() -> None:
    found = view("?points=HB_WEST&show=rt&range=7d")
    assert list(found.problems) == ["address"]
    assert quoted("points") in found.problems["address"]
    assert (found.points, found.shows, found.range) == ((), (), WEEK)
    assert named_points("?points=HB_WEST", OFFER) == []


def test_addresses_of_the_same_with_one_thing_changed() -> None:
    found = pointed("?points=HB_WEST,wnd_1,LZ_WEST&range=today")
    assert found.address() == "?points=HB_WEST,WND_1,LZ_WEST&range=today"
    assert found.led_by("WND_1") == "?points=WND_1,HB_WEST,LZ_WEST&range=today"
    assert found.without("WND_1") == "?points=HB_WEST,LZ_WEST&range=today"
    assert found.switched("da") == "?points=HB_WEST,WND_1,LZ_WEST&show=rt,spread&range=today"
    assert pointed("?show=rt,spread").switched("da") == "?"
    assert pointed("?points=HB_HUBAVG,hb_west&show=rt,da,spread&range=7d").address() == "?"
    assert pointed(found.address()) == found
    step = pointed("?points=HB_WEST&show=rt&from=2026-09-01&to=2026-09-03").stepped(-1)
    assert step == "?points=HB_WEST&show=rt&from=2026-08-29&to=2026-08-31"


def test_all_begins_with_the_first_price_of_a_chosen_point() -> None:
    def days(search: str) -> tuple[date, date]:
        found = pointed(search)
        return found.first, found.last

    today = date(2026, 9, 26)
    assert days("?range=all") == (date(2019, 1, 1), today)
    assert days("?range=all&points=WND_1") == (date(2024, 5, 6), today)
    assert days("?range=all&points=HB_PAN") == (today - timedelta(days=29), today)
    assert pointed("?range=all").address() == "?range=all"


def test_old_addresses_stay_good() -> None:
    found = pointed("?range=today&resolution=1h")
    assert (found.range, found.resolution.id, codes(found)) == (TODAY, "1h", ["HB_HUBAVG", "HB_WEST"])
    century = pointed("?points=HB_WEST&from=1626-01-01&to=2026-01-01")
    assert (codes(century), list(century.problems)) == (["HB_WEST"], ["range"])
