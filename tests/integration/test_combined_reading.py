"""What is combined from values read one by one is what the database itself makes of them."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from models.catalog.measure import Combine
from models.catalog.prices import RT_SPP
from models.clock import day_bounds
from models.derive import in_buckets
from models.selection import Selection, Window
from models.store import statements
from models.store.database import Database
from models.store.embedded import Cluster
from models.store.read import read
from tests.support import kinds
from tests.support.database import fresh_database

# Over both clock changes, with a bucket that begins within the window.
FIRST, LAST = date(2025, 10, 20), date(2026, 3, 20)


@pytest.fixture(scope="module")
def prices(cluster: Cluster) -> Iterator[Database]:
    with fresh_database(cluster) as found:
        kinds.fill(found, FIRST, LAST)
        yield found


def theirs(prices: Database, window: Window, step: timedelta, combine: Combine) -> tuple[list[Any], ...]:
    """Starts, values, least and most of each bucket, by the database's own arithmetic."""
    with prices.app() as connection:
        row = connection.execute("select id from series where measure = 'rt_spp' and entity = 'HB_WEST'").fetchone()
        assert row is not None
        asked = statements.bucketed(RT_SPP.dataset, row, window.start, window.end, step, combine, None)
        ((_, *columns),) = connection.execute(asked.sql, asked.parameters).fetchall()
    return tuple(columns)


@pytest.mark.parametrize("combine", list(Combine))
@pytest.mark.parametrize("hours", [1, 6])
def test_buckets_equal_the_databases(prices: Database, combine: Combine, hours: int) -> None:
    window = Window(day_bounds(FIRST)[0], day_bounds(LAST)[1])
    step = timedelta(hours=hours)
    (ours,) = read(prices, Selection(("rt_spp",), window, ("HB_WEST",), resolution=step, combine=combine))
    assert ours.interval == step
    starts, values, low, high = theirs(prices, window, step, combine)
    assert ours.starts.astype("datetime64[us]").astype(object).tolist() == [at.replace(tzinfo=None) for at in starts]
    np.testing.assert_allclose(ours.values, values, rtol=1e-12)
    np.testing.assert_array_equal(ours.low, low)
    np.testing.assert_array_equal(ours.high, high)


def test_an_interval_as_long_as_the_bucket_stays_as_it_is(prices: Database) -> None:
    window = Window(*day_bounds(FIRST))
    (hourly,) = read(prices, Selection(("dam_spp",), window, ("HB_WEST",)))
    assert in_buckets(hourly, timedelta(hours=1), Combine.MEAN) is hourly
