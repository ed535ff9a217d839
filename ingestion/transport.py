"""The one HTTP client: time limits, size limits, retries with back-off, and a clock for the simulated ERCOT."""

import re
import threading
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import orjson
import requests
import urllib3
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential_jitter

from ingestion.deadline import TimedAdapter
from models.clock import now
from models.problems import Refused, Unavailable

ERCOT = "https://www.ercot.com"
ERCOT_API = "https://api.ercot.com"
TOKEN_URL = "https://ercotb2c.b2clogin.com/ercotb2c.onmicrosoft.com/B2C_1_PUBAPI-ROPC-FLOW/oauth2/v2.0/token"  # noqa: S105
CLOCK_HEADER = "X-Simulated-At"
_AGENT = "Mozilla/5.0 (X11; Linux x86_64) ercot-analytics/0.1"
_LONGEST_WAIT = 120.0
_MESSAGE = re.compile(rb'"(?:message|error_description)"\s*:\s*"([^"\\]{1,300})"')
_PROBE = "/api/1/services/read/dashboards/daily-prc.json"


class Unreachable(Unavailable):
    """ERCOT, or what stands in for it, does not answer. A database that does not is another matter."""


class BadStatus(Refused):
    """An answer whose status says that there is no document in it."""

    def __init__(self, status: int, said: str) -> None:
        super().__init__(f"The answer has status {status}{f': {said}' if said else ''}.", rule="status")
        self.status = status


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes on the wire and once inflated, and seconds."""

    wire: int
    inflated: int
    seconds: float = 60.0


DASHBOARD = Limits(16 << 20, 32 << 20)
LISTING = Limits(8 << 20, 16 << 20)
REPORT = Limits(64 << 20, 64 << 20)
ANNUAL = Limits(64 << 20, 64 << 20, 300.0)
API_PAGE = Limits(64 << 20, 128 << 20)
HTML = Limits(4 << 20, 8 << 20)


@dataclass(frozen=True, slots=True)
class Pace:
    """How patient the client is. Tests make it short."""

    connect: float = 5.0
    read: float = 20.0
    attempts: int = 5
    first_wait: float = 1.0
    slow_after: float = 20.0
    slowest: int = 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """A good answer. `body` is None when nothing changed since the last time."""

    status: int
    body: bytes | None = field(repr=False)
    headers: dict[str, str] = field(repr=False)
    url: str = ""
    fetched_at: datetime = field(default_factory=now)


class _Busy(Exception):
    """What may pass by itself: 429, 503, no answer in time, or one that was cut."""

    def __init__(self, what: str, *, wait: float | None = None, cut: bool = False) -> None:
        super().__init__(what)
        self.wait = wait
        self.cut = cut


@dataclass(slots=True)
class _Memory:
    """What siblings share: what conditional requests send back, by URL, and the connections."""

    marks: dict[str, dict[str, str]] = field(default_factory=dict)
    local: threading.local = field(default_factory=threading.local)

    def session(self) -> requests.Session:
        found: requests.Session | None = getattr(self.local, "session", None)
        if found is None:
            found = requests.Session()
            for scheme in ("http://", "https://"):
                found.mount(scheme, TimedAdapter())
            found.headers.update({"User-Agent": _AGENT, "Accept-Encoding": "gzip"})
            self.local.session = found
        return found


class Transport:
    """Asks ERCOT, or whatever stands in for it at `base_url`."""

    def __init__(
        self,
        base_url: str = ERCOT,
        api_url: str = ERCOT_API,
        token_url: str = TOKEN_URL,
        *,
        pace: Pace | None = None,
        clock: datetime | None = None,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.api_url = api_url.rstrip("/")
        self.token_url = token_url
        self._pace = pace or Pace()
        self._clock = clock
        self._memory = _Memory()
        self._learnt: dict[str, dict[str, str]] = {}

    def with_clock(self, instant: datetime) -> "Transport":
        """A sibling for which a simulated ERCOT sets its clock to an instant."""
        return self._sibling(instant)

    def present(self) -> datetime:
        """What time it is for ERCOT: now, or the instant to which a simulated one's clock is set."""
        return self._clock or now()

    def attempt(self) -> "Transport":
        """A sibling that forgets which versions it saw, unless `settle` is called once they are safely stored."""
        return self._sibling(self._clock)

    def settle(self) -> None:
        """What this client has fetched is stored; unchanged versions of it need not come again."""
        self._memory.marks.update(self._learnt)

    def _sibling(self, clock: datetime | None) -> "Transport":
        sibling = Transport(self.base_url, self.api_url, self.token_url, pace=self._pace, clock=clock)
        sibling._memory = self._memory
        return sibling

    def get(
        self,
        path: str,
        params: dict[str, Any] | None = None,
        *,
        limits: Limits = REPORT,
        conditional: bool = False,
        headers: dict[str, str] | None = None,
        before: Callable[[], None] | None = None,
    ) -> Answer:
        """Ask for a path of the site, or for a whole address. Retries what may pass by itself.

        conditional: send back what is settled of the version; an unchanged one has no body.
        before: called ahead of every request, retries too.
        Raises Refused for an answer that is wrong, Unreachable when none comes.
        """
        url = path if path.startswith("http") else self.base_url + path
        return self._ask(
            "GET", url, params=params, limits=limits, conditional=conditional, headers=headers, before=before
        )

    def post(self, url: str, form: dict[str, str], *, limits: Limits = LISTING) -> Answer:
        """Send a form. Retried like everything else, so only for calls that may be repeated."""
        return self._ask("POST", url, data=form, limits=limits)

    def _ask(self, method: str, url: str, **how: Any) -> Answer:
        retrying = Retrying(
            stop=stop_after_attempt(self._pace.attempts),
            wait=self._wait,
            retry=retry_if_exception_type(_Busy),
            reraise=True,
        )
        try:
            return retrying(self._ask_once, method, url, **how)
        except _Busy as busy:
            if busy.cut:
                raise Refused(f"The answer was cut: {busy}.", rule="truncated", retry=True) from busy
            raise Unreachable(f"{url} does not answer: {busy}.") from busy

    def _wait(self, state: RetryCallState) -> float:
        """What the server asked for, else exponential with jitter."""
        error = state.outcome.exception() if state.outcome else None
        backoff = wait_exponential_jitter(multiplier=self._pace.first_wait, max=30, jitter=self._pace.first_wait)(state)
        told = error.wait if isinstance(error, _Busy) else None
        return backoff if told is None else min(max(told, 0.0), _LONGEST_WAIT)

    def _ask_once(
        self,
        method: str,
        url: str,
        *,
        limits: Limits,
        conditional: bool = False,
        headers: dict[str, str] | None = None,
        before: Callable[[], None] | None = None,
        **how: Any,
    ) -> Answer:
        if before is not None:
            before()
        sent = dict(headers or {})
        mark = f"{url}?{sorted((how.get('params') or {}).items())}@{self._clock}"
        if conditional:
            sent.update(self._memory.marks.get(mark, {}))
        if self._clock is not None:
            sent[CLOCK_HEADER] = self._clock.isoformat()
        meter = _Meter(limits, self._pace)
        try:
            with self._memory.session().request(
                method,
                url,
                headers=sent,
                stream=True,
                timeout=(self._pace.connect, self._pace.read),
                allow_redirects=False,
                **how,
            ) as response:
                _judge_status(response)
                if response.status_code == 304:
                    return Answer(304, None, dict(response.headers), url)
                body = _body(response, meter)
                if conditional:
                    self._learnt[mark] = _marks(response)
                return Answer(response.status_code, body, dict(response.headers), url)
        except urllib3.exceptions.ProtocolError as error:
            raise _Busy(f"the connection broke after {meter.wire:,} bytes", cut=True) from error
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            raise _Busy(f"{type(error).__name__} after {meter.wire:,} bytes") from error

    def reachable(self, *, seconds: float = 4.0) -> bool:
        """Ask once whether ERCOT answers with one of its documents; a bot wall or a stranger's page is a no."""
        pace = replace(self._pace, connect=seconds, read=seconds, attempts=1)
        prober = Transport(self.base_url, pace=pace)
        try:
            answer = prober.get(_PROBE, limits=replace(DASHBOARD, seconds=2 * seconds))
            found = orjson.loads(answer.body or b"")
        except (Refused, Unreachable, orjson.JSONDecodeError):
            return False
        return isinstance(found, dict) and "current_condition" in found


