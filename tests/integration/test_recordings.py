"""Every value of every recorded ERCOT document is stored as the document says it, and leads back to it."""

import ast
import sys
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path

import pytest

from ingestion.backfill import Imported, import_path
from ingestion.run import Context
from ingestion.transport import Transport
from models.catalog.lookup import DATASETS
from models.catalog.lookup import measure as measure_named
from models.clock import day_bounds
from models.selection import Selection, Window
from models.store import lineage
from models.store.database import Database
from models.store.embedded import Cluster
from models.store.read import read as read_series
from models.store.write import Writer
from tests.support.database import administer_database, fresh_database
from tests.support.recorded import files
from tests.support.recorded.documents import Key, Values, json_of

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "tests" / "data"
RECORDINGS = ROOT.parent / "shared" / "ercot" / "recordings"
FOLDERS = ("annual", "cdr_html", "dashboards", "made_up", "mis", "public_api")
"""Where documents lie; `derived` has other people's forms, `malformed` a fault."""


UNMARKED_PAGE = "real_time_system_conditions__today.html"
UNMARKED_REPORT = "cdr.00013103.0000000000000000.20261031.230101123.HRLYRESOUTCAPNP3233_csv.csv"
"""Made-up documents of the repeated hour, in forms that have no mark for it."""


def documents_of(root: Path) -> list[Path]:
    folders = (root / name for name in FOLDERS)
    return sorted(path for folder in folders if folder.is_dir() for path in folder.iterdir())


def distinct() -> list[Path]:
    """Recorded documents, and those of the shipped ones that are no copies of them."""
    found: dict[str, Path] = {}
    for path in (*documents_of(RECORDINGS), *documents_of(SHIPPED)):
        found.setdefault(sha256(path.read_bytes()).hexdigest(), path)
    return list(found.values())


def name_of(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


DISTINCT = distinct()
ONE_BY_ONE = [
    path
    for path in DISTINCT
    if path.name not in (UNMARKED_PAGE, UNMARKED_REPORT)
    and files.reader_of(path) is not None
    and not (path.parent.name == "annual" and RECORDINGS in path.parents)
]
"""The recorded yearly files, which take seconds each, are compared where all recordings are taken in together."""
WITHOUT = [path for path in DISTINCT if any(word in path.name for word in files.WITHOUT_FIGURES)]


def take(database: Database, path: Path) -> Imported:
    return import_path(Context(database, Transport(), Writer(database)), path)


@dataclass
class Stored:
    """All that a database holds.

    values: what is stored, and the id of the document that says it. revised: what was said and lost.
    names, fetched, rows: of each document by its id.
    """

    values: dict[Key, tuple[float, int]] = field(default_factory=dict)
    revised: list[tuple[Key, float, int]] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)
    fetched: dict[int, datetime] = field(default_factory=dict)
    rows: dict[int, int] = field(default_factory=dict)


def stored(database: Database) -> Stored:
    found = Stored()
    with database.app() as connection:
        for dataset in DATASETS.values():
            posted = "f.posted" if dataset.is_forecast else "null::timestamptz"
            rows = connection.execute(
                f"select s.measure, s.entity, s.kind, f.ts, {posted}, f.value, f.load_id from {dataset.id} f "
                "join series s on s.id = f.series_id"
            )
            for *key, value, load in rows:
                found.values[tuple(key)] = value, load
        for *key, value, load in connection.execute(
            "select s.measure, s.entity, s.kind, r.ts, nullif(r.posted, '-infinity'), r.value, r.load_id "
            "from revision r join series s on s.id = r.series_id"
        ):
            found.revised.append((tuple(key), value, load))
        for id, name, fetched, count in connection.execute("select id, name, fetched_at, rows from document"):
            found.names[id], found.fetched[id], found.rows[id] = name, fetched, count
    return found


