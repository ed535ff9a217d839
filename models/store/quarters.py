"""The 15-minute roll-up of minute data: made with every value that comes, it answers for long spans and outlives it."""

from datetime import datetime, timedelta
from typing import Any

import psycopg

from models.catalog.dataset import Dataset

QUARTER = timedelta(minutes=15)

Executes = psycopg.Connection[Any] | psycopg.Cursor[Any]


def fill_quarters(cursor: Executes, dataset: Dataset, start: datetime, end: datetime) -> int:
    """Make the quarters of a span anew from its single values. Returns how many came or changed.

    One that counts more values than are left of it was thinned by retention since, and stays.
    """
    return cursor.execute(
        f"""
        insert into {dataset.id}_quarter as q (ts, vmean, vmin, vmax, vlast, series_id, n, load_ids)
        select date_bin('15 minutes', ts, timestamptz '2000-01-01 00:00+00') as bucket,
               avg(value), min(value), max(value), (array_agg(value order by ts desc))[1],
               series_id, count(*), array_agg(distinct load_id order by load_id)
        from {dataset.id} where ts >= %s and ts < %s group by bucket, series_id
        on conflict (series_id, ts) do update set vmean = excluded.vmean, vmin = excluded.vmin,
            vmax = excluded.vmax, vlast = excluded.vlast, n = excluded.n, load_ids = excluded.load_ids
        where excluded.n >= q.n and (q.vmean, q.vmin, q.vmax, q.vlast, q.n)
          is distinct from (excluded.vmean, excluded.vmin, excluded.vmax, excluded.vlast, excluded.n)
        """,
        (start, end),
    ).rowcount
