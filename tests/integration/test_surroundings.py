"""Which origin a start chooses, which database that opens, and what it says about it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from dashapp.cli import surroundings as room
from dashapp.cli.surroundings import open_surroundings, other_origin_now_possible
from dashapp.settings import Settings
from ingestion.transport import ERCOT, Transport
from models.observation import Origin
from models.problems import Misconfigured, WrongOrigin
from models.store import upkeep
from models.store.database import Database
from models.store.embedded import Cluster
from models.store.migrate import recorded_origin
from tests.support.database import reachable_folder


class Ercot:
    """Whether ERCOT answers, and how often it was asked."""

    answers = True
    asked = 0


@pytest.fixture
def ercot(monkeypatch: pytest.MonkeyPatch) -> Ercot:
    state = Ercot()

    def reachable(self: Transport, *, seconds: float = 4.0) -> bool:
        assert self.base_url == ERCOT
        state.asked += 1
        return state.answers

    monkeypatch.setattr(Transport, "reachable", reachable)
    return state


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """One server for all these tests, kept running between them."""
    with reachable_folder() as folder, Cluster.start(folder / "home"):
        yield folder / "home"


@pytest.fixture(autouse=True)
def unremembered(home: Path) -> Iterator[None]:
    yield
    (home / "origin").unlink(missing_ok=True)


def settings(home: Path, feed: str, **more: object) -> Settings:
    return Settings.model_validate({"ercot_home": home, "feed": feed, **more})


def test_auto_takes_ercot_where_it_answers(home: Path, ercot: Ercot) -> None:
    with open_surroundings(settings(home, "auto")) as found:
        assert found.origin is Origin.ERCOT
        assert upkeep.server(found.database).database == "ercot_live"
        assert found.says == []
    assert ercot.asked == 1


def test_auto_takes_the_stand_in_where_ercot_does_not_answer_and_says_so(home: Path, ercot: Ercot) -> None:
    ercot.answers = False
    with open_surroundings(settings(home, "auto")) as found:
        assert found.origin is Origin.SIMULATED
        server = upkeep.server(found.database)
        assert (server.database, server.role, server.origin) == ("ercot_simulated", "ercot_app", "simulated")
        assert "simulated feed is used" in found.says[0]


@pytest.mark.parametrize(
    ("answers", "kept", "line"),
    [
        (True, "simulated", "ERCOT answers now: FEED=live"),
        (False, "ercot", "FEED=simulated is possible"),
        (False, "simulated", None),
        (True, "ercot", None),
    ],
)
def test_auto_keeps_last_time_s_origin_and_says_when_the_other_has_become_possible(
    home: Path, ercot: Ercot, answers: bool, kept: str, line: str | None
) -> None:
    (home / "origin").write_text(kept)
    ercot.answers = answers
    with open_surroundings(settings(home, "auto")) as found:
        assert found.origin == kept
        assert ercot.asked == 0, "the start waited for an answer it did not need"
        said = other_origin_now_possible(found)
    assert said is None if line is None else line in (said or "")


def test_told_which_feed_it_never_asks_and_is_remembered(home: Path, ercot: Ercot) -> None:
    with open_surroundings(settings(home, "simulated")) as found:
        assert other_origin_now_possible(found) is None
    with open_surroundings(settings(home, "auto")) as found:
        assert found.origin is Origin.SIMULATED
    with open_surroundings(settings(home, "live")) as found:
        assert found.origin is Origin.ERCOT
    assert ercot.asked == 0
    with open_surroundings(settings(home, "auto")) as found:
        assert found.origin is Origin.ERCOT


def test_a_command_s_own_origin_is_not_remembered(home: Path, ercot: Ercot) -> None:
    """`ercot import` writes real data whatever the pages show, and changes nothing about that."""
    with open_surroundings(settings(home, "simulated")):
        pass
    with open_surroundings(settings(home, "simulated"), origin=Origin.ERCOT) as found:
        assert upkeep.server(found.database).database == "ercot_live"
        assert "ercot_live" in found.place()
    assert (home / "origin").read_text() == "simulated\n"


def test_another_database_keeps_its_own_origin(home: Path, ercot: Ercot, database: Database) -> None:
    url = database.addresses.owner.replace("+psycopg", "")
    assert recorded_origin(database) is Origin.ERCOT
    with open_surroundings(settings(home, "auto", database_url=url)) as found:
        assert (found.origin, found.cluster, ercot.asked) == (Origin.ERCOT, None, 0)
        assert upkeep.server(found.database).role == "ercot_app"
    with pytest.raises(WrongOrigin, match="holds ercot data, and simulated data"):
        open_surroundings(settings(home, "simulated", database_url=url))


def test_a_database_that_does_not_answer_is_named_without_its_password(home: Path) -> None:
    with pytest.raises(Misconfigured) as caught:
        open_surroundings(settings(home, "live", database_url="postgresql://me:hush@127.0.0.1:1/grid"))
    assert str(caught.value).startswith("DATABASE_URL: postgresql://me:***@127.0.0.1:1/grid cannot be used.")
    assert "hush" not in str(caught.value)
    parts = {"db_host": "127.0.0.1", "db_port": 1, "db_name": "grid", "db_user": "me", "db_password": "hush"}
    with pytest.raises(Misconfigured, match=r"^DB_HOST: "):
        open_surroundings(settings(home, "live", **parts))


def test_the_stand_in_is_started_ended_and_never_shown_credentials(home: Path, ercot: Ercot) -> None:
    keys = {"ercot_subscription_key": "k", "ercot_username": "u", "ercot_password": "p"}
    with open_surroundings(settings(home, "simulated", **keys), fetches=True) as found:
        assert found.simulator is not None
        assert found.source_url.startswith("http://127.0.0.1:")
        assert found.context().keyed is None
        assert found.transport().get("/api/1/services/read/dashboards/daily-prc.json").status == 200
        address = found.source_url
        found.simulator.end()
        assert found.revive() == ["simulator"]
        assert found.source_url == address
        assert found.transport().get("/api/1/services/read/dashboards/daily-prc.json").status == 200
        assert found.child_environment() == {"FEED": "simulated", "SIMULATOR_URL": address}
        running = found.simulator
    assert not running.alive()
    with open_surroundings(settings(home, "live", **keys)) as found:
        assert found.context().keyed is not None
        assert found.child_environment() == {"FEED": "live"}


def test_a_stand_in_that_runs_already_is_used(home: Path, ercot: Ercot) -> None:
    with open_surroundings(settings(home, "simulated", simulator_url="http://127.0.0.1:9"), fetches=True) as found:
        assert (found.simulator, found.source_url) == (None, "http://127.0.0.1:9")
    assert room.DATABASE_NAMES[Origin.ERCOT] != room.DATABASE_NAMES[Origin.SIMULATED]
