"""Marks above the charts: switched on in the menu, told by pointer, keyboard and touch, and leading to papers."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from callbacks.shared import marking
from dashapp.factory import create_app
from dashapp.settings import Settings
from models.clock import floor, now
from models.observation import Origin
from models.store.embedded import Cluster
from tests.support import browser_grid
from tests.support.browser_server import DESK, PHONE, Visit, served, visit
from tests.support.database import fresh_database
from tests.support.happenings import happen

pytestmark = pytest.mark.browser

HOUR = timedelta(hours=1)
ALL = "?marks=conditions,messages,corrections,outages"


@pytest.fixture(scope="module")
def eventful(cluster: Cluster) -> Iterator[str]:
    """The product over a day on which something of each kind happened, hours apart."""
    at = floor(now(), HOUR)
    with fresh_database(cluster, origin=Origin.SIMULATED) as database:
        browser_grid.fill(database, at - 27 * HOUR, at)
        browser_grid.declare_feeds(database, at)
        happen(database, at)
        with served(create_app(Settings.model_validate({}), database)) as address:
            yield address


def flags(seen: Visit, card: str) -> list[str]:
    """What the marks of a card say to those who do not see them."""
    return [each.get_attribute("aria-label") or "" for each in seen.page.locator(f"#{card}-plot .mark-flag").all()]


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_marks_are_off_until_they_are_switched_on(browser: Browser, eventful: str, size: tuple[int, int]) -> None:
    with visit(browser, size) as seen:
        page = seen.page
        page.goto(eventful)
        seen.settle()
        expect(page.locator(".mark-flag")).to_have_count(0)
        page.locator(".viewing summary").click()
        page.locator("[data-mark=conditions]").click()
        expect(page.locator("[data-mark=conditions][aria-current]")).to_have_text("\N{CHECK MARK}Conditions")
        expect(page.locator("#hub-prices-plot .mark-flag").first).to_be_attached()
        assert page.url.endswith("/?marks=conditions")
        page.locator("[data-mark=messages]").click()
        expect(page.locator("[data-mark=messages][aria-current]")).to_be_visible()
        assert page.url.endswith("/?marks=conditions,messages")
        page.locator("[data-mark=conditions]").click()
        # The menu still says what held before the first of the two.
        page.locator("[data-mark=messages]").click()
        expect(page.locator(".mark-flag")).to_have_count(0)
        assert "marks" not in page.url
        assert seen.complaints == []
        assert page.evaluate("() => violations") == []


def test_each_chart_has_the_marks_that_concern_it(browser: Browser, eventful: str) -> None:
    with visit(browser) as seen:
        seen.page.goto(eventful + ALL)
        seen.settle()
        expect(seen.page.locator("#hub-prices-plot .mark-flag")).not_to_have_count(0)
        prices, fuels = " | ".join(flags(seen, "hub-prices")), " | ".join(flags(seen, "fuel-mix"))
        for everywhere in ("Watch", "OCN"):
            assert everywhere in prices
            assert everywhere in fuels
        assert "West hub, real-time price corrected" in prices
        assert "corrected" not in fuels
        assert "No data: Fuel mix" in fuels
        assert "No data" not in prices
        # The outage is as long as it was: an hour of the 24 that are shown.
        share = seen.page.evaluate(
            "() => { const a = document.querySelector('#fuel-mix-chart .js-plotly-plot')._fullLayout.xaxis;"
            "const span = document.querySelector('#fuel-mix-plot .mark-span');"
            "return span.offsetWidth / a._length * (a.range[1] - a.range[0]); }"
        )
        assert share == pytest.approx(3_600_000, rel=0.06)
        assert seen.complaints == []


def test_a_mark_tells_by_keyboard_and_opens_its_papers(browser: Browser, eventful: str) -> None:
    with visit(browser) as seen:
        page = seen.page
        page.goto(f"{eventful}/?marks=messages")
        seen.settle()
        flag = page.locator("#hub-prices-plot .mark-flag")
        page.locator("#hub-prices-plot").focus()
        page.keyboard.press("Tab")
        expect(flag).to_be_focused()
        bubble = page.locator("#bubble")
        expect(bubble).to_contain_text("OCN")
        expect(bubble).to_contain_text("Hot <b>weather</b> is expected. (Active)")
        expect(bubble).to_have_attribute("role", "tooltip")
        expect(flag).to_have_attribute("aria-describedby", "bubble")
        page.keyboard.press("Escape")
        expect(bubble).to_be_hidden()
        expect(flag).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#papers")).to_contain_text("what happened")
        assert seen.complaints == []


def test_a_correction_leads_to_the_value_with_its_old_one(browser: Browser, eventful: str) -> None:
    with visit(browser) as seen:
        page = seen.page
        page.goto(f"{eventful}/?marks=corrections")
        seen.settle()
        flag = page.locator("#hub-prices-plot .mark-flag")
        flag.hover()
        old = browser_grid.price("HB_WEST")(floor(now(), HOUR) - 6 * HOUR)
        change = f"corrected: {old:,.2f} \N{RIGHTWARDS ARROW} {old + 1000:,.2f} $/MWh"
        expect(page.locator("#bubble")).to_contain_text(change)
        flag.click()
        papers = page.locator("#papers")
        expect(papers.locator(".papers-value")).to_contain_text(f"{old + 1000:,.2f}")
        expect(papers).to_contain_text(f"{old:,.2f}")
        assert seen.complaints == []


def test_marks_that_lie_on_each_other_stand_together(browser: Browser, eventful: str) -> None:
    with visit(browser, PHONE, touch=True) as seen:
        page = seen.page
        page.goto(eventful + ALL)
        seen.settle()
        several = page.locator("#hub-prices-plot .mark-flag.several").first
        several.scroll_into_view_if_needed()
        several.tap()
        bubble = page.locator("#bubble")
        expect(bubble).to_have_attribute("role", "group")
        entries = bubble.locator(".bubble-entry")
        count = int(several.text_content() or "0")
        expect(entries).to_have_count(count)
        assert count >= 2
        bubble.get_by_role("button").first.tap()
        expect(page.locator("#papers")).to_be_visible()
        expect(bubble).to_be_hidden()
        assert seen.complaints == []


def test_an_unknown_kind_is_said(browser: Browser, eventful: str) -> None:
    with visit(browser) as seen:
        seen.page.goto(f"{eventful}/?marks=alarms")
        expect(seen.page.locator(".viewing-problems")).to_contain_text("There are no marks named")
        assert seen.complaints == []


def test_marks_that_cannot_be_read_leave_the_charts_alone(
    browser: Browser, eventful: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("read to fail")

    monkeypatch.setattr(marking, "marks", broken)
    with visit(browser) as seen:
        seen.page.goto(f"{eventful}/?marks=messages")
        seen.settle()
        expect(seen.page.locator("#notice")).to_contain_text("The marks could not be read. The data is safe. ref ")
        expect(seen.page.locator(".mark-flag")).to_have_count(0)
        expect(seen.page.locator(".failed")).to_have_count(0)
        assert seen.complaints == []
