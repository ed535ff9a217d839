"""The wall: every page whole on one screen, without chrome, with a large clock, turning if asked to."""

import pytest
from playwright.sync_api import Browser, expect

from tests.support.browser_server import Visit, visit

pytestmark = pytest.mark.browser

WALLS = [(1920, 1080), (2560, 1440)]
OUTSIDE = """
() => [...document.querySelectorAll('.page > :not(.unseen)')].filter(each => {
  const box = each.getBoundingClientRect();
  return box.width && (box.bottom > innerHeight || box.right > innerWidth || box.height < 40);
}).map(each => each.className)
"""
SIZE = "() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]"


def type_size(seen: Visit, selector: str) -> str:
    """The computed size of what is written somewhere."""
    found: str = seen.page.locator(selector).first.evaluate("each => getComputedStyle(each).fontSize")
    return found


@pytest.mark.parametrize("size", WALLS, ids=["full-hd", "quad-hd"])
def test_every_page_stands_whole_on_a_wall(browser: Browser, full_address: str, size: tuple[int, int]) -> None:
    with visit(browser, size, theme="dark") as seen:
        page = seen.page
        page.goto(full_address)
        seen.settle()
        paths = [link.get_attribute("href") for link in page.locator(".nav-top .nav-link").all()]
        assert len(paths) >= 4
        larger = 1.25 if size[0] > 2400 else 1
        for path in paths:
            page.goto(f"{full_address}{path}?wall=1")
            page.wait_for_function("() => document.querySelector('#viewing-menu .choice')")
            expect(page.locator(".skeleton")).to_have_count(0)
            assert page.evaluate(SIZE) == list(size), path
            assert page.evaluate(OUTSIDE) == [], path
            chrome = page.locator(".nav-link:visible, .controls:visible, .icon-button:visible, .welcome:visible")
            expect(chrome).to_have_count(1)
            expect(page.locator(".topbar .badge")).to_be_visible()
            assert type_size(seen, "#clock") == f"{44 * larger:g}px"
            if page.locator(".stat-value .figure").count():
                assert type_size(seen, ".stat-value .figure") == f"{44 * larger:g}px"
        assert seen.complaints == []
        assert page.evaluate("() => violations") == []


def test_keys_lead_onto_the_wall_and_off_it(browser: Browser, full_address: str) -> None:
    with visit(browser, (1920, 1080)) as seen:
        page = seen.page
        page.goto(f"{full_address}/capacity?range=7d")
        expect(page.locator(".range-choice[aria-current]")).to_have_text("7d")
        page.keyboard.press("w")
        expect(page.locator(".controls")).to_be_hidden()
        assert page.url.endswith("/capacity?range=7d&wall=1")
        page.keyboard.type("go")
        expect(page.locator(".nav-link:visible")).to_have_text("Load & generation")
        assert page.url.endswith("/generation?wall=1")
        page.keyboard.press("Escape")
        expect(page.locator(".controls")).to_be_visible()
        assert page.url.endswith("/generation")
        page.keyboard.press("w")
        page.keyboard.press("w")
        expect(page.locator(".controls")).to_be_visible()
        assert seen.complaints == []


def test_pages_turn_and_stay_on_the_wall(browser: Browser, full_address: str) -> None:
    with visit(browser, (1920, 1080)) as seen:
        page = seen.page
        page.clock.install()
        page.goto(f"{full_address}/?wall=1&rotate=45")
        seen.settle()
        titles = page.locator(".nav-top .nav-link").all_text_contents()
        page.wait_for_function("() => document.querySelector('#viewing-menu .choice')")
        length = page.evaluate("() => history.length")
        for title in [*titles[1:], titles[0]]:
            page.clock.fast_forward(46_000)
            expect(page.locator(".nav-link:visible")).to_have_text(title)
            expect(page.locator(".skeleton")).to_have_count(0)
            assert page.url.endswith("?wall=1&rotate=45")
        # A day on the wall must not fill the way back.
        assert page.evaluate("() => history.length") == length
        page.keyboard.press("Escape")
        expect(page.locator(".brand")).to_be_visible()
        page.clock.fast_forward(46_000)
        expect(page.locator(".nav-top [aria-current=page]")).to_have_text(titles[0])
        assert seen.complaints == []


def test_a_wrong_turn_is_said(browser: Browser, full_address: str) -> None:
    with visit(browser, (1920, 1080)) as seen:
        seen.page.goto(f"{full_address}/?wall=1&rotate=5")
        problem = seen.page.locator(".viewing-problems .problem")
        expect(problem).to_be_visible()
        expect(problem).to_contain_text("Pages turn every 10 to 600 seconds")
        assert seen.complaints == []
