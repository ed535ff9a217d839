"""The Data page in Chromium: strips of days by mouse, keys and touch, gaps of a chosen day, corrections, the phone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from dashapp.factory import create_app
from dashapp.settings import Settings
from ingestion.run import declare_feeds
from models.catalog.lookup import DATASETS
from models.clock import day_bounds, now, operating_day
from models.observation import Origin
from models.store import gaps
from models.store.database import Database
from models.store.embedded import Cluster
from models.store.gaps import Found, Missing
from tests.support.batches import block, document, store
from tests.support.browser_server import PHONE, served, visit
from tests.support.database import fresh_database

pytestmark = pytest.mark.browser

QUARTER = timedelta(minutes=15)
PRICES = "rt_settlement_point_prices"
STRIP = f".days[data-dataset={PRICES}]"
DASH = "\N{EN DASH}"


@dataclass(frozen=True)
class House:
    """A house with a hole: two quarters from 00:30 are missing on one day, and the day after it has none."""

    address: str
    database: Database
    today: date

    @property
    def holed(self) -> date:
        return self.today - timedelta(days=4)


def name(day: date) -> str:
    return f"{day.day} {day:%b}"


@pytest.fixture(scope="module")
def house(cluster: Cluster) -> Iterator[House]:
    """Five days of prices up to now, corrected once; the gaps of the hole are known."""
    at = now()
    today = operating_day(at)
    holed, empty = (today - timedelta(days=n) for n in (4, 3))
    start, end = day_bounds(holed)
    hole = start + 2 * QUARTER
    with fresh_database(cluster, origin=Origin.SIMULATED) as database:
        declare_feeds(database)

        def said(word: str, *values: tuple[datetime, datetime, float], posted: datetime = at) -> None:
            blocks = [block([value] * ((until - since) // QUARTER), start=since) for since, until, value in values]
            store(database, document(word, origin=Origin.SIMULATED, posted=posted), *blocks)

        resumed = day_bounds(empty)[1]
        newest = resumed + (at - resumed) // QUARTER * QUARTER
        said("first.csv", (start, hole, 20.0), (hole + 2 * QUARTER, end, 21.5), (resumed, newest, 30.0))
        said("corrected.csv", (end - 2 * QUARTER, end, 21.25), posted=at + timedelta(hours=1))
        prices = DATASETS[PRICES]
        known = [
            Found(Missing(prices, hole, hole + 2 * QUARTER, 2), "ERCOT did not publish <b>it</b>.", True),
            Found(Missing(prices, end, resumed, int((resumed - end) / QUARTER)), "Nobody was here to fetch it.", False),
        ]
        gaps.remember(database, known, since=start)
        with served(create_app(Settings.model_validate({}), database)) as address:
            yield House(address, database, today)


def strip(page: Page) -> Locator:
    found = page.locator(STRIP)
    expect(found.locator(".day")).to_have_count(90)
    return found


def cell(page: Page, house: House, day: date) -> Locator:
    return strip(page).locator(".day").nth(89 - (house.today - day).days)


def test_each_day_says_what_is_there_and_is_filled_by_its_share(browser: Browser, house: House) -> None:
    start, end = day_bounds(house.holed)
    due = (end - start) // QUARTER
    with visit(browser) as seen:
        seen.page.goto(f"{house.address}/data")
        holed = cell(seen.page, house, house.holed)
        expect(holed).to_have_attribute("role", "option")
        expect(holed).to_have_attribute(
            "aria-label",
            re.compile(
                rf"{name(house.holed)}: {due - 2} of {due} intervals, 2 missing 00:30{DASH}01:00 C[SD]T\. "
                "ERCOT did not publish <b>it</b>"
            ),
        )
        expect(holed).to_have_class(re.compile(r"\bsome\b"))
        expect(cell(seen.page, house, house.today - timedelta(days=3))).to_have_class(re.compile(r"\bnone\b"))
        expect(cell(seen.page, house, house.today - timedelta(days=2))).to_have_class(re.compile(r"\bfull\b"))
        before = cell(seen.page, house, house.holed - timedelta(days=1))
        expect(before).to_have_attribute(
            "aria-label", f"{name(house.holed - timedelta(days=1))}: before the first document"
        )
        expect(strip(seen.page).locator(".day").last).to_have_class(re.compile(r"\btoday\b"))
        label = strip(seen.page).locator(".day").last.get_attribute("aria-label") or ""
        today = re.fullmatch(rf"{name(house.today)}: (\d+) of (\d+) intervals? due by now|.*: nothing due yet", label)
        assert today, label
        assert today[1] == today[2]
        assert seen.page.locator("body b", has_text="it").count() == 0
        assert seen.complaints == []
        assert seen.page.evaluate("() => violations") == []


def test_a_strip_is_one_stop_and_its_days_are_walked_with_arrows(browser: Browser, house: House) -> None:
    with visit(browser) as seen:
        page = seen.page
        page.goto(f"{house.address}/data")
        days = strip(page)
        days.focus()
        active = "() => document.activeElement.getAttribute('aria-activedescendant')"
        assert page.evaluate(active) == f"{PRICES}-day-89"
        steps = {
            "ArrowLeft": 88,
            "ArrowUp": 81,
            "ArrowDown": 88,
            "Home": 0,
            "PageDown": 30,
            "End": 89,
            "ArrowRight": 89,
        }
        for key, place in steps.items():
            page.keyboard.press(key)
            assert page.evaluate(active) == f"{PRICES}-day-{place}", key
        for _ in range(4):
            page.keyboard.press("ArrowLeft")
        expect(page.locator(".day-tip.on")).to_contain_text(f"{name(house.holed)}: ")
        page.keyboard.press("Enter")
        chosen = page.locator("#gaps-body .chosen")
        expect(chosen).to_contain_text(f"Real-time settlement point prices, {name(house.holed)}")
        expect(page.locator(".gaps-table tbody tr")).to_have_count(1)
        expect(page.locator(".gaps-table tbody tr")).to_contain_text("Can be refilled")
        expect(cell(page, house, house.holed)).to_have_attribute("aria-selected", "true")
        assert page.evaluate("() => document.activeElement.matches('.days')")
        page.keyboard.press("Tab")
        # Its share is a number with papers; the next strip, of which nothing is due yet, has none.
        assert page.evaluate("() => document.activeElement.matches('.share[data-papers]')")
        page.keyboard.press("Tab")
        assert page.evaluate("() => document.activeElement.dataset.dataset") == "dam_settlement_point_prices"
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Escape")
        expect(chosen).to_have_count(0)
        expect(page.locator(".gaps-table tbody tr")).to_have_count(2)
        assert seen.complaints == []


def test_a_day_clicked_narrows_the_gaps_and_stays_chosen_through_a_refresh(browser: Browser, house: House) -> None:
    empty = house.today - timedelta(days=3)
    with visit(browser) as seen:
        page = seen.page
        page.goto(f"{house.address}/data")
        cell(page, house, empty).hover(force=True)
        expect(page.locator(".day-tip.on")).to_contain_text(f"{name(empty)}: 0 of ")
        cell(page, house, empty).click(force=True)
        row = page.locator(".gaps-table tbody tr")
        expect(row).to_have_count(1)
        expect(row).to_contain_text("Nobody was here to fetch it.")
        expect(row).to_contain_text("Cannot be refilled")
        expect(row).to_contain_text("Noticed ")
        before = page.evaluate("() => document.querySelector('#feeds-head .when:last-child').textContent")
        page.evaluate("() => dash_clientside.set_props('data-timer', {interval: 1000})")
        page.wait_for_function(
            "before => document.querySelector('#feeds-head .when:last-child').textContent !== before", arg=before
        )
        expect(row).to_have_count(1)
        expect(cell(page, house, empty)).to_have_attribute("aria-selected", "true")
        page.get_by_role("button", name="Show all gaps").click()
        expect(row).to_have_count(2)
        expect(cell(page, house, empty)).to_have_attribute("aria-selected", "false")
        assert seen.complaints == []


def test_corrections_show_old_and_new_and_can_be_narrowed(browser: Browser, house: House) -> None:
    with visit(browser) as seen:
        page = seen.page
        page.goto(f"{house.address}/data")
        rows = page.locator(".corrections-table tbody tr")
        expect(rows).to_have_count(2)
        expect(rows.first).to_contain_text("HB_WEST")
        cells = rows.first.locator("td")
        assert [cells.nth(n).inner_text() for n in (2, 3)] == ["21.50", "21.25"]
        expect(cells.nth(4)).to_have_text("\N{MINUS SIGN}0.25 $/MWh")
        expect(cells.nth(5)).to_contain_text("corrected.csv")
        expect(cells.nth(5)).to_contain_text("before: first.csv")
        expect(page.get_by_label("Dataset")).to_have_value("")
        page.get_by_label("Dataset").select_option("fuel_mix")
        expect(page.locator("#corrections-body")).to_contain_text("No stored value of fuel mix has been corrected.")
        page.get_by_label("Dataset").select_option(PRICES)
        expect(rows).to_have_count(2)
        assert seen.complaints == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_phone_shows_all_of_it_without_sideways_scroll(browser: Browser, house: House, theme: str) -> None:
    with visit(browser, PHONE, theme=theme, touch=True) as seen:
        page = seen.page
        page.goto(f"{house.address}/data")
        strip(page)
        expect(page.locator(".corrections-table tbody tr")).to_have_count(2)
        assert page.evaluate("() => document.documentElement.scrollWidth") == PHONE[0]
        assert page.evaluate("() => document.documentElement.dataset.theme") == theme
        feed = page.locator(".feeds-table tr", has_text="Fuel mix")
        box = feed.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        page.touchscreen.tap(box["x"] + box["width"] - 10, box["y"] + 10)
        expect(page.locator("#gaps-body .chosen")).to_contain_text("Fuel mix")
        expect(page.locator("#gaps-body")).to_contain_text("No gap is known here.")
        place = cell(page, house, house.holed)
        place.scroll_into_view_if_needed()
        spot = place.bounding_box()
        assert spot is not None
        page.touchscreen.tap(spot["x"] + spot["width"] / 2, spot["y"] + spot["height"] / 2)
        expect(page.locator("#gaps-body .chosen")).to_contain_text(name(house.holed))
        assert page.evaluate("() => document.documentElement.scrollWidth") == PHONE[0]
        assert seen.complaints == []


def test_a_page_left_and_come_back_to_has_its_strips_and_no_choice(browser: Browser, house: House) -> None:
    with visit(browser) as seen:
        page = seen.page
        page.goto(f"{house.address}/data")
        cell(page, house, house.holed).click(force=True)
        expect(page.locator("#gaps-body .chosen")).to_have_count(1)
        page.keyboard.press("Escape")
        page.locator(".nav-top .nav-link", has_text="Live grid").click()
        expect(page.locator(".live-grid")).to_have_count(1)
        page.locator(".nav-top .nav-link", has_text="Data").click()
        strip(page)
        expect(page.locator(".gaps-table tbody tr")).to_have_count(2)
        expect(page.locator(".days [aria-selected=true]")).to_have_count(0)
        assert seen.complaints == []


def test_a_chosen_day_is_in_the_address_and_back_and_forward_follow_it(browser: Browser, house: House) -> None:
    empty = house.today - timedelta(days=3)
    with visit(browser) as seen:
        page = seen.page
        page.goto(f"{house.address}/data?tz=utc")
        row = page.locator(".gaps-table tbody tr")
        expect(row).to_have_count(2)
        cell(page, house, house.holed).click(force=True)
        expect(page).to_have_url(f"{house.address}/data?tz=utc&dataset={PRICES}&day={house.holed}")
        expect(row).to_have_count(1)
        cell(page, house, empty).click(force=True)
        expect(row).to_contain_text("Nobody was here to fetch it.")
        page.locator(".feeds-table .name-button", has_text="Fuel mix").click()
        expect(page).to_have_url(f"{house.address}/data?tz=utc&feed=fuel_mix")
        expect(page.locator("#gaps-body")).to_contain_text("No gap is known here.")
        page.go_back()
        expect(row).to_contain_text("Nobody was here to fetch it.")
        expect(cell(page, house, empty)).to_have_attribute("aria-selected", "true")
        page.go_back()
        expect(row).to_contain_text("ERCOT did not publish")
        expect(page.locator(".days [aria-selected=true]")).to_have_count(1)
        expect(cell(page, house, house.holed)).to_have_attribute("aria-selected", "true")
        page.go_back()
        expect(row).to_have_count(2)
        expect(page.locator(".days [aria-selected=true]")).to_have_count(0)
        page.go_forward()
        expect(cell(page, house, house.holed)).to_have_attribute("aria-selected", "true")
        with visit(browser) as other:
            other.page.goto(page.url)
            expect(other.page.locator(".gaps-table tbody tr")).to_have_count(1)
            expect(cell(other.page, house, house.holed)).to_have_attribute("aria-selected", "true")
        page.get_by_role("button", name="Show all gaps").click()
        expect(page).to_have_url(f"{house.address}/data?tz=utc")
        expect(row).to_have_count(2)
        assert seen.complaints == []


def test_an_address_with_a_day_that_is_none_shows_all_gaps_and_says_why(browser: Browser, house: House) -> None:
    with visit(browser) as seen:
        page = seen.page
        page.goto(f"{house.address}/data?dataset={PRICES}&day=2026-02-30")
        problem = page.locator("#gaps-body .problem")
        expect(problem).to_have_text("'2026-02-30' is no date; write it as 2026-09-26.")
        expect(page.locator(".gaps-table tbody tr")).to_have_count(2)
        expect(page.locator(".days [aria-selected=true]")).to_have_count(0)
        cell(page, house, house.holed).click(force=True)
        expect(problem).to_have_count(0)
        expect(page).to_have_url(f"{house.address}/data?dataset={PRICES}&day={house.holed}")
        assert seen.complaints == []
