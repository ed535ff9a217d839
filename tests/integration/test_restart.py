"""The database goes away under load and comes back: visitors get an orderly answer, and nobody restarts anything."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from models.store.embedded import Cluster
from tests.support.database import reachable_folder
from tests.support.load import CALLBACKS, Visitors, call, question, visitors
from tests.support.served import Server, eventually, serving

LONGEST_WAIT = 2.5
"""Two seconds for the pool, and a little for a busy machine."""
WELL_WITHIN = 5.0


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    with reachable_folder() as folder:
        yield folder / "home"


@pytest.fixture(scope="module")
def server(home: Path) -> Iterator[Server]:
    """A whole product on a server that is not its own to revive, filled by its own ingestion."""
    with Cluster.start(home) as cluster, serving() as start:
        cluster.ensure_database("grid")
        url = cluster.url("grid").replace("+psycopg", "")
        found = start(DATABASE_URL=url, FEED="simulated", HISTORY_DAYS=0).up()
        eventually(lambda: found.get("/health/ready")[0] == 200, lambda: found.said)
        yield found


def ready(server: Server) -> bool:
    """The first page has its data, and a callback brings them."""
    if server.get("/health/ready")[0] != 200:
        return False
    return not call(server.address, CALLBACKS, question(server.address)).away


def runs(home: Path) -> int:
    """Runs of feeds noted so far."""
    with psycopg.connect(f"host={home / 'run'} user=ercot_root dbname=grid") as connection:
        row = connection.execute("select count(*) from feed_run").fetchone()
    assert row is not None
    return int(row[0])


def stop_at_once(home: Path) -> None:
    """pg_ctl stop -m immediate: no transaction is finished, no buffer is written."""
    postmaster = int((home / "pg" / "postmaster.pid").read_text().split()[0])
    os.kill(postmaster, signal.SIGQUIT)
    eventually(lambda: not (home / "pg" / "postmaster.pid").exists())


def assert_orderly(crowd: Visitors) -> None:
    assert crowd.broken == []
    assert crowd.ungraceful() == []
    assert max(each.seconds for each in crowd.answers) < LONGEST_WAIT


def test_away_and_back(server: Server, home: Path) -> None:
    with visitors(server.address) as crowd:
        time.sleep(1.0)
        well = list(crowd.answers)
        stop_at_once(home)
        gone = time.monotonic()
        time.sleep(3.0)
        while_away = crowd.since(gone + 0.1)
        assert Cluster(home).revive()
        back = time.monotonic()
        eventually(lambda: ready(server), lambda: server.said, WELL_WITHIN)
        print(f"well {time.monotonic() - back:.2f} s after the database was back")
        healed = time.monotonic()
        time.sleep(1.0)
    assert_orderly(crowd)
    assert {each.status for each in well} == {200}
    assert {each.status for each in while_away if each.path == "/health/ready"} == {503}
    assert {each.status for each in while_away if each.path in ("/", "/data", "/health")} == {200}
    assert {each.away for each in while_away if each.path == CALLBACKS} == {True}
    assert {each.status for each in crowd.since(healed)} == {200}
    assert not any(each.away for each in crowd.since(healed))
    # Ingestion goes on as well.
    before = runs(home)
    eventually(lambda: runs(home) > before, lambda: server.said)


def test_every_connection_cut_at_one_blow(server: Server, home: Path) -> None:
    with (
        visitors(server.address) as crowd,
        psycopg.connect(f"host={home / 'run'} user=ercot_root dbname=postgres", autocommit=True) as connection,
    ):
        for _ in range(3):
            time.sleep(0.5)
            cut = connection.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'grid'"
            ).rowcount
            assert cut > 0
        blow = time.monotonic()
        eventually(lambda: ready(server), lambda: server.said, WELL_WITHIN)
        print(f"well {time.monotonic() - blow:.2f} s after every connection was cut")
        healed = time.monotonic()
        time.sleep(1.0)
    assert_orderly(crowd)
    assert {each.status for each in crowd.since(healed)} == {200}
    assert not any(each.away for each in crowd.since(healed))
    before = runs(home)
    eventually(lambda: runs(home) > before, lambda: server.said)
