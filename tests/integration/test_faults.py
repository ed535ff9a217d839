"""The fault table: whatever ERCOT's side does wrong is recorded, the next good document is taken, nothing is harmed."""

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest

from ingestion import registry
from ingestion.feed import Feed
from ingestion.run import Context, declare_feeds, run_feed
from ingestion.simulator.documents import JSON, ZIP, Answer
from ingestion.simulator.faults import KINDS, spoil
from ingestion.simulator.server import Running, serve
from ingestion.transport import Pace, Transport
from models.clock import day_bounds, now, operating_day
from models.observation import Origin
from models.problems import Unavailable
from models.store import documents
from models.store.database import Database
from models.store.embedded import Cluster
from models.store.freshness import feeds_state, quarantine, refused
from models.store.runs import RunReport
from models.store.write import Writer
from tests.support.database import fresh_database

Tables = dict[str, list[tuple[Any, ...]]]

AT = day_bounds(operating_day(now()) - timedelta(days=1))[0] + timedelta(hours=15, minutes=7)
"""Every question is put to the simulated ERCOT as of yesterday afternoon, so that all runs see the same documents."""

PRICES = registry.feed("rt_settlement_point_prices")
FEEDS = {
    "report": (replace(PRICES, forms=(PRICES.form("np6-905-cd"),)), "mirDownload"),
    "supply": (registry.feed("supply_demand"), "supply-demand"),
    "fuel": (registry.feed("fuel_mix"), "fuel-mix"),
}
OTHER = registry.feed("energy_storage")
QUICK = Pace(read=0.3, attempts=2, first_wait=0.001)
HARMLESS = ("duplicate", "reorder")
"""The numbers are all there and say the same, so they are taken."""

# What is said of each fault: (rule in the quarantine, or "" where nothing came at all; words of the run's problem).
TOLD: dict[str, dict[str, tuple[str, str]]] = {
    "503": {"": ("", "does not answer: status 503")},
    "429": {"": ("", "does not answer: status 429")},
    "hang": {"": ("", "does not answer: ReadTimeout")},
    "truncate": {"": ("truncated", "The answer was cut")},
    "html": {"": ("bot-wall", "A bot wall answered in place of ERCOT")},
    "fault-json": {"": ("fault", "ERCOT answered with a fault: The document is not available")},
    "empty": {"": ("empty", "The answer is empty")},
    "short": {"report": ("truncated", "bytes; "), "": ("truncated", "The JSON is cut or damaged")},
    "bad-columns": {
        "report": ("columns", "The column SettlementPointPrice is missing"),
        "supply": ("rows", "the first: capacity '' is missing"),
        "fuel": ("rows", "the first: gen '' is missing"),
    },
    "no-rows": {"": ("empty", "The document holds no rows")},
    "other-day": {"report": ("other-day", "its member for"), "": ("other-day", "The dashboard was last updated at")},
    "price-text": {"": ("rows", "'n/a' is no decimal number")},
    "junk": {"": ("too-big", "The answer is larger than")},
    "zip-bomb": {"report": ("truncated", "bytes; "), "": ("too-big", "The answer unpacks to more than 33,554,432")},
    "wrong-encoding": {"": ("encoding", "The document is not in UTF-8")},
}
# The simulated fuel mix has no list of rows, so these are not done to it.
NOT_DONE = {("fuel", kind) for kind in ("no-rows", "disagree", "duplicate", "reorder")}


@pytest.fixture(scope="module")
def simulator() -> Iterator[Running]:
    with serve() as running:
        # The first bomb takes a second to make, and must not pass for a hang.
        for media in (JSON, ZIP):
            spoil("zip-bomb", Answer(200, media, b""))
        yield running


@pytest.fixture(scope="module")
def one_database(cluster: Cluster) -> Iterator[Database]:
    """One database for all these tests: making one for each would take most of their time."""
    with fresh_database(cluster, origin=Origin.SIMULATED) as found:
        yield found


@pytest.fixture
def simulated_database(one_database: Database) -> Database:
    """The database, emptied."""
    owner = one_database.addresses.owner.replace("postgresql+psycopg", "postgresql")
    with psycopg.connect(owner) as connection:
        connection.execute("set session_replication_role = replica")
        names = connection.execute(
            "select oid::regclass::text from pg_class where relkind in ('r', 'p') and not relispartition "
            "and relnamespace = 'public'::regnamespace"
        ).fetchall()
        for (name,) in names:
            if name not in ("alembic_version", "house", "leader_epoch", "leader_beat"):
                connection.execute(f"delete from {name}")
    return one_database


