"""A limit on the time that an answer's head takes as a whole, where a socket's own limit is on each byte of it."""

import http.client
import io
import socket
import time
from typing import TYPE_CHECKING, Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class _Timed(io.RawIOBase):
    """A socket's bytes, up to an instant of the monotonic clock if there is one."""

    def __init__(self, sock: socket.socket, raw: io.RawIOBase) -> None:
        self._sock = sock
        self._raw = raw
        self._usual = sock.gettimeout()
        self._until: float | None = None

    def begin(self) -> None:
        """What comes from now on is due within the socket's time limit altogether."""
        self._until = None if self._usual is None else time.monotonic() + self._usual

    def done(self) -> None:
        """It has come; from now on the limit is on each read again."""
        self._until = None
        self._sock.settimeout(self._usual)

    def readable(self) -> bool:
        """It is read from only."""
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int | None:
        """Read what is there. Raises TimeoutError when the time is up."""
        if self._until is not None:
            left = self._until - time.monotonic()
            if left <= 0:
                raise TimeoutError("timed out")
            self._sock.settimeout(left)
        count: int | None = self._raw.readinto(buffer)
        return count

    def close(self) -> None:
        """Let the socket go."""
        self._raw.close()
        super().close()


class _TimedResponse(http.client.HTTPResponse):
    """A response whose status line and headers have to be there within the read time-out."""

    def __init__(self, sock: socket.socket, *rest: Any, **named: Any) -> None:
        super().__init__(sock, *rest, **named)
        self._timed = _Timed(sock, self.fp.detach())
        self.fp = io.BufferedReader(self._timed)

    def begin(self) -> None:
        """Read the head."""
        self._timed.begin()
        super().begin()
        if not self._timed.closed:
            self._timed.done()


class _Connection(HTTPConnection):
    response_class = _TimedResponse


class _SecureConnection(HTTPSConnection):
    response_class = _TimedResponse


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


class TimedAdapter(HTTPAdapter):
    """Carries the requests of a session, and waits for no head longer than the read time-out."""

    def init_poolmanager(self, *rest: Any, **named: Any) -> None:
        """Make the pools, of connections that keep time."""
        super().init_poolmanager(*rest, **named)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}
