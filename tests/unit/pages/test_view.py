"""What an address asks for: read strictly, wrong words answered at their place, written back the same."""

from datetime import UTC, date, datetime, timedelta

import pytest

from pages.parts.view import AROUND, LAST_HOURS, MONTH, RESOLUTIONS, TODAY, WEEK, Offer, View, parse

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
