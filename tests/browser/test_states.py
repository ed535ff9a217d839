"""What stands where a card's content is not: each state provoked for real, in its exact words."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from dashapp.factory import create_app
from dashapp.settings import Settings
from models.clock import now
from models.observation import Origin, Reject
from models.store.database import Database
from models.store.embedded import Cluster
from pages.figures import ruler
from tests.support import browser_grid
from tests.support.browser_server import served, visit
from tests.support.database import fresh_database

pytestmark = pytest.mark.browser


@pytest.fixture
def empty(simulated_database: Database) -> Iterator[str]:
    with served(create_app(Settings.model_validate({}), simulated_database)) as address:
        yield address


def test_before_the_first_document_every_card_says_so(browser: Browser, empty: str) -> None:
    with visit(browser) as seen:
        seen.page.goto(empty)
        expect(seen.page.locator(".condition-word")).to_have_text("Unknown")
        expect(seen.page.locator(".condition-icon")).to_have_text("?")
        expect(seen.page.locator(".step.here")).to_have_count(0)
        expect(seen.page.locator("#demand-body .figure")).to_have_text("\N{EN DASH}")
        expect(seen.page.locator(".live-grid .state.empty")).to_have_count(5)
        seen.page.goto(f"{empty}/data")
        expect(seen.page.locator("#gaps-body")).to_have_text("No interval is missing.")
        assert seen.complaints == []


def test_one_failing_card_leaves_the_others_alone_and_can_be_tried_again(
    browser: Browser, full_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("drawn to fail")

    with visit(browser) as seen:
        with monkeypatch.context() as patch:
            patch.setattr(ruler, "draw", broken)
            seen.page.goto(full_address)
            failed = seen.page.locator("#reserves-body .failed")
            expect(failed).to_contain_text("This card could not be drawn. The data is safe.")
            expect(failed).to_contain_text("ref ")
            expect(seen.page.locator(".failed")).to_have_count(1)
            seen.settle()
        failed.get_by_role("button", name="Try again").click()
        expect(seen.page.locator("#reserves-body .ruler")).to_be_visible()
        assert seen.complaints == []


def test_late_data_are_quiet_and_say_since_when(browser: Browser, cluster: Cluster) -> None:
    until = now() - timedelta(hours=3)
    with fresh_database(cluster, origin=Origin.SIMULATED) as database:
        browser_grid.fill(database, until - timedelta(hours=24), until, state="advisory")
        browser_grid.declare_feeds(database, now())
        with served(create_app(Settings.model_validate({}), database)) as address, visit(browser) as seen:
            seen.page.goto(address)
            late = seen.page.locator("#settlement-prices-head .stale")
            expect(late).to_contain_text("Stale since ")
            expect(late).to_contain_text("expected every 15 min")
            expect(late).to_contain_text("next try ")
            expect(seen.page.locator("#demand-body .figure")).to_have_class("figure quiet")
            expect(seen.page.locator(".condition-note")).to_contain_text("ERCOT says: ")
            expect(seen.page.locator(".banner")).to_have_class("banner unknown")
            seen.page.keyboard.type("gd")
            expect(seen.page.locator(".feeds-table tbody tr").first).to_contain_text("Stale since ")
            expect(seen.page.locator(".feeds-table tbody tr").last).to_contain_text("On time")
            assert seen.complaints == []


def test_the_data_page_says_what_was_kept_out_and_why(browser: Browser, simulated_database: Database) -> None:
    at = now()
    hostile = Reject(12, "Settlement Point Price", "<script>alert(1)</script>", "a price is a number")
    browser_grid.fill(simulated_database, at - timedelta(hours=1), at, rejects=[hostile])
    with served(create_app(Settings.model_validate({}), simulated_database)) as address, visit(browser) as seen:
        seen.page.goto(f"{address}/data")
        row = seen.page.locator(".quarantine-table tbody tr")
        expect(row).to_contain_text("line 12")
        expect(row).to_contain_text("<script>alert(1)</script>")
        expect(row).to_contain_text("a price is a number")
        assert seen.complaints == []


def test_an_unknown_address_has_a_page_of_its_own(browser: Browser, full_address: str) -> None:
    with visit(browser) as seen:
        answer = seen.page.goto(f"{full_address}/nowhere")
        assert answer is not None
        assert answer.status == 404
        expect(seen.page.get_by_role("heading", level=1)).to_have_text("There is no page at this address.")
        seen.page.locator(".page-state a").click()
        seen.settle()
