"""Tables behind charts and what can be taken away, in Chromium: stored numbers, and files that say what they are."""

import csv
import io
import json
import re
import struct
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Download, Page, expect

from dashapp.factory import create_app
from dashapp.settings import Settings
from models.clock import CENTRAL, floor, now
from models.observation import Origin
from models.store.database import Database
from models.store.embedded import Cluster
from tests.support import browser_grid, kinds
from tests.support.browser_server import DESK, PHONE, served, visit
from tests.support.database import fresh_database
from tests.support.mounting import mounted

pytestmark = pytest.mark.browser

QUARTER = timedelta(minutes=15)
DASH = "\N{EN DASH}"
_ROWS = """card => [...document.querySelectorAll('#' + card + '-table tbody tr')]
  .map(row => [...row.cells].map(cell => cell.innerText))"""
_READING = """() => {
  const box = document.querySelector('#fuel-mix-table'), top = box.getBoundingClientRect().top + 60;
  const rows = [...box.querySelectorAll('tbody tr')];
  return rows.find(row => row.getBoundingClientRect().top >= top).cells[0].innerText;
}"""
_SHADES = """async bytes => {
  const image = await createImageBitmap(new Blob([new Uint8Array(bytes)], {type: 'image/png'}));
  const canvas = document.createElement('canvas'), pen = canvas.getContext('2d');
  canvas.width = image.width; canvas.height = image.height;
  pen.drawImage(image, 0, 0);
  return new Set(new Uint32Array(pen.getImageData(0, 0, image.width, image.height).data.buffer)).size;
}"""


def as_table(page: Page, card: str) -> None:
    """Ask for the table behind a chart, by the keyboard."""
    page.locator(f"#{card}-plot").focus()
    page.keyboard.press("t")


def words(start: datetime, length: timedelta) -> str:
    local, end = start.astimezone(CENTRAL), (start + length).astimezone(CENTRAL)
    return f"{local.day} {local:%b %Y} {local:%H:%M}{DASH}{end:%H:%M} {local:%Z}"


def prices(database: Database, code: str, dataset: str, measure: str) -> list[tuple[datetime, float]]:
    with database.app() as connection:
        return connection.execute(
            f"select f.ts, f.value from {dataset} f join series s on s.id = f.series_id "
            "where s.measure = %s and s.entity = %s order by f.ts desc",
            (measure, code),
        ).fetchall()


def menu(page: Page, card: str, act: str) -> None:
    page.locator(f".tile-{card} .card-menu summary").click()
    page.locator(f".tile-{card} [data-act={act}]").click()


def taken(page: Page, card: str, act: str, folder: Path) -> tuple[Download, bytes]:
    with page.expect_download() as waiting:
        menu(page, card, act)
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return waiting.value, path.read_bytes()


@pytest.mark.parametrize(("size", "touch"), [(DESK, False), (PHONE, True)])
def test_the_table_holds_what_is_stored_newest_first(
    browser: Browser, full_address: str, full_database: Database, size: tuple[int, int], touch: bool
) -> None:
    with visit(browser, size, touch=touch) as seen:
        page = seen.page
        page.goto(full_address)
        seen.settle()
        if touch:
            menu(page, "hub-prices", "table")
        else:
            as_table(page, "hub-prices")
        heads = page.locator("#hub-prices-table thead th").all_inner_texts()
        assert heads[0] == "Interval"
        assert all(head.endswith("$/MWh") for head in heads[1:])
        rows = page.evaluate(_ROWS, "hub-prices")
        west = [head.startswith("West") for head in heads].index(True)
        ahead = [head.startswith("Hub average, day-ahead") for head in heads].index(True)
        stored = prices(full_database, "HB_WEST", "rt_settlement_point_prices", "rt_spp")
        day_ahead = dict(prices(full_database, "HB_HUBAVG", "dam_settlement_point_prices", "dam_spp"))
        assert len(rows) >= 95
        # Day-ahead prices reach further than those of real time do: there is no value yet.
        found = [row for row in rows if row[west] != DASH]
        assert len(found) >= 95
        for row, (start, value) in zip(found, stored, strict=False):
            hour = day_ahead[floor(start, timedelta(hours=1))]
            assert (row[0], row[west], row[ahead]) == (words(start, QUARTER), f"{value:.2f}", f"{hour:.2f}")
        expect(page.locator("#hub-prices-table caption")).to_contain_text("SIMULATED")
        expect(page.locator("#hub-prices-plot")).not_to_be_visible()
        assert page.evaluate("() => document.documentElement.scrollWidth") == size[0]
        if touch:
            menu(page, "hub-prices", "table")
        else:
            page.keyboard.press("t")
            expect(page.locator("#hub-prices-plot")).to_be_focused()
        expect(page.locator("#hub-prices-plot")).to_be_visible()
        assert seen.complaints == []
        assert page.evaluate("() => violations") == []


