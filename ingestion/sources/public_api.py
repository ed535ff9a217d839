"""ERCOT's keyed Public API: a token by the hour, pages of rows, thirty calls a minute."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import orjson

from ingestion.feed import Feed, Form, PublicApi
from ingestion.opening import origin_of, read_json
from ingestion.transport import API_PAGE, Answer, BadStatus, Transport
from models.clock import now, operating_day
from models.observation import Document
from models.problems import Refused

CLIENT_ID = "fec253ea-0d06-4272-a5e6-b478baeecd70"
"""ERCOT's public client, the same for all subscribers."""

_CALLS_A_MINUTE = 30
_MINUTE = 60.0
_MARGIN = 0.05
_TOKEN_SECONDS = 3_300.0
_PAGE = 50_000
_MOST_PAGES = 100


@dataclass(frozen=True, slots=True)
class Credentials:
    """A subscription to the Public API."""

    subscription_key: str = field(repr=False)
    username: str
    password: str = field(repr=False)


class Pace:
    """Lets so many calls a minute through, and makes the rest wait."""

    def __init__(
        self,
        calls_a_minute: int = _CALLS_A_MINUTE,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._most = calls_a_minute
        self._clock = clock
        self._sleep = sleep
        self._calls: deque[float] = deque()
        self._lock = threading.Lock()

    def wait(self) -> None:
        """Come back when another call fits into the minute."""
        while (pause := self._pause()) > 0:
            self._sleep(pause)

    def _pause(self) -> float:
        with self._lock:
            moment = self._clock()
            while self._calls and moment - self._calls[0] > _MINUTE:
                self._calls.popleft()
            if len(self._calls) < self._most:
                self._calls.append(moment)
                return 0.0
            return max(_MINUTE - (moment - self._calls[0]), 0.0) + _MARGIN


class PublicApiClient:
    """Signs in when it must and never asks more often than it may."""

    def __init__(self, transport: Transport, credentials: Credentials, *, pace: Pace | None = None) -> None:
        self._transport = transport
        self._credentials = credentials
        self._pace = pace or Pace()
        self._lock = threading.Lock()
        self._token = ""
        self._token_until = 0.0

    def fetch(self, feed: Feed, form: Form, first: date, last: date) -> Iterator[Document]:
        """One document a day: all pages of a query, joined, without rows that paging returned twice.

        A day for which the API has no rows gives none: it may lie before the API's history begins.
        Raises Refused where rows are missing from what was promised, Unreachable when nothing answers.
        """
        day = first
        while day <= last:
            document = self._day(feed, form, day)
            if document is not None:
                yield document
            day += timedelta(days=1)

    def _day(self, feed: Feed, form: Form, day: date) -> Document | None:
        source = form.source
        if not isinstance(source, PublicApi):
            raise TypeError(f"{form.name} is no query of the Public API")
        path = f"/api/public-reports/{source.product}/{source.artifact}"
        asked = {f"{source.day_parameter}From": day.isoformat(), f"{source.day_parameter}To": day.isoformat()}
        first = self._page(path, {**asked, "size": _PAGE, "page": 1})
        total, count = _promised(first)
        if not total:
            return None
        pages = [first, *(self._page(path, {**asked, "size": _PAGE, "page": n}) for n in range(2, count + 1))]
        rows = {orjson.dumps(row): row for page in pages for row in page["data"]}
        if len(rows) < total:
            raise Refused(
                f"The Public API promised {total:,} rows and gave {len(rows):,}.", rule="truncated", retry=True
            )
        body = orjson.dumps({**first, "data": list(rows.values())})
        return Document(
            feed.name,
            form.name,
            document_name(form, day),
            self._transport.api_url + path,
            now(),
            None,
            200,
            body,
            origin_of(body),
            form.rank,
            form.cumulative,
        )

    def _page(self, path: str, parameters: dict[str, object]) -> dict[str, Any]:
        token = self._signed_in()
        try:
            answer = self._ask(path, parameters, token)
        except BadStatus as refusal:
            if refusal.status != 401:
                raise _explained(refusal) from refusal
            answer = self._ask_again(path, parameters, token)
        data = read_json(answer.body or b"")
        if not isinstance(data, dict) or not {"_meta", "fields"} <= set(data) or not isinstance(data.get("data"), list):
            raise Refused("The Public API's reply has another shape.", rule="columns")
        return data

    def _ask(self, path: str, parameters: dict[str, object], token: str) -> Answer:
        headers = {
            "Ocp-Apim-Subscription-Key": self._credentials.subscription_key,
            "Authorization": f"Bearer {token}",
        }
        return self._transport.get(
            self._transport.api_url + path, parameters, limits=API_PAGE, headers=headers, before=self._pace.wait
        )

    def _ask_again(self, path: str, parameters: dict[str, object], refused: str) -> Answer:
        """Once more with a new token, for the old one may have been withdrawn before its time."""
        try:
            return self._ask(path, parameters, self._signed_in(instead_of=refused))
        except BadStatus as refusal:
            raise _explained(refusal) from refusal

    def _signed_in(self, *, instead_of: str = "") -> str:
        """The token in use; a new one where there is none, it is old, or it is the refused one."""
        with self._lock:
            if self._token == instead_of or time.monotonic() > self._token_until:
                self._token = self._sign_in()
                self._token_until = time.monotonic() + _TOKEN_SECONDS
            return self._token

    def _sign_in(self) -> str:
        try:
            answer = self._transport.post(
                self._transport.token_url,
                {
                    "grant_type": "password",
                    "username": self._credentials.username,
                    "password": self._credentials.password,
                    "response_type": "id_token",
                    "scope": f"openid {CLIENT_ID} offline_access",
                    "client_id": CLIENT_ID,
                },
            )
        except BadStatus as refusal:
            raise Refused(f"ERCOT's sign-in does not accept the user: {refusal.what}", rule="credentials") from refusal
        reply = read_json(answer.body or b"")
        token = reply.get("id_token") if isinstance(reply, dict) else None
        if not isinstance(token, str) or not token:
            raise Refused("The sign-in gave no token.", rule="credentials")
        return token


def document_name(form: Form, day: date) -> str:
    """What a day's reply is called, since the API gives it no name. Raises TypeError for another form."""
    if not isinstance(form.source, PublicApi):
        raise TypeError(f"{form.name} is no query of the Public API")
    return f"{form.source.product} {form.source.artifact} {day}"


def _promised(page: dict[str, Any]) -> tuple[int, int]:
    """How many rows and pages a reply says there are."""
    try:
        total, pages = int(page["_meta"]["totalRecords"]), int(page["_meta"]["totalPages"])
    except (KeyError, TypeError, ValueError) as error:
        raise Refused(f"The Public API's reply does not say how much there is: {error!r}.", rule="columns") from error
    if not 0 <= pages <= _MOST_PAGES:
        raise Refused(f"The Public API speaks of {pages:,} pages of a day.", rule="too-big")
    return total, pages


def _explained(refusal: BadStatus) -> Refused:
    """Statuses of the Public API in words."""
    if refusal.status in (401, 403):
        return Refused(f"The Public API does not accept the credentials: {refusal.what}", rule="credentials")
    if refusal.status == 400:
        return Refused(f"The Public API does not take the query: {refusal.what}", rule="query")
    return refusal


def yesterday_and_today() -> tuple[date, date]:
    """The days that a regular run asks for."""
    today = operating_day(now())
    return today - timedelta(days=1), today
