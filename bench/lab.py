"""What the measurements share: a database of their own, made-up prices, and processor time."""

import contextlib
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import psycopg

from models.catalog.prices import RT_SPP
from models.clock import day_bounds, micros
from models.observation import Batch, Block, Document, Key, Origin, Parsed
from models.store.database import APP, READER, Addresses, Database
from models.store.embedded import SUPERUSER, Cluster
from models.store.migrate import upgrade

POINTS: list[Key] = [("HB_HOUSTON", "HU"), *((f"NODE_{n:04d}", "RN") for n in range(1_099))]
INTERVAL = timedelta(minutes=15)


@contextlib.contextmanager
def database(name: str = "bench") -> Iterator[Database]:
    """A fresh database on an embedded server of its own, one connection, so that its processor time is one
    process's.
    """
    with tempfile.TemporaryDirectory(prefix="ercot-bench-") as folder:
        Path(folder).chmod(0o711)  # As root, the server runs as a lesser user.
        cluster = Cluster.start(Path(folder) / "home")
        cluster.ensure_database(name)
        found = Database(
            Addresses(cluster.url(name, SUPERUSER), cluster.url(name, APP), cluster.url(name, READER)),
            Origin.SIMULATED,
            pool_size=1,
        )
        upgrade(found)
        try:
            yield found
        finally:
            found.close()
            cluster.close()


def superuser(found: Database) -> psycopg.Connection[Any]:
    """A connection that may read the server's files and vacuum."""
    return psycopg.connect(found.addresses.owner.replace("postgresql+psycopg", "postgresql"), autocommit=True)


@dataclass(slots=True)
class Cost:
    """Processor time, seconds: this process and the database's backend together."""

    seconds: float


def _backend_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100


@contextlib.contextmanager
def processor_time(found: Database) -> Iterator[Cost]:
    """Processor time of what runs inside, client and server."""
    with found.app() as connection:
        pid = connection.info.backend_pid
    cost = Cost(0.0)
    server, client = _backend_seconds(pid), time.process_time()
    yield cost
    with found.app() as connection:
        if connection.info.backend_pid != pid:
            raise RuntimeError("The connection changed while it was measured.")
    cost.seconds = time.process_time() - client + _backend_seconds(pid) - server


def prices(day: date, *, points: list[Key] = POINTS, seed: int = 7) -> list[tuple[datetime, np.ndarray]]:
    """Made-up prices of a day: (interval start, one price a point)."""
    start, end = day_bounds(day)
    generator = np.random.default_rng(seed + day.toordinal())
    count = (end - start) // INTERVAL
    level = 30 + 15 * np.sin(np.arange(count) / count * 2 * np.pi)
    return [(start + n * INTERVAL, np.round(level[n] + generator.normal(0, 6, len(points)), 2)) for n in range(count)]


def batches(day: date, *, suffix: str = "", points: list[Key] = POINTS) -> list[Batch]:
    """A day as ERCOT publishes it: a document an interval."""
    found = []
    for start, values in prices(day, points=points):
        name = f"{start:%Y%m%d%H%M}{suffix}"
        posted = start + INTERVAL
        document = Document(
            "rt_settlement_point_prices",
            "np6-905-cd",
            name,
            "",
            posted,
            posted,
            200,
            name.encode() * 20,
            Origin.SIMULATED,
            20,
        )
        block = Block(RT_SPP, points, [micros(start)] * len(points), values.tolist())
        found.append(Batch(document, Parsed([block])))
    return found


def median(numbers: list[float]) -> float:
    """The middle one."""
    return sorted(numbers)[len(numbers) // 2]


def p95(numbers: list[float]) -> float:
    """The value that one in twenty exceeds."""
    return sorted(numbers)[min(len(numbers) - 1, int(len(numbers) * 0.95))]
