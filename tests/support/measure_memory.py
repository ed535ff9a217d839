"""A process that takes in files, or runs a feed, and prints what its memory grew by; run by the memory tests.

Arguments: app URL, owner URL, origin, then "import" and a path, or "run", a simulator's URL and a feed.
"""

import json
import resource
import sys
from pathlib import Path

from ingestion import registry
from ingestion.backfill import import_path
from ingestion.run import Context, run_feed
from ingestion.transport import Pace, Transport
from models.observation import Origin
from models.store.database import Addresses, Database
from models.store.freshness import feeds_state
from models.store.write import Writer


def resident(line: str) -> int:
    """Bytes that are resident (`VmRSS`) or were at most (`VmHWM`)."""
    (found,) = (each for each in Path("/proc/self/status").read_text().splitlines() if each.startswith(line))
    return int(found.split()[1]) * 1024


def forget_peak() -> None:
    """Begin anew with the peak: a process starts with that of the one that started it."""
    Path("/proc/self/clear_refs").write_text("5")


def main(app: str, owner: str, origin: str, what: str, *words: str) -> None:
    database = Database(Addresses(owner, app, app), Origin(origin), pool_size=2)
    registry.feeds()
    feeds_state(database)
    forget_peak()
    before = resident("VmRSS")
    if what == "import":
        imported = import_path(Context(database, Transport(), Writer(database)), Path(words[0]))
        said = [f"{kind}: {outcome}" for _, kind, outcome in imported.files]
        rows = imported.taken.rows
    else:
        transport = Transport(words[0], pace=Pace(attempts=1))
        report = run_feed(Context(database, transport, Writer(database)), registry.feed(words[1]))
        said, rows = [str(report.problem)], report.rows
    figures = {
        "rows": rows,
        "said": said,
        "before": before,
        "growth": resident("VmHWM") - before,
        "children": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024,
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main(*sys.argv[1:])
