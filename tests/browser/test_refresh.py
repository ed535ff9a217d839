"""How often a page asks: as its reader chose, and never before its feeds can have brought anything."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from dashapp.factory import create_app
from dashapp.settings import Settings
from models.clock import now
from models.observation import Origin
from models.store import runs
from models.store.database import Database
from models.store.embedded import Cluster
from models.store.freshness import feeds_state
from tests.support import browser_grid
from tests.support.browser_server import DESK, PHONE, served, visit
from tests.support.database import fresh_database

pytestmark = pytest.mark.browser


def is_question(request: Request) -> bool:
    return "_dash-update-component" in request.url and "live-ask.data" in (request.post_data or "")


def questions(page: Page) -> list[Request]:
    """The page's questions from now on, as they are asked."""
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request) if is_question(request) else None)
    return asked


def wait_for_answer(page: Page) -> None:
    expect(page.locator("#live-mark")).to_contain_text("live \N{MIDDLE DOT} ")


@pytest.mark.parametrize(("search", "waits"), [("", [31]), ("?refresh=60", [31, 31]), ("?refresh=120", [31, 62, 31])])
def test_a_page_asks_as_often_as_was_chosen(browser: Browser, full_address: str, search: str, waits: list[int]) -> None:
    with visit(browser) as seen:
        seen.page.clock.install()
        seen.page.goto(f"{full_address}/{search}")
        seen.settle()
        wait_for_answer(seen.page)
        seen.page.wait_for_function("() => document.querySelector('#viewing-menu .choice[aria-current]')")
        asked = questions(seen.page)
        for wait in waits[:-1]:
            seen.page.clock.fast_forward(wait * 1000)
        with seen.page.expect_request(is_question):
            seen.page.clock.fast_forward(waits[-1] * 1000)
        assert len(asked) == 1
        assert seen.complaints == []


@pytest.fixture
def patient(cluster: Cluster) -> Iterator[tuple[str, Database]]:
    """The product over feeds none of which is asked again within four minutes."""
    at = now()
    with fresh_database(cluster, origin=Origin.SIMULATED) as database:
        browser_grid.fill(database, at - timedelta(hours=4), at)
        browser_grid.declare_feeds(database, at)
        again = at + timedelta(minutes=4)
        for state in feeds_state(database):
            runs.record(database, runs.RunReport(state.name, at, now(), "stored", 1, 100, 100, 0, None, again))
        with served(create_app(Settings.model_validate({}), database)) as address:
            yield address, database


def test_a_page_does_not_ask_before_a_feed_can_have_brought_anything(
    browser: Browser, patient: tuple[str, Database]
) -> None:
    with visit(browser) as seen:
        seen.page.clock.install()
        seen.page.goto(patient[0])
        seen.settle()
        wait_for_answer(seen.page)
        asked = questions(seen.page)
        seen.page.clock.fast_forward(31_000)
        seen.page.clock.fast_forward(31_000)
        with seen.page.expect_request(is_question):
            seen.page.clock.fast_forward(200_000)
        assert len(asked) == 1


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_choice_stands_in_the_address_and_goes_along(
    browser: Browser, full_address: str, size: tuple[int, int]
) -> None:
    with visit(browser, size) as seen:
        page = seen.page
        page.goto(f"{full_address}/capacity?range=7d")
        page.locator(".viewing summary").click()
        page.locator(".viewing-menu .choice", has_text="2 min").click()
        expect(page.locator(".viewing-menu .choice[aria-current]")).to_have_text("2 min")
        assert page.url.endswith("/capacity?range=7d&refresh=120")
        page.keyboard.press("Escape")
        expect(page.locator(".viewing-menu")).to_be_hidden()
        expect(page.locator(".viewing summary")).to_be_focused()
        page.locator(".range-choice", has_text="30d").click()
        expect(page.locator(".range-choice[aria-current]")).to_have_text("30d")
        assert page.url.endswith("/capacity?range=30d&refresh=120")
        page.locator(".nav-link:visible", has_text="Live").click()
        seen.settle()
        assert page.url.endswith("/?refresh=120")
        page.go_back()
        expect(page.locator(".range-choice[aria-current]")).to_have_text("30d")
        page.goto(f"{full_address}/?refresh=7")
        problem = page.locator(".viewing-problems .problem")
        expect(problem).to_contain_text("A page asks every 30, 60, 120 or 300 seconds")
        expect(problem).to_be_visible()
        assert seen.complaints == []
        assert page.evaluate("() => violations") == []


def test_a_link_that_is_older_than_a_choice_keeps_the_choice(browser: Browser, full_address: str) -> None:
    with visit(browser) as seen:
        page = seen.page
        page.goto(f"{full_address}/capacity?range=7d")
        expect(page.locator(".range-choice[aria-current]")).to_have_text("7d")
        old = page.locator(".range-choice", has_text="30d").get_attribute("href")
        assert old == "?range=30d"
        page.evaluate("() => history.replaceState(null, '', '?range=7d&refresh=120&marks=messages,outages')")
        page.locator(".range-choice", has_text="30d").click()
        expect(page.locator(".range-choice[aria-current]")).to_have_text("30d")
        assert page.url.endswith("/capacity?range=30d&refresh=120&marks=messages,outages")
        assert seen.complaints == []
