"""Papers of values that were really taken in: the hash, the document to download, and the row that says the value."""

import hashlib
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from dash.development.base_component import Component
from flask.testing import FlaskClient

from callbacks import papers as twin
from callbacks.shared.services import Services
from dashapp.factory import create_app
from dashapp.settings import Settings
from ingestion.backfill import import_path
from ingestion.locate import locate, row_at
from ingestion.run import Context
from ingestion.transport import Transport
from models.catalog.load import LOAD_FORECAST_IN_USE
from models.catalog.lookup import DATASETS
from models.citation import Citation, Cite, ConditionCite, DocumentCite, Rule, Statistic, Tally, ThresholdCite
from models.clock import floor, micros
from models.observation import Batch, Condition, Origin, Parsed
from models.store import documents, lineage
from models.store.database import Database
from models.store.embedded import Cluster
from models.store.write import Writer
from tests.support.batches import START, block, document, store
from tests.support.database import fresh_database
from tests.support.drawing import words
from tests.support.reading import DATA
from tests.support.recorded import files

MANY = 30


@dataclass
class House:
    """A database with the documents of `tests/data`, and the product over it."""

    database: Database
    services: Services
    client: FlaskClient


def served(database: Database) -> House:
    client = create_app(Settings.model_validate({}), database).test_client()
    return House(database, Services(database, locate, row_at), client)


@pytest.fixture(scope="module")
def house(cluster: Cluster) -> Iterator[House]:
    with fresh_database(cluster) as database:
        import_path(Context(database, Transport(), Writer(database)), DATA)
        yield served(database)


@pytest.fixture(scope="module")
def chosen(house: House) -> list[tuple[Any, ...]]:
    """(measure, entity, kind, start, posted, value, document): values at random, as many of each document as may be."""
    by_document: dict[int, list[tuple[Any, ...]]] = {}
    with house.database.app() as connection:
        for dataset in DATASETS.values():
            posted = "f.posted" if dataset.is_forecast else "null::timestamptz"
            for row in connection.execute(
                f"select s.measure, s.entity, s.kind, f.ts, {posted}, f.value, f.load_id from {dataset.id} f "
                "join series s on s.id = f.series_id order by 1, 2, 3, 4, 5"
            ):
                by_document.setdefault(row[-1], []).append(row)
    dice = random.Random(20261124)
    found = [dice.choice(by_document[id]) for id in sorted(by_document)]
    return found if len(found) >= MANY else dice.choices([row for rows in by_document.values() for row in rows], k=MANY)


def citation(row: tuple[Any, ...]) -> str:
    measure, entity, kind, start, posted, *_ = row
    return Citation(Rule.VALUE, (Cite(measure, entity, kind, start, posted),)).text()


def ask(house: House, text: str) -> Any:
    return twin.respond(house.services, {"cited": text})


def found_in(content: Any, **wanted: str) -> list[Component]:
    """Components in a tree with a property of a value; an empty value asks for the property alone."""
    if isinstance(content, list | tuple):
        return [each for part in content for each in found_in(part, **wanted)]
    if not isinstance(content, Component):
        return []
    plain = content.to_plotly_json()["props"]
    mine = all(name in plain and value in ("", plain[name]) for name, value in wanted.items())
    return ([content] if mine else []) + found_in(getattr(content, "children", None), **wanted)


def prop(component: Component, name: str) -> str:
    return str(component.to_plotly_json()["props"][name])


def test_the_download_has_the_hash_and_a_reader_of_the_tests_own_finds_the_value_in_it(
    house: House, chosen: list[tuple[Any, ...]], tmp_path: Path
) -> None:
    said: dict[str, dict[tuple[Any, ...], float]] = {}
    assert len(chosen) >= MANY
    for row in chosen:
        content = ask(house, citation(row))
        (code,) = found_in(content, **{"data-sha256": ""})
        (link,) = [each for each in found_in(content, href="") if prop(each, "href").startswith("/documents/")]
        answer = house.client.get(prop(link, "href"))
        assert answer.status_code == 200
        assert hashlib.sha256(answer.data).hexdigest() == prop(code, "data-sha256")
        if prop(link, "href") not in said:
            paper = lineage.document(house.database, row[-1])
            assert paper is not None
            folder = tmp_path / str(row[-1])
            folder.mkdir()
            path = folder / paper.name
            path.write_bytes(answer.data)
            said[prop(link, "href")] = dict(files.read(path))
        measure, entity, kind, start, posted, value, _ = row
        readings = said[prop(link, "href")]
        undated = (measure, entity, kind, start, None)
        assert readings.get((measure, entity, kind, start, posted), readings.get(undated)) == value


