"""The papers drawer in Chromium: from a number, a point or a key to ERCOT's document, and back to where one was."""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from dashapp.factory import create_app
from dashapp.settings import Settings
from models.citation import Citation, Cite, Rule
from models.clock import central
from models.problems import Unavailable
from models.store import lineage
from models.store.database import Database
from models.store.embedded import Cluster
from tests.support.batches import START, block, document, store
from tests.support.browser_server import PHONE, Visit, served, visit
from tests.support.database import fresh_database

pytestmark = pytest.mark.browser

WEST = "tr[data-entity=HB_WEST] .strong [data-papers]"


def newest(database: Database, dataset: str, measure: str, entity: str) -> tuple[datetime, float, str, bytes]:
    """Start, value and document of a newest value, by a query of the test's own; bytes as they were kept."""
    with database.app() as connection:
        row = connection.execute(
            f"select f.ts, f.value, d.name from {dataset} f join series s on s.id = f.series_id "
            "join document d on d.id = f.load_id where s.measure = %s and s.entity = %s order by f.ts desc limit 1",
            (measure, entity),
        ).fetchone()
    assert row is not None
    # The made-up documents are their names.
    return row[0], row[1], row[2], row[2].encode()


def says(seen: Visit, start: datetime, value: str, name: str, body: bytes) -> None:
    """The open drawer says this value, its interval, its document and the document's hash."""
    drawer = seen.page.locator("#papers")
    expect(drawer).to_be_visible()
    expect(drawer.locator(".papers-value .figure")).to_have_text(value)
    expect(drawer.locator(".papers-when").first).to_contain_text(f"{central(start):%H:%M}")
    expect(drawer.locator(".papers-when").first).to_contain_text(f"{start:%H:%M} UTC")
    expect(drawer.locator(".lines").first).to_contain_text(name)
    expect(drawer.locator("[data-sha256]").first).to_have_text(hashlib.sha256(body).hexdigest())


def quiet(seen: Visit) -> None:
    assert seen.page.evaluate("() => violations") == []
    assert seen.complaints == []


@pytest.mark.parametrize("how", ["click", "Enter", "Space"])
def test_a_number_opens_its_papers_and_escape_gives_the_focus_back(
    browser: Browser, full_address: str, full_database: Database, how: str
) -> None:
    with visit(browser) as seen:
        seen.page.goto(full_address)
        seen.settle()
        start, value, name, body = newest(full_database, "rt_settlement_point_prices", "rt_spp", "HB_WEST")
        number = seen.page.locator(WEST)
        if how == "click":
            number.click()
        else:
            number.focus()
            seen.page.keyboard.press(how)
        says(seen, start, f"{value:,.2f}", name, body)
        expect(seen.page.locator("#papers .papers-value .badge")).to_have_text("SIMULATED")
        assert seen.page.url.rstrip("/") == full_address
        seen.page.keyboard.press("Escape")
        expect(seen.page.locator("#papers")).to_be_hidden()
        expect(number).to_be_focused()
        quiet(seen)


def test_a_difference_leads_to_each_of_its_values_and_back(
    browser: Browser, full_address: str, full_database: Database
) -> None:
    with visit(browser) as seen:
        seen.page.goto(full_address)
        seen.settle()
        seen.page.locator("tr[data-entity=HB_WEST] td [data-papers]").nth(3).click()
        drawer = seen.page.locator("#papers")
        start, value, name, body = newest(full_database, "rt_settlement_point_prices", "rt_spp", "HB_WEST")
        parts = drawer.locator(".made button")
        expect(parts).to_have_count(2)
        spread = drawer.locator(".papers-value .figure").inner_text()
        parts.nth(0).click()
        says(seen, start, f"{value:,.2f}", name, body)
        drawer.locator("#papers-back").click()
        expect(drawer.locator(".papers-value .figure")).to_have_text(spread)
        expect(drawer.locator("#papers-back")).to_be_hidden()
        shown = [float(text.replace("\N{MINUS SIGN}", "-")) for text in parts.locator(".strong").all_inner_texts()]
        assert float(spread.replace("\N{MINUS SIGN}", "-")) == pytest.approx(shown[0] - shown[1], abs=0.0051)
        quiet(seen)


def test_a_figure_made_of_several_says_so_on_every_page_of_cards(
    browser: Browser, full_address: str, full_database: Database
) -> None:
    with visit(browser) as seen:
        seen.page.goto(f"{full_address}/generation")
        number = seen.page.locator("#net-now-body .figure")
        expect(number).to_have_attribute("role", "button")
        shown = number.inner_text()
        number.click()
        drawer = seen.page.locator("#papers")
        expect(drawer.locator(".made button")).to_have_count(3)
        load, wind, sun = (
            newest(full_database, *names)[1]
            for names in (
                ("system_load", "load", "ERCOT"),
                ("wind_production", "wind_generation", "ERCOT"),
                ("solar_production", "solar_generation", "ERCOT"),
            )
        )
        expect(drawer.locator(".papers-value .figure")).to_have_text(
            f"{load - wind - sun:,.0f}".replace("-", "\N{MINUS SIGN}")
        )
        assert shown == f"{load - wind - sun:,.0f}"
        quiet(seen)