def dated(values: Values, taken_at: datetime) -> Values:
    """A forecast whose document doesn't say when it was published counts as published when it was taken in."""
    undated = {name for name, *_, posted in values if posted is None and measure_named(name).dataset.is_forecast}
    if not undated:
        return values
    return {
        (*key[:4], taken_at) if key[0] in undated and key[4] is None else key: value for key, value in values.items()
    }


def test_the_second_reading_shares_nothing_with_the_first() -> None:
    """Its modules import the standard library, openpyxl, and each other."""
    roots: set[str] = set()
    for module in (ROOT / "tests" / "support" / "recorded").glob("*.py"):
        for node in ast.walk(ast.parse(module.read_text())):
            if isinstance(node, ast.Import):
                roots.update(name.name for name in node.names)
            elif isinstance(node, ast.ImportFrom):
                roots.add(node.module or "")
    foreign = {name for name in roots if name.split(".")[0] not in sys.stdlib_module_names}
    assert {name for name in foreign if not name.startswith("tests.support.recorded")} == {"openpyxl"}


@pytest.fixture(scope="module")
def scratch(cluster: Cluster) -> Iterator[Database]:
    """One database for all single documents; each empties it first."""
    with fresh_database(cluster) as database:
        yield database


@pytest.mark.parametrize("path", ONE_BY_ONE, ids=name_of)
def test_all_values_of_a_document_are_stored_and_no_other(scratch: Database, path: Path) -> None:
    administer_database(scratch, "truncate document, series restart identity cascade")
    imported = take(scratch, path)
    assert not imported.taken.problems
    assert imported.taken.quarantined == 0
    found = stored(scratch)
    expected = dated(files.read(path), max(found.fetched.values()))
    assert expected
    assert found.values.keys() == expected.keys()
    assert {key: value for key, (value, _) in found.values.items() if value != expected[key]} == {}
    assert found.revised == []


@pytest.mark.parametrize("path", WITHOUT, ids=name_of)
def test_files_without_figures_are_told_by_kind_and_store_no_value(scratch: Database, path: Path) -> None:
    administer_database(scratch, "truncate document, series restart identity cascade")
    imported = take(scratch, path)
    ((_, what, _),) = imported.files
    (kind,) = [kind for word, kind in files.WITHOUT_FIGURES.items() if word in path.name]
    assert kind.lower() in what.lower()
    assert stored(scratch).values == {}


def test_an_hour_that_came_twice_is_not_guessed(scratch: Database) -> None:
    """The page is refused; of the report only the two rows in question are kept out, and the others stored."""
    administer_database(scratch, "truncate document, series restart identity cascade")
    page = take(scratch, SHIPPED / "made_up" / UNMARKED_PAGE)
    assert len(page.taken.problems) == 1
    assert "2026-11-01 01:20, which came twice" in page.taken.problems[0]
    take(scratch, SHIPPED / "made_up" / UNMARKED_REPORT)
    expected = files.read(SHIPPED / "made_up" / UNMARKED_REPORT)
    assert len(expected) == 3 * 12
    assert {key: value for key, (value, _) in stored(scratch).values.items()} == expected
    with scratch.app() as connection:
        kept_out = connection.execute("select line, text from quarantine order by line").fetchall()
    assert [line for line, _ in kept_out] == [4, 5]
    assert all("11/01/2026,02,1002" in text for _, text in kept_out)


def test_a_fault_saved_as_a_zip_is_reported_in_ercots_words(database: Database) -> None:
    imported = take(database, SHIPPED / "malformed" / "latest_report.zip")
    ((_, what, outcome),) = imported.files
    assert "reporttypeid" in what
    assert outcome == "not taken in"


@pytest.mark.parametrize("path", [path for path in WITHOUT if "Settlement_Points" in path.name], ids=name_of)
def test_the_network_model_is_stored_row_for_row(database: Database, path: Path) -> None:
    take(database, path)
    with database.app() as connection:
        rows = connection.execute(
            "select electrical_bus, node, psse_bus_name, psse_bus_number, voltage_level, substation, load_zone, "
            "resource_node, hub_bus, hub from network_point"
        ).fetchall()
    assert set(rows) == files.network_points(path)


