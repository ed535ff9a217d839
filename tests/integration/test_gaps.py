"""Missing intervals: found on the grid, remembered, closed when they are filled."""

from datetime import datetime, timedelta

from ingestion.gaps import note
from ingestion.run import Context
from ingestion.transport import Transport
from models.catalog.capacity import PRC
from models.clock import floor, now
from models.store import gaps
from models.store.database import Database
from models.store.freshness import gaps as known_gaps
from models.store.write import Writer
from tests.support.batches import block, document, store

QUARTER = timedelta(minutes=15)
GRACE = timedelta(hours=2)


def start_of_test() -> datetime:
    return floor(now() - timedelta(hours=12), QUARTER)


def find(database: Database, *, wanted_from: datetime | None = None) -> list[gaps.Missing]:
    wanted = wanted_from or start_of_test()
    return gaps.find(database, since=now() - timedelta(days=2), wanted_from=wanted, grace=GRACE)


def remember(database: Database, missing: list[gaps.Missing]) -> None:
    found = [gaps.Found(each, "not fetched", refillable=True) for each in missing]
    gaps.remember(database, found, since=now() - timedelta(days=2))


def test_a_gap_is_found_remembered_and_closed(database: Database) -> None:
    start = start_of_test()
    store(database, document("a"), block([1.0] * 4, start=start))
    store(database, document("b"), block([1.0] * 44, start=start + 6 * QUARTER))
    (missing,) = find(database)
    assert (missing.start, missing.end, missing.count) == (start + 4 * QUARTER, start + 6 * QUARTER, 2)
    remember(database, [missing])
    (gap,) = known_gaps(database)
    assert (gap.missing, gap.refill, gap.cause) == (2, "possible", "not fetched")
    store(database, document("c"), block([1.0] * 2, start=start + 4 * QUARTER))
    assert find(database) == []
    remember(database, [])
    assert known_gaps(database) == []
    assert [each.refill for each in known_gaps(database, closed=True)] == ["filled"]


def test_the_end_that_is_not_due_yet_is_no_gap(database: Database) -> None:
    start = floor(now() - timedelta(hours=3), QUARTER)
    store(database, document("a"), block([1.0] * 4, start=start))
    assert find(database, wanted_from=start) == []


def test_a_feed_that_stopped_is_a_gap_to_the_present(database: Database) -> None:
    start = start_of_test()
    store(database, document("a"), block([1.0] * 4, start=start))
    (missing,) = find(database)
    assert missing.start == start + 4 * QUARTER
    assert missing.end <= now() - GRACE


def test_older_gaps_than_were_looked_for_stay_open(database: Database) -> None:
    with database.app() as connection:
        connection.execute(
            "insert into gap (dataset, start, finish, missing, cause, refill) values "
            "('rt_settlement_point_prices', '2020-01-01', '2020-01-02', 96, 'long ago', 'impossible')"
        )
    remember(database, [])
    assert [gap.cause for gap in known_gaps(database)] == ["long ago"]


def test_what_was_wanted_before_the_first_value_is_a_gap(database: Database) -> None:
    start = start_of_test()
    until_now = (now() - start) // QUARTER
    store(database, document("a"), block([1.0] * until_now, start=start))
    assert find(database) == []
    (missing,) = find(database, wanted_from=start - 3 * QUARTER)
    assert (missing.start, missing.end, missing.count) == (start - 3 * QUARTER, start, 3)


def test_minutes_that_retention_took_are_not_missing(database: Database) -> None:
    minute = floor(now() - timedelta(hours=20), timedelta(minutes=1))
    until_now = (now() - minute) // timedelta(minutes=1)
    store(database, document("a"), block([5000.0] * until_now, measure=PRC, key=("ERCOT", ""), start=minute))
    with database.app() as connection:
        connection.execute("delete from physical_responsive_capability where ts < %s", (minute + timedelta(hours=2),))

    def minutes_missing(raw_days: float | None) -> list[gaps.Missing]:
        since = now() - timedelta(days=2)
        return gaps.find(database, since=since, wanted_from=since, grace=GRACE, raw_days=raw_days)

    assert minutes_missing(None) != []
    assert minutes_missing((now() - minute) / timedelta(days=1) - 2 / 24) == []


def test_a_gaps_cause_says_how_far_ercot_itself_remembers(database: Database) -> None:
    start = floor(now() - timedelta(hours=4), QUARTER)
    until_now = (now() - start) // QUARTER
    store(database, document("prices"), block([1.0] * until_now, start=start))
    minute = floor(now() - timedelta(hours=4), timedelta(minutes=1))
    minutes = (now() - minute) // timedelta(minutes=1)
    store(database, document("prc"), block([5000.0] * minutes, measure=PRC, key=("ERCOT", ""), start=minute))
    context = Context(database, Transport("http://127.0.0.1:9"), Writer(database))
    assert note(context, history_days=10) == 2
    causes = {(gap.dataset, gap.refill): gap.cause for gap in known_gaps(database)}
    assert "the day only" in causes["physical_responsive_capability", "impossible"]
    assert "whether ERCOT published" in causes["rt_settlement_point_prices", "possible"]
