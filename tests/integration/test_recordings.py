"""Every value of every recorded ERCOT document is stored as the document says it, and leads back to it."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from ingestion.backfill import Imported, import_path
from ingestion.run import Context
from ingestion.transport import Transport
from models.catalog.lookup import DATASETS
from models.clock import day_bounds
from models.selection import Selection, Window
from models.store import lineage
from models.store.database import Database
from models.store.embedded import Cluster
from models.store.read import read as read_series
from models.store.write import Writer
from tests.support import readers
from tests.support.database import administer_database, fresh_database
from tests.support.readers import Key, Values

RECORDINGS = Path(__file__).resolve().parents[3] / "shared" / "ercot" / "recordings"
FOLDERS = ("annual", "cdr_html", "dashboards", "mis", "public_api")


def files() -> list[Path]:
    if not RECORDINGS.is_dir():
        return []
    return sorted(path for folder in FOLDERS for path in (RECORDINGS / folder).iterdir())


WITH_FIGURES = [path for path in files() if readers.reader_of(path) is not None]
ONE_BY_ONE = [path for path in WITH_FIGURES if path.parent.name != "annual"]
"""The yearly files are compared where all recordings are taken in together: each takes seconds."""
WITHOUT = [path for path in files() if readers.reader_of(path) is None]


def take(database: Database, path: Path) -> Imported:
    return import_path(Context(database, Transport(), Writer(database)), path)


def stored(database: Database) -> Values:
    """Every stored value of every dataset."""
    found: Values = {}
    with database.app() as connection:
        for dataset in DATASETS.values():
            posted = "f.posted" if dataset.is_forecast else "null::timestamptz"
            rows = connection.execute(
                f"select s.measure, s.entity, s.kind, f.ts, {posted}, f.value from {dataset.id} f "
                "join series s on s.id = f.series_id"
            )
            for measure, entity, kind, start, published, value in rows:
                found[measure, entity, kind, start, published] = value
    return found


def without_unknown_postings(found: Values, expected: Values) -> Values:
    """Where a name says nothing of a publication, the reader can't know it: compare the rest."""
    if any(key[4] is not None for key in expected) or all(key[4] is None for key in found):
        return found
    return {(*key[:4], None): value for key, value in found.items()}


@pytest.fixture(scope="module")
def scratch(cluster: Cluster) -> Iterator[Database]:
    """One database for all single documents; each empties it first."""
    with fresh_database(cluster) as database:
        yield database


@pytest.mark.parametrize("path", ONE_BY_ONE or [None], ids=lambda path: path.name if path else "absent")
def test_all_values_of_a_document_are_stored_and_no_other(scratch: Database, recordings: Path, path: Path) -> None:
    administer_database(scratch, "truncate document, series restart identity cascade")
    imported = take(scratch, path)
    assert not imported.taken.problems
    assert imported.taken.quarantined == 0
    expected = readers.read(path)
    found = without_unknown_postings(stored(scratch), expected)
    assert expected
    assert found.keys() == expected.keys()
    assert {key: value for key, value in found.items() if value != expected[key]} == {}


@pytest.mark.parametrize("path", WITHOUT or [None], ids=lambda path: path.name if path else "absent")
def test_files_without_figures_are_told_by_kind_and_store_no_value(
    database: Database, recordings: Path, path: Path
) -> None:
    imported = take(database, path)
    ((_, what, _),) = imported.files
    kinds = {
        "IceDocListJsonWS": "listing",
        "archive_listing": "archive",
        "products_catalog": "products",
        "Settlement_Points": "Settlement points",
    }
    (kind,) = [kind for word, kind in kinds.items() if word in path.name]
    assert kind in what
    assert stored(database) == {}


def test_a_fault_saved_as_a_zip_is_reported_in_ercots_words(database: Database, recordings: Path) -> None:
    imported = take(database, recordings / "malformed" / "latest_report.zip")
    ((_, what, outcome),) = imported.files
    assert "reporttypeid" in what
    assert outcome == "not taken in"


def test_the_network_model_is_stored_row_for_row(database: Database, recordings: Path) -> None:
    (path,) = (recordings / "mis").glob("Settlement_Points*")
    take(database, path)
    with database.app() as connection:
        rows = connection.execute(
            "select electrical_bus, node, psse_bus_name, psse_bus_number, voltage_level, substation, load_zone, "
            "resource_node, hub_bus, hub from network_point"
        ).fetchall()
    assert set(rows) == readers.network_points(path)


