"""ERCOT's numbers and simulated ones never meet: two databases in one cluster, and no way from one into the other."""

import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from models.observation import Origin
from models.store.embedded import Cluster
from tests.support.database import fresh_database, reachable_folder
from tests.support.served import ercot

DOCUMENT = Path(__file__).resolve().parents[1] / "data" / "mis" / "np4-188-cd__20260929__trimmed.csv"


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A home whose server runs on between the commands."""
    with reachable_folder() as folder, Cluster.start(folder / "home"):
        yield folder / "home"


def status(home: Path, feed: str) -> tuple[str, str]:
    """Database and kind of data of a start with this FEED."""
    done = ercot("status", ERCOT_HOME=home, FEED=feed)
    assert done.returncode == 0, done.stderr
    found = re.match(r"PostgreSQL \S+, database (\w+), role ercot_app, schema \w+, (\w+) data\n", done.stdout)
    assert found, done.stdout
    return found[1], found[2]


def documents(home: Path, database: str) -> int:
    with psycopg.connect(f"host={home / 'run'} user=ercot_root dbname={database}") as connection:
        row = connection.execute("select count(*) from document").fetchone()
    assert row is not None
    return int(row[0])


def test_each_origin_has_its_database_and_auto_stays_with_the_last(home: Path) -> None:
    assert status(home, "live") == ("ercot_live", "ERCOT")
    # Nothing is asked for that: the choice was made last time.
    assert status(home, "auto") == ("ercot_live", "ERCOT")
    assert status(home, "simulated") == ("ercot_simulated", "SIMULATED")
    assert status(home, "auto") == ("ercot_simulated", "SIMULATED")
    with psycopg.connect(f"host={home / 'run'} user=ercot_root dbname=postgres") as connection:
        names = connection.execute("select datname from pg_database where datname like 'ercot%' order by 1").fetchall()
    assert names == [("ercot_live",), ("ercot_simulated",)]


def test_an_import_goes_to_the_real_numbers_and_says_where(home: Path) -> None:
    assert status(home, "simulated")[0] == "ercot_simulated"
    done = ercot("import", str(DOCUMENT), ERCOT_HOME=home, FEED="simulated")
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.match(r"Writing ERCOT's data to embedded PostgreSQL \S+ in \S+, ercot_live\n", done.stdout)
    assert (documents(home, "ercot_live"), documents(home, "ercot_simulated")) == (1, 0)
    # The pages go on with what they showed.
    assert status(home, "auto") == ("ercot_simulated", "SIMULATED")


@pytest.mark.parametrize(
    ("held", "words", "feed", "refusal"),
    [
        (Origin.SIMULATED, ("import", str(DOCUMENT)), "auto", "holds simulated data, and ercot data"),
        (Origin.ERCOT, ("serve",), "simulated", "holds ercot data, and simulated data"),
        (Origin.ERCOT, ("ingest", "--once"), "simulated", "holds ercot data, and simulated data"),
    ],
    ids=["import", "serve", "ingest"],
)
def test_a_database_of_the_other_origin_is_refused(
    cluster: Cluster, held: Origin, words: tuple[str, ...], feed: str, refusal: str
) -> None:
    with fresh_database(cluster, origin=held) as database:
        url = database.addresses.owner.replace("+psycopg", "")
        done = ercot(*words, DATABASE_URL=url, FEED=feed, PORT=0)
    assert done.returncode == 2
    assert done.stderr.startswith("ercot: ")
    assert refusal in done.stderr
    assert "DATABASE_URL" in done.stderr
    assert done.stderr.count("\n") == 1
