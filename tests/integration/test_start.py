"""`ercot serve` started by a person: again on its data, on another server, or not at all and why."""

import os
import re
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from models.store.embedded import Cluster
from tests.support.database import administer, reachable_folder
from tests.support.load import CALLBACKS, call, question
from tests.support.served import Server, descendants, ercot, eventually, living, serving

SERVES_WITHIN = 5.0
ENDS_WITHIN = 3.0
PASSWORD = "Pl41n-and-hushed"


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    with serving() as start:
        yield start


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    with reachable_folder() as folder:
        yield folder / "home"


def documents(home: Path) -> dict[int, str]:
    """Every stored document of the simulated database, by number."""
    url = f"host={home / 'run'} port=5432 user=ercot_root dbname=ercot_simulated"
    with psycopg.connect(url) as connection:
        return dict(connection.execute("select id, sha256 from document where state = 'stored'").fetchall())


def test_the_second_start_keeps_the_data_and_serves_soon(serve: Callable[..., Server], home: Path) -> None:
    """One life of a home: filled, ended, started again, its database killed, and at last killed itself."""
    how = {"ERCOT_HOME": home, "HISTORY_DAYS": 0}
    first = serve(FEED="simulated", **how).up()
    before = eventually(lambda: documents(home), lambda: first.said)
    postmaster = int((home / "pg" / "postmaster.pid").read_text().split()[0])
    family = descendants(first.pid)
    assert len(family) >= 1, "the stand-in runs beside it"
    took = first.end()
    assert took < ENDS_WITHIN
    assert living(family | {postmaster}) == set()
    assert first.process.returncode == 0, first.said

    second = serve(FEED="auto", **how).up()
    assert second.seconds_to_serve < SERVES_WITHIN
    assert before.items() <= documents(home).items()
    assert re.search(r"^  feed +SIMULATED data from a stand-in at http://127", second.said, re.M)
    assert "SIMULATED" in second.get("/")[1].decode()

    os.kill(int((home / "pg" / "postmaster.pid").read_text().split()[0]), signal.SIGQUIT)
    second.hears("revived .*database")
    eventually(lambda: not call(second.address, CALLBACKS, question(second.address)).away, within=SERVES_WITHIN)

    family = descendants(second.pid)
    second.send(signal.SIGKILL)
    second.process.wait()
    # What is killed cannot tidy up; its children notice by themselves.
    eventually(lambda: not living(family), lambda: family, within=5)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"PORT": "eighty"}, "PORT=eighty: a valid integer"),
        ({"DB_HOST": "db.local", "DB_NAME": "grid", "DB_USER": "me"}, "DB_PASSWORD is missing"),
        ({"ENVIRONMENT": "production"}, "SECRET_KEY is missing"),
        ({"DATABASE_URL": f"postgresql://me:{PASSWORD}@127.0.0.1:1/grid"}, "DATABASE_URL: postgresql://me:***@"),
        ({"HOST": "nowhere.invalid"}, "HOST=nowhere.invalid: "),
    ],
    ids=lambda value: "" if isinstance(value, str) else "-".join(value),
)
def test_a_wrong_setting_stops_the_start_with_one_line(given: dict[str, object], said: str, home: Path) -> None:
    """One of each kind; every single rule is tested with the settings."""
    done = ercot("serve", **{"ERCOT_HOME": home, "PORT": 0, **given})
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("ercot: ")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert PASSWORD not in done.stderr


def test_a_taken_port_is_named_before_anything_is_started(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = ercot("serve", PORT=port, ERCOT_HOME=tmp_path / "home")
    assert done.returncode == 2
    assert done.stderr.startswith(f"ercot: PORT={port} on 127.0.0.1 cannot be used: another program listens there.")
    assert f"PORT={port + 1} make run" in done.stderr
    assert not (tmp_path / "home").exists()


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[str]:
    """A server of somebody else's with an ordinary login, as a hosted PostgreSQL gives it; its password counts."""
    with reachable_folder() as folder, Cluster.start(folder / "home") as cluster:
        rules = folder / "home" / "pg" / "pg_hba.conf"
        rules.write_text("local all plain scram-sha-256\n" + rules.read_text())
        administer(cluster, f"create role plain login createrole password '{PASSWORD}'")
        administer(cluster, "create database grid owner plain")
        administer(cluster, "select pg_reload_conf()")
        yield cluster.url("grid", f"plain:{PASSWORD}").replace("+psycopg", "")


def test_a_plain_login_on_another_server_is_enough(serve: Callable[..., Server], elsewhere: str) -> None:
    how = {"DATABASE_URL": elsewhere, "FEED": "simulated", "HISTORY_DAYS": 0}
    status = ercot("status", **how)
    assert status.returncode == 0, status.stderr
    assert re.match(r"PostgreSQL 18\.\d+, database grid, role ercot_app, schema \d+, SIMULATED data\n", status.stdout)
    assert "plain:***@" in status.stdout
    assert PASSWORD not in status.stdout + status.stderr
    server = serve(**how).up()
    eventually(lambda: re.search(r"^\w+ +on time ", ercot("status", **how).stdout, re.M))
    assert server.get("/data")[0] == 200
    assert PASSWORD not in server.said
    assert server.end() < ENDS_WITHIN

    refused = ercot("serve", **{**how, "FEED": "live", "PORT": 0})
    assert refused.returncode == 2
    assert refused.stderr.startswith("ercot: This database holds simulated data, and ercot data was about to be")
    maintained = ercot("maintenance", **how)
    assert (maintained.returncode, maintained.stderr) == (0, "")


def test_a_wrong_password_is_not_shown(elsewhere: str) -> None:
    done = ercot("serve", PORT=0, DATABASE_URL=elsewhere.replace(PASSWORD, PASSWORD[::-1]))
    assert done.returncode == 2
    assert done.stderr.startswith("ercot: DATABASE_URL: postgresql://plain:***@/grid")
    assert "password authentication failed" in done.stderr
    assert done.stderr.count("\n") == 1
    assert PASSWORD[::-1] not in done.stderr


def test_a_login_that_may_not_make_roles_is_told_what_it_lacks(elsewhere: str) -> None:
    with psycopg.connect(elsewhere, autocommit=True) as connection:
        connection.execute("create role weak login")
    done = ercot("status", FEED="simulated", DATABASE_URL=re.sub("//.*@/grid", "//weak@/postgres", elsewhere))
    assert done.returncode == 2
    assert done.stderr.startswith("ercot: The login of DATABASE_URL may not set up the database: permission denied")
    assert "CREATEROLE" in done.stderr
    assert done.stderr.count("\n") == 1
