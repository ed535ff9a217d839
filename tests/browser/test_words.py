"""ERCOT's words tell what they mean by pointer, by keyboard and by touch, on every page."""

import pytest
from playwright.sync_api import Browser, expect

from models.catalog.glossary import meaning
from tests.support.browser_server import PHONE, visit

pytestmark = pytest.mark.browser


def test_pointer_and_keyboard(browser: Browser, full_address: str) -> None:
    with visit(browser) as seen:
        page = seen.page
        page.goto(full_address)
        seen.settle()
        bubble = page.locator("#bubble")
        term = page.locator("#prc-body .term", has_text="PRC")
        term.hover()
        expect(bubble).to_have_text(meaning("PRC"))
        # The bubble can be pointed at itself, so that one can read on.
        bubble.hover()
        expect(bubble).to_be_visible()
        page.mouse.move(700, 880)
        expect(bubble).to_be_hidden()
        page.locator(".step .term").first.focus()
        page.keyboard.press("Tab")
        page.keyboard.press("Shift+Tab")
        expect(bubble).to_have_text(meaning("EEA"))
        expect(page.locator(".step .term").first).to_have_attribute("aria-describedby", "bubble")
        page.keyboard.press("Escape")
        expect(bubble).to_be_hidden()
        expect(page.locator(".step .term").first).to_be_focused()
        page.keyboard.press("Enter")
        expect(bubble).to_be_visible()
        assert seen.complaints == []
        assert page.evaluate("() => violations") == []


def test_touch(browser: Browser, full_address: str) -> None:
    with visit(browser, PHONE, touch=True) as seen:
        page = seen.page
        page.goto(full_address)
        seen.settle()
        page.locator(".prices .term", has_text="DA").tap()
        bubble = page.locator("#bubble")
        expect(bubble).to_have_text(meaning("DA"))
        box = bubble.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE[0]
        page.locator(".condition-word").tap()
        expect(bubble).to_be_hidden()
        assert seen.complaints == []


def test_every_page_of_numbers_explains_its_words(browser: Browser, full_address: str) -> None:
    with visit(browser) as seen:
        for path, words in (
            ("/", {"PRC", "RT", "DA", "HE", "EEA 1", "Hubs", "Load zones", "inertia", "Responsive reserve"}),
            ("/capacity", {"PRC", "Ancillary services"}),
            ("/generation", {"Net load", "HE"}),
        ):
            seen.page.goto(full_address + path)
            expect(seen.page.locator(".stat-value .figure")).not_to_have_count(0)
            expect(seen.page.locator(".skeleton")).to_have_count(0)
            assert words <= set(seen.page.locator(".term").all_text_contents()), path
        assert seen.complaints == []
