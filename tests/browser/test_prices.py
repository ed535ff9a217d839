"""The prices page in Chromium: what it draws is what is stored, and every choice can be made by keyboard alone."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pandas
import pytest
from playwright.sync_api import Browser, Page, expect

from dashapp.factory import create_app
from dashapp.settings import Settings
from ingestion.backfill import import_path
from ingestion.run import Context
from ingestion.transport import Transport
from models.catalog.prices import RT_SPP
from models.clock import EPOCH, day_bounds, now, operating_day
from models.observation import Block, Origin
from models.store.database import Database
from models.store.embedded import Cluster
from models.store.write import Writer
from tests.support import kinds, nodes
from tests.support.batches import document, store
from tests.support.browser_server import DESK, PHONE, Visit, served, visit
from tests.support.database import fresh_database

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
RECORDED = ROOT.parent / "shared" / "ercot" / "recordings" / "derived"
HUB_AVERAGE = RECORDED / "rtm_spp_HB_HUBAVG_15min_utc__202401_202511.parquet"
MARCH = "from=2026-03-02&to=2026-03-15"
WEST = "rt_spp:HB_WEST:HU"
_CHECKED = "a.switch[aria-current]"


@pytest.fixture(scope="module")
def database(cluster: Cluster) -> Iterator[Database]:
    """A made-up year at two hubs, a fortnight at three nodes, and thousands of nodes without a price."""
    with fresh_database(cluster, origin=Origin.SIMULATED) as found:
        kinds.fill(found)
        nodes.fill(found)
        nodes.crowd(found, 4_000)
        yield found


@pytest.fixture(scope="module")
def address(database: Database) -> Iterator[str]:
    with served(create_app(Settings.model_validate({}), database)) as found:
        yield found


def opened(seen: Visit, address: str, search: str, charts: int = 3) -> Page:
    seen.page.goto(f"{address}/prices?{search}")
    seen.settle(charts)
    return seen.page


def stored(database: Database, measure: str, entity: str, first: str, last: str) -> dict[float, float]:
    """Milliseconds and prices of the operating days, by a query of the test's own."""
    table = {"rt_spp": "rt_settlement_point_prices", "dam_spp": "dam_settlement_point_prices"}[measure]
    with database.app() as connection:
        rows = connection.execute(
            f"select extract(epoch from f.ts) * 1000, f.value from {table} f join series s on s.id = f.series_id "
            "where s.measure = %s and s.entity = %s "
            "and (f.ts at time zone 'America/Chicago')::date between %s::date and %s::date",
            (measure, entity, first, last),
        ).fetchall()
    return {float(ts): float(value) for ts, value in rows}


def quiet(seen: Visit) -> None:
    assert seen.complaints == []
    assert seen.page.evaluate("() => violations") == []


def has_drawn(page: Page, card: str, key: str) -> None:
    page.wait_for_function(
        "([card, key]) => (document.querySelector(`#${card}-chart .js-plotly-plot`).data || [])"
        ".some(trace => trace.meta && trace.meta.key === key)",
        arg=[card, key],
    )


def has_not(page: Page, card: str, key: str) -> None:
    page.wait_for_function(
        "([card, key]) => !(document.querySelector(`#${card}-chart .js-plotly-plot`).data || [])"
        ".some(trace => trace.meta && trace.meta.key === key)",
        arg=[card, key],
    )


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_is_drawn_is_what_is_stored(browser: Browser, address: str, database: Database, theme: str) -> None:
    with visit(browser, theme=theme) as seen:
        opened(seen, address, f"points=HB_WEST,{nodes.WIND}&{MARCH}")
        drawn = seen.drawn("price-lines")
        assert set(drawn) == {WEST, "dam_spp:HB_WEST:HU", f"rt_spp:{nodes.WIND}:", f"dam_spp:{nodes.WIND}:"}
        for key, points in drawn.items():
            measure, entity, _ = key.split(":")
            assert points == stored(database, measure, entity, "2026-03-02", "2026-03-15"), key
        assert len(drawn[WEST]) == 14 * 96 - 4
        ahead = stored(database, "dam_spp", "HB_WEST", "2026-03-02", "2026-03-15")
        spread = seen.drawn("price-spread")["rt_spp-dam_spp:HB_WEST:HU"]
        assert spread == {at: value - ahead[at - at % 3_600_000] for at, value in drawn[WEST].items()}
        quiet(seen)


