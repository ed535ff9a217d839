"""`ercot serve`: the pages, the timetable and all that they need, from one command until Ctrl-C."""

import atexit
import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from types import FrameType

import uvicorn
from flask import Flask
from rich.console import Console

from dashapp import settings as settings_room
from dashapp.cli.supervise import Supervisor
from dashapp.cli.surroundings import Surroundings, open_surroundings, page_database, shown_path
from dashapp.factory import create_app
from dashapp.front import build
from dashapp.observe import health, logs
from dashapp.settings import Settings
from models.observation import Origin
from models.problems import Misconfigured
from models.store.database import Database

_DRAIN_SECONDS = 1
_END_SECONDS = 2.5
_BACKLOG = 2048


def serve(settings: Settings) -> int:
    """Serve until a signal comes; every process that was started has ended by then."""
    console = Console(highlight=False)
    with _ended_by_signals(), _listening(settings) as listener:
        settings_room.secret_key(settings, settings.home)
        with (
            open_surroundings(settings, fetches=True) as surroundings,
            closing(page_database(settings, surroundings.database)) as database,
        ):
            supervisor = Supervisor(surroundings, console)
            app = build(_pages(settings, database), on_start=supervisor.start, on_stop=supervisor.stop)
            server = uvicorn.Server(_server_config(settings, app))
            _announce(console, surroundings, listener)
            code = _run(server, listener)
            _end_within(_END_SECONDS)
            return code


def _run(server: uvicorn.Server, listener: socket.socket) -> int:
    """Serve until a signal; the exit code."""
    try:
        server.run(sockets=[listener])
    except SystemExit as ended:
        # The server hands the signal that ended it on to our own handler.
        return int(ended.code or 0)
    return 0 if server.started else 1


def build_for_wsgi() -> Flask:
    """The product for a WSGI server of one's own: pages alone, without timetable or live push."""
    settings = settings_room.load()
    logs.configure(production=settings.production, level=settings.least_logged)
    surroundings = open_surroundings(settings)
    database = page_database(settings, surroundings.database)
    atexit.register(surroundings.close)
    atexit.register(database.close)
    return _pages(settings, database)


def _pages(settings: Settings, database: Database) -> Flask:
    return create_app(settings, database, blueprints=[health.blueprint(database)])


def _server_config(settings: Settings, app: object) -> uvicorn.Config:
    return uvicorn.Config(
        app,  # type: ignore[arg-type]
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=_DRAIN_SECONDS,
        ssl_certfile=settings.ssl_cert_path,
        ssl_keyfile=settings.ssl_key_path,
    )


@contextmanager
def _listening(settings: Settings) -> Iterator[socket.socket]:
    """The port, taken before anything else is started; what connects early waits until pages are served."""
    try:
        family, *_ = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0]
        listener = socket.create_server((settings.host, settings.port), family=family, backlog=_BACKLOG)
    except socket.gaierror:
        raise Misconfigured(f"HOST={settings.host}: this machine has no such address.") from None
    except OSError as error:
        reason = "another program listens there" if error.errno == 98 else (error.strerror or str(error)).lower()
        raise Misconfigured(
            f"PORT={settings.port} on {settings.host} cannot be used: {reason}.",
            hint=f"Choose another one: PORT={settings.port + 1 if settings.port < 65535 else 8050} make run",
        ) from None
    try:
        yield listener
    finally:
        listener.close()


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Ctrl-C and SIGTERM end the command in order, whatever it is doing; while it ends, further ones are ignored."""

    def end(number: int, _frame: FrameType | None) -> None:
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, signal.SIG_IGN)
        raise SystemExit(0)

    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, end)
    yield


def _end_within(seconds: float) -> None:
    """End the process even if a fetch that is under way still waits for an answer: it has written nothing."""

    def end() -> None:
        threading.Event().wait(seconds)
        os._exit(0)

    threading.Thread(target=end, name="end", daemon=True).start()


def _announce(console: Console, surroundings: Surroundings, listener: socket.socket) -> None:
    settings = surroundings.settings.model_copy(update={"port": listener.getsockname()[1]})
    simulated = surroundings.origin is Origin.SIMULATED
    source = f"SIMULATED data from a stand-in at {surroundings.source_url}" if simulated else "ERCOT, live"
    place = surroundings.place().replace(str(surroundings.home), shown_path(surroundings.home))
    lines = [
        f"ERCOT Analytics {health.VERSION}",
        f"  address   {settings.public_address}",
        f"  feed      {source}",
        f"  database  {place}",
        "  sign in   not needed: every page is open to read",
        "  stop      Ctrl-C",
        *(f"  {line}" for line in [*settings_room.remarks(settings), *surroundings.says]),
    ]
    for line in lines:
        console.print(line, markup=False, soft_wrap=True)
    sys.stdout.flush()