def test_a_number_of_the_table_opens_its_papers_by_keys(browser: Browser, full_address: str) -> None:
    with visit(browser) as seen:
        page = seen.page
        page.goto(full_address)
        seen.settle()
        as_table(page, "hub-prices")
        box = page.locator("#hub-prices-table")
        expect(box).to_be_focused()
        before = box.evaluate("box => box.scrollTop")
        page.keyboard.press("PageDown")
        page.wait_for_function("before => document.querySelector('#hub-prices-table').scrollTop > before", arg=before)
        page.keyboard.press("Tab")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowRight")
        focused = page.locator("#hub-prices-table [data-papers]:focus")
        said = focused.inner_text()
        cited = json.loads(str(focused.get_attribute("data-papers")))
        page.keyboard.press("Enter")
        expect(page.locator("#papers .papers-body")).to_contain_text(said)
        assert cited["of"][0]["measure"] in ("rt_spp", "dam_spp")
        page.keyboard.press("Escape")
        expect(page.locator("#papers")).not_to_be_visible()
        # The table has one stop for the Tab key among its numbers.
        assert page.locator("#hub-prices-table [data-papers][tabindex='0']").count() == 1
        assert seen.complaints == []


@pytest.fixture
def growing(cluster: Cluster) -> Iterator[tuple[str, Database]]:
    """A grid with a hole of two hours that ends two quarters ago."""
    until = floor(now(), QUARTER) - 2 * QUARTER
    with fresh_database(cluster, origin=Origin.SIMULATED) as database:
        browser_grid.fill(database, until - timedelta(hours=30), until - timedelta(hours=8))
        browser_grid.fill(database, until - timedelta(hours=6), until)
        browser_grid.declare_feeds(database, until)
        with served(create_app(Settings.model_validate({}), database)) as address:
            yield address, database


def test_new_rows_come_on_top_and_the_view_stays(browser: Browser, growing: tuple[str, Database]) -> None:
    address, database = growing
    with visit(browser) as seen:
        page = seen.page
        page.goto(address)
        seen.settle()
        as_table(page, "fuel-mix")
        top = page.evaluate(_ROWS, "fuel-mix")[0][0]
        page.evaluate("() => { document.querySelector('#fuel-mix-table').scrollTop = 600; }")
        reading = page.evaluate(_READING)
        until = floor(now(), QUARTER)
        browser_grid.fill(database, until - 2 * QUARTER, until)
        seen.refresh_often()
        page.wait_for_function("top => document.querySelector('#fuel-mix-table tbody th').innerText !== top", arg=top)
        assert page.evaluate(_READING) == reading
        rows = page.evaluate(_ROWS, "fuel-mix")
        assert rows[0][0] == words(until - timedelta(minutes=5), timedelta(minutes=5))
        assert [row[0] for row in rows].index(top) == 6
        hole = until - 2 * QUARTER - timedelta(hours=8)
        end = hole + timedelta(hours=2)
        (said,) = [row[0] for row in rows if len(row) == 1]
        assert said == f"No data {words(hole, end - hole)}."
        charging = page.locator("#fuel-mix-table thead th", has_text="Storage")
        expect(charging).to_have_count(1)
        assert seen.complaints == []


