"""A process killed with SIGKILL at any step of taking in documents leaves nothing lost, doubled or half done."""

import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from models.catalog.prices import RT_PRICES
from models.observation import Origin
from models.store.database import Database
from models.store.embedded import Cluster
from models.store.steps import STEPS
from tests.support.database import fresh_database
from tests.support.simulator import running_simulator

ROOT = Path(__file__).resolve().parents[2]
AT = datetime(2026, 11, 20, 18, 7, tzinfo=UTC)
FEED = "rt_settlement_point_prices"
SEED = 20_261_120


@pytest.fixture(scope="module")
def simulator() -> Iterator[str]:
    """The simulated ERCOT; every run asks it with its clock set to one instant, so all see the same documents."""
    with running_simulator() as address:
        yield address


def ingest(database: Database, simulator: str, step: str = "-", passes: int = 0) -> subprocess.CompletedProcess[str]:
    """One process that runs the feed once, and dies at the given step if it gets that far."""
    addresses = database.addresses
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.support.ingest_under_fire",
            addresses.app,
            addresses.owner,
            simulator,
            AT.isoformat(),
            FEED,
            step,
            str(passes),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def tables(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Every row that a run makes, by what it says and not by the numbers that the store gave it."""
    series = "(select entity || '/' || kind from series s where s.id = t.series_id)"
    source = "(select form || ' ' || name from document d where d.id = t.load_id)"
    questions = {
        "values": f"select {series}, ts, value, {source} from {RT_PRICES.id} t",
        "days": f"select {series}, ts, vsum, vmin, vmax, n from {RT_PRICES.id}_day t",
        "latest": f"select {series}, ts, value from {RT_PRICES.id}_latest t",
        "documents": "select form, name, state, rows, sha256 from document",
        "quarantine": "select d.name, q.line, q.rule from quarantine q join document d on d.id = q.document_id",
    }
    with database.app() as connection:
        return {name: sorted(connection.execute(sql).fetchall()) for name, sql in questions.items()}


@pytest.fixture(scope="module")
def undisturbed(cluster: Cluster, simulator: str) -> dict[str, list[tuple[Any, ...]]]:
    """What a run leaves that nobody disturbs."""
    with fresh_database(cluster, origin=Origin.SIMULATED) as database:
        done = ingest(database, simulator)
        assert done.returncode == 0, done.stderr
        found = tables(database)
    assert len(found["documents"]) > 600
    assert len(found["values"]) > 50_000
    return found


def plan(kills: int) -> list[tuple[str, int]]:
    """Which step to die at and how often it is passed before; every step as often as the others."""
    chance = random.Random(SEED)
    steps = [STEPS[n % len(STEPS)] for n in range(kills)]
    most = {"fetched": 150, "kept": 2, "staged": 2, "committed": 2, "announced": 2}
    return [(step, chance.randrange(most[step])) for step in steps]


def kill_and_compare(
    database: Database, simulator: str, expected: dict[str, list[tuple[Any, ...]]], kills: list[tuple[str, int]]
) -> Counter[str]:
    """Kill one process after the other on the same database, then let one finish. Counts the kills that hit."""
    hit: Counter[str] = Counter()
    for step, passes in kills:
        done = ingest(database, simulator, step, passes)
        if done.returncode == -signal.SIGKILL:
            hit[step] += 1
    done = ingest(database, simulator)
    assert done.returncode == 0, done.stderr
    found = tables(database)
    for name, rows in expected.items():
        assert found[name] == rows, name
    return hit


def test_five_seeded_kills(
    simulated_database: Database, simulator: str, undisturbed: dict[str, list[tuple[Any, ...]]]
) -> None:
    hit = kill_and_compare(simulated_database, simulator, undisturbed, plan(5))
    assert hit == dict.fromkeys(STEPS, 1)


@pytest.mark.long
def test_thirty_kills_hit_every_step_at_least_three_times(
    cluster: Cluster, simulator: str, undisturbed: dict[str, list[tuple[Any, ...]]]
) -> None:
    hit: Counter[str] = Counter()
    for round_ in range(6):
        with fresh_database(cluster, origin=Origin.SIMULATED) as database:
            hit += kill_and_compare(database, simulator, undisturbed, plan(30)[round_ * 5 : round_ * 5 + 5])
    print(f"kills by step: {dict(hit)}")
    assert sum(hit.values()) == 30
    assert all(hit[step] >= 3 for step in STEPS)
