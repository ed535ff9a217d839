"""Numbers at random over all pages of ERCOT's recorded documents: each leads to a document that says it."""

import hashlib
import json
import random
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect

import pages
from callbacks import papers as twin
from callbacks.shared.services import Services
from dashapp.factory import create_app
from dashapp.settings import Settings
from ingestion.backfill import import_path
from ingestion.locate import locate, row_at
from ingestion.run import Context
from ingestion.transport import Transport
from models import citation
from models.catalog.lookup import DATASETS
from models.citation import Citation, Cite, Tally
from models.store import lineage
from models.store.database import Database
from models.store.embedded import Cluster
from models.store.write import Writer
from tests.integration.test_papers import found_in, prop
from tests.support.browser_server import Visit, served, visit
from tests.support.database import fresh_database
from tests.support.drawing import words
from tests.support.reading import DATA
from tests.support.recorded import files

pytestmark = pytest.mark.browser

MANY = 200
CLICKED = 12
DAYS = 3
_SEED = 20261124

# Every number that says it has papers; and of each chart some points, cited as a click on them cites them.
_HARVEST = """most => {
  const found = [...document.querySelectorAll('main [data-papers]')].map(e => [e.textContent, e.dataset.papers]);
  for (const [card, held] of Object.entries(ercot.cards)) {
    if (!document.getElementById(card + '-plot') || held.figure.layout.meta.across) continue;
    for (const trace of held.figure.data.filter(t => !t.meta.band)) {
      const there = [...trace.y.keys()].slice(0, trace.y.length - trace.meta.closing).filter(n => isFinite(trace.y[n]));
      for (let n = 0; n < Math.min(most, there.length); n += 1) {
        const at = there[Math.floor(n * there.length / most)] ?? there[n];
        const of = trace.meta.cites.map(each => ({...each, start: Math.round(trace.x[at] * 1000)}));
        found.push([String(trace.y[at]), JSON.stringify({rule: of.length > 1 ? 'less' : 'value', of})]);
      }
    }
  }
  return found;
}"""

Number = tuple[str, str]
"""What is shown, and what it cites."""


@pytest.fixture(scope="module")
def database(cluster: Cluster) -> Iterator[Database]:
    with fresh_database(cluster) as found:
        import_path(Context(found, Transport(), Writer(found)), DATA)
        yield found


@pytest.fixture(scope="module")
def address(database: Database) -> Iterator[str]:
    with served(create_app(Settings.model_validate({}), database)) as found:
        yield found


def days(database: Database) -> list[date]:
    """Operating days with numbers, those of most datasets first."""
    counts: dict[date, int] = {}
    with database.app() as connection:
        for dataset in DATASETS.values():
            for (day,) in connection.execute(
                f"select distinct (ts at time zone 'America/Chicago')::date from {dataset.id}"
            ).fetchall():
                counts[day] = counts.get(day, 0) + 1
    return sorted(counts, key=lambda day: (-counts[day], day))


def settled(page: Page) -> None:
    """Nothing is waited for any more, and every chart has what it is drawn from."""
    page.wait_for_selector("#live-mark[data-state=live]")
    page.wait_for_function("() => !document.querySelector('main .skeleton')")
    page.wait_for_load_state("networkidle")


def left(seen: Visit) -> None:
    """Nothing was complained of; what a page still asks when it is left, the browser breaks off."""
    assert seen.complaints == []
    assert seen.page.evaluate("() => violations") == []
    seen.page.goto("about:blank")
    seen.complaints.clear()


@pytest.fixture(scope="module")
def numbers(browser: Browser, address: str, database: Database) -> dict[str, list[Number]]:
    """What each page shows, as it opens and over some of the recorded days."""
    found: dict[str, list[Number]] = {}
    with visit(browser) as seen:
        for page in pages.PAGES:
            paths = [page.link.path]
            if page.name not in ("live_grid", "data"):
                paths += [f"{page.link.path}?from={day}&to={day}" for day in days(database)[:DAYS]]
            for path in paths:
                seen.page.goto(address + path)
                settled(seen.page)
                found.setdefault(page.name, []).extend(map(tuple, seen.page.evaluate(_HARVEST, 25)))
                left(seen)
    return found


def chosen(numbers: dict[str, list[Number]]) -> list[Number]:
    """The same share of each page, without a number twice.

    Counts are of the store and thresholds of ERCOT's protocol: no document says them (see test_counts, test_said).
    """
    dice = random.Random(_SEED)
    said = {
        name: sorted({one for one in each if not json.loads(one[1]).keys() & {"count", "threshold"}})
        for name, each in numbers.items()
    }
    mixed = {name: dice.sample(each, len(each)) for name, each in said.items()}
    found: list[Number] = []
    while len(found) < MANY and any(mixed.values()):
        found += [each.pop() for each in mixed.values() if each]
    return found[:MANY]


