"""Every fault that can be ordered, as it arrives at a client that knows nothing of the simulator."""

import csv
import gzip
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import requests

from ingestion.simulator import days, faults, reports
from ingestion.simulator.documents import DASHBOARD_PREFIX, DOWNLOAD_PATH, LISTING_PATH
from ingestion.simulator.faults import KINDS, Faults
from ingestion.simulator.server import Running, serve

AT = datetime(2026, 9, 29, 16, 20, tzinfo=UTC)
PRC = f"{DASHBOARD_PREFIX}daily-prc.json"
STORAGE = f"{DASHBOARD_PREFIX}energy-storage-resources.json"
SLOT = days.epoch_of(datetime(2026, 9, 29, 16, 15, tzinfo=UTC))
ZIP = f"{DOWNLOAD_PATH}?doclookupId={reports.document_id(reports.REPORTS[12301], SLOT, 'csv')}"


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    with serve(7, AT) as simulator:
        yield simulator


@pytest.fixture(autouse=True)
def behave(running: Running) -> Iterator[None]:
    yield
    running.simulator.faults.clear()


def get(running: Running, path: str, kind: str = "", **options: Any) -> requests.Response:
    if kind:
        running.simulator.faults.add(kind)
    return requests.get(running.url + path, timeout=20, **options)


def rows_of(response: requests.Response) -> list[dict[str, str]]:
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        return list(csv.DictReader(io.StringIO(archive.read(archive.namelist()[0]).decode())))


@pytest.mark.parametrize("status", [503, 429])
def test_refusals_say_when_to_come_back(running: Running, status: int) -> None:
    for path in (PRC, ZIP, f"{LISTING_PATH}?reportTypeId=12301"):
        response = get(running, path, str(status))
        assert response.status_code == status
        assert int(response.headers["Retry-After"]) > 0


def test_a_truncated_body_is_shorter_than_promised(running: Running) -> None:
    with pytest.raises((requests.exceptions.ChunkedEncodingError, requests.exceptions.ConnectionError)):
        get(running, ZIP, "truncate")


def test_a_short_body_keeps_its_promise_but_not_its_contents(running: Running) -> None:
    response = get(running, ZIP, "short")
    assert len(response.content) == reports.REPORTS[12301].size // 2
    assert not zipfile.is_zipfile(io.BytesIO(response.content))


def test_a_hanging_request_gets_no_answer(running: Running) -> None:
    running.simulator.faults.add("hang")
    with pytest.raises(requests.exceptions.ReadTimeout):
        requests.get(running.url + PRC, timeout=0.3)


@pytest.mark.parametrize("path", [PRC, ZIP])
def test_a_challenge_page_comes_with_200(running: Running, path: str) -> None:
    response = get(running, path, "html")
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/html")
    assert response.content.startswith(b"<html>")


def test_a_renamed_column(running: Running) -> None:
    rows = rows_of(get(running, ZIP, "bad-columns"))
    assert "NewSettlementPointPrice" in rows[0]
    assert "SettlementPointPrice" not in rows[0]
    assert "prc" not in get(running, PRC).json()["data"][0]


def test_duplicated_rows_are_equal(running: Running) -> None:
    good = rows_of(get(running, ZIP))
    spoilt = rows_of(get(running, ZIP, "duplicate"))
    assert spoilt == good + good[-3:]


def test_disagreeing_rows_have_one_key_and_two_values(running: Running) -> None:
    good = rows_of(get(running, ZIP))
    spoilt = rows_of(get(running, ZIP, "disagree"))
    assert [row["SettlementPointName"] for row in spoilt[-2:]] == [row["SettlementPointName"] for row in good[-2:]]
    assert {row["SettlementPointPrice"] for row in spoilt[-2:]} == {"1234.56"}
    data = get(running, PRC).json()["data"]
    assert data[-1]["epoch"] == data[-3]["epoch"]
    assert data[-1]["prc"] == data[-3]["prc"] + 1234


def test_reordered_rows_are_the_same_rows(running: Running) -> None:
    good = rows_of(get(running, ZIP))
    assert rows_of(get(running, ZIP, "reorder")) == good[::-1]
    first = get(running, STORAGE).json()["currentDay"]["data"]
    assert first[0]["epoch"] > first[-1]["epoch"]


def test_prices_as_text(running: Running) -> None:
    assert {row["SettlementPointPrice"] for row in rows_of(get(running, ZIP, "price-text"))} == {"n/a"}
    assert get(running, PRC).json()["data"][0]["prc"] == "n/a"


def test_no_rows_and_nothing_at_all(running: Running) -> None:
    assert rows_of(get(running, ZIP, "no-rows")) == []
    running.simulator.faults.clear()
    response = get(running, ZIP, "empty")
    assert (response.status_code, response.content) == (200, b"")


