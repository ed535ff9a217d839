"""Marks of a window: each kind read for itself, and counted by stretches where there are too many to show."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg

from models.catalog.lookup import DATASETS
from models.catalog.lookup import measure as measure_named
from models.citation import Citation, Cite, DocumentCite, Rule
from models.mark import MOST_MARKS, Mark, MarkKind
from models.selection import BUCKETS, BUCKETS_FROM, Window
from models.store.database import Database

Connection = psycopg.Connection[Any]
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Subject:
    """A measure that is shown, of these entities; none named means all of them."""

    measure: str
    entities: tuple[str, ...] = ()


def marks(
    database: Database,
    kinds: Sequence[MarkKind],
    window: Window,
    subjects: Sequence[Subject],
    *,
    most: int = MOST_MARKS,
) -> list[Mark]:
    """Marks of these kinds inside a window, oldest first.

    Corrections and outages are those of the subjects alone. Raises Unavailable when the database does not answer.
    """
    found: list[Mark] = []
    with database.app() as connection:
        for kind in kinds:
            found += _of_kind(connection, kind, window, subjects, most)
    return sorted(found, key=lambda mark: mark.at)


def _of_kind(
    connection: Connection, kind: MarkKind, window: Window, subjects: Sequence[Subject], most: int
) -> list[Mark]:
    if kind is MarkKind.CONDITIONS:
        return _few_or_counted(connection, kind, _CONDITIONS, (window.start, window.end), window, most)
    if kind is MarkKind.MESSAGES:
        return _few_or_counted(connection, kind, _MESSAGES, (window.start, window.end), window, most)
    datasets = sorted({measure_named(each.measure).dataset.id for each in subjects})
    if kind is MarkKind.OUTAGES:
        return _few_or_counted(connection, kind, _OUTAGES, (datasets, window.end, window.start), window, most)
    return [mark for name in datasets for mark in _corrections(connection, name, window, subjects, most)]


# The first declaration of all changes nothing that was known.
_CONDITIONS = (
    "select c.at, c.state as what, coalesce(nullif(c.note, ''), c.title) as text, c.document_id as document "
    "from condition c where c.at >= %s and c.at < %s and exists (select 1 from condition b where b.at < c.at)"
)
# Of a message whose status changed the newest version counts; it stands where it was posted.
_MESSAGES = (
    "select distinct on (key) posted_at as at, type as what, "
    "case when status = '' then text else text || ' (' || status || ')' end as text, document_id as document "
    "from operations_message where posted_at >= %s and posted_at < %s order by key, version desc"
)
_OUTAGES = (
    "select start as at, finish as ending, dataset as what, cause as text, closed_at, missing "
    "from gap where dataset = any(%s) and start < %s and finish > %s"
)


def _few_or_counted(
    connection: Connection,
    kind: MarkKind,
    source: str,
    parameters: tuple[Any, ...],
    window: Window,
    most: int,
) -> list[Mark]:
    rows = connection.execute(f"select * from ({source}) found limit %s", (*parameters, most + 1)).fetchall()
    if len(rows) > most:
        return _counts(connection, kind, source, parameters, window, most)
    if kind is MarkKind.OUTAGES:
        return [_outage(*row) for row in rows]
    return [Mark(kind, at, what=what, text=text, cited=DocumentCite(document)) for at, what, text, document in rows]


def _outage(start: datetime, end: datetime, dataset: str, cause: str, closed: datetime | None, missing: int) -> Mark:
    title = DATASETS[dataset].title if dataset in DATASETS else dataset
    words = cause if closed is None else f"{cause.rstrip('.')}; filled since" if cause else "filled since"
    return Mark(MarkKind.OUTAGES, start, end, title, words, dataset=dataset)


def _counts(
    connection: Connection,
    kind: MarkKind,
    source: str,
    parameters: tuple[Any, ...],
    window: Window,
    most: int,
    dataset: str = "",
) -> list[Mark]:
    step = stretch(window, most)
    rows = connection.execute(
        f"select date_bin(%s, at, timestamptz '{BUCKETS_FROM:%Y-%m-%d %H:%M}+00') as bucket, count(*) "
        f"from ({source}) found group by bucket order by bucket",
        (step, *parameters),
    ).fetchall()
    return [
        Mark(kind, max(at.astimezone(UTC), window.start), at.astimezone(UTC) + step, dataset=dataset, count=count)
        for at, count in rows
    ]


def stretch(window: Window, most: int) -> timedelta:
    """The shortest stretch of which a window has no more than so many."""
    span = window.end - window.start
    return next((step for step in BUCKETS if span / step <= most), math.ceil(span / _DAY / most) * _DAY)


def _corrections(
    connection: Connection, dataset: str, window: Window, subjects: Sequence[Subject], most: int
) -> list[Mark]:
    """Values of the subjects that were replaced. Minute telemetry is read again as a matter of course and left out."""
    meant = [each for each in subjects if measure_named(each.measure).dataset.id == dataset]
    if DATASETS[dataset].raw_days or DATASETS[dataset].is_forecast:
        return []
    pairs = [(each.measure, entity) for each in meant for entity in each.entities or ("",)]
    source = (
        "select distinct on (r.series_id, r.ts) r.ts as at, s.measure, s.entity, s.kind, r.value as old, "
        f"(select f.value from {dataset} f where f.series_id = r.series_id and f.ts = r.ts) as new "
        "from unnest(%s::text[], %s::text[]) as wanted (measure, entity) "
        "join series s on s.dataset = %s and s.measure = wanted.measure "
        "and (wanted.entity = '' or s.entity = wanted.entity) "
        "join revision r on r.series_id = s.id and r.ts >= %s and r.ts < %s "
        "order by r.series_id, r.ts, r.replaced_at desc"
    )
    parameters = ([m for m, _ in pairs], [e for _, e in pairs], dataset, window.start, window.end)
    rows = connection.execute(f"select * from ({source}) found limit %s", (*parameters, most + 1)).fetchall()
    if len(rows) > most:
        return _counts(connection, MarkKind.CORRECTIONS, source, parameters, window, most, dataset)
    return [_correction(dataset, *row) for row in rows]


def _correction(
    dataset: str, at: datetime, measure: str, entity: str, kind: str, old: float, new: float | None
) -> Mark:
    cite = Cite(measure, entity, kind, at.astimezone(UTC))
    return Mark(
        MarkKind.CORRECTIONS,
        at,
        what=entity,
        old=old,
        new=new,
        measure=measure,
        entity=entity,
        dataset=dataset,
        cited=Citation(Rule.VALUE, (cite,)),
    )
