"""Pages of cards in Chromium: they draw what the database holds, and the address says what they show."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from models.store.database import Database
from tests.support.browser_server import DESK, PHONE, Visit, visit

pytestmark = pytest.mark.browser

_RANGE = "card => document.querySelector('#' + card + '-chart .js-plotly-plot').layout.xaxis.range"
_DAY = 86_400_000


def stored(database: Database, query: str) -> dict[float, float]:
    """Milliseconds and values that a query of the test's own gives."""
    with database.app() as connection:
        return {float(ts): float(value) for ts, value in connection.execute(query).fetchall()}


def one(dataset: str, measure: str) -> str:
    return (
        f"select extract(epoch from f.ts) * 1000, f.value from {dataset} f join series s on s.id = f.series_id "
        f"where s.measure = '{measure}' and s.entity = 'ERCOT'"
    )


@pytest.fixture
def generation(browser: Browser, full_address: str) -> Iterator[Visit]:
    with visit(browser) as seen:
        seen.page.goto(f"{full_address}/generation")
        seen.settle(7)
        yield seen


def test_what_is_drawn_is_what_is_stored(generation: Visit, full_database: Database) -> None:
    page = generation.page
    start, end = page.evaluate(_RANGE, "load")
    load = stored(full_database, one("system_load", "load"))
    shown = generation.drawn("load")["load:ERCOT:"]
    assert shown == {at: value for at, value in load.items() if start <= at < end}
    assert len(shown) >= 20
    net = stored(
        full_database,
        "select extract(epoch from l.ts) * 1000, l.value - w.value - s.value "
        "from system_load l join series ls on ls.id = l.series_id and ls.measure = 'load' and ls.entity = 'ERCOT' "
        "join wind_production w on w.ts = l.ts join series ws on ws.id = w.series_id and ws.measure = 'wind_generation'"
        " and ws.entity = 'ERCOT' join solar_production s on s.ts = l.ts "
        "join series ss on ss.id = s.series_id and ss.measure = 'solar_generation' and ss.entity = 'ERCOT'",
    )
    shown = generation.drawn("net-load")["load-wind_generation-solar_generation:ERCOT:"]
    assert shown == {at: value for at, value in net.items() if start <= at < end}
    forecast = stored(full_database, one("load_forecast_current", "load_forecast"))
    (error,) = generation.drawn("load-error").values()
    assert error == {at: value - forecast[at] for at, value in load.items() if at in forecast and start <= at < end}


def test_the_address_says_what_is_shown_and_back_leads_back(generation: Visit) -> None:
    page = generation.page
    page.evaluate("() => { window.sameVisit = true; }")
    opened = page.evaluate(_RANGE, "load")
    page.get_by_role("link", name="7d").click()
    expect(page).to_have_url(re.compile(r"/generation\?range=7d$"))
    expect(page.get_by_role("link", name="7d")).to_have_attribute("aria-current", "true")
    page.wait_for_function(f"([a, b]) => {{ const r = ({_RANGE})('load'); return r[0] !== a; }}", arg=opened)
    week = page.evaluate(_RANGE, "load")
    assert 7 * _DAY - 3_600_000 <= week[1] - week[0] <= 7 * _DAY + 3_600_000
    page.go_back()
    expect(page).to_have_url(re.compile(r"/generation$"))
    page.wait_for_function(f"([a, b]) => {{ const r = ({_RANGE})('load'); return r[0] === a; }}", arg=opened)
    page.go_forward()
    page.wait_for_function(f"([a, b]) => {{ const r = ({_RANGE})('load'); return r[0] === a; }}", arg=week)
    page.keyboard.press("[")
    expect(page).to_have_url(re.compile(r"\?from=\d{4}-\d\d-\d\d&to=\d{4}-\d\d-\d\d$"))
    expect(page.locator("#load-body .state")).to_contain_text("No load for")
    page.keyboard.press("1")
    expect(page).to_have_url(re.compile(r"/generation$"))
    page.wait_for_function(f"([a, b]) => {{ const r = ({_RANGE})('load'); return r[0] === a; }}", arg=opened)
    assert page.evaluate("() => window.sameVisit")
    assert generation.complaints == []


