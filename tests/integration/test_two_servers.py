"""Two servers started apart on one database: one ingests, and the other takes over from a killed and a frozen one."""

import signal
import time
from collections.abc import Callable, Iterator

import psycopg
import pytest

from models.observation import Origin
from models.store.database import Database
from models.store.embedded import Cluster
from tests.support.database import administer_database, fresh_database
from tests.support.served import Server, descendants, eventually, living, serving
from tests.support.simulator import running_simulator

TAKE_OVER = 30.0
END = 3.0

# Every row that anybody writes leaves a note of the epoch at that moment and of the writer's mark. The mark is a
# planner switch without effect that libpq sets from the environment, so that processes can be told apart.
MARK = "PGGEQO"
_LEDGER = """
create table ledger (at timestamptz default clock_timestamp(), relation text, marked boolean, epoch bigint);
grant insert, select on ledger to public;
create function note_writer() returns trigger language plpgsql as $$
begin
    insert into ledger (relation, marked, epoch)
    select tg_relid::regclass::text, current_setting('geqo') = 'off', epoch from leader_epoch;
    return null;
end $$;
do $$
declare name text;
begin
    for name in select c.relname from pg_class c
                where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
                  and c.relname not in ('ledger', 'leader_epoch', 'leader_beat', 'house', 'threshold', 'feed')
    loop
        execute format('create trigger note_writer after insert or update or delete on %I '
                       'for each statement execute function note_writer()', name);
    end loop;
end $$;
"""


class Watch:
    """What the database knows of who leads and who writes."""

    def __init__(self, database: Database) -> None:
        self.url = database.addresses.owner.replace("+psycopg", "")

    def ask(self, question: str, *parameters: object) -> list[tuple[object, ...]]:
        """The rows of one question."""
        with psycopg.connect(self.url) as connection:
            return connection.execute(question, parameters).fetchall()

    def leader(self) -> int | None:
        """Process id of the server that beats now."""
        rows = self.ask(
            "select split_part(holder, ':', -1)::int from leader_beat where beat > clock_timestamp() - interval '3s'"
        )
        return None if not rows else int(str(rows[0][0]))

    def epoch(self) -> int:
        """The epoch in force."""
        return int(str(self.ask("select epoch from leader_epoch")[0][0]))

    def runs(self, epoch: int) -> int:
        """Runs of feeds that were noted while an epoch was in force."""
        return int(str(self.ask("select count(*) from ledger where relation = 'feed_run' and epoch = %s", epoch)[0][0]))


@pytest.fixture(scope="module")
def simulator() -> Iterator[str]:
    with running_simulator() as address:
        yield address


@pytest.fixture
def watch(cluster: Cluster) -> Iterator[Watch]:
    with fresh_database(cluster, origin=Origin.SIMULATED) as database:
        administer_database(database, _LEDGER)
        yield Watch(database)


@pytest.fixture
def start(watch: Watch, simulator: str) -> Iterator[Callable[..., Server]]:
    """Starts a server on the one database and the one simulated ERCOT."""
    with serving() as serve:
        yield lambda **more: serve(
            DATABASE_URL=watch.url, FEED="simulated", SIMULATOR_URL=simulator, HISTORY_DAYS=0, **more
        )


def the_other_leads(watch: Watch, other: Server, since: float) -> float:
    """Wait until another server leads and has ingested; the seconds that took."""
    eventually(lambda: watch.leader() == other.pid, lambda: other.said)
    epoch = watch.epoch()
    eventually(lambda: watch.runs(epoch) > 0, lambda: other.said)
    return time.monotonic() - since


def test_one_ingests_and_the_other_takes_over(start: Callable[..., Server], watch: Watch) -> None:
    pair = [start(), start(**{MARK: "off"})]
    for each in pair:
        each.up()
    leader = eventually(watch.leader)
    pair.sort(key=lambda each: each.pid != leader)
    first, second = pair
    assert {first.pid, second.pid} >= {leader}
    eventually(lambda: watch.runs(watch.epoch()) > 3)
    assert watch.epoch() == 1
    # Only one of the two has written, whichever it was.
    assert len(watch.ask("select distinct marked from ledger")) == 1

    first.send(signal.SIGKILL)
    first.process.wait()
    took = the_other_leads(watch, second, time.monotonic())
    print(f"killed: taken over and ingesting after {took:.1f} s")
    assert took < TAKE_OVER
    assert second.get("/health")[0] == 200


def test_a_frozen_one_is_replaced_and_writes_nothing_when_it_thaws(start: Callable[..., Server], watch: Watch) -> None:
    frozen = start(**{MARK: "off"}).up()
    eventually(lambda: watch.runs(1) > 0, lambda: frozen.said)
    second = start().up()
    frozen.send(signal.SIGSTOP)
    took = the_other_leads(watch, second, time.monotonic())
    print(f"frozen: taken over and ingesting after {took:.1f} s")
    assert took < TAKE_OVER
    assert watch.epoch() == 2

    frozen.send(signal.SIGCONT)
    # Every run that fell due while it was frozen is tried now, before it can know that its time is over.
    frozen.hears("leadership_interrupted")
    time.sleep(2.0)
    late = watch.ask("select relation, count(*) from ledger where marked and epoch > 1 group by relation")
    assert late == [], late
    assert watch.leader() == second.pid
    for path in ("/health", "/", "/data"):
        assert frozen.get(path)[0] == 200

    for each in (frozen, second):
        family = descendants(each.pid)
        took = each.end()
        assert took < END
        assert living(family) == set()
        assert each.process.returncode == 0, each.said
