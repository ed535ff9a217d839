"""What is combined from values read one by one is what the database itself makes of them."""

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import pytest

from models.catalog.measure import Combine
from models.clock import day_bounds
from models.derive import in_buckets
from models.selection import Selection, Window
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


@pytest.mark.parametrize("combine", list(Combine))
@pytest.mark.parametrize("hours", [1, 6])
def test_buckets_equal_the_databases(prices: Database, combine: Combine, hours: int) -> None:
    window = Window(day_bounds(FIRST)[0], day_bounds(LAST)[1])
    step = timedelta(hours=hours)
    (exact,) = read(prices, Selection(("rt_spp",), window, ("HB_WEST",), points=1_000_000))
    (theirs,) = read(prices, Selection(("rt_spp",), window, ("HB_WEST",), resolution=step, combine=combine))
    ours = in_buckets(exact, step, combine)
    assert len(exact) == ((window.end - window.start) // timedelta(minutes=15))
    np.testing.assert_array_equal(ours.starts, theirs.starts)
    np.testing.assert_allclose(ours.values, theirs.values, rtol=1e-12)
    np.testing.assert_array_equal(ours.low, theirs.low)
    np.testing.assert_array_equal(ours.high, theirs.high)
    assert ours.interval == theirs.interval == step


def test_an_interval_as_long_as_the_bucket_stays_as_it_is(prices: Database) -> None:
    window = Window(*day_bounds(FIRST))
    (hourly,) = read(prices, Selection(("dam_spp",), window, ("HB_WEST",)))
    assert in_buckets(hourly, timedelta(hours=1), Combine.MEAN) is hourly
