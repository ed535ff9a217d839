"""Missing intervals: found against each dataset's grid, remembered with their cause, closed when filled."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg

from models.catalog.dataset import Dataset
from models.catalog.lookup import DATASETS
from models.clock import floor, now
from models.store.database import Database


@dataclass(frozen=True, slots=True)
class Missing:
    """A run of missing intervals of a dataset, start inclusive, end exclusive."""

    dataset: Dataset
    start: datetime
    end: datetime
    count: int


@dataclass(frozen=True, slots=True)
class Found:
    """A run of missing intervals, why it is missing in words, and whether it can still be fetched."""

    missing: Missing
    cause: str
    refillable: bool


def find(
    database: Database, *, since: datetime, wanted_from: datetime, grace: timedelta, raw_days: float | None = None
) -> list[Missing]:
    """Runs of intervals for which a dataset has no value at all.

    Looked for from `since` or `wanted_from` on, whichever is later, in datasets that have values since then.
    Intervals that ended less than `grace` ago are not yet missing, and minutes that retention has taken are
    not missing either (raw_days overrides the datasets' own retention). Irregular datasets and forecasts have
    no grid, so nothing of theirs can be told to be missing.
    """
    found = []
    with database.app() as connection:
        for dataset in DATASETS.values():
            if dataset.irregular or dataset.is_forecast:
                continue
            first = since
            if dataset.raw_days:
                first = max(first, now() - timedelta(days=raw_days or dataset.raw_days))
            until = floor(now() - grace - dataset.interval, dataset.interval)
            first = floor(first, dataset.interval) + dataset.interval
            found += _runs(connection, dataset, first, floor(wanted_from, dataset.interval), until)
    return found


def made_at(database: Database) -> datetime:
    """When the database was made, before which nobody was there to fetch."""
    with database.app() as connection:
        row = connection.execute("select made_at from house").fetchone()
    assert row is not None
    made: datetime = row[0]
    return made


def _runs(
    connection: psycopg.Connection[Any], dataset: Dataset, since: datetime, wanted_from: datetime, until: datetime
) -> list[Missing]:
    """Islands of missing starts. The series with the most values stands for the dataset."""
    rows = connection.execute(
        f"""
        with reference as (
            select series_id from {dataset.id}_day where ts >= %(since)s - interval '25 hours'
            group by series_id order by sum(n) desc, series_id limit 1),
        present as (
            select f.ts from {dataset.id} f join reference r on r.series_id = f.series_id
            where f.ts >= %(since)s and f.ts <= %(until)s),
        missing as (
            select g as ts from generate_series(
                greatest(%(since)s::timestamptz, %(wanted_from)s::timestamptz), %(until)s, %(step)s) g
            where exists (select 1 from present)
              and not exists (select 1 from present p where p.ts = g)),
        islands as (
            select ts, ts - row_number() over (order by ts) * %(step)s as island from missing)
        select min(ts), max(ts) + %(step)s, count(*) from islands group by island order by 1
        """,
        {"since": since, "wanted_from": wanted_from, "until": until, "step": dataset.interval},
    ).fetchall()
    return [Missing(dataset, start, end, count) for start, end, count in rows]


def remember(database: Database, missing: list[Found], *, since: datetime) -> int:
    """Record gaps, adjust those that grew or shrank, close those that were filled. Returns how many are open.

    since: from where on `missing` was looked for; older gaps stay as they are.
    """
    with database.app() as connection, connection.cursor() as cursor:
        cursor.executemany(
            "insert into gap (dataset, start, finish, missing, cause, refill) values (%s, %s, %s, %s, %s, %s) "
            "on conflict (dataset, start) do update set finish = excluded.finish, missing = excluded.missing, "
            "closed_at = null, refill = case when gap.refill = 'filled' then excluded.refill else gap.refill end "
            "where (gap.finish, gap.missing, gap.closed_at) is distinct from "
            "      (excluded.finish, excluded.missing, null)",
            [
                (
                    gap.missing.dataset.id,
                    gap.missing.start,
                    gap.missing.end,
                    gap.missing.count,
                    gap.cause,
                    "possible" if gap.refillable else "impossible",
                )
                for gap in missing
            ],
        )
        cursor.execute(
            "update gap set closed_at = now(), refill = 'filled' "
            "where closed_at is null and gap.start >= %s and not exists ("
            " select 1 from unnest(%s::text[], %s::timestamptz[]) as still (dataset, start) "
            " where still.dataset = gap.dataset and still.start = gap.start)",
            (since, [gap.missing.dataset.id for gap in missing], [gap.missing.start for gap in missing]),
        )
    return len(missing)


def tried(database: Database, dataset: str, start: datetime, outcome: str) -> None:
    """Note that a refill was tried and what came of it; the gap stays open until it is filled."""
    with database.app() as connection:
        connection.execute(
            "update gap set tried_at = now(), refill = 'tried', cause = %s "
            "where dataset = %s and start = %s and closed_at is null",
            (outcome, dataset, start),
        )
