"""Importing a folder: what is absurd harms only itself, and whatever is refused is on record with its reason."""

from pathlib import Path

import pytest

from ingestion import backfill, table
from ingestion.backfill import Imported, import_path
from ingestion.recognise import recognise
from ingestion.run import Context, take_in
from ingestion.transport import Transport
from models.store.database import Database
from models.store.freshness import quarantine, refused
from models.store.write import Writer

HEAD = (
    "DeliveryDate,DeliveryHour,DeliveryInterval,SettlementPointName,SettlementPointType,SPPOriginal,SPPCorrected,"
    "PriceCorrectionTime,DSTFlag"
)


def take(database: Database, path: Path) -> Imported:
    return import_path(Context(database, Transport("http://127.0.0.1:9"), Writer(database)), path)


def outcomes(imported: Imported) -> dict[str, str]:
    return {Path(file).name: f"{what}: {outcome}" for file, what, outcome in imported.files}


def price(value: float, *, point: str = "HB_WEST", interval: int = 1) -> str:
    return f"09/29/2026,12,{interval},{point},HU,20.00,{value},10/01/2026 09:00:00,N"


def corrections(*rows: str) -> str:
    """A report of corrected prices: the one table of points that may be short."""
    return "\n".join([HEAD, *rows, ""])


def test_a_name_without_end_keeps_only_its_row_out(database: Database, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(corrections(price(20.5), price(20.5, point="LZ_" + "X" * 500_000)))
    (tmp_path / "b.csv").write_text(corrections(price(21.5, interval=2)))
    told = outcomes(take(database, tmp_path))
    assert "1 values, 1 new or changed, 1 quarantined" in told["a.csv"]
    assert "1 values, 1 new or changed" in told["b.csv"]
    (row,) = [row for row in quarantine(database) if row.line]
    assert (row.line, row.field) == (3, "name")
    assert "longer than 80" in row.rule


def test_what_the_database_refuses_does_not_stop_its_neighbours(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Were a layer above to let something through, the database still refuses it, that document alone."""
    for interval, name in enumerate("ab", 1):
        (tmp_path / f"{name}.csv").write_text(corrections(price(20.5, interval=interval)))
    files = sorted(tmp_path.iterdir())
    context = Context(database, Transport("http://127.0.0.1:9"), Writer(database))
    arrived = [
        each
        for file in files
        for each in backfill._arrivals(file, file.read_bytes(), recognise(file.name, file.read_bytes()))
    ]
    written = context.writer.write

    def spoil(batches: list[tuple[int, object]]) -> object:
        for _, batch in batches:
            if batch.document.name == "a.csv":  # type: ignore[attr-defined]
                batch.parsed.blocks[0].values[0] = float("inf")  # type: ignore[attr-defined]
        return written(batches)  # type: ignore[arg-type]

    monkeypatch.setattr(context.writer, "write", spoil)
    taken = take_in(context, arrived)
    assert taken.documents == 1
    ((problem,),) = (taken.problems,)
    assert "a.csv: The database refuses the values" in problem
    with database.app() as connection:
        states = dict(connection.execute("select name, state from document").fetchall())
    assert states == {"a.csv": "refused", "b.csv": "stored"}


def test_a_document_of_bad_rows_is_given_up_early(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table, "MOST_REJECTS", 50)
    (tmp_path / "a.csv").write_text(corrections(*["junk,of,many,words"] * 60))
    told = outcomes(take(database, tmp_path))
    assert "More than 50 rows are bad; the first, on line 2" in told["a.csv"]


def test_a_table_beyond_all_measure_is_refused_unread(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table, "LARGEST_TABLE", 200)
    (tmp_path / "a.csv").write_text(corrections(*[price(20.5)] * 9))
    assert "none of ERCOT's has over 200" in outcomes(take(database, tmp_path))["a.csv"]


def test_a_renamed_column_is_named_and_every_refusal_is_on_record(database: Database, tmp_path: Path) -> None:
    (tmp_path / "renamed.csv").write_text(corrections(price(20.5)).replace("SPPCorrected", "NewPrice"))
    (tmp_path / "utf16.csv").write_bytes(corrections(price(20.5)).encode("utf-16"))
    (tmp_path / "cut.zip").write_bytes(b"PK\x03\x04 and no more")
    told = outcomes(take(database, tmp_path))
    assert "but without SPPCorrected" in told["renamed.csv"]
    recorded = {row.document: row.text for row in refused(database)}
    assert set(recorded) == {"renamed.csv", "utf16.csv", "cut.zip"}
    assert "without SPPCorrected" in recorded["renamed.csv"]


def test_links_are_not_followed(database: Database, tmp_path: Path) -> None:
    (tmp_path / "outside.csv").write_text(corrections(price(20.5)))
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "link.csv").symlink_to(tmp_path / "outside.csv")
    assert take(database, folder).files == []
