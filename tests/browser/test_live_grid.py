"""The first page in Chromium: it draws what the database holds, refreshes by itself, and survives what happens."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Request, expect

from dashapp.factory import create_app
from dashapp.settings import Settings
from models.clock import floor, now
from models.observation import Origin
from models.store.database import Database
from tests.support import browser_grid
from tests.support.browser_server import DESK, PHONE, served, visit
from tests.support.database import addresses, fresh_database, reachable_folder, start_cluster

pytestmark = pytest.mark.browser

QUARTER = timedelta(minutes=15)


def stored(database: Database, dataset: str, measure: str) -> dict[str, list[tuple[float, float]]]:
    """Milliseconds and values of every series of a measure, by a query of the test's own."""
    with database.app() as connection:
        rows = connection.execute(
            f"select s.entity, extract(epoch from f.ts) * 1000, f.value from {dataset} f "
            "join series s on s.id = f.series_id where s.measure = %s order by 1, 2",
            (measure,),
        ).fetchall()
    found: dict[str, list[tuple[float, float]]] = {}
    for entity, ts, value in rows:
        found.setdefault(entity, []).append((float(ts), float(value)))
    return found


def test_charts_hold_exactly_what_the_database_holds(
    browser: Browser, full_address: str, full_database: Database
) -> None:
    with visit(browser) as seen:
        seen.page.goto(full_address)
        seen.settle()
        prices = stored(full_database, "rt_settlement_point_prices", "rt_spp")
        charted = seen.drawn("hub-prices")
        for hub in ("HB_HUBAVG", "HB_NORTH", "HB_HOUSTON", "HB_SOUTH", "HB_WEST", "HB_PAN"):
            points = charted[f"rt_spp:{hub}:{'AH' if hub == 'HB_HUBAVG' else 'HU'}"]
            first = min(points)
            assert points == {ts: value for ts, value in prices[hub] if ts >= first}
            assert len(points) >= 96
        fuels = stored(full_database, "fuel_mix", "generation")
        charted = seen.drawn("fuel-mix")
        wind = charted["generation:WIND:"]
        assert wind == {ts: value for ts, value in fuels["WIND"] if ts >= min(wind)}
        charging = charted["generation:STORAGE:down"]
        assert charging == {ts: min(value, 0.0) for ts, value in fuels["STORAGE"] if ts >= min(charging)}
        demand = stored(full_database, "supply_demand", "demand")["ERCOT"]
        charted = seen.drawn("supply-demand")
        points = charted["demand:ERCOT:"]
        assert points == {ts: value for ts, value in demand if ts >= min(points)}


def test_figures_and_table_say_what_the_database_holds(
    browser: Browser, full_address: str, full_database: Database
) -> None:
    with visit(browser) as seen:
        seen.page.goto(full_address)
        seen.settle()
        demand = stored(full_database, "supply_demand", "demand")["ERCOT"][-1][1]
        expect(seen.page.locator("#demand-body .figure")).to_have_text(f"{demand:,.0f}")
        prices = stored(full_database, "rt_settlement_point_prices", "rt_spp")
        ahead = stored(full_database, "dam_settlement_point_prices", "dam_spp")
        rows = seen.page.locator(".prices tr[data-entity]")
        assert rows.count() == 14
        for row in rows.all():
            code = row.get_attribute("data-entity") or ""
            ts, price = prices[code][-1]
            hour = max(at for at, _ in ahead[code] if at <= ts)
            day_ahead = dict(ahead[code])[hour]
            change = price - prices[code][-2][1]
            cells = row.locator("td").all_text_contents()
            signed = [f"{value:+,.2f}".replace("-", "\N{MINUS SIGN}") for value in (change, price - day_ahead)]
            assert cells[:3] == [f"{price:,.2f}", signed[0], f"{day_ahead:,.2f}"]
            assert cells[4] == signed[1]


def test_a_desk_needs_no_scrolling_and_a_phone_none_sideways(browser: Browser, full_address: str) -> None:
    size = "() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
    with visit(browser, DESK) as seen:
        seen.page.goto(full_address)
        seen.settle()
        assert seen.page.evaluate(size) == [1440, 900]
    with visit(browser, PHONE, touch=True) as seen:
        for path in ("/", "/data"):
            seen.page.goto(full_address + path)
            expect(seen.page.locator(".skeleton")).to_have_count(0)
            assert seen.page.evaluate(size)[0] == 390


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_nothing_is_complained_of(browser: Browser, full_address: str, theme: str, size: tuple[int, int]) -> None:
    with visit(browser, size, theme=theme) as seen:
        seen.page.goto(full_address)
        seen.settle()
        assert seen.page.evaluate("() => document.documentElement.dataset.theme") == theme
        seen.page.mouse.move(size[0] / 2, size[1] / 2)
        seen.page.keyboard.press("d")
        seen.page.wait_for_timeout(300)
        seen.page.locator(".nav-link:visible", has_text="Data").click()
        expect(seen.page.locator(".feeds-table")).to_be_visible()
        assert seen.page.evaluate("() => violations") == []
        assert seen.complaints == []


def test_simulated_is_said_everywhere(browser: Browser, full_address: str) -> None:
    with visit(browser) as seen:
        seen.page.goto(full_address)
        seen.settle()
        expect(seen.page.locator(".topbar .badge")).to_have_text("SIMULATED")
        assert seen.page.title().startswith("SIMULATED")
        cards = seen.page.locator(".tile-when, .stat-cell, .condition-when")
        assert cards.count() == 12
        for card in cards.all():
            expect(card).to_contain_text("SIMULATED")


