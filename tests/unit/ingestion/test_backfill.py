"""Files that cannot be taken in are reported, and are no error for the others."""

from pathlib import Path
from typing import Any, cast

import pytest

from ingestion import backfill
from ingestion.backfill import import_path
from ingestion.run import Context

NOWHERE = Context(cast(Any, None), cast(Any, None), cast(Any, None))


def test_a_file_above_the_limit_is_not_read_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backfill, "_LARGEST_FILE", 1000)
    (tmp_path / "a").write_bytes(b"x" * 1001)
    (tmp_path / "b").write_bytes(b'{"ListDocsByRptTypeRes": {}}'.ljust(1000))
    imported = import_path(NOWHERE, tmp_path)
    (first, what, outcome), (_, other, _) = imported.files
    assert (first, what, outcome) == (str(tmp_path / "a"), "larger than 1,000 bytes", "not taken in")
    assert other == "a listing of a report's documents"
    assert imported.unknown == 1


def test_a_file_that_cannot_be_read_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(self: Path, mode: str) -> object:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "a").write_bytes(b"x")
    monkeypatch.setattr(Path, "open", locked)
    assert import_path(NOWHERE, tmp_path).files == [
        (str(tmp_path / "a"), "cannot be read: Permission denied", "not taken in")
    ]
