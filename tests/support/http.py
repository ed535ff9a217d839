"""Small servers on loopback that answer exactly as a test says, down to the bytes and their timing."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. `length`: what Content-Length says, the body's own by default; None leaves it out."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = -1


Drip = Callable[[Callable[[bytes], object]], None]
"""Writes to the connection by itself, piece by piece."""


@dataclass(slots=True)
class Scripted:
    """A running server: gives the replies in turn, the last one for ever, and remembers what it was asked."""

    url: str
    replies: list[Reply | Drip | Callable[[Asked], Reply]]
    asked: list[Asked] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    def next_reply(self) -> Any:
        """The reply that is due."""
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Any

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def _answer(self) -> None:
        scripted: Scripted = self.server.scripted
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        asked = Asked(self.command, self.path, dict(self.headers.items()), body)
        scripted.asked.append(asked)
        reply = scripted.next_reply()
        if isinstance(reply, Reply):
            self._send(reply)
        elif getattr(reply, "drips", False):
            self.close_connection = True
            try:
                reply(self.wfile.write)
            except (BrokenPipeError, ConnectionResetError):
                return
        else:
            self._send(reply(asked))

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        length = len(reply.body) if reply.length == -1 else reply.length
        if length is not None and reply.status != 304:
            self.send_header("Content-Length", str(length))
        self.close_connection = length != len(reply.body)
        self.end_headers()
        try:
            self.wfile.write(reply.body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    scripted: Scripted

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is what these tests are about."""


def drip(write: Callable[[Callable[[bytes], object]], None]) -> Drip:
    """Mark a function that writes its answer by itself, from the status line on."""
    write.drips = True  # type: ignore[attr-defined]
    return write


@contextmanager
def scripted(*replies: Reply | Drip | Callable[[Asked], Reply]) -> Iterator[Scripted]:
    """A server that gives these replies in turn."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.scripted = Scripted(f"http://127.0.0.1:{server.server_address[1]}", list(replies))
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server.scripted
    finally:
        server.scripted.stop.set()
        server.shutdown()
        server.server_close()
        thread.join()
