"""Heat maps, duration curves and summaries in Chromium: what is drawn is what is stored, in both themes."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from dashapp.factory import create_app
from dashapp.settings import Settings
from models.observation import Origin
from models.store.database import Database
from models.store.embedded import Cluster
from tests.support import kinds
from tests.support.browser_server import DESK, PHONE, Visit, served, visit
from tests.support.database import fresh_database
from tests.support.mounting import mounted

pytestmark = pytest.mark.browser

MARCH = "from=2026-03-02&to=2026-03-15"
NOVEMBER = "from=2025-10-27&to=2025-11-05"
YEAR = "from=2025-04-01&to=2026-03-31"

_GRAPH = "document.querySelector('#' + card + '-chart .js-plotly-plot')"
_CELL = f"""([card, column, row, part]) => {{
  const plot = document.getElementById(card + '-plot').getBoundingClientRect(), graph = {_GRAPH}._fullLayout;
  const across = graph.xaxis, upright = graph.yaxis;
  return [plot.left + across._offset + across.d2p(column), plot.top + upright._offset + upright.d2p(row + part)];
}}"""
_PIXEL = f"""async ([card, column, row]) => {{
  const graph = {_GRAPH}, image = graph.querySelector('.heatmaplayer image'), made = new Image();
  const source = image.getAttribute('href') || image.getAttribute('xlink:href');
  await new Promise(done => {{ made.onload = done; made.src = source; }});
  const canvas = document.createElement('canvas'), full = graph._fullLayout;
  canvas.width = made.width; canvas.height = made.height;
  const pen = canvas.getContext('2d');
  pen.drawImage(made, 0, 0);
  const left = full.xaxis.d2p(column) - image.getAttribute('x'), top = full.yaxis.d2p(row) - image.getAttribute('y');
  return [...pen.getImageData(Math.round(left * made.width / image.getAttribute('width')),
    Math.round(top * made.height / image.getAttribute('height')), 1, 1).data].slice(0, 3);
}}"""


@pytest.fixture(scope="module")
def database(cluster: Cluster) -> Iterator[Database]:
    with fresh_database(cluster, origin=Origin.SIMULATED) as found:
        kinds.fill(found)
        yield found


@pytest.fixture(scope="module")
def address(database: Database) -> Iterator[str]:
    with mounted(kinds.PAGE), served(create_app(Settings.model_validate({}), database)) as found:
        yield found


def opened(seen: Visit, address: str, days: str) -> Page:
    seen.page.goto(f"{address}/kinds?{days}")
    seen.settle(3)
    seen.page.wait_for_function("() => document.querySelectorAll('.heatmaplayer image').length === 3")
    return seen.page


def step(price: float) -> int:
    """The colour of a price by the design's words: below zero parts at -10, then 0, 25, 50, 100, 250, 1,000."""
    return 1 + sum(price >= bound for bound in (-10, 0, 25, 50, 100, 250, 1_000))


def hours(database: Database, first: str, last: str) -> list[tuple[str, int, float]]:
    """Central day, hour of the clock and mean price of each hour in the west, by a query of the test's own."""
    with database.app() as connection:
        return connection.execute(
            "select (h at time zone 'America/Chicago')::date::text, "
            "extract(hour from h at time zone 'America/Chicago')::int, v from ("
            "select date_trunc('hour', f.ts) h, avg(f.value) v from rt_settlement_point_prices f "
            "join series s on s.id = f.series_id where s.entity = 'HB_WEST' group by 1) means "
            "where (h at time zone 'America/Chicago')::date between %s::date and %s::date order by h",
            (first, last),
        ).fetchall()


def colour(page: Page, token: str) -> list[int]:
    found: str = page.evaluate("token => ercot.token(token)", token)
    return [int(found[n : n + 2], 16) for n in (1, 3, 5)]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_cells_have_the_colours_of_what_is_stored(
    browser: Browser, address: str, database: Database, theme: str
) -> None:
    stored = hours(database, "2026-02-13", "2026-03-15")
    assert len(stored) == 31 * 24 - 1
    with visit(browser, theme=theme) as seen:
        page = opened(seen, address, MARCH)
        rows = page.evaluate("card => " + _GRAPH + ".data[0].z", "heat")
        assert (len(rows), len(rows[0])) == (24, 31)
        drawn = Counter(int(cell) + 1 for row in rows for cell in row if cell is not None)
        assert drawn == Counter(step(price) for _, _, price in stored)
        days = sorted({day for day, _, _ in stored})
        for day, hour, price in stored[::97]:
            pixel = page.evaluate(_PIXEL, ["heat", days.index(day), hour])
            assert pixel == colour(page, f"--heat-price-{step(price)}"), (day, hour, price)
        assert seen.complaints == []
        assert page.evaluate("() => violations") == []


