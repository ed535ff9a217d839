"""Documents kept by hash, found again after a death, and pruned by age; runs remembered and forgotten."""

from dataclasses import replace
from datetime import timedelta

from models.clock import now
from models.feed_state import Health
from models.observation import Document
from models.problems import Refused
from models.store import documents, runs
from models.store.database import Database
from models.store.freshness import feeds_state, quarantine, refused
from models.store.runs import FeedCard, RunReport
from tests.support.batches import START, block, document, store


def test_bytes_come_back_as_they_were(database: Database) -> None:
    for body in (b"a,b\n1,2\n" * 100, b"PK\x03\x04 as a zip stays", "\N{SNOWMAN}".encode()):
        given = replace(document(body[:4].hex()), body=body)
        (kept,) = documents.keep(database, [given])
        assert documents.body(database, kept.id) == body


def test_what_was_kept_and_not_read_is_found_again(database: Database) -> None:
    given = document("kept only")
    (kept,) = documents.keep(database, [given])
    store(database, document("read"), block([1.0]))
    ((id, found),) = documents.unfinished(database)
    assert id == kept.id
    assert found == given


def test_only_stored_documents_need_not_come_again(database: Database) -> None:
    (refused,) = documents.keep(database, [document("refused")])
    documents.refuse(database, refused.id, "columns", "A column is missing.")
    documents.keep(database, [document("kept")])
    store(database, document("stored"), block([1.0]))
    assert documents.known_names(database, "np6-905-cd", START) == {"stored"}


def test_bytes_are_known_by_the_name_under_which_they_could_be_read(database: Database) -> None:
    given = document("the true name")
    (kept,) = documents.keep(database, [replace(given, name="a false name")])
    documents.refuse(database, kept.id, "other-day", "It is another day's.")
    store(database, given, block([1.0]))
    assert documents.known_names(database, "np6-905-cd", START) == {"the true name"}
    assert quarantine(database) == refused(database) == []


def test_refusals_are_shown_with_their_reason(database: Database) -> None:
    documents.note_refusal(database, "fuel_mix", "fuel-mix", "fuel-mix", Refused("A web page came.", rule="bot-wall"))
    documents.note_refusal(database, "fuel_mix", "fuel-mix", "fuel-mix", Refused("A web page came.", rule="bot-wall"))
    (shown,) = refused(database)
    assert (shown.line, shown.rule, shown.text) == (0, "bot-wall", "A web page came.")


def test_of_cumulative_bodies_the_days_last_stays_and_metadata_stays_for_ever(database: Database) -> None:
    day = (now() - timedelta(days=10)).replace(hour=18, minute=0)
    ids = []
    for hour in range(3):
        given = replace(
            document(f"page {hour}", cumulative=True), fetched_at=day + timedelta(hours=hour), posted_at=None
        )
        ids.append(store_id(database, given))
    fresh = store_id(database, replace(document("today", cumulative=True), fetched_at=now()))
    report = store_id(database, replace(document("report"), fetched_at=day))
    ancient = store_id(database, replace(document("ancient"), fetched_at=now() - timedelta(days=800)))
    assert documents.prune_bodies(database) == 3
    assert [documents.body(database, id) is None for id in ids] == [True, True, False]
    assert [documents.body(database, id) is None for id in (fresh, report, ancient)] == [False, False, True]
    assert documents.prune_bodies(database) == 0
    with database.app() as connection:
        assert connection.execute("select count(*) from document").fetchone() == (6,)


def store_id(database: Database, given: Document) -> int:
    store(database, given, block([1.0]))
    (kept,) = documents.keep(database, [given])
    return kept.id


CARD = FeedCard(
    "rt_settlement_point_prices",
    "Real-time prices",
    "np6-905-cd",
    ("rt_settlement_point_prices",),
    timedelta(minutes=15),
    timedelta(minutes=35),
    as_needed=False,
)


def run_at(minutes_ago: float, outcome: str = "stored", problem: str | None = None) -> RunReport:
    at = now() - timedelta(minutes=minutes_ago)
    return RunReport(CARD.name, at, at, outcome, problem=problem, next_at=at + timedelta(minutes=15))


def test_a_feeds_state_follows_from_its_newest_interval(database: Database) -> None:
    runs.declare(database, [CARD])
    assert feeds_state(database)[0].health is Health.WAITING
    expected = ((20, Health.ON_TIME), (50, Health.LATE), (120, Health.STALE))
    for age, health in reversed(expected):
        start = (now() - timedelta(minutes=age)).replace(second=0, microsecond=0)
        store(database, document(f"{age}"), block([float(age)], start=start))
        (state,) = feeds_state(database)
        assert state.health is health, age
        assert state.last_interval == start


def test_the_last_run_and_its_complaint_are_shown_and_old_runs_are_forgotten(database: Database) -> None:
    runs.declare(database, [CARD])
    runs.record(database, run_at(60 * 24 * 40))
    runs.record(database, run_at(5, "failed", "ERCOT does not answer."))
    (state,) = feeds_state(database)
    assert state.problem == "ERCOT does not answer."
    assert state.next_run is not None
    assert runs.prune(database) == 1
    assert runs.prune(database) == 0


def test_a_feed_that_is_gone_is_no_longer_listed(database: Database) -> None:
    runs.declare(database, [CARD, replace(CARD, name="another")])
    runs.declare(database, [CARD])
    assert [state.name for state in feeds_state(database)] == [CARD.name]
