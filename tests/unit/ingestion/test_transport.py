"""The one HTTP client against servers that misbehave: each fault ends in time, by its own name, and costs no memory."""

import gzip
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from types import SimpleNamespace

import pytest

from ingestion import transport as room
from ingestion.transport import BadStatus, Limits, Pace, Transport, Unreachable
from models.clock import now
from models.problems import Refused
from tests.support.http import Asked, Reply, Scripted, drip, scripted

QUICK = Pace(connect=1.0, read=0.3, attempts=3, first_wait=0.001, slow_after=0.2, slowest=10_000)
SMALL = Limits(wire=100_000, inflated=200_000, seconds=0.6)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@contextmanager
def serving(*replies: object, pace: Pace = QUICK) -> Iterator[tuple[Transport, Scripted]]:
    with scripted(*replies) as server:  # type: ignore[arg-type]
        yield Transport(server.url, server.url, server.url + "/token", pace=pace), server


@contextmanager
def within(seconds: float) -> Iterator[None]:
    start = time.monotonic()
    yield
    assert time.monotonic() - start < seconds


def test_a_good_answer_comes_whole_and_asks_as_a_browser_does() -> None:
    with serving(Reply(body=b'{"a": 1}', headers={"X-Which": "it"})) as (transport, server):
        answer = transport.get("/a", {"b": "c d"})
    assert (answer.status, answer.body, answer.headers["X-Which"]) == (200, b'{"a": 1}', "it")
    (asked,) = server.asked
    assert asked.path == "/a?b=c+d"
    assert asked.headers["User-Agent"].startswith("Mozilla/5.0")
    assert asked.headers["Accept-Encoding"] == "gzip"
    assert "X-Simulated-At" not in asked.headers


def test_a_connection_is_used_again() -> None:
    connections = set()

    def note(asked: Asked) -> Reply:
        connections.add(asked.headers["Connection"])
        return Reply(body=b"x")

    with serving(note) as (transport, server):
        for _ in range(3):
            transport.get("/a")
        session = transport._memory.session()
        (pool,) = session.get_adapter(server.url).poolmanager.pools._container.values()  # type: ignore[attr-defined]
        assert (pool.num_connections, pool.num_requests) == (1, 3)
    assert connections == {"keep-alive"}


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_what_may_pass_is_tried_again_and_then_the_answer_is_taken(status: int) -> None:
    with serving(Reply(status), Reply(status), Reply(body=b"there")) as (transport, server):
        assert transport.get("/a").body == b"there"
    assert len(server.asked) == 3


def test_a_server_that_stays_busy_is_given_up_and_named() -> None:
    with serving(Reply(503)) as (transport, server), pytest.raises(Unreachable, match="does not answer: status 503"):
        transport.get("/a")
    assert len(server.asked) == QUICK.attempts


def test_the_usual_pace_is_five_tries_with_growing_jittered_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("tenacity.nap.time", SimpleNamespace(sleep=slept.append))
    with serving(Reply(503), pace=Pace()) as (transport, server), pytest.raises(Unreachable):
        transport.get("/a")
    assert len(server.asked) == 5
    assert [low <= pause <= low + 1 for low, pause in zip((1, 2, 4, 8), slept, strict=True)] == [True] * 4
    assert any(pause % 1 for pause in slept)