def test_a_change_of_theme_repaints_cells_and_curves(browser: Browser, address: str) -> None:
    scale = "() => " + _GRAPH.replace("card", "'heat'") + ".data[0].colorscale.map(stop => stop[1])"
    curve = "() => " + _GRAPH.replace("card", "'curve'") + ".data[0].line.color"
    with visit(browser) as seen:
        page = opened(seen, address, MARCH)
        before = page.evaluate(scale), page.evaluate(curve)
        page.locator("#theme-toggle").click()
        page.wait_for_function("() => document.documentElement.dataset.theme === 'dark'")
        page.wait_for_function(f"before => ({scale})().join() !== before.join()", arg=before[0])
        page.wait_for_function(f"before => ({curve})() !== before", arg=before[1])
        tokens = [page.evaluate("token => ercot.token(token)", f"--heat-price-{n}") for n in range(1, 9)]
        assert page.evaluate(scale) == [token for token in tokens for _ in range(2)]
        assert page.evaluate(curve) == page.evaluate("() => ercot.token('--place-west')")
        assert seen.complaints == []


def point(page: Page, card: str, column: int, row: int, part: float = 0.0) -> None:
    page.locator(f"#{card}-plot").scroll_into_view_if_needed()
    x, y = page.evaluate(_CELL, [card, column, row, part])
    page.mouse.move(x, y)


def test_a_cell_says_its_hour_its_day_and_its_value(browser: Browser, address: str, database: Database) -> None:
    price = {(day, hour): value for day, hour, value in hours(database, "2026-03-08", "2026-03-08")}
    with visit(browser) as seen:
        page = opened(seen, address, MARCH)
        tip = page.locator("#heat-plot .tip.on")
        point(page, "heat", 23, 15)
        expect(tip).to_contain_text("Sun 8 Mar 2026 \N{MIDDLE DOT} HE 16 \N{MIDDLE DOT} 15:00\N{EN DASH}16:00 CDT")
        expect(tip).to_contain_text("20:00 UTC")
        value = f"{price['2026-03-08', 15]:.2f}".replace("-", "\N{MINUS SIGN}")
        expect(tip).to_contain_text(f"West{value} $/MWh")
        point(page, "heat", 23, 1)
        expect(tip).to_contain_text("01:00\N{EN DASH}02:00 CST \N{MIDDLE DOT} 07:00 UTC")
        point(page, "heat", 23, 2)
        expect(tip).to_contain_text("No 02:00 on this day: the clocks went forward.")
        assert seen.complaints == []


def test_both_passes_of_the_repeated_hour_are_told(browser: Browser, address: str, database: Database) -> None:
    passes = [value for _, hour, value in hours(database, "2025-11-02", "2025-11-02") if hour == 1]
    assert len(passes) == 2
    with visit(browser) as seen:
        page = opened(seen, address, NOVEMBER)
        tip = page.locator("#heat-plot .tip.on")
        # 31 days end with 5 November: the second is the fourth from the right.
        for part, letters, utc, value in ((-0.3, "CDT", "06:00", passes[0]), (0.3, "CST", "07:00", passes[1])):
            point(page, "heat", 27, 1, part)
            expect(tip).to_contain_text(f"01:00\N{EN DASH}02:00 {letters} \N{MIDDLE DOT} {utc} UTC")
            expect(tip).to_contain_text(f"{value:.2f} $/MWh")
        expect(page.locator("#heat-chart .annotation-text", has_text="Split: 2 Nov")).to_have_count(1)
        assert seen.complaints == []