_PLACE = """([card, key]) => {
  const plot = document.getElementById(card + '-plot').getBoundingClientRect();
  const graph = document.querySelector('#' + card + '-chart .js-plotly-plot');
  const trace = graph.data.find(each => each.meta && each.meta.key === key);
  const n = Math.floor(trace.x.length / 2), whole = graph._fullLayout;
  const later = trace.meta.interval / 2;
  return [plot.left + whole.xaxis._offset + whole.xaxis.d2p(trace.x[n] + later),
          plot.top + whole.yaxis._offset + whole.yaxis.d2p(trace.y[n]), trace.x[n], trace.y[n]];
}"""


def test_a_point_of_a_chart_opens_by_a_click_and_not_by_a_drag(browser: Browser, full_address: str) -> None:
    with visit(browser) as seen:
        seen.page.goto(full_address)
        seen.settle()
        x, y, start, value = seen.page.evaluate(_PLACE, ["supply-demand", "demand:ERCOT:"])
        seen.page.mouse.click(x, y + 1)
        figure = seen.page.locator("#papers .papers-value .figure")
        expect(figure).to_have_text(f"{value:,.0f}")
        expect(seen.page.locator("#papers .papers-name")).to_have_text("Demand")
        at = datetime.fromtimestamp(start / 1000, tz=central(START).tzinfo)
        expect(seen.page.locator("#papers .papers-when").first).to_contain_text(f"{at:%H:%M}")
        seen.page.keyboard.press("Escape")
        expect(seen.page.locator("#supply-demand-plot")).to_be_focused()
        seen.page.mouse.move(x - 100, y)
        seen.page.mouse.down()
        seen.page.mouse.move(x + 40, y, steps=4)
        seen.page.mouse.up()
        seen.page.wait_for_function(
            "() => ercot.cards['supply-demand'].view && !document.getElementById('papers').open"
        )
        quiet(seen)


def test_keys_step_the_cursor_of_a_chart_and_open_the_papers(
    browser: Browser, full_address: str, full_database: Database
) -> None:
    with visit(browser) as seen:
        seen.page.goto(full_address)
        seen.settle()
        with full_database.app() as connection:
            rows = connection.execute(
                "select f.value from rt_settlement_point_prices f join series s on s.id = f.series_id "
                "where s.measure = 'rt_spp' and s.entity = 'HB_HUBAVG' order by f.ts desc limit 3"
            ).fetchall()
        plot = seen.page.locator("#hub-prices-plot")
        plot.focus()
        seen.page.keyboard.press("ArrowLeft")
        expect(seen.page.locator("#cursor-words")).to_contain_text(f"{rows[0][0]:,.2f}")
        seen.page.keyboard.press("ArrowLeft")
        seen.page.keyboard.press("ArrowLeft")
        expect(seen.page.locator("#cursor-words")).to_contain_text(f"{rows[2][0]:,.2f}")
        seen.page.keyboard.press("Enter")
        expect(seen.page.locator("#papers .papers-value .figure")).to_have_text(f"{rows[2][0]:,.2f}")
        seen.page.keyboard.press("Escape")
        expect(plot).to_be_focused()
        quiet(seen)


def test_on_a_phone_it_is_a_sheet_from_below(browser: Browser, full_address: str) -> None:
    with visit(browser, PHONE, touch=True, theme="dark") as seen:
        seen.page.goto(full_address)
        seen.settle()
        seen.page.locator("#demand-body .figure").tap()
        drawer = seen.page.locator("#papers")
        expect(drawer.locator(".papers-value .figure")).to_be_visible()
        box = drawer.bounding_box()
        assert box is not None
        assert (box["x"], box["width"]) == (0, 390)
        assert box["y"] + box["height"] == 844
        assert box["y"] >= 844 * 0.15 - 1
        assert seen.page.evaluate("() => document.documentElement.scrollWidth") == 390
        assert seen.page.evaluate("() => document.getElementById('papers').scrollWidth") <= 390
        seen.page.touchscreen.tap(200, 20)
        expect(drawer).to_be_hidden()
        quiet(seen)


def test_the_document_comes_down_byte_for_byte(browser: Browser, full_address: str, full_database: Database) -> None:
    with visit(browser) as seen:
        seen.page.goto(full_address)
        seen.settle()
        seen.page.locator(WEST).click()
        _, _, _, body = newest(full_database, "rt_settlement_point_prices", "rt_spp", "HB_WEST")
        link = seen.page.locator("#papers a.button")
        with seen.page.expect_download() as waiting:
            link.click()
        assert waiting.value.suggested_filename.startswith("SIMULATED_")
        assert waiting.value.path().read_bytes() == body
        expect(seen.page.locator("#papers")).to_be_visible()


