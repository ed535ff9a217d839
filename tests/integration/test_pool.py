"""The pool's size is obeyed, and one that is exhausted says so in time."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from models.observation import Origin
from models.problems import Unavailable
from models.store.database import Database

SIZE = 3


@pytest.fixture
def small(database: Database) -> Iterator[Database]:
    """The same database through a pool of three."""
    found = Database(database.addresses, Origin.ERCOT, pool_size=SIZE)
    yield found
    found.close()


def connections(watcher: psycopg.Connection[tuple[int]]) -> int:
    row = watcher.execute(
        "select count(*) from pg_stat_activity where datname = current_database() and application_name = 'ercot-app'"
    ).fetchone()
    assert row is not None
    return row[0]


def test_two_hundred_requests_at_once_never_take_more_than_the_pool_has(small: Database) -> None:
    most = 0
    done = threading.Event()

    def watch() -> None:
        nonlocal most
        with psycopg.connect(small.addresses.owner.replace("postgresql+psycopg", "postgresql"), autocommit=True) as one:
            while not done.is_set():
                most = max(most, connections(one))

    watcher = threading.Thread(target=watch)
    watcher.start()

    def ask(_: int) -> int:
        with small.app() as connection:
            row = connection.execute("select 1 from pg_sleep(0.002)").fetchone()
        return row[0] if row else 0

    with ThreadPoolExecutor(200) as crowd:
        answers = list(crowd.map(ask, range(200)))
    done.set()
    watcher.join()
    assert answers == [1] * 200
    assert 1 <= most <= SIZE


def test_an_exhausted_pool_says_so_within_its_time_and_recovers(small: Database) -> None:
    entered, leave = threading.Barrier(SIZE + 1), threading.Event()

    def hold() -> None:
        with small.app() as connection:
            connection.execute("select 1")
            entered.wait(10)
            leave.wait(10)

    holders = [threading.Thread(target=hold) for _ in range(SIZE)]
    for holder in holders:
        holder.start()
    entered.wait(10)
    assert small.pooled() == (SIZE, SIZE)
    begun = time.monotonic()
    with pytest.raises(Unavailable) as told, small.app():
        pass
    assert 1.5 < time.monotonic() - begun < 4
    assert told.value.retry
    leave.set()
    for holder in holders:
        holder.join()
    with small.app() as connection:
        assert connection.execute("select 1").fetchone() == (1,)
