"""The keyed Public API over HTTP: sign-in, paging, pace, patience, and what is said when the credentials are wrong."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import orjson
import pytest
import structlog

from ingestion import registry
from ingestion.backfill import fill_from_public_api
from ingestion.run import Context, run_feed
from ingestion.simulator.public_api import TOKEN_PATH
from ingestion.simulator.server import Running, serve
from ingestion.sources import public_api as room
from ingestion.sources.public_api import Credentials, Pace, PublicApiClient
from ingestion.transport import Pace as Patience
from ingestion.transport import Transport, Unreachable
from models.clock import now, operating_day
from models.observation import Document, Origin
from models.problems import Refused
from models.store.database import Database
from models.store.freshness import refused
from models.store.write import Writer
from tests.support.http import Asked, Reply, Scripted, scripted

FEED = registry.feed("dam_settlement_point_prices")
FORM = FEED.form("np4-190-cd-api")
DAY = date(2026, 11, 10)
USER = Credentials("a-key", "someone@example.org", "a-password")
QUICK = Patience(attempts=3, first_wait=0.001)


class FakeTime:
    """A clock that passes when someone sleeps, and a little with every call."""

    def __init__(self) -> None:
        self.at = 1000.0
        self.slept = 0.0

    def now(self) -> float:
        self.at += 0.01
        return self.at

    def sleep(self, seconds: float) -> None:
        self.at += seconds
        self.slept += seconds


@pytest.fixture
def simulator() -> Iterator[Running]:
    with serve() as running:
        yield running


def client(url: str, user: Credentials = USER, passing: FakeTime | None = None) -> PublicApiClient:
    passing = passing or FakeTime()
    transport = Transport(url, url, url + TOKEN_PATH, pace=QUICK)
    return PublicApiClient(transport, user, pace=Pace(clock=passing.now, sleep=passing.sleep))


def fetch(api: PublicApiClient, first: date = DAY, last: date = DAY) -> list[Document]:
    return list(api.fetch(FEED, FORM, first, last))


def asked_of(simulator: Running, path: str) -> int:
    return sum(count for asked, count in simulator.simulator.requests.items() if path in asked)


def test_a_day_comes_as_one_document_of_all_its_rows(simulator: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    (whole,) = fetch(client(simulator.url))
    rows = orjson.loads(whole.body)["data"]
    assert whole.name == f"np4-190-cd dam_stlmnt_pnt_prices {DAY}"
    assert whole.origin is Origin.SIMULATED
    assert len(rows) % 24 == 0
    assert len({tuple(row) for row in rows}) == len(rows) > 24 * 15
    monkeypatch.setattr(room, "_PAGE", 500)
    before = asked_of(simulator, "dam_stlmnt_pnt_prices")
    (paged,) = fetch(client(simulator.url))
    assert asked_of(simulator, "dam_stlmnt_pnt_prices") - before == -(-len(rows) // 500)
    assert sorted(orjson.loads(paged.body)["data"]) == sorted(rows)


def test_one_sign_in_serves_many_calls(simulator: Running) -> None:
    assert len(fetch(client(simulator.url), DAY, DAY + timedelta(days=4))) == 5
    assert asked_of(simulator, TOKEN_PATH) == 1


def test_a_day_that_the_api_has_no_rows_of_gives_no_document(simulator: Running) -> None:
    ahead = operating_day(now()) + timedelta(days=30)
    assert fetch(client(simulator.url), ahead, ahead) == []


def api(asked: Asked, *, rows: list[list[object]], total: int | None = None, size: int = 2) -> Reply:
    """A reply of an API with these rows, two a page."""
    if asked.method == "POST":
        return Reply(body=b'{"id_token": "token"}')
    page = int(asked.path.rsplit("page=", 1)[1])
    body = {
        "_meta": {"totalRecords": len(rows) if total is None else total, "totalPages": -(-len(rows) // size)},
        "fields": [{"name": "deliveryDate"}],
        "data": rows[(page - 1) * size : page * size],
    }
    return Reply(body=orjson.dumps(body))


@contextmanager
def answering(*replies: Reply | Callable[[Asked], Reply]) -> Iterator[tuple[PublicApiClient, Scripted, FakeTime]]:
    passing = FakeTime()
    with scripted(*replies) as server:
        yield client(server.url, passing=passing), server, passing


def test_rows_that_paging_returned_twice_are_there_once() -> None:
    rows: list[list[object]] = [["a", 1], ["b", 2], ["b", 2], ["c", 3]]
    with answering(lambda asked: api(asked, rows=rows, total=3)) as (found, _, _):
        (document,) = fetch(found)
    assert orjson.loads(document.body)["data"] == [["a", 1], ["b", 2], ["c", 3]]


def test_rows_that_paging_lost_are_noticed() -> None:
    rows: list[list[object]] = [["a", 1], ["b", 2], ["b", 2], ["c", 3]]
    with (
        answering(lambda asked: api(asked, rows=rows)) as (found, _, _),
        pytest.raises(Refused, match="promised 4 rows and gave 3") as refused,
    ):
        fetch(found)
    assert refused.value.retry


def test_never_more_than_thirty_calls_a_minute_counting_every_try() -> None:
    calls: list[float] = []
    tries = 0

    def busy(asked: Asked) -> Reply:
        nonlocal tries
        if asked.method == "POST":
            return Reply(body=b'{"id_token": "token"}')
        calls.append(passing.at)
        tries += 1
        # Every third try is refused as too many, so that tries again count as well.
        if tries % 3 == 0:
            return Reply(429, headers={"Retry-After": "0"})
        return api(asked, rows=[["a", tries]])

    with answering(busy) as (found, _, passing):
        assert len(fetch(found, DAY, DAY + timedelta(days=79))) == 80
    assert len(calls) > 110
    for moment in calls:
        assert sum(moment <= each < moment + 60 for each in calls) <= 30
    assert 175 < passing.slept < 185, "and no slower than it must be"


def test_a_busy_api_is_waited_for_as_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr("tenacity.nap.time", SimpleNamespace(sleep=waits.append))
    replies = iter([Reply(429, headers={"Retry-After": "17"}), Reply(429, headers={"Retry-After": "3"})])

    def once_busy(asked: Asked) -> Reply:
        return api(asked, rows=[["a", 1]]) if asked.method == "POST" else next(replies, api(asked, rows=[["a", 1]]))

    with answering(once_busy) as (found, _, _):
        assert len(fetch(found)) == 1
    assert waits == [17, 3]


def test_an_api_that_stays_busy_is_given_up() -> None:
    with (
        answering(Reply(body=b'{"id_token": "token"}'), Reply(429, headers={"Retry-After": "0"})) as (found, server, _),
        pytest.raises(Unreachable, match="status 429"),
    ):
        fetch(found)
    assert len(server.asked) == 1 + QUICK.attempts


def test_an_expired_token_is_renewed_once_and_the_call_repeated() -> None:
    tokens = iter(["old", "new"])

    def expiring(asked: Asked) -> Reply:
        if asked.method == "POST":
            return Reply(body=orjson.dumps({"id_token": next(tokens)}))
        if asked.headers["Authorization"] == "Bearer old":
            return Reply(401, b'{"message": "Access token is expired."}', {"Content-Type": "application/json"})
        return api(asked, rows=[["a", 1]])

    with answering(expiring) as (found, server, _):
        assert len(fetch(found, DAY, DAY + timedelta(days=2))) == 3
    assert [asked.method for asked in server.asked] == ["POST", "GET", "POST", "GET", "GET", "GET"]
    sent = {asked.headers["Ocp-Apim-Subscription-Key"] for asked in server.asked if asked.method == "GET"}
    assert sent == {"a-key"}


def test_a_token_is_renewed_before_its_hour_is_up(simulator: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    found = client(simulator.url)
    fetch(found)
    moment = time.monotonic()
    monkeypatch.setattr(room, "time", SimpleNamespace(monotonic=lambda: moment + 3_000))
    fetch(found)
    assert asked_of(simulator, TOKEN_PATH) == 1
    monkeypatch.setattr(room, "time", SimpleNamespace(monotonic=lambda: moment + 3_400))
    fetch(found)
    assert asked_of(simulator, TOKEN_PATH) == 2


@pytest.mark.parametrize(
    ("user", "said", "sign_ins"),
    [
        (Credentials("wrong", "someone", "a-password"), "does not accept the credentials.*invalid subscription key", 2),
        (Credentials("a-key", "someone", "wrong"), "sign-in does not accept the user.*password provided", 1),
        (Credentials("a-key", "", "a-password"), "sign-in does not accept the user", 1),
    ],
)
def test_wrong_credentials_are_a_clear_error_after_one_renewal(
    simulator: Running, user: Credentials, said: str, sign_ins: int
) -> None:
    with pytest.raises(Refused, match=said) as refused:
        fetch(client(simulator.url, user))
    assert refused.value.rule == "credentials"
    assert "a-password" not in str(refused.value)
    assert asked_of(simulator, TOKEN_PATH) == sign_ins


@pytest.mark.parametrize(
    ("reply", "rule"),
    [
        (Reply(body=b"{}"), "columns"),
        (Reply(body=b"[]"), "columns"),
        (Reply(body=b'{"_meta": {}, "fields": [], "data": []}'), "columns"),
        (Reply(body=b'{"_meta": {"totalRecords": "x", "totalPages": 1}, "fields": [], "data": []}'), "columns"),
        (Reply(body=b'{"_meta": {"totalRecords": 1, "totalPages": 1}, "fields": [], "data": null}'), "columns"),
        (Reply(body=b'{"_meta": {"totalRecords": 1, "totalPages": 9999}, "fields": [], "data": []}'), "too-big"),
        (Reply(body=b"<html>"), "truncated"),
        (Reply(400, b'{"message": "deliveryDate is wrong"}', {"Content-Type": "application/json"}), "query"),
        (Reply(403), "credentials"),
        (Reply(404), "status"),
    ],
)
def test_a_reply_of_another_shape_is_refused_by_name(reply: Reply, rule: str) -> None:
    with answering(Reply(body=b'{"id_token": "token"}'), reply) as (found, _, _), pytest.raises(Refused) as refused:
        fetch(found)
    assert refused.value.rule == rule


def test_a_sign_in_without_a_token_is_an_error() -> None:
    with answering(Reply(body=b'{"access_token": "x"}')) as (found, _, _), pytest.raises(Refused, match="no token"):
        fetch(found)


def context(database: Database, url: str, user: Credentials = USER) -> Context:
    transport = Transport(url, url, url + TOKEN_PATH, pace=QUICK)
    return Context(database, transport, Writer(database), keyed=client(url, user))


def values(database: Database) -> list[Any]:
    with database.app() as connection:
        return connection.execute(
            "select s.entity, t.ts, t.value from dam_settlement_point_prices t join series s on s.id = t.series_id "
            "order by 1, 2"
        ).fetchall()


def test_history_is_filled_from_the_api_and_what_is_there_is_not_asked_again(
    simulated_database: Database, simulator: Running
) -> None:
    found = context(simulated_database, simulator.url)
    today = operating_day(now())
    first, last = today - timedelta(days=12), today - timedelta(days=10)
    taken = fill_from_public_api(found, [FEED], first, last)
    assert (taken.problems, taken.documents) == ([], 3)
    stored = values(simulated_database)
    assert len(stored) == taken.rows
    assert {operating_day(row[1]) for row in stored} == {first, first + timedelta(days=1), last}
    simulator.simulator.requests.clear()
    again = fill_from_public_api(found, [FEED], first, last + timedelta(days=1))
    assert again.documents == 1
    assert asked_of(simulator, "dam_stlmnt_pnt_prices") == 1


def test_without_credentials_the_api_is_not_asked(simulated_database: Database, simulator: Running) -> None:
    found = context(simulated_database, simulator.url)
    found.keyed = None
    assert fill_from_public_api(found, [FEED], DAY, DAY).documents == 0
    run_feed(found, FEED, force=True)
    assert asked_of(simulator, "public-reports") == 0


def test_wrong_credentials_spoil_only_the_form_that_needs_them(
    simulated_database: Database, simulator: Running
) -> None:
    with structlog.testing.capture_logs() as logs:
        report = run_feed(
            context(simulated_database, simulator.url, Credentials("wrong", "someone", "a-secret-word")),
            FEED,
            force=True,
        )
    assert report.rows > 0
    assert "np4-190-cd-api: The Public API does not accept the credentials" in str(report.problem)
    (shown,) = refused(simulated_database)
    assert (shown.rule, shown.document) == ("credentials", "np4-190-cd-api")
    assert "a-secret-word" not in f"{logs} {report} {shown}"


def test_the_api_and_the_report_agree_value_for_value(simulated_database: Database, simulator: Running) -> None:
    day = operating_day(now()) - timedelta(days=3)
    found = context(simulated_database, simulator.url)
    fill_from_public_api(found, [FEED], day, day)
    by_api = [row for row in values(simulated_database) if operating_day(row[1]) == day]
    found.keyed = None
    run_feed(found, FEED, force=True)
    by_report = [row for row in values(simulated_database) if operating_day(row[1]) == day]
    assert len(by_api) > 24 * 15
    assert by_report == by_api
