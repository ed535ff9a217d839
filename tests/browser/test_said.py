"""Papers in Chromium of what is declared, set or counted: the banner, thresholds, and the Data page's counts."""

import json
import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from models.catalog.lookup import DATASETS
from models.clock import day_bounds, now, operating_day
from models.store import gaps
from models.store.database import Database
from models.store.gaps import Found, Missing
from tests.support.browser_server import PHONE, Visit, visit

pytestmark = pytest.mark.browser

# Where the label of a threshold stands on the screen, and its line in the middle of the plot.
_LABEL = """words => {
  const [note] = [...document.querySelectorAll('#prc-chart .annotation-text')].filter(n => n.textContent === words);
  const box = note.getBoundingClientRect();
  return [box.left + box.width / 2, box.top + box.height / 2];
}"""
_LINE = """height => {
  const plot = document.getElementById('prc-plot').getBoundingClientRect();
  const whole = document.querySelector('#prc-chart .js-plotly-plot')._fullLayout;
  return [plot.left + whole.xaxis._offset + whole.xaxis._length / 2,
          plot.top + whole.yaxis._offset + whole.yaxis.d2p(height)];
}"""


def says(page: Page, figure: str, *words: str) -> None:
    drawer = page.locator("#papers")
    expect(drawer.locator(".papers-value .figure")).to_have_text(figure)
    for each in words:
        expect(drawer).to_contain_text(each)


def quiet(seen: Visit) -> None:
    assert seen.page.evaluate("() => violations") == []
    assert seen.complaints == []


@pytest.mark.parametrize("how", ["click", "Enter"])
def test_the_banner_opens_the_document_that_said_so(
    browser: Browser, full_address: str, full_database: Database, how: str
) -> None:
    with full_database.app() as connection:
        row = connection.execute(
            "select c.note, d.name, d.sha256 from condition c join document d on d.id = c.document_id "
            "order by c.at desc limit 1"
        ).fetchone()
    assert row is not None
    with visit(browser) as seen:
        seen.page.goto(full_address)
        seen.settle()
        word = seen.page.locator(".condition-word [data-papers]")
        if how == "click":
            word.click()
        else:
            word.focus()
            seen.page.keyboard.press(how)
        says(seen.page, word.inner_text(), row[0], row[1])
        expect(seen.page.locator("#papers [data-sha256]")).to_have_text(row[2])
        expect(seen.page.locator("#papers .button")).to_have_attribute("href", re.compile(r"^/documents/\d+$"))
        seen.page.keyboard.press("Escape")
        expect(word).to_be_focused()
        quiet(seen)


def test_a_tick_of_the_ruler_opens_its_rule(browser: Browser, full_address: str) -> None:
    for size, touch in (((1440, 900), False), (PHONE, True)):
        with visit(browser, size, touch=touch) as seen:
            seen.page.goto(full_address)
            seen.settle()
            tick = seen.page.locator(".tick.eea2 [data-papers]")
            if touch:
                tick.tap()
            else:
                tick.click()
            says(seen.page, "2,000", "NPRR1176", "It stands in no document that is fetched")
            quiet(seen)


def test_a_threshold_on_a_chart_opens_by_its_label_its_line_and_by_keys(browser: Browser, full_address: str) -> None:
    with visit(browser) as seen:
        page = seen.page
        page.goto(f"{full_address}/capacity")
        seen.settle(2)
        page.mouse.click(*page.evaluate(_LABEL, "EEA 1"))
        says(page, "2,500", "Threshold of EEA 1")
        page.keyboard.press("Escape")
        expect(page.locator("#prc-plot")).to_be_focused()
        page.mouse.click(*page.evaluate(_LINE, 1_500))
        says(page, "1,500", "Threshold of EEA 3")
        page.keyboard.press("Escape")
        page.locator("#prc-plot").focus()
        page.keyboard.press("ArrowLeft")
        spoken = page.locator("#cursor-words")
        expect(spoken).to_contain_text("PRC ")
        page.keyboard.press("ArrowDown")
        expect(spoken).to_have_text("Watch threshold 3,000 MW")
        page.keyboard.press("ArrowLeft")
        expect(spoken).to_have_text("Watch threshold 3,000 MW")
        page.keyboard.press("Enter")
        says(page, "3,000", "Threshold of Watch")
        quiet(seen)


def test_counts_of_the_data_page_lead_to_what_they_count(
    browser: Browser, full_address: str, full_database: Database
) -> None:
    today = day_bounds(operating_day(now()))[0]
    hole = today - timedelta(hours=5)
    lost = Missing(DATASETS["fuel_mix"], hole, hole + timedelta(minutes=15), 3)
    gaps.remember(full_database, [Found(lost, "ERCOT did not publish it.", True)], since=hole)
    with visit(browser) as seen:
        page = seen.page
        page.goto(f"{full_address}/data")
        row = page.locator("tr[data-feed=physical_responsive_capability] [data-papers]")
        expect(row).to_have_count(2)
        rows = row.first
        counted = json.loads(rows.get_attribute("data-papers") or "")
        assert counted["count"] == "rows"
        shown = rows.inner_text()
        rows.click()
        says(page, shown, "that were fetched in this span")
        page.locator("#papers-close").click()
        share = page.locator(".strip-row", has_text="Real-time settlement point prices").locator(".share")
        shown = share.inner_text()
        share.focus()
        page.keyboard.press("Enter")
        says(page, shown.removesuffix(" %"), "expected", "stored.")
        days = page.locator("#papers .made button")
        says_first = days.first.inner_text()
        days.first.click()
        expect(page.locator("#papers .papers-value .unit")).to_have_text(re.compile(r"^of [\d,]+ intervals$"))
        stored = page.locator("#papers .papers-value .figure").inner_text()
        assert f"{stored} of " in says_first
        page.locator("#papers-close").click()
        page.locator(".gaps-table [data-papers]").click()
        says(page, "3", "ERCOT did not publish it.", "None of them is stored.")
        quiet(seen)
