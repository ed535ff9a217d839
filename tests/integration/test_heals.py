"""A weekend without anyone fetching heals itself from the listings."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from ingestion import registry
from ingestion.run import Context, run_feed
from ingestion.transport import Transport
from models.clock import now
from models.selection import Selection, Window
from models.store.database import Database
from models.store.read import read
from models.store.write import Writer
from tests.support.simulator import running_simulator

FRIDAY = datetime(2026, 11, 13, 18, 3, tzinfo=UTC)
MONDAY = FRIDAY + timedelta(days=2, hours=12)


@pytest.fixture(scope="module")
def simulator() -> Iterator[str]:
    with running_simulator() as address:
        yield address


def run(database: Database, simulator: str, feed: str, at: datetime) -> None:
    """One run with the simulated ERCOT's clock at an instant, as if nobody had run anything since the last."""
    context = Context(
        database,
        Transport(simulator).with_clock(at),
        Writer(database),
        reach=now() - FRIDAY + timedelta(days=1),
    )
    assert run_feed(context, registry.feed(feed), force=True).outcome == "stored"


def test_what_was_published_meanwhile_is_there_after_one_run(simulated_database: Database, simulator: str) -> None:
    for at in (FRIDAY, MONDAY):
        run(simulated_database, simulator, "rt_settlement_point_prices", at)
    window = Window(FRIDAY - timedelta(hours=18), MONDAY - timedelta(hours=1))
    hubs = [
        series for series in read(simulated_database, Selection(("rt_spp",), window)) if series.entity.kind != "LZ_DC"
    ]
    assert len(hubs) == 15
    for series in hubs:
        assert len(series) == (MONDAY - FRIDAY + timedelta(hours=17)) // timedelta(minutes=15)
        assert set(np.diff(series.starts)) == {np.timedelta64(series.interval)}, series.entity.code


def test_every_publication_of_the_weekend_was_taken_in(simulated_database: Database, simulator: str) -> None:
    for at in (FRIDAY, MONDAY):
        run(simulated_database, simulator, "load_forecast_zones", at)
    with simulated_database.app() as connection:
        row = connection.execute(
            "select count(distinct posted) from load_forecast_zones where posted > %s and posted <= %s",
            (FRIDAY, MONDAY),
        ).fetchone()
    assert row == (60,)
