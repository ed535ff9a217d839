"""A house that has run for a month: what a page asks touches no large table from end to end."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from callbacks import data, live_grid
from callbacks.shared.remembered import Remembered
from callbacks.shared.services import Services
from dashapp.observe import health
from models.catalog.lookup import DATASETS
from models.clock import now
from models.observation import Origin
from models.store.database import Database
from models.store.embedded import Cluster
from models.store.months import make_month
from tests.support.browser_grid import HOUR, declare_feeds, fill
from tests.support.database import fresh_database
from tests.support.served import eventually

ROWS = 100_000
LARGE = 5_000
MONTH = timedelta(days=30)
_ALONE = (
    "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() "
    "and backend_type = 'client backend'"
)


@pytest.fixture(scope="module")
def house(cluster: Cluster) -> Iterator[Database]:
    """A month of numbers in every dataset of the first page, and 100,000 documents and runs of feeds."""
    at = now()
    with fresh_database(cluster, origin=Origin.SIMULATED) as database:
        fill(database, at - HOUR, at)
        declare_feeds(database, at)
        for dataset in health.first_page_datasets():
            for month in {(at - MONTH).date().replace(day=1), at.date().replace(day=1)}:
                make_month(database, dataset, month)
        with psycopg.connect(database.addresses.owner.replace("+psycopg", "")) as connection:
            for dataset in health.first_page_datasets():
                connection.execute(
                    f"insert into {dataset} (ts, value, series_id, load_id) "
                    "select t, 50 + extract(hour from t), s.id, 1 from series s, "
                    "generate_series(date_trunc('hour', %s::timestamptz), date_trunc('hour', %s::timestamptz), %s) t "
                    "where s.dataset = %s on conflict do nothing",
                    (at - MONTH, at - HOUR, DATASETS[dataset].interval, dataset),
                )
            connection.execute(
                "insert into document (feed, form, name, url, posted_at, fetched_at, status, sha256, bytes, rank, "
                "cumulative, origin, state, encoding) select name, 'form', n::text, '', t, t, 200, "
                "lpad(md5(name || n), 64, '0'), 1, 10, false, 'simulated', 'stored', 'pruned' from feed, "
                "lateral (select n, %s::timestamptz - n * %s::interval / %s as t from generate_series(1, %s) n) times",
                (at, MONTH, ROWS // 5, ROWS // 5),
            )
            connection.execute(
                "insert into feed_run (feed, started_at, finished_at, outcome, documents, rows, changed, quarantined, "
                "next_at) select feed, posted_at, posted_at, 'stored', 1, 1, 1, 0, posted_at from document"
            )
        with psycopg.connect(database.addresses.owner.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute("vacuum analyze")
        yield database


def scans(database: Database) -> dict[str, tuple[int, int]]:
    """Scans from end to end, and rows read by them and by index, of each large table since the database began.

    Sessions hand in their counts when they end.
    """
    database.close()
    with psycopg.connect(database.addresses.owner.replace("+psycopg", ""), autocommit=True) as connection:
        eventually(lambda: connection.execute(_ALONE).fetchone() == (0,))
        rows = connection.execute(
            "select s.relname, coalesce(s.seq_scan, 0), coalesce(s.seq_tup_read, 0) + coalesce(s.idx_tup_fetch, 0) "
            "from pg_stat_user_tables s join pg_class c on c.oid = s.relid where c.reltuples > %s",
            (LARGE,),
        ).fetchall()
    return {name: (sequential, read) for name, sequential, read in rows}


@pytest.mark.parametrize(
    "ask",
    [
        lambda house: live_grid.respond(Services(house), "", {}),
        lambda house: data.respond(Services(house), Remembered(0), None, None, {}),
    ],
    ids=["live grid", "data"],
)
def test_a_page_walks_through_no_large_table(house: Database, ask: Callable[[Database], tuple[Any, ...]]) -> None:
    before = scans(house)
    assert {"document", "feed_run"} <= set(before)
    assert any(name.startswith("rt_settlement_point_prices_2") for name in before)
    answer = ask(house)[0]
    assert answer["away"] is False
    after = scans(house)
    walked = {name for name, (sequential, _) in after.items() if sequential > before[name][0]}
    assert walked == set()
    # A window's numbers and a day's documents are read, and no month of anything.
    read = {name: count - before[name][1] for name, (_, count) in after.items() if count > before[name][1]}
    assert max(read.values()) < ROWS / 20, read
