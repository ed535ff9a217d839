"""The keyed API of the simulated ERCOT: sign-in, key, pace, pages and the odd days."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest
import requests

from ingestion.simulator import days, reports
from ingestion.simulator.public_api import PREFIX, TOKEN_PATH
from ingestion.simulator.server import Running, serve

AT = datetime(2026, 11, 5, 16, 20, tzinfo=UTC)
FORM = {
    "grant_type": "password",
    "username": "someone",
    "password": "secret",
    "response_type": "id_token",
    "scope": "openid fec253ea-0d06-4272-a5e6-b478baeecd70 offline_access",
    "client_id": "fec253ea-0d06-4272-a5e6-b478baeecd70",
}
SPP = f"{PREFIX}/np6-905-cd/spp_node_zone_hub"
DAM = f"{PREFIX}/np4-190-cd/dam_stlmnt_pnt_prices"
LOAD = f"{PREFIX}/np6-345-cd/act_sys_load_by_wzn"
_KEYS = (f"key-{number}" for number in count())


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    with serve(7, AT) as simulator:
        yield simulator


@pytest.fixture(scope="module")
def token(running: Running) -> str:
    answer = requests.post(running.url + TOKEN_PATH, data=FORM, timeout=5).json()
    assert answer["simulated"] is True
    assert answer["expires_in"] == "3600"
    found: str = answer["id_token"]
    return found


def ask(running: Running, token: str, path: str, key: str = "", **query: str | int) -> requests.Response:
    headers = {"Authorization": f"Bearer {token}", "Ocp-Apim-Subscription-Key": key or next(_KEYS)}
    return requests.get(running.url + path, headers=headers, params=query, timeout=20)


def rows(answer: dict[str, Any]) -> list[dict[str, Any]]:
    names = [each["name"] for each in answer["fields"]]
    return [dict(zip(names, row, strict=True)) for row in answer["data"]]


def test_a_reply_has_ercots_parts(running: Running, token: str) -> None:
    answer = ask(
        running, token, DAM, deliveryDateFrom="2026-11-01", deliveryDateTo="2026-11-01", settlementPoint="HB_HUBAVG",
        size=100,
    ).json()  # fmt: skip
    assert answer["simulated"] is True
    assert answer["_meta"] == {
        "totalRecords": 25,
        "pageSize": 100,
        "totalPages": 1,
        "currentPage": 1,
        "query": {
            "parameterCount": 3,
            "parameters": {
                "deliveryDateFrom": "2026-11-01",
                "deliveryDateTo": "2026-11-01",
                "settlementPoint": "HB_HUBAVG",
            },
            "sortedBy": "deliveryDate: DESC,hourEnding: ASC,settlementPoint: ASC",
        },
    }
    assert answer["report"]["reportEMIL"] == "NP4-190-CD"
    assert answer["fields"][0] == {
        "name": "deliveryDate",
        "label": "Delivery Date",
        "cardinality": 1,
        "dataType": "DATE",
        "searchable": True,
        "sortable": True,
        "hasRange": True,
    }
    assert [each["dataType"] for each in answer["fields"]] == ["DATE", "VARCHAR", "VARCHAR", "DOUBLE", "BOOLEAN"]


def test_the_repeated_hour_comes_before_the_first(running: Running, token: str) -> None:
    answer = ask(
        running, token, DAM, deliveryDateFrom="2026-11-01", deliveryDateTo="2026-11-01", settlementPoint="HB_HUBAVG"
    ).json()
    found = [(row["hourEnding"], row["DSTFlag"]) for row in rows(answer)]
    assert found[:4] == [("01:00", False), ("02:00", True), ("02:00", False), ("03:00", False)]


def test_the_skipped_hour_is_absent(running: Running, token: str) -> None:
    answer = ask(
        running, token, DAM, deliveryDateFrom="2026-03-08", deliveryDateTo="2026-03-08", settlementPoint="HB_HUBAVG"
    ).json()
    assert [row["hourEnding"] for row in rows(answer)][:3] == ["01:00", "02:00", "04:00"]
    assert answer["_meta"]["totalRecords"] == 23


def test_prices_are_those_of_the_files(running: Running, token: str) -> None:
    answer = ask(
        running, token, SPP, deliveryDateFrom="2026-11-04", deliveryDateTo="2026-11-04", deliveryHourFrom=12,
        deliveryHourTo=12, deliveryIntervalFrom=1, deliveryIntervalTo=1,
    ).json()  # fmt: skip
    world = running.simulator.world
    slot = days.day_of(days.epoch_of(datetime(2026, 11, 4, 18, tzinfo=UTC))).start + (11 * 4 + 1) * 900
    text = reports._csv(world, 12301, slot, 0).decode()
    assert answer["_meta"]["totalRecords"] == len(text.splitlines()) - 1
    for row in rows(answer):
        name, kind = row["settlementPoint"], row["settlementPointType"]
        assert f"11/04/2026,12,1,{name},{kind},{row['settlementPointPrice']:.10g},N,Y" in text


def test_pages_hold_every_row_once(running: Running, token: str) -> None:
    def page(number: int) -> dict[str, Any]:
        answer: dict[str, Any] = ask(
            running, token, SPP, deliveryDateFrom="2026-11-03", deliveryDateTo="2026-11-04", settlementPointType="LZ",
            size=700, page=number,
        ).json()  # fmt: skip
        return answer

    first = page(1)
    found = [tuple(row) for number in range(1, first["_meta"]["totalPages"] + 1) for row in page(number)["data"]]
    assert len(found) == len(set(found)) == first["_meta"]["totalRecords"] == 2 * 96 * 8
    assert found[0][0] == "2026-11-04"
    assert page(99)["data"] == []


def test_rows_that_are_not_out_are_not_shown(running: Running, token: str) -> None:
    today = ask(running, token, SPP, deliveryDateFrom="2026-11-05", settlementPoint="HB_WEST").json()
    # At 10:20 Central the interval that ended at 10:15 is out: ten hours and one quarter.
    assert today["_meta"]["totalRecords"] == 41
    load = ask(running, token, LOAD, operatingDayFrom="2026-11-04", operatingDayTo="2026-11-05").json()
    assert {row["operatingDay"] for row in rows(load)} == {"2026-11-04"}
    tomorrow = ask(running, token, DAM, deliveryDateFrom="2026-11-06", deliveryDateTo="2026-11-06").json()
    assert tomorrow["_meta"]["totalRecords"] == 0


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ({"deliveryDate": "2026-11-04"}, "takes a range"),
        ({"settlementPointFrom": "HB_WEST"}, "takes no range"),
        ({"colour": "red"}, "colour is not a parameter"),
        ({"deliveryDateFrom": "yesterday"}, "deliveryDateFrom must be a date"),
        ({"page": "0"}, "page must be a whole number above 0"),
        ({"size": "many"}, "size must be a whole number above 0"),
        ({"deliveryHourFrom": "x"}, "deliveryHourFrom must be a number"),
        ({"deliveryDateFrom": "2020-01-01"}, "longer than 400 days"),
    ],
)
def test_bad_queries_are_named(running: Running, token: str, query: dict[str, str], wrong: str) -> None:
    response = ask(running, token, SPP, **query)
    assert response.status_code == 400
    assert wrong in response.json()["message"]


@pytest.mark.parametrize("key", ["wrong", None])
def test_a_missing_or_bad_key_is_401(running: Running, token: str, key: str | None) -> None:
    headers = {"Authorization": f"Bearer {token}"} | ({"Ocp-Apim-Subscription-Key": key} if key else {})
    response = requests.get(running.url + PREFIX, headers=headers, timeout=5)
    assert response.status_code == 401
    assert "subscription key" in response.json()["message"]


@pytest.mark.parametrize("bearer", ["", "nonsense", "simulated.9999999999.0000"])
def test_a_bad_token_is_401(running: Running, bearer: str) -> None:
    assert ask(running, bearer, PREFIX).status_code == 401


def test_a_token_expires_with_the_hour(running: Running, token: str) -> None:
    api = running.simulator.api
    now = running.simulator.clock.now()
    assert api.answer(PREFIX, "", "another", f"Bearer {token}", (now + 3500, now)).status == 200
    assert api.answer(PREFIX, "", "another", f"Bearer {token}", (now + 3700, now)).status == 401


def test_the_key_may_stand_in_the_query(running: Running, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    response = requests.get(running.url + PREFIX + "?subscription-key=mine", headers=headers, timeout=5)
    assert [each["emilId"] for each in response.json()["_embedded"]["products"]] == [
        "NP6-905-CD",
        "NP4-190-CD",
        "NP6-345-CD",
    ]


def test_the_thirty_first_call_of_a_minute_is_429(running: Running, token: str) -> None:
    answers = [ask(running, token, f"{PREFIX}/none", "hasty") for _ in range(31)]
    assert [each.status_code for each in answers] == [404] * 30 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert ask(running, token, f"{PREFIX}/none", "patient").status_code == 404


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"password": "wrong"}, "access_denied"),
        ({"username": ""}, "access_denied"),
        ({"grant_type": "code"}, "invalid_request"),
        ({"client_id": "other"}, "invalid_request"),
    ],
)
def test_a_bad_sign_in_is_400(running: Running, changed: dict[str, str], error: str) -> None:
    response = requests.post(running.url + TOKEN_PATH, data=FORM | changed, timeout=5)
    assert response.status_code == 400
    assert response.json()["error"] == error


def test_signing_in_takes_a_post(running: Running) -> None:
    assert requests.get(running.url + TOKEN_PATH, timeout=5).status_code == 405