@dataclass(slots=True)
class _Meter:
    """Counts an answer while it comes in. Raises Refused when it grows too large, _Busy when it takes too long."""

    limits: Limits
    pace: Pace
    wire: int = 0
    inflated: int = 0
    _start: float = field(default_factory=time.monotonic)
    _window: tuple[float, int] | None = None

    def on_wire(self, count: int) -> None:
        """Count bytes as they came."""
        self.wire += count
        if self.wire > self.limits.wire:
            raise Refused(f"The answer is larger than {self.limits.wire:,} bytes.", rule="too-big")
        moment = time.monotonic()
        if moment - self._start > self.limits.seconds:
            raise _Busy(f"not finished within {self.limits.seconds:g} s, after {self.wire:,} bytes")
        since, before = self._window or (self._start, 0)
        if moment - since > self.pace.slow_after:
            if self.wire - before < self.pace.slowest * self.pace.slow_after:
                raise _Busy(f"slower than {self.pace.slowest:,} bytes a second, after {self.wire:,} bytes")
            self._window = (moment, self.wire)

    def plain(self, count: int) -> None:
        """Count bytes once they are inflated."""
        self.inflated += count
        if self.inflated > self.limits.inflated:
            raise Refused(f"The answer unpacks to more than {self.limits.inflated:,} bytes.", rule="too-big")


