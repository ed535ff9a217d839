"""The app without a server: what it answers, what it refuses, and what every answer carries."""

import gzip
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Blueprint
from flask.testing import FlaskClient

from dashapp.factory import create_app
from dashapp.settings import Settings
from models.observation import Origin
from models.store.database import Addresses, Database

NOWHERE = "postgresql://nobody@127.0.0.1:9/nothing"
CALLBACKS = "/_dash-update-component"


@pytest.fixture(scope="module")
def client() -> Iterator[FlaskClient]:
    """An app whose database does not answer: nothing here needs one."""
    database = Database(Addresses.of(NOWHERE), Origin.SIMULATED)
    api = Blueprint("api", __name__)
    api.add_url_rule("/api/only-get", view_func=lambda: "ok")
    settings = Settings.model_validate({"cors_origins": ["https://grid.example"]})
    yield create_app(settings, database, blueprints=[api]).test_client()
    database.close()


def test_a_page_carries_a_strict_policy_with_a_nonce_of_its_own(client: FlaskClient) -> None:
    first, second = client.get("/"), client.get("/")
    policies = [answer.headers["Content-Security-Policy"] for answer in (first, second)]
    nonces = [re.findall(r"'nonce-([\w-]+)'", policy) for policy in policies]
    assert len({*nonces[0], *nonces[1]}) == 2
    for answer, policy, (nonce, *_) in zip((first, second), policies, nonces, strict=True):
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert f'<script nonce="{nonce}">' in answer.text
        assert "__nonce__" not in answer.text
        assert '<html lang="en" data-origin="simulated">' in answer.text
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/", "/data", "/assets/tokens.css", "/api/nope", "/nowhere", "/_dash-layout"])
def test_every_answer_closes_doors(client: FlaskClient, path: str) -> None:
    headers = client.get(path, buffered=True).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "Strict-Transport-Security" not in headers


def test_https_is_kept_for_a_year(client: FlaskClient) -> None:
    assert "max-age=31536000" in client.get("/", base_url="https://localhost").headers["Strict-Transport-Security"]