def test_a_node_is_found_and_drawn_by_keyboard_alone(browser: Browser, address: str) -> None:
    with visit(browser) as seen:
        page = opened(seen, address, f"points=HB_WEST&{MARCH}")
        page.locator("#point-add").focus()
        page.keyboard.press("Enter")
        expect(page.locator("#point-search")).to_be_focused()
        expect(page.get_by_role("option", name="West hub")).to_be_visible()
        page.keyboard.type("madeup")
        options = page.get_by_role("option")
        expect(options).to_have_count(3)
        expect(options.nth(0)).to_have_text(f"{nodes.LOCAL}Private-use network \N{MIDDLE DOT} LZ_HOUSTON")
        expect(options.nth(0)).to_have_attribute("aria-selected", "true")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        expect(options.nth(2)).to_have_attribute("aria-selected", "true")
        field = page.locator("#point-search")
        expect(field).to_have_attribute("aria-activedescendant", "point-option-2")
        expect(field).to_have_attribute("aria-expanded", "true")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(rf"\?points=HB_WEST,{nodes.WIND}&"))
        has_drawn(page, "price-lines", f"rt_spp:{nodes.WIND}:")
        expect(page.locator(".chip")).to_have_count(2)
        expect(page.locator("#point-panel")).to_be_hidden()
        expect(page.locator("#point-add")).to_be_focused()
        # Its first hour costs four dollars, its second five.
        values = list(seen.drawn("price-lines")[f"rt_spp:{nodes.WIND}:"].values())
        assert values[:5] == [values[0]] * 4 + [values[0] + 1]
        page.go_back()
        has_not(page, "price-lines", f"rt_spp:{nodes.WIND}:")
        expect(page.locator(".chip")).to_have_count(1)
        page.go_forward()
        has_drawn(page, "price-lines", f"rt_spp:{nodes.WIND}:")
        quiet(seen)


def test_enter_waits_for_the_answer_and_escape_leads_back(browser: Browser, address: str) -> None:
    with visit(browser) as seen:
        page = opened(seen, address, f"points=HB_WEST&{MARCH}")
        page.locator("#point-add").click()
        page.keyboard.type("madeup_slr")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(rf"\?points=HB_WEST,{nodes.SUN}&"))
        has_drawn(page, "price-lines", f"rt_spp:{nodes.SUN}:")
        page.locator("#point-add").click()
        expect(page.locator("#point-search")).to_have_value("")
        page.keyboard.type("nothing is called so %")
        said = page.locator("#point-said")
        expect(said).to_contain_text("No point has")
        expect(page.get_by_role("option")).to_have_count(0)
        page.locator("#point-search").fill("crowd_0")
        expect(page.get_by_role("option")).to_have_count(20)
        expect(said).to_have_text("The first 20; type more to narrow them down.")
        page.keyboard.press("Escape")
        expect(page.locator("#point-panel")).to_be_hidden()
        expect(page.locator("#point-add")).to_be_focused()
        quiet(seen)


def test_points_are_removed_and_set_at_once(browser: Browser, address: str) -> None:
    with visit(browser) as seen:
        page = opened(seen, address, f"points=HB_WEST,{nodes.WIND},{nodes.SUN}&{MARCH}")
        page.get_by_role("link", name=f"Remove {nodes.WIND}").press("Enter")
        has_not(page, "price-lines", f"rt_spp:{nodes.WIND}:")
        expect(page).to_have_url(re.compile(rf"\?points=HB_WEST,{nodes.SUN}&"))
        expect(page.locator("#point-add")).to_be_focused()
        page.get_by_role("link", name="Remove West hub").click()
        expect(page.locator(".chip")).to_have_count(1)
        expect(page.locator(".chip-remove")).to_have_count(0)
        page.locator("#point-add").click()
        page.get_by_role("button", name="Load zones").click()
        expect(page.locator(".chip")).to_have_count(8)
        expect(page.locator("#price-lines-body .state")).to_contain_text("No prices for LZ_NORTH, LZ_HOUSTON")
        page.locator("#point-add").click()
        page.locator("#point-search").fill("hb_west")
        expect(page.get_by_role("option")).to_have_count(1)
        page.keyboard.press("Enter")
        expect(page.locator("#point-said")).to_have_text("At most 8 points are shown; remove one first.")
        quiet(seen)


