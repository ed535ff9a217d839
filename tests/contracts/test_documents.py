"""Documents that cannot lie: what they name exists, and what is generated equals its source."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
PATHS = re.compile(r"`((?:tests|docs|models|ingestion|dashapp|pages|callbacks|deploy|assets|bench)/[\w./-]+)`")
LINKS = re.compile(r"\]\((?!http)([^)#]+)\)")
TARGETS = re.compile(r"`make ([a-z-]+)")
COMMANDS = re.compile(r"`ercot ([a-z]+)")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_path_and_link_leads_somewhere(document: Path) -> None:
    text = document.read_text()
    missing = [path for path in PATHS.findall(text) if not (ROOT / path).exists()]
    missing += [link for link in LINKS.findall(text) if not (document.parent / link).exists()]
    assert not missing


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_exists(document: Path) -> None:
    text = document.read_text()
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(TARGETS.findall(text)) <= targets
    told = subprocess.run(
        [sys.executable, "-m", "dashapp.cli.main", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert [
        command for command in COMMANDS.findall(text) if not re.search(rf"^\s+{command}\b", told, re.MULTILINE)
    ] == []


def test_the_data_dictionary_equals_the_catalog() -> None:
    from dashapp.cli import dictionary

    assert (ROOT / "docs" / "dictionary.md").read_text() == dictionary.document()


def test_every_row_of_this_piece_is_listed() -> None:
    counts = {"ARC": 8, "ING": 9, "DQ": 7, "STO": 8, "CFG": 6, "DEV": 15, "OWN": 6}
    text = (ROOT / "docs" / "requirements.md").read_text()
    for area, count in counts.items():
        assert re.findall(rf"^\| (R-{area}-\d\d)", text, re.MULTILINE) == [
            f"R-{area}-{number:02}" for number in range(1, count + 1)
        ]
