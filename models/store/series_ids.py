"""Which number stands for which series; a few thousand rows, held in memory."""

from collections.abc import Iterable
from typing import Any

import psycopg

from models.catalog.measure import Measure
from models.observation import Key

Identity = tuple[str, str, str, str]
"""Dataset, measure, entity and kind."""


class SeriesIds:
    """Ids of series, learnt as they are asked for. Ids never change, so a copy never goes stale."""

    def __init__(self) -> None:
        self._ids: dict[Identity, int] = {}

    def resolve(self, connection: psycopg.Connection[Any], measure: Measure, keys: Iterable[Key]) -> dict[Key, int]:
        """Ids for keys of a measure. Series seen for the first time are recorded as such.

        New ids are remembered only by `learn`, after the transaction that made them has committed.
        """
        dataset = measure.dataset.id
        wanted = set(keys)
        missing = [key for key in wanted if (dataset, measure.id, *key) not in self._ids]
        fresh = _find_or_make(connection, dataset, measure.id, missing) if missing else {}
        return {key: fresh[key] if key in fresh else self._ids[(dataset, measure.id, *key)] for key in wanted}

    def learn(self, measure: Measure, ids: dict[Key, int]) -> None:
        """Remember ids whose transaction has committed."""
        for key, id in ids.items():
            self._ids[(measure.dataset.id, measure.id, *key)] = id


def _find_or_make(connection: psycopg.Connection[Any], dataset: str, measure: str, keys: list[Key]) -> dict[Key, int]:
    entities = [entity for entity, _ in keys]
    kinds = [kind for _, kind in keys]
    connection.execute(
        "insert into series (dataset, measure, entity, kind) "
        "select %s, %s, e, k from unnest(%s::text[], %s::text[]) as new (e, k) "
        "where not exists (select 1 from series s where s.dataset = %s and s.measure = %s "
        "                  and s.entity = e and s.kind = k) "
        "order by e, k on conflict do nothing",
        (dataset, measure, entities, kinds, dataset, measure),
    )
    rows = connection.execute(
        "select entity, kind, id from series where dataset = %s and measure = %s "
        "and (entity, kind) in (select * from unnest(%s::text[], %s::text[]))",
        (dataset, measure, entities, kinds),
    ).fetchall()
    return {(entity, kind): id for entity, kind, id in rows}
