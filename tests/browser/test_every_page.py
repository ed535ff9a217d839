"""Every public page, in both themes, at a desk and on a phone: nobody is kept out, nothing complains, keys suffice."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from dashapp.factory import create_app
from dashapp.settings import Settings
from models.clock import floor, now
from models.observation import Document, Origin, Reject
from models.store import documents
from models.store.database import Database
from models.store.embedded import Cluster
from tests.support import browser_grid
from tests.support.axe import barriers
from tests.support.browser_server import DESK, PHONE, Visit, served, visit
from tests.support.database import fresh_database
from tests.support.happenings import happen

pytestmark = pytest.mark.browser

HOUR = timedelta(hours=1)
BEHIND = timedelta(minutes=10)
"""How long before now the made-up numbers end, so that a test can bring newer ones."""

MANNER = "refresh=300&marks=conditions,messages,corrections,outages"

_WALK = """() => {
  const at = document.activeElement;
  if (at === document.body) { return {}; }
  const seen = at.getBoundingClientRect(), bar = '.topbar, .nav-bottom, .skip';
  const top = document.elementFromPoint(seen.left + seen.width / 2, seen.top + Math.min(seen.height / 2, 10));
  const said = at.outerHTML.slice(0, 160), before = at.walked;
  at.walked = true;
  return {said, before, ring: getComputedStyle(at).outlineStyle !== 'none',
    covered: Boolean(top && !at.closest(bar) && top.closest(bar))};
}"""
_NEVER_REACHED = """() => [...document.querySelectorAll(
    'a[href], button, input, select, textarea, summary, [tabindex="0"], [role=button]:not([tabindex="-1"])')]
  .filter(each => !each.walked && !each.disabled && each.checkVisibility({visibilityProperty: true}))
  .map(each => each.outerHTML.slice(0, 160))"""


@dataclass(frozen=True)
class Place:
    """A page. charts: how many are drawn on it. table: a chart with few rows behind it."""

    path: str
    look: str
    charts: int = 0
    table: str = ""

    def arrived(self, seen: Visit) -> None:
        """Wait until it stands there with its data."""
        expect(seen.page.locator(f"main .page.{self.look}")).to_be_visible()
        seen.settle(self.charts)
        expect(seen.page.locator("main [data-papers]:visible").first).to_be_visible()


PLACES = (
    Place("/", "live-grid", 3, "hub-prices"),
    Place("/prices", "price-page", 3, "price-curve"),
    Place("/capacity", "capacity", 2, "capacity"),
    Place("/generation", "generation", 7, "net-load"),
    Place("/data", "data-page"),
)
BARS = PLACES[1:4]
LIVE, PRICES, CAPACITY, _, DATA = PLACES


@pytest.fixture(scope="module")
def database(cluster: Cluster) -> Iterator[Database]:
    """Thirty hours in which something of each kind happened, with rows and a document that were kept out."""
    at = now() - BEHIND
    with fresh_database(cluster, origin=Origin.SIMULATED) as found:
        rows = [Reject(line, "price", "n/a", "number", "The price is no number.") for line in (4, 9)]
        browser_grid.fill(found, at - 30 * HOUR, at, rejects=rows)
        browser_grid.declare_feeds(found, at)
        happen(found, floor(at, HOUR))
        torn = Document("fuel_mix", "made-up", "torn.json", "http://127.0.0.1/", at, at, 200, b"{", found.origin)
        (kept,) = documents.keep(found, [torn])
        documents.refuse(found, kept.id, "shape", "It ends in the middle.")
        yield found


@pytest.fixture(scope="module")
def address(database: Database) -> Iterator[str]:
    with served(create_app(Settings.model_validate({}), database)) as found:
        yield found


def opened(seen: Visit, address: str, place: Place, search: str = "refresh=300") -> Page:
    seen.page.goto(f"{address}{place.path}?{search}")
    place.arrived(seen)
    return seen.page


def quiet(seen: Visit) -> None:
    assert seen.complaints == []
    assert seen.page.evaluate("() => violations") == []


def opens(page: Page, opener: Locator, part: str, key: str = "Enter") -> Locator:
    """A part of the page that a key opens where its opener has the focus."""
    opener.focus()
    page.keyboard.press(key)
    found = page.locator(part)
    expect(found).to_be_visible()
    return found


def inspected(page: Page, opener: Locator, part: str, key: str = "Enter") -> list[str]:
    """What is wrong with a part that keys open and Escape closes, with the focus back where it was."""
    shown = opens(page, opener, part, key)
    if part == "#papers":
        expect(page.locator("#papers .papers-body h3, #papers .papers-name").first).to_be_visible()
    # The rows of a long table are all made alike.
    long = page.locator(f"{part} tr").count() > 60
    found = barriers(page, f"{part} tr:nth-child(-n+5)" if long else part)
    page.keyboard.press("Escape")
    expect(shown).to_be_hidden()
    expect(opener).to_be_focused()
    return found


def walked(page: Page) -> list[str]:
    """What the Tab key does not reach, or leads to without showing it."""
    wrong = []
    page.evaluate("() => document.querySelectorAll('*').forEach(each => { each.walked = false; })")
    while True:
        page.keyboard.press("Tab")
        stop = page.evaluate(_WALK)
        if stop.get("before"):
            break
        if stop and not stop["ring"]:
            wrong.append(f"no ring: {stop['said']}")
        if stop and stop["covered"]:
            wrong.append(f"under a bar: {stop['said']}")
    return wrong + [f"not reached: {each}" for each in page.evaluate(_NEVER_REACHED)]


def parts_of(page: Page, place: Place) -> Iterator[tuple[Locator, str, str]]:
    """Opener, part and key of what can be opened on a page; what the shell opens is the same on all."""
    yield page.locator("main [role=button][data-papers]:visible").first, "#papers", "Enter"
    if place is LIVE:
        yield page.locator(".viewing summary"), ".viewing-menu", "Enter"
        yield page.locator(".clock-choice summary"), ".clock-menu", "Enter"
        yield page.locator(".viewing summary"), "#keys", "?"
    if place in BARS:
        yield page.locator(".own-range summary"), ".own-range .menu", "Enter"
    if place.table:
        yield page.locator(f".tile-{place.table} .card-menu summary"), f".tile-{place.table} .card-menu .menu", "Enter"
        yield page.locator(f"#{place.table}-plot"), f"#{place.table}-table", "t"
    if place is PRICES:
        yield page.locator("#point-add"), "#point-panel", "Enter"
        yield page.locator("#price-lines-plot .mark-flag.several").first, "#bubble", "Enter"


def test_axe_sees_what_is_wrong(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(
        "<html lang=en><title>t</title><main><button></button>"
        "<p style='color: #bbb; background: #fff'>Pale words</p></main>"
    )
    rules = {words.split(": ")[1] for words in barriers(page)}
    page.close()
    assert rules == {"button-name", "color-contrast"}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_nobody_is_kept_out_and_nothing_complains(
    browser: Browser, address: str, size: tuple[int, int], theme: str
) -> None:
    wrong: list[str] = []
    with visit(browser, size, theme=theme, touch=size is PHONE) as seen:
        page, asked = seen.page, list[str]()
        page.on("request", lambda request: asked.append(request.url))
        for place in PLACES:
            if place is LIVE:
                opened(seen, address, place, MANNER)
            else:
                page.locator(f".nav-link[href^='{place.path}']:visible").press("Enter")
                place.arrived(seen)
            assert page.evaluate("() => document.documentElement.dataset.theme") == theme
            found = barriers(page)
            # What keys reach depends on no colours.
            found += walked(page) if theme == "light" else []
            for part in parts_of(page, place):
                found += inspected(page, *part)
            width = page.evaluate("() => document.documentElement.scrollWidth")
            found += [f"{width} pixels wide"] if width != size[0] else []
            wrong += [f"{place.path}: {each}" for each in found]
        assert wrong == []
        assert [url for url in asked if not url.startswith((f"{address}/", "data:", "blob:"))] == []
        quiet(seen)


@pytest.mark.parametrize("place", BARS, ids=lambda place: place.look)
def test_the_bar_is_used_by_keys_and_keeps_the_focus(browser: Browser, address: str, place: Place) -> None:
    with visit(browser) as seen:
        page = opened(seen, address, place)
        days = page.locator(".own-range summary")

        def chosen(selector: str, said: str) -> None:
            choice = page.locator(selector)
            choice.focus()
            page.keyboard.press("Enter")
            expect(page).to_have_url(re.compile(said))
            expect(choice).to_have_attribute("aria-current", "true")
            expect(choice).to_be_focused()

        chosen(".range-choice:text-is('30d')", "range=30d")
        chosen(".resolution-choice:text-is('Hourly')", "resolution=1h")
        before = days.inner_text()
        step = page.locator("[data-way='-1']")
        step.focus()
        page.keyboard.press("Enter")
        expect(days).not_to_have_text(before)
        expect(step).to_be_focused()
        days.focus()
        page.keyboard.press("Enter")
        # From the summary to the month of the first day, on to its day and year, and to the second field.
        page.keyboard.press("Tab")
        page.keyboard.type("03022026")
        page.locator("#range-to").focus()
        page.keyboard.type("03032026")
        page.keyboard.press("Enter")
        expect(days).to_have_text("2 \N{EN DASH} 3 Mar 2026")
        expect(page).to_have_url(re.compile("from=2026-03-02&to=2026-03-03"))
        expect(days).to_be_focused()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.press("Escape")
        expect(page.locator(".own-range .menu")).to_be_hidden()
        expect(days).to_be_focused()
        quiet(seen)


def test_prices_are_switched_and_walked_by_keys(browser: Browser, address: str) -> None:
    with visit(browser) as seen:
        page = opened(seen, address, PRICES)
        ahead = page.locator(".switch", has_text="DA")
        ahead.focus()
        for said, present in (("show=rt,spread", 2), ("refresh=300$", 3)):
            page.keyboard.press("Enter")
            expect(page).to_have_url(re.compile(said))
            expect(page.locator(".switch[aria-current]")).to_have_count(present)
            expect(ahead).to_be_focused()
        for card, first, then in (("price-heat", "ArrowLeft", "ArrowUp"), ("price-curve", "ArrowLeft", "ArrowRight")):
            plot = page.locator(f"#{card}-plot")
            words = page.locator("#cursor-words")
            before = words.inner_text()
            plot.focus()
            page.keyboard.press(first)
            expect(words).not_to_have_text(before)
            before = words.inner_text()
            page.keyboard.press(then)
            expect(words).not_to_have_text(before)
            opens(page, plot, "#papers")
            page.keyboard.press("Escape")
            expect(plot).to_be_focused()
        # A row of the table leads, and its link has moved with it.
        link = page.locator(".summary a[data-view=point]", has_text="Panhandle").first
        link.focus()
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r"points=HB_PAN,"))
        expect(page.locator("#price-heat-title")).to_contain_text("Panhandle")
        expect(page.locator(".summary :focus")).to_have_text("Panhandle")
        quiet(seen)


def test_a_cards_menu_is_used_by_keys(browser: Browser, address: str) -> None:
    with visit(browser) as seen:
        page = opened(seen, address, CAPACITY)
        summary = page.locator(".tile-prc .card-menu summary")

        def chosen(act: str) -> None:
            opens(page, summary, ".tile-prc .card-menu .menu")
            for _ in range(5):
                page.keyboard.press("ArrowDown")
                if page.evaluate("() => document.activeElement.dataset.act") == act:
                    break
            page.keyboard.press("Enter")

        for act in ("csv", "png", "svg"):
            with page.expect_download() as waiting:
                chosen(act)
            assert waiting.value.suggested_filename.endswith(f".{act}")
            expect(summary).to_be_focused()
        chosen("table")
        expect(page.locator("#prc-table")).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator("#prc-plot")).to_be_focused()
        chosen("source")
        expect(page.locator("#papers")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("#papers")).to_be_hidden()
        expect(summary).to_be_focused()
        quiet(seen)


def test_the_top_bar_is_used_by_keys(browser: Browser, address: str) -> None:
    with visit(browser) as seen:
        page = opened(seen, address, LIVE, "")
        page.keyboard.press("Tab")
        expect(page.locator(".skip")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#content")).to_be_focused()
        view, clock = page.locator(".viewing summary"), page.locator(".clock-choice summary")
        opens(page, view, ".viewing-menu")
        for choice, said in (
            (".viewing-menu a:text-is('2 min')", "refresh=120"),
            ("[data-mark=corrections]", "marks=corrections"),
            ("[data-mark=corrections]", "refresh=120$"),
        ):
            page.locator(choice).focus()
            page.keyboard.press("Enter")
            expect(page).to_have_url(re.compile(said))
            now_chosen = page.locator(f"{choice}[aria-current]")
            expect(now_chosen).to_have_count(0 if said.endswith("$") else 1)
            expect(page.locator(choice)).to_be_focused()
        page.keyboard.press("Escape")
        expect(view).to_be_focused()
        opens(page, clock, ".clock-menu")
        page.locator(".clock-menu [data-zone=utc]").focus()
        page.keyboard.press("Enter")
        expect(page.locator("#clock")).to_have_text(re.compile(" UTC$"))
        expect(page.locator(".clock-menu")).to_be_hidden()
        expect(clock).to_be_focused()
        # Onto the wall and back: one Escape, and the menu does not stand in its way.
        opens(page, view, ".viewing-menu")
        page.locator("[data-view=wall]").focus()
        page.keyboard.press("Enter")
        expect(page.locator(".brand")).to_be_hidden()
        page.keyboard.press("Escape")
        expect(page.locator(".brand")).to_be_visible()
        expect(view).to_be_focused()
        page.locator("#theme-toggle").focus()
        page.keyboard.press("Enter")
        assert page.evaluate("() => document.documentElement.dataset.theme") == "dark"
        link = page.locator(".nav-top .nav-link", has_text="Data")
        link.focus()
        page.keyboard.press("Enter")
        DATA.arrived(seen)
        expect(link).to_be_focused()
        quiet(seen)


def test_a_number_leads_to_its_document_by_keys(browser: Browser, address: str) -> None:
    with visit(browser) as seen:
        page = opened(seen, address, PLACES[3])
        number = page.locator("#net-now-body .figure")
        drawer = opens(page, number, "#papers")
        part = drawer.locator(".made button").first
        expect(part).to_be_visible()
        page.keyboard.press("Tab")
        while not part.evaluate("part => part === document.activeElement"):
            page.keyboard.press("Tab")
            expect(drawer.locator(":focus")).to_have_count(1)
        page.keyboard.press("Enter")
        link = drawer.locator("a.button")
        expect(link).to_be_visible()
        expect(drawer.locator("#papers-title")).to_be_focused()
        while not link.evaluate("link => link === document.activeElement"):
            page.keyboard.press("Tab")
            expect(drawer.locator(":focus")).to_have_count(1)
        with page.expect_download() as waiting:
            page.keyboard.press("Enter")
        assert waiting.value.suggested_filename.startswith("SIMULATED_")
        page.keyboard.press("Escape")
        expect(number).to_be_focused()


def test_the_data_page_is_used_by_keys(browser: Browser, address: str) -> None:
    with visit(browser) as seen:
        page = opened(seen, address, DATA)
        gaps, feed = page.locator(".gaps-table tbody tr"), page.locator(".name-button", has_text="Reserves (PRC)")
        expect(gaps).to_have_count(1)
        feed.focus()
        page.keyboard.press("Enter")
        expect(page.locator("#gaps-body .chosen")).to_contain_text("Reserves (PRC)")
        expect(feed).to_be_focused()
        page.locator("#gaps-body .chosen button").focus()
        page.keyboard.press("Enter")
        expect(gaps).to_have_count(1)
        # The button is gone; the list that it brought back has the focus.
        expect(page.locator("#gaps-body .scroll")).to_be_focused()
        dataset = page.get_by_label("Dataset")
        dataset.focus()
        page.keyboard.type("Fuel mix")
        expect(page.locator("#corrections-body")).to_contain_text("No stored value of fuel mix has been corrected.")
        expect(dataset).to_be_focused()
        for table in ("quarantine", "refused"):
            number = page.locator(f".{table}-table [data-papers]").first
            opens(page, number, "#papers")
            page.keyboard.press("Escape")
            expect(number).to_be_focused()
        quiet(seen)


def test_newer_numbers_leave_the_focus_where_it_is(browser: Browser, address: str, database: Database) -> None:
    with visit(browser) as seen:
        page = opened(seen, address, LIVE, "")
        number = page.locator("#prc-body .figure")
        number.focus()
        before = number.get_attribute("data-papers")
        at = now()
        browser_grid.fill(database, at - BEHIND, at)
        seen.refresh_often()
        expect(number).not_to_have_attribute("data-papers", str(before))
        expect(number).to_be_focused()
        quiet(seen)
