"""Children are heard line by line, end with their parent, and end when they are told to."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import pytest

from dashapp.cli.children import Child, command_of_ours
from dashapp.settings import CHECKOUT


def child(program: str, *, on_line: Callable[[str], None] = print, on_error: Callable[[str], None] = print) -> Child:
    return Child([sys.executable, "-c", program], {"PLANTED": "yes"}, on_line=on_line, on_error=on_error)


def gone(pid: int, within: float = 5.0) -> bool:
    give_up = time.monotonic() + within
    while time.monotonic() < give_up:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


def test_both_streams_are_heard_to_the_end() -> None:
    lines: list[str] = []
    errors: list[str] = []
    program = "import os, sys; print(os.environ['PLANTED']); print('bad', file=sys.stderr); print('last'); sys.exit(3)"
    assert child(program, on_line=lines.append, on_error=errors.append).wait() == 3
    assert (lines, errors) == (["yes", "last"], ["bad"])


@pytest.mark.parametrize("stubborn", [False, True])
def test_ended_within_two_seconds_even_if_it_does_not_want_to(stubborn: bool) -> None:
    ready: list[str] = []
    ignore = "signal.signal(signal.SIGTERM, signal.SIG_IGN);" if stubborn else ""
    running = child(f"import signal, time; {ignore} print('up', flush=True); time.sleep(60)", on_line=ready.append)
    while not ready:
        time.sleep(0.01)
    began = time.monotonic()
    running.end()
    assert time.monotonic() - began < 2
    assert not running.alive()
    running.end()


def test_ctrl_c_of_the_terminal_does_not_reach_it() -> None:
    running = child("import time; time.sleep(60)")
    assert os.getpgid(running.pid) != os.getpgid(0)
    running.end()


def test_a_child_ends_soon_after_its_parent_was_killed() -> None:
    parent = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import subprocess, sys, time\n"
            "inner = 'import os, time; from dashapp.cli.children import end_with_parent;' "
            "f'end_with_parent(os.getppid()); print(os.getpid(), flush=True); time.sleep(60)'\n"
            "subprocess.Popen([sys.executable, '-c', inner]); time.sleep(60)",
        ],
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    os.kill(pid, 0)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    assert gone(pid)


def test_a_command_of_ours_names_its_parent() -> None:
    command = command_of_ours(["refill"])
    assert command[-3:] == ["refill", "--parent", str(os.getpid())]
