"""The HTML's own first questions: the same that Dash would put, and a layout for the address they come from."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

import pages
from dashapp.factory import create_app
from dashapp.settings import Settings
from models.observation import Origin
from models.store.database import Addresses, Database


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    nowhere = "postgresql+psycopg://nobody@127.0.0.1:1/nothing"
    database = Database(Addresses(nowhere, nowhere, nowhere), Origin.SIMULATED)
    return create_app(Settings.model_validate({}), database).test_client()


def question(html: str) -> Any:
    return json.JSONDecoder().raw_decode(html.split("var question = ", 1)[1])[0]


def layout(client: FlaskClient, href: str | None) -> Any:
    return client.get("/_dash-layout", query_string={"href": href, "own": "Asia/Tokyo"} if href else {}).get_json()


def part(layout: Any, id: str) -> Any:
    """The props of a component of a layout."""
    if isinstance(layout, list):
        return next((found for each in layout if (found := part(each, id))), None)
    if not isinstance(layout, dict):
        return None
    props = layout["props"]
    return props if props.get("id") == id else part(props.get("children"), id)


@pytest.mark.parametrize("page", pages.PAGES, ids=lambda page: page.name)
def test_every_page_asks_what_its_callback_takes(client: FlaskClient, page: pages.Page) -> None:
    asked = question(client.get(page.link.path).get_data(as_text=True))
    declared = next(each for each in client.get("/_dash-dependencies").get_json() if each["output"] == asked["output"])
    for name in ("inputs", "state"):
        assert [(each["id"], each["property"]) for each in asked[name]] == [
            (each["id"], each["property"]) for each in declared[name]
        ]
    assert {"id": page.asking.answer, "property": "data"} in asked["outputs"]


def test_an_address_without_a_page_asks_nothing(client: FlaskClient) -> None:
    response = client.get("/nothing-here")
    assert (response.status_code, question(response.get_data(as_text=True))) == (404, None)


def test_the_layout_holds_the_page_of_its_address(client: FlaskClient) -> None:
    found = layout(client, "http://127.0.0.1/capacity?range=week&tz=own#top")
    location = part(found, "_pages_location")
    assert (location["pathname"], location["search"], location["hash"]) == ("/capacity", "?range=week&tz=own", "#top")
    assert part(found, "capacity-answer") is not None
    assert part(found, "_pages_store")["data"] == {"title": "Capacity · ERCOT Analytics"}
    assert part(found, "view")["data"] == "?range=week&tz=own"
    assert part(found, "zone")["data"] == {"tz": "own", "own": "Asia/Tokyo"}


def test_where_there_is_no_page_the_layout_says_so(client: FlaskClient) -> None:
    found = layout(client, "http://127.0.0.1/<script>")
    assert "There is no page at this address." in json.dumps(part(found, "_pages_content"))


@pytest.mark.parametrize("href", [None, "http://[bad"])
def test_without_an_address_dash_asks_by_itself(client: FlaskClient, href: str | None) -> None:
    assert part(layout(client, href), "_pages_content").get("children") is None
