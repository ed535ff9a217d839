"""Small hand-made documents and blocks for tests of the store."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from models.catalog.measure import Measure
from models.catalog.prices import RT_SPP
from models.clock import micros
from models.observation import Batch, Block, Document, Key, Origin, Parsed
from models.store import documents
from models.store.database import Database
from models.store.write import Writer, Written

START = datetime(2026, 9, 29, 16, 0, tzinfo=UTC)
WEST: Key = ("HB_WEST", "HU")


def document(
    name: str,
    *,
    rank: int = 10,
    posted: datetime = START,
    origin: Origin = Origin.ERCOT,
    feed: str = "rt_settlement_point_prices",
    form: str = "np6-905-cd",
    cumulative: bool = False,
) -> Document:
    """A document whose bytes are its name."""
    return Document(
        feed,
        form,
        name,
        f"http://127.0.0.1/{name}",
        posted,
        posted,
        200,
        name.encode(),
        origin,
        rank,
        cumulative,
    )


def block(
    values: Sequence[float],
    *,
    measure: Measure = RT_SPP,
    key: Key = WEST,
    start: datetime = START,
    step: timedelta | None = None,
    posted: datetime | None = None,
) -> Block:
    """Values at consecutive starts."""
    every = step or measure.dataset.interval
    starts = [micros(start + n * every) for n in range(len(values))]
    return Block(
        measure,
        [key] * len(values),
        starts,
        list(values),
        posted=None if posted is None else micros(posted),
    )


def store(database: Database, given: Document, *blocks: Block, writer: Writer | None = None) -> Written:
    """Keep a document and write blocks as its content."""
    (kept,) = documents.keep(database, [given])
    return (writer or Writer(database)).write([(kept.id, Batch(given, Parsed(list(blocks))))])
