"""The commands that keep the house in order, each as a program of its own on one home."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.store.embedded import Cluster
from tests.support.database import reachable_folder
from tests.support.served import ercot

DATA = Path(__file__).resolve().parents[1] / "data"


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A home into which the small recorded documents were imported; its server runs on between the commands."""
    with reachable_folder() as folder, Cluster.start(folder / "home"):
        done = ercot("import", str(DATA / "mis"), ERCOT_HOME=folder / "home", FEED="live")
        assert done.returncode == 0, done.stdout + done.stderr
        assert "Writing ERCOT's data to" in done.stdout
        yield folder / "home"


def say(home: Path, *words: str) -> str:
    done = ercot(*words, ERCOT_HOME=home, FEED="live")
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_status_names_server_version_role_and_each_feed(home: Path) -> None:
    said = say(home, "status")
    assert "PostgreSQL 18." in said
    assert "role ercot_app" in said
    assert "rt_settlement_point_prices" in said


def test_describe_names_tables_keys_and_partitions(home: Path) -> None:
    (line,) = [
        line for line in say(home, "db", "describe").splitlines() if line.startswith("rt_settlement_point_prices ")
    ]
    assert "PRIMARY KEY (series_id, ts) INCLUDE (value)" in line
    assert int(line.split()[1]) >= 1


def test_upgrade_check_and_maintenance_report(home: Path) -> None:
    assert "ercot data, role ercot_app" in say(home, "db", "upgrade")
    assert "as it should be" in say(home, "db", "check")
    assert "vacuumed and analysed" in say(home, "maintenance")


def test_rollup_twice_changes_nothing_the_second_time(home: Path) -> None:
    say(home, "rollup")
    assert all("0 15-minute values made, 0 single values removed" in line for line in say(home, "rollup").splitlines())


def test_settings_are_shown_with_their_source_and_secrets_are_masked(home: Path) -> None:
    done = ercot("config", "show", ERCOT_HOME=home, SECRET_KEY="s3cret-" * 8, MINUTE_RAW_DAYS=30)
    assert done.returncode == 0
    assert "s3cret" not in done.stdout
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("MINUTE_RAW_DAYS")]
    assert "environment" in line
    assert line.split()[-1] == "30"


def test_a_file_that_is_not_there_is_said(home: Path) -> None:
    done = ercot("import", str(home / "nowhere"), ERCOT_HOME=home)
    assert done.returncode == 2
    assert "no file or folder" in done.stderr


def test_rubbish_is_reported_and_the_rest_is_taken_in(home: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing of ERCOT's")
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "lambda.csv").write_text(
        "SCEDTimeStamp,RepeatedHourFlag,CappedSystemLambda,UncappedSystemLambda\n09/30/2026 11:25:17,N,23.5,23.5\n"
    )
    done = ercot("import", str(tmp_path), ERCOT_HOME=home, FEED="live")
    assert "lambda.csv: SCED system lambda: 2 values, 2 new or changed" in done.stdout
    assert "notes.txt" in done.stdout
    assert "empty.csv: an empty file" in done.stdout
    assert done.returncode == 1
