"""Making a month's partition: two writers never wait for each other in a circle, and no reader waits for a writer."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from models.catalog.capacity import PRC
from models.catalog.load import DEMAND
from models.catalog.measure import Measure
from models.catalog.prices import DAM_SPP, RT_SPP
from models.observation import Key
from models.selection import Selection, Window
from models.store import steps
from models.store.database import Database
from models.store.read import read
from tests.support.batches import START, WEST, block, document, store

ROUNDS = 6
SYSTEM: Key = ("ERCOT", "")
CASES: tuple[tuple[Measure, Key], ...] = ((RT_SPP, WEST), (DAM_SPP, WEST), (DEMAND, SYSTEM), (PRC, SYSTEM))


@pytest.fixture
def paused(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[threading.Event, threading.Event]]:
    """Holds the first writer that has staged its rows, inside its transaction, until it is let go."""
    reached, go_on = threading.Event(), threading.Event()

    def stop(step: str) -> None:
        if step == steps.STAGED and not reached.is_set():
            reached.set()
            go_on.wait(20)

    monkeypatch.setattr(steps, "_watchers", [stop])
    yield reached, go_on
    go_on.set()


def test_writers_of_new_months_and_new_series_do_not_block_each_other(database: Database) -> None:
    """Each round four datasets see, at one moment, a month and a series for the first time."""
    together = threading.Barrier(len(CASES))

    def write(number: int) -> None:
        measure, (entity, kind) = CASES[number]
        for round_ in range(ROUNDS):
            month = datetime(2026, 1 + round_, 10, 12, tzinfo=UTC)
            new = f"{entity}_{round_}", kind
            together.wait(20)
            given = document(f"{measure.id} {round_}", form=measure.id)
            assert store(database, given, block([1.0] * 50, measure=measure, key=new, start=month)).changed == 50

    with ThreadPoolExecutor(len(CASES)) as pool:
        list(pool.map(write, range(len(CASES))))


def test_a_page_reads_while_a_document_of_a_new_month_is_written(
    database: Database, paused: tuple[threading.Event, threading.Event]
) -> None:
    reached, go_on = paused
    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(store, database, document("new month"), block([1.0, 2.0]))
        assert reached.wait(10)
        began = time.monotonic()
        window = Window(START, START + timedelta(days=1))
        (series,) = read(database, Selection((RT_SPP.id,), window, ("HB_WEST",)))
        assert time.monotonic() - began < 1.0
        assert len(series) == 0
        go_on.set()
        assert writing.result(10).changed == 2
    assert len(read(database, Selection((RT_SPP.id,), window, ("HB_WEST",)))[0]) == 2