@pytest.mark.parametrize(
    ("path", "status"),
    [("/api/nope", 404), ("/api", 404), ("/health/nope", 404), ("/live", 404), ("/ws/x", 404), ("/_dash-nope", 404)],
)
def test_other_rooms_addresses_are_problems_not_pages(client: FlaskClient, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    assert answer.json is not None
    assert answer.json["status"] == status
    assert answer.json["instance"] == path


def test_a_wrong_method_says_which_are_right(client: FlaskClient) -> None:
    answer = client.post("/api/only-get")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize("path", ["/nowhere", "/apis", "/live-grid", "/data/x"])
def test_unknown_pages_are_404_with_a_page(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.mimetype == "text/html"


@pytest.mark.parametrize("path", ["/.env", "/assets/nope.css", "/_favicon"])
def test_unknown_files_are_404_without_one(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.mimetype != "text/html"


def question(client: FlaskClient, output_part: str = "live-answer.data") -> dict[str, Any]:
    """The body the browser would send for the callback that fills the live grid."""
    declared = client.get("/_dash-dependencies").json
    assert declared is not None
    found = next(each for each in declared if output_part in each["output"] and each["output"].startswith(".."))
    pairs = [each.rsplit(".", 1) for each in found["output"].strip(".").split("...")]
    return {
        "output": found["output"],
        "outputs": [{"id": id, "property": prop} for id, prop in pairs],
        "inputs": [{**each, "value": 1} for each in found["inputs"]],
        "state": [{**each, "value": {}} for each in found["state"]],
        "changedPropIds": ["live-ask.data"],
    }


def test_without_a_database_the_answer_says_so_and_touches_nothing(client: FlaskClient) -> None:
    answer = client.post(CALLBACKS, json=question(client))
    assert answer.status_code == 200
    assert answer.json is not None
    response = answer.json["response"]
    assert response["live-answer"]["data"]["away"] is True
    assert set(response) == {"live-answer"}


@pytest.mark.parametrize("body", [{}, [], None, 3, "x", {"output": "nope.data"}, {"output": 3}])
def test_shapeless_callbacks_are_400(client: FlaskClient, body: Any) -> None:
    answer = client.post(CALLBACKS, data=json.dumps(body), content_type="application/json")
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "change",
    [
        {"inputs": []},
        {"inputs": "x"},
        {"inputs": [{"id": "theme", "property": "data", "value": 1}]},
        {"inputs": [3]},
        {"state": [{"id": {"type": "x"}, "property": "data"}]},
        {"state": None},
        {"outputs": []},
        {"outputs": None},
        {"outputs": {"id": "live-answer", "property": "data"}},
        {"outputs": [{"id": "live-answer", "property": "data"}]},
        {"changedPropIds": 3},
        {"changedPropIds": [3]},
    ],
)
def test_callbacks_with_other_words_than_ours_are_400(client: FlaskClient, change: dict[str, Any]) -> None:
    assert client.post(CALLBACKS, json={**question(client), **change}).status_code == 400


@pytest.mark.parametrize("body", [b"{", b"[" * 5_000, b'{"a": NaN}', b'{"a": 1e999}', b'"\\ud800"', b"\xff"])
def test_what_is_no_json_is_400(client: FlaskClient, body: bytes) -> None:
    assert client.post(CALLBACKS, data=body, content_type="application/json").status_code == 400


def test_sizes_and_types_have_limits(client: FlaskClient) -> None:
    good = question(client)
    assert client.post(CALLBACKS, data=json.dumps(good), content_type="text/plain").status_code == 415
    assert client.post(CALLBACKS, json=good, headers={"Content-Encoding": "gzip"}).status_code == 415
    big = {**good, "padding": "x" * 1_100_000}
    assert client.post(CALLBACKS, json=big).status_code == 413
    assert client.get("/" + "x" * 9_000).status_code == 414


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "http://localhost"}, 200),
        ({"Origin": "https://grid.example"}, 200),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
def test_other_sites_may_not_ask(client: FlaskClient, headers: dict[str, str], status: int) -> None:
    assert client.post(CALLBACKS, json=question(client), headers=headers).status_code == status


def test_files_are_compressed_and_kept_for_ever(client: FlaskClient) -> None:
    page = client.get("/").text
    links = re.findall(r'(?:src|href)="(/(?:assets|_dash-component-suites)/[^"]+)"', page)
    fingerprinted = [link for link in links if not link.endswith((".svg", ".woff2"))]
    assert len(fingerprinted) > 8
    for link in fingerprinted:
        answer = client.get(link.replace("&amp;", "&"), headers={"Accept-Encoding": "gzip"}, buffered=True)
        assert answer.status_code == 200, link
        assert "immutable" in answer.headers["Cache-Control"], link
        plain = client.get(link, headers={"Accept-Encoding": "identity"}, buffered=True)
        if len(plain.data) > 1024:
            assert answer.headers["Content-Encoding"] == "gzip"
            assert gzip.decompress(answer.data) == plain.data
            assert "Accept-Encoding" in answer.headers["Vary"]


def test_nothing_comes_from_elsewhere_and_the_small_bundle_is_used(client: FlaskClient) -> None:
    page = client.get("/").text
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "https://" not in page
    assert "/assets/plotly-cartesian.min.js" in page


def test_the_layout_holds_no_data_and_no_secret(client: FlaskClient) -> None:
    layout = client.get("/_dash-layout").text
    assert "SIMULATED" in layout
    assert "$/MWh" not in layout
    assert NOWHERE not in layout


def test_two_apps_in_one_process_have_all_their_callbacks() -> None:
    apps = [create_app(Settings.model_validate({}), Database(Addresses.of(NOWHERE), origin)) for origin in Origin]
    counts = [len(app.test_client().get("/_dash-dependencies").json or []) for app in apps]
    assert counts[0] == counts[1] > 8
