"""Logs: no secret gets through, whatever its place; JSON where machines read, plain where people do."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from dashapp.observe import logs

# Planted where they are usually lost: by name, in addresses, in headers, in texts of errors.
PLANTED = {
    "a password in an address": ("postgresql://me:Hush4Hush@db/grid", "Hush4Hush"),
    "an API key": ("key ercot_9aBcDeFgHiJk1a2b3c was used", "9aBcDeFgHiJk1a2b3c"),
    "an API secret": ("ercots_" + "Zz9" * 14 + "abcdef", "Zz9Zz9"),
    "a JWT": ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl", "c2lnbmF0dXJl"),
    "a bearer token": ("Authorization: Bearer abcdef123456", "abcdef123456"),
    "basic credentials": ("authorization=Basic dXNlcjpwYXNz", "dXNlcjpwYXNz"),
    "a signing secret": ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "MfKQ9r8G"),
    "a Grafana token": ("glsa_HOruNAb7SOiCdshU8algkrq7F7LsNSAA_55e2f8be", "HOruNAb7"),
    "an Amazon key": ("AKIAIOSFODNN7EXAMPLE", "IOSFODNN7"),
    "a query parameter": ("GET /x?token=tok98765&a=1", "tok98765"),
    "a form field": ("username=me&password=pw123456", "pw123456"),
    "a subscription key": ("Ocp-Apim-Subscription-Key: 0a1b2c3d4e5f", "0a1b2c3d4e5f"),
}


@pytest.fixture
def written(capsys: pytest.CaptureFixture[str]) -> Iterator[pytest.CaptureFixture[str]]:
    root = logging.getLogger()
    before, level, events = root.handlers[:], root.level, structlog.get_config()
    yield capsys
    root.handlers[:] = before
    root.setLevel(level)
    structlog.configure(**events)


@pytest.mark.parametrize("production", [True, False])
@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_secret_is_masked(name: str, production: bool, written: pytest.CaptureFixture[str]) -> None:
    text, secret = PLANTED[name]
    logs.configure(production=production, level="INFO")
    log = structlog.get_logger()
    log.info("said", note=text, nested={"list": [text]})
    logging.getLogger("some.library").warning("said %s", text)
    try:
        raise ValueError(text)
    except ValueError:
        log.exception("failed")
    seen = written.readouterr()
    assert secret not in seen.err + seen.out
    assert seen.err.count("***") >= 4


@pytest.mark.parametrize("field", ["password", "api_key", "SECRET_KEY", "Authorization", "ercot_subscription_key"])
def test_a_field_of_a_secret_s_name_is_masked_whole(field: str, written: pytest.CaptureFixture[str]) -> None:
    logs.configure(production=True, level="INFO")
    structlog.get_logger().info("said", **{field: "plain words"})
    assert "plain words" not in written.readouterr().err


def test_ordinary_texts_stay(written: pytest.CaptureFixture[str]) -> None:
    logs.configure(production=True, level="INFO")
    structlog.get_logger().info("feed_run", feed="rt_settlement_point_prices", rows=1100, lag=2.5, form=None)
    event = json.loads(written.readouterr().err)
    assert {key: event[key] for key in ("event", "feed", "rows", "lag", "form", "level")} == {
        "event": "feed_run",
        "feed": "rt_settlement_point_prices",
        "rows": 1100,
        "lag": 2.5,
        "form": None,
        "level": "info",
    }
    assert event["timestamp"].endswith("Z")


def test_the_level_holds(written: pytest.CaptureFixture[str]) -> None:
    logs.configure(production=False, level="WARNING")
    structlog.get_logger().info("quiet")
    logging.getLogger("some.library").info("quiet too")
    structlog.get_logger().warning("loud")
    seen = written.readouterr().err
    assert "loud" in seen
    assert "quiet" not in seen
