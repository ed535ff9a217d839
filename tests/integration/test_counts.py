"""Papers of what the Data page counts: the rule, the number afresh, and a way to each document, row, day or gap."""

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from dash.development.base_component import Component

from callbacks import papers as twin
from callbacks.shared import counting
from callbacks.shared.services import Services
from ingestion.run import declare_feeds
from models import citation
from models.catalog.lookup import DATASETS
from models.citation import Count, Counted
from models.clock import day_bounds
from models.observation import Batch, Parsed, Reject
from models.store import documents, gaps
from models.store.database import Database
from models.store.gaps import Found, Missing
from models.store.write import Writer
from tests.support.batches import block, document, store
from tests.support.drawing import words

PRICES = "rt_settlement_point_prices"
QUARTER = timedelta(minutes=15)
DAY = date(2026, 9, 26)
START, END = day_bounds(DAY)
HOLE = START + 6 * QUARTER


@pytest.fixture
def holed(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """Two days of prices, the second without two quarters, in three documents, of which one lost two rows."""
    declare_feeds(database)
    store(database, document("before", posted=START), block([20.0] * 96, start=START - 96 * QUARTER))
    store(database, document("early", posted=START + QUARTER), block([20.0] * 6, start=START))
    given = document("late", posted=START + 8 * QUARTER)
    (kept,) = documents.keep(database, [given])
    rejects = [Reject(line, "SettlementPointPrice", "n/a", "number", "It is no number.") for line in (7, 8)]
    rest = Parsed([block([20.0] * 88, start=HOLE + 2 * QUARTER)], rejects=rejects)
    Writer(database).write([(kept.id, Batch(given, rest))])
    gap = Missing(DATASETS[PRICES], HOLE, HOLE + 2 * QUARTER, 2)
    gaps.remember(database, [Found(gap, "ERCOT did not publish it.", True)], since=START)
    monkeypatch.setattr(counting, "now", lambda: END + timedelta(hours=1))
    return database


def ask(database: Database, what: Counted, of: str, start: datetime, end: datetime) -> Any:
    return twin.respond(Services(database), {"cited": Count(what, of, start, end).text()})


def lines(content: Any) -> list[tuple[str, dict[str, Any]]]:
    """Words and citation of everything that leads further."""
    if isinstance(content, list | tuple):
        return [each for part in content for each in lines(part)]
    if not isinstance(content, Component):
        return []
    props = content.to_plotly_json()["props"]
    mine = [(" ".join(words(content).split()), json.loads(props["data-papers"]))] if "data-papers" in props else []
    return mine + lines(getattr(content, "children", None))


def text(content: Any) -> str:
    return " ".join(words(content).split())


def ids(database: Database) -> dict[str, int]:
    with database.app() as connection:
        return dict(connection.execute("select name, id from document").fetchall())


def test_a_day_says_what_was_expected_and_leads_to_its_documents_and_its_gap(holed: Database) -> None:
    content = ask(holed, Counted.INTERVALS, PRICES, START, END)
    assert "96 intervals of 15 min expected, 94 stored." in text(content)
    found = lines(content)
    known = ids(holed)
    assert [(said.split()[0], cite["document"]) for said, cite in found if "document" in cite] == [
        ("88", known["late"]),
        ("6", known["early"]),
    ]
    ((said, gap),) = [each for each in found if "count" in each[1]]
    assert said.startswith("2 missing 26 Sep 01:30")
    led = twin.respond(Services(holed), {"cited": json.dumps(gap)})
    assert "2 intervals 26 Sep 01:30 \N{EN DASH} 02:00 CDT" in text(led)
    assert "None of them is stored. ERCOT did not publish it." in text(led)
    ((_, day),) = lines(led)
    assert citation_of(day) == Count(Counted.INTERVALS, PRICES, START, END)


def citation_of(raw: dict[str, Any]) -> Any:
    return citation.parse(json.dumps(raw))


def test_a_percentage_is_of_all_its_days_and_leads_to_each(holed: Database) -> None:
    content = ask(holed, Counted.INTERVALS, PRICES, START - timedelta(days=30), END)
    assert "98.9 %" in text(content)
    assert "192 intervals of 15 min expected, 190 stored." in text(content)
    assert [(said.split(" intervals")[0], citation_of(cite).start) for said, cite in lines(content)] == [
        ("97.9 % 94 of 96", START),
        ("100 % 96 of 96", START - 96 * QUARTER),
    ]


def test_rows_and_what_was_kept_out_are_those_of_the_documents_of_the_span(holed: Database) -> None:
    known = ids(holed)
    rows = ask(holed, Counted.ROWS, PRICES, START + QUARTER, END)
    assert [(said.split()[0], cite["document"]) for said, cite in lines(rows)] == [
        ("88", known["late"]),
        ("6", known["early"]),
    ]
    assert "94 rows" in text(rows)
    quarantined = ask(holed, Counted.QUARANTINED, PRICES, START, END)
    assert "2 rows" in text(quarantined)
    assert [cite for _, cite in lines(quarantined)] == [{"document": known["late"], "line": n} for n in (7, 8)]
    assert "It is no number." in text(quarantined)
    none = ask(holed, Counted.QUARANTINED, PRICES, START - timedelta(days=9), START)
    assert "No row was kept out." in text(none)
    assert lines(none) == []


@pytest.mark.parametrize(
    ("what", "of", "start", "said"),
    [
        (Counted.ROWS, "no_such_feed", START, "there is no feed of this name"),
        (Counted.INTERVALS, "no_such_dataset; drop table gap", START, "there is no dataset of this name"),
        (Counted.INTERVALS, PRICES, START - timedelta(days=400), "not one of the last 90 days"),
        (Counted.INTERVALS, next(name for name, each in DATASETS.items() if each.irregular), START, "No count is due"),
        (Counted.MISSING, PRICES, START, "No gap from there is known any more."),
    ],
)
def test_what_cannot_be_counted_is_said(holed: Database, what: Counted, of: str, start: datetime, said: str) -> None:
    assert said in text(ask(holed, what, of, start, start + timedelta(days=1)))
