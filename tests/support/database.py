"""A real PostgreSQL for tests: one server a run, one database a test, copied from a migrated template."""

import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from models.observation import Origin
from models.store.database import APP, READER, Addresses, Database
from models.store.embedded import SUPERUSER, Cluster
from models.store.migrate import upgrade

TEMPLATE = "template_of_tests"


def addresses(cluster: Cluster, name: str) -> Addresses:
    """Where a database of the test server is, by role."""
    return Addresses(cluster.url(name, SUPERUSER), cluster.url(name, APP), cluster.url(name, READER))


def administer(cluster: Cluster, statement: str) -> None:
    """Run one statement as the server's superuser."""
    url = cluster.url("postgres", SUPERUSER).replace("postgresql+psycopg", "postgresql")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


def administer_database(database: Database, statement: str) -> None:
    """Run one statement inside a test's database as the superuser."""
    with psycopg.connect(database.addresses.owner.replace("postgresql+psycopg", "postgresql")) as connection:
        connection.execute(statement)


def make_template(cluster: Cluster) -> None:
    """A migrated database without any rows, from which each test's is copied."""
    cluster.ensure_database(TEMPLATE)
    database = Database(addresses(cluster, TEMPLATE), Origin.ERCOT)
    upgrade(database)
    database.close()


@contextmanager
def fresh_database(cluster: Cluster, *, origin: Origin = Origin.ERCOT, pool_size: int = 4) -> Iterator[Database]:
    """A database of one's own, dropped at the end."""
    name = f"test_{secrets.token_hex(6)}"
    administer(cluster, f"create database {name} template {TEMPLATE}")
    database = Database(addresses(cluster, name), origin, pool_size=pool_size, reader_pool_size=2)
    if origin is not Origin.ERCOT:
        url = cluster.url(name, SUPERUSER).replace("postgresql+psycopg", "postgresql")
        with psycopg.connect(url) as connection:
            connection.execute("update house set origin = %s", (origin.value,))
    try:
        yield database
    finally:
        database.close()
        administer(cluster, f"drop database {name} with (force)")


@contextmanager
def reachable_folder() -> Iterator[Path]:
    """A folder that others may pass through: as root, the server runs as a lesser user."""
    with tempfile.TemporaryDirectory(prefix="ercot-tests-") as name:
        Path(name).chmod(0o711)
        yield Path(name)


def start_cluster(root: Path) -> Cluster:
    """A server of the tests' own, with the template made. Its data need not outlive a power cut."""
    cluster = Cluster.start(root)
    administer(cluster, "alter system set fsync = off")
    administer(cluster, "select pg_reload_conf()")
    make_template(cluster)
    return cluster