def test_markets_and_spread_are_switched_and_the_address_says_so(browser: Browser, address: str) -> None:
    with visit(browser) as seen:
        page = opened(seen, address, f"points=HB_WEST&{MARCH}")
        expect(page.locator(_CHECKED)).to_have_count(3)
        page.locator(".switch", has_text=re.compile("DA$")).click()
        expect(page).to_have_url(re.compile("show=rt,spread"))
        has_not(page, "price-lines", "dam_spp:HB_WEST:HU")
        expect(page.locator(".summary tbody tr")).to_have_count(1)
        page.locator(".switch", has_text="Spread").click()
        expect(page.locator(".tile-price-spread")).to_be_hidden()
        # The last one cannot be switched off.
        expect(page.locator("span.switch")).to_contain_text("RT")
        page.go_back()
        expect(page.locator(".tile-price-spread")).to_be_visible()
        page.goto(f"{address}/prices?points=HB_WEST&show=spread&{MARCH}")
        seen.settle(2)
        expect(page.locator(".tile-price-lines")).to_be_hidden()
        expect(page.locator(".summary tbody tr")).to_have_attribute("data-measure", "rt_spp-dam_spp")
        quiet(seen)


def test_the_table_is_what_a_query_says(browser: Browser, address: str, database: Database) -> None:
    table = stored(database, "rt_spp", nodes.WIND, "2026-03-02", "2026-03-15")
    prices = [table[at] for at in sorted(table)]
    # A dollar more each hour, from 4 to 27 and again from 4: thirteen days have all of these, and the one of 23 hours
    # ends at 26. Dearest two less cheapest two, and four:
    two = (13 * (27 + 26 - 4 - 5) + (26 + 25 - 4 - 5)) / 14
    four = (13 * (27 + 26 + 25 + 24 - 4 - 5 - 6 - 7) + (26 + 25 + 24 + 23 - 4 - 5 - 6 - 7)) / 14
    expected = [prices[-1], min(prices), sum(prices) / len(prices), max(prices)]
    with visit(browser) as seen:
        page = opened(seen, address, f"points={nodes.WIND},HB_WEST&{MARCH}")
        row = page.locator(f".summary tr[data-entity={nodes.WIND}][data-measure=rt_spp] td:not(.wide)")
        assert row.all_inner_texts() == [*(f"{each:.2f}" for each in expected), "0.0 %", f"{two:.2f}", f"{four:.2f}"]
        expect(page.locator(".summary th .wide", has_text="$/MW-day")).to_have_count(2)
        # A row leads: its point comes first, and the single cards are of it.
        page.locator(".summary tr[data-entity=HB_WEST][data-measure=dam_spp] td").first.click()
        expect(page).to_have_url(re.compile(rf"\?points=HB_WEST,{nodes.WIND}&"))
        expect(page.locator("#price-heat-title")).to_have_text("West hub, real time, hour by day")
        expect(page.locator(".summary tbody tr").first).to_have_attribute("data-entity", "HB_WEST")
        page.locator(".summary a", has_text=nodes.WIND).first.press("Enter")
        expect(page.locator("#price-heat-title")).to_have_text(f"{nodes.WIND}, real time, hour by day")
        quiet(seen)


def test_cells_are_hourly_means_of_the_first_point(browser: Browser, address: str, database: Database) -> None:
    """The steps of colour end at -10, 0, 25, 50, 100, 250 and 1,000 dollars."""
    hours: dict[float, list[float]] = {}
    for at, value in stored(database, "rt_spp", "HB_WEST", "2026-02-13", "2026-03-15").items():
        hours.setdefault(at - at % 3_600_000, []).append(value)
    means = [sum(values) / len(values) for values in hours.values()]
    assert len(means) == 31 * 24 - 1
    steps = Counter(sum(mean >= bound for bound in (-10, 0, 25, 50, 100, 250, 1_000)) for mean in means)
    with visit(browser) as seen:
        page = opened(seen, address, f"points=HB_WEST&{MARCH}")
        rows = page.evaluate("() => document.querySelector('#price-heat-chart .js-plotly-plot').data[0].z")
        assert Counter(int(cell) for row in rows for cell in row if cell is not None) == steps
        quiet(seen)


