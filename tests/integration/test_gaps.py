"""Missing intervals: found on the grid, remembered, closed when they are filled."""

from datetime import datetime, timedelta

from models.clock import floor, now
from models.store import gaps
from models.store.database import Database
from models.store.freshness import gaps as known_gaps
from tests.support.batches import block, document, store

QUARTER = timedelta(minutes=15)
GRACE = timedelta(hours=2)


def start_of_test() -> datetime:
    return floor(now() - timedelta(hours=12), QUARTER)


def find(database: Database) -> list[gaps.Missing]:
    return gaps.find(database, since=now() - timedelta(days=2), grace=GRACE)


def remember(database: Database, missing: list[gaps.Missing]) -> None:
    gaps.remember(
        database,
        missing,
        since=now() - timedelta(days=2),
        cause="not fetched",
        refillable={"rt_settlement_point_prices"},
    )


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
    assert find(database) == []


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