def _body(response: requests.Response, meter: _Meter) -> bytes:
    """The body, counted while it streams and while it inflates. One Content-Encoding is understood, gzip."""
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip", "x-gzip"):
        raise Refused(f"The answer is encoded as {encoding[:40]!r}, which was not asked for.", rule="encoding")
    inflater = None if encoding == "identity" else zlib.decompressobj(31)
    parts: list[bytes] = []
    try:
        # read1 gives what has come so far: a read of a whole block would wait for a slow sender for ever.
        while chunk := response.raw.read1(65_536, decode_content=False):
            meter.on_wire(len(chunk))
            parts.append(chunk if inflater is None else _inflated(inflater, chunk, meter))
            meter.plain(len(parts[-1]))
        if inflater is not None and not inflater.eof:
            raise Refused("The compressed answer was cut.", rule="truncated", retry=True)
        return b"".join(parts)
    finally:
        # An error holds this frame for a while, and must not hold what came with it.
        parts.clear()


def _inflated(inflater: "zlib._Decompress", chunk: bytes, meter: _Meter) -> bytes:
    try:
        return inflater.decompress(chunk, meter.limits.inflated - meter.inflated + 1)
    except zlib.error as error:
        raise Refused(f"The compressed answer is damaged: {error}.", rule="truncated", retry=True) from error


def _judge_status(response: requests.Response) -> None:
    status = response.status_code
    if status in (429, 500, 502, 503, 504):
        raise _Busy(f"status {status}", wait=_retry_after(response.headers.get("Retry-After")))
    if status not in (200, 304):
        raise BadStatus(status, _said(response))


def _said(response: requests.Response) -> str:
    """What the server says of its refusal, where it says it in JSON."""
    if "json" not in response.headers.get("Content-Type", ""):
        return ""
    found = _MESSAGE.search(response.raw.read1(4096, decode_content=True))
    return found.group(1).decode("utf-8", "replace") if found else ""


def _retry_after(value: str | None) -> float | None:
    """Seconds to wait, from a number or a date; None where it is neither."""
    if value is None:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        told = parsedate_to_datetime(text)
    except ValueError:
        return None
    return ((told if told.tzinfo else told.replace(tzinfo=UTC)) - now()).total_seconds()


def _marks(response: requests.Response) -> dict[str, str]:
    marks = {}
    if "ETag" in response.headers:
        marks["If-None-Match"] = response.headers["ETag"]
    if "Last-Modified" in response.headers:
        marks["If-Modified-Since"] = response.headers["Last-Modified"]
    return marks
