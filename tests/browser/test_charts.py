"""Charts by hand: the cursor, zoom, spikes, gaps, and ticks on the days that have 23 and 25 hours."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, expect

from dashapp.factory import create_app
from dashapp.settings import Settings
from models.clock import CENTRAL, day_bounds, floor, now
from models.observation import Origin
from models.store.database import Database
from models.store.embedded import Cluster
from tests.support import browser_grid
from tests.support.browser_server import served, visit
from tests.support.database import fresh_database

pytestmark = pytest.mark.browser

HOUR = timedelta(hours=1)


def ticks(browser: Browser, address: str, start: datetime, end: datetime, wanted: int) -> list[tuple[datetime, str]]:
    with visit(browser) as seen:
        seen.page.goto(address)
        seen.page.wait_for_function("() => window.ercot && window.ercot.central")
        found = seen.page.evaluate(
            "([start, end, wanted]) => ercot.central.ticks(start, end, wanted)",
            [start.timestamp() * 1000, end.timestamp() * 1000, wanted],
        )
    instants = [datetime.fromtimestamp(value / 1000, CENTRAL) for value in found["values"]]
    return list(zip(instants, found["words"], strict=True))


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 8), 23), (date(2026, 9, 26), 24), (date(2026, 11, 1), 25)])
@pytest.mark.parametrize("wanted", [4, 8, 30])
def test_ticks_stand_on_local_hours(browser: Browser, full_address: str, day: date, hours: int, wanted: int) -> None:
    start, end = day_bounds(day)
    step = next(each for each in (1, 2, 3, 4, 6, 12) if hours / each <= wanted)
    every = [(start + n * HOUR).astimezone(CENTRAL) for n in range(hours + 1)]
    expected = [(at, f"{at.day} {at:%b}" if at.hour == 0 else f"{at:%H:%M}") for at in every if at.hour % step == 0]
    assert ticks(browser, full_address, start, end, wanted) == expected


def test_longer_spans_have_ticks_at_midnights_and_years_at_months(browser: Browser, full_address: str) -> None:
    start, end = day_bounds(date(2026, 10, 20))[0], day_bounds(date(2026, 11, 18))[1]
    found = ticks(browser, full_address, start, end, 8)
    assert 6 <= len(found) <= 9
    assert all((at.hour, at.minute, words) == (0, 0, f"{at.day} {at:%b}") for at, words in found)
    assert {(later - at).days for (at, _), (later, _) in pairwise(found)} == {4}
    start, end = day_bounds(date(2025, 11, 25))[0], day_bounds(date(2026, 11, 24))[1]
    found = ticks(browser, full_address, start, end, 8)
    assert [words for _, words in found] == ["Jan 2026", "Mar", "May", "Jul", "Sep", "Nov"]
    assert all((at.day, at.hour) == (1, 0) for at, _ in found)


@pytest.fixture
def spiky(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, Database, datetime]]:
    """Twenty calm hours with one quarter-hour at 4,812 dollars in the west, and three hours of nothing."""
    until = floor(now(), HOUR)
    peak = until - 6 * HOUR
    calm = browser_grid.price

    def price(code: str) -> browser_grid.Curve:
        return lambda at: 4_812.0 if at == peak and code == "HB_WEST" else calm(code)(at)

    monkeypatch.setattr(browser_grid, "price", price)
    with fresh_database(cluster, origin=Origin.SIMULATED) as database:
        browser_grid.fill(database, until - 26 * HOUR, until - 12 * HOUR)
        browser_grid.fill(database, until - 9 * HOUR, until)
        browser_grid.declare_feeds(database, now())
        with served(create_app(Settings.model_validate({}), database)) as address:
            yield address, database, peak


def test_a_spike_is_named_and_can_be_seen_whole(browser: Browser, spiky: tuple[str, Database, datetime]) -> None:
    address, _, peak = spiky
    top = "() => document.querySelector('#hub-prices-chart .js-plotly-plot').layout.yaxis.range[1]"
    with visit(browser) as seen:
        seen.page.goto(address)
        seen.settle()
        mark = seen.page.locator("#hub-prices-chart .annotation-text", has_text="4,812")
        expect(mark).to_have_text(
            f"\N{BLACK UP-POINTING TRIANGLE} 4,812 \N{MIDDLE DOT} {peak.astimezone(CENTRAL):%H:%M}"
        )
        assert seen.page.evaluate(top) == 100
        button = seen.page.locator("#hub-prices-full")
        button.click()
        seen.page.wait_for_function(f"() => ({top})() >= 4812")
        expect(mark).to_have_count(0)
        expect(button).to_have_attribute("aria-pressed", "true")
        button.click()
        seen.page.wait_for_function(f"() => ({top})() === 100")
        assert seen.complaints == []


def test_the_cursor_stands_on_every_chart_and_names_values_and_gaps(
    browser: Browser, spiky: tuple[str, Database, datetime]
) -> None:
    address, _, peak = spiky
    with visit(browser) as seen:
        seen.page.goto(address)
        seen.settle()
        place = """([card, ms]) => {
          const plot = document.getElementById(card + '-plot').getBoundingClientRect();
          const axis = document.querySelector('#' + card + '-chart .js-plotly-plot')._fullLayout.xaxis;
          return [plot.left + axis._offset + axis.d2p(ms), plot.top + plot.height / 2];
        }"""
        at = peak.timestamp() * 1000 + 60_000
        x, y = seen.page.evaluate(place, ["hub-prices", at])
        seen.page.mouse.move(x, y)
        tip = seen.page.locator("#hub-prices-plot .tip.on")
        expect(tip).to_contain_text("West4,812.00")
        expect(tip).to_contain_text("UTC")
        expect(seen.page.locator("#fuel-mix-plot .cross.on")).to_have_count(1)
        x, y = seen.page.evaluate(place, ["fuel-mix", (peak - 5 * HOUR).timestamp() * 1000])
        seen.page.mouse.move(x, y)
        expect(seen.page.locator("#fuel-mix-plot .tip.on")).to_contain_text("No data ")
        seen.page.mouse.move(5, 5)
        expect(seen.page.locator(".cross.on")).to_have_count(0)
        assert seen.complaints == []


def test_zoom_ends_with_a_double_click(browser: Browser, full_address: str) -> None:
    span = (
        "() => { const [start, end] = document.querySelector('#fuel-mix-chart .js-plotly-plot').layout.xaxis.range;"
        " return end - start; }"
    )
    with visit(browser) as seen:
        seen.page.goto(full_address)
        seen.settle()
        whole = seen.page.evaluate(span)
        box = seen.page.locator("#fuel-mix-plot").bounding_box()
        assert box is not None
        seen.page.mouse.move(box["x"] + 150, box["y"] + 120)
        seen.page.mouse.down()
        seen.page.mouse.move(box["x"] + 300, box["y"] + 120, steps=4)
        seen.page.mouse.up()
        seen.page.wait_for_function(f"whole => ({span})() < whole * 0.6", arg=whole)
        seen.page.mouse.dblclick(box["x"] + 200, box["y"] + 120)
        seen.page.wait_for_function(f"whole => Math.abs(({span})() - whole) < 1000", arg=whole)
        assert seen.complaints == []


def test_the_page_comes_back_after_the_server_did(browser: Browser, full_database: Database) -> None:
    app = create_app(Settings.model_validate({}), full_database)
    with visit(browser) as seen:
        with served(app) as address:
            seen.page.goto(address)
            seen.settle()
        seen.refresh_often()
        expect(seen.page.locator("#live-mark")).to_contain_text("Reconnecting")
        with served(app, port=int(address.rsplit(":", 1)[1])):
            expect(seen.page.locator("#live-mark")).to_contain_text("live \N{MIDDLE DOT}", timeout=20_000)
            assert seen.page.evaluate("() => violations") == []
