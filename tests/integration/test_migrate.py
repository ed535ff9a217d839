"""Bringing databases up to date: idempotent, fenced by origin, and never on a schema that is newer."""

import psycopg
import pytest

from models.observation import Origin
from models.problems import Misconfigured, Unavailable, WrongOrigin
from models.store.database import Addresses, Database
from models.store.migrate import upgrade
from models.store.upkeep import describe, make_months_ahead, unindexed_foreign_keys


def test_upgrading_again_changes_nothing(database: Database) -> None:
    before = describe(database)
    upgrade(database)
    assert [(table.name, table.key) for table in describe(database)] == [(table.name, table.key) for table in before]


def test_the_other_origin_is_refused(database: Database) -> None:
    other = Database(database.addresses, Origin.SIMULATED)
    with pytest.raises(WrongOrigin, match="holds ercot data"):
        upgrade(other)


def test_a_newer_schema_is_refused(database: Database) -> None:
    with psycopg.connect(database.addresses.owner.replace("postgresql+psycopg", "postgresql")) as connection:
        connection.execute("update alembic_version set version_num = '9999'")
    with pytest.raises(Misconfigured, match="9999"):
        upgrade(database)


def test_a_database_that_does_not_answer_is_said(database: Database) -> None:
    nowhere = Addresses.of("postgresql://nobody@127.0.0.1:1/nothing")
    with pytest.raises(Unavailable):
        upgrade(Database(nowhere, Origin.ERCOT))
    with pytest.raises(Unavailable), Database(nowhere, Origin.ERCOT).app():
        pass


def test_the_reader_reads_views_and_nothing_else(database: Database) -> None:
    with database.reader() as connection:
        assert connection.execute("select count(*) from readable.rt_settlement_point_prices").fetchone() == (0,)
    for forbidden in (
        "select count(*) from public.document",
        "insert into readable.threshold values ('eea1', 1, '2020-01-01')",
        "create table readable.mine (a int)",
    ):
        with pytest.raises(psycopg.Error), database.reader() as connection:
            connection.execute(forbidden)


def test_the_application_cannot_change_the_schema(database: Database) -> None:
    for forbidden in ("create table mine (a int)", "drop table document", "update house set origin = 'simulated'"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), database.app() as connection:
            connection.execute(forbidden)


def test_months_are_made_once_and_only_for_our_tables(database: Database) -> None:
    assert make_months_ahead(database) > 0
    assert make_months_ahead(database) == 0
    with pytest.raises(psycopg.errors.RaiseException, match="no partitioned table"), database.app() as connection:
        connection.execute("select ensure_month('pg_class', '2026-01-01')")


def test_every_foreign_key_is_indexed(database: Database) -> None:
    assert unindexed_foreign_keys(database) == []
