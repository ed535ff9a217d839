"""The one HTTP client: time limits, size limits, retries with back-off, and a clock for the simulated ERCOT."""

import threading
import time
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import orjson
import requests
import urllib3
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential_jitter

from models.clock import now
from models.problems import Refused, Unavailable

ERCOT = "https://www.ercot.com"
ERCOT_API = "https://api.ercot.com"
TOKEN_URL = "https://ercotb2c.b2clogin.com/ercotb2c.onmicrosoft.com/B2C_1_PUBAPI-ROPC-FLOW/oauth2/v2.0/token"  # noqa: S105
CLOCK_HEADER = "X-Simulated-At"
_AGENT = "Mozilla/5.0 (X11; Linux x86_64) ercot-analytics/0.1"
_LONGEST_WAIT = 120.0
_PROBE = "/api/1/services/read/dashboards/daily-prc.json"


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes on the wire and once inflated, and seconds."""

    wire: int
    inflated: int
    seconds: float = 60.0


DASHBOARD = Limits(16 << 20, 32 << 20)
LISTING = Limits(8 << 20, 16 << 20)
REPORT = Limits(64 << 20, 64 << 20)
ANNUAL = Limits(256 << 20, 256 << 20, 300.0)
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
    """The server asks to come back later: 429, 503, or it did not answer."""

    def __init__(self, what: str, wait: float | None = None) -> None:
        super().__init__(what)
        self.wait = wait


@dataclass(slots=True)
class _Memory:
    """What conditional requests send back, by URL; shared by siblings, as are the connections."""

    marks: dict[str, dict[str, str]] = field(default_factory=dict)
    local: threading.local = field(default_factory=threading.local)

    def session(self) -> requests.Session:
        found: requests.Session | None = getattr(self.local, "session", None)
        if found is None:
            found = requests.Session()
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

    def with_clock(self, instant: datetime) -> "Transport":
        """A sibling for which a simulated ERCOT sets its clock to an instant."""
        sibling = Transport(self.base_url, self.api_url, self.token_url, pace=self._pace, clock=instant)
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
    ) -> Answer:
        """Ask for a path of the site, or for a whole address. Retries what may pass by itself.

        conditional: send back what the last answer said of its version; an unchanged one has no body.
        Raises Refused for an answer that is wrong, Unavailable when none comes.
        """
        url = path if path.startswith("http") else self.base_url + path
        return self._ask("GET", url, params=params, limits=limits, conditional=conditional, headers=headers)

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
            raise Unavailable(f"{url} does not answer: {busy}.") from busy

    def _wait(self, state: RetryCallState) -> float:
        """What the server asked for, else exponential with jitter."""
        error = state.outcome.exception() if state.outcome else None
        backoff = wait_exponential_jitter(initial=self._pace.first_wait, max=30, jitter=self._pace.first_wait)(state)
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
        **how: Any,
    ) -> Answer:
        sent = dict(headers or {})
        mark = f"{url}?{sorted((how.get('params') or {}).items())}@{self._clock}"
        if conditional:
            sent.update(self._memory.marks.get(mark, {}))
        if self._clock is not None:
            sent[CLOCK_HEADER] = self._clock.isoformat()
        deadline = time.monotonic() + limits.seconds
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
                body = self._body(response, limits, deadline)
                if conditional:
                    self._memory.marks[mark] = _marks(response)
                return Answer(response.status_code, body, dict(response.headers), url)
        except (requests.ConnectionError, requests.Timeout, urllib3.exceptions.HTTPError) as error:
            raise _Busy(f"{type(error).__name__}") from error

    def _body(self, response: requests.Response, limits: Limits, deadline: float) -> bytes:
        """The body, counted while it streams and while it inflates."""
        gzipped = response.headers.get("Content-Encoding", "").lower() == "gzip"
        inflater = zlib.decompressobj(31) if gzipped else None
        parts: list[bytes] = []
        wire = size = 0
        window_start, window_bytes = time.monotonic(), 0
        for chunk in response.raw.stream(65_536, decode_content=False):
            wire += len(chunk)
            plain = chunk if inflater is None else inflater.decompress(chunk, limits.inflated - size + 1)
            size += len(plain)
            if wire > limits.wire or size > limits.inflated:
                raise Refused(f"The answer is larger than {limits.wire:,} bytes.", rule="too-big")
            parts.append(plain)
            window_bytes += len(chunk)
            moment = time.monotonic()
            if moment > deadline:
                raise _Busy(f"not finished within {limits.seconds:g} s")
            if moment - window_start > self._pace.slow_after:
                if window_bytes < self._pace.slowest * self._pace.slow_after:
                    raise _Busy("too slow")
                window_start, window_bytes = moment, 0
        declared = response.headers.get("Content-Length")
        if declared is not None and declared.isdigit() and int(declared) != wire:
            raise Refused(
                f"The answer was cut: {wire:,} of {int(declared):,} bytes came.", rule="truncated", retry=True
            )
        if inflater is not None and not inflater.eof:
            raise Refused("The compressed answer was cut.", rule="truncated", retry=True)
        return b"".join(parts)

    def reachable(self, *, seconds: float = 4.0) -> bool:
        """Ask once whether ERCOT answers with one of its documents; a bot wall or a stranger's page is a no."""
        try:
            response = self._memory.session().get(
                self.base_url + _PROBE,
                timeout=(seconds, seconds),
                allow_redirects=False,
            )
            return response.status_code == 200 and "current_condition" in orjson.loads(response.content)
        except (requests.RequestException, orjson.JSONDecodeError, TypeError):
            return False


def _judge_status(response: requests.Response) -> None:
    status = response.status_code
    if status in (429, 500, 502, 503, 504):
        raise _Busy(f"status {status}", _retry_after(response.headers.get("Retry-After")))
    if status not in (200, 304):
        raise Refused(f"The answer has status {status}.", rule="status")


def _retry_after(value: str | None) -> float | None:
    """Seconds to wait, from a number or a date."""
    if value is None:
        return None
    if value.strip().isdigit():
        return float(value)
    try:
        return (parsedate_to_datetime(value).astimezone(UTC) - now()).total_seconds()
    except ValueError:
        return None


def _marks(response: requests.Response) -> dict[str, str]:
    marks = {}
    if "ETag" in response.headers:
        marks["If-None-Match"] = response.headers["ETag"]
    if "Last-Modified" in response.headers:
        marks["If-Modified-Since"] = response.headers["Last-Modified"]
    return marks