@dataclass
class Intake:
    """A folder taken in whole: what came of it, what is stored, and what each document says, by its name."""

    database: Database
    imported: Imported
    stored: Stored
    said: dict[str, Values]
    paths: dict[str, Path]


def take_in_whole(database: Database, root: Path) -> Intake:
    """Take a folder in, while a process on the other core reads its workbooks by openpyxl."""
    paths = {path.name: path for path in documents_of(root) if files.reader_of(path) is not None}
    slow = [path for path in paths.values() if path.parent.name == "annual"] if root == RECORDINGS else []
    with ProcessPoolExecutor(1, get_context("spawn")) as beside:
        reading = {path.name: beside.submit(files.read, path) for path in slow}
        imported = take(database, root)
        found = stored(database)
        taken_at = {found.names[id]: instant for id, instant in found.fetched.items()}
        said = {
            name: dated(reading[name].result() if name in reading else files.read(path), taken_at[name])
            for name, path in paths.items()
        }
    return Intake(database, imported, found, said, paths)


@pytest.fixture(scope="module")
def recorded(cluster: Cluster, recordings: Path) -> Iterator[Intake]:
    """All recordings in one database."""
    with fresh_database(cluster) as database:
        yield take_in_whole(database, recordings)


@pytest.fixture(scope="module")
def shipped(cluster: Cluster) -> Iterator[Intake]:
    """All documents that come with the tests in one database."""
    with fresh_database(cluster) as database:
        yield take_in_whole(database, SHIPPED)


@pytest.fixture(params=("shipped", "recorded"))
def intake(request: pytest.FixtureRequest) -> Intake:
    found: Intake = request.getfixturevalue(request.param)
    return found


def settled(intake: Intake) -> tuple[Values, set[tuple[Key, float]]]:
    """What must be stored, and what must have lost: the higher rank wins, then the later publication."""
    taken_at: dict[str, datetime] = {}
    order: dict[str, int] = {}
    for id, name in sorted(intake.stored.names.items()):
        taken_at[name], order[name] = intake.stored.fetched[id], id

    def standing(name: str) -> tuple[int, datetime, int]:
        path = intake.paths[name]
        return files.rank_of(path), files.published(path) or taken_at[name], order[name]

    winners: Values = {}
    lost: set[tuple[Key, float]] = set()
    for name in sorted(intake.said, key=standing):
        values = intake.said[name]
        lost.update((key, winners[key]) for key in winners.keys() & values.keys() if winners[key] != values[key])
        winners.update(values)
    return winners, lost


def test_all_documents_were_taken_in(intake: Intake) -> None:
    assert [problem for problem in intake.imported.taken.problems if UNMARKED_PAGE not in problem] == []
    assert intake.paths.keys() - set(intake.stored.names.values()) == set()


def test_every_document_was_read_whole(intake: Intake) -> None:
    """Also where another document says the same, so that nothing of this one would be missed."""
    rows: dict[str, int] = defaultdict(int)
    for id, name in intake.stored.names.items():
        rows[name] += intake.stored.rows[id]
    assert {name: rows[name] for name in intake.said} == {name: len(values) for name, values in intake.said.items()}


def test_stored_is_what_the_winning_documents_say_and_nothing_else(intake: Intake) -> None:
    expected, _ = settled(intake)
    values = intake.stored.values
    assert sorted(expected.keys() - values.keys())[:10] == []
    assert sorted(values.keys() - expected.keys())[:10] == []
    assert [(key, value, expected[key]) for key, (value, _) in values.items() if value != expected[key]][:10] == []


