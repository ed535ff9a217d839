"""Minute data beyond its retention goes, once its 15-minute least, mean, most and count agree with it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg

from models.catalog.dataset import Dataset
from models.catalog.lookup import DATASETS
from models.clock import floor, now
from models.problems import Problem
from models.store.database import Database
from models.store.lock import guard
from models.store.quarters import QUARTER, fill_quarters

_CHUNK = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class RolledUp:
    """What a roll-up did for one dataset: buckets that came or changed, single rows that went."""

    dataset: str
    buckets: int
    removed: int


def roll_up(database: Database, *, raw_days: int | None = None, epoch: int | None = None) -> list[RolledUp]:
    """Roll up and thin every dataset that keeps its single values for a limited time.

    raw_days: overrides the datasets' own retention. A day is rolled up, checked against its single values by
    an independent count and sum, and only then thinned, each in one transaction. Idempotent.
    """
    done = []
    for dataset in DATASETS.values():
        if dataset.raw_days:
            before = floor(now() - timedelta(days=raw_days or dataset.raw_days), QUARTER)
            done.append(_roll_up_dataset(database, dataset, before, epoch))
    return done


def _roll_up_dataset(database: Database, dataset: Dataset, before: datetime, epoch: int | None) -> RolledUp:
    buckets = removed = 0
    while True:
        with database.app() as connection:
            if epoch is not None:
                guard(connection.cursor(), epoch)
            connection.execute("select pg_advisory_xact_lock(hashtext('ingest'), hashtext(%s))", (dataset.id,))
            row = connection.execute(f"select min(ts) from {dataset.id} where ts < %s", (before,)).fetchone()
            if row is None or row[0] is None:
                return RolledUp(dataset.id, buckets, removed)
            start = floor(row[0], QUARTER)
            end = min(start + _CHUNK, before)
            buckets += fill_quarters(connection, dataset, start, end)
            _check(connection, dataset, start, end)
            removed += connection.execute(f"delete from {dataset.id} where ts >= %s and ts < %s", (start, end)).rowcount


def _check(connection: psycopg.Connection[Any], dataset: Dataset, start: datetime, end: datetime) -> None:
    """Every single value must be counted by its bucket before it may go."""
    row = connection.execute(
        f"""
        select count(*) from (
            select r.series_id, date_bin('15 minutes', r.ts, timestamptz '2000-01-01 00:00+00') as bucket,
                   count(*) as n, min(r.value) as low, max(r.value) as high
            from {dataset.id} r where r.ts >= %s and r.ts < %s group by 1, 2) single
        left join {dataset.id}_quarter q on q.series_id = single.series_id and q.ts = single.bucket
        where q.n is null or q.n < single.n
           or (q.n = single.n and (q.vmin <> single.low or q.vmax <> single.high))
        """,
        (start, end),
    ).fetchone()
    if row is None or row[0]:
        raise Problem(
            f"The roll-up of {dataset.title.lower()} from {start:%Y-%m-%d %H:%M} does not agree with its "
            "single values; nothing was removed."
        )
