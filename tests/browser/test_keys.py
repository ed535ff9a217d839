"""Keys: each one that the list names does what it says, and none acts while someone types."""

import pytest
from playwright.sync_api import Browser, Page, expect

from models.clock import now
from pages.figures import labels
from tests.support.browser_server import DESK, PHONE, visit

pytestmark = pytest.mark.browser

WHOLE = """
() => {
  const box = document.querySelector(".tile.whole").getBoundingClientRect();
  return [box.left, box.right, box.bottom];
}
"""


def listed(page: Page) -> list[str]:
    """Keys that the list shows now."""
    page.keyboard.press("?")
    rows = page.locator("#keys dl > div:visible dt").all_text_contents()
    page.keyboard.press("Escape")
    return rows


def test_the_list_names_what_works_here(browser: Browser, full_address: str) -> None:
    with visit(browser) as seen:
        seen.page.goto(full_address)
        seen.settle()
        live = listed(seen.page)
        assert "f" in live
        assert not any(keys.startswith(("1", "[")) for keys in live)
        paths = [link.get_attribute("href") for link in seen.page.locator(".nav-top .nav-link").all()]
        assert [keys for keys in live if keys.startswith("g")] == [
            f"g{ {'/': 'l', '/prices': 'p', '/capacity': 'c', '/generation': 'o', '/data': 'd'}[path or ''] }"
            for path in paths
        ]
        seen.page.keyboard.type("gc")
        expect(seen.page.locator(".controls .choice").first).to_be_visible()
        assert any(keys.startswith("1") for keys in listed(seen.page))
        assert seen.complaints == []


def test_ranges_and_steps(browser: Browser, full_address: str) -> None:
    with visit(browser) as seen:
        seen.page.goto(f"{full_address}/capacity")
        choice = seen.page.locator(".range-choice[aria-current]")
        expect(choice).to_have_text("24h")
        for key, title in (("3", "7d"), ("5", "1y"), ("2", "Today")):
            seen.page.keyboard.press(key)
            expect(choice).to_have_text(title)
        seen.page.keyboard.press("[")
        expect(choice).to_have_count(0)
        earlier = seen.page.url
        assert "from=" in earlier
        seen.page.keyboard.press("]")
        expect(seen.page.locator(".own-range summary")).to_have_text(labels.day(now()))
        assert seen.page.url != earlier
        seen.page.keyboard.press("Control+3")
        seen.page.locator(".own-range summary").click()
        field = seen.page.locator("#range-from")
        field.focus()
        at = seen.page.url
        seen.page.keyboard.type("d3f[g")
        assert seen.page.url == at
        assert seen.page.locator(".tile.whole").count() == 0
        assert seen.page.evaluate("() => document.documentElement.dataset.theme") == "light"
        assert seen.complaints == []


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_card_fills_the_screen(browser: Browser, full_address: str, size: tuple[int, int]) -> None:
    with visit(browser, size) as seen:
        page = seen.page
        page.goto(full_address)
        seen.settle()
        points = seen.drawn("hub-prices")
        page.locator("#hub-prices-plot").focus()
        page.keyboard.press("f")
        bottom = size[1] - (56 if size is PHONE else 0)
        assert page.evaluate(WHOLE) == [0, size[0], bottom]
        page.wait_for_function(
            "wide => document.querySelector('#hub-prices-chart .main-svg').getBoundingClientRect().width > wide",
            arg=size[0] * 0.9,
        )
        expect(page.locator("#hub-prices-plot")).to_be_focused()
        # What lies under it cannot be reached.
        assert page.evaluate("() => [...document.querySelectorAll('.live-grid > *')].filter(e => !e.inert).length") == 1
        page.keyboard.press("Escape")
        expect(page.locator(".tile.whole")).to_have_count(0)
        assert page.evaluate("() => document.querySelectorAll('[inert]').length") == 0
        assert seen.drawn("hub-prices") == points
        page.evaluate("() => document.activeElement.blur()")
        if size is DESK:
            page.locator("#fuel-mix-plot").hover()
            page.keyboard.press("f")
            expect(page.locator(".tile-fuel-mix.whole")).to_be_visible()
            page.get_by_role("button", name="Leave full screen").click()
            expect(page.locator(".tile.whole")).to_have_count(0)
            page.keyboard.press("f")
            page.keyboard.type("gd")
            expect(page.locator(".feeds-table")).to_be_visible()
            assert page.evaluate("() => document.documentElement.dataset.full") is None
        assert seen.complaints == []
        assert page.evaluate("() => violations") == []
