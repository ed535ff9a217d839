"""The scripts behind `make`: what is missing is one line that names it, and what is there costs next to nothing."""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.txt", "requirements-dev.txt", "pyproject.toml", "deploy/requirements-uv.txt")
COMMANDS = ("sh", "id", "cat", "sha256sum", "dirname", "cut", "mkdir", "rm", "flock", "basename", "sed", "printf")
PACKAGE = "apt-get install" if os.geteuid() == 0 else "sudo apt-get install"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with nothing but what the scripts read, and a PATH with nothing but the plainest commands."""
    place = tmp_path / "checkout"
    (place / "deploy").mkdir(parents=True)
    for name in (*LOCKS, "deploy/bootstrap", "deploy/browser"):
        shutil.copy(ROOT / name, place / name)
    (tmp_path / "bin").mkdir()
    for name in COMMANDS:
        found = shutil.which(name)
        if found:
            # A program that calls the real one, and no link: a test may put its own in this place.
            command(place, name, f'exec "{found}" "$@"')
    return place


def command(checkout: Path, name: str, text: str) -> None:
    program = checkout.parent / "bin" / name
    assert not program.is_symlink()
    program.write_text(f"#!/bin/sh\n{text}\n")
    program.chmod(0o755)


def run(checkout: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(checkout / "deploy" / words[0]), *words[1:]],
        env={"PATH": str(checkout.parent / "bin"), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_no_python(checkout: Path) -> None:
    done = run(checkout, "bootstrap", "run")
    assert (done.returncode, done.stderr) == (1, f"python3 is missing: {PACKAGE} python3\n")


def test_an_old_python(checkout: Path) -> None:
    command(checkout, "python3", 'case "$2" in *version_info*) exit 1;; *) echo 3.9.2;; esac')
    done = run(checkout, "bootstrap", "run")
    assert (done.returncode, done.stderr) == (1, "Python 3.11 or newer is needed, and python3 is 3.9.2.\n")


def test_no_venv(checkout: Path) -> None:
    command(checkout, "python3", 'case "$2" in *ensurepip*) exit 1;; *) exit 0;; esac')
    done = run(checkout, "bootstrap", "run")
    assert (done.returncode, done.stderr) == (1, f"python3-venv is missing: {PACKAGE} python3-venv\n")
    assert not (checkout / ".venv").exists()


def test_no_package_index(checkout: Path) -> None:
    command(checkout, "python3", 'mkdir -p .venv/bin; printf "#!/bin/sh\\nexit 1\\n" > .venv/bin/python; exit 0')
    done = run(checkout, "bootstrap", "run")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].endswith("is a package index reachable?")


def stamp(checkout: Path, level: str) -> None:
    """What a finished install leaves."""
    (checkout / ".venv" / "bin").mkdir(parents=True, exist_ok=True)
    python = checkout / ".venv" / "bin" / "python"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    text = f"{checkout}\n".encode() + b"".join((checkout / name).read_bytes() for name in LOCKS)
    (checkout / ".venv" / ".installed").write_text(f"{level} {hashlib.sha256(text).hexdigest()}\n")


@pytest.mark.parametrize(("installed", "wanted"), [("run", "run"), ("dev", "dev"), ("dev", "run")])
def test_what_is_installed_costs_next_to_nothing(installed: str, wanted: str, checkout: Path) -> None:
    stamp(checkout, installed)
    began = time.monotonic()
    done = run(checkout, "bootstrap", wanted)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert time.monotonic() - began < 0.5


def test_a_changed_lock_is_installed_again(checkout: Path) -> None:
    stamp(checkout, "run")
    (checkout / "requirements.txt").write_text("six==1.17.0\n")
    done = run(checkout, "bootstrap", "run")
    assert done.returncode == 1
    assert "python3 is missing" in done.stderr


def test_a_moved_checkout_is_installed_again(checkout: Path) -> None:
    stamp(checkout, "run")
    moved = checkout.rename(checkout.parent / "moved")
    assert run(moved, "bootstrap", "run").returncode == 1


def test_run_s_packages_are_not_enough_for_tests(checkout: Path) -> None:
    stamp(checkout, "run")
    assert run(checkout, "bootstrap", "dev").returncode == 1


def test_a_browser_is_found(checkout: Path) -> None:
    command(checkout, "chromium-browser", "exit 0")
    done = run(checkout, "browser")
    assert (done.returncode, done.stdout) == (0, f"{checkout.parent / 'bin' / 'chromium-browser'}\n")


def test_no_browser_leaves_its_tests_out_and_says_how_to_get_one(checkout: Path) -> None:
    command(checkout, "id", "echo 1000")
    done = run(checkout, "browser")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == (
        "No Chromium: the browser tests are left out. To run them too: "
        "sudo apt-get install chromium fonts-dejavu-core\n"
    )


def test_no_browser_is_an_error_in_ci(checkout: Path) -> None:
    command(checkout, "id", "echo 1000")
    done = run(checkout, "browser", CI="1")
    assert (done.returncode, done.stdout) == (1, "")
    assert "CI demands the browser tests" in done.stderr


def test_root_installs_debian_s_browser(checkout: Path) -> None:
    command(checkout, "id", "echo 0")
    binary = checkout.parent / "bin" / "chromium"
    command(
        checkout,
        "apt-get",
        f'case "$1" in install) printf "#!/bin/sh\\n" > "{binary}"; "{shutil.which("chmod")}" +x "{binary}";; esac',
    )
    done = run(checkout, "browser", CI="1")
    assert (done.returncode, done.stdout) == (0, f"{binary}\n")
    assert "installing Debian's" in done.stderr
