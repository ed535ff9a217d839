"""Minutes become quarters and go; nothing goes that its quarter does not count."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from models.catalog.capacity import PRC
from models.catalog.measure import Combine
from models.clock import now
from models.observation import Key
from models.problems import Problem
from models.selection import Selection, Window
from models.store import lineage, rollups
from models.store.database import Database
from models.store.read import read
from tests.support.batches import block, document, store
from tests.support.database import administer_database

OLD = datetime(2023, 10, 14, 5, 0, tzinfo=UTC)
SYSTEM: Key = ("ERCOT", "")
MINUTE = timedelta(minutes=1)


def rows(database: Database, sql: str) -> list[tuple[Any, ...]]:
    with database.app() as connection:
        return connection.execute(sql).fetchall()


def fill(database: Database, values: list[float | None], start: datetime = OLD) -> dict[datetime, float]:
    """Minute values, None for a minute that was never published; two documents share them."""
    kept: dict[datetime, float] = {}
    for half in (0, 1):
        given = document(f"prc {start} {half} {len(values)}")
        for number, value in enumerate(values):
            if value is not None and number % 2 == half:
                kept[start + number * MINUTE] = value
        store(
            database,
            given,
            *(
                block([value], measure=PRC, key=SYSTEM, start=at)
                for at, value in kept.items()
                if (at - start) // MINUTE % 2 == half
            ),
        )
    return kept


def test_quarters_hold_what_an_independent_count_says_and_a_second_run_changes_nothing(
    database: Database,
) -> None:
    values: list[float | None] = [5000.0 + (n * 37) % 400 for n in range(60)]
    values[17] = values[18] = None
    kept = fill(database, values)
    expected: dict[datetime, list[float]] = defaultdict(list)
    for at, value in kept.items():
        expected[at - (at - OLD) % timedelta(minutes=15)].append(value)
    quarters = (
        "select ts, vmin, vmean, vmax, n, cardinality(load_ids) from physical_responsive_capability_quarter order by ts"
    )
    made = rows(database, quarters)
    (done,) = [each for each in rollups.roll_up(database) if each.dataset == PRC.dataset.id]
    # They are made with the minutes, so that nothing is left to make when those go.
    assert (done.buckets, done.removed) == (0, 58)
    stored = rows(database, quarters)
    assert stored == made
    assert [(ts, low, high, n, documents) for ts, low, _, high, n, documents in stored] == [
        (ts, min(each), max(each), len(each), 2) for ts, each in sorted(expected.items())
    ]
    for (_, _, mean, _, _, _), (_, each) in zip(stored, sorted(expected.items()), strict=True):
        assert mean == pytest.approx(sum(each) / len(each), abs=1e-9)
    assert stored[1][4] == 13
    assert rows(database, "select count(*) from physical_responsive_capability") == [(0,)]
    again = rollups.roll_up(database)
    assert all((each.buckets, each.removed) == (0, 0) for each in again)


def test_minutes_within_retention_stay(database: Database) -> None:
    recent = now().replace(second=0, microsecond=0) - timedelta(days=2)
    fill(database, [6000.0, 6001.0], start=recent)
    rollups.roll_up(database)
    assert rows(database, "select count(*) from physical_responsive_capability") == [(2,)]


def test_a_document_that_comes_again_does_not_thin_a_full_quarter(database: Database) -> None:
    fill(database, [5000.0 + n for n in range(15)])
    rollups.roll_up(database)
    store(database, document("late"), block([5000.0], measure=PRC, key=SYSTEM, start=OLD))
    rollups.roll_up(database)
    assert rows(database, "select n, vmax from physical_responsive_capability_quarter") == [(15, 5014.0)]
    assert rows(database, "select n from physical_responsive_capability_day") == [(15,)]


def test_a_quarter_that_counted_fewer_values_is_replaced_by_the_fuller_one(database: Database) -> None:
    fill(database, [5000.0, 5001.0, 5002.0])
    rollups.roll_up(database)
    fill(database, [5000.0 + n for n in range(15)], start=OLD)
    rollups.roll_up(database)
    assert rows(database, "select n, vmax from physical_responsive_capability_quarter") == [(15, 5014.0)]


def test_rolled_up_values_are_read_in_place_of_the_minutes(database: Database) -> None:
    fill(database, [5000.0 + n for n in range(30)])
    rollups.roll_up(database)
    window = Window(OLD, OLD + timedelta(hours=1))
    (series,) = read(database, Selection(("prc",), window))
    assert series.values.tolist() == [5014.0, 5029.0]
    assert series.low is not None
    assert series.low.tolist() == [5000.0, 5015.0]


def test_quarters_in_place_of_minutes_have_their_own_length_and_make_longer_buckets(database: Database) -> None:
    values = [5000.0 + n for n in range(75)]
    fill(database, [value if n != 3 else None for n, value in enumerate(values)])
    rollups.roll_up(database)
    recent = now().replace(second=0, microsecond=0) - timedelta(hours=1)
    fill(database, [7000.0, 7001.0], start=recent)
    window = Window(OLD, recent + timedelta(hours=1))
    (series,) = read(database, Selection(("prc",), window, points=1_000_000, resolution=MINUTE))
    assert series.lengths is not None
    assert (series.lengths // 60_000_000).tolist() == [15] * 5 + [1] * 2
    # Where nothing but quarters is left, they are the interval.
    (old,) = read(database, Selection(("prc",), Window(OLD, OLD + timedelta(hours=2))))
    assert (old.interval, old.lengths, len(old)) == (timedelta(minutes=15), None, 5)
    (alone,) = read(database, Selection(("prc",), Window(recent, recent + timedelta(hours=1))))
    assert alone.lengths is None
    hours = Window(OLD, OLD + timedelta(hours=3))
    (hourly,) = read(database, Selection(("prc",), hours, resolution=timedelta(hours=1)))
    # PRC is combined by its own way, the last.
    assert hourly.values.tolist() == [5059.0, 5074.0]
    (mean,) = read(database, Selection(("prc",), hours, resolution=timedelta(hours=1), combine=Combine.MEAN))
    assert mean.values[0] == pytest.approx((sum(values[:60]) - 5003.0) / 59)
    assert mean.high is not None
    assert mean.high.tolist() == [5059.0, 5074.0]
    assert mean.lengths is None
    (day,) = read(database, Selection(("prc",), hours, resolution=timedelta(days=1), combine=Combine.MAX))
    assert day.values.tolist() == [5074.0]


def test_a_rolled_up_value_leads_to_all_its_documents(database: Database) -> None:
    fill(database, [5000.0 + n for n in range(15)])
    rollups.roll_up(database)
    papers = lineage.papers(database, "prc", "ERCOT", "", OLD + 7 * MINUTE)
    assert papers is not None
    assert len(papers.documents) == 2


def test_quarters_of_minutes_that_were_there_before_them_are_made_when_those_go(database: Database) -> None:
    fill(database, [5000.0 + n for n in range(15)])
    administer_database(database, "delete from physical_responsive_capability_quarter")
    (done,) = [each for each in rollups.roll_up(database) if each.dataset == PRC.dataset.id]
    assert (done.buckets, done.removed) == (1, 15)


def test_a_corrected_minute_corrects_its_quarter(database: Database) -> None:
    recent = now().replace(minute=0, second=0, microsecond=0) - timedelta(days=2)
    fill(database, [6000.0] * 30, start=recent)
    later = document("prc corrected", posted=now())
    store(database, later, block([7500.0], measure=PRC, key=SYSTEM, start=recent + 20 * MINUTE))
    found = rows(database, "select vmin, vmean, vmax, n from physical_responsive_capability_quarter order by ts")
    assert found == [(6000.0, 6000.0, 6000.0, 15), (6000.0, pytest.approx(6100.0), 7500.0, 15)]


def test_half_hours_of_recent_minutes_come_from_quarters_and_quarters_of_minutes_not(database: Database) -> None:
    """Minutes of the quarters that are being read count once, whether they are still there or not."""
    start = datetime(2023, 10, 14, 5, 0, tzinfo=UTC)
    fill(database, [5000.0 + n for n in range(60)], start)
    window = Window(start, start + timedelta(hours=1))
    (halves,) = read(database, Selection(("prc",), window, resolution=timedelta(minutes=30), combine=Combine.MEAN))
    assert halves.values.tolist() == [5014.5, 5044.5]
    (minutes,) = read(database, Selection(("prc",), window))
    assert len(minutes) == 60


def test_nothing_goes_when_the_check_fails(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(database, [5000.0 + n for n in range(15)])
    administer_database(database, "delete from physical_responsive_capability_quarter")
    monkeypatch.setattr(rollups, "fill_quarters", lambda *_: 0)
    with pytest.raises(Problem, match="nothing was removed"):
        rollups.roll_up(database)
    assert rows(database, "select count(*) from physical_responsive_capability") == [(15,)]
