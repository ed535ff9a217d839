"""Unlikely stored values get their flag once, and stay what they are."""

from datetime import timedelta

import numpy as np
from structlog.testing import capture_logs

from ingestion.doubts import flag_anomalies
from models.catalog.load import DEMAND
from models.clock import floor, now
from models.observation import Batch, Parsed
from models.selection import Selection, Window
from models.store import documents, flags
from models.store.database import Database
from models.store.read import read
from models.store.write import Writer
from tests.support.batches import block, document

FIVE = timedelta(minutes=5)
SYSTEM = ("ERCOT", "")


def _store(database: Database, values: list[float]) -> None:
    last = floor(now(), FIVE) - FIVE
    first = last - FIVE * (len(values) - 1)
    paper = document("demand", feed="supply_demand", form="supply-demand")
    (kept,) = documents.keep(database, [paper])
    Writer(database).write([(kept.id, Batch(paper, Parsed([block(values, measure=DEMAND, key=SYSTEM, start=first)])))])


def _demand(days: int) -> list[float]:
    rng = np.random.default_rng(1)
    return [float(each) for each in np.round(50_000 + 1_000 * rng.standard_normal(288 * days))]


def test_a_spike_is_flagged_once_and_kept(database: Database) -> None:
    values = _demand(31)
    values[-20] = 93_000.0
    _store(database, values)
    assert flag_anomalies(database) == 1
    assert flag_anomalies(database) == 0
    (doubt,) = [each for each in flags.recent(database) if each.rule == "spike"]
    assert (doubt.measure, doubt.entity) == ("demand", "ERCOT")
    assert doubt.detail.startswith("93000 is ")
    assert "the usual value of the hour" in doubt.detail
    (series,) = read(database, Selection(("demand",), Window.last(timedelta(days=40)), points=100_000))
    assert len(series) == len(values)
    assert series.values[-20] == 93_000.0


def test_little_history_flags_nothing_and_says_so(database: Database) -> None:
    values = _demand(1)
    values[-1] = 93_000.0
    _store(database, values)
    with capture_logs() as said:
        assert flag_anomalies(database) == 0
    assert [(each["event"], each["judged"], each["not_judged"]) for each in said] == [("looked_over", 0, 288)]


def test_an_empty_database_has_nothing_to_look_over(database: Database) -> None:
    assert flag_anomalies(database) == 0
