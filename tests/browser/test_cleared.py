"""What was cleared of each ancillary service stands on Capacity over the days that ERCOT has disclosed."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from dashapp.factory import create_app
from dashapp.settings import Settings
from models.catalog.capacity import AS_CLEARED
from models.clock import day_bounds, now, operating_day
from models.store.database import Database
from pages.figures import labels
from tests.support import browser_grid
from tests.support.batches import block, document, store
from tests.support.browser_server import served, visit

pytestmark = pytest.mark.browser


def test_awards_are_shown_over_days_of_their_own(browser: Browser, simulated_database: Database) -> None:
    at = now()
    browser_grid.fill(simulated_database, at - timedelta(hours=26), at)
    disclosed = day_bounds(operating_day(at) - timedelta(days=3))[0]
    awards = [float(2_000 + n) for n in range(20)]
    given = document("awards", origin=simulated_database.origin, posted=at, feed="ancillary_disclosure")
    store(simulated_database, given, block(awards, measure=AS_CLEARED, key=("RRS", ""), start=disclosed))
    with served(create_app(Settings.model_validate({}), simulated_database)) as address, visit(browser) as seen:
        seen.page.goto(f"{address}/capacity?range=today")
        seen.page.wait_for_function("() => document.querySelector('#cleared-chart path.js-line')")
        assert list(seen.drawn("cleared")["as_cleared:RRS:"].values()) == awards
        head = seen.page.locator("#cleared-head")
        expect(head).to_contain_text("own range")
        expect(head).to_contain_text(labels.short_day(disclosed))
        expect(seen.page.locator("#prc-head")).not_to_contain_text("own range")
        day = operating_day(disclosed).isoformat()
        seen.page.goto(f"{address}/capacity?from={day}&to={day}")
        seen.page.wait_for_function("() => document.querySelector('#cleared-chart path.js-line')")
        expect(head).not_to_contain_text("own range")
        assert len(seen.drawn("cleared")["as_cleared:RRS:"]) == 20
        assert seen.complaints == []


def test_without_a_disclosure_the_card_says_when_there_is_one(browser: Browser, full_address: str) -> None:
    with visit(browser) as seen:
        seen.page.goto(f"{full_address}/capacity")
        empty = seen.page.locator("#cleared-body .state.empty")
        expect(empty).to_contain_text("No ancillary services cleared, day ahead for ")
        expect(empty).to_contain_text("ERCOT discloses a day two days later")
        assert seen.complaints == []
