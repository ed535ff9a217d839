"""What happens on a made-up grid beside its numbers: one of each kind of mark, hours apart."""

from datetime import datetime, timedelta

from models.catalog.generation import FUEL_MIX
from models.observation import Batch, Condition, Document, Message, Parsed
from models.store import documents, gaps
from models.store.database import Database
from models.store.write import Writer
from tests.support import browser_grid
from tests.support.batches import block

HOUR = timedelta(hours=1)


def happen(database: Database, hour: datetime) -> None:
    """A watch, a message, a corrected price and an hour without a fuel mix, in the 20 hours before a full hour."""
    given = Document(
        "operations_messages", "opsmessages", "what happened", "http://127.0.0.1/", hour, hour, 200, b"what happened",
        database.origin, 40,
    )  # fmt: skip
    (kept,) = documents.keep(database, [given])
    price = browser_grid.price("HB_WEST")(hour - 6 * HOUR)
    parsed = Parsed(
        [block([round(price + 1000, 2)], start=hour - 6 * HOUR)],
        [
            Condition(hour - 20 * HOUR, "normal", 0, "Normal", "Enough."),
            Condition(hour - 12 * HOUR, "watch", 0, "Weather Watch", "Higher demand is expected."),
            Condition(hour - 11 * HOUR, "normal", 0, "Normal", "Enough."),
        ],
        [Message(hour - 18 * HOUR, "OCN", "Hot <b>weather</b> is expected.", "Active")],
    )
    Writer(database).write([(kept.id, Batch(given, parsed))])
    gone = [gaps.Found(gaps.Missing(FUEL_MIX, hour - 3 * HOUR, hour - 2 * HOUR, 12), "not fetched yet", True)]
    gaps.remember(database, gone, since=hour - 48 * HOUR)
