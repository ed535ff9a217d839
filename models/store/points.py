"""Settlement points: finding nodes by what people type, telling real codes from others, and where prices begin."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import psycopg

from models.catalog.prices import DAM_SPP, RT_SPP
from models.clock import operating_day
from models.points import LISTED, PRICED, SORTS, Point, matches
from models.store.database import Database

MOST_WORDS = 6
_MEASURES = (RT_SPP, DAM_SPP)

# Both parts walk an index: series by (dataset, measure), network points by resource node.
_NODES = """
    select entity, min(kind) as kind, array_agg(distinct measure) as measures from series
    where (dataset, measure) in (values {pairs}) {which} group by entity
"""
_FIND = """
with zones as (
    select resource_node as entity, min(load_zone) as zone from network_point
    where resource_node <> '' group by resource_node),
nodes as ({nodes}),
said as (
    select n.entity, n.kind, n.measures, coalesce(z.zone, '') as zone,
           concat_ws(' ', n.entity, coalesce(k.words, 'Resource node'), z.zone) as words
    from nodes n left join zones z using (entity)
    left join unnest(%(kinds)s::text[], %(sorts)s::text[]) as k (kind, words) on k.kind = n.kind)
select entity, kind, zone, measures from said where words ilike all (%(patterns)s)
order by entity ilike %(first)s desc, entity ilike %(anywhere)s desc, entity limit %(limit)s
"""


def search(database: Database, text: str, *, limit: int = 20) -> list[Point]:
    """Places whose code, name, kind or zone has every word of a text: those of the catalog first, then nodes.

    Nothing typed finds what the catalog has. Raises Unavailable when the database does not answer.
    """
    if "\0" in text:
        # No code has one, and PostgreSQL knows no text with it.
        return []
    words = text.split()[:MOST_WORDS]
    found = [place for place in LISTED.values() if matches(place, words)][:limit]
    if not words or len(found) == limit:
        return found
    patterns = [f"%{_literal(word)}%" for word in words]
    rows = _ask(
        database,
        _FIND.format(nodes=_NODES.format(pairs=_pairs(), which="and not entity = any(%(listed)s)")),
        {
            "listed": list(LISTED),
            "kinds": list(SORTS),
            "sorts": list(SORTS.values()),
            "patterns": patterns,
            "first": patterns[0][1:],
            "anywhere": patterns[0],
            "limit": limit - len(found),
        },
    )
    return found + [_place(*row) for row in rows]


def known(database: Database, codes: Sequence[str]) -> dict[str, Point]:
    """Those of some codes that prices are known of, by code. Raises Unavailable when the database does not answer."""
    if not codes:
        return {}
    nodes = _NODES.format(pairs=_pairs(), which="and entity = any(%(codes)s)")
    rows = _ask(
        database,
        f"select n.entity, n.kind, coalesce((select min(load_zone) from network_point where resource_node = n.entity "
        f"and resource_node <> ''), ''), n.measures from ({nodes}) n",
        {"codes": list(codes)},
    )
    return {row[0]: _place(*row) for row in rows}


def earliest(database: Database, codes: Iterable[str], measures: Iterable[str] = PRICED) -> dict[str, date]:
    """The first operating day that each place has a price on; those without any are left out.

    One look at an index for each series: the roll-up by day has a row for every day that has values.
    """
    wanted = {measure.id: measure.dataset.id for measure in _MEASURES if measure.id in set(measures)}
    found: dict[str, datetime] = {}
    for measure, dataset in wanted.items():
        rows = _ask(
            database,
            f"select s.entity, d.ts from series s, lateral (select ts from {dataset}_day where series_id = s.id "
            "order by ts limit 1) d where s.dataset = %(dataset)s and s.measure = %(measure)s "
            "and s.entity = any(%(codes)s)",
            {"dataset": dataset, "measure": measure, "codes": list(codes)},
        )
        for code, first in rows:
            found[code] = min(first, found.get(code, first))
    return {code: operating_day(first) for code, first in found.items()}


def _ask(database: Database, statement: str, parameters: dict[str, Any]) -> list[Any]:
    # The names of tables in it are the catalog's; everything that anyone typed is a parameter.
    with database.app() as connection:
        cursor: psycopg.Cursor[Any] = connection.execute(statement, parameters)
        return cursor.fetchall()


def _pairs() -> str:
    return ", ".join(f"('{measure.dataset.id}', '{measure.id}')" for measure in _MEASURES)


def _literal(word: str) -> str:
    """A word as a pattern that matches just itself."""
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _place(code: str, kind: str, zone: str, measures: list[str]) -> Point:
    return Point(code, code, kind, zone, frozenset(measures))
