"""The product for measurements in a browser: served by a process of its own, over made-up figures."""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from flask import Blueprint, Response, request

from bench import twelve
from bench.lab import superuser
from dashapp.factory import create_app
from dashapp.settings import Settings
from models.clock import now
from models.observation import Origin
from models.store import rollups
from models.store.database import Database
from models.store.embedded import Cluster
from tests.support import browser_grid
from tests.support.browser_server import served
from tests.support.database import fresh_database, make_template
from tests.support.mounting import mounted

_BARE = "bare.html"
_AT_ONCE = 30  # days that are written as one document


@contextmanager
def filled(days: int) -> Iterator[Database]:
    """A database that holds so many days of every measure that the pages show, up to now."""
    with tempfile.TemporaryDirectory(prefix="ercot-bench-") as folder:
        Path(folder).chmod(0o711)  # As root, the server runs as a lesser user.
        cluster = Cluster.start(Path(folder) / "home")
        try:
            make_template(cluster)
            with fresh_database(cluster, origin=Origin.SIMULATED) as database:
                at = now()
                for back in range(days, 0, -_AT_ONCE):
                    until = max(0, back - _AT_ONCE)
                    browser_grid.fill(database, at - timedelta(days=back), at - timedelta(days=until))
                browser_grid.declare_feeds(database, at)
                _settle(database)
                yield database
        finally:
            cluster.close()


def _settle(database: Database) -> None:
    """What a house that has run for so long has done: old minutes are gone, and everything is vacuumed."""
    rollups.roll_up(database)
    with superuser(database) as connection:
        connection.execute("vacuum analyze")


def _bare(folder: Path) -> Blueprint:
    """A page without the product, for comparison: whatever HTML was put there, under the product's own policy."""
    room = Blueprint("bare", __name__)

    @room.route("/bare", methods=["GET", "PUT"])
    def bare() -> Response:
        if request.method == "PUT":
            (folder / _BARE).write_bytes(request.get_data())
            return Response(status=204)
        return Response((folder / _BARE).read_bytes(), mimetype="text/html")

    return room


def _serve(days: int) -> None:
    with tempfile.TemporaryDirectory(prefix="ercot-bench-") as folder, filled(days) as database, mounted(twelve.PAGE):
        rooms = [_bare(Path(folder))]
        with served(create_app(Settings.model_validate({}), database, blueprints=rooms)) as address:
            print(address, flush=True)
            signal.sigwait({signal.SIGINT, signal.SIGTERM})


@contextmanager
def house(days: int) -> Iterator[str]:
    """The address of the product with twelve charts at /twelve, while this lasts.

    It is a process of its own, because in this one the driver of the browser would take turns with it.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.house", str(days)], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert process.stdout is not None
    try:
        address = process.stdout.readline().strip()
        if not address:
            raise SystemExit("The product did not start.")
        yield address
    finally:
        os.kill(process.pid, signal.SIGTERM)
        process.wait(30)


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("days", type=int)
    _serve(parser.parse_args().days)