@pytest.fixture(autouse=True)
def well_behaved(simulator: Running, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No fault in force at the start, and no waiting between tries."""
    simulator.simulator.faults.clear()
    monkeypatch.setattr("tenacity.nap.time", SimpleNamespace(sleep=lambda seconds: None))
    yield
    simulator.simulator.faults.clear()


def context(database: Database, simulator: Running, pace: Pace = QUICK) -> Context:
    """A context as a fresh process has it, which looks back an hour from the fixed instant."""
    transport = Transport(simulator.url, pace=pace).with_clock(AT)
    return Context(database, transport, Writer(database), reach=now() - AT + timedelta(hours=1), workbooks=False)


def run(database: Database, simulator: Running, feed: Feed) -> RunReport:
    return run_feed(context(database, simulator), feed, force=True)


def tables(database: Database, feed: Feed) -> Tables:
    """Every number that a feed stores, by what it says, with the name of the document that said it."""
    found: Tables = {}
    with database.app() as connection:
        for dataset in feed.datasets:
            series = "(select measure || ' ' || entity || '/' || kind from series s where s.id = t.series_id)"
            source = "(select form || ' ' || name from document d where d.id = t.load_id)"
            posted = ", posted" if dataset.is_forecast else ""
            questions = {
                dataset.id: f"select {series}, ts{posted}, value, {source} from {dataset.id} t",
                f"{dataset.id}_day": f"select {series}, ts, vsum, vmin, vmax, n from {dataset.id}_day t",
                f"{dataset.id}_latest": f"select {series}, ts, value from {dataset.id}_latest t",
            }
            for name, sql in questions.items():
                row = connection.execute("select to_regclass(%s)", (name,)).fetchone()
                if row is not None and row[0] is not None:
                    found[name] = sorted(connection.execute(sql).fetchall())
    return found


@pytest.fixture(scope="module")
def undisturbed(cluster: Cluster, simulator: Running) -> dict[str, Tables]:
    """What a run leaves that nothing disturbs, by feed."""
    simulator.simulator.faults.clear()
    found = {}
    for name, (feed, _) in FEEDS.items():
        with fresh_database(cluster, origin=Origin.SIMULATED) as database:
            assert run(database, simulator, feed).outcome == "stored"
            found[name] = tables(database, feed)
            assert len(found[name][feed.datasets[0].id]) > 200
    return found


def test_every_fault_of_the_simulator_is_in_the_table() -> None:
    assert set(KINDS) == {*TOLD, *HARMLESS, "disagree"}


CASES = [
    (name, kind) for name in FEEDS for kind in sorted({*TOLD, *HARMLESS, "disagree"}) if (name, kind) not in NOT_DONE
]


@pytest.mark.parametrize(("name", "kind"), [case for case in CASES if case[1] in TOLD])
def test_a_fault_is_told_the_good_document_taken_and_nothing_harmed(
    simulated_database: Database, simulator: Running, undisturbed: dict[str, Tables], name: str, kind: str
) -> None:
    feed, path = FEEDS[name]
    simulator.simulator.faults.add(kind, paths=path)
    bad = run(simulated_database, simulator, feed)
    rule, words = TOLD[kind].get(name) or TOLD[kind][""]
    assert bad.outcome in ("failed", "refused")
    assert words in str(bad.problem)
    shown = [*quarantine(simulated_database), *refused(simulated_database)]
    assert {(each.rule, each.line, each.feed) for each in shown} == ({(rule, 0, feed.name)} if rule else set())
    assert all(words in each.text for each in shown), shown
    assert not any(rows for rows in tables(simulated_database, feed).values())

    simulator.simulator.faults.clear()
    good = run(simulated_database, simulator, feed)
    assert (good.outcome, good.problem) == ("stored", None)
    assert tables(simulated_database, feed) == undisturbed[name]
    # And once more, now that there is something to harm; of the report the listing is hit this time.
    simulator.simulator.faults.add(kind, paths="IceDocList" if name == "report" else path)
    assert run(simulated_database, simulator, feed).changed == 0
    assert tables(simulated_database, feed) == undisturbed[name]


@pytest.mark.parametrize(("name", "kind"), [case for case in CASES if case[1] in HARMLESS])
def test_rows_that_are_repeated_or_in_another_order_change_nothing(
    simulated_database: Database, simulator: Running, undisturbed: dict[str, Tables], name: str, kind: str
) -> None:
    feed, path = FEEDS[name]
    simulator.simulator.faults.add(kind, paths=path)
    done = run(simulated_database, simulator, feed)
    assert (done.outcome, done.problem, done.quarantined) == ("stored", None, 0)
    assert tables(simulated_database, feed) == undisturbed[name]
    simulator.simulator.faults.clear()
    run(simulated_database, simulator, feed)
    assert tables(simulated_database, feed) == undisturbed[name]


def test_duplicates_are_counted_on_their_document(simulated_database: Database, simulator: Running) -> None:
    feed, path = FEEDS["report"]
    simulator.simulator.faults.add("duplicate", paths=path)
    run(simulated_database, simulator, feed)
    with simulated_database.app() as connection:
        notes = [note for (found,) in connection.execute("select notes from document").fetchall() for note in found]
    assert notes
    assert all(note.startswith("3 rows of ") and "repeat" in note for note in notes)


def test_rows_that_disagree_are_kept_out_and_the_others_stored(
    simulated_database: Database, simulator: Running, undisturbed: dict[str, Tables]
) -> None:
    feed, path = FEEDS["report"]
    simulator.simulator.faults.add("disagree", paths=path)
    done = run(simulated_database, simulator, feed)
    shown = [*quarantine(simulated_database), *refused(simulated_database)]
    assert done.quarantined == len(shown) == 4 * done.documents
    assert all("disagrees with its twins" in each.rule and each.line for each in shown)
    prices = feed.datasets[0].id
    wanted, found = undisturbed["report"][prices], tables(simulated_database, feed)[prices]
    missing = [row for row in wanted if row not in found]
    assert all(row in wanted for row in found), "nothing is stored that no good document says"
    assert len(missing) == 2 * done.documents
    spoilt = {each.text.split(" at ")[0] for each in shown}
    assert {row[0].split(" ")[-1].replace("/", " ") for row in missing} == spoilt


def test_the_next_page_mends_rows_that_disagreed(
    simulated_database: Database, simulator: Running, undisturbed: dict[str, Tables]
) -> None:
    feed, path = FEEDS["supply"]
    simulator.simulator.faults.add("disagree", paths=path)
    assert run(simulated_database, simulator, feed).quarantined > 0
    assert tables(simulated_database, feed) != undisturbed["supply"]
    simulator.simulator.faults.clear()
    run(simulated_database, simulator, feed)
    assert tables(simulated_database, feed) == undisturbed["supply"]


@pytest.mark.parametrize("kind", ["503", "truncate", "html", "empty", "bad-columns", "other-day"])
def test_a_fault_now_and_then_leaves_the_rest_of_the_run_alone(
    simulated_database: Database, undisturbed: dict[str, Tables], kind: str
) -> None:
    feed, path = FEEDS["report"]
    once = replace(QUICK, attempts=1)
    # A simulator of its own: which requests are hit depends on how many there were before.
    with serve() as simulator:
        simulator.simulator.faults.add(kind, rate=0.75, paths=path)
        runs: list[RunReport] = []
        while not runs or runs[-1].changed or runs[-1].problem:
            runs.append(run_feed(context(simulated_database, simulator, once), feed, force=True))
            assert len(runs) < 40
    assert any(each.problem for each in runs)
    assert any(each.problem and each.documents for each in runs)
    assert tables(simulated_database, feed) == undisturbed["report"]


@pytest.mark.parametrize("kind", ["hang", "503", "junk", "html", "zip-bomb"])
def test_another_feed_is_not_delayed(simulated_database: Database, simulator: Running, kind: str) -> None:
    feed, path = FEEDS["fuel"]
    one = context(simulated_database, simulator, Pace(read=1.0, attempts=2, first_wait=0.001))
    simulator.simulator.faults.add(kind, paths=path)
    reports: list[RunReport] = []
    broken = threading.Thread(target=lambda: reports.append(run_feed(one, feed, force=True)))
    start = time.monotonic()
    broken.start()
    other = run_feed(one, OTHER, force=True)
    took = time.monotonic() - start
    still_broken = broken.is_alive()
    broken.join(10)
    assert other.outcome == "stored"
    assert took < 1.5
    assert reports[0].outcome == "failed"
    if kind == "hang":
        assert still_broken, "the hanging feed was still waiting when the other had its numbers"


def test_a_broken_feed_backs_off_and_the_others_stay_on_time(simulated_database: Database, simulator: Running) -> None:
    feed, path = FEEDS["fuel"]
    simulator.simulator.faults.add("html", paths=path)
    found = context(simulated_database, simulator)
    pauses, others = [], []
    for _ in range(11):
        broken, other = run_feed(found, feed, force=True), run_feed(found, OTHER, force=True)
        assert broken.next_at is not None
        assert other.next_at is not None
        pauses.append(broken.next_at - broken.started_at)
        others.append(other.next_at - other.started_at)
    assert pauses[:5] == [timedelta(minutes=1)] * 5
    assert pauses[5:] == [timedelta(minutes=minutes) for minutes in (2, 4, 8, 16, 30, 30)]
    assert set(others) == {OTHER.forms[0].every}
    declare_feeds(simulated_database)
    problems = {state.name: state.problem for state in feeds_state(simulated_database)}
    assert "bot wall" in str(problems[feed.name])
    assert problems[OTHER.name] is None
    simulator.simulator.faults.clear()
    mended = run_feed(found, feed, force=True)
    assert mended.next_at is not None
    assert mended.next_at - mended.started_at == feed.forms[0].every


def test_a_database_that_is_away_is_no_failure_of_ercots(
    simulated_database: Database, simulator: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed, _ = FEEDS["fuel"]
    found = context(simulated_database, simulator)

    def away(*_: object) -> object:
        raise Unavailable("The database does not answer.")

    with monkeypatch.context() as patched:
        patched.setattr(documents, "keep", away)
        with pytest.raises(Unavailable, match="database"):
            run_feed(found, feed)
    assert feed.forms[0].name not in found.due.at, "it is due at once when the database is back"
    assert run_feed(found, feed).outcome == "stored", "and what was fetched meanwhile comes again"


def test_documents_of_the_other_origin_are_refused_one_by_one(database: Database, simulator: Running) -> None:
    feed, _ = FEEDS["fuel"]
    report = run(database, simulator, feed)
    assert report.outcome == "refused"
    (shown,) = refused(database)
    assert (shown.rule, "this database holds ercot data" in shown.text) == ("origin", True)
    with database.app() as connection:
        assert connection.execute("select count(*) from document where body is not null").fetchone() == (0,)
    assert not any(rows for rows in tables(database, feed).values())


def test_a_copy_of_another_publication_is_refused_and_the_true_one_taken(
    simulated_database: Database, simulator: Running, undisturbed: dict[str, Tables]
) -> None:
    feed, path = FEEDS["report"]
    yesterday = replace(
        context(simulated_database, simulator),
        transport=Transport(simulator.url, pace=QUICK).with_clock(AT - timedelta(days=1)),
        reach=now() - AT + timedelta(days=1, hours=1),
    )
    before = run_feed(yesterday, feed, force=True)
    simulator.simulator.faults.add("other-day", paths=path)
    bad = run(simulated_database, simulator, feed)
    assert bad.documents == 0
    assert "has the very bytes of" in str(bad.problem)
    simulator.simulator.faults.clear()
    assert run(simulated_database, simulator, feed).documents == before.documents
    prices = feed.datasets[0].id
    found = tables(simulated_database, feed)[prices]
    assert [row for row in found if row in undisturbed["report"][prices]] == undisturbed["report"][prices]
    assert run(simulated_database, simulator, feed).outcome == "unchanged"


def test_what_came_before_the_network_broke_is_kept(
    simulated_database: Database, simulator: Running, undisturbed: dict[str, Tables]
) -> None:
    feed, path = FEEDS["report"]
    done = threading.Event()
    found = context(simulated_database, simulator)
    simulator.simulator.faults.add("503", rate=0.0, paths=path)
    fetched = 0
    original = found.transport.get

    class Breaking(Transport):
        """Works for two documents; then the network is gone."""

        def get(self, path: str, *rest: Any, **named: Any) -> Any:
            nonlocal fetched
            fetched += "mirDownload" in path
            if fetched > 2 and not done.is_set():
                simulator.simulator.faults.add("503", paths="mirDownload")
                done.set()
            return original(path, *rest, **named)

        def attempt(self) -> Transport:
            return self

    found.transport = Breaking(simulator.url)
    broken = run_feed(found, feed, force=True)
    assert (broken.outcome, broken.documents) == ("failed", 2)
    simulator.simulator.faults.clear()
    run(simulated_database, simulator, feed)
    assert tables(simulated_database, feed) == undisturbed["report"]


def test_two_writers_with_the_same_documents_make_one_version(
    simulated_database: Database, simulator: Running, undisturbed: dict[str, Tables]
) -> None:
    feed, _ = FEEDS["report"]
    reports: list[RunReport] = []
    threads = [
        threading.Thread(target=lambda: reports.append(run(simulated_database, simulator, feed))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(reports) == 4
    assert not any(each.problem for each in reports)
    assert tables(simulated_database, feed) == undisturbed["report"]
    assert sum(each.changed for each in reports) == len(undisturbed["report"][feed.datasets[0].id])
    with simulated_database.app() as connection:
        twins = connection.execute("select form, name from document group by 1, 2 having count(*) > 1").fetchall()
    assert twins == []
