"""Reads that share a connection: one of them may fail, and the others neither notice nor hold it longer."""

import psycopg
import pytest

from models.problems import Unavailable
from models.store.database import Database
from tests.support.database import administer_database


def process(database: Database) -> int:
    with database.app() as connection:
        return connection.info.backend_pid


def test_all_reads_inside_take_one_connection_and_give_it_back(database: Database) -> None:
    with database.together():
        first = process(database)
        with database.together():
            assert process(database) == first
        assert process(database) == first
        assert database.pooled()[0] == 1
    assert database.pooled()[0] == 0


def test_a_read_that_fails_leaves_the_others_alone(database: Database) -> None:
    with database.together():
        with pytest.raises(psycopg.errors.UndefinedTable), database.app() as connection:
            connection.execute("select * from nothing")
        with database.app() as connection:
            assert connection.execute("select 1").fetchone() == (1,)


def test_a_connection_that_is_lost_is_told_and_not_used_again(database: Database) -> None:
    ended: list[int] = []
    with pytest.raises(Unavailable):
        ask_after_the_end(database, ended)
    assert process(database) not in ended
    assert database.pooled()[0] == 0


def ask_after_the_end(database: Database, ended: list[int]) -> None:
    with database.together():
        ended.append(process(database))
        administer_database(database, f"select pg_terminate_backend({ended[0]})")
        with database.app() as connection:
            connection.execute("select 1")