class Reader:
    """Follows a number to a document, downloads it, and reads it with readers of the tests' own."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.services = Services(database, locate, row_at)
        self.client: FlaskClient = create_app(Settings.model_validate({}), database).test_client()
        self.folder = folder
        self.said: dict[int, dict[tuple[Any, ...], float]] = {}
        self.dice = random.Random(_SEED)

    def ask(self, cited: str) -> Any:
        return twin.respond(self.services, {"cited": cited})

    def leaf(self, cited: str) -> tuple[str, Any]:
        """A value that the number is made of, or itself; and its papers."""
        content = self.ask(cited)
        for _ in range(5):
            parts = [
                each for made in found_in(content, className="made") for each in found_in(made, **{"data-papers": ""})
            ]
            if not parts:
                break
            cited = prop(self.dice.choice(parts), "data-papers")
            content = self.ask(cited)
        return cited, content

    def documents(self, content: Any) -> list[tuple[int, bytes]]:
        """Id and bytes of the documents that papers name, whose hashes are those that the papers say."""
        found = []
        codes = found_in(content, **{"data-sha256": ""})
        links = [prop(each, "href") for each in found_in(content, href="") if "/documents/" in prop(each, "href")]
        assert codes
        assert len(codes) == len(links), words(content)
        for code, link in zip(codes, links, strict=True):
            answer = self.client.get(link)
            assert answer.status_code == 200
            assert hashlib.sha256(answer.data).hexdigest() == prop(code, "data-sha256")
            found.append((int(link.rsplit("/", 1)[1]), answer.data))
        return found

    def readings(self, content: Any) -> list[dict[tuple[Any, ...], float]]:
        """What each document that papers name says."""
        documents = self.documents(content)
        for id, body in documents:
            if id not in self.said:
                paper = lineage.document(self.services.database, id)
                assert paper is not None
                path = self.folder / str(id) / paper.name
                path.parent.mkdir()
                path.write_bytes(body)
                self.said[id] = dict(files.read(path))
        return [self.said[id] for id, _ in documents]


def number(text: str) -> float:
    return float(re.sub(r"[^0-9.\-]", "", text.replace("\N{MINUS SIGN}", "-")))


def test_numbers_at_random_lead_to_documents_that_say_them(
    numbers: dict[str, list[Number]], database: Database, tmp_path: Path
) -> None:
    assert set(numbers) == {page.name for page in pages.PAGES}
    reader = Reader(database, tmp_path)
    picked = chosen(numbers)
    assert len(picked) == MANY
    values = 0
    for shown, cited in picked:
        if json.loads(cited).keys() & {"document", "condition"}:
            # The name of a document, or what one declares in words. What was refused at the door was never kept.
            content = reader.ask(cited)
            assert "refused at the door and not kept" in words(content) or reader.documents(content)
            continue
        leaf, content = reader.leaf(cited)
        (figure,) = found_in(content, className="figure")
        parsed = citation.parse(leaf)
        if isinstance(parsed, Tally):
            # A share below zero of nothing at all: there is no value below zero to go on to.
            assert (shown, figure.children) == ("0.0 %", "0.0")
            continue
        assert isinstance(parsed, Citation)
        (cite,) = parsed.of
        assert isinstance(cite, Cite)
        found = lineage.papers(database, cite.measure, cite.entity, cite.kind, cite.start, cite.posted)
        assert found is not None, (shown, cited, leaf)
        key = (cite.measure, cite.entity, found.kind, found.start)
        said = {each.get((*key, found.posted), each.get((*key, None))) for each in reader.readings(content)}
        assert said == {found.value}, (shown, cited, leaf)
        assert number(figure.children) == pytest.approx(found.value, abs=0.51 * 10**-cite.meaning.unit.decimals)
        if leaf == cited:
            values += 1
            # The old value of a correction stands in the papers of the new one.
            said_before = [found.value, *(each.value for each in found.earlier)]
            assert any(abs(number(shown) - each) < 0.51 * 10**-cite.meaning.unit.decimals for each in said_before), (
                shown,
                cited,
            )
    assert values > MANY / 3


def test_numbers_that_are_clicked_open_what_they_cite(browser: Browser, address: str, database: Database) -> None:
    reader = Services(database, locate, row_at)
    dice = random.Random(_SEED)
    with visit(browser) as seen:
        for page in pages.PAGES:
            seen.page.goto(address + page.link.path)
            settled(seen.page)
            there = seen.page.locator("main [data-papers]:visible")
            for n in dice.sample(range(there.count()), min(CLICKED // len(pages.PAGES), there.count())):
                cited = there.nth(n).get_attribute("data-papers")
                codes = found_in(twin.respond(reader, {"cited": cited}), **{"data-sha256": ""})
                there.nth(n).click()
                if codes:
                    expect(seen.page.locator("#papers [data-sha256]").first).to_have_text(prop(codes[0], "data-sha256"))
                else:
                    expect(seen.page.locator("#papers .made button").first).to_be_visible()
                seen.page.wait_for_load_state("networkidle")
                seen.page.keyboard.press("Escape")
            left(seen)
