"""Memory stays bounded: a year's file, a hundred megabytes of junk and a bomb, each in a process that is measured."""

import json
import random
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from ingestion.simulator.server import Running, serve
from models.store.database import Database
from tests.support.workbooks import sheet, workbook

ROOT = Path(__file__).resolve().parents[2]
MEGA = 1 << 20

YEAR_BOUND = 200 * MEGA
"""What the process may grow by while it takes in a year of hub and zone prices, 131,400 rows."""

READER_BOUND = 1024 * MEGA
"""What the child that opens the workbook may use; it is ended beyond."""

JUNK_BOUND = 160 * MEGA
"""What the process may grow by while it looks at a file of 100 MB, or at a bomb: it holds that much once."""

FETCH_BOUND = 120 * MEGA
"""What the process may grow by while a server sends 100 MB of junk, or a bomb: the limits are 16 and 64 MB."""

POINTS = (
    *("HB_BUSAVG", "HB_HOUSTON", "HB_HUBAVG", "HB_NORTH", "HB_PAN", "HB_SOUTH", "HB_WEST"),
    *("LZ_AEN", "LZ_CPS", "LZ_HOUSTON", "LZ_LCRA", "LZ_NORTH", "LZ_RAYBN", "LZ_SOUTH", "LZ_WEST"),
)
FUELS = ("Coal and Lignite", "Hydro", "Nuclear", "Other", "Power Storage", "Solar", "Wind", "Natural Gas")


def measured(database: Database, *words: str) -> dict[str, Any]:
    addresses = database.addresses
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.measure_memory", addresses.app, addresses.owner, database.origin, *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    print(
        f"{words[0]} {Path(words[-1]).name}: {found['rows']:,} values; resident memory grew by {found['growth']:,} "
        f"bytes from {found['before']:,}, its child's peaked at {found['children']:,}"
    )
    return found


def year_of_prices() -> bytes:
    """The year 2025 as ERCOT's annual day-ahead file has it: a sheet a month, 15 points, 8,760 hours."""
    sheets: dict[str, list[list[str | float]]] = {}
    day = date(2025, 1, 1)
    while day.year == 2025:
        rows = sheets.setdefault(
            f"{day:%b}",
            [["Delivery Date", "Hour Ending", "Repeated Hour Flag", "Settlement Point", "Settlement Point Price"]],
        )
        for hour, flag in hours_of(day):
            for number, point in enumerate(POINTS):
                rows.append([f"{day:%m/%d/%Y}", f"{hour:02}:00", flag, point, round(20 + hour + number / 100, 2)])
        day += timedelta(days=1)
    return workbook({name: sheet(rows) for name, rows in sheets.items()})


def hours_of(day: date) -> list[tuple[int, str]]:
    hours = [(hour, "N") for hour in range(1, 25)]
    if day == date(2025, 3, 9):
        hours.remove((3, "N"))
    if day == date(2025, 11, 2):
        hours.insert(2, (2, "Y"))
    return hours


def test_a_full_year_is_imported_within_its_bound(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "rpt.00013060.0000000000000000.DAMLZHBSPP_2025.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("rpt.00013060.0000000000000000.DAMLZHBSPP_2025.xlsx", year_of_prices())
    found = measured(database, "import", str(path))
    assert found["rows"] == 131_400, found["said"]
    assert found["growth"] < YEAR_BOUND
    assert found["children"] < READER_BOUND


@pytest.mark.parametrize("opening", [b"\xef\xbb\xbf \n", b"PK\x03\x04", b"\xef\xbb\xbf{", b" <html>", b"A,B\n"])
def test_a_hundred_megabytes_of_junk_are_looked_at_and_left(database: Database, tmp_path: Path, opening: bytes) -> None:
    path = tmp_path / "junk"
    # White space at an end, and a mark before the text, are what tempts a reader to copy the whole.
    block = random.Random(13).randbytes(MEGA - 1) + b"\n"
    with path.open("wb") as file:
        file.write(opening)
        for _ in range(100):
            file.write(block)
    found = measured(database, "import", str(path))
    (said,) = found["said"]
    assert said.endswith("not taken in"), said
    assert found["growth"] < JUNK_BOUND


def test_a_bomb_among_files_is_refused_and_the_rest_is_taken(database: Database, tmp_path: Path) -> None:
    with (
        zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("bomb.csv", "w", force_zip64=True) as member,
    ):
        for _ in range(1000):
            member.write(bytes(MEGA))
    page = {
        "lastUpdated": "2026-09-29 11:00:00-0500",
        "data": {"2026-09-29": {"2026-09-29 10:00:00-0500": {fuel: {"gen": 100.0} for fuel in FUELS}}},
    }
    (tmp_path / "fuel-mix.json").write_bytes(orjson.dumps(page))
    found = measured(database, "import", str(tmp_path))
    assert "unpacks to more than" in found["said"][0]
    assert "not taken in" in found["said"][0]
    assert found["rows"] == len(FUELS), found["said"]
    assert found["growth"] < JUNK_BOUND


@pytest.fixture(scope="module")
def simulator() -> Iterator[Running]:
    with serve() as running:
        yield running


@pytest.mark.parametrize("kind", ["junk", "zip-bomb"])
@pytest.mark.parametrize("feed", ["fuel_mix", "system_load"])
def test_a_server_that_sends_without_end_is_cut_at_the_limit(
    simulated_database: Database, simulator: Running, kind: str, feed: str
) -> None:
    simulator.simulator.faults.clear()
    simulator.simulator.faults.add(kind)
    found = measured(simulated_database, "run", simulator.url, feed)
    assert found["rows"] == 0
    assert "larger than" in found["said"][0] or "unpacks to more than" in found["said"][0]
    assert found["growth"] < FETCH_BOUND
