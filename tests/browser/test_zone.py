"""The zone of time in Chromium: in the address, on every clock of a page, taken along, and left by the back button."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from playwright.sync_api import Browser, expect

from callbacks.shared import render
from models.clock import CENTRAL
from pages.figures import labels
from pages.figures import zone as shown
from pages.parts.view import zone_asked
from tests.support.browser_server import DESK, PHONE, visit

pytestmark = pytest.mark.browser

BERLIN, KOLKATA = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Kolkata")
HOUR = timedelta(hours=1)
_TICKS = "card => { const a = document.querySelector('#' + card + '-chart .js-plotly-plot').layout.xaxis;"
_TICKS += " return a.tickvals.map((value, n) => [value, a.ticktext[n]]); }"
_LAST = "([card, key]) => { const t = document.querySelector('#' + card + '-chart .js-plotly-plot').data"
_LAST += ".find(t => t.meta && t.meta.key === key); return t.x[t.x.length - 1 - t.meta.closing]; }"


def written(value: float, zone: ZoneInfo) -> str:
    at = datetime.fromtimestamp(value / 1000, zone)
    return f"{at.day} {at:%b}" if (at.hour, at.minute) == (0, 0) else f"{at:%H:%M}"


@pytest.fixture(autouse=True)
def never_late(monkeypatch: pytest.MonkeyPatch) -> None:
    """Times of data, however long the made-up numbers have been lying there: lateness has words of its own."""
    monkeypatch.setattr(render, "freshness_by_dataset", lambda _feeds: {})


def test_ticks_hover_heads_and_table_follow_the_address(browser: Browser, full_address: str) -> None:
    with visit(browser, zone="Europe/Berlin") as seen:
        page = seen.page
        page.goto(f"{full_address}/capacity")
        seen.settle(2)
        central = page.evaluate(_TICKS, "prc")
        assert [words for _, words in central] == [written(value, CENTRAL) for value, _ in central]
        expect(page.locator("#clock")).to_have_text(re.compile(r"^\d\d:\d\d:\d\d C[SD]T$"))
        expect(page.locator(".zone-choice[aria-current]")).to_have_text("Central")

        page.locator(".zone-choice", has_text="UTC").click()
        expect(page).to_have_url(re.compile(r"/capacity\?tz=utc$"))
        expect(page.locator(".zone-choice[aria-current]")).to_have_text("UTC")
        expect(page.locator("#prc-head")).to_contain_text(" UTC")
        utc = page.evaluate(_TICKS, "prc")
        assert [words for _, words in utc] == [written(value, ZoneInfo("UTC")) for value, _ in utc]
        expect(page.locator("#clock")).to_have_text(re.compile(r" UTC$"))

        page.locator(".zone-choice", has_text="Own").click()
        expect(page.locator("#prc-head")).to_contain_text("UTC+")
        own = page.evaluate(_TICKS, "prc")
        assert [words for _, words in own] == [written(value, BERLIN) for value, _ in own]
        last = datetime.fromtimestamp(page.evaluate(_LAST, ["prc", "prc:ERCOT:"]) / 1000, BERLIN)
        letters = f"UTC+{int((last.utcoffset() or HOUR) / HOUR)}"
        expect(page.locator("#prc-head")).to_contain_text(f"{last.day} {last:%b} \N{MIDDLE DOT} {last:%H:%M} {letters}")
        box = page.locator("#prc-plot").bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 60)
        expect(page.locator("#prc-plot .tip.on time")).to_have_text(
            re.compile(rf"^\d+ \w+ \d\d:\d\d {re.escape(letters)} · \d\d:\d\d UTC$")
        )
        page.locator("#prc-plot").focus()
        page.keyboard.press("t")
        expect(page.locator("#prc-table tbody th").first).to_have_text(
            f"{last.day} {last:%b %Y} {last:%H:%M} {letters}"
        )
        expect(page.locator("#prc-table caption")).to_contain_text("times Europe/Berlin")
        page.keyboard.press("t")

        page.go_back()
        expect(page.locator("#prc-head")).not_to_contain_text("UTC+")
        expect(page.locator("#prc-head")).to_contain_text(" UTC")
        page.go_back()
        expect(page.locator("#prc-head")).to_contain_text(re.compile(r"C[SD]T"))
        expect(page.locator("#clock")).to_have_text(re.compile(r"C[SD]T$"))
        again = page.evaluate(_TICKS, "prc")
        assert [words for _, words in again] == [written(value, CENTRAL) for value, _ in again]
        assert seen.complaints == []


def test_ticks_stand_on_the_hours_of_a_zone_with_half_hours(browser: Browser, full_address: str) -> None:
    with visit(browser, zone="Asia/Kolkata") as seen:
        seen.page.goto(f"{full_address}/?tz=own")
        seen.settle()
        ticks = seen.page.evaluate(_TICKS, "fuel-mix")
        local = [datetime.fromtimestamp(value / 1000, KOLKATA) for value, _ in ticks]
        assert len(local) >= 4
        assert all(at.minute == 0 for at in local)
        assert [words for _, words in ticks] == [written(value, KOLKATA) for value, _ in ticks]
        expect(seen.page.locator("#fuel-mix-head")).to_contain_text("UTC+5:30")
        days = seen.page.evaluate(
            "([start, end]) => ercot.time.ticks(start, end, 8)",
            [
                datetime(2026, 11, 1, tzinfo=UTC).timestamp() * 1000,
                datetime(2026, 11, 15, tzinfo=UTC).timestamp() * 1000,
            ],
        )
        starts = [datetime.fromtimestamp(value / 1000, KOLKATA) for value in days["values"]]
        assert len(starts) == 7
        assert all((at.hour, at.minute) == (0, 0) for at in starts)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Asia/Shanghai", "Australia/Lord_Howe", "UTC"])
def test_browser_and_server_write_the_same_letters(browser: Browser, full_address: str, zone: str) -> None:

    with visit(browser, zone=zone) as seen:
        seen.page.goto(f"{full_address}/?tz=own")
        seen.page.wait_for_function("() => window.ercot && window.ercot.time")
        for at in (datetime(2026, 1, 15, 9, 30, tzinfo=UTC), datetime(2026, 7, 15, 9, 30, tzinfo=UTC)):
            with shown.showing(zone_asked({"tz": "own", "own": zone})):
                expected = labels.clock_zone(at)
            said = seen.page.evaluate(
                "ms => ercot.time.clock(ms) + ' ' + ercot.time.letters(ms)", at.timestamp() * 1000
            )
            assert said == expected


def test_links_and_keys_take_the_zone_along(browser: Browser, full_address: str) -> None:
    with visit(browser) as seen:
        page = seen.page
        page.goto(full_address)
        seen.settle()
        page.locator(".clock-choice summary").click()
        page.locator(".clock-menu [data-zone=utc]").click()
        expect(page).to_have_url(f"{full_address}/?tz=utc")
        expect(page.locator("#demand-body .when")).to_contain_text(re.compile(r"\d\d:\d\d"))
        expect(page.locator("#supply-demand-head")).to_contain_text(" UTC")
        page.locator(".nav-top .nav-link", has_text="Capacity").click()
        expect(page).to_have_url(f"{full_address}/capacity?tz=utc")
        expect(page.locator(".zone-choice[aria-current]")).to_have_text("UTC")
        expect(page.locator(".nav-top [aria-current=page]")).to_have_text("Capacity")
        expect(page.locator(".nav-top .nav-link", has_text="Data")).to_have_attribute("href", "/data?tz=utc")
        page.keyboard.type("gd")
        expect(page).to_have_url(f"{full_address}/data?tz=utc")
        expect(page.locator("#feeds-head")).to_contain_text("UTC")
        page.go_back()
        expect(page).to_have_url(f"{full_address}/capacity?tz=utc")
        page.go_back()
        expect(page).to_have_url(f"{full_address}/?tz=utc")
        page.go_back()
        expect(page).to_have_url(f"{full_address}/")
        expect(page.locator("#supply-demand-head")).to_contain_text(re.compile(r"C[SD]T"))
        assert seen.complaints == []


@pytest.mark.parametrize("path", ["/", "/data", "/capacity"])
def test_a_zone_that_is_none_is_said_where_it_is_chosen(browser: Browser, full_address: str, path: str) -> None:
    with visit(browser) as seen:
        seen.page.goto(f"{full_address}{path}?tz=moon")
        problem = seen.page.locator(".problem:visible, .zone-problem:visible")
        expect(problem).to_have_text("There is no such zone of time; there are central, utc, own. Times are Central.")
        expect(seen.page.locator("#clock")).to_have_text(re.compile(r"C[SD]T$"))
        assert seen.complaints == []


@pytest.mark.parametrize("path", ["/", "/capacity"])
def test_a_zone_that_the_server_does_not_know_is_said(
    browser: Browser, full_address: str, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(name: str) -> ZoneInfo:
        raise ZoneInfoNotFoundError(name)

    monkeypatch.setattr(shown, "ZoneInfo", unknown)
    with visit(browser, zone="Europe/Berlin") as seen:
        seen.page.goto(f"{full_address}{path}?tz=own")
        expect(seen.page.locator(".problem:visible, .zone-problem:visible")).to_have_text(
            "Your browser's zone of time ('Europe/Berlin') is not known here. Times are Central."
        )
        expect(seen.page.locator("#clock")).to_have_text(re.compile(r"C[SD]T$"))
        assert seen.complaints == []


@pytest.mark.parametrize(("size", "touch"), [(DESK, False), (PHONE, True)])
def test_the_clock_opens_the_choice_and_nothing_scrolls_sideways(
    browser: Browser, full_address: str, size: tuple[int, int], touch: bool
) -> None:
    with visit(browser, size, touch=touch, zone="Asia/Kolkata") as seen:
        page = seen.page
        page.goto(f"{full_address}/capacity")
        seen.settle(2)
        page.locator(".clock-choice summary").click()
        menu = page.locator(".clock-menu")
        box = menu.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= size[0]
        expect(menu).to_contain_text("operating days")
        menu.get_by_role("button", name="Own").click()
        expect(page).to_have_url(f"{full_address}/capacity?tz=own")
        expect(page.locator("#prc-head")).to_contain_text("UTC+5:30")
        expect(menu).not_to_be_visible()
        assert page.evaluate("() => document.documentElement.scrollWidth") == size[0]
        assert seen.complaints == []
