"""The first visit: the live grid at once and whole, under one line that is dismissed once and for ever."""

import itertools

import pytest
from playwright.sync_api import Browser, expect

from tests.support.browser_server import DESK, PHONE, visit

pytestmark = pytest.mark.browser

SIZE = "() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]"


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_greeting_is_dismissed_for_ever(browser: Browser, full_address: str, size: tuple[int, int]) -> None:
    with visit(browser, size) as seen:
        seen.page.goto(full_address)
        seen.settle()
        line = seen.page.locator(".welcome")
        expect(line).to_contain_text(
            "Live Texas grid. Click any number to see ERCOT\N{RIGHT SINGLE QUOTATION MARK}s document"
        )
        width, height = seen.page.evaluate(SIZE)
        assert width == size[0]
        assert size is PHONE or height == 900
        line.get_by_role("button", name="Dismiss").press("Enter")
        expect(line).to_be_hidden()
        seen.page.reload()
        seen.settle()
        expect(line).to_be_hidden()
        seen.page.evaluate("() => localStorage.removeItem('greeted')")
        seen.page.reload()
        expect(line).to_be_visible()
        assert seen.complaints == []


@pytest.mark.parametrize("width", [390, 768, 1024, 1440, 2560])
def test_no_page_scrolls_sideways(browser: Browser, full_address: str, width: int) -> None:
    with visit(browser, (width, 900)) as seen:
        for path in ("/", "/capacity", "/generation", "/data"):
            seen.page.goto(full_address + path)
            expect(seen.page.locator(".skeleton")).to_have_count(0)
            assert seen.page.evaluate(SIZE)[0] == width


def test_labels_at_line_ends_keep_apart_where_type_is_larger(browser: Browser, full_address: str) -> None:
    with visit(browser, (2560, 1440)) as seen:
        seen.page.goto(full_address)
        seen.settle()
        assert seen.page.evaluate("() => getComputedStyle(document.documentElement).fontSize") == "20px"
        boxes = seen.page.evaluate(
            "() => [...document.querySelectorAll('#hub-prices-chart .annotation')]"
            ".filter(a => !/\\d/.test(a.textContent)).map(a => a.getBoundingClientRect())"
            ".map(r => [r.top + r.height / 2, r.height]).sort((a, b) => a[0] - b[0])"
        )
        assert len(boxes) >= 6
        type_size = 11 / 16 * 20
        assert all(below[0] - above[0] >= type_size for above, below in itertools.pairwise(boxes))


def test_the_cursor_says_unit_and_age(browser: Browser, full_address: str) -> None:
    with visit(browser) as seen:
        seen.page.goto(full_address)
        seen.settle()
        box = seen.page.locator("#hub-prices-plot").bounding_box()
        assert box is not None
        seen.page.mouse.move(box["x"] + box["width"] / 3, box["y"] + box["height"] / 2)
        foot = seen.page.locator("#hub-prices-plot .tip.on small")
        expect(foot).to_contain_text("$/MWh \N{MIDDLE DOT} ")
        expect(foot).to_contain_text(" h ago \N{MIDDLE DOT} source \N{NORTH EAST ARROW}")
        supply = seen.page.locator("#supply-demand-plot")
        box = supply.bounding_box()
        assert box is not None
        # What lies ahead has no age.
        seen.page.evaluate("() => { window.ercot.now = () => 0; }")
        seen.page.mouse.move(box["x"] + 100, box["y"] + 100)
        expect(supply.locator(".tip.on small")).not_to_contain_text("ago")
