"""The `ercot` command: what is asked wrongly is said in one line, with an exit code."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from dashapp import settings as settings_room
from dashapp.cli import data, main, operate
from ingestion import registry
from models.problems import Unavailable

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Run a command with nothing set but what a test sets, and without touching this process's logging."""
    for name in os.environ:
        if name.lower() in settings_room.Settings.model_fields:
            monkeypatch.delenv(name)
    monkeypatch.setattr(settings_room, "CHECKOUT", tmp_path)
    monkeypatch.setattr("dashapp.observe.logs.configure", lambda **_: None)

    def command(*words: str) -> tuple[int, str, str]:
        code = main.main(words)
        seen = capsys.readouterr()
        return code, seen.out, seen.err

    return command


def test_a_wrong_setting_stops_every_command(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "eighty")
    for words in (("serve",), ("status",), ("config", "show"), ("ingest", "--once")):
        code, out, err = run(*words)
        assert (code, out) == (2, "")
        assert err.startswith("ercot: PORT=eighty: ")
        assert err.count("\n") == 1


def test_an_unknown_feed_is_answered_with_the_list(run: Run) -> None:
    code, out, err = run("ingest", "--once", "--feed", "rt_settlement_prices")
    assert (code, out) == (2, "")
    assert "There is no feed named 'rt_settlement_prices'. Did you mean rt_settlement_point_prices" in err
    for feed in registry.feeds():
        assert f"\n{feed.name} " in err


def test_a_path_that_is_not_there(run: Run, tmp_path: Path) -> None:
    code, _, err = run("import", str(tmp_path / "none"))
    assert code == 2
    assert err == f"ercot: There is no file or folder {tmp_path / 'none'}.\n"


def test_what_does_not_answer_is_another_exit_code(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object, **__: object) -> None:
        raise Unavailable("The database does not answer.", hint="postgresql://me:hush@host\nsecond line")

    monkeypatch.setattr(data, "open_surroundings", away)
    code, _, err = run("status")
    assert code == 1
    assert err == "ercot: The database does not answer. postgresql://me:***@host second line\n"


@pytest.mark.parametrize("words", [(), ("nonsense",), ("db", "drop"), ("ingest",), ("config",)])
def test_a_wrong_word_is_an_error_of_usage(words: tuple[str, ...], run: Run) -> None:
    with pytest.raises(SystemExit) as ended:
        run(*words)
    assert ended.value.code == 2


def test_config_show_says_where_each_value_is_from(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("GRAFANA_API_KEY=glsa_hush\nHISTORY_DAYS=3\n")
    monkeypatch.setenv("PORT", "9001")
    monkeypatch.setenv("ERCOT_USRNAME", "me")
    code, out, _ = run("config", "show")
    lines = [line.split() for line in out.splitlines()]
    assert code == 0
    assert ["PORT", "environment", "9001"] in lines
    assert ["HISTORY_DAYS", ".env", "3"] in lines
    assert ["GRAFANA_API_KEY", ".env", "(set)"] in lines
    assert ["HOST", "default", "127.0.0.1"] in lines
    assert "hush" not in out
    assert "ERCOT_USRNAME is not a setting; the nearest one is ERCOT_USERNAME." in out


def test_docs_are_written_into_the_checkout(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(operate, "CHECKOUT", tmp_path)
    (tmp_path / "docs").mkdir()
    for what in ("settings", "dictionary"):
        assert run("docs", what)[:2] == (0, f"Wrote docs/{what}.md\n")
        assert (tmp_path / "docs" / f"{what}.md").read_text(encoding="utf-8").startswith("# ")


def test_the_feeds_are_listed_with_their_forms(run: Run) -> None:
    code, out, _ = run("feeds")
    assert code == 0
    forms = sum(len(feed.forms) for feed in registry.feeds())
    assert len(out.splitlines()) == forms + 1
