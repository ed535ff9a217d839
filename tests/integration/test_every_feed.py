"""`ercot ingest --once --feed NAME` for every feed, as a program of its own against the simulated ERCOT over HTTP."""

import os
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from ingestion import registry
from models.clock import day_bounds, now, operating_day
from models.observation import Origin
from models.selection import Selection, Window
from models.store.database import APP, READER, Addresses, Database
from models.store.embedded import SUPERUSER, Cluster
from models.store.read import read
from tests.support.database import reachable_folder
from tests.support.served import ercot
from tests.support.simulator import running_simulator

FETCHED = [feed.name for feed in registry.feeds() if any(form.source and not form.needs_key for form in feed.forms)]
ONLY_FILES = [feed.name for feed in registry.feeds() if feed.name not in FETCHED]


@pytest.fixture(scope="module")
def simulator() -> Iterator[str]:
    with running_simulator() as address:
        yield address


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    with reachable_folder() as folder:
        yield folder / "home"


def ingest(home: Path, simulator: str, *words: str) -> tuple[int, str, str]:
    settings = {"ERCOT_HOME": home, "FEED": "simulated", "SIMULATOR_URL": simulator, "HISTORY_DAYS": 0}
    with pytest.MonkeyPatch.context() as patch:
        # Days of every feed take minutes where each line is counted, and parsers are counted elsewhere.
        for name in [name for name in os.environ if name.startswith("COV")]:
            patch.delenv(name)
        done = ercot("ingest", "--once", *words, within=300, **settings)
    return done.returncode, done.stdout, done.stderr


@pytest.fixture(scope="module")
def all_feeds(home: Path, simulator: str) -> dict[str, str]:
    """What one run of every feed says, a line a feed; the price feed by itself, as the command is documented."""
    code, prices, complaints = ingest(home, simulator, "--feed", "rt_settlement_point_prices")
    assert code == 0, complaints
    words = [word for name in FETCHED if name != "rt_settlement_point_prices" for word in ("--feed", name)]
    code, rest, complaints = ingest(home, simulator, *words)
    assert code == 0, complaints + rest
    return {line.split(":")[0]: line for line in (prices + rest).splitlines() if ": " in line}


@pytest.mark.parametrize("feed", FETCHED)
def test_a_feed_prints_what_it_took_in(all_feeds: dict[str, str], feed: str) -> None:
    line = all_feeds[feed]
    assert "stored" in line
    if feed in ("operations_messages", "settlement_points"):
        assert re.search(r", \d+ notices", line), line
    else:
        found = re.search(r"([\d,]+) values, ([\d,]+) new or changed, 0 quarantined", line)
        assert found, line
        assert int(found.group(2).replace(",", "")) > 0


def test_prices_have_96_intervals_for_every_hub_and_zone(all_feeds: dict[str, str], home: Path) -> None:
    cluster = Cluster.start(home)
    name = "ercot_simulated"
    database = Database(
        Addresses(cluster.url(name, SUPERUSER), cluster.url(name, APP), cluster.url(name, READER)), Origin.SIMULATED
    )
    yesterday = operating_day(now()) - timedelta(days=1)
    start, end = day_bounds(yesterday)
    prices = read(database, Selection(("rt_spp",), Window(start, end)))
    database.close()
    cluster.close()
    points = [series for series in prices if series.entity.code.startswith(("HB_", "LZ_"))]
    assert len(points) == 15
    assert {len(series) for series in points} == {int((end - start) / timedelta(minutes=15))}


@pytest.mark.parametrize("feed", ONLY_FILES)
def test_a_feed_that_comes_as_files_only_is_asked_nothing(home: Path, simulator: str, feed: str) -> None:
    code, said, _ = ingest(home, simulator, "--feed", feed)
    assert code == 0
    assert f"{feed}: unchanged" in said


def test_an_unknown_feed_is_answered_with_the_list(home: Path, simulator: str) -> None:
    code, _, complaints = ingest(home, simulator, "--feed", "rt_setlement_point_prices")
    assert code == 2
    assert "Did you mean rt_settlement_point_prices" in complaints
    assert all(feed in complaints for feed in FETCHED)
