"""Paper: black on white from either theme, whole cards, no chrome, and lines that need no colour."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browser_server import Visit, visit

pytestmark = pytest.mark.browser

LINES = """
() => document.querySelector('#hub-prices-chart .js-plotly-plot').data
  .filter(t => t.meta).map(t => [t.line.color, t.line.width, t.line.dash || 'solid'].join(' '))
"""
COLOUR = "each => getComputedStyle(each).color"
GREY = re.compile(r"rgb\((\d+), \1, \1\)|#([0-9A-Fa-f]{2})\2\2")


def on_paper(page: Page) -> None:
    page.emulate_media(media="print")
    expect(page.locator(".print-head")).to_be_visible()
    page.wait_for_function("() => document.querySelector('#hub-prices-chart .main-svg').hasAttribute('viewBox')")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_paper_is_black_on_white(browser: Browser, full_address: str, theme: str) -> None:
    with visit(browser, (794, 1123), theme=theme) as seen:
        page = seen.page
        page.goto(f"{full_address}/?refresh=60")
        seen.settle()
        on_paper(page)
        for selector in (".stat-value .figure", ".prices td.strong", ".condition-word", ".reserve-value .figure"):
            assert page.locator(selector).first.evaluate(COLOUR) == "rgb(0, 0, 0)", selector
        assert page.evaluate("() => getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        expect(page.locator(".topbar")).to_be_hidden()
        expect(page.locator(".nav-bottom")).to_be_hidden()
        head = page.locator(".print-head")
        expect(head).to_contain_text("Live grid")
        expect(head).to_contain_text(re.compile(r"Printed \d+ \w{3} \d{4} \d\d:\d\d:\d\d C[SD]T"))
        expect(head).to_contain_text("SIMULATED")
        expect(head).to_contain_text(f"{full_address}/?refresh=60")
        # Back on the screen everything is as it was.
        page.emulate_media(media="screen")
        expect(head).to_be_hidden()
        page.wait_for_function("theme => document.documentElement.dataset.theme === theme", arg=theme)
        expect(page.locator("#hub-prices-chart .main-svg[viewBox]")).to_have_count(0)
        assert seen.complaints == []
        assert page.evaluate("() => violations") == []


def test_lines_are_told_apart_without_colour(browser: Browser, full_address: str) -> None:
    with visit(browser, theme="dark") as seen:
        seen.page.goto(full_address)
        seen.settle()
        before = seen.page.evaluate(LINES)
        on_paper(seen.page)
        strokes = seen.page.evaluate(LINES)
        assert len(strokes) == 7
        assert len(set(strokes)) == 7
        assert all(GREY.search(stroke) for stroke in strokes), strokes
        # Day-ahead stays dotted as on the screen, and nothing else is.
        assert sum("1.5px,3px" in stroke for stroke in strokes) == 1
        assert seen.page.locator("#hub-prices-chart .legend .traces").count() == 7
        seen.page.emulate_media(media="screen")
        seen.page.wait_for_function(
            f"before => JSON.stringify(({LINES})()) === before", arg=json.dumps(before, separators=(",", ":"))
        )


def whole(seen: Visit) -> list[str]:
    """Cards that may break across pages."""
    found: list[str] = seen.page.evaluate(
        "() => [...document.querySelectorAll('section.tile')].filter(e => getComputedStyle(e).breakInside !== 'avoid')"
        ".map(e => e.className)"
    )
    return found


def test_every_page_prints(browser: Browser, full_address: str, tmp_path: Path) -> None:
    with visit(browser) as seen:
        for path in ("/", "/capacity", "/generation"):
            seen.page.goto(full_address + path)
            seen.settle()
            file = tmp_path / "page.pdf"
            seen.page.pdf(path=file, format="A4")
            assert file.read_bytes().startswith(b"%PDF")
            assert seen.page.evaluate("() => document.documentElement.dataset.printed") is None
            seen.page.emulate_media(media="print")
            expect(seen.page.locator(".print-head")).to_be_visible()
            assert whole(seen) == []
            seen.page.emulate_media(media="screen")
        assert seen.complaints == []
