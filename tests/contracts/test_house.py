"""The house rules that a linter cannot see: what stands at the top, where names come from, how long things are."""

import ast
import importlib
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("dashapp", "pages", "callbacks", "ingestion", "ai", "models", "grafana_sync")

OWNERS = {*ROOMS, "assets", "tests", "wsgi.py", "docker-compose.yml", "README.md"}
ADDED = {
    ".ci",
    ".gitignore",
    ".pre-commit-config.yaml",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "Makefile",
    "bench",
    "deploy",
    "docs",
    "pyproject.toml",
    "requirements.txt",
    "requirements-dev.txt",
}

LONGEST_MODULE = 400
LONGEST_FUNCTION = 60
LONGER_MODULES: dict[str, str] = {}
"""Modules over the ceiling, each with its reason. Catalog declarations and migrations need none."""


def tracked() -> list[Path]:
    names = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    return [Path(name) for name in names]


def modules() -> list[Path]:
    return [ROOT / path for path in tracked() if path.suffix == ".py" and path.parts[0] in {*ROOMS, "wsgi.py"}]


def test_the_top_level_is_the_owners_list_and_the_agreed_additions() -> None:
    top = {path.parts[0] for path in tracked()}
    assert top >= OWNERS
    assert top <= OWNERS | ADDED


@pytest.mark.parametrize("room", ROOMS)
def test_each_room_is_imported_from_here(room: str) -> None:
    found = importlib.import_module(room)
    assert Path(str(found.__file__)).is_relative_to(ROOT)


def test_no_package_markers_under_tests() -> None:
    assert not list((ROOT / "tests").rglob("__init__.py"))


def test_modules_and_functions_are_of_readable_length() -> None:
    long = []
    for path in modules():
        name = str(path.relative_to(ROOT))
        if name.startswith(("models/catalog/", "models/migrations/")) or name in LONGER_MODULES:
            continue
        text = path.read_text()
        lines = text.count("\n")
        if lines > LONGEST_MODULE:
            long.append(f"{name}: {lines} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
                length = node.end_lineno - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    long.append(f"{name}: {node.name} has {length} lines")
    assert not long


def test_every_function_has_type_hints() -> None:
    bare = []
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
                unhinted = [a.arg for a in arguments if a.annotation is None and a.arg not in ("self", "cls")]
                if unhinted or node.returns is None:
                    bare.append(f"{path.relative_to(ROOT)}: {node.name}")
    assert not bare


def test_only_the_clock_asks_the_time() -> None:
    asking = []
    for path in modules():
        if path == ROOT / "models" / "clock.py":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                called = f"{node.value.id}.{node.attr}"
                if called in {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"}:
                    asking.append(f"{path.relative_to(ROOT)}:{node.lineno} {called}")
    assert not asking


def test_no_machine_and_no_registry_is_named_in_the_tree() -> None:
    words = ("/wo" + "rk/", "/ro" + "ot/", "pypi" + ".org", "files.python" + "hosted.org", "registry.npm" + "js.org")
    found = []
    for path in tracked():
        if path.suffix in {".png", ".woff2", ".zip", ".xlsx", ".gz", ".br", ".parquet"} or not (ROOT / path).is_file():
            continue
        text = (ROOT / path).read_text(errors="replace")
        found += [f"{path}: {word}" for word in words if word in text]
    assert not found