def test_the_row_is_found_again_and_holds_the_value(house: House, chosen: list[tuple[Any, ...]]) -> None:
    named = 0
    for row in chosen:
        content = ask(house, citation(row))
        (place,) = found_in(content, id="papers-place")
        drawn, _ = twin.row(house.services, prop(place, "data"))
        text = words(drawn)
        assert "could not be found" not in text
        assert "can't be read" not in text
        marked = found_in(drawn, className="marked")
        if marked:
            named += 1
            (cell,) = marked
            shown = words(cell.children[1]).replace(",", "")
            assert float(shown) == row[-2], row
    # Only values that a parser reckons from several cells stand nowhere word for word.
    assert named >= len(chosen) * 0.8


def test_any_instant_of_the_interval_leads_to_its_value(house: House) -> None:
    with house.database.app() as connection:
        row = connection.execute(
            "select s.entity, s.kind, f.ts, f.value from rt_settlement_point_prices f "
            "join series s on s.id = f.series_id order by f.ts, 1, 2 limit 1"
        ).fetchone()
    assert row is not None
    entity, kind, start, value = row
    for inside in (timedelta(), timedelta(minutes=7), timedelta(minutes=15) - timedelta(microseconds=1)):
        papers = lineage.papers(house.database, "rt_spp", entity, kind, start + inside)
        assert papers is not None
        assert (papers.start, papers.value) == (start, value)
    assert lineage.papers(house.database, "rt_spp", entity, kind, start - timedelta(microseconds=1)) is None


def test_a_correction_shows_both_values_and_both_documents(database: Database) -> None:
    store(database, document("first.csv"), block([20.5]))
    store(database, document("corrected.csv", rank=40, posted=START + timedelta(days=2)), block([21.75]))
    content = ask(served(database), Citation(Rule.VALUE, (Cite("rt_spp", "HB_WEST", "HU", START),)).text())
    (figure,) = found_in(content, className="figure")
    assert figure.children == "21.75"
    (table,) = found_in(content, className="earlier")
    assert "20.50" in words(table)
    assert "first.csv" in words(table)
    (code,) = found_in(content, **{"data-sha256": ""})
    assert prop(code, "data-sha256") == hashlib.sha256(b"corrected.csv").hexdigest()
    (link,) = found_in(table, className="link break")
    first = ask(served(database), prop(link, "data-papers"))
    (code,) = found_in(first, **{"data-sha256": ""})
    assert prop(code, "data-sha256") == hashlib.sha256(b"first.csv").hexdigest()


def test_a_forecasts_newest_publication_is_meant_and_the_others_are_listed(database: Database) -> None:
    start = floor(START, timedelta(hours=1))
    for hours, megawatts in ((3, 50_100.0), (2, 50_200.0), (1, 50_300.0)):
        posted = start - timedelta(hours=hours)
        given = document(f"forecast-{hours}", posted=posted, feed="load_forecast", form="made-up")
        store(
            database,
            given,
            block([megawatts], measure=LOAD_FORECAST_IN_USE, key=("ERCOT", ""), start=start, posted=posted),
        )
    house = served(database)
    cite = Cite(LOAD_FORECAST_IN_USE.id, "ERCOT", "", start)
    content = ask(house, Citation(Rule.VALUE, (cite,)).text())
    assert found_in(content, className="figure")[0].children == "50,300"
    (table,) = found_in(content, className="earlier")
    rows = [words(row.children[0]) for row in table.children[1].children]
    assert rows == ["50,300", "50,200", "50,100"]
    older = Cite(cite.measure, "ERCOT", "", start, start - timedelta(hours=2))
    content = ask(house, Citation(Rule.VALUE, (older,)).text())
    assert found_in(content, className="figure")[0].children == "50,200"
    assert "a later publication exists" in words(content)


