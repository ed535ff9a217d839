"""A year of one hub with its files dropped from the operating system's cache and the server restarted."""

import ctypes
import os
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from bench.lab import median
from bench.query import LAST, SIZES, YEAR, fill
from models.clock import day_bounds
from models.observation import Origin
from models.selection import Selection, Window
from models.store.database import APP, READER, Addresses, Database
from models.store.embedded import SUPERUSER, Cluster
from models.store.migrate import upgrade
from models.store.read import read

ROUNDS = 3
_DONTNEED = 4


def drop_from_cache(folder: Path) -> int:
    """Write back every file of a folder and ask the system to forget it. Returns the bytes dropped."""
    dropped = 0
    libc = ctypes.CDLL(None, use_errno=True)
    for path in folder.rglob("*"):
        if path.is_file():
            descriptor = os.open(path, os.O_RDONLY)
            os.fsync(descriptor)
            size = os.fstat(descriptor).st_size
            if libc.posix_fadvise(descriptor, ctypes.c_long(0), ctypes.c_long(0), _DONTNEED):
                raise OSError(f"The system would not drop {path.name} from its cache.")
            os.close(descriptor)
            dropped += size
    return dropped


def main() -> None:
    _, end = day_bounds(LAST)
    asked = Selection(("rt_spp",), Window(end - timedelta(days=YEAR), end), ("HB_HOUSTON",))
    with tempfile.TemporaryDirectory(prefix="ercot-bench-") as folder:
        Path(folder).chmod(0o711)  # As root, the server runs as a lesser user.
        home = Path(folder) / "home"
        times = []
        for number in range(ROUNDS + 1):
            cluster = Cluster.start(home)
            cluster.ensure_database("bench")
            found = Database(
                Addresses(cluster.url("bench", SUPERUSER), cluster.url("bench", APP), cluster.url("bench", READER)),
                Origin.SIMULATED,
            )
            if number == 0:
                upgrade(found)
                fill(found, SIZES["10 M"], 0)
            else:
                # One small question first, so that connecting and the catalog are not part of the time.
                read(found, Selection(("rt_spp",), Window(end, end + timedelta(days=1)), ("NODE_2",)))
                begun = time.perf_counter()
                (series,) = read(found, asked)
                times.append((time.perf_counter() - begun) * 1_000)
                if len(series) != YEAR * 96:
                    raise SystemExit(f"The answer has {len(series)} values instead of {YEAR * 96}.")
            found.close()
            cluster.close()
            dropped = drop_from_cache(home)
    print(f"dropped {dropped / 1e9:.1f} GB from the cache before each round")
    print(f"a year of one hub, cold: {median(times):.0f} ms, median of {ROUNDS} (goal at most 250)")


if __name__ == "__main__":
    main()
