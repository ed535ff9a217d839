"""Resource nodes for tests: made-up prices of a few days, the zones they lie in, and thousands that are only known."""

from collections.abc import Sequence
from datetime import date

from models.catalog import prices
from models.catalog.measure import Measure
from models.clock import day_bounds, micros
from models.observation import Batch, Block, Document, NetworkPoint, Parsed
from models.store import documents
from models.store.database import Database
from models.store.write import Writer
from tests.support.database import administer_database

FIRST, LAST = date(2026, 3, 2), date(2026, 3, 15)
"""Operating days with prices at every node of `NODES`; the eighth of March has 23 hours."""

WIND, SUN, LOCAL = "MADEUP_WND1", "MADEUP_SLR_2", "MADEUP_PUN"
NODES = {WIND: ("RN", "LZ_WEST", 4.0), SUN: ("RN", "LZ_SOUTH", 9.0), LOCAL: ("PUN", "LZ_HOUSTON", 31.0)}
"""Type, zone, and the price in the first hour of a day; the last is in no day-ahead document."""


def fill(database: Database, nodes: Sequence[str] = tuple(NODES)) -> None:
    """Write each node's prices: its own plus one dollar for every hour of the day, a dollar less day ahead."""
    end = day_bounds(LAST)[1]
    document = Document(
        "rt_settlement_point_prices", "made-up", "nodes", "http://127.0.0.1/nodes", end, end, 200, b"nodes",
        database.origin,
    )  # fmt: skip
    blocks = [_block(prices.RT_SPP, node, 0.0) for node in nodes]
    blocks += [_block(prices.DAM_SPP, node, -1.0) for node in nodes if node != LOCAL]
    points = [
        NetworkPoint(f"BUS{n}", node, f"BUS{n}", str(n), "138", "SUB", NODES[node][1], node, "", "")
        for n, node in enumerate(nodes)
    ]
    (kept,) = documents.keep(database, [document])
    Writer(database).write([(kept.id, Batch(document, Parsed(blocks, points=points)))])


def crowd(database: Database, count: int) -> None:
    """Make so many more nodes known, without any price: CROWD_0001 and so on."""
    administer_database(
        database,
        "insert into series (dataset, measure, entity, kind) "
        f"select d, m, 'CROWD_' || lpad(n::text, 5, '0'), 'RN' from generate_series(1, {count}) n, "
        "(values ('rt_settlement_point_prices', 'rt_spp'), ('dam_settlement_point_prices', 'dam_spp')) as of (d, m)",
    )
    administer_database(database, "analyze series")


def _block(measure: Measure, node: str, more: float) -> Block:
    kind, _, first = NODES[node]
    start, end = day_bounds(FIRST)[0], day_bounds(LAST)[1]
    step = measure.dataset.interval
    starts = [start + n * step for n in range((end - start) // step)]
    values = [first + more + (at - start).seconds // 3600 for at in starts]
    return Block(measure, [(node, kind)] * len(starts), [micros(at) for at in starts], values)
