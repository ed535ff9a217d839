"""The states of a page in their exact words, each provoked for real."""

import re
import threading
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Route, expect

import pages
from callbacks.shared import render
from dashapp.factory import create_app
from dashapp.settings import Settings
from models.clock import central, floor, now
from models.observation import Origin
from models.store import runs
from models.store.embedded import Cluster
from models.store.freshness import feeds_state
from tests.support import browser_grid
from tests.support.browser_server import DESK, PHONE, served, visit
from tests.support.database import fresh_database

pytestmark = pytest.mark.browser

QUARTER = timedelta(minutes=15)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_grey_lines_stand_where_things_will_be(browser: Browser, full_address: str, size: tuple[int, int]) -> None:
    held = threading.Event()
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        if '"live-ask"' in (route.request.post_data or "") and not held.is_set():
            waiting.append(route)
        else:
            route.continue_()

    with visit(browser, size) as seen:
        page = seen.page
        page.route("**/_dash-update-component*", hold)
        page.goto(full_address)
        bones = page.locator(".live-grid .skeleton .bone")
        expect(bones.first).to_be_visible()
        # Banner, six figures, three charts, prices and reserves.
        expect(page.locator(".live-grid .skeleton")).to_have_count(12)
        page.wait_for_function("() => getComputedStyle(document.querySelector('.skeleton')).opacity === '1'")
        delay = page.locator(".skeleton").first.evaluate("each => getComputedStyle(each).animationDelay")
        assert delay == "0.3s"
        held.set()
        for route in waiting:
            route.continue_()
        seen.settle()
        expect(bones).to_have_count(0)
        assert seen.complaints == []


def test_a_failed_card_says_so_with_its_reference_and_the_others_live_on(
    browser: Browser, full_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = render.chart

    def broken(card, *rest):  # type: ignore[no-untyped-def]
        if card.id == "fuel-mix":
            raise RuntimeError("drawn to fail")
        return drawn(card, *rest)

    with visit(browser) as seen:
        with monkeypatch.context() as patch:
            patch.setattr(render, "chart", broken)
            seen.page.goto(full_address)
            failed = seen.page.locator("#fuel-mix-body .failed")
            expect(failed).to_contain_text("This card could not be drawn. The data is safe.")
            expect(failed).to_contain_text(re.compile("Try again \N{MIDDLE DOT} ref [0-9a-f]{6}"))
            seen.settle(2)
            expect(seen.page.locator(".failed")).to_have_count(1)
            expect(seen.page.locator("#demand-body .figure")).not_to_have_text("\N{EN DASH}")
        failed.get_by_role("button", name="Try again").click()
        expect(failed).to_have_count(0)
        seen.settle(3)
        assert seen.complaints == []


def test_stale_says_since_when_how_often_and_when_next(browser: Browser, cluster: Cluster) -> None:
    until = floor(now() - timedelta(hours=3), QUARTER)
    again = now() + timedelta(minutes=7)
    with fresh_database(cluster, origin=Origin.SIMULATED) as database:
        browser_grid.fill(database, until - timedelta(hours=24), until)
        browser_grid.declare_feeds(database, now())
        for state in feeds_state(database):
            runs.record(database, runs.RunReport(state.name, now(), now(), "stored", 1, 1, 1, 0, None, again))
        with served(create_app(Settings.model_validate({}), database)) as address, visit(browser) as seen:
            seen.page.goto(address)
            # Of yesterday, when this runs soon after midnight.
            start, same = central(until), central(until).date() == central(now()).date()
            since = f"Stale since {start:%H:%M}" if same else f"Stale since {start.day} {start:%b %H:%M}"
            words = f"{since} \N{MIDDLE DOT} expected every 15 min \N{MIDDLE DOT} next try {central(again):%H:%M}"
            expect(seen.page.locator("#settlement-prices-head .stale")).to_have_text(words)
            expect(seen.page.locator("#hub-prices-head .stale")).to_have_text(words)
            expect(seen.page.locator("#hub-average-body .stale")).to_have_text(since)
            colour = seen.page.locator("#hub-average-body .figure").evaluate("each => getComputedStyle(each).color")
            # The third text colour, #667080.
            assert colour == "rgb(102, 112, 128)"
            assert seen.complaints == []


def test_a_cut_says_what_was_last_and_what_was_missed(browser: Browser, cluster: Cluster) -> None:
    until = floor(now(), QUARTER) - 3 * QUARTER
    with fresh_database(cluster, origin=Origin.SIMULATED) as database:
        browser_grid.fill(database, until - timedelta(hours=26), until)
        browser_grid.declare_feeds(database, until)
        with served(create_app(Settings.model_validate({}), database)) as address, visit(browser) as seen:
            page = seen.page
            page.goto(address)
            seen.settle()
            expect(page.locator("#live-mark")).to_have_text(re.compile("^live \N{MIDDLE DOT} [0-9]+ s ago$"))
            page.route("**/_dash-update-component*", lambda route: route.abort())
            seen.refresh_often()
            cut = re.compile("^Reconnecting\N{HORIZONTAL ELLIPSIS} last data [0-9]{2}:[0-9]{2}:[0-9]{2}$")
            expect(page.locator("#live-mark")).to_have_text(cut)
            browser_grid.fill(database, until, until + 3 * QUARTER)
            page.unroute("**/_dash-update-component*")
            expect(page.locator("#notice")).to_have_text(re.compile(r"^\d+ missed intervals added\.$"), timeout=30_000)
            expect(page.locator("#live-mark")).to_contain_text("live")


@pytest.mark.parametrize("path", [page.link.path for page in pages.PAGES])
def test_simulated_is_said_in_the_bar_at_each_time_and_in_the_title(
    browser: Browser, full_address: str, path: str
) -> None:
    with visit(browser) as seen:
        seen.page.goto(full_address + path)
        expect(seen.page.locator(".tile-when")).not_to_have_count(0)
        expect(seen.page.locator(".skeleton")).to_have_count(0)
        expect(seen.page.locator(".topbar .badge")).to_have_text("SIMULATED")
        assert seen.page.title().startswith("SIMULATED \N{MIDDLE DOT} ")
        for time in seen.page.locator(".tile-when:has(time)").all():
            expect(time).to_contain_text("SIMULATED")
        assert seen.complaints == []
