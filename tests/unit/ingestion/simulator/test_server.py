"""The simulated ERCOT over HTTP, in this process and as a program of its own."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests

from ingestion.simulator import server
from ingestion.simulator.documents import DASHBOARD_PREFIX, DOWNLOAD_PATH, LISTING_PATH
from ingestion.simulator.server import Running, serve

ROOT = Path(__file__).parents[4]
AT = datetime(2026, 9, 29, 16, 20, tzinfo=UTC)
PRC = f"{DASHBOARD_PREFIX}daily-prc.json"


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    with serve(7, AT) as simulator:
        yield simulator


def get(running: Running, path: str, **headers: str) -> requests.Response:
    return requests.get(running.url + path, headers={k.replace("_", "-"): v for k, v in headers.items()}, timeout=10)


def test_the_clock_of_one_request_can_be_set_back(running: Running) -> None:
    past = get(running, PRC, X_Simulated_At="2026-09-26T21:13:10Z").json()
    assert past["lastUpdated"] == "2026-09-26 16:13:04-0500"
    assert get(running, PRC).json()["lastUpdated"].startswith("2026-09-29 11:")


@pytest.mark.parametrize("wrong", ["soon", "2026-09-26T21:13:10", "2031-01-01T00:00:00Z"])
def test_a_clock_that_cannot_be_is_refused(running: Running, wrong: str) -> None:
    response = get(running, PRC, X_Simulated_At=wrong)
    assert response.status_code == 400
    assert "X-Simulated-At" in response.json()["error"]


def test_a_document_of_the_past_is_the_same_now_and_then(running: Running) -> None:
    with serve(7, datetime(2026, 9, 26, 21, 13, 10, tzinfo=UTC)) as then:
        live = get(then, f"{DASHBOARD_PREFIX}fuel-mix.json").content
    past = get(running, f"{DASHBOARD_PREFIX}fuel-mix.json", X_Simulated_At="2026-09-26T21:13:10Z").content
    assert live == past


def test_what_the_client_holds_is_not_sent_again(running: Running) -> None:
    for path in (f"{DASHBOARD_PREFIX}supply-demand.json", f"{LISTING_PATH}?reportTypeId=12331"):
        first = get(running, path)
        again = get(running, path, If_None_Match=first.headers["ETag"])
        assert (again.status_code, again.content) == (304, b"")
        dated = get(running, path, If_Modified_Since=first.headers["Last-Modified"])
        assert dated.status_code == 304
        assert get(running, path, If_Modified_Since="Tue, 01 Jan 2019 00:00:00 GMT").status_code == 200
        assert get(running, path, If_Modified_Since="last week").status_code == 200
        assert get(running, path, If_None_Match='"other"').status_code == 200


def test_an_emergency_makes_held_documents_stale(running: Running) -> None:
    with serve(7, AT) as own:
        held = get(own, PRC).headers["ETag"]
        assert requests.post(own.url + "/_simulator/eea", json={"level": 1}, timeout=5).json() == {"level": 1}
        fresh = get(own, PRC, If_None_Match=held)
        assert fresh.status_code == 200
        assert fresh.json()["current_condition"]["state"] == "eea1"
        assert fresh.json()["data"][-1]["prc"] < 2500
        messages = get(own, "/services/comm/mkt_notices/opsmessages").text
        assert "Energy Emergency Alert Level 1" in messages


def test_head_has_the_headers_and_no_body(running: Running) -> None:
    past = {"X-Simulated-At": "2026-09-26T21:13:10Z"}
    head = requests.head(running.url + PRC, headers=past, timeout=5)
    full = requests.get(running.url + PRC, headers=past, timeout=5)
    assert head.content == b""
    assert head.headers["Content-Length"] == str(len(full.content))
    assert head.headers["ETag"] == full.headers["ETag"]


def test_one_connection_serves_many_documents(running: Running) -> None:
    with requests.Session() as session:
        for _ in range(5):
            assert session.get(running.url + PRC, timeout=5).status_code == 200
            assert session.get(running.url + "/nowhere", timeout=5).status_code == 404
            assert session.post(running.url + PRC, data=b"x" * 10, timeout=5).status_code == 405


@pytest.mark.parametrize("twin", ["xml", "csv"])
def test_xml_twins_are_listed_and_answer_404(running: Running, twin: str) -> None:
    listed = get(running, f"{LISTING_PATH}?reportTypeId=12301").json()["ListDocsByRptTypeRes"]["DocumentList"]
    document = next(e["Document"] for e in listed if e["Document"]["FriendlyName"].endswith(twin))
    response = get(running, f"{DOWNLOAD_PATH}?doclookupId={document['DocID']}")
    assert response.status_code == (200 if twin == "csv" else 404)
    if twin == "csv":
        assert len(response.content) == int(document["ContentSize"])
        assert response.content.startswith(b"PK")
    else:
        assert "ResponseFaultList" in response.json()


def test_a_listing_without_a_type_and_one_of_an_unknown_type(running: Running) -> None:
    assert "ResponseFaultList" in get(running, f"{LISTING_PATH}?reportTypeId=abc").json()
    unknown = get(running, f"{LISTING_PATH}?reportTypeId=99999").json()
    assert unknown["ListDocsByRptTypeRes"]["DocumentList"] == []


def test_requests_are_counted_by_path(running: Running) -> None:
    def counted() -> dict[str, Any]:
        answer: dict[str, Any] = get(running, "/_simulator/requests").json()["requests"]
        return answer

    before = counted().get(PRC, 0)
    get(running, PRC)
    get(running, PRC)
    assert counted()[PRC] == before + 2


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/_simulator/eea", '{"level": 9}', 400),
        ("/_simulator/eea", "not json", 400),
        ("/_simulator/eea", "[1]", 400),
        ("/_simulator/nothing", "{}", 404),
        ("/_simulator/eea", "x" * 70_000, 413),
    ],
)
def test_bad_steering_is_refused(running: Running, path: str, body: str, status: int) -> None:
    assert requests.post(running.url + path, data=body, timeout=5).status_code == status


def test_many_clients_at_once_get_the_same(running: Running) -> None:
    found: set[bytes] = set()

    def ask() -> None:
        found.add(get(running, f"{DASHBOARD_PREFIX}dc-tie-flows.json", X_Simulated_At="2026-07-04T12:00:00Z").content)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 1


def start(*options: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "ingestion.simulator.server", *options]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def address(program: "subprocess.Popen[str]") -> str:
    assert program.stdout is not None
    line = program.stdout.readline()
    found = re.fullmatch(r"simulated ERCOT at (http://127\.0\.0\.1:\d+)\n", line)
    assert found, line
    return found[1]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_program_says_where_it_is_and_stops_when_told(number: signal.Signals) -> None:
    with start("--seed", "3", "--at", "2026-09-26T21:13:10Z", "--eea", "2") as program:
        condition = requests.get(address(program) + PRC, timeout=10).json()["current_condition"]
        assert condition["state"] == "eea2"
        program.send_signal(number)
        assert program.wait(5) == 0


def test_the_program_ends_with_its_parent() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as parent:
        program = start("--parent", str(parent.pid))
        address(program)
        parent.communicate(b"\n")
        begun = time.monotonic()
        assert program.wait(10) == 0
        assert time.monotonic() - begun < 5
        program.communicate()


@pytest.mark.parametrize(
    ("options", "wrong"),
    [(["--at", "soon"], "not an ISO 8601 instant"), (["--fault", "503", "--rate", "7"], "rate must lie")],
)
def test_wrong_options_are_named(options: list[str], wrong: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert server.main(options) == 2
    assert wrong in capsys.readouterr().err


def test_faults_can_be_ordered_at_the_start() -> None:
    with start("--fault", "503", "--rate", "1") as program:
        assert requests.get(address(program) + PRC, timeout=10).status_code == 503
        os.kill(program.pid, signal.SIGTERM)
        program.wait(5)