def test_a_curve_says_for_how_much_of_the_time(browser: Browser, address: str, database: Database) -> None:
    with database.app() as connection:
        ((count, above, value),) = connection.execute(
            "with prices as (select value from rt_settlement_point_prices f join series s on s.id = f.series_id "
            "where s.entity = 'HB_WEST' and f.ts >= '2026-03-02 06:00Z' and f.ts < '2026-03-16 05:00Z'), "
            "place as (select percentile_disc(0.3) within group (order by value desc) v from prices) "
            "select count(*), count(*) filter (where value >= v), max(v) from prices, place"
        ).fetchall()
    assert count == 14 * 96 - 4
    with visit(browser) as seen:
        page = opened(seen, address, MARCH)
        page.locator("#curve-plot").scroll_into_view_if_needed()
        x, y = page.evaluate(_CELL, ["curve", 29.99, value, 0])
        page.mouse.move(x, y)
        words = f"Westat or above {value:.2f} for {100 * above / count:.1f} % of intervals"
        expect(page.locator("#curve-plot .tip.on")).to_contain_text(words)
        assert page.evaluate("card => " + _GRAPH + ".data[0].meta.count", "curve") == count
        assert seen.complaints == []


def test_the_cursor_stays_among_charts_over_time(browser: Browser, address: str) -> None:
    with visit(browser) as seen:
        page = opened(seen, address, MARCH)
        page.locator("#lines-plot").hover()
        expect(page.locator("#lines-plot .cross.on")).to_have_count(1)
        expect(page.locator("#spread-plot .cross.on")).to_have_count(1)
        expect(page.locator(".cross.on")).to_have_count(2)
        page.locator("#curve-plot").hover()
        expect(page.locator("#curve-plot .cross.on")).to_have_count(1)
        expect(page.locator("#lines-plot .cross.on")).to_have_count(0)
        point(page, "heat", 5, 5)
        expect(page.locator("#heat-plot .cell.on")).to_have_count(1)
        expect(page.locator(".cross.on")).to_have_count(0)
        page.mouse.move(5, 5)
        expect(page.locator(".cell.on")).to_have_count(0)
        assert seen.complaints == []


def test_the_peak_of_a_year_is_drawn_at_its_height_in_its_place(browser: Browser, address: str) -> None:
    find = (
        "card => { const band = " + _GRAPH + ".data.find(t => t.meta && t.meta.band === 'rt_spp:HB_WEST:HU');"
        " return [...band.x].filter((_, n) => band.y[n] === 5000); }"
    )
    with visit(browser) as seen:
        page = opened(seen, address, YEAR)
        start, end = page.evaluate(find, "lines")
        assert start <= kinds.PEAK.timestamp() * 1000 < end
        assert end - start <= 12 * 3_600_000
        mark = page.locator("#lines-chart .annotation-text", has_text="5,000")
        expect(mark).to_have_text("\N{BLACK UP-POINTING TRIANGLE} 5,000 \N{MIDDLE DOT} 20 Aug")
        page.locator("#lines-full").click()
        page.wait_for_function("() => " + _GRAPH.replace("card", "'lines'") + ".layout.yaxis.range[1] >= 5000")
        assert seen.complaints == []
        assert page.evaluate("() => violations") == []


def test_a_spread_over_a_year_keeps_its_peak(browser: Browser, address: str, database: Database) -> None:
    with database.app() as connection:
        ((ahead,),) = connection.execute(
            "select value from dam_settlement_point_prices f join series s on s.id = f.series_id "
            "where s.entity = 'HB_WEST' and f.ts = date_trunc('hour', %s)",
            (kinds.PEAK,),
        ).fetchall()
    band = "card => " + _GRAPH + ".data.find(t => t.meta && t.meta.band === 'rt_spp-dam_spp:HB_WEST:HU')"
    with visit(browser) as seen:
        page = opened(seen, address, YEAR)
        highest = page.evaluate(f"card => Math.max(...({band})(card).y.filter(isFinite))", "spread")
        assert highest == 5_000.0 - ahead
        points = page.evaluate("card => " + _GRAPH + ".data.find(t => t.meta && !t.meta.band).x.length", "spread")
        assert 365 < points <= 1_601
        assert seen.complaints == []


def test_on_a_phone_a_year_keeps_its_dearest_hour(browser: Browser, address: str) -> None:
    """The peak's hour means 1,270 or more dollars, the only one of its colour, on fewer pixels than there are days."""
    with visit(browser, PHONE) as seen:
        page = opened(seen, address, YEAR)
        rows = page.evaluate("card => " + _GRAPH + ".data[0].z", "heat")
        assert len(rows[0]) < 365
        assert [hour for hour, row in enumerate(rows) if 7.5 in row] == [15]
        assert seen.complaints == []


