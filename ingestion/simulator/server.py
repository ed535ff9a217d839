"""The simulated ERCOT's HTTP server: ERCOT's paths on loopback, a clock per request, and faults on demand."""

import argparse
import os
import signal
import sys
import threading
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import FrameType
from typing import Any
from urllib.parse import parse_qs

import orjson

from ingestion.simulator import days, faults, public_api
from ingestion.simulator.clock import HEADER, BadInstant, SimulatedClock, parse_instant
from ingestion.simulator.documents import JSON, Answer, Documents
from ingestion.simulator.events import LEVELS
from ingestion.simulator.faults import Faults
from ingestion.simulator.public_api import PublicApi
from ingestion.simulator.reserves import latest_reading
from ingestion.simulator.world import World

CONTROL = "/_simulator/"
_LARGEST_POST = 65536
_HANG_SECONDS = 600.0
_PARENT_POLL = 2.0
_DAY = 86400


class Simulator:
    """Everything behind the socket: the world, its clock, the faults in force and the count of requests."""

    def __init__(self, seed: int, at: datetime | None = None) -> None:
        self.world = World(seed)
        self.clock = SimulatedClock(at)
        self.documents = Documents(self.world)
        self.api = PublicApi(self.world)
        self.faults = Faults(seed)
        self.requests: Counter[str] = Counter()
        self.stopping = threading.Event()
        self._lock = threading.Lock()

    def count(self, path: str) -> None:
        """Note a request."""
        with self._lock:
            self.requests[path] += 1

    def declare(self, level: int, now: int | None = None) -> None:
        """Declare an emergency level (0 ends it), from the last reading of the control room on."""
        self.world.events.declare(latest_reading(self.clock.now() if now is None else now), level)

    def control(self, path: str, form: dict[str, Any], now: int) -> dict[str, Any]:
        """Answer `/_simulator/...`. Raises ValueError saying what was wrong, KeyError for an unknown path."""
        name = path.removeprefix(CONTROL)
        if name == "requests":
            with self._lock:
                return {"requests": dict(self.requests), "total": sum(self.requests.values())}
        if name == "clock":
            return {"now": days.utc(now).isoformat()}
        if name == "eea":
            level = form.get("level")
            if level not in LEVELS:
                raise ValueError(f"level must be one of {LEVELS}, got {level!r}")
            self.declare(level, now)
            return {"level": level}
        if name == "fault":
            if form.get("kind") in (None, "", "none"):
                self.faults.clear()
                return {"active": 0}
            self.faults.add(form["kind"], float(form.get("rate", 1.0)), str(form.get("paths", "")), form.get("times"))
            return {"active": len(self.faults.active)}
        raise KeyError(name)