def test_another_days_document_under_the_asked_name(running: Running) -> None:
    assert rows_of(get(running, ZIP, "other-day"))[0]["DeliveryDate"] == "09/28/2026"
    assert get(running, PRC).json()["lastUpdated"].startswith("2026-09-28")


def test_another_encoding_is_not_utf8(running: Running) -> None:
    response = get(running, ZIP, "wrong-encoding")
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        body = archive.read(archive.namelist()[0])
    with pytest.raises(UnicodeDecodeError):
        body.decode()
    with pytest.raises(UnicodeDecodeError):
        get(running, PRC).content.decode()


def test_a_fault_in_place_of_the_zip(running: Running) -> None:
    response = get(running, ZIP, "fault-json")
    assert response.status_code == 200
    assert "ResponseFaultList" in response.json()


def test_a_zip_bomb_is_small_and_its_contents_are_not(running: Running) -> None:
    response = get(running, ZIP, "zip-bomb")
    assert len(response.content) < 2_000_000
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        assert archive.infolist()[0].file_size > 200_000_000
    running.simulator.faults.clear()
    running.simulator.faults.add("zip-bomb")
    raw = requests.get(running.url + PRC, timeout=20, stream=True)
    assert raw.headers["Content-Encoding"] == "gzip"
    squeezed = raw.raw.read(decode_content=False)
    assert len(squeezed) < 2_000_000
    assert gzip.GzipFile(fileobj=io.BytesIO(squeezed)).read(10) == b" " * 10


def test_junk_never_says_how_much_it_is(running: Running) -> None:
    with get(running, ZIP, "junk", stream=True) as response:
        assert "Content-Length" not in response.headers
        taken = 0
        for block in response.iter_content(1_000_000):
            taken += len(block)
            if taken > 5_000_000:
                break
    assert taken > 5_000_000


def test_spoilt_zips_keep_the_listed_size(running: Running) -> None:
    for kind in ("bad-columns", "duplicate", "disagree", "reorder", "price-text", "no-rows", "wrong-encoding"):
        running.simulator.faults.clear()
        assert len(get(running, ZIP, kind).content) == reports.REPORTS[12301].size


def test_body_faults_leave_listings_alone(running: Running) -> None:
    response = get(running, f"{LISTING_PATH}?reportTypeId=12301", "empty")
    assert len(response.json()["ListDocsByRptTypeRes"]["DocumentList"]) > 1000


def test_a_fault_can_be_kept_to_a_path_and_a_number(running: Running) -> None:
    running.simulator.faults.add("503", paths="daily-prc", times=2)
    assert get(running, STORAGE).status_code == 200
    assert [get(running, PRC).status_code for _ in range(3)] == [503, 503, 200]


def test_what_a_client_holds_does_not_shield_it_from_a_fault(running: Running) -> None:
    past = {"X-Simulated-At": "2026-09-26T21:13:10Z"}
    held = get(running, PRC, headers=past).headers["ETag"]
    spoilt = get(running, PRC, "price-text", headers=past | {"If-None-Match": held})
    assert spoilt.status_code == 200
    assert spoilt.json()["data"][0]["prc"] == "n/a"


def test_who_is_hit_depends_on_seed_and_count_alone() -> None:
    def hits(seed: int) -> list[str]:
        chosen = Faults(seed)
        chosen.add("503", rate=0.3)
        return [chosen.pick("/any") for _ in range(400)]

    assert hits(1) == hits(1)
    assert hits(1) != hits(2)
    assert 80 < sum(bool(kind) for kind in hits(1)) < 160


def test_faults_can_be_ordered_over_http(running: Running) -> None:
    order = requests.post(
        running.url + "/_simulator/fault", json={"kind": "503", "rate": 1, "paths": "fuel", "times": 1}, timeout=5
    )
    assert order.json() == {"active": 1}
    assert get(running, f"{DASHBOARD_PREFIX}fuel-mix.json").status_code == 503
    assert requests.post(running.url + "/_simulator/fault", json={"kind": "none"}, timeout=5).json() == {"active": 0}


@pytest.mark.parametrize(
    ("order", "wrong"),
    [
        ({"kind": "sulk"}, "kind must be one of"),
        ({"kind": "503", "rate": 2}, "rate must lie between 0 and 1"),
        ({"kind": "503", "paths": "("}, "no regular expression"),
    ],
)
def test_impossible_orders_are_refused(running: Running, order: dict[str, Any], wrong: str) -> None:
    response = requests.post(running.url + "/_simulator/fault", data=json.dumps(order), timeout=5)
    assert response.status_code == 400
    assert wrong in response.json()["error"]


def test_every_kind_is_known() -> None:
    assert set(KINDS) >= {
        "503", "429", "hang", "truncate", "html", "bad-columns", "duplicate", "reorder", "empty", "other-day", "junk",
        "zip-bomb", "wrong-encoding", "price-text", "disagree", "fault-json",
    }  # fmt: skip
    assert faults.JUNK_BYTES == 100_000_000