def test_the_summary_is_what_a_query_says(browser: Browser, address: str, database: Database) -> None:
    query = (
        "with prices as (select ts, value, (ts at time zone 'America/Chicago')::date d "
        "from rt_settlement_point_prices f join series s on s.id = f.series_id where s.entity = 'HB_WEST' "
        "and f.ts >= '2026-03-02 06:00Z' and f.ts < '2026-03-16 05:00Z'), "
        "hours as (select d, date_trunc('hour', ts) h, avg(value) v from prices group by 1, 2), "
        "ranked as (select d, v, row_number() over (partition by d order by v desc) top, "
        "row_number() over (partition by d order by v) bottom from hours), "
        "spreads as (select d, sum(v) filter (where top <= 2) - sum(v) filter (where bottom <= 2) two, "
        "sum(v) filter (where top <= 4) - sum(v) filter (where bottom <= 4) four from ranked group by d) "
        "select (array_agg(value order by ts desc))[1], min(value), avg(value), max(value), "
        "avg((value < 0)::int) * 100, (select avg(two) from spreads), (select avg(four) from spreads) from prices"
    )
    with database.app() as connection:
        (numbers,) = connection.execute(query).fetchall()
    last, least, mean, most, below, two, four = (float(each) for each in numbers)
    with visit(browser) as seen:
        page = opened(seen, address, MARCH)
        row = page.locator(".summary tr[data-entity=HB_WEST][data-measure=rt_spp] td:not(.wide)")
        shown = [text.replace("\N{MINUS SIGN}", "-").replace(",", "") for text in row.all_inner_texts()]
        assert shown == [
            *(f"{each:.2f}" for each in (last, least, mean, most)),
            f"{below:.1f} %",
            f"{two:.2f}",
            f"{four:.2f}",
        ]
        assert seen.complaints == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("days", [MARCH, NOVEMBER, YEAR])
def test_all_kinds_fit_on_a_phone(browser: Browser, address: str, theme: str, days: str) -> None:
    with visit(browser, PHONE, theme=theme, touch=True) as seen:
        page = opened(seen, address, days)
        assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE[0]
        box: Any = page.locator("#heat-plot").bounding_box()
        page.locator("#heat-plot").scroll_into_view_if_needed()
        x, y = page.evaluate(_CELL, ["heat", 3, 12, 0])
        page.touchscreen.tap(x, y)
        expect(page.locator("#heat-plot .tip.on")).to_contain_text("HE 13")
        assert box["width"] <= PHONE[0]
        assert seen.complaints == []
        assert page.evaluate("() => violations") == []


def test_a_heat_map_follows_the_width_of_its_place(browser: Browser, address: str) -> None:
    width = "() => +document.querySelector('#heat-chart .heatmaplayer image').getAttribute('width')"
    with visit(browser) as seen:
        page = opened(seen, address, MARCH)
        wide = page.evaluate(width)
        seen.page.set_viewport_size({"width": 900, "height": DESK[1]})
        page.wait_for_function(f"wide => ({width})() < wide - 300", arg=wide)
        assert seen.complaints == []


DRAWER = "#papers"
FIGURE = f"{DRAWER} .papers-value .figure"
MADE = f"{DRAWER} .made button"


def dollars(value: float) -> str:
    return f"{value:,.2f}".replace("-", "\N{MINUS SIGN}")


def number(words: str) -> float:
    return float(words.replace("\N{MINUS SIGN}", "-").replace(",", ""))


def test_a_cell_leads_to_the_quarters_of_its_hour(browser: Browser, address: str, database: Database) -> None:
    price = {(day, hour): value for day, hour, value in hours(database, "2026-03-08", "2026-03-09")}
    with visit(browser) as seen:
        page = opened(seen, address, MARCH)
        point(page, "heat", 23, 15)
        page.mouse.down()
        page.mouse.up()
        expect(page.locator(FIGURE)).to_have_text(dollars(price["2026-03-08", 15]))
        expect(page.locator(f"{DRAWER} .papers-when").first).to_contain_text("15:00 CDT \N{EN DASH} 16:00 CDT")
        quarters = page.locator(f"{DRAWER} .made").nth(1).locator("button .strong")
        expect(quarters).to_have_count(4)
        shown = [number(text) for text in quarters.all_inner_texts()]
        assert sum(shown) / 4 == pytest.approx(price["2026-03-08", 15], abs=0.006)
        quarters.nth(2).click()
        expect(page.locator(FIGURE)).to_have_text(dollars(kinds.price(datetime(2026, 3, 8, 20, 30, tzinfo=UTC))))
        page.keyboard.press("Escape")
        page.locator("#heat-plot").focus()
        for key in ("ArrowLeft", "ArrowLeft", "ArrowDown", "Enter"):
            page.keyboard.press(key)
        # The first arrow stands on the last day's noon, the second goes to the day before, the third to 13:00.
        expect(page.locator(f"{DRAWER} .papers-when").first).to_contain_text("14 Mar 2026 13:00 CDT")
        assert seen.complaints == []


