"""The child that fills history is killed in the middle: the server serves on, and the history still becomes whole."""

import os
import signal
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from models.clock import day_bounds, now, operating_day
from models.observation import Origin
from models.store.embedded import Cluster
from tests.support.database import fresh_database
from tests.support.served import Server, descendants, eventually, living, serving
from tests.support.simulator import running_simulator

QUARTER = timedelta(minutes=15)


@pytest.fixture
def url(cluster: Cluster) -> Iterator[str]:
    with fresh_database(cluster, origin=Origin.SIMULATED) as database:
        yield database.addresses.owner.replace("+psycopg", "")


def history_child(server: Server) -> int | None:
    """The process that fills history, while there is one."""
    for pid in living(descendants(server.pid)):
        if b"\0history\0" in Path(f"/proc/{pid}/cmdline").read_bytes():
            return pid
    return None


def intervals_of_yesterday(url: str) -> int:
    start, end = day_bounds(operating_day(now()) - timedelta(days=1))
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "select count(*) from rt_settlement_point_prices p join series s on s.id = p.series_id "
            "where s.measure = 'rt_spp' and s.entity = 'HB_HOUSTON' and p.ts >= %s and p.ts < %s",
            (start, end),
        ).fetchone()
    assert row is not None
    return int(row[0])


def test_a_killed_history_is_taken_up_again(url: str) -> None:
    start, end = day_bounds(operating_day(now()) - timedelta(days=1))
    whole = (end - start) // QUARTER
    with running_simulator() as simulator, serving() as serve:
        server = serve(DATABASE_URL=url, FEED="simulated", SIMULATOR_URL=simulator, HISTORY_DAYS=1).up()
        child = eventually(lambda: history_child(server), lambda: server.said)
        server.hears("  history of fuel_mix")
        assert intervals_of_yesterday(url) < whole, "killed too late to prove anything"
        os.kill(child, signal.SIGKILL)
        server.hears("child_failed +code=-9 command=history")
        assert server.get("/health")[0] == 200
        again = eventually(lambda: history_child(server), lambda: server.said)
        assert again != child
        eventually(lambda: intervals_of_yesterday(url) == whole, lambda: server.said)
        assert server.get("/data")[0] == 200
        family = descendants(server.pid)
        assert server.end() < 3.0
        assert living(family) == set()
