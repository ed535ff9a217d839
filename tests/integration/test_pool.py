"""Connections: never more than the setting says, and what visitors get while none is free."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager

import psycopg
import pytest

from dashapp.cli.surroundings import page_database
from dashapp.factory import create_app
from dashapp.observe import health
from dashapp.settings import Settings
from models.clock import now
from models.observation import Origin
from models.problems import Unavailable
from models.store.database import PAGES, Database
from models.store.embedded import Cluster
from tests.support.browser_grid import MINUTE, fill
from tests.support.browser_server import served
from tests.support.database import fresh_database
from tests.support.load import CALLBACKS, Answered, call, question
from tests.support.served import serving
from tests.support.simulator import running_simulator

POOL = 3
CALLS = 200
TIME_OUT = 2.0
SLACK = 0.8


def url(database: Database) -> str:
    return database.addresses.owner.replace("+psycopg", "")


@contextmanager
def most_connections(database: Database) -> Iterator[list[int]]:
    """Samples how many connections the pages hold, as the server counts them, until the block ends."""
    found: list[int] = []
    stop = threading.Event()

    def sample() -> None:
        with psycopg.connect(url(database), autocommit=True) as connection:
            while not stop.wait(0.01):
                row = connection.execute(
                    "select count(*) from pg_stat_activity "
                    "where datname = current_database() and application_name = 'ercot-pages'"
                ).fetchone()
                assert row is not None
                found.append(row[0])

    thread = threading.Thread(target=sample)
    thread.start()
    try:
        yield found
    finally:
        stop.set()
        thread.join()


def all_at_once(address: str, calls: int, body: bytes) -> list[Answered]:
    """So many visitors at one moment: a quarter asks for numbers, the others whether there are any."""
    together = threading.Barrier(calls)

    def visit(number: int) -> Answered:
        together.wait(30)
        return call(address, *((CALLBACKS, body) if number % 4 == 0 else ("/health/ready", None)))

    with ThreadPoolExecutor(calls) as pool:
        return list(pool.map(visit, range(calls)))


def test_two_hundred_visitors_use_no_more_connections_than_the_setting_says(cluster: Cluster) -> None:
    with (
        fresh_database(cluster, origin=Origin.SIMULATED) as database,
        running_simulator() as simulator,
        serving() as start,
    ):
        fill(database, now() - 5 * MINUTE, now())
        server = start(
            DATABASE_URL=url(database),
            FEED="simulated",
            SIMULATOR_URL=simulator,
            HISTORY_DAYS=0,
            DB_POOL_SIZE=POOL,
        ).up()
        body = question(server.address)
        with most_connections(database) as counted:
            answers = all_at_once(server.address, CALLS, body)
        assert max(counted) == POOL
        assert [each for each in answers if not each.graceful] == []
        # Ingestion went on beside them, with connections of its own.
        with psycopg.connect(url(database)) as connection:
            assert connection.execute("select count(*) > 0 from feed_run").fetchone() == (True,)


def test_two_hundred_transactions_at_once_share_a_small_pool(database: Database) -> None:
    def ask(_: int) -> tuple[int, ...] | None:
        with small.app() as connection:
            return connection.execute("select 1 from pg_sleep(0.002)").fetchone()

    with (
        closing(Database(database.addresses, Origin.ERCOT, pool_size=POOL, use=PAGES)) as small,
        most_connections(database) as counted,
        ThreadPoolExecutor(CALLS) as crowd,
    ):
        answers = list(crowd.map(ask, range(CALLS)))
    assert answers == [(1,)] * CALLS
    assert 1 <= max(counted) <= POOL


@pytest.fixture
def pages(simulated_database: Database) -> Iterator[tuple[Database, str]]:
    """The product as served, over a pool of three."""
    settings = Settings.model_validate({"db_pool_size": POOL})
    with closing(page_database(settings, simulated_database)) as database:
        app = create_app(settings, database, blueprints=[health.blueprint(database)])
        with served(app) as address:
            yield database, address


def pulse(address: str, seconds: float) -> list[Answered]:
    """Ask for the sign of life again and again for a while."""
    found = []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found.append(call(address, "/health"))
        time.sleep(0.05)
    return found


def test_an_exhausted_pool_is_said_in_two_seconds(pages: tuple[Database, str]) -> None:
    database, address = pages
    body = question(address)
    with ExitStack() as held, ThreadPoolExecutor(30) as visitors:
        for _ in range(POOL):
            held.enter_context(database.app())
        assert database.pooled() == (POOL, POOL)
        refused = visitors.submit(call, address, "/health/ready")
        kept = visitors.submit(call, address, CALLBACKS, body)
        began = time.monotonic()
        with pytest.raises(Unavailable, match="does not answer") as told, database.app():
            pass
        assert told.value.retry
        assert TIME_OUT - 0.1 < time.monotonic() - began < TIME_OUT + SLACK
        assert (refused.result().status, refused.result().headers["retry-after"]) == (503, "5")
        assert kept.result().away
        assert max(each.result().seconds for each in (refused, kept)) < TIME_OUT + SLACK

        # More visitors than there are threads wait now; the sign of life does not wait with them.
        waiting = [visitors.submit(call, address, CALLBACKS, body) for _ in range(20)]
        time.sleep(0.2)
        beats = pulse(address, 1.5)
        assert {each.status for each in beats} == {200}
        assert max(each.seconds for each in beats) < 0.5
        held.close()
        assert all(each.result(20).graceful for each in waiting)
    assert not call(address, CALLBACKS, body).away


def test_a_page_waits_two_seconds_for_a_lock_and_five_for_an_answer(pages: tuple[Database, str]) -> None:
    database, address = pages
    with psycopg.connect(url(database)) as stranger:
        stranger.execute("lock table feed in access exclusive mode")
        kept = call(address, CALLBACKS, question(address))
        assert kept.away
        assert TIME_OUT - 0.1 < kept.seconds < TIME_OUT + SLACK
        stranger.rollback()
    with database.app() as connection:
        assert connection.execute("show statement_timeout").fetchone() == ("5s",)
    with pytest.raises(Unavailable, match="busy"), database.app() as connection:
        connection.execute("set local statement_timeout = '100ms'; select pg_sleep(20)")
    assert not call(address, CALLBACKS, question(address)).away
