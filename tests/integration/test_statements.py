"""Every statement is bounded, and none of the pages' questions walks through a large table."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from models.catalog.dataset import Dataset
from models.catalog.lookup import DATASETS
from models.catalog.measure import Combine
from models.catalog.prices import RT_PRICES
from models.store import statements
from models.store.database import Database
from models.store.embedded import Cluster
from models.store.statements import Statement
from models.store.upkeep import unindexed_foreign_keys
from tests.support.database import administer_database, fresh_database

END = datetime(2026, 7, 1, 5, tzinfo=UTC)
START = END - timedelta(days=60)
POINTS = 60


@pytest.fixture(scope="module")
def filled(cluster: Cluster) -> Iterator[Database]:
    """Two months of prices at 60 points: 345,600 rows, vacuumed as a running system's are."""
    with fresh_database(cluster) as database:
        administer_database(
            database,
            "insert into series (id, dataset, measure, entity, kind) select n, 'rt_settlement_point_prices', 'rt_spp', "
            f"'N' || n, 'RN' from generate_series(1, {POINTS}) n",
        )
        for month in ("2026-05-01", "2026-06-01", "2026-07-01"):
            administer_database(database, f"select ensure_month('rt_settlement_point_prices', '{month}')")
        administer_database(
            database,
            "insert into rt_settlement_point_prices select t, 30 + n, n, 1 "
            f"from generate_series(timestamptz '{START}', timestamptz '{END}' - interval '15 min', '15 min') t, "
            f"generate_series(1, {POINTS}) n",
        )
        administer_database(
            database,
            "insert into rt_settlement_point_prices_day select date_trunc('day', ts), sum(value), min(value), "
            "max(value), series_id, count(*) from rt_settlement_point_prices group by 1, 5",
        )
        administer_database(database, "analyze")
        yield database


def every_statement(dataset: Dataset) -> list[Statement]:
    """One of each kind that the compiler writes for a dataset."""
    day = timedelta(days=1)
    found = [statements.raw(dataset, [1], START, END, None)]
    found += [
        statements.bucketed(dataset, [1], START, END, step, dataset_way, None)
        for step in (timedelta(hours=1), day)
        for dataset_way in Combine
    ]
    if dataset.is_forecast:
        found.append(statements.raw(dataset, [1], START, END, END))
        found.append(statements.raw(dataset, [1], START, END, None, postings=True))
        found.append(statements.bucketed(dataset, [1], START, END, day, Combine.MEAN, None, postings=True))
        found.append(statements.bucketed(dataset, [1], START, END, day, Combine.MEAN, END))
    if dataset.raw_days:
        found += [statements.quarters(dataset, [1], START, END, way, step) for way in Combine for step in (None, day)]
    return found


@pytest.mark.parametrize("dataset", DATASETS.values(), ids=lambda dataset: dataset.id)
def test_every_statement_names_its_series_and_both_ends_of_its_time(dataset: Dataset) -> None:
    for statement in every_statement(dataset):
        innermost = re.search(r"where series_id = any\(%s\) and ts >= %s and ts < %s", statement.sql)
        assert innermost, statement.sql
        assert START in statement.parameters
        assert END in statement.parameters
        assert statement.sql.count("%s") == len(statement.parameters)


def test_every_statement_runs(database: Database) -> None:
    with database.app() as connection:
        for statement in (each for dataset in DATASETS.values() for each in every_statement(dataset)):
            assert connection.execute(statement.sql, statement.parameters).fetchall() == []


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", []):
        yield from nodes(child)


@pytest.mark.parametrize(
    "statement",
    [
        statements.raw(RT_PRICES, [7], END - timedelta(days=1), END, None),
        statements.raw(RT_PRICES, [7], START, END, None),
        statements.raw(RT_PRICES, [1, 2, 3, 4, 5, 6, 7], END - timedelta(days=1), END, None),
        statements.bucketed(RT_PRICES, [7], START, END, timedelta(hours=1), Combine.MEAN, None),
        statements.bucketed(RT_PRICES, [7], START, END, timedelta(days=1), Combine.MAX, None),
    ],
    ids=["day", "two months", "seven points", "hours", "days"],
)
def test_no_question_of_a_page_reads_a_large_table_from_end_to_end(filled: Database, statement: Statement) -> None:
    with filled.app() as connection:
        row = connection.execute("explain (format json) " + statement.sql, statement.parameters).fetchone()
    assert row is not None
    plan = row[0] if isinstance(row[0], list) else json.loads(row[0])
    scans = [node for node in nodes(plan[0]["Plan"]) if "Scan" in node["Node Type"]]
    facts = [node for node in scans if node.get("Relation Name", "").startswith("rt_settlement_point_prices_2026")]
    assert not [node for node in facts if node["Node Type"] == "Seq Scan"]
    assert facts or any(node.get("Relation Name") == "rt_settlement_point_prices_day" for node in scans)


def test_months_that_a_window_does_not_touch_are_not_read(filled: Database) -> None:
    statement = statements.raw(RT_PRICES, [7], END - timedelta(days=1), END, None)
    with filled.app() as connection:
        row = connection.execute("explain (format json) " + statement.sql, statement.parameters).fetchone()
    assert row is not None
    tables = {node.get("Relation Name") for node in nodes(row[0][0]["Plan"])}
    assert "rt_settlement_point_prices_202605" not in tables


def test_every_time_key_and_every_foreign_key_is_indexed(database: Database) -> None:
    """The database's own catalog says so: a key without an index would turn up here by name."""
    keys = (
        "select c.relname, a.attname from pg_attribute a join pg_class c on c.oid = a.attrelid "
        "where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attname = 'ts' "
        # One row a series: its time is a value there, and no key.
        r"and c.relname not like '%\_latest'"
    )
    indexed = (
        "select c.relname, a.attname from pg_index i join pg_class c on c.oid = i.indrelid "
        "join pg_attribute a on a.attrelid = c.oid and a.attnum = any(i.indkey)"
    )
    with database.app() as connection:
        times = set(connection.execute(keys).fetchall())
        bare = times - set(connection.execute(indexed).fetchall())
    assert len(times) >= 2 * len(DATASETS)
    assert bare == set()
    assert unindexed_foreign_keys(database) == []
    administer_database(database, "alter table gap add column document_id int references document (id)")
    assert unindexed_foreign_keys(database) == ["gap.document_id"]
