"""Connections: one database, three roles (owner, app, reader), pooled, with time limits."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import psycopg
from sqlalchemy import create_engine, make_url
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError, TimeoutError
from sqlalchemy.pool import NullPool

from models.observation import Origin
from models.problems import Unavailable
from models.store.lock import guard

OWNER, APP, READER = "ercot_owner", "ercot_app", "ercot_reader"

# A vanished host must not hold a lock or a pool place for hours.
_KEEPALIVE: dict[str, Any] = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 2,
    "tcp_user_timeout": 10_000,
}
_APP_OPTIONS = "-c TimeZone=UTC -c idle_in_transaction_session_timeout=60s"
_READER_OPTIONS = (
    "-c TimeZone=UTC -c default_transaction_read_only=on -c statement_timeout=5s -c lock_timeout=500ms "
    "-c idle_in_transaction_session_timeout=10s -c work_mem=16MB -c max_parallel_workers_per_gather=0 "
    "-c search_path=readable"
)
# The connection lives on after these; the same transaction may succeed later.
_BUSY = (
    psycopg.errors.LockNotAvailable,
    psycopg.errors.QueryCanceled,
    psycopg.errors.DeadlockDetected,
    psycopg.errors.SerializationFailure,
)


@dataclass(frozen=True, slots=True)
class Use:
    """What the application's pool is for: its name in the server's list of sessions, and its patience."""

    name: str
    patience: str


WORK = Use("ercot-work", "-c lock_timeout=10s")
# A visitor waits for the answer, and a thread of the few that serve with him.
PAGES = Use("ercot-pages", "-c lock_timeout=2s -c statement_timeout=5s")


@dataclass(frozen=True, slots=True)
class Addresses:
    """SQLAlchemy URLs by role. `shared_login` means one login that takes each role by SET ROLE."""

    owner: str
    app: str
    reader: str
    shared_login: bool = False

    @classmethod
    def of(cls, url: str) -> "Addresses":
        """One address for all roles, as a plain DATABASE_URL gives it."""
        parsed = make_url(url).set(drivername="postgresql+psycopg")
        text = parsed.render_as_string(hide_password=False)
        return cls(text, text, text, shared_login=True)


class Database:
    """A database with its pools. Cheap to make: nothing connects before the first use."""

    def __init__(
        self,
        addresses: Addresses,
        origin: Origin,
        *,
        pool_size: int = 10,
        reader_pool_size: int = 4,
        use: Use = WORK,
    ) -> None:
        self.addresses = addresses
        self.origin = origin
        self._pool_size = pool_size
        self._reader_pool_size = reader_pool_size
        self._use = use
        self._epoch: int | None = None
        self._shared: ContextVar[psycopg.Connection[Any] | None] = ContextVar("shared", default=None)

    @cached_property
    def _app(self) -> Engine:
        options = f"{_APP_OPTIONS} {self._use.patience}"
        return self._engine(self.addresses.app, APP, self._use.name, options, self._pool_size)

    @cached_property
    def _reader(self) -> Engine:
        return self._engine(self.addresses.reader, READER, "ercot-reader", _READER_OPTIONS, self._reader_pool_size)

    def _engine(self, url: str, role: str, name: str, options: str, size: int) -> Engine:
        if self.addresses.shared_login:
            options += f" -c role={role}"
        return create_engine(
            url,
            pool_size=size,
            max_overflow=0,
            pool_timeout=2,
            pool_pre_ping=True,
            connect_args={**_KEEPALIVE, "options": options, "application_name": name},
        )

    def owner_engine(self) -> Engine:
        """An engine that migrates. Not pooled: the owner never serves."""
        return create_engine(self.addresses.owner, poolclass=NullPool, connect_args=dict(_KEEPALIVE))

    @contextmanager
    def app(self) -> Iterator[psycopg.Connection[Any]]:
        """A transaction as the application: committed at the end, rolled back on an error.

        Inside `together` it is the one that was opened there. Raises Unavailable, and of a database `under` an
        epoch NotLeader.
        """
        shared = self._shared.get()
        with _transaction(self._app) if shared is None else _told(shared) as connection:
            if self._epoch is not None:
                guard(connection, self._epoch)
            yield connection

    @contextmanager
    def together(self) -> Iterator[None]:
        """What reads as the application inside shares one connection: an answer of many reads asks for one.

        A read that fails leaves the others alone; what is written inside may be lost with it. Raises Unavailable.
        """
        if self._shared.get() is not None:
            yield
            return
        with _transaction(self._app) as connection:
            token = self._shared.set(connection)
            try:
                yield
            finally:
                self._shared.reset(token)

    def under(self, epoch: int) -> "Database":
        """The same pools, of which every transaction of the application takes place only while `epoch` leads.

        What ingests works with this, so that no write can forget to ask.
        """
        # Made here, so that both share them; connecting comes later.
        _ = self._app, self._reader
        fenced = copy(self)
        fenced._epoch = epoch
        return fenced

    @contextmanager
    def reader(self) -> Iterator[psycopg.Connection[Any]]:
        """A read-only transaction that sees the schema `readable` only."""
        with _transaction(self._reader) as connection:
            yield connection

    def dedicated(self, name: str) -> psycopg.Connection[Any]:
        """A connection of one's own, outside the pool, autocommit: for locks and listening."""
        url = make_url(self.addresses.app)
        options = f"{_APP_OPTIONS} {WORK.patience}" + (f" -c role={APP}" if self.addresses.shared_login else "")
        try:
            return psycopg.connect(
                url.set(drivername="postgresql").render_as_string(hide_password=False),
                autocommit=True,
                application_name=name,
                options=options,
                **_KEEPALIVE,
            )
        except psycopg.OperationalError as error:
            raise Unavailable("The database does not answer.") from error

    def close(self) -> None:
        """Close every pooled connection."""
        for name in ("_app", "_reader"):
            engine = self.__dict__.pop(name, None)
            if engine is not None:
                engine.dispose()

    def pooled(self) -> tuple[int, int]:
        """Connections in use and the most there may be, of the application's pool."""
        pool = self._app.pool
        return pool.checkedout(), self._pool_size  # type: ignore[attr-defined]


@contextmanager
def _transaction(engine: Engine) -> Iterator[psycopg.Connection[Any]]:
    try:
        pooled = engine.raw_connection()
    except (OperationalError, TimeoutError, psycopg.OperationalError) as error:
        raise Unavailable("The database does not answer.") from error
    connection: psycopg.Connection[Any] = pooled.driver_connection  # type: ignore[assignment]
    try:
        with _told(connection):
            yield connection
            connection.commit()
    finally:
        if connection.closed or connection.broken:
            pooled.invalidate()
        pooled.close()


@contextmanager
def _told(connection: psycopg.Connection[Any]) -> Iterator[psycopg.Connection[Any]]:
    """Undo what failed, and say in our words what the database's errors mean."""
    try:
        yield connection
    except _BUSY as error:
        connection.rollback()
        raise Unavailable("The database is busy: another transaction was in the way.") from error
    except psycopg.OperationalError as error:
        if not connection.closed and not connection.broken:
            # The server lives and refuses what was asked: its limits are no lost connection.
            connection.rollback()
            raise
        raise Unavailable("The database connection was lost.") from error
    except BaseException:
        if not connection.closed:
            connection.rollback()
        raise