def test_a_bucket_says_its_rule_and_leads_to_its_parts(database: Database) -> None:
    store(database, document("hour.csv"), block([10.0, 20.0, 40.0, 50.0]))
    house = served(database)
    cite = Cite("rt_spp", "HB_WEST", "HU", START, None, timedelta(hours=1))
    content = ask(house, Citation(Rule.VALUE, (cite,)).text())
    assert found_in(content, className="figure")[0].children == "30.00"
    assert "mean of 4" in words(content)
    extremes, parts = found_in(content, className="made")
    assert [words(part).split()[0] for part in extremes.children] == ["10.00", "50.00"]
    assert [words(part).split()[0] for part in parts.children] == ["10.00", "20.00", "40.00", "50.00"]
    third = ask(house, prop(found_in(parts, **{"data-papers": ""})[2], "data-papers"))
    assert found_in(third, className="figure")[0].children == "40.00"


def test_a_mean_with_a_lost_value_says_so_and_is_that_of_the_others(database: Database) -> None:
    store(database, document("hour.csv"), block([10.0, 20.0]))
    quarters = tuple(Cite("rt_spp", "HB_WEST", "HU", START + n * timedelta(minutes=15)) for n in range(3))
    content = ask(served(database), Citation(Rule.MEAN, quarters).text())
    assert found_in(content, className="figure")[0].children == "15.00"
    assert "One of its values is not stored, the mean is that of the others." in words(content)
    content = ask(served(database), Citation(Rule.LESS, (quarters[0], quarters[2])).text())
    assert "One of its values is not stored, so there is no number." in words(content)


def test_a_statistic_of_nothing_says_so(database: Database) -> None:
    store(database, document("hour.csv"), block([10.0, 20.0]))
    house = served(database)
    before = Cite("rt_spp", "HB_WEST", "HU", START - timedelta(days=9))
    for statistic in Statistic:
        content = ask(house, Tally(statistic, (before,), START - timedelta(days=8)).text())
        assert "Nothing is stored there" in words(content)
    # Two quarters make no whole day, and so no spread of days; they have a mean and a share below zero.
    some = Cite("rt_spp", "HB_WEST", "HU", START - timedelta(days=1))
    said = {each: words(ask(house, Tally(each, (some,), START + timedelta(days=1)).text())) for each in Statistic}
    assert "No operating day of this span is whole." in said[Statistic.TWO_HOURS]
    assert "0 of the 2 values of 15 min in this span are below zero." in said[Statistic.BELOW_ZERO]
    assert "The mean of the 2 values of 15 min in this span." in said[Statistic.MEAN]


def test_a_long_bucket_says_how_many_it_does_not_list(database: Database) -> None:
    store(
        database,
        document("day.csv"),
        block([float(n) for n in range(96)], start=datetime.fromisoformat("2026-09-29T05:00+00:00")),
    )
    cite = Cite("rt_spp", "HB_WEST", "HU", datetime.fromisoformat("2026-09-29T05:00+00:00"), None, timedelta(days=1))
    content = ask(served(database), Citation(Rule.VALUE, (cite,)).text())
    assert found_in(content, className="figure")[0].children == "47.50"
    assert "The first 48 of 96 are listed." in words(content)


def test_a_difference_shows_its_sum_and_a_lost_part_no_number(database: Database) -> None:
    store(database, document("now.csv"), block([20.5, 31.25]))
    house = served(database)
    now, before = (Cite("rt_spp", "HB_WEST", "HU", START + timedelta(minutes=15 * n)) for n in (1, 0))
    content = ask(house, Citation(Rule.CHANGE, (now, before)).text())
    assert found_in(content, className="figure")[0].children == "+10.75"
    lost = Cite("dam_spp", "HB_WEST", "HU", START)
    content = ask(house, Citation(Rule.LESS, (now, lost)).text())
    assert found_in(content, className="figure")[0].children == "\N{EN DASH}"
    assert "One of its values is not stored" in words(content)