def test_all_reaches_from_the_first_price_to_today_and_costs_no_more_points(browser: Browser, address: str) -> None:
    with visit(browser) as seen:
        page = opened(seen, address, f"points=HB_WEST&{MARCH}")
        page.keyboard.press("5")
        expect(page).to_have_url(re.compile(r"range=all"))
        expect(page.locator(".own-range summary")).to_contain_text("1 Apr 2025")
        has_drawn(page, "price-lines", f"{WEST}:band")
        start, end = page.evaluate(
            "() => document.querySelector('#price-lines-chart .js-plotly-plot').layout.xaxis.range"
        )
        assert EPOCH + timedelta(milliseconds=start) == day_bounds(kinds.FIRST)[0]
        assert EPOCH + timedelta(milliseconds=end) == day_bounds(operating_day(now()))[1]
        drawn = seen.drawn("price-lines")
        assert len(drawn[WEST]) <= 1_600
        # Of all the year's quarters the one at 5,000 dollars is still there.
        highest = page.evaluate(
            "key => Math.max(...document.querySelector('#price-lines-chart .js-plotly-plot').data"
            ".find(trace => trace.meta && trace.meta.key === key).y.filter(isFinite))",
            f"{WEST}:band",
        )
        assert highest == 5_000.0
        quiet(seen)


def test_before_the_first_price_its_day_is_said_and_led_to(browser: Browser, address: str) -> None:
    with visit(browser) as seen:
        page = seen.page
        page.goto(f"{address}/prices?points={nodes.WIND}&from=2019-01-01&to=2019-01-02")
        state = page.locator("#price-lines-body .state")
        expect(state).to_contain_text(f"No prices for {nodes.WIND} before 2 Mar 2026. Earliest: 2 Mar 2026.")
        expect(page.locator("#price-summary-body .state")).to_contain_text("Earliest: 2 Mar 2026.")
        state.get_by_role("link", name="Go to 2 Mar 2026").click()
        expect(page).to_have_url(re.compile(r"from=2026-03-02&to=2026-03-03$"))
        has_drawn(page, "price-lines", f"rt_spp:{nodes.WIND}:")
        quiet(seen)


def test_a_point_without_prices_in_these_days_is_named_and_the_rest_is_drawn(browser: Browser, address: str) -> None:
    with visit(browser) as seen:
        page = opened(seen, address, f"points=HB_WEST,{nodes.WIND},{nodes.LOCAL}&from=2025-07-01&to=2025-07-02")
        words = f"{nodes.WIND} and {nodes.LOCAL}: no prices in these days."
        expect(page.locator("#price-lines-head")).to_contain_text(words)
        expect(page.locator("#price-summary-head")).to_contain_text(words)
        assert len(seen.drawn("price-lines")[WEST]) == 2 * 96
        row = page.locator(f".summary tr[data-entity={nodes.WIND}][data-measure=rt_spp] td.strong, .summary td")
        expect(row.filter(has_text="\N{EN DASH}").first).to_be_visible()
        quiet(seen)


def test_what_is_wrong_in_an_address_is_said_and_the_rest_is_shown(browser: Browser, address: str) -> None:
    with visit(browser) as seen:
        script = "<script>window.hit=1</script>"
        page = opened(seen, address, f"points=HB_WEST,{script},{'x' * 60}&show={script}&hour=3&{MARCH}")
        left, right = "\N{LEFT DOUBLE QUOTATION MARK}", "\N{RIGHT DOUBLE QUOTATION MARK}"
        expect(page.locator(".problem[data-of=points]")).to_have_text(
            f"There are no points named {left}{script}{right}, {left}{'x' * 40}{right}."
        )
        expect(page.locator(".problem[data-of=show]")).to_contain_text("there are rt, da, spread.")
        expect(page.locator(".problem[data-of=address]")).to_contain_text(f"{left}hour{right}")
        assert len(seen.drawn("price-lines")[WEST]) == 14 * 96 - 4
        assert page.evaluate("() => window.hit") is None
        page.goto(f"{address}/capacity?points=HB_WEST")
        expect(page.locator(".problem")).to_contain_text(f"{left}points{right}")
        quiet(seen)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_on_a_phone_points_are_one_line_until_they_are_edited(browser: Browser, address: str, theme: str) -> None:
    with visit(browser, PHONE, theme=theme, touch=True) as seen:
        page = opened(seen, address, f"points=HB_WEST,{nodes.WIND},{nodes.LOCAL},HB_HUBAVG,LZ_CPS&{MARCH}")
        assert page.evaluate("() => document.documentElement.scrollWidth") == PHONE[0]
        expect(page.locator(".chip-remove").first).to_be_hidden()
        expect(page.locator(".controls-row > .resolution")).to_be_hidden()
        page.locator("#point-add").tap()
        expect(page.locator(".chip-remove").first).to_be_visible()
        expect(page.locator(".controls-row > .resolution")).to_be_visible()
        page.locator("#point-search").fill("lz_south node")
        option = page.get_by_role("option")
        expect(option).to_have_count(1)
        heights = page.locator(".choice, #point-search, .presets .button, #point-found [role=option]").evaluate_all(
            "all => all.filter(each => each.checkVisibility()).map(each => each.offsetHeight)"
        )
        assert min(heights) >= 44
        option.tap()
        has_drawn(page, "price-lines", f"rt_spp:{nodes.SUN}:")
        expect(page.locator("#point-panel")).to_be_hidden()
        assert page.evaluate("() => document.documentElement.scrollWidth") == PHONE[0]
        expect(page.locator(".nav-bottom [aria-current=page]")).to_have_text("Prices")
        quiet(seen)


