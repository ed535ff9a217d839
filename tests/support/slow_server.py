"""The product served with one more address, which holds its thread and its connection while the database sleeps.

Arguments: app URL, owner URL, and the threads of the door. Prints the address.
"""

import socket
import sys

import uvicorn
from flask import Blueprint, request

from dashapp import front, settings
from dashapp.factory import create_app
from dashapp.observe import health
from models.observation import Origin
from models.store.database import Addresses, Database


def slow(database: Database) -> Blueprint:
    """An address whose answer takes as many seconds in the database as it is asked for."""
    blueprint = Blueprint("slow", __name__)

    @blueprint.get("/health/slow")
    def sleep() -> str:
        with database.app() as connection:
            connection.execute("select pg_sleep(%s)", (float(request.args["seconds"]),))
        return "slept"

    return blueprint


def main(app: str, owner: str, threads: str) -> None:
    database = Database(Addresses(owner, app, app), Origin.SIMULATED)
    front.THREADS = int(threads)
    flask_app = create_app(settings.load(), database, blueprints=[health.blueprint(database), slow(database)])
    door = socket.create_server(("127.0.0.1", 0))
    print(f"http://127.0.0.1:{door.getsockname()[1]}", flush=True)
    served = front.build(flask_app, on_start=lambda: None, on_stop=lambda: None)
    uvicorn.Server(uvicorn.Config(served, log_level="error", lifespan="on")).run(sockets=[door])


if __name__ == "__main__":
    main(*sys.argv[1:])
