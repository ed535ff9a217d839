"""Which of ERCOT's reports, and how many of their documents, stand behind what a card shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from models.catalog.lookup import measure as measure_named
from models.selection import Window
from models.store.database import Database


@dataclass(frozen=True, slots=True)
class Source:
    """A report and the documents of it that values came from: how many, and the one that was published last.

    report: ERCOT's id of it, such as NP6-905-CD; empty where the feed is not declared. published: when it was
    posted or, where ERCOT does not say, when it was fetched.
    """

    feed: str
    title: str
    report: str
    documents: int
    newest: int
    name: str
    sha256: str
    published: datetime


Wanted = tuple[str, tuple[str, ...], Window]
"""A measure, its entities (none named: all), and the span of its values."""


def sources(database: Database, wanted: Sequence[Wanted]) -> list[Source]:
    """The reports behind values, the one with most documents first. Raises Unavailable, and Unknown for a measure."""
    loads: set[int] = set()
    with database.app() as connection:
        for name, entities, window in wanted:
            dataset = measure_named(name).dataset
            table = f"{dataset.id}_current" if dataset.is_forecast else dataset.id
            codes = [entity.partition("/")[0] for entity in entities]
            named, parameters = ("and s.entity = any(%s)", (codes,)) if codes else ("", ())
            bounds = (dataset.id, name, *parameters, window.start, window.end)
            behind = f"s.dataset = %s and s.measure = %s {named} and f.ts >= %s and f.ts < %s"
            select = f"select distinct f.load_id from {table} f join series s on s.id = f.series_id where {behind}"
            loads |= {id for (id,) in connection.execute(select, bounds)}
            if dataset.raw_days:
                older = f"from {dataset.id}_quarter f join series s on s.id = f.series_id where {behind}"
                loads |= {id for (id,) in connection.execute(f"select distinct unnest(f.load_ids) {older}", bounds)}
        rows = connection.execute(
            "select d.feed, coalesce(f.title, d.feed), coalesce(f.report, ''), d.count, d.id, n.name, n.sha256, "
            "coalesce(n.posted_at, n.fetched_at) from (select feed, count(*) as count, "
            " (array_agg(id order by coalesce(posted_at, fetched_at) desc, id desc))[1] as id "
            " from document where id = any(%s) group by feed) d "
            "join document n on n.id = d.id left join feed f on f.name = d.feed order by d.count desc, d.feed",
            (list(loads),),
        ).fetchall()
    return [Source(*row) for row in rows]