@pytest.fixture(scope="module")
def whole(cluster: Cluster, recordings: Path) -> Iterator[tuple[Database, Imported]]:
    """All recordings in one database."""
    with fresh_database(cluster) as database:
        yield database, take(database, recordings)


def claims() -> dict[str, Values]:
    """What each document says, by its name."""
    return {path.name: readers.read(path) for path in WITH_FIGURES}


def test_every_stored_value_leads_to_a_document_that_says_it(whole: tuple[Database, Imported]) -> None:
    database, imported = whole
    assert not imported.taken.problems
    said = claims()
    unproved: list[tuple[str, Key]] = []
    seen: dict[str, set[Key]] = defaultdict(set)
    with database.app() as connection:
        for dataset in DATASETS.values():
            posted = "f.posted" if dataset.is_forecast else "null::timestamptz"
            rows = connection.execute(
                f"select d.name, s.measure, s.entity, s.kind, f.ts, {posted}, f.value from {dataset.id} f "
                "join series s on s.id = f.series_id join document d on d.id = f.load_id"
            )
            for name, measure, entity, kind, start, published, value in rows:
                key = (measure, entity, kind, start, published)
                if key not in said[name]:
                    key = (measure, entity, kind, start, None)
                if said[name].get(key) != value:
                    unproved.append((name, key))
                seen[name].add(key)
    assert not unproved
    assert sum(len(keys) for keys in seen.values()) > 600_000


def test_what_lost_is_kept_with_its_document(whole: tuple[Database, Imported]) -> None:
    """Each claim of each document is the stored value, or stands among the revisions."""
    database, _ = whole
    current = stored(database)
    timeless: dict[Key, set[float]] = defaultdict(set)
    for key, value in current.items():
        timeless[(*key[:4], None)].add(value)
    with database.app() as connection:
        revised = {
            (name, measure, entity, kind, start): value
            for name, measure, entity, kind, start, value in connection.execute(
                "select d.name, s.measure, s.entity, s.kind, r.ts, r.value from revision r "
                "join series s on s.id = r.series_id join document d on d.id = r.load_id"
            )
        }
    lost = []
    for name, values in claims().items():
        for key, value in values.items():
            is_current = current.get(key) == value or (key[4] is None and value in timeless[key])
            if not is_current and revised.get((name, *key[:4])) != value:
                lost.append((name, key, value))
    assert not lost


def test_a_later_publication_of_a_year_replaced_the_earlier_one(whole: tuple[Database, Imported]) -> None:
    database, _ = whole
    early, final = (
        readers.read(RECORDINGS / "annual" / f"IntGenbyFuel2021__{word}.xlsx")
        for word in ("early_publication", "final")
    )
    differing = [key for key in early if final[key] != early[key]]
    assert differing
    for key in differing[:: len(differing) // 20]:
        papers = lineage.papers(database, key[0], key[1], key[2], key[3])
        assert papers is not None
        assert papers.value == final[key]
        assert [earlier.value for earlier in papers.earlier] == [early[key]]
        assert "early" in papers.earlier[0].paper.name


def test_importing_again_changes_nothing(whole: tuple[Database, Imported], recordings: Path) -> None:
    database, _ = whole
    again = take(database, recordings / "dashboards")
    assert again.taken.changed == 0
    assert {outcome for _, _, outcome in again.files} == {"known already"}


def day_ahead(database: Database, day: date) -> list[tuple[datetime, float]]:
    (series,) = read_series(database, Selection(("dam_spp",), Window(*day_bounds(day)), ("HB_HUBAVG",)))
    starts = [start.astype("datetime64[us]").item().replace(tzinfo=UTC) for start in series.starts]
    return list(zip(starts, series.values.tolist(), strict=True))


def test_the_november_day_has_its_repeated_hour_twice(whole: tuple[Database, Imported]) -> None:
    prices = day_ahead(whole[0], date(2025, 11, 2))
    first = datetime(2025, 11, 2, 6, tzinfo=UTC)
    assert len(prices) == 25
    assert dict(prices)[first] == 46.44
    assert dict(prices)[first + timedelta(hours=1)] == 48.25


def test_the_march_day_has_23_hours(whole: tuple[Database, Imported]) -> None:
    assert len(day_ahead(whole[0], date(2025, 3, 9))) == 23
    assert len(day_ahead(whole[0], date(2026, 3, 8))) == 23