def test_older_rows_are_shown_on_request(browser: Browser, full_address: str) -> None:
    with visit(browser) as seen:
        page = seen.page
        page.goto(f"{full_address}/capacity")
        seen.settle(2)
        as_table(page, "prc")
        rows = page.locator("#prc-table tbody tr")
        expect(rows).to_have_count(200)
        more = page.locator("#prc-table .more")
        expect(more).to_have_text(re.compile(r"^Show 400 more of 1,\d\d\d older$"))
        more.click()
        expect(rows).to_have_count(600)
        # The first one stays the first one.
        starts = page.evaluate(
            "() => [...document.querySelectorAll('#prc-table tr[data-key]')].map(r => Number(r.dataset.key))"
        )
        assert starts == sorted(starts, reverse=True)
        assert len(set(starts)) == 600
        assert seen.complaints == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pictures_say_what_they_show(browser: Browser, full_address: str, theme: str, tmp_path: Path) -> None:
    with visit(browser, theme=theme) as seen:
        page = seen.page
        page.goto(f"{full_address}/?tz=utc")
        seen.settle()
        download, raw = taken(page, "hub-prices", "svg", tmp_path)
        assert re.fullmatch(
            r"SIMULATED_ercot_live-grid_hub-prices_\d{4}-\d\d-\d\d(_\d{4}-\d\d-\d\d)?\.svg", download.suggested_filename
        )
        text = raw.decode()
        for said in (
            "Hub prices, real time",
            "$/MWh",
            "SIMULATED",
            " UTC",
            "Source: ERCOT, ",
            "newest published",
            "West",
        ):
            assert said in text, said
        assert "Real-time prices" in text
        # It is well made, and everything that it needs is in it.
        assert page.evaluate(
            "text => new DOMParser().parseFromString(text, 'image/svg+xml').querySelector('parsererror') === null",
            re.sub(r'style="[^"]*"|<style>.*?</style>', "", text, flags=re.S),
        )
        assert not re.search(r"(href|src)=\"(?!data:|#)", text)
        assert "font/woff2;base64," in text
        assert page.evaluate("() => ercot.token('--surface')") in text
        download, raw = taken(page, "hub-prices", "png", tmp_path)
        assert download.suggested_filename.endswith(".png")
        assert raw[:8] == b"\x89PNG\r\n\x1a\n"
        width, height = struct.unpack(">II", raw[16:24])
        box = page.locator("#hub-prices-plot").bounding_box()
        assert box is not None
        assert width == 2 * round(box["width"])
        assert height > 2 * box["height"]
        shades = page.evaluate(_SHADES, list(raw))
        assert shades > 50
        assert seen.complaints == []
        assert page.evaluate("() => violations") == []


def test_a_file_of_numbers_is_the_servers(
    browser: Browser, full_address: str, full_database: Database, tmp_path: Path
) -> None:
    with visit(browser, zone="Europe/Berlin") as seen:
        page = seen.page
        page.goto(f"{full_address}/?tz=own")
        seen.settle()
        download, raw = taken(page, "hub-prices", "csv", tmp_path)
        assert download.suggested_filename.startswith("SIMULATED_ercot_live-grid_hub-prices_")
        lines = raw.decode("utf-8-sig").splitlines()
        assert any(line.startswith("# SIMULATED") for line in lines)
        rows = list(csv.DictReader(io.StringIO("\n".join(line for line in lines if not line.startswith("#")))))
        assert "interval_start_europe_berlin" in rows[0]
        west = next(name for name in rows[0] if name.startswith("HB_WEST"))
        found = [(datetime.fromisoformat(row["interval_start_utc"]), float(row[west])) for row in rows if row[west]]
        stored = prices(full_database, "HB_WEST", "rt_settlement_point_prices", "rt_spp")[::-1]
        assert found == [each for each in stored if each[0] >= found[0][0]]
        assert len(found) >= 95
        _, raw = taken(page, "settlement-prices", "csv", tmp_path)
        assert b"LZ_WEST" in raw
        assert seen.complaints == []


