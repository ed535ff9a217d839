"""One ingesting process at a time: an advisory lock, a heartbeat that shows life, and an epoch that fences writes."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psycopg
import structlog

from models.problems import NotLeader, Unavailable

log = structlog.get_logger()

Connection = psycopg.Connection[Any]

_LOCK_KEY = 727_002
_WRITER = "ercot-writer-"

# A backend counts as the leader's only if it logged in as we did: a reader that takes the lock leads nothing.
# One that did something just now may have won the lock a moment ago and is about to beat.
_HOLDER = """
    select l.pid from pg_locks l
    join pg_stat_activity a on a.pid = l.pid and a.usename = session_user
    where l.locktype = 'advisory' and l.granted and l.objsubid = 1
      and (l.classid::bigint << 32) | l.objid::bigint = %(key)s
      and l.database = (select oid from pg_database where datname = current_database())
      and a.state_change < clock_timestamp() - make_interval(secs => %(stale_after)s)
"""
_OLD_WRITERS = """
    select pid from pg_stat_activity
    where datname = current_database() and usename = session_user and pid <> pg_backend_pid()
      and application_name like %(label)s
"""


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds: between a follower's tries, between a leader's heartbeats, and until a heartbeat counts as stale."""

    try_every: float = 2.0
    beat_every: float = 0.5
    stale_after: float = 15.0


class Leadership:
    """Campaigns in a thread of its own, leads when it may, and notices when it no longer does.

    connect: gives a dedicated autocommit connection as the application; raises Unavailable or OperationalError.
    holder: a name for people, such as host and process id.
    on_gain, on_loss: called in the thread; the first with the new epoch. They must return at once.
    """

    def __init__(
        self,
        connect: Callable[[], Connection],
        holder: str,
        *,
        on_gain: Callable[[int], None] = lambda epoch: None,
        on_loss: Callable[[], None] = lambda: None,
        pace: Pace | None = None,
    ) -> None:
        self._connect = connect
        self._holder = holder
        self._on_gain = on_gain
        self._on_loss = on_loss
        self._pace = pace or Pace()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="leadership", daemon=True)
        self._epoch: int | None = None

    @property
    def epoch(self) -> int | None:
        """The epoch under which this process leads; None while it does not."""
        return self._epoch

    def start(self) -> None:
        """Begin to campaign."""
        self._thread.start()

    def stop(self) -> None:
        """Step down and wait until the lock is free."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                with self._connect() as connection:
                    self._campaign(connection)
            except (psycopg.Error, Unavailable) as error:
                log.warning("leadership_interrupted", problem=str(error).strip())
            finally:
                self._step_down()
            self._stopping.wait(self._pace.try_every)

    def _campaign(self, connection: Connection) -> None:
        """Try until leading, then beat until that ends."""
        while not self._stopping.is_set():
            if _try_lock(connection):
                self._lead(connection)
                return
            if _end_stale_leader(connection, self._pace.stale_after):
                log.warning("stale_leader_ended", by=self._holder)
                # Its lock is free as soon as its backend has gone.
                self._stopping.wait(min(0.1, self._pace.try_every))
                continue
            self._stopping.wait(self._pace.try_every)

    def _lead(self, connection: Connection) -> None:
        epoch = _take_over(connection, self._holder)
        # A heartbeat that a crash loses does no harm, so it does not wait for the disk.
        connection.execute("set synchronous_commit = off")
        self._epoch = epoch
        log.info("leadership_gained", epoch=epoch, holder=self._holder)
        self._on_gain(epoch)
        while not self._stopping.wait(self._pace.beat_every):
            if not _beat(connection, epoch):
                log.warning("leadership_taken", epoch=epoch, holder=self._holder)
                return

    def _step_down(self) -> None:
        if self._epoch is not None:
            epoch, self._epoch = self._epoch, None
            log.info("leadership_ended", epoch=epoch, holder=self._holder)
            self._on_loss()


def guard(cursor: psycopg.Cursor[Any] | Connection, epoch: int) -> None:
    """Let the open transaction write only while `epoch` leads; a take-over waits for it or ends it.

    The transaction carries the epoch as its application name, by which a successor finds it.
    Raises NotLeader if another epoch has begun.
    """
    cursor.execute("select set_config('application_name', %s, true)", (f"{_WRITER}{epoch}",))
    if cursor.execute("select 1 from leader_epoch where epoch = %s for share", (epoch,)).fetchone() is None:
        raise NotLeader(f"Epoch {epoch} is over: another process has taken over the writing.")


def _try_lock(connection: Connection) -> bool:
    row = connection.execute("select pg_try_advisory_lock(%s)", (_LOCK_KEY,)).fetchone()
    return row is not None and row[0] is True


def _end_stale_leader(connection: Connection, stale_after: float) -> bool:
    """End the holder's backend if its heartbeat is old by the database's clock; whether one was ended."""
    stale = connection.execute(
        "select 1 from leader_beat where beat < clock_timestamp() - make_interval(secs => %s)", (stale_after,)
    ).fetchone()
    return stale is not None and _terminate(connection, _HOLDER, {"key": _LOCK_KEY, "stale_after": stale_after}) > 0


def _take_over(connection: Connection, holder: str) -> int:
    """Begin a new epoch: no transaction of an earlier one is open once this returns."""
    _terminate(connection, _OLD_WRITERS, {"label": f"{_WRITER}%"})
    with connection.transaction():
        row = connection.execute("update leader_epoch set epoch = epoch + 1 returning epoch").fetchone()
        assert row is not None
        epoch = int(row[0])
        connection.execute(
            "update leader_beat set epoch = %s, holder = %s, backend_pid = pg_backend_pid(), beat = clock_timestamp()",
            (epoch, holder),
        )
    return epoch


def _beat(connection: Connection, epoch: int) -> bool:
    done = connection.execute(
        "update leader_beat set beat = clock_timestamp() where epoch = %s and backend_pid = pg_backend_pid()", (epoch,)
    )
    return done.rowcount == 1


def _terminate(connection: Connection, backends: str, parameters: dict[str, object]) -> int:
    """End the backends that a query names; how many there were.

    A login may end its own sessions, which a role taken by SET ROLE may not: hence `set local role none`.
    """
    with connection.transaction():
        connection.execute("set local role none")
        rows = connection.execute(f"select pg_terminate_backend(pid) from ({backends}) as found", parameters).fetchall()
    return len(rows)
