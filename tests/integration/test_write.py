"""Numbers into tables: idempotent, corrected with the old value kept, one winner whatever the order."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import pytest

from models.catalog.load import DEMAND_EXPECTED, LOAD_FORECAST_IN_USE
from models.clock import day_bounds
from models.observation import Batch, Condition, Message, Origin, Parsed
from models.problems import Refused, WrongOrigin
from models.selection import Selection, Window
from models.store import documents, lineage
from models.store.database import Database
from models.store.read import read
from models.store.write import CHANNEL, Writer
from tests.support.batches import START, block, document, store


def table(database: Database, sql: str) -> list[tuple[Any, ...]]:
    with database.app() as connection:
        return connection.execute(sql).fetchall()


def values(database: Database) -> list[float]:
    return [value for (value,) in table(database, "select value from rt_settlement_point_prices order by ts")]


def test_the_same_rows_twice_change_nothing(database: Database) -> None:
    first = store(database, document("one"), block([1.0, 2.0]))
    again = store(database, document("two"), block([1.0, 2.0]))
    assert (first.changed, again.changed) == (2, 0)
    assert values(database) == [1.0, 2.0]
    assert table(database, "select count(*) from revision") == [(0,)]
    assert table(database, "select n_dead_tup from pg_stat_user_tables where relname like 'rt_settlement%2026%'") in (
        [(0,)],
        [],
    )


def test_the_same_bytes_are_one_document(database: Database) -> None:
    (first,) = documents.keep(database, [document("one")])
    (again,) = documents.keep(database, [document("one")])
    assert first.id == again.id


def test_a_correction_replaces_the_value_and_keeps_the_old_one_with_its_document(database: Database) -> None:
    store(database, document("first"), block([10.0]))
    store(database, document("correction", rank=40), block([10.03]))
    papers = lineage.papers(database, "rt_spp", "HB_WEST", "HU", START)
    assert papers is not None
    assert papers.value == 10.03
    assert [paper.name for paper in papers.documents] == ["correction"]
    assert [(earlier.value, earlier.paper.name) for earlier in papers.earlier] == [(10.0, "first")]


@pytest.mark.parametrize("order", [("fast", "exact"), ("exact", "fast")])
def test_the_higher_rank_wins_in_whatever_order_documents_arrive(database: Database, order: tuple[str, str]) -> None:
    given = {
        "fast": (document("fast", rank=10, posted=START + timedelta(hours=1)), block([10.0])),
        "exact": (document("exact", rank=20), block([11.0])),
    }
    for name in order:
        store(database, given[name][0], given[name][1])
    assert values(database) == [11.0]
    assert table(database, "select value from revision") == [(10.0,)]


def test_an_older_publication_that_arrives_late_does_not_undo_a_newer_one(database: Database) -> None:
    store(database, document("newer", posted=START + timedelta(days=2)), block([12.0]))
    store(database, document("older", posted=START + timedelta(days=1)), block([11.0]))
    assert values(database) == [12.0]


def test_a_day_rolls_up_to_what_its_values_say(database: Database) -> None:
    day = date(2025, 11, 2)
    start, _ = day_bounds(day)
    numbers = [float(n) for n in range(100)]
    store(database, document("day"), block(numbers, start=start))
    (row,) = table(database, "select ts, vsum, vmin, vmax, n from rt_settlement_point_prices_day")
    assert row == (start, 4950.0, 0.0, 99.0, 100)
    store(database, document("more", rank=20), block([500.0], start=start))
    assert table(database, "select vmax, n from rt_settlement_point_prices_day") == [(500.0, 100)]


def test_the_latest_value_never_goes_back_in_time(database: Database) -> None:
    store(database, document("now"), block([5.0], start=START + timedelta(hours=1)))
    store(database, document("earlier"), block([4.0]))
    assert table(database, "select ts, value from rt_settlement_point_prices_latest") == [
        (START + timedelta(hours=1), 5.0)
    ]


def test_each_publication_of_a_forecast_is_kept_and_the_newest_is_current(database: Database) -> None:
    key = ("ERCOT", "")
    for hour, value in ((0, 50.0), (2, 52.0), (1, 51.0)):
        posted = START + timedelta(hours=hour)
        store(
            database,
            document(f"at {hour}", posted=posted),
            block(
                [value],
                measure=LOAD_FORECAST_IN_USE,
                key=key,
                start=START + timedelta(hours=5),
                posted=posted,
            ),
        )
    window = Window(START, START + timedelta(days=1))
    (newest,) = read(database, Selection(("load_forecast",), window, ("ERCOT",)))
    (before,) = read(database, Selection(("load_forecast",), window, ("ERCOT",), as_of=START + timedelta(minutes=90)))
    assert newest.values.tolist() == [52.0]
    assert before.values.tolist() == [51.0]
    assert before.posted == START + timedelta(hours=1)
    assert table(database, "select count(*) from load_forecast") == [(3,)]


def test_of_a_forecast_with_a_grain_the_first_publication_is_kept(database: Database) -> None:
    for minute, value in ((0, 70.0), (5, 71.0)):
        store(
            database,
            document(f"at {minute}", posted=START + timedelta(minutes=minute)),
            block([value], measure=DEMAND_EXPECTED, key=("ERCOT", ""), posted=START),
        )
    assert table(database, "select value from supply_demand_forecast") == [(70.0,)]


def test_all_or_nothing(database: Database) -> None:
    good, bad = block([1.0]), block([float("nan")], key=("HB_NORTH", "HU"))
    with pytest.raises(Refused, match="violates check constraint"):
        store(database, document("both"), good, bad)
    assert values(database) == []
    assert [state for _, state in table(database, "select id, state from document")] == ["kept"]


def test_the_database_alone_refuses_what_is_no_number(database: Database) -> None:
    store(database, document("one"), block([1.0]))
    for bad in ("NaN", "Infinity", "-Infinity"):
        with pytest.raises(psycopg.errors.CheckViolation), database.app() as connection:
            connection.execute("insert into rt_settlement_point_prices values ('2026-09-01', %s::float8, 1, 1)", (bad,))


def test_simulated_documents_never_enter_a_database_of_real_ones(database: Database) -> None:
    with pytest.raises(WrongOrigin):
        store(database, document("fake", origin=Origin.SIMULATED), block([1.0]))


def test_a_condition_is_kept_when_it_changes_and_an_unknown_word_stays_as_it_is(database: Database) -> None:
    said = [("normal", 0), ("normal", 0), ("brownish", 0), ("eea1", 1), ("normal", 0)]
    for minute, (state, level) in enumerate(said):
        given = document(f"c{minute}")
        (kept,) = documents.keep(database, [given])
        condition = Condition(START + timedelta(minutes=minute), state, level, state, "")
        Writer(database).write([(kept.id, Batch(given, Parsed(conditions=[condition])))])
    assert [state for (state,) in table(database, "select state from condition order by at")] == [
        "normal",
        "brownish",
        "eea1",
        "normal",
    ]


def test_a_message_whose_status_changes_gets_a_version(database: Database) -> None:
    for number, status in enumerate(("Active", "Active", "Cancelled")):
        given = document(f"m{number}")
        (kept,) = documents.keep(database, [given])
        message = Message(START, "Operational Information", "A line is out.", status)
        Writer(database).write([(kept.id, Batch(given, Parsed(messages=[message])))])
    assert table(database, "select version, status from operations_message order by version") == [
        (1, "Active"),
        (2, "Cancelled"),
    ]


@pytest.fixture
def listener(database: Database) -> Iterator[psycopg.Connection[Any]]:
    connection = database.dedicated("listener")
    connection.execute(f"listen {CHANNEL}")
    yield connection
    connection.close()


def test_new_data_are_announced_and_old_data_are_not(database: Database, listener: psycopg.Connection[Any]) -> None:
    store(database, document("one"), block([1.0]))
    store(database, document("two"), block([1.0]))
    heard = [notice.payload for notice in listener.notifies(timeout=0.3)]
    assert len(heard) == 1
    assert "rt_settlement_point_prices" in heard[0]


def test_values_in_a_bucket_keep_their_least_and_most(database: Database) -> None:
    store(database, document("one"), block([1.0, 5000.0, 3.0, 4.0]))
    window = Window(START, START + timedelta(hours=1))
    (series,) = read(database, Selection(("rt_spp",), window, ("HB_WEST",), resolution=timedelta(hours=1)))
    assert series.values.tolist() == [1252.0]
    assert series.low is not None
    assert series.high is not None
    assert (series.low[0], series.high[0]) == (1.0, 5000.0)


def test_years_far_apart_get_their_partitions(database: Database) -> None:
    early = datetime(2010, 12, 1, 6, tzinfo=UTC)
    store(database, document("2010"), block([1.0], start=early))
    store(database, document("2026"), block([2.0]))
    assert values(database) == [1.0, 2.0]