def test_keys_go_everywhere(browser: Browser, full_address: str) -> None:
    with visit(browser) as seen:
        seen.page.goto(full_address)
        seen.settle()
        seen.page.keyboard.press("?")
        expect(seen.page.locator("#keys")).to_be_visible()
        seen.page.keyboard.press("Escape")
        expect(seen.page.locator("#keys")).to_be_hidden()
        seen.page.keyboard.type("gd")
        expect(seen.page.locator(".feeds-table")).to_be_visible()
        assert seen.page.url.endswith("/data")
        seen.page.keyboard.type("gl")
        seen.settle()
        before = seen.page.evaluate("() => getComputedStyle(document.body).backgroundColor")
        seen.page.keyboard.press("d")
        seen.page.wait_for_function("before => getComputedStyle(document.body).backgroundColor !== before", arg=before)
        expect(seen.page.locator(".nav-top [aria-current=page]")).to_have_text("Live grid")


@pytest.fixture
def growing(cluster: Any) -> Iterator[tuple[str, Database]]:
    """The product over a grid that ends before the newest two quarters, so that some can be added."""
    until = floor(now(), QUARTER) - 2 * QUARTER
    with fresh_database(cluster, origin=Origin.SIMULATED) as database:
        browser_grid.fill(database, until - timedelta(hours=30), until)
        browser_grid.declare_feeds(database, until)
        with served(create_app(Settings.model_validate({}), database)) as address:
            yield address, database


def test_a_refresh_adds_only_what_is_new_and_leaves_the_view(browser: Browser, growing: tuple[str, Database]) -> None:
    address, database = growing
    sizes: list[int] = []

    def weigh(request: Request) -> None:
        if "_dash-update-component" in request.url and "live-ask" in (request.post_data or ""):
            response = request.response()
            if response is not None:
                sizes.append(len(response.body()))

    with visit(browser) as seen:
        seen.page.on("requestfinished", weigh)
        seen.page.goto(address)
        seen.settle()
        seen.page.evaluate("() => { window.sameVisit = true; }")
        box = seen.page.locator("#hub-prices-plot").bounding_box()
        assert box is not None
        seen.page.mouse.move(box["x"] + 120, box["y"] + 100)
        seen.page.mouse.down()
        seen.page.mouse.move(box["x"] + 240, box["y"] + 100, steps=5)
        seen.page.mouse.up()
        range_now = (
            "() => document.querySelector('#hub-prices-chart .js-plotly-plot').layout.xaxis.range.map(Math.round)"
        )
        seen.page.wait_for_function(f"() => {{ const [a, b] = ({range_now})(); return b - a < 12 * 3_600_000; }}")
        zoomed = seen.page.evaluate(range_now)
        before = seen.drawn("hub-prices")["rt_spp:HB_WEST:HU"]
        last = stored(database, "rt_settlement_point_prices", "rt_spp")["HB_WEST"][-1][0]
        until = floor(now(), QUARTER)
        browser_grid.fill(database, until - 2 * QUARTER, until)
        seen.refresh_often()
        seen.page.wait_for_function(
            "last => [...document.querySelector('#hub-prices-chart .js-plotly-plot').data.at(-1).x].includes(last)",
            arg=last + 2 * 900_000,
        )
        after = seen.drawn("hub-prices")["rt_spp:HB_WEST:HU"]
        # Should an hour begin during the test, the window moves on with it.
        kept = {ts: value for ts, value in before.items() if ts >= min(after)}
        assert kept.items() < after.items()
        assert len(after) == len(kept) + 2
        assert seen.page.evaluate(range_now) == zoomed
        assert seen.page.evaluate("() => window.sameVisit")
        seen.page.wait_for_timeout(2500)
        assert len(sizes) >= 3
        assert min(sizes) < sizes[0] / 20, sizes
        assert seen.complaints == []


def test_the_drawing_outlives_the_database(browser: Browser) -> None:
    at = now()
    with reachable_folder() as folder:
        cluster = start_cluster(folder / "home")
        with fresh_database(cluster, origin=Origin.SIMULATED) as database:
            until = floor(at, QUARTER) - QUARTER
            browser_grid.fill(database, until - timedelta(hours=26), until)
            browser_grid.declare_feeds(database, at)
            with served(create_app(Settings.model_validate({}), database)) as address, visit(browser) as seen:
                seen.page.goto(address)
                seen.settle()
                points = seen.drawn("hub-prices")
                cluster.close()
                seen.refresh_often()
                expect(seen.page.locator("#live-mark")).to_contain_text("Reconnecting\N{HORIZONTAL ELLIPSIS} last data")
                assert seen.drawn("hub-prices") == points
                expect(seen.page.locator("#demand-body .figure")).not_to_have_text("\N{EN DASH}")
                cluster = type(cluster).start(Path(folder) / "home")
                again = Database(addresses(cluster, _name(database)), Origin.SIMULATED)
                browser_grid.fill(again, until, until + QUARTER)
                again.close()
                expect(seen.page.locator("#notice")).to_contain_text("missed interval", timeout=30_000)
                expect(seen.page.locator("#live-mark")).to_contain_text("live")
                assert seen.complaints == []
        cluster.close()


def _name(database: Database) -> str:
    return json.dumps(database.addresses.app).split("/")[3].split("?")[0]
