"""The stand-in ERCOT stands alone: it shares neither parsers nor storage with what reads it."""

import ast
from pathlib import Path

import pytest

ROOM = Path(__file__).parents[2] / "ingestion" / "simulator"
FIRST_PARTY = {"ai", "bench", "callbacks", "dashapp", "grafana_sync", "ingestion", "models", "pages", "tests", "wsgi"}


def imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} imports relatively"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("path", sorted(ROOM.glob("*.py")), ids=lambda path: path.name)
def test_a_module_of_the_simulator_knows_only_itself_and_the_clock(path: Path) -> None:
    ours = {name for name in imported(path) if name.split(".")[0] in FIRST_PARTY}
    assert all(name.startswith("ingestion.simulator") or name == "models.clock" for name in ours), ours


def test_only_its_clock_asks_the_time() -> None:
    asking = [path.name for path in ROOM.glob("*.py") if "models.clock" in imported(path)]
    assert asking == ["clock.py"]