def test_a_cell_of_weeks_is_the_mean_of_its_days(browser: Browser, address: str, database: Database) -> None:
    days = {day: value for day, hour, value in hours(database, "2025-04-01", "2025-07-01") if hour == 17}
    with visit(browser) as seen:
        page = opened(seen, address, "from=2024-04-02&to=2026-03-31")
        edges = page.evaluate("() => window.ercot.cards.heat.figure.layout.meta.edges")
        zone = ZoneInfo("America/Chicago")
        column = next(n for n, edge in enumerate(edges) if edge / 1000 > datetime(2025, 5, 1, tzinfo=zone).timestamp())
        first = datetime.fromtimestamp(edges[column] / 1000, zone).date()
        week = [days[(first + timedelta(days=n)).isoformat()] for n in range(7)]
        point(page, "heat", column, 17)
        page.mouse.down()
        page.mouse.up()
        expect(page.locator(FIGURE)).to_have_text(dollars(sum(week) / 7))
        assert [number(text) for text in page.locator(f"{MADE} .strong").all_inner_texts()] == [
            pytest.approx(each, abs=0.0051) for each in week
        ]
        assert seen.complaints == []


def test_a_place_on_a_curve_leads_to_an_interval_of_its_value(
    browser: Browser, address: str, database: Database
) -> None:
    with visit(browser) as seen:
        page = opened(seen, address, MARCH)
        page.locator("#curve-plot").scroll_into_view_if_needed()
        x, y = page.evaluate(_CELL, ["curve", 30, 20, 0])
        page.mouse.click(x, y)
        expect(page.locator(FIGURE)).to_be_visible()
        shown = number(page.locator(FIGURE).inner_text())
        with database.app() as connection:
            ((above, at_least),) = connection.execute(
                "select avg((value > %s)::int) * 100, avg((value >= %s)::int) * 100 from rt_settlement_point_prices f "
                "join series s on s.id = f.series_id where s.entity = 'HB_WEST' "
                "and f.ts >= '2026-03-02 06:00Z' and f.ts < '2026-03-16 05:00Z'",
                (shown, shown),
            ).fetchall()
        # Within a pixel of where it was clicked.
        assert float(above) - 0.3 <= 30 <= float(at_least) + 0.3
        assert seen.complaints == []


def test_numbers_of_the_summary_lead_to_what_they_are_counted_from(
    browser: Browser, address: str, database: Database
) -> None:
    row = ".summary tr[data-entity=HB_WEST][data-measure=rt_spp] td:not(.wide) [data-papers]"
    prices = hours(database, "2026-03-02", "2026-03-15")
    with visit(browser) as seen:
        page = opened(seen, address, MARCH)
        numbers = page.locator(row)
        for n in range(7):
            shown = numbers.nth(n).inner_text().removesuffix(" %")
            numbers.nth(n).click()
            expect(page.locator(FIGURE)).to_have_text(shown)
            page.keyboard.press("Escape")
        numbers.nth(5).click()
        expect(page.locator(FIGURE)).to_have_text(numbers.nth(5).inner_text())
        expect(page.locator(MADE)).to_have_count(14)
        day = page.locator(MADE).nth(6)
        expect(day).to_contain_text("8 Mar 2026")
        spread = day.locator(".strong").inner_text()
        day.click()
        expect(page.locator(f"{DRAWER} h3").first).to_have_text("Dearest hours")
        expect(page.locator(FIGURE)).to_have_text(spread)
        of_the_day = sorted(value for on, _, value in prices if on == "2026-03-08")
        assert [number(text) for text in page.locator(f"{MADE} .strong").all_inner_texts()] == [
            pytest.approx(each, abs=0.0051) for each in (*of_the_day[:-3:-1], *of_the_day[:2])
        ]
        page.locator(MADE).first.click()
        expect(page.locator(f"{DRAWER} .made").nth(1).locator("button")).to_have_count(4)
        assert seen.complaints == []
        assert page.evaluate("() => violations") == []
