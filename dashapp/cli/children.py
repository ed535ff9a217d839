"""Programs that a command starts beside itself, heard line by line and ended with it."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence

from dashapp.settings import CHECKOUT

_PATIENCE = 1.0
_WATCH_EVERY = 1.0


class Child:
    """A running program. Its lines of output and of errors are handed on as they come, in threads."""

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        *,
        on_line: Callable[[str], None],
        on_error: Callable[[str], None],
    ) -> None:
        self._process = subprocess.Popen(
            list(command),
            cwd=CHECKOUT,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            # Ctrl-C reaches the command alone, which ends its children in order.
            start_new_session=True,
        )
        self._readers = [
            threading.Thread(target=_hand_on, args=(stream, hear), daemon=True)
            for stream, hear in ((self._process.stdout, on_line), (self._process.stderr, on_error))
        ]
        for reader in self._readers:
            reader.start()

    @property
    def pid(self) -> int:
        """Process id."""
        return self._process.pid

    def alive(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    def wait(self) -> int:
        """Wait for its end and its last lines; the exit code."""
        code = self._process.wait()
        for reader in self._readers:
            reader.join()
        return code

    def end(self) -> None:
        """End it: politely, and after a second for good."""
        if self.alive():
            self._process.terminate()
            try:
                self._process.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                self._process.kill()
        self.wait()


def _hand_on(stream: object, hear: Callable[[str], None]) -> None:
    with stream:  # type: ignore[attr-defined]
        for line in stream:  # type: ignore[attr-defined]
            hear(line.rstrip("\n"))


def command_of_ours(words: Sequence[str]) -> list[str]:
    """A command of this program as a child that ends when its parent does."""
    return [sys.executable, "-m", "dashapp.cli.main", *words, "--parent", str(os.getpid())]


def end_with_parent(parent: int) -> None:
    """Make this process end soon after `parent` has, and take less of the processor than it."""
    os.nice(5)

    def watch() -> None:
        while os.getppid() == parent:
            threading.Event().wait(_WATCH_EVERY)
        os._exit(1)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()