def test_what_cannot_be_taken_away_is_said(browser: Browser, full_address: str) -> None:
    with visit(browser) as seen:
        page = seen.page
        page.goto(f"{full_address}/capacity?from=2011-01-01&to=2020-12-31")
        expect(page.locator("#prc-body .state")).to_contain_text("No physical responsive")
        menu(page, "prc", "csv")
        expect(page.locator("#notice")).to_contain_text("Choose fewer days, or a longer resolution.")
        assert page.url.endswith("/capacity?from=2011-01-01&to=2020-12-31")
        # The browser itself notes that an answer was no success.
        assert all("status of 413" in each for each in seen.complaints)


def test_source_opens_the_newest_value(browser: Browser, full_address: str) -> None:
    with visit(browser) as seen:
        page = seen.page
        page.goto(f"{full_address}/capacity")
        seen.settle(2)
        as_table(page, "prc")
        newest = page.evaluate(_ROWS, "prc")[0][1]
        menu(page, "prc", "source")
        expect(page.locator("#papers")).to_be_visible()
        expect(page.locator("#papers .papers-body")).to_contain_text(newest)
        assert seen.complaints == []


@pytest.fixture(scope="module")
def year(cluster: Cluster) -> Iterator[str]:
    with fresh_database(cluster, origin=Origin.SIMULATED) as found:
        kinds.fill(found)
        with mounted(kinds.PAGE), served(create_app(Settings.model_validate({}), found)) as address:
            yield address


def test_heat_maps_and_duration_curves_have_tables_too(browser: Browser, year: str, tmp_path: Path) -> None:
    with visit(browser) as seen:
        page = seen.page
        page.goto(f"{year}/kinds?from=2026-03-02&to=2026-03-15&tz=utc")
        seen.settle(3)
        as_table(page, "heat")
        rows = page.evaluate(_ROWS, "heat")
        assert (len(rows), len(rows[0])) == (31, 25)
        spring = next(row for row in rows if row[0] == "Sun 8 Mar 2026")
        at = datetime(2026, 3, 8, 15, tzinfo=CENTRAL)
        mean = sum(kinds.price(at + n * QUARTER) for n in range(4)) / 4
        assert (spring[3], spring[16]) == (DASH, f"{mean:.2f}".replace("-", "\N{MINUS SIGN}"))
        page.keyboard.press("t")
        expect(page.locator("#heat-chart .annotation-text", has_text="Days and hours are Central")).to_have_count(1)
        as_table(page, "curve")
        rows = page.evaluate(_ROWS, "curve")
        values = [float(row[1].replace("\N{MINUS SIGN}", "-").replace(",", "")) for row in rows]
        assert [row[0] for row in rows] == [f"{n} %" for n in range(101)]
        assert values == sorted(values, reverse=True)
        for card in ("heat", "curve"):
            _, raw = taken(page, card, "svg", tmp_path)
            assert b"SIMULATED" in raw
        _, raw = taken(page, "summary", "csv", tmp_path)
        assert b"HB_WEST" in raw
        assert seen.complaints == []
        assert page.evaluate("() => violations") == []


def test_a_line_of_combined_values_has_least_and_most(browser: Browser, year: str) -> None:
    with visit(browser) as seen:
        page = seen.page
        page.goto(f"{year}/kinds?from=2025-08-20&to=2025-08-20&resolution=1h")
        seen.settle(3)
        as_table(page, "lines")
        heads = page.locator("#lines-table thead th").all_inner_texts()
        west = [head.startswith("West $") for head in heads].index(True)
        assert heads[west + 1 : west + 3] == ["least", "most"]
        at = kinds.PEAK.replace(minute=0)
        (row,) = [row for row in page.evaluate(_ROWS, "lines") if row[0] == words(at, timedelta(hours=1))]
        quarters = [kinds.west(at + n * QUARTER) for n in range(4)]
        assert row[west : west + 3] == [f"{sum(quarters) / 4:,.2f}", f"{min(quarters):,.2f}", f"{max(quarters):,.2f}"]
        assert seen.complaints == []