def test_a_condition_opens_the_document_that_said_so_first_and_those_before(database: Database) -> None:
    hour = timedelta(hours=1)
    said = [("normal", 0, "Enough power."), ("eea1", 1, "Reserves are low."), ("eea1", 1, "Reserves are low.")]
    for n, (state, level, note) in enumerate(said):
        given = document(f"condition-{n}", posted=START + n * hour, feed="physical_responsive_capability")
        (kept,) = documents.keep(database, [given])
        parsed = Parsed(conditions=[Condition(START + n * hour, state, level, state.upper(), note)])
        Writer(database).write([(kept.id, Batch(given, parsed))])
    house = served(database)
    content = ask(house, ConditionCite(START + 5 * hour).text())
    assert found_in(content, className="figure")[0].children == "EEA 1"
    assert "Reserves are low." in words(content)
    (code,) = found_in(content, **{"data-sha256": ""})
    assert prop(code, "data-sha256") == hashlib.sha256(b"condition-1").hexdigest()
    before = [json.loads(prop(each, "data-papers")) for each in found_in(content, **{"data-papers": ""})]
    assert [each for each in before if "condition" in each] == [{"condition": micros(START)}]
    first = ask(house, ConditionCite(START + hour / 2).text())
    assert found_in(first, className="figure")[0].children == "Normal"
    assert "Nothing else is stored." in words(first)
    assert "no condition had been declared" in words(ask(house, ConditionCite(START - hour).text()))


def test_a_threshold_that_is_none_is_answered_in_words(database: Database) -> None:
    house = served(database)
    assert "2,000" in words(ask(house, ThresholdCite("eea2", START.date()).text()))
    assert "No threshold of this name" in words(ask(house, ThresholdCite("<b>", START.date()).text()))


def test_where_nothing_is_stored_that_is_said(house: House) -> None:
    nowhere = Cite("rt_spp", "HB_WEST", "HU", datetime.fromisoformat("2011-01-01T12:00+00:00"))
    assert "Nothing is stored there" in words(ask(house, Citation(Rule.VALUE, (nowhere,)).text()))
    assert "Nothing is stored there" in words(ask(house, DocumentCite(2_000_000_000).text()))


def test_a_row_that_was_kept_out_is_shown_as_it_stood(house: House) -> None:
    with house.database.app() as connection:
        found = connection.execute(
            "select q.document_id, q.line, q.value from quarantine q join document d on d.id = q.document_id "
            "where q.line > 1 and d.encoding <> 'pruned' and d.name like '%%.csv' limit 1"
        ).fetchone()
    if found is None:
        pytest.skip("no shipped table has a row that is kept out")
    drawn, _ = twin.row(house.services, DocumentCite(found[0], found[1]).text())
    assert found[2] in words(drawn)


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", 'a"; filename="b.html', "x\r\nSet-Cookie: a=b.csv", "\N{SNOWMAN}", ""]
)
def test_a_download_is_never_run_and_its_name_is_harmless(database: Database, name: str) -> None:
    body = b"<script>alert(1)</script>"
    given = document(name)
    object.__setattr__(given, "body", body)
    (kept,) = documents.keep(database, [given])
    answer = served(database).client.get(f"/documents/{kept.id}")
    assert answer.data == body
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    kind, _, rest = answer.headers["Content-Disposition"].partition("; ")
    assert kind == "attachment"
    assert rest.startswith('filename="')
    assert rest.endswith('"')
    assert not set(rest.removeprefix('filename="')[:-1]) & set('"/\\;\r\n ')
    assert "Set-Cookie" not in answer.headers


def test_a_simulated_document_says_so_in_its_name(simulated_database: Database) -> None:
    (kept,) = documents.keep(simulated_database, [document("fuel-mix", origin=Origin.SIMULATED)])
    answer = served(simulated_database).client.get(f"/documents/{kept.id}")
    assert 'filename="SIMULATED_fuel-mix' in answer.headers["Content-Disposition"]


def test_what_is_not_there_is_404_in_words(database: Database) -> None:
    (kept,) = documents.keep(database, [document("old.csv")])
    with database.app() as connection:
        connection.execute("update document set body = null, encoding = 'pruned' where id = %s", (kept.id,))
    client = served(database).client
    pruned, unknown = client.get(f"/documents/{kept.id}"), client.get("/documents/77")
    assert (pruned.status_code, unknown.status_code) == (404, 404)
    assert "no longer kept" in pruned.text
    assert "no document of this number" in unknown.text
    for path in ("/documents/0x1", "/documents/-1", "/documents/99999999999999", "/documents/", "/documents/1/2"):
        assert client.get(path).status_code == 404
    assert client.post(f"/documents/{kept.id}").status_code == 405
