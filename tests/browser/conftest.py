"""Fixtures of the browser tests: Chromium once a run, and the product over a made-up grid."""

import os
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, sync_playwright

from dashapp.factory import create_app
from dashapp.settings import Settings
from models.clock import now
from models.observation import Origin
from models.store.database import Database
from models.store.embedded import Cluster
from tests.support import browser_grid
from tests.support.browser_server import CHROMIUM, launch, served
from tests.support.database import fresh_database

HISTORY = timedelta(hours=30)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium; without it these tests are skipped, but for CI, where that is an error.

    It ends with its module: while it lives no other event loop can run in this thread.
    """
    if not CHROMIUM.exists():
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing: apt-get install chromium")
        pytest.skip("Chromium is missing: apt-get install chromium")
    with sync_playwright() as playwright:
        found = launch(playwright)
        yield found
        found.close()


@pytest.fixture(scope="module")
def full_database(cluster: Cluster) -> Iterator[Database]:
    """A simulated grid up to now, shared by a module's tests that change nothing; a longer one's would grow stale."""
    at = now()
    with fresh_database(cluster, origin=Origin.SIMULATED) as found:
        browser_grid.fill(found, at - HISTORY, at)
        browser_grid.declare_feeds(found, at)
        yield found


@pytest.fixture(scope="module")
def full_address(full_database: Database) -> Iterator[str]:
    """The product over that grid."""
    with served(create_app(Settings.model_validate({}), full_database)) as address:
        yield address