def test_a_link_opens_the_same_view_also_after_another_page(browser: Browser, full_address: str) -> None:
    chosen = "a.range-choice[aria-current]"
    with visit(browser) as seen:
        seen.page.goto(f"{full_address}/generation?range=7d&resolution=1h")
        seen.settle(7)
        expect(seen.page.locator(chosen)).to_have_text("7d")
        start, end = seen.page.evaluate(_RANGE, "load")
        assert 7 * _DAY - 3_600_000 <= end - start <= 7 * _DAY + 3_600_000
        seen.page.locator(".nav-top .nav-link", has_text="Capacity").click()
        expect(seen.page.locator(chosen)).to_have_text("24h")
        expect(seen.page).to_have_url(f"{full_address}/capacity")
        seen.page.go_back()
        expect(seen.page.locator(".generation")).to_be_visible()
        expect(seen.page.locator(chosen)).to_have_text("7d")
        seen.page.locator(".nav-top .nav-link", has_text="generation").click()
        expect(seen.page.locator(chosen)).to_have_text("Yesterday to tomorrow")
        expect(seen.page).to_have_url(f"{full_address}/generation")
        assert seen.complaints == []


def test_days_of_ones_own_are_shown_or_answered_at_their_place(generation: Visit) -> None:
    page = generation.page
    opened = page.evaluate(_RANGE, "load")
    page.locator(".own-range summary").click()
    page.locator("#range-from").fill("2026-03-08")
    page.locator("#range-to").fill("2026-03-08")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".own-range summary")).to_have_text("8 Mar 2026")
    expect(page.locator("#load-body .state")).to_contain_text("No load for 8 Mar 2026.")
    start, end = page.evaluate(_RANGE, "load")
    assert end - start == 23 * 3_600_000
    page.locator(".own-range summary").click()
    page.locator("#range-from").fill("2026-03-09")
    page.locator("#range-to").fill("2026-03-08")
    page.locator("#range-to").press("Enter")
    expect(page.locator(".problem")).to_have_text("The range ends before it starts.")
    page.wait_for_function(f"([a, b]) => {{ const r = ({_RANGE})('load'); return r[0] === a; }}", arg=opened)
    assert generation.complaints == []


@pytest.mark.parametrize("path", ["/", "/data", "/prices", "/capacity", "/generation"])
def test_a_strange_address_opens_the_page_all_the_same(browser: Browser, full_address: str, path: str) -> None:
    with visit(browser) as seen:
        script = "<script>window.hit=1</script>"
        seen.page.goto(f"{full_address}{path}?range=<img src=x onerror=hit()>&{script}={script}&self=1&path=2")
        expect(seen.page.locator(".skeleton")).to_have_count(0)
        if path in ("/prices", "/capacity", "/generation"):
            expect(seen.page.locator(".problem")).to_have_count(2)
        assert seen.page.evaluate("() => window.hit") is None
        assert seen.page.evaluate("() => violations") == []
        assert seen.complaints == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/capacity", "/generation"])
def test_a_phone_needs_no_scrolling_sideways_and_nothing_complains(
    browser: Browser, full_address: str, path: str, theme: str
) -> None:
    for size, touch in ((DESK, False), (PHONE, True)):
        with visit(browser, size, theme=theme, touch=touch) as seen:
            seen.page.goto(full_address + path)
            expect(seen.page.locator(".skeleton")).to_have_count(0)
            seen.settle(2)
            assert seen.page.evaluate("() => document.documentElement.scrollWidth") == size[0]
            if touch:
                heights = seen.page.locator(".choice:visible").evaluate_all("all => all.map(a => a.offsetHeight)")
                assert min(heights) >= 44
            expect(seen.page.locator(".tile-when .sim").first).to_have_text("SIMULATED")
            assert seen.page.evaluate("() => violations") == []
            assert seen.complaints == []


def test_reserves_stand_above_the_thresholds_in_force(browser: Browser, full_address: str) -> None:
    with visit(browser) as seen:
        seen.page.goto(f"{full_address}/capacity")
        seen.settle(2)
        shapes = seen.page.evaluate(
            "() => document.querySelector('#prc-chart .js-plotly-plot').layout.shapes.map(s => s.y0)"
        )
        assert {3_000, 2_500, 2_000, 1_500} <= set(shapes)
        labels = seen.page.locator("#prc-chart .annotation-text").all_text_contents()
        assert {"Watch", "EEA 1", "EEA 2", "EEA 3"} <= set(labels)


def test_keys_lead_to_the_pages(browser: Browser, full_address: str) -> None:
    with visit(browser) as seen:
        seen.page.goto(full_address)
        seen.settle()
        seen.page.keyboard.type("go")
        expect(seen.page).to_have_url(f"{full_address}/generation")
        seen.settle(7)
        seen.page.keyboard.type("gc")
        expect(seen.page).to_have_url(f"{full_address}/capacity")
        expect(seen.page.locator(".nav-top [aria-current=page]")).to_have_text("Capacity")
