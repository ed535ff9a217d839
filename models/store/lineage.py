"""Which document said this value, what was said before, and what a combined value was made from."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import psycopg

from models.catalog.dataset import Dataset
from models.catalog.lookup import measure as measure_named
from models.catalog.measure import Combine, Measure
from models.clock import day_bounds, operating_day
from models.observation import Condition
from models.papers import Bucket, Declared, Earlier, Paper, Papers, Posting
from models.store.database import Database
from models.store.statements import DAY

Connection = psycopg.Connection[Any]

MOST_POSTINGS = 60
MOST_PARTS = 48
"""What is listed at most; how many there are in all is told beside it."""

PAPER = (
    "d.id, d.feed, d.form, d.name, d.url, d.posted_at, d.fetched_at, d.sha256, d.bytes, d.origin, d.state, "
    "d.encoding <> 'pruned', d.problem, d.stored_at, d.rows, d.quarantined"
)
"""The columns of a `Paper`, in its order, of a document named d."""


class _Single(NamedTuple):
    """A stored value: how many readings it stands for, and their least and most."""

    start: datetime
    value: float
    weight: int
    low: float
    high: float


def document(database: Database, id: int) -> Paper | None:
    """A document's metadata; None when there is none of that id."""
    with database.app() as connection:
        row = connection.execute(f"select {PAPER} from document d where id = %s", (id,)).fetchone()
    return Paper(*row) if row else None


def declared(database: Database, at: datetime, *, limit: int = 1) -> list[Declared]:
    """The condition that was declared by an instant, and those before it, newest first. Raises Unavailable."""
    with database.app() as connection:
        rows = connection.execute(
            f"select c.at, c.state, c.eea_level, c.title, c.note, {PAPER} from condition c "
            "join document d on d.id = c.document_id where c.at <= %s order by c.at desc limit %s",
            (at, limit),
        ).fetchall()
    return [Declared(Condition(*row[:5]), Paper(*row[5:])) for row in rows]


def papers(
    database: Database,
    measure_id: str,
    entity: str,
    kind: str,
    start: datetime,
    posted: datetime | None = None,
) -> Papers | None:
    """The papers of the value whose interval an instant lies in; of a forecast, of its newest publication or `posted`.

    A kind that the entity does not have stands for the one that `read` takes. None when nothing is stored
    there. Raises Unknown for a measure that does not exist.
    """
    dataset = measure_named(measure_id).dataset
    with database.app() as connection:
        series = _series(connection, dataset, measure_id, entity, kind)
        if series is None:
            return None
        found = _value(connection, dataset, series[0], start, posted)
        if found is None:
            return None
        at, value, loads, found_posting, count = found
        key: tuple[Any, ...] = (series[0], at)
        same_posting, keys = ("and posted = %s", (*key, found_posting)) if dataset.is_forecast else ("", key)
        documents = connection.execute(
            f"select {PAPER} from document d where id = any(%s) order by id", (loads,)
        ).fetchall()
        earlier = connection.execute(
            f"select r.value, r.replaced_at, {PAPER} from revision r join document d on d.id = r.load_id "
            f"where r.series_id = %s and r.ts = %s {same_posting} order by r.replaced_at desc, r.load_id desc",
            keys,
        ).fetchall()
        flags = connection.execute(
            "select rule, detail from flag where series_id = %s and ts = %s order by rule", key
        ).fetchall()
        postings, posting_count = _postings(connection, dataset, key) if dataset.is_forecast else ([], 0)
    return Papers(
        value,
        tuple(Paper(*each) for each in documents),
        tuple(Earlier(value, replaced, Paper(*rest)) for value, replaced, *rest in earlier),
        tuple((rule, detail) for rule, detail in flags),
        series[1],
        at,
        found_posting,
        tuple(postings),
        posting_count,
        count,
    )


def bucket(
    database: Database, measure_id: str, entity: str, kind: str, start: datetime, step: timedelta
) -> Bucket | None:
    """The single values of a bucket and what they make together; None when nothing is stored there."""
    measure = measure_named(measure_id)
    end = _bucket_end(measure, start, step)
    with database.app() as connection:
        series = _series(connection, measure.dataset, measure_id, entity, kind)
        if series is None:
            return None
        rows = _singles(connection, measure.dataset, series[0], start, end)
    if not rows:
        return None
    value = _combined([(single.value, single.weight) for single in rows], measure.combine)
    parts = tuple((single.start, single.value) for single in rows[:MOST_PARTS])
    least = min(rows, key=lambda single: single.low)
    most = max(rows, key=lambda single: single.high)
    extremes = (least.start, least.low), (most.start, most.high)
    return Bucket(value, measure.combine, start, end, series[1], len(rows), parts, *extremes)