class Handler(BaseHTTPRequestHandler):
    """One connection, kept alive. Answers are written in one piece, so that no small packet waits for another."""

    protocol_version = "HTTP/1.1"
    server_version = "SimulatedERCOT"
    sys_version = ""
    disable_nagle_algorithm = True
    wbufsize = 1 << 16
    timeout = 120
    server: "SimulatorServer"

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the count of requests is the log."""

    def do_GET(self) -> None:
        """Serve a document."""
        self._serve()

    def do_HEAD(self) -> None:
        """Serve a document's headers."""
        self._serve()

    def do_POST(self) -> None:
        """Sign in, or steer the simulator."""
        length = self.headers.get("Content-Length", "0")
        if not length.isdigit() or int(length) > _LARGEST_POST:
            self.close_connection = True
            self._send(_problem(413, f"a body of up to {_LARGEST_POST} bytes is taken"))
            return
        self._serve(self.rfile.read(int(length)))

    def _serve(self, posted: bytes | None = None) -> None:
        simulator = self.server.simulator
        path, _, query = self.path.partition("?")
        try:
            now = simulator.clock.at(self.headers.get(HEADER))
        except BadInstant as error:
            self._send(_problem(400, f"{HEADER}: {error}"))
            return
        if path.startswith(CONTROL):
            self._send(self._control(path, posted, now))
            return
        simulator.count(path)
        kind = simulator.faults.pick(path)
        if kind == "hang":
            simulator.stopping.wait(_HANG_SECONDS)
            self.close_connection = True
            return
        if kind == faults.OTHER_DAY:
            now -= _DAY
            query = simulator.documents.day_before(query)
        # A body that is to be spoilt has to be made, whatever the client holds already.
        known = "" if kind else self.headers.get("If-None-Match", "")
        answer = self._answer(path, query, posted, (now, known))
        if kind == "junk":
            self._send_junk(answer)
        elif kind == "truncate":
            self._send_half(answer)
        else:
            self._send(faults.spoil(kind, answer) if kind else answer, conditional=not kind)

    def _control(self, path: str, posted: bytes | None, now: int) -> Answer:
        try:
            form = orjson.loads(posted) if posted else {}
            if not isinstance(form, dict):
                return _problem(400, "the body must be a JSON object")
            return Answer(200, JSON, orjson.dumps(self.server.simulator.control(path, form, now)))
        except KeyError as error:
            return _problem(404, f"nothing is steered at {error}")
        except (ValueError, TypeError) as error:
            return _problem(400, str(error))

    def _answer(self, path: str, query: str, posted: bytes | None, asked: tuple[int, str]) -> Answer:
        now, known = asked
        simulator = self.server.simulator
        if path == public_api.TOKEN_PATH:
            if posted is None:
                return _problem(405, "sign in with POST")
            return simulator.api.token(parse_qs(posted.decode("latin-1")), simulator.clock.now())
        if posted is not None:
            return _problem(405, "ERCOT takes POST only to sign in")
        if path == public_api.PREFIX or path.startswith(public_api.PREFIX + "/"):
            key = self.headers.get("Ocp-Apim-Subscription-Key", "")
            bearer = self.headers.get("Authorization", "")
            return simulator.api.answer(path, query, key, bearer, (simulator.clock.now(), now))
        found = simulator.documents.answer(path, query, now, known)
        return _problem(404, f"ERCOT has no {path[:200]}") if found is None else found

    def _unchanged(self, answer: Answer) -> bool:
        """Whether the client holds this very state: by its tag if it sent one, otherwise by the date."""
        if answer.status != 200 or not answer.refreshed:
            return False
        known = self.headers.get("If-None-Match")
        if known is not None:
            return bool(answer.tag) and known == answer.tag
        since = self.headers.get("If-Modified-Since")
        if not since:
            return False
        try:
            return answer.refreshed <= days.epoch_of(parsedate_to_datetime(since).astimezone(UTC))
        except (ValueError, TypeError):
            # RFC 9110: a date that cannot be read is as if it had not been sent.
            return False

    def _head(self, answer: Answer, length: int | None) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.media)
        self.send_header("X-Simulated", "true")
        if length is not None:
            self.send_header("Content-Length", str(length))
        if answer.tag:
            self.send_header("ETag", answer.tag)
        if answer.refreshed:
            self.send_header("Last-Modified", format_datetime(days.utc(answer.refreshed), usegmt=True))
        for name, value in answer.headers:
            self.send_header(name, value)
        self.end_headers()

    def _send(self, answer: Answer, conditional: bool = False) -> None:
        if conditional and self._unchanged(answer):
            answer = Answer(304, answer.media, b"", answer.refreshed, answer.tag)
        self._head(answer, None if answer.status == 304 else len(answer.body))
        if self.command != "HEAD" and answer.body:
            self.wfile.write(answer.body)
        self.wfile.flush()

    def _send_half(self, answer: Answer) -> None:
        """Promise the whole body, send half of it, hang up."""
        self._head(answer, len(answer.body))
        self.wfile.write(answer.body[: len(answer.body) // 2])
        self.close_connection = True

    def _send_junk(self, answer: Answer) -> None:
        """A hundred megabytes that never say how many they are."""
        self.close_connection = True
        self._head(Answer(200, answer.media, b""), None)
        block = os.urandom(1_000_000)
        for _ in range(faults.JUNK_BYTES // len(block)):
            self.wfile.write(block)


def _problem(status: int, text: str) -> Answer:
    return Answer(status, JSON, orjson.dumps({"error": text, "simulated": True}))


class SimulatorServer(ThreadingHTTPServer):
    """The listening socket, on loopback only, a thread per connection."""

    daemon_threads = True
    request_queue_size = 128
    allow_reuse_address = True

    def __init__(self, simulator: Simulator, port: int = 0) -> None:
        self.simulator = simulator
        super().__init__(("127.0.0.1", port), Handler)

    @property
    def url(self) -> str:
        """Where it listens, without a slash at the end."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no news; anything else goes to stderr as usual."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class Running:
    """A simulated ERCOT in this process, for tests and tools: a context manager that knows its address."""

    def __init__(self, seed: int = 7, at: datetime | None = None, port: int = 0) -> None:
        self.simulator = Simulator(seed, at)
        self._server = SimulatorServer(self.simulator, port)
        self.url = self._server.url
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening and let hanging requests go."""
        self.simulator.stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self) -> "Running":
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


def serve(seed: int = 7, at: datetime | None = None, port: int = 0) -> Running:
    """Start a simulated ERCOT in this process. Use it with `with`, or call `close()`."""
    return Running(seed, at, port)


def _watch_parent(parent: int, stop: threading.Event) -> None:
    """End this process when the one that wanted it is gone."""
    while not stop.wait(_PARENT_POLL):
        try:
            os.kill(parent, 0)
        except ProcessLookupError:
            os.kill(os.getpid(), signal.SIGTERM)
            return
        except PermissionError:
            # The parent lives and belongs to someone else.
            continue


def _parse(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m ingestion.simulator.server", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="port on loopback; 0 takes a free one")
    parser.add_argument("--seed", type=int, default=7, help="the same seed makes the same grid")
    parser.add_argument("--at", help="ISO 8601 instant with a zone at which the clock starts; default: now")
    parser.add_argument("--fault", choices=faults.KINDS, help="misbehave in this way")
    parser.add_argument("--rate", type=float, default=1.0, help="share of requests that misbehave, 0 to 1")
    parser.add_argument("--eea", type=int, choices=LEVELS[1:], help="declare this emergency level at the start")
    parser.add_argument("--parent", type=int, help="process id whose end ends this one")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Run until told to stop. Returns 0, or 2 if an option was wrong."""
    options = _parse(argv)
    try:
        at = parse_instant(options.at) if options.at else None
        simulator = Simulator(options.seed, at)
        if options.fault:
            simulator.faults.add(options.fault, options.rate)
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    if options.eea:
        simulator.declare(options.eea)
    stop = threading.Event()

    def leave(number: int, frame: FrameType | None) -> None:
        del number, frame
        stop.set()

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)
    server = SimulatorServer(simulator, options.port)
    threading.Thread(target=server.serve_forever, args=(0.2,), daemon=True).start()
    if options.parent:
        threading.Thread(target=_watch_parent, args=(options.parent, stop), daemon=True).start()
    sys.stdout.write(f"simulated ERCOT at {server.url}\n")
    sys.stdout.flush()
    stop.wait()
    simulator.stopping.set()
    server.server_close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
