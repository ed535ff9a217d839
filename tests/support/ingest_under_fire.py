"""A process that ingests one feed and kills itself with SIGKILL at a chosen step; run by the kill tests.

Arguments: app URL, owner URL, simulator URL, the simulator's clock, feed, kill step or "-", how many times the
step is passed first.
"""

import os
import signal
import sys
from datetime import datetime, timedelta

from ingestion import registry
from ingestion.run import Context, finish_unfinished, run_feed
from ingestion.transport import Transport
from models.observation import Origin
from models.store import steps
from models.store.database import Addresses, Database
from models.store.write import Writer


def main(app: str, owner: str, simulator: str, at: str, feed: str, step: str, passes: str) -> None:
    left = int(passes)

    def fire(reached: str) -> None:
        nonlocal left
        if reached == step:
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    steps.watch(fire)
    database = Database(Addresses(owner, app, app), Origin.SIMULATED, pool_size=2)
    transport = Transport(base_url=simulator).with_clock(datetime.fromisoformat(at))
    context = Context(database, transport, Writer(database), reach=timedelta(days=3650))
    finish_unfinished(context)
    report = run_feed(context, registry.feed(feed), force=True)
    print(report.outcome, report.documents, report.rows, report.problem or "")


if __name__ == "__main__":
    main(*sys.argv[1:])
