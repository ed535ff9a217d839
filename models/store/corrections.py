"""Values that were replaced: the old one, the one that counts, and the documents that said them."""

from typing import Any

import psycopg

from models.catalog.dataset import Dataset
from models.catalog.lookup import DATASETS
from models.feed_state import Corrected, Correction
from models.store.database import Database

Connection = psycopg.Connection[Any]

_MOST = 200
_OF_EACH = 25
# Of each series so many of the newest intervals' corrections are looked at; the last replaced of them are shown.
_LOOKED_AT = 50


def corrections(database: Database, dataset: str | None = None, *, most: int = _MOST) -> Corrected:
    """The newest corrections of a dataset or, so that none drowns the others, the newest few of each.

    Telemetry that is kept by the minute is read again within its minute as a matter of course; it is listed only
    when it is asked for. An unknown dataset has no corrections. Raises Unavailable.
    """
    wanted = [each for each in DATASETS.values() if (each.id == dataset if dataset else not each.raw_days)]
    limit = most if dataset else _OF_EACH
    found: list[Correction] = []
    more = False
    with database.app() as connection:
        for each in wanted:
            rows = _newest(connection, each, limit + 1, most if dataset else _LOOKED_AT)
            more = more or len(rows) > limit
            found += rows[:limit]
    found.sort(key=lambda each: (each.replaced_at, each.start), reverse=True)
    return Corrected(tuple(found[:most]), limit, more or len(found) > most)


def _newest(connection: Connection, dataset: Dataset, limit: int, of_series: int) -> list[Correction]:
    """Series by series along the key of `revision`, so that the history of others is not walked through."""
    posting = "and f.posted = r.posted" if dataset.is_forecast else ""
    rows = connection.execute(
        f"""
        with newest as (
            select s.measure, s.entity, s.kind, s.id as series_id, r.* from series s cross join lateral (
                select ts, posted, load_id, value, replaced_at, replaced_by from revision
                where series_id = s.id order by ts desc, posted desc limit %s) r
            where s.dataset = %s order by r.replaced_at desc, r.ts desc, s.id limit %s)
        select r.measure, r.entity, r.kind, r.ts, nullif(r.posted, '-infinity'), r.value,
               coalesce(
                   (select f.value from {dataset.id} f
                    where f.series_id = r.series_id and f.ts = r.ts {posting} and f.load_id = r.replaced_by),
                   (select n.value from revision n
                    where n.series_id = r.series_id and n.ts = r.ts and n.posted = r.posted
                      and n.load_id = r.replaced_by)),
               r.replaced_at, old.name, coalesce(new.name, ''), r.replaced_by
        from newest r join document old on old.id = r.load_id left join document new on new.id = r.replaced_by
        order by r.replaced_at desc, r.ts desc, r.series_id
        """,
        (of_series, dataset.id, limit),
    ).fetchall()
    return [Correction(dataset.id, *row) for row in rows]