def _series(
    connection: Connection, dataset: Dataset, measure_id: str, entity: str, kind: str
) -> tuple[int, str] | None:
    """Id and kind of a series: of the kind asked for, else the first one known, as `read` chooses."""
    row = connection.execute(
        "select id, kind from series where dataset = %s and measure = %s and entity = %s "
        "order by kind <> %s, id limit 1",
        (dataset.id, measure_id, entity, kind),
    ).fetchone()
    return (row[0], row[1]) if row else None


_Found = tuple[datetime, float, list[int], datetime | None, int | None]


def _value(
    connection: Connection, dataset: Dataset, series: int, start: datetime, posted: datetime | None
) -> _Found | None:
    """Start, value, documents, posting and, for what was rolled up, the count of single values."""
    inside = "series_id = %s and ts <= %s and ts > %s"
    bounds = (series, start, start - dataset.interval)
    if dataset.is_forecast:
        same, more = ("", ()) if posted is None else ("and posted = %s", (posted,))
        row = connection.execute(
            f"select ts, value, load_id, posted from {dataset.id} where {inside} {same} "
            "order by ts desc, posted desc limit 1",
            (*bounds, *more),
        ).fetchone()
        return (row[0], row[1], [row[2]], row[3], None) if row else None
    row = connection.execute(
        f"select ts, value, load_id from {dataset.id} where {inside} order by ts desc limit 1", bounds
    ).fetchone()
    if row is not None:
        return row[0], row[1], [row[2]], None, None
    if not dataset.raw_days:
        return None
    row = connection.execute(
        f"select ts, vmean, load_ids, n from {dataset.id}_quarter where series_id = %s "
        "and ts = date_bin('15 minutes', %s, timestamptz '2000-01-01 00:00+00')",
        (series, start),
    ).fetchone()
    return (row[0], row[1], row[2], None, row[3]) if row else None


def _postings(connection: Connection, dataset: Dataset, key: Sequence[Any]) -> tuple[list[Posting], int]:
    rows = connection.execute(
        f"select f.posted, f.value, count(*) over (), {PAPER} from {dataset.id} f "
        "left join document d on d.id = f.load_id where f.series_id = %s and f.ts = %s "
        "order by f.posted desc limit %s",
        (*key, MOST_POSTINGS),
    ).fetchall()
    found = [Posting(posted, value, Paper(*rest) if rest[0] is not None else None) for posted, value, _, *rest in rows]
    return found, rows[0][2] if rows else 0


def _bucket_end(measure: Measure, start: datetime, step: timedelta) -> datetime:
    """Buckets of a day are operating days, 23, 24 or 25 hours, wherever the daily roll-up is what is read."""
    if step >= DAY and not measure.dataset.is_forecast and measure.combine is not Combine.LAST:
        return day_bounds(operating_day(start))[1]
    return start + step


def _singles(connection: Connection, dataset: Dataset, series: int, start: datetime, end: datetime) -> list[_Single]:
    """The values of a span in order; of minutes beyond their retention the quarters remain."""
    table = f"{dataset.id}_current" if dataset.is_forecast else dataset.id
    inside = "series_id = %s and ts >= %s and ts < %s"
    keys = (series, start, end)
    rows = connection.execute(
        f"select ts, value, 1, value, value from {table} where {inside} order by ts", keys
    ).fetchall()
    if not rows and dataset.raw_days:
        rows = connection.execute(
            f"select ts, vmean, n, vmin, vmax from {dataset.id}_quarter where {inside} order by ts", keys
        ).fetchall()
    return [_Single(*row) for row in rows]


def _combined(values: Sequence[tuple[float, int]], combine: Combine) -> float:
    if combine is Combine.LAST:
        return values[-1][0]
    if combine in (Combine.MIN, Combine.MAX):
        singles = [value for value, _ in values]
        return min(singles) if combine is Combine.MIN else max(singles)
    total = sum(value * weight for value, weight in values)
    return total if combine is Combine.SUM else total / sum(weight for _, weight in values)
