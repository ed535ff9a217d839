"""Doubts about stored values, kept beside them: the value itself is never changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from models.catalog.lookup import measure as measure_named
from models.clock import from_micros
from models.observation import Flag
from models.store.database import Database


@dataclass(frozen=True, slots=True)
class Doubt:
    """A flag as it is shown: which value, by which rule, and why in words."""

    measure: str
    entity: str
    kind: str
    start: datetime
    rule: str
    detail: str


def add(database: Database, flags: Sequence[Flag]) -> int:
    """Flag stored values. A value that has the flag already keeps it. Returns how many flags are new."""
    added = 0
    with database.app() as connection:
        for flag in flags:
            dataset = measure_named(flag.measure).dataset
            added += connection.execute(
                "insert into flag (series_id, ts, rule, detail, load_id) "
                f"select f.series_id, f.ts, %s, %s, f.load_id from {dataset.id} f "
                "join series s on s.id = f.series_id "
                "where s.measure = %s and s.entity = %s and s.kind = %s and f.ts = %s on conflict do nothing",
                (flag.rule, flag.detail, flag.measure, flag.entity, flag.kind, from_micros(flag.start)),
            ).rowcount
    return added


def recent(database: Database, *, limit: int = 200) -> list[Doubt]:
    """The newest doubts, by the interval they concern."""
    with database.app() as connection:
        rows = connection.execute(
            "select s.measure, s.entity, s.kind, f.ts, f.rule, f.detail from flag f "
            "join series s on s.id = f.series_id order by f.noticed_at desc, f.ts desc limit %s",
            (limit,),
        ).fetchall()
    return [Doubt(*row) for row in rows]