def test_every_stored_value_leads_to_a_document_that_says_it(intake: Intake) -> None:
    said = {id: intake.said.get(name, {}) for id, name in intake.stored.names.items()}
    unproved = [key for key, (value, id) in intake.stored.values.items() if said[id].get(key) != value]
    assert unproved[:10] == []


def test_what_lost_is_kept_with_the_document_that_says_it(intake: Intake) -> None:
    _, lost = settled(intake)
    assert {(key, value) for key, value, _ in intake.stored.revised} == lost
    said = {id: intake.said.get(name, {}) for id, name in intake.stored.names.items()}
    assert [key for key, value, id in intake.stored.revised if said[id].get(key) != value][:10] == []


def test_the_recordings_are_many(recorded: Intake) -> None:
    """Nothing above may pass because nothing was read: 806,886 values, and those of forecasts published untimed."""
    assert len(recorded.stored.values) > 800_000
    assert len(recorded.said) == 50


def test_a_later_publication_of_a_year_replaced_the_earlier_one(recorded: Intake) -> None:
    early, final = (recorded.said[f"IntGenbyFuel2021__{word}.xlsx"] for word in ("early_publication", "final"))
    differing = [key for key in early if final[key] != early[key]]
    assert len(differing) == 9_333
    for key in differing[:: len(differing) // 20]:
        papers = lineage.papers(recorded.database, key[0], key[1], key[2], key[3])
        assert papers is not None
        assert papers.value == final[key]
        assert [earlier.value for earlier in papers.earlier] == [early[key]]
        assert "early" in papers.earlier[0].paper.name


def test_the_order_of_arrival_decides_nothing(scratch: Database) -> None:
    """A correction may come before what it corrects."""
    administer_database(scratch, "truncate document, series restart identity cascade")
    for name in ("RTMPRICECORRECTIONSPPNP4197.csv", *(path.name for path in (SHIPPED / "made_up").glob("*NP6905*"))):
        take(scratch, SHIPPED / "made_up" / name)
    first = datetime(2025, 11, 2, 6, tzinfo=UTC)
    found = stored(scratch)
    west = [found.values["rt_spp", "HB_WEST", "HU", first + hours * timedelta(hours=1), None][0] for hours in (0, 1)]
    assert west == [21.49, 41.25]
    assert {value for (_, entity, *_), value, _ in found.revised if entity == "HB_WEST"} == {21.5, 41.5}


def test_publications_of_a_forecast_stand_side_by_side(recorded: Intake) -> None:
    """Three hourly publications of expected outages, of an evening of Winter Storm Uri."""
    hour = datetime(2021, 2, 17, 2, tzinfo=UTC)
    key = ("outage_resource", "ERCOT", "", hour)
    timed = {
        posted: value
        for (*found, posted), (value, _) in recorded.stored.values.items()
        if tuple(found) == key and posted is not None and posted.year == 2021
    }
    assert len(timed) == 3
    assert {posted.replace(minute=0, second=0) for posted in timed} == {
        datetime(2021, 2, 16, 23, tzinfo=UTC),
        datetime(2021, 2, 17, 0, tzinfo=UTC),
        datetime(2021, 2, 17, 1, tzinfo=UTC),
    }


def test_importing_again_changes_nothing(recorded: Intake, recordings: Path) -> None:
    again = take(recorded.database, recordings / "dashboards")
    assert again.taken.changed == 0
    assert {outcome for _, _, outcome in again.files} == {"known already"}


def test_the_condition_that_ercot_declared_is_stored(intake: Intake) -> None:
    (path,) = [path for name, path in intake.paths.items() if name.startswith("daily-prc")]
    said = json_of(path)["current_condition"]
    with intake.database.app() as connection:
        rows = connection.execute("select state, eea_level, title, note from condition").fetchall()
    assert rows == [(said["state"], said["eea_level"], said["title"], said["condition_note"])]


def prices(database: Database, day: date) -> list[tuple[datetime, float]]:
    (series,) = read_series(database, Selection(("dam_spp",), Window(*day_bounds(day)), ("HB_HUBAVG",)))
    starts = [start.astype("datetime64[us]").item().replace(tzinfo=UTC) for start in series.starts]
    return list(zip(starts, series.values.tolist(), strict=True))


def test_the_november_day_has_its_repeated_hour_twice(intake: Intake) -> None:
    found = prices(intake.database, date(2025, 11, 2))
    first = datetime(2025, 11, 2, 6, tzinfo=UTC)
    assert len(found) == 25
    assert dict(found)[first] == 46.44
    assert dict(found)[first + timedelta(hours=1)] == 48.25


def test_the_march_day_has_23_hours(intake: Intake) -> None:
    assert len(prices(intake.database, date(2025, 3, 9))) == 23
    assert len(prices(intake.database, date(2026, 3, 8))) == 23


NOVEMBER = datetime(2021, 11, 7, 5, tzinfo=UTC)
"""Midnight of a 25-hour day; its repeated hour starts one and two hours later."""


@pytest.mark.parametrize(
    ("measure", "entity", "start", "value"),
    [
        ("load", "ERCOT", NOVEMBER + timedelta(hours=1), 33049.815345),
        ("load", "ERCOT", NOVEMBER + timedelta(hours=2), 32661.760943),
        ("load", "ERCOT", NOVEMBER + timedelta(hours=3), 32503.665084),
        ("fuel_energy", "WIND", NOVEMBER + timedelta(minutes=60), 4386.755549),
        ("fuel_energy", "WIND", NOVEMBER + timedelta(minutes=180), 4185.122282),
        ("dam_mcpc", "REGDN", datetime(2015, 11, 1, 6, tzinfo=UTC), 3.98),
        ("dam_mcpc", "REGDN", datetime(2015, 11, 1, 7, tzinfo=UTC), 3.86),
        ("as_cleared", "REGUP", datetime(2024, 11, 3, 6, tzinfo=UTC), 219.0),
        ("as_cleared", "REGUP", datetime(2024, 11, 3, 7, tzinfo=UTC), 224.0),
        ("as_cleared", "REGUP", datetime(2024, 11, 4, 5, tzinfo=UTC), 224.0),
    ],
)
def test_repeated_hours_by_text_by_extra_column_by_flag_and_by_count(
    intake: Intake, measure: str, entity: str, start: datetime, value: float
) -> None:
    """`02:00 DST`, `01:15 (DST)`, Y, and hours 1 to 25: figures copied from the documents by hand."""
    assert intake.stored.values[measure, entity, "", start, None][0] == value


@pytest.mark.parametrize(
    ("measure", "entity", "midnight", "count"),
    [
        ("load", "ERCOT", NOVEMBER, 25),
        ("load", "ERCOT", datetime(2021, 3, 14, 6, tzinfo=UTC), 23),
        ("fuel_energy", "WIND", NOVEMBER, 100),
        ("fuel_energy", "WIND", datetime(2021, 3, 14, 6, tzinfo=UTC), 92),
        ("dam_mcpc", "REGDN", datetime(2015, 3, 8, 6, tzinfo=UTC), 23),
        ("as_cleared", "REGUP", datetime(2024, 11, 3, 5, tzinfo=UTC), 25),
    ],
)
def test_days_on_which_clocks_change_have_all_their_intervals(
    intake: Intake, measure: str, entity: str, midnight: datetime, count: int
) -> None:
    """One after another with no hole, from midnight to the next midnight."""
    hours = 25 if midnight.month == 11 else 23
    found = sorted(
        start
        for (name, code, kind, start, _) in intake.stored.values
        if (name, code, kind) == (measure, entity, "") and midnight <= start < midnight + timedelta(hours=hours)
    )
    step = timedelta(hours=hours) / count
    assert found == [midnight + place * step for place in range(count)]
