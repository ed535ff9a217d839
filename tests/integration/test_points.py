"""Settlement points in the store: found by what people type, among thousands, and with the day their prices begin."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from models.catalog.prices import DAM_SPP
from models.store import points
from models.store.database import Database
from models.store.embedded import Cluster
from tests.support import nodes
from tests.support.batches import START, block, document, store
from tests.support.database import fresh_database

CROWD = 6_000


@pytest.fixture(scope="module")
def filled(cluster: Cluster) -> Iterator[Database]:
    with fresh_database(cluster) as database:
        nodes.fill(database)
        nodes.crowd(database, CROWD)
        early = block([5.0] * 24, measure=DAM_SPP, start=START - timedelta(days=300))
        store(database, document("west"), block([1.0, 2.0]), early)
        yield database


def found(database: Database, text: str) -> list[str]:
    return [place.code for place in points.search(database, text)]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("houston hub", ["HB_HOUSTON"]),
        ("san antonio", ["LZ_CPS"]),
        ("lz_west hub", []),
        ("madeup", [nodes.LOCAL, nodes.SUN, nodes.WIND]),
        ("MadeUp_w", [nodes.WIND]),
        ("node lz_south", [nodes.SUN]),
        ("private", [nodes.LOCAL]),
        ("wnd1 madeup", [nodes.WIND]),
        ("crowd_04711", ["CROWD_04711"]),
    ],
)
def test_words_find_points_by_code_name_kind_and_zone(filled: Database, text: str, codes: list[str]) -> None:
    assert found(filled, text) == codes


@pytest.mark.parametrize("text", ["%", "made%", "%%", "MADEUP_WND_", "\\", "'", "'; drop table series; --", "\0", "$1"])
def test_what_is_special_to_a_pattern_stands_for_itself(filled: Database, text: str) -> None:
    assert found(filled, text) == []


def test_an_underscore_is_no_wildcard(filled: Database) -> None:
    assert found(filled, "slr_2") == [nodes.SUN]
    assert found(filled, "madeup_slr_") == [nodes.SUN]
    assert found(filled, "madeup__lr") == []


def test_of_thousands_twenty_are_given_those_that_begin_so_first(filled: Database) -> None:
    assert found(filled, "crowd") == [f"CROWD_{n:05}" for n in range(1, 21)]
    assert len(found(filled, "0")) == 20
    # LZ_WEST is where it lies; what has the word in its code goes before.
    west = found(filled, "west")
    assert west[:2] == ["HB_WEST", "LZ_WEST"]
    assert west[2:] == [nodes.WIND]


def test_nothing_typed_gives_what_the_catalog_has(filled: Database) -> None:
    assert found(filled, "")[:2] == ["HB_HUBAVG", "HB_NORTH"]
    assert len(found(filled, "  ")) == 19


def test_known_codes_come_with_what_is_published_for_them(filled: Database) -> None:
    known = points.known(filled, [nodes.WIND, nodes.LOCAL, "NO_SUCH", "'"])
    assert set(known) == {nodes.WIND, nodes.LOCAL}
    wind, local = known[nodes.WIND], known[nodes.LOCAL]
    assert (wind.sort, wind.zone, set(wind.measures)) == ("Resource node", "LZ_WEST", {"rt_spp", "dam_spp"})
    assert (local.sort, local.zone, set(local.measures)) == ("Private-use network", "LZ_HOUSTON", {"rt_spp"})
    assert points.known(filled, []) == {}


def test_the_earliest_day_is_that_of_the_first_price_of_any_market(filled: Database) -> None:
    codes = [nodes.WIND, "HB_WEST", "HB_PAN", "CROWD_00001", "NO_SUCH"]
    assert points.earliest(filled, codes) == {
        nodes.WIND: nodes.FIRST,
        "HB_WEST": date(2026, 9, 29) - timedelta(days=300),
    }
    assert points.earliest(filled, ["HB_WEST"], ["rt_spp"]) == {"HB_WEST": date(2026, 9, 29)}
    with filled.app() as connection:
        ((first,),) = connection.execute(
            "select min((f.ts at time zone 'America/Chicago')::date) from dam_settlement_point_prices f "
            "join series s on s.id = f.series_id where s.entity = 'HB_WEST'"
        ).fetchall()
    assert first == date(2026, 9, 29) - timedelta(days=300)


def walk(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", []):
        yield from walk(child)


def test_the_search_walks_an_index_of_series_and_not_the_table(
    filled: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, dict[str, Any]]] = []
    ask = points._ask

    def heard(database: Database, statement: str, parameters: dict[str, Any]) -> list[Any]:
        asked.append((statement, parameters))
        return ask(database, statement, parameters)

    monkeypatch.setattr(points, "_ask", heard)
    # A hundred times as many series of other measures must cost a search nothing.
    with filled.app() as connection:
        connection.execute(
            "insert into series (dataset, measure, entity, kind) select 'sced_lmps', 'lmp', 'N' || n, '' "
            "from generate_series(1, 60000) n"
        )
        connection.execute("analyze series")
        points.search(filled, "madeup")
        ((statement, parameters),) = asked
        plan = connection.execute("explain (format json) " + statement, parameters).fetchone()
        connection.rollback()
    assert plan is not None
    scans = [node for node in walk(plan[0][0]["Plan"]) if node.get("Relation Name") == "series"]
    assert scans
    assert {node["Index Name"] for node in scans} == {"series_dataset_measure_entity_kind_key"}
