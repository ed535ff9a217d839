"""The keyed Public API: token, key, pace, and three price and load products with pages."""

import hashlib
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs

import orjson

from ingestion.simulator import days
from ingestion.simulator.api_products import PRODUCTS, Product, Row
from ingestion.simulator.days import OperatingDay
from ingestion.simulator.documents import JSON, Answer
from ingestion.simulator.reports import REPORTS
from ingestion.simulator.world import World

PREFIX = "/api/public-reports"
TOKEN_PATH = "/ercotb2c.onmicrosoft.com/B2C_1_PUBAPI-ROPC-FLOW/oauth2/v2.0/token"  # noqa: S105
_BASE = "https://api.ercot.com/api/public-reports"
_CLIENT = "fec253ea-0d06-4272-a5e6-b478baeecd70"
_TOKEN_LIFE = 3600
_REQUESTS_A_MINUTE = 30
_DEFAULT_SIZE = 1000
_LARGEST_SIZE = 100_000
_LONGEST_RANGE = 400
# Credentials that are refused, so that a client can be tested against a refusal.
WRONG_PASSWORD = "wrong"  # noqa: S105
WRONG_KEY = "wrong"


class BadQuery(ValueError):
    """A query that the API answers with 400."""


@dataclass(slots=True)
class _Pace:
    """Requests of the last minute per key."""

    seen: dict[str, deque[float]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def allows(self, key: str) -> bool:
        with self.lock:
            times = self.seen.setdefault(key, deque())
            now = time.monotonic()
            while times and now - times[0] > 60.0:
                times.popleft()
            if len(times) >= _REQUESTS_A_MINUTE:
                return False
            times.append(now)
            return True


def _message(status: int, text: str, headers: tuple[tuple[str, str], ...] = ()) -> Answer:
    body = orjson.dumps({"statusCode": status, "message": text, "simulated": True})
    return Answer(status, JSON, body, headers=headers)


class PublicApi:
    """The keyed API over a world. Tokens are signed with the seed, so that any process of one seed knows them."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._pace = _Pace()
        # Cached by publication state: `now` is floored, since rows appear only with publications.
        self._day_rows = lru_cache(maxsize=16)(self._rows)

    def token(self, form: dict[str, list[str]], now: int) -> Answer:
        """The sign-in: a form of fixed fields and any user but one whose password is `wrong`."""
        wanted = {"grant_type": "password", "client_id": _CLIENT, "response_type": "id_token"}
        for name, value in wanted.items():
            if form.get(name, [""])[0] != value:
                return _sign_in_error("invalid_request", f"The field {name} must be {value}.")
        if not form.get("username", [""])[0] or form.get("password", [WRONG_PASSWORD])[0] == WRONG_PASSWORD:
            return _sign_in_error("access_denied", "The username or password provided in the request are invalid.")
        expires = now + _TOKEN_LIFE
        token = f"simulated.{expires}.{self._signature(expires)}"
        body = {"access_token": token, "token_type": "Bearer", "expires_in": str(_TOKEN_LIFE), "id_token": token}
        return Answer(200, JSON, orjson.dumps(body | {"simulated": True}))

    def _signature(self, expires: int) -> str:
        return hashlib.sha256(f"{self.world.seed}:{expires}".encode()).hexdigest()[:32]

    def _is_signed_in(self, bearer: str, now: int) -> bool:
        parts = bearer.removeprefix("Bearer ").split(".")
        if len(parts) != 3 or not parts[1].isdigit():
            return False
        expires = int(parts[1])
        return parts[2] == self._signature(expires) and now < expires

    def answer(self, path: str, query: str, key: str, bearer: str, clock: tuple[int, int]) -> Answer:
        """A call of the API. clock: the simulated present, by which tokens expire, and the request's own clock."""
        present, now = clock
        asked = parse_qs(query, keep_blank_values=True)
        key = key or asked.get("subscription-key", [""])[0]
        if not key or key == WRONG_KEY:
            return _message(401, "Access denied due to missing or invalid subscription key.")
        if not self._is_signed_in(bearer, present):
            return _message(401, "Unauthorized. Access token is missing or invalid.")
        if not self._pace.allows(key):
            return _message(429, "Rate limit is exceeded. Try again later.", (("Retry-After", "2"),))
        name = path.removeprefix(PREFIX).strip("/")
        if not name:
            return Answer(200, JSON, orjson.dumps(self._catalog(now)))
        product = PRODUCTS.get(name)
        if product is None:
            return _message(404, "Resource not found")
        try:
            return Answer(200, JSON, orjson.dumps(self._query(product, asked, now)))
        except BadQuery as error:
            return _message(400, str(error))

    def _query(self, product: Product, asked: dict[str, list[str]], now: int) -> dict[str, Any]:
        given = {name: values[0] for name, values in asked.items() if name != "subscription-key"}
        page, size = _whole(given.pop("page", "1"), "page"), _whole(given.pop("size", str(_DEFAULT_SIZE)), "size")
        size = min(size, _LARGEST_SIZE)
        for name in ("sort", "dir"):
            given.pop(name, None)
        conditions = _conditions(product, given)
        first, last = _range(product, given, days.day_of(now).date)
        rows = [row for row in self._span(product, first, last, now) if all(check(row) for check in conditions)]
        shown = rows[(page - 1) * size : page * size]
        link = f"{_BASE}/{product.emil.lower()}"
        return {
            "_meta": {
                "totalRecords": len(rows),
                "pageSize": size,
                "totalPages": -(-len(rows) // size),
                "currentPage": page,
                "query": {"parameterCount": len(given), "parameters": given, "sortedBy": product.order},
            },
            "simulated": True,
            "report": {
                "reportName": product.artifact,
                "reportDisplayName": product.display,
                "reportId": str(product.type_id),
                "reportEMIL": product.emil,
                "downloadLimit": 2000000,
            },
            "fields": [
                {
                    "name": each.name,
                    "label": each.label,
                    "cardinality": number,
                    "dataType": each.kind,
                    "searchable": True,
                    "sortable": True,
                    "hasRange": each.has_range,
                }
                for number, each in enumerate(product.fields, 1)
            ],
            "data": shown,
            "_links": {"self": {"href": f"{link}/{product.artifact}"}, "parent": {"href": link}},
        }

    def _span(self, product: Product, first: date, last: date, now: int) -> Iterator[Row]:
        """Rows of a range of days, newest day first."""
        day = days.day_on(last)
        while day.date >= first:
            yield from self._day_rows(product, day, now - now % 60, self.world.events.revision)
            day = day.previous()

    def _rows(self, product: Product, day: OperatingDay, now: int, revision: int) -> list[Row]:
        del revision
        return product.rows(self.world, day, now)

    def _catalog(self, now: int) -> dict[str, Any]:
        return {
            "simulated": True,
            "_embedded": {
                "products": [
                    {
                        "emilId": product.emil,
                        "name": product.display,
                        "status": "Active",
                        "reportTypeId": product.type_id,
                        "generationFrequency": "Chron - Daily",
                        "misDisplayDuration": REPORTS[product.type_id].kept_days,
                        "archiveDuration": 2555,
                        "downloadLimit": 1000,
                        "lastPostDatetime": f"{days.wall(now):%Y-%m-%dT%H:%M:%S}",
                        "artifacts": [
                            {
                                "reportTypeId": product.type_id,
                                "displayName": product.display,
                                "_links": {"endpoint": {"href": f"{_BASE}/{product.emil.lower()}/{product.artifact}"}},
                            }
                        ],
                        "_links": {"self": {"href": f"{_BASE}/{product.emil.lower()}"}, "parent": {"href": _BASE}},
                    }
                    for product in PRODUCTS.values()
                ]
            },
        }


def _sign_in_error(error: str, description: str) -> Answer:
    return Answer(400, JSON, orjson.dumps({"error": error, "error_description": description, "simulated": True}))


def _whole(text: str, name: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise BadQuery(f"{name} must be a whole number above 0, got {text!r}")
    return int(text)


def _day(text: str, name: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadQuery(f"{name} must be a date like 2026-09-28, got {text!r}") from error


def _range(product: Product, given: dict[str, str], today: date) -> tuple[date, date]:
    """First and last day asked for; without a wish, the last week and tomorrow."""
    name = product.day_parameter
    tomorrow = today + timedelta(days=1)
    last = _day(given[f"{name}To"], f"{name}To") if f"{name}To" in given else tomorrow
    first = _day(given[f"{name}From"], f"{name}From") if f"{name}From" in given else today - timedelta(days=7)
    last = min(last, tomorrow)
    if (last - first).days > _LONGEST_RANGE:
        raise BadQuery(f"the range {name}From to {name}To is longer than {_LONGEST_RANGE} days")
    return first, last


def _same(index: int, wanted: str) -> Callable[[Row], bool]:
    return lambda row: str(row[index]).lower() == wanted.lower()


def _at_least(index: int, low: float) -> Callable[[Row], bool]:
    return lambda row: float(row[index]) >= low


def _at_most(index: int, high: float) -> Callable[[Row], bool]:
    return lambda row: float(row[index]) <= high


def _number(text: str, name: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise BadQuery(f"{name} must be a number, got {text!r}") from error


def _conditions(product: Product, given: dict[str, str]) -> list[Callable[[Row], bool]]:
    """Checks of a row for every parameter but the range of days. Raises BadQuery for parameters that do not exist."""
    found: list[Callable[[Row], bool]] = []
    at = {each.name: (index, each) for index, each in enumerate(product.fields)}
    for name, text in given.items():
        stem = name.removesuffix("From").removesuffix("To")
        if stem not in at:
            raise BadQuery(f"{name} is not a parameter of {product.artifact}")
        index, described = at[stem]
        if described.has_range != (stem != name):
            rule = "takes a range, From and To" if described.has_range else "takes no range"
            raise BadQuery(f"{name} is not a parameter of {product.artifact}: {stem} {rule}")
        if stem == product.day_parameter:
            continue
        if stem == name:
            found.append(_same(index, text))
        else:
            number = _number(text, name)
            found.append(_at_least(index, number) if name.endswith("From") else _at_most(index, number))
    return found
