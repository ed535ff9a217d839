"""Fixtures that every kind of test shares: the long switch, a database server, and a database a test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from models.observation import Origin
from models.store.database import Database
from models.store.embedded import Cluster
from tests.support.database import fresh_database, reachable_folder, start_cluster

ROOT = Path(__file__).resolve().parents[1]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="also run what takes minutes")


def pytest_configure() -> None:
    # The default writes out every local variable of a failure, which takes seconds where a page's series are one.
    plain = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[structlog.processors.add_log_level, plain])


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--long"):
        return
    skip = pytest.mark.skip(reason="takes minutes: make test-long")
    for item in items:
        if "long" in item.keywords:
            item.add_marker(skip)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL server of the run's own, in a folder that its user can reach when the tests run as root."""
    with reachable_folder() as folder:
        found = start_cluster(folder / "home")
        yield found
        found.close()


@pytest.fixture
def database(cluster: Cluster) -> Iterator[Database]:
    """An empty, migrated database for real data."""
    with fresh_database(cluster) as found:
        yield found


@pytest.fixture
def simulated_database(cluster: Cluster) -> Iterator[Database]:
    """An empty, migrated database for simulated data."""
    with fresh_database(cluster, origin=Origin.SIMULATED) as found:
        yield found


@pytest.fixture(scope="session")
def recordings() -> Path:
    """ERCOT's recorded documents beside the checkout; a clone without them runs on `tests/data` alone."""
    folder = ROOT.parent / "shared" / "ercot" / "recordings"
    if not folder.is_dir():
        pytest.skip("the recorded documents are not beside this checkout; tests/data covers each kind")
    return folder
