"""`ercot serve` and its fellow commands as programs of their own, as a person starts them."""

import http.client
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from dashapp.settings import Settings

T = TypeVar("T")

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 40.0
_ERCOT = [sys.executable, "-m", "dashapp.cli.main"]


def environment(**given: object) -> dict[str, str]:
    """This process's environment without any setting of the product, and with those that are given."""
    bare = {name: value for name, value in os.environ.items() if name.lower() not in Settings.model_fields}
    return {**bare, **{name: str(value) for name, value in given.items()}}


def ercot(*words: str, **given: object) -> subprocess.CompletedProcess[str]:
    """Run one command to its end, with these settings."""
    return subprocess.run(
        [*_ERCOT, *words],
        cwd=ROOT,
        env=environment(**given),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


class Server:
    """A running `ercot serve`: what it says, where it listens, what it has started."""

    def __init__(self, given: Mapping[str, object]) -> None:
        self.began = time.monotonic()
        self.seconds_to_serve = 0.0
        self.process = subprocess.Popen(
            [*_ERCOT, "serve"],
            cwd=ROOT,
            env=environment(**{"PORT": 0, **given}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.pid = self.process.pid
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as stream:
            self.lines.extend(iter(stream.readline, ""))

    @property
    def said(self) -> str:
        """All it has printed so far."""
        return "".join(self.lines)

    @property
    def address(self) -> str:
        """Where it serves, by its own words."""
        return self.hears(r"^  address +(http\S+)$")[1]

    def hears(self, pattern: str) -> re.Match[str]:
        """Wait until it has printed a line that matches."""

        def search() -> re.Match[str] | None:
            found = re.search(pattern, self.said, re.M)
            assert found or self.process.poll() is None or self._reader.is_alive(), self.said
            return found

        return eventually(search, lambda: self.said)

    def get(self, path: str, timeout: float = 10.0) -> tuple[int, bytes]:
        """Status and body of one page."""
        return get(self.address + path, timeout)

    def up(self) -> "Server":
        """Wait until it answers."""
        eventually(lambda: _answers(self.address), lambda: self.said)
        self.seconds_to_serve = time.monotonic() - self.began
        return self

    def send(self, number: signal.Signals) -> None:
        """Send the process itself a signal, and none of its children."""
        os.kill(self.pid, number)

    def end(self, within: float = PATIENCE) -> float:
        """Ctrl-C; the seconds it took to end."""
        began = time.monotonic()
        self.send(signal.SIGINT)
        self.process.wait(within)
        self._reader.join(within)
        return time.monotonic() - began

    def end_for_good(self) -> None:
        """End it whatever its state, at the end of a test."""
        if self.process.poll() is None:
            self.send(signal.SIGCONT)
            self.process.terminate()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self._reader.join()


@contextmanager
def serving() -> Iterator[Callable[..., Server]]:
    """A function that starts servers with settings; those still running end with the block."""
    started: list[Server] = []

    def start(**given: object) -> Server:
        started.append(Server(given))
        return started[-1]

    try:
        yield start
    finally:
        for each in started:
            each.end_for_good()


def eventually(ask: Callable[[], T | None], else_say: Callable[[], object] = str, within: float = PATIENCE) -> T:
    """The first answer that is true. Fails, with what `else_say` gives then, when none comes in time."""
    give_up = time.monotonic() + within
    while True:
        found = ask()
        if found:
            return found
        assert time.monotonic() < give_up, f"not within {within:g} s: {else_say()}"
        time.sleep(0.05)


def get(url: str, timeout: float = 10.0) -> tuple[int, bytes]:
    """Status and body of one address, on a connection of its own."""
    status, _, body = ask(url, timeout=timeout)
    return status, body


def ask(url: str, body: bytes | None = None, *, timeout: float = 10.0) -> tuple[int, Mapping[str, str], bytes]:
    """Status, headers (names in small letters) and body; with a body given it is posted as JSON."""
    parts = urlsplit(url)
    assert parts.hostname is not None
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=timeout)
    try:
        headers = {} if body is None else {"Content-Type": "application/json"}
        connection.request("GET" if body is None else "POST", parts.path or "/", body, headers)
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def _answers(address: str) -> bool:
    try:
        return get(address + "/health")[0] == 200
    except OSError:
        return False


def descendants(pid: int) -> set[int]:
    """Every living process that a process started, and that those started."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (FileNotFoundError, ProcessLookupError):
                # It ended while we looked.
                continue
    found: set[int] = set()
    grown = {pid}
    while grown:
        grown = {child for child, parent in parents.items() if parent in grown} - found
        found |= grown
    return found


def living(pids: set[int]) -> set[int]:
    """Those that still run; what has ended and waits to be noticed does not count."""
    return {pid for pid in pids if _state(pid) not in ("", "Z")}


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return ""