def cite(page: Page, text: str) -> None:
    """A number as any page might have it, with a citation of the test's own."""
    page.locator("#content .page").wait_for()
    page.evaluate(
        """text => {
          const made = document.createElement('span');
          made.dataset.papers = text; made.id = 'mine'; made.tabIndex = 0; made.textContent = '1';
          made.setAttribute('role', 'button');
          document.getElementById('mine')?.remove();
          document.querySelector('main').prepend(made);
        }""",
        text,
    )
    page.locator("#mine").click()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<script>window.broken = true</script>", "This is no number of ours."),
        (
            json.dumps({"rule": "value", "of": [{"measure": "<img src=x onerror='window.broken=1'>"}]}),
            "no measure named",
        ),
        (json.dumps({"document": 2_000_000_000}), "Nothing is stored there"),
        (
            Citation(
                Rule.VALUE, (Cite("rt_spp", "HB_WEST", "HU", datetime.fromisoformat("2012-01-01T00:00Z")),)
            ).text(),
            "Nothing is stored there",
        ),
        ("again", "This is no number of ours."),
    ],
)
def test_what_is_no_number_is_answered_in_words(browser: Browser, full_address: str, text: str, said: str) -> None:
    with visit(browser) as seen:
        seen.page.goto(full_address)
        seen.settle()
        cite(seen.page, text)
        expect(seen.page.locator("#papers-body")).to_contain_text(said)
        assert seen.page.evaluate("() => window.broken") is None
        quiet(seen)


@pytest.fixture
def corrected(cluster: Cluster) -> Iterator[tuple[str, Database]]:
    """A price that was corrected."""
    with fresh_database(cluster) as database:
        store(database, document("first.csv"), block([20.5]))
        store(database, document("corrected.csv", rank=40, posted=START + timedelta(days=2)), block([21.75]))
        with served(create_app(Settings.model_validate({}), database)) as address:
            yield address, database


PRICE = Citation(Rule.VALUE, (Cite("rt_spp", "HB_WEST", "HU", START),)).text()


def test_a_correction_shows_the_old_value_and_leads_to_its_document(
    browser: Browser, corrected: tuple[str, Database]
) -> None:
    address, _ = corrected
    with visit(browser) as seen:
        seen.page.goto(address)
        cite(seen.page, PRICE)
        says(seen, START, "21.75", "corrected.csv", b"corrected.csv")
        earlier = seen.page.locator("#papers .earlier tbody tr")
        expect(earlier).to_have_count(1)
        expect(earlier).to_contain_text("20.50")
        earlier.get_by_role("button", name="first.csv").click()
        expect(seen.page.locator("#papers [data-sha256]")).to_have_text(hashlib.sha256(b"first.csv").hexdigest())
        quiet(seen)


def test_papers_that_fail_say_so_in_their_place(
    browser: Browser, corrected: tuple[str, Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, _ = corrected
    found = lineage.papers
    with visit(browser) as seen:
        seen.page.goto(address)
        body = seen.page.locator("#papers-body")

        def away(*_: object) -> None:
            raise Unavailable("The database does not answer.")

        def broken(*_: object) -> None:
            raise RuntimeError("a fault of our own")

        monkeypatch.setattr(lineage, "papers", away)
        cite(seen.page, PRICE)
        expect(body).to_contain_text("The database does not answer. Nothing is lost.")
        monkeypatch.setattr(lineage, "papers", broken)
        body.get_by_role("button", name="Try again").click()
        expect(body).to_contain_text("These papers could not be drawn. The data is safe.")
        expect(body).to_contain_text("ref ")
        monkeypatch.setattr(lineage, "papers", found)
        body.get_by_role("button", name="Try again").click()
        expect(body.locator(".papers-value .figure")).to_have_text("21.75")
        quiet(seen)


def test_a_server_that_is_away_is_said_and_asked_again(browser: Browser, corrected: tuple[str, Database]) -> None:
    _, database = corrected
    app = create_app(Settings.model_validate({}), database)
    with visit(browser) as seen:
        with served(app) as address:
            seen.page.goto(address)
            seen.page.locator("#content .page").wait_for()
            expect(seen.page.locator(".skeleton")).to_have_count(0)
        cite(seen.page, PRICE)
        failed = seen.page.locator(".papers-failed")
        expect(failed).to_be_visible()
        expect(failed).to_contain_text("These papers could not be fetched. The data is safe.")
        with served(app, port=int(address.rsplit(":", 1)[1])):
            failed.get_by_role("button", name="Try again").click()
            expect(seen.page.locator("#papers .papers-value .figure")).to_have_text("21.75")
        assert seen.page.evaluate("() => violations") == []
