"""A migration that fails half way leaves the schema as it was, and the start says so and stops."""

import shutil
from pathlib import Path

import pytest

from models.problems import Misconfigured
from models.store import migrate
from models.store.database import Database
from models.store.migrate import upgrade
from models.store.upkeep import describe, server

_BAD = '''"""A table, and then nonsense."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade():
    op.execute("create table half_made (a int)")
    op.execute("alter table nowhere add column b int")
'''


def test_it_is_rolled_back_whole_and_named(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(migrate._MIGRATIONS, tmp_path / "migrations")
    latest = sorted((tmp_path / "migrations" / "versions").glob("0*.py"))[-1]
    newer = f"{int(latest.name[:4]) + 1:04d}"
    text = _BAD.replace('"0002"', f'"{newer}"').replace('"0001"', f'"{latest.name[:4]}"')
    (tmp_path / "migrations" / "versions" / f"{newer}_bad.py").write_text(text)
    before = describe(database)
    schema = server(database).schema
    monkeypatch.setattr(migrate, "_MIGRATIONS", tmp_path / "migrations")
    with pytest.raises(Misconfigured, match=r'could not be brought up to date.*relation "nowhere" does not exist'):
        upgrade(database)
    assert [table.name for table in describe(database)] == [table.name for table in before]
    assert server(database).schema == schema
    monkeypatch.undo()
    upgrade(database)
