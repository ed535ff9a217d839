"""write(batches): numbers, notices and lineage of validated documents in one transaction, then the announcement."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import psycopg

from models.catalog.dataset import Dataset
from models.catalog.lookup import dataset as dataset_named
from models.catalog.measure import Measure
from models.clock import micros
from models.observation import Batch, Block, Key
from models.problems import Refused, WrongOrigin
from models.store import notices, steps
from models.store.database import Database
from models.store.documents import Outcome, mark_stored
from models.store.lock import guard
from models.store.merge import merge, prepare
from models.store.months import make_month, months_of
from models.store.series_ids import SeriesIds
from models.store.staging import NO_POSTING, Rows, settle

CHANNEL = "ercot_data"
"""Where new data are announced: JSON with the datasets that changed."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a transaction did: values read, values that came or changed, rows kept out, datasets touched."""

    rows: int
    changed: int
    quarantined: int
    datasets: tuple[str, ...]


class Writer:
    """Writes batches to one database. Holds the ids of series, so keep one for the life of a process.

    epoch: the leadership under which to write; a writer whose epoch has passed raises NotLeader and writes
    nothing. None writes without leadership, for imports by hand.
    """

    def __init__(self, database: Database, *, epoch: int | None = None) -> None:
        self._database = database
        self._epoch = epoch
        self._ids = SeriesIds()
        self._months: set[tuple[str, date]] = set()

    def write(self, batches: Sequence[tuple[int, Batch]]) -> Written:
        """Store validated documents, given with the ids they were kept under, all or none of them.

        Raises WrongOrigin if a document is of the other origin, Refused if the database itself will not have a
        value, NotLeader, Unavailable.
        """
        for _, batch in batches:
            if batch.document.origin is not self._database.origin:
                raise WrongOrigin(
                    f"The document {batch.document.name} is {batch.document.origin}, "
                    f"and this database holds {self._database.origin} data."
                )
        self._make_months([batch for _, batch in batches])
        try:
            return self._transaction(batches)
        except (psycopg.DataError, psycopg.IntegrityError, psycopg.OperationalError) as error:
            raise Refused(f"The database refuses the values: {str(error).splitlines()[0]}.", rule="database") from error

    def _transaction(self, batches: Sequence[tuple[int, Batch]]) -> Written:
        learnt: list[tuple[Measure, dict[Key, int]]] = []
        with self._database.app() as connection, connection.cursor() as cursor:
            # A fill of history may hold a dataset for a while; the next document waits for it.
            cursor.execute("set local lock_timeout = '2min'")
            if self._epoch is not None:
                guard(cursor, self._epoch)
            written = self._write(connection, cursor, batches, learnt)
        steps.reached(steps.COMMITTED)
        for measure, ids in learnt:
            self._ids.learn(measure, ids)
        steps.reached(steps.ANNOUNCED)
        return written

    def _make_months(self, batches: Sequence[Batch]) -> None:
        for dataset, month in sorted(months_of(block for batch in batches for block in batch.parsed.blocks)):
            if (dataset, month) not in self._months:
                make_month(self._database, dataset, month)
                self._months.add((dataset, month))

    def _write(
        self,
        connection: psycopg.Connection[Any],
        cursor: psycopg.Cursor[Any],
        batches: Sequence[tuple[int, Batch]],
        learnt: list[tuple[Measure, dict[Key, int]]],
    ) -> Written:
        prepare(cursor)
        parts: dict[str, list[Rows]] = defaultdict(list)
        blocks = [(id, batch, block) for id, batch in batches for block in batch.parsed.blocks]
        touched = sorted({block.measure.dataset.id for _, _, block in blocks if len(block)})
        for name in touched:
            # One writer a dataset, in one order, so that two writers never wait for each other.
            cursor.execute("select pg_advisory_xact_lock(hashtext('ingest'), hashtext(%s))", (name,))
        for id, batch, block in blocks:
            if len(block):
                ids = self._ids.resolve(connection, block.measure, block.keys)
                learnt.append((block.measure, ids))
                parts[block.measure.dataset.id].append(_rows(id, batch, block, ids))
        changed_of: dict[str, int] = {}
        for name in touched:
            changed_of[name] = self._merge(cursor, dataset_named(name), Rows.joined(parts[name]))
        steps.reached(steps.STAGED)
        quarantined = 0
        for id, batch in batches:
            notices.store(cursor, id, batch)
            quarantined += len(batch.parsed.rejects)
        mark_stored(connection, [_outcome(id, batch, changed_of) for id, batch in batches])
        written = Written(
            sum(len(block) for _, _, block in blocks),
            sum(changed_of.values()),
            quarantined,
            tuple(name for name in touched if changed_of[name]),
        )
        news = bool(written.datasets) or any(b.parsed.conditions or b.parsed.messages for _, b in batches)
        if news:
            payload = json.dumps({"datasets": written.datasets, "documents": len(batches)})
            cursor.execute("select pg_notify(%s, %s)", (CHANNEL, payload))
        return written

    @staticmethod
    def _merge(cursor: psycopg.Cursor[Any], dataset: Dataset, rows: Rows) -> int:
        settled = settle(rows, first_wins=dataset.publication_grain is not None)
        return merge(cursor, dataset, settled)


def _rows(id: int, batch: Batch, block: Block, ids: dict[Key, int]) -> Rows:
    size = len(block)
    document = batch.document
    issued = micros(document.posted_at or document.fetched_at)
    return Rows(
        series=np.fromiter((ids[key] for key in block.keys), np.int32, size),
        start=np.array(block.starts, np.int64),
        posted=np.full(size, NO_POSTING if block.posted is None else block.posted, np.int64),
        value=np.array(block.values, np.float64),
        load=np.full(size, id, np.int32),
        rank=np.full(size, document.rank, np.int32),
        issued=np.full(size, issued, np.int64),
    )


def _outcome(id: int, batch: Batch, changed_of: dict[str, int]) -> Outcome:
    """What is noted on a document. Changes are counted per transaction, so they are split by rows read."""
    rows = sum(len(block) for block in batch.parsed.blocks)
    names = {block.measure.dataset.id for block in batch.parsed.blocks}
    changed = min(rows, sum(changed_of.get(name, 0) for name in names))
    return Outcome(id, batch.document, rows, changed, len(batch.parsed.rejects), batch.parsed.notes)