def test_the_navigation_and_its_key_lead_here(browser: Browser, address: str) -> None:
    with visit(browser, DESK) as seen:
        seen.page.goto(f"{address}/data")
        seen.page.wait_for_selector("#live-mark[data-state=live]")
        seen.page.keyboard.type("gp")
        expect(seen.page).to_have_url(f"{address}/prices")
        expect(seen.page.locator(".nav-top [aria-current=page]")).to_have_text("Prices")
        names = seen.page.locator(".chip > span")
        expect(names).to_have_text(["Hub average", "West", "Panhandle"])
        bottoms = seen.page.locator(".controls-row > *:visible").evaluate_all(
            "all => all.map(each => each.getBoundingClientRect().bottom)"
        )
        # All of them on one row, whatever their heights.
        assert max(bottoms) - min(bottoms) < 20


@pytest.mark.skipif(not HUB_AVERAGE.exists(), reason="../shared/ercot/recordings is not here: HB_HUBAVG 2018-2025")
@pytest.mark.parametrize(("day", "count"), [("2025-03-09", 92), ("2024-11-03", 100), ("2024-11-04", 96)])
def test_recorded_days_of_the_clock_change_show_all_their_intervals(
    browser: Browser, cluster: Cluster, day: str, count: int
) -> None:
    every = pandas.read_parquet(HUB_AVERAGE)
    local = every["interval_start_utc"].dt.tz_convert("America/Chicago").dt.strftime("%Y-%m-%d")
    rows = every[local == day]
    prices = [float(price) for price in rows["price_usd_per_mwh"]]
    assert len(prices) == count
    starts = [int(start.timestamp() * 1_000_000) for start in rows["interval_start_utc"]]
    with fresh_database(cluster) as database:
        average = Block(RT_SPP, [("HB_HUBAVG", "AH")] * count, starts, prices)
        store(database, document("recorded"), average)
        with served(create_app(Settings.model_validate({}), database)) as address, visit(browser) as seen:
            page = opened(seen, address, f"points=HB_HUBAVG&show=rt&from={day}&to={day}", 2)
            assert seen.drawn("price-lines")["rt_spp:HB_HUBAVG:AH"] == {
                start / 1000: price for start, price in zip(starts, prices, strict=True)
            }
            hours = sorted(sum(prices[n : n + 4]) / 4 for n in range(0, count, 4))
            shown = page.locator(".summary tr[data-entity=HB_HUBAVG] td:not(.wide)").all_inner_texts()
            assert [text.replace("\N{MINUS SIGN}", "-") for text in shown] == [
                *(f"{each:.2f}" for each in (prices[-1], min(prices), sum(prices) / count, max(prices))),
                f"{100 * sum(price < 0 for price in prices) / count:.1f} %",
                f"{sum(hours[-2:]) - sum(hours[:2]):.2f}",
                f"{sum(hours[-4:]) - sum(hours[:4]):.2f}",
            ]
            quiet(seen)


@pytest.mark.parametrize(("day", "hours"), [("2025-11-02", 25), ("2026-03-08", 23)])
def test_ercots_own_documents_of_the_clock_change_show_all_their_hours(
    browser: Browser, cluster: Cluster, day: str, hours: int
) -> None:
    name = f"np4-190-cd__dam_stlmnt_pnt_prices__{day}__HB_HUBAVG.json"
    with fresh_database(cluster) as database:
        import_path(Context(database, Transport(), Writer(database)), ROOT / "tests" / "data" / "public_api" / name)
        with served(create_app(Settings.model_validate({}), database)) as address, visit(browser) as seen:
            opened(seen, address, f"points=HB_HUBAVG&show=da&from={day}&to={day}", 2)
            drawn = seen.drawn("price-lines")["dam_spp:HB_HUBAVG:AH"]
            start = day_bounds(date.fromisoformat(day))[0]
            assert sorted(drawn) == [
                (start + timedelta(hours=n) - EPOCH) / timedelta(milliseconds=1) for n in range(hours)
            ]
            quiet(seen)
