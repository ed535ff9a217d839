"""Components as lists: what HTML would call them, nothing of Dash's own, and nothing that cannot be written."""

import dash_bootstrap_components as dbc
import orjson
import pytest
from dash import html

from pages.figures.attributes import aria
from pages.figures.markup import MARKUP, nodes, static


def test_texts_and_numbers_are_texts() -> None:
    assert nodes(["HB_WEST ", 48, None, [" ", 0.5]]) == ["HB_WEST ", "48", " ", "0.5"]


def test_attributes_have_the_names_of_html() -> None:
    label = html.Label("From", htmlFor="from", className="field", tabIndex=0, **aria(label="First day"))
    assert nodes(label) == [
        ["label", {"for": "from", "class": "field", "tabindex": "0", "aria-label": "First day"}, ["From"]]
    ]


def test_what_is_on_is_there_and_what_is_off_is_not() -> None:
    assert nodes([html.Div(hidden=True), html.Div(hidden=False), html.Div(title=None)]) == [
        ["div", {"hidden": ""}, []],
        ["div", {}, []],
        ["div", {}, []],
    ]


def test_a_field_has_no_attributes_of_dashs_own() -> None:
    field = dbc.Input(id="from", type="date", value="2026-09-26", persistence=False, debounce=True)
    assert nodes(field) == [["input", {"id": "from", "type": "date", "value": "2026-09-26"}, []]]


def test_a_style_stays_taken_apart_as_the_policy_wants_it() -> None:
    assert nodes(html.I(style={"width": "40%"})) == [["i", {"style": {"width": "40%"}}, []]]


def test_what_is_no_content_is_refused() -> None:
    with pytest.raises(TypeError, match="cannot be written"):
        nodes([{"a": "mapping"}])


def test_a_static_component_is_one_to_dash_and_whole_to_the_browser() -> None:
    tile = html.Section([html.H2("Load", id="load-title"), html.Div("…", id="load-body")], className="tile")
    found = static(tile)
    assert list(found._traverse_ids()) == []
    said = {name: value for name, value in found.to_plotly_json()["props"].items() if value is not None}
    assert said.keys() == {"className", MARKUP}
    assert orjson.loads(getattr(found, MARKUP)) == nodes(tile)[0][2]
