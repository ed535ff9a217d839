"""A month's partition is made before anything is written into it, in a transaction of its own."""

from collections.abc import Iterable
from datetime import date

import numpy as np

from models.clock import from_micros
from models.observation import Block
from models.store.database import Database

_DAY = 86_400_000_000


def months_of(blocks: Iterable[Block]) -> set[tuple[str, date]]:
    """Dataset and first day of every month that the values of some blocks fall into."""
    found: set[tuple[str, date]] = set()
    for block in blocks:
        days = np.unique(np.asarray(block.starts, np.int64) // _DAY)
        found |= {(block.measure.dataset.id, from_micros(int(day) * _DAY).date().replace(day=1)) for day in days}
    return found


def make_month(database: Database, dataset: str, month: date) -> bool:
    """Make the partition of a dataset for the month that begins on a day; False if it is there already.

    A new partition shuts its dataset until the transaction ends, readers included, so the transaction does
    nothing else; and whoever writes into the dataset or into `series`, to which the partition refers, is
    waited for before the dataset is shut. Raises NotLeader, Unavailable.
    """
    with database.app() as connection:
        place = connection.execute("select to_regclass(%s)", (f"public.{dataset}_{month:%Y%m}",)).fetchone()
        if place is not None and place[0] is not None:
            return False
        connection.execute("set local lock_timeout = '2min'")
        connection.execute("select pg_advisory_xact_lock(hashtext('ingest'), hashtext(%s))", (dataset,))
        connection.execute("lock table series in share row exclusive mode")
        made = connection.execute("select ensure_month(%s, %s)", (dataset, month)).fetchone()
        return made is not None and made[0] is True
