"""The simulated ERCOT as a process of its own, for tests that go over HTTP."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def running_simulator(*words: str, seed: int = 7, at: datetime | None = None) -> Iterator[str]:
    """Start it on a free port and give its address; it ends with the block, or with this process."""
    command = [sys.executable, "-m", "ingestion.simulator.server", "--port", "0", "--seed", str(seed)]
    command += ["--parent", str(os.getpid()), *words]
    if at is not None:
        command += ["--at", at.isoformat()]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        if " at http://" not in line:
            raise RuntimeError(f"The simulator did not start: {line!r}")
        yield line.rsplit(" ", 1)[1].strip()
    finally:
        process.terminate()
        process.wait(timeout=10)
        if process.stdout is not None:
            process.stdout.close()