@pytest.mark.parametrize(
    ("told", "waited"),
    [
        ("7", (7, 7)),
        ("9999", (120, 120)),
        ("9" * 400, (120, 120)),
        (format_datetime(datetime(2020, 1, 1, tzinfo=UTC), usegmt=True), (0, 0)),
        ("in a while", (1, 2)),
        ("\u00b2", (1, 2)),
    ],
)
def test_retry_after_is_honoured_up_to_two_minutes(
    told: str, waited: tuple[float, float], monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr("tenacity.nap.time", SimpleNamespace(sleep=slept.append))
    with serving(Reply(429, headers={"Retry-After": told}), Reply(body=b"x"), pace=Pace()) as (transport, _):
        transport.get("/a")
    assert waited[0] <= slept[0] <= waited[1]


def test_retry_after_may_be_a_date(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("tenacity.nap.time", SimpleNamespace(sleep=slept.append))
    until = format_datetime(now() + timedelta(seconds=30), usegmt=True)
    with serving(Reply(503, headers={"Retry-After": until}), Reply(body=b"x")) as (transport, _):
        transport.get("/a")
    assert 27 < slept[0] <= 30


@pytest.mark.parametrize("status", [204, 301, 302, 307, 308, 400, 401, 403, 404, 410])
def test_another_status_is_refused_at_once_and_no_redirect_is_followed(status: int) -> None:
    replies = (Reply(status, headers={"Location": "/elsewhere"}), Reply(body=b"elsewhere"))
    with serving(*replies) as (transport, server), pytest.raises(BadStatus, match=f"status {status}") as refused:
        transport.get("/a")
    assert (refused.value.rule, refused.value.status, len(server.asked)) == ("status", status, 1)


def test_a_refusal_repeats_what_the_server_says() -> None:
    said = Reply(401, b'{"statusCode": 401, "message": "The key is missing."}', {"Content-Type": "application/json"})
    with serving(said) as (transport, _), pytest.raises(BadStatus, match=r"status 401: The key is missing\."):
        transport.get("/a")


def test_nobody_at_the_address() -> None:
    with scripted(Reply()) as server:
        address = server.url
    with within(2), pytest.raises(Unreachable, match="ConnectionError"):
        Transport(address, pace=QUICK).get("/a")


def test_a_server_that_hangs_costs_its_time_limit_and_no_more() -> None:
    def hang(write: Callable[[bytes], object]) -> None:
        time.sleep(1.5)

    with serving(drip(hang)) as (transport, _), within(1.4), pytest.raises(Unreachable, match="ReadTimeout"):
        transport.get("/a")


def test_a_server_that_falls_silent_in_the_body_costs_its_time_limit() -> None:
    def silent(write: Callable[[bytes], object]) -> None:
        write(HEAD + b"Content-Length: 100\r\n\r\nhalf")
        time.sleep(1.5)

    with serving(drip(silent)) as (transport, _), within(1.4), pytest.raises(Unreachable, match="after 4 bytes"):
        transport.get("/a")


def test_a_head_that_drips_has_to_be_there_within_the_read_time_out() -> None:
    def head(write: Callable[[bytes], object]) -> None:
        for byte in HEAD + b"X-More: " + b"a" * 300:
            write(bytes([byte]))
            time.sleep(0.02)

    with serving(drip(head)) as (transport, _), within(1.5), pytest.raises(Unreachable, match="ReadTimeout"):
        transport.get("/a")


def test_a_body_may_take_longer_than_the_head_may() -> None:
    def slow(write: Callable[[bytes], object]) -> None:
        write(HEAD + b"Content-Length: 12000\r\n\r\n")
        for _ in range(3):
            time.sleep(0.2)
            write(b"x" * 4000)

    with serving(drip(slow)) as (transport, _):
        assert transport.get("/a").body == b"x" * 12_000


def dripping(block: bytes, pause: float, head: bytes = HEAD) -> Callable[..., None]:
    def drop(write: Callable[[bytes], object]) -> None:
        write(head + b"\r\n")
        for _ in range(200):
            write(block)
            time.sleep(pause)

    return drip(drop)


def test_a_drip_of_bytes_is_cut_as_too_slow() -> None:
    with serving(dripping(b"x", 0.02)) as (transport, _), within(1.5), pytest.raises(Unreachable, match="slower than"):
        transport.get("/a", limits=Limits(100_000, 100_000, 30))


def test_a_chunked_drip_is_cut_as_too_slow() -> None:
    head = HEAD + b"Transfer-Encoding: chunked\r\n"
    with (
        serving(dripping(b"1\r\nx\r\n", 0.02, head)) as (transport, _),
        within(1.5),
        pytest.raises(Unreachable, match="slower than"),
    ):
        transport.get("/a", limits=Limits(100_000, 100_000, 30))


def test_an_answer_that_is_never_finished_ends_at_its_deadline() -> None:
    with (
        serving(dripping(b"x" * 400, 0.01)) as (transport, _),
        within(3),
        pytest.raises(Unreachable, match=r"not finished within 0\.6 s"),
    ):
        transport.get("/a", limits=SMALL)


def test_a_body_shorter_than_promised_is_fetched_again_and_then_refused_as_cut() -> None:
    with serving(Reply(body=b"half", length=8)) as (transport, server), pytest.raises(Refused, match="cut") as refused:
        transport.get("/a")
    assert (refused.value.rule, refused.value.retry, len(server.asked)) == ("truncated", True, QUICK.attempts)


def test_a_chunked_body_without_its_end_is_refused_as_cut() -> None:
    def cut(write: Callable[[bytes], object]) -> None:
        write(HEAD + b"Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n")

    with serving(drip(cut)) as (transport, _), pytest.raises(Refused, match="cut") as refused:
        transport.get("/a")
    assert refused.value.rule == "truncated"


@pytest.mark.parametrize("length", [-1, None, 5])
def test_an_answer_above_its_limit_is_refused_whatever_length_it_claims(length: int | None) -> None:
    reply = Reply(body=b"x" * (SMALL.wire + 1), length=length)
    if length == 5:
        # A claim of less is taken at its word: what follows is not read.
        with serving(reply) as (transport, _):
            assert transport.get("/a", limits=SMALL).body == b"xxxxx"
        return
    with serving(reply) as (transport, server), pytest.raises(Refused, match="larger than 100,000 bytes") as refused:
        transport.get("/a", limits=SMALL)
    assert (refused.value.rule, len(server.asked)) == ("too-big", 1)


def test_exactly_the_limit_is_taken() -> None:
    with serving(Reply(body=b"x" * SMALL.wire)) as (transport, _):
        assert len(transport.get("/a", limits=SMALL).body or b"") == SMALL.wire


def test_gzip_is_inflated() -> None:
    packed = Reply(body=gzip.compress(b"hello" * 1000), headers={"Content-Encoding": "gzip"})
    with serving(packed) as (transport, _):
        assert transport.get("/a").body == b"hello" * 1000


def test_a_gzip_bomb_is_refused_at_the_inflated_limit() -> None:
    bomb = Reply(body=gzip.compress(bytes(50_000_000)), headers={"Content-Encoding": "gzip"})
    assert len(bomb.body) < SMALL.wire
    with serving(bomb) as (transport, _), pytest.raises(Refused, match="unpacks to more than 200,000") as refused:
        transport.get("/a", limits=SMALL)
    assert refused.value.rule == "too-big"


@pytest.mark.parametrize(
    ("body", "encoding", "rule"),
    [
        (gzip.compress(b"hello" * 1000)[:-9], "gzip", "truncated"),
        (b"this is no gzip at all", "gzip", "truncated"),
        (zlib.compress(b"hello"), "br", "encoding"),
        (gzip.compress(gzip.compress(b"hello")), "gzip, gzip", "encoding"),
    ],
)
def test_a_damaged_or_unasked_for_encoding_is_refused(body: bytes, encoding: str, rule: str) -> None:
    reply = Reply(body=body, headers={"Content-Encoding": encoding})
    with serving(reply) as (transport, _), pytest.raises(Refused) as refused:
        transport.get("/a")
    assert refused.value.rule == rule


def versioned(asked: Asked) -> Reply:
    if asked.headers.get("If-None-Match") == '"v1"':
        return Reply(304)
    return Reply(body=b"v1", headers={"ETag": '"v1"', "Last-Modified": "Tue, 29 Sep 2026 16:00:00 GMT"})


def test_an_unchanged_version_does_not_come_again_once_it_is_settled() -> None:
    with serving(versioned) as (transport, server):
        attempt = transport.attempt()
        assert attempt.get("/a", conditional=True).body == b"v1"
        assert transport.attempt().get("/a", conditional=True).body == b"v1", "the first was never settled"
        attempt.settle()
        answer = transport.attempt().get("/a", conditional=True)
        assert (answer.status, answer.body) == (304, None)
        assert transport.get("/a").body == b"v1", "an unconditional question gets the whole answer"
        assert transport.get("/a", {"b": 1}, conditional=True).body == b"v1", "another question has another version"
    assert server.asked[2].headers["If-Modified-Since"] == "Tue, 29 Sep 2026 16:00:00 GMT"


def test_a_clock_is_sent_and_has_versions_of_its_own() -> None:
    at = datetime(2026, 9, 29, 16, tzinfo=UTC)
    with serving(versioned) as (transport, server):
        transport.get("/a", conditional=True)
        transport.settle()
        back = transport.with_clock(at)
        assert back.present() == at
        assert back.get("/a", conditional=True).body == b"v1"
    assert server.asked[1].headers["X-Simulated-At"] == at.isoformat()


def test_before_is_called_ahead_of_every_try() -> None:
    calls: list[int] = []
    with serving(Reply(503), Reply(503), Reply(body=b"x")) as (transport, _):
        transport.get("/a", before=lambda: calls.append(1))
    assert len(calls) == 3


def test_no_secret_is_in_a_problem(caplog: pytest.LogCaptureFixture) -> None:
    with serving(Reply(503)) as (transport, server), pytest.raises(Unreachable) as unreachable:
        transport.get("/a", headers={"Ocp-Apim-Subscription-Key": "kkkk-secret"})
    assert server.asked[0].headers["Ocp-Apim-Subscription-Key"] == "kkkk-secret"
    with serving(Reply(403)) as (transport, server), pytest.raises(Refused) as refused:
        transport.post(server.url + "/token", {"password": "pppp-secret"})
    assert server.asked[0].body == b"password=pppp-secret"
    chain: BaseException | None = unreachable.value
    told = f"{refused.value!r} {refused.value} {caplog.text}"
    while chain is not None:
        told += f"{chain!r} {chain}"
        chain = chain.__cause__ or chain.__context__
    assert "secret" not in told


@pytest.mark.parametrize(
    ("reply", "answers"),
    [
        (Reply(body=b'{"current_condition": {"state": "normal"}}'), True),
        (Reply(body=b'{"other": 1}'), False),
        (Reply(body=b"[1]"), False),
        (Reply(body=b"<html>Incapsula</html>"), False),
        (Reply(302, headers={"Location": "/"}), False),
        (Reply(503), False),
        (Reply(body=b""), False),
        (Reply(body=gzip.compress(bytes(60_000_000)), headers={"Content-Encoding": "gzip"}), False),
    ],
)
def test_ercot_is_reachable_only_where_one_of_its_documents_comes(reply: Reply, answers: bool) -> None:
    with serving(reply) as (transport, server):
        assert transport.reachable(seconds=0.5) is answers
    assert len(server.asked) == 1, "it asks once"


def test_reachable_gives_up_in_time() -> None:
    def hang(write: Callable[[bytes], object]) -> None:
        time.sleep(1.5)

    with serving(drip(hang)) as (transport, _), within(1):
        assert not transport.reachable(seconds=0.3)


def test_the_limits_are_those_of_the_controls() -> None:
    mega = 1 << 20
    assert (room.DASHBOARD.wire, room.DASHBOARD.inflated) == (16 * mega, 32 * mega)
    assert (room.LISTING.wire, room.LISTING.inflated) == (8 * mega, 16 * mega)
    assert (room.REPORT.wire, room.ANNUAL.wire, room.API_PAGE.inflated) == (64 * mega, 64 * mega, 128 * mega)
    assert (room.HTML.wire, room.HTML.inflated) == (4 * mega, 8 * mega)
    assert (room.REPORT.seconds, room.ANNUAL.seconds) == (60, 300)
    assert (room.Pace().slow_after, room.Pace().slowest) == (20, 1024)
