"""ERCOT's keyed Public API: a token by the hour, pages of rows, thirty calls a minute."""

import threading
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

import orjson

from ingestion.feed import Feed, Form, PublicApi
from ingestion.opening import origin_of, read_json
from ingestion.transport import API_PAGE, Transport
from models.clock import now, operating_day
from models.observation import Document
from models.problems import Refused

CLIENT_ID = "fec253ea-0d06-4272-a5e6-b478baeecd70"
"""ERCOT's public client, the same for all subscribers."""

_CALLS_A_MINUTE = 30
_TOKEN_SECONDS = 3_300.0
_PAGE = 50_000


@dataclass(frozen=True, slots=True)
class Credentials:
    """A subscription to the Public API."""

    subscription_key: str = field(repr=False)
    username: str
    password: str = field(repr=False)


class PublicApiClient:
    """Signs in when it must and never asks more often than it may."""

    def __init__(
        self, transport: Transport, credentials: Credentials, *, calls_a_minute: int = _CALLS_A_MINUTE
    ) -> None:
        self._transport = transport
        self._credentials = credentials
        self._calls_a_minute = calls_a_minute
        self._calls: deque[float] = deque()
        self._lock = threading.Lock()
        self._token = ""
        self._token_until = 0.0

    def fetch(self, feed: Feed, form: Form, first: date, last: date) -> Iterator[Document]:
        """One document a day: all pages of a query, joined, without rows that paging returned twice.

        Raises Refused where rows are missing from what was promised, Unavailable when nothing answers.
        """
        day = first
        while day <= last:
            yield self._day(feed, form, day)
            day += timedelta(days=1)

    def _day(self, feed: Feed, form: Form, day: date) -> Document:
        source = form.source
        if not isinstance(source, PublicApi):
            raise TypeError(f"{form.name} is no query of the Public API")
        path = f"/api/public-reports/{source.product}/{source.artifact}"
        asked = {f"{source.day_parameter}From": day.isoformat(), f"{source.day_parameter}To": day.isoformat()}
        pages = [self._page(path, {**asked, "size": _PAGE, "page": 1})]
        total, count = (int(pages[0]["_meta"][name]) for name in ("totalRecords", "totalPages"))  # type: ignore[index]
        pages += [self._page(path, {**asked, "size": _PAGE, "page": number}) for number in range(2, count + 1)]
        rows = {orjson.dumps(row): row for page in pages for row in page["data"]}  # type: ignore[attr-defined]
        if len(rows) < total:
            raise Refused(
                f"The Public API promised {total:,} rows and gave {len(rows):,}.", rule="truncated", retry=True
            )
        joined = {**pages[0], "data": list(rows.values())}
        body = orjson.dumps(joined)
        return Document(
            feed.name,
            form.name,
            f"{source.product} {source.artifact} {day}",
            self._transport.api_url + path,
            now(),
            None,
            200,
            body,
            origin_of(body),
            form.rank,
            form.cumulative,
        )

    def _page(self, path: str, parameters: dict[str, object]) -> dict[str, object]:
        for attempt in (1, 2):
            self._keep_pace()
            headers = {
                "Ocp-Apim-Subscription-Key": self._credentials.subscription_key,
                "Authorization": f"Bearer {self._current_token(renew=attempt == 2)}",
            }
            try:
                answer = self._transport.get(
                    self._transport.api_url + path, parameters, limits=API_PAGE, headers=headers
                )
            except Refused as refusal:
                if "401" in refusal.what and attempt == 1:
                    continue
                raise _explained(refusal) from refusal
            data = read_json(answer.body or b"")
            if not isinstance(data, dict) or not {"_meta", "fields", "data"} <= set(data):
                raise Refused("The Public API's reply has another shape.", rule="columns")
            return data
        raise Refused("The Public API does not accept the credentials.", rule="credentials")

    def _current_token(self, *, renew: bool) -> str:
        with self._lock:
            if renew or time.monotonic() > self._token_until:
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
        except Refused as refusal:
            raise _explained(refusal) from refusal
        reply = read_json(answer.body or b"")
        token = reply.get("id_token") if isinstance(reply, dict) else None
        if not isinstance(token, str):
            raise Refused("The sign-in gave no token.", rule="credentials")
        return token

    def _keep_pace(self) -> None:
        """Wait until another call fits into the minute."""
        while True:
            with self._lock:
                moment = time.monotonic()
                while self._calls and moment - self._calls[0] >= 60:
                    self._calls.popleft()
                if len(self._calls) < self._calls_a_minute:
                    self._calls.append(moment)
                    return
                wait = 60 - (moment - self._calls[0])
            time.sleep(wait)


def _explained(refusal: Refused) -> Refused:
    """Statuses of the Public API in words."""
    if any(status in refusal.what for status in ("400", "401", "403")):
        return Refused(
            f"The Public API does not accept the credentials or the query ({refusal.what})", rule="credentials"
        )
    return refusal


def yesterday_and_today() -> tuple[date, date]:
    """The days that a regular run asks for."""
    today = operating_day(now())
    return today - timedelta(days=1), today
