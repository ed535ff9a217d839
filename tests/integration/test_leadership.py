"""Who may ingest: taken over from a killed and from a frozen process, and a thawed one writes nothing."""

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from models.problems import NotLeader
from models.store.database import Database
from models.store.lock import Leadership, Pace, guard

ROOT = Path(__file__).resolve().parents[2]
STALE_AFTER = 2.0


class Campaigner:
    """A campaigning process and what it says, line by line."""

    def __init__(self, database: Database, holder: str) -> None:
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.support.campaigner",
                database.addresses.app,
                holder,
                str(STALE_AFTER),
            ],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._lines: queue.Queue[str] = queue.Queue()
        self._said: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._said.append(line)
            self._lines.put(line.strip())

    def hears(self, word: str, within: float = 20.0) -> str:
        """The next line that begins with a word."""
        give_up = time.monotonic() + within
        while True:
            try:
                line = self._lines.get(timeout=max(0.01, give_up - time.monotonic()))
            except queue.Empty:
                ended = self.process.poll()
                raise AssertionError(f"No {word!r}; the process ended with {ended}: {''.join(self._said)}") from None
            if line.startswith(word):
                return line

    def send(self, number: signal.Signals) -> None:
        os.kill(self.process.pid, number)

    def end(self) -> None:
        if self.process.poll() is None:
            self.send(signal.SIGKILL)
        self.process.wait()
        self._reader.join()
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture
def campaign(database: Database) -> Iterator[Callable[[str], Campaigner]]:
    with psycopg.connect(database.addresses.owner.replace("+psycopg", "")) as connection:
        connection.execute("create table probe (holder text, epoch bigint, current bigint)")
        connection.execute("grant select, insert on probe to ercot_app")
    started: list[Campaigner] = []

    def start(holder: str) -> Campaigner:
        started.append(Campaigner(database, holder))
        return started[-1]

    yield start
    for each in started:
        each.end()


def written(database: Database, holder: str) -> int:
    with database.app() as connection:
        row = connection.execute("select count(*) from probe where holder = %s", (holder,)).fetchone()
    assert row is not None
    return int(row[0])


def written_out_of_turn(database: Database) -> int:
    with database.app() as connection:
        row = connection.execute("select count(*) from probe where epoch <> current").fetchone()
    assert row is not None
    return int(row[0])


def test_one_of_two_leads_and_a_killed_one_is_replaced(
    database: Database, campaign: Callable[[str], Campaigner]
) -> None:
    first = campaign("first")
    assert first.hears("gained") == "gained 1"
    second = campaign("second")
    time.sleep(1.0)
    assert written(database, "second") == 0
    assert written(database, "first") > 0
    first.send(signal.SIGKILL)
    killed = time.monotonic()
    assert second.hears("gained") == "gained 2"
    # Its connection died with it, so no heartbeat has to grow old first.
    assert time.monotonic() - killed < STALE_AFTER
    assert written_out_of_turn(database) == 0


def test_a_frozen_leader_is_replaced_and_writes_nothing_when_it_thaws(
    database: Database, campaign: Callable[[str], Campaigner]
) -> None:
    frozen = campaign("frozen")
    assert frozen.hears("gained") == "gained 1"
    second = campaign("second")
    time.sleep(0.5)
    frozen.send(signal.SIGSTOP)
    stopped = time.monotonic()
    assert second.hears("gained") == "gained 2"
    assert STALE_AFTER * 0.7 < time.monotonic() - stopped < STALE_AFTER + 5
    before = written(database, "frozen")
    frozen.send(signal.SIGCONT)
    assert frozen.hears("refused") == "refused 1"
    time.sleep(1.0)
    assert written(database, "frozen") == before
    assert written(database, "second") > 0
    assert written_out_of_turn(database) == 0


def test_a_write_under_a_past_epoch_is_refused(database: Database) -> None:
    leads = threading.Event()
    leadership = Leadership(
        lambda: database.dedicated("ercot-leader"), "here", on_gain=lambda epoch: leads.set(), pace=Pace(try_every=0.1)
    )
    leadership.start()
    assert leads.wait(10)
    epoch = leadership.epoch
    assert epoch == 1
    with database.app() as connection:
        guard(connection, epoch)
    with pytest.raises(NotLeader, match="Epoch 0 is over"), database.app() as connection:
        guard(connection, 0)
    leadership.stop()
    assert leadership.epoch is None


def test_an_open_transaction_of_the_past_epoch_is_ended_by_the_take_over(database: Database) -> None:
    gained = threading.Event()
    old = database.dedicated("old")
    old.execute("begin")
    guard(old, 0)
    leadership = Leadership(
        lambda: database.dedicated("ercot-leader"), "new", on_gain=lambda epoch: gained.set(), pace=Pace(try_every=0.1)
    )
    leadership.start()
    assert gained.wait(10)
    with pytest.raises(psycopg.OperationalError):
        old.execute("select 1")
    old.close()
    leadership.stop()


def test_a_reader_that_holds_the_lock_is_not_ended_as_a_leader(database: Database) -> None:
    """Only a backend of the application's own login counts: others are not ours to end."""
    with psycopg.connect(database.addresses.owner.replace("+psycopg", ""), autocommit=True) as stranger:
        stranger.execute("select pg_advisory_lock(727002)")
        stranger.execute("update leader_beat set beat = now() - interval '1 hour'")
        leadership = Leadership(
            lambda: database.dedicated("ercot-leader"), "new", pace=Pace(try_every=0.1, stale_after=0.5)
        )
        leadership.start()
        time.sleep(1.0)
        assert leadership.epoch is None
        assert stranger.execute("select 1").fetchone() == (1,)
        leadership.stop()


def test_the_pace_meets_the_promise_of_thirty_seconds() -> None:
    pace = Pace()
    assert (pace.try_every, pace.beat_every, pace.stale_after) == (2.0, 0.5, 15.0)
    assert pace.stale_after + pace.try_every < 30


def test_it_leads_again_after_the_connection_was_cut(database: Database) -> None:
    epochs: list[int] = []
    lost = threading.Event()
    leadership = Leadership(
        lambda: database.dedicated("ercot-leader"),
        "here",
        on_gain=epochs.append,
        on_loss=lost.set,
        pace=Pace(try_every=0.1, beat_every=0.05),
    )
    leadership.start()
    deadline = time.monotonic() + 10
    while not epochs and time.monotonic() < deadline:
        time.sleep(0.02)
    with database.app() as connection:
        connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity "
            "where application_name = 'ercot-leader' and datname = current_database()"
        )
    assert lost.wait(10)
    while len(epochs) < 2 and time.monotonic() < deadline:
        time.sleep(0.02)
    assert epochs == [1, 2]
    leadership.stop()
