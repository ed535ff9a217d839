"""A page asks, and what answers it is handed the page's states and what the browser holds, in that order."""

from datetime import UTC, datetime
from typing import Any

import dash
from dash import State, html, no_update

from callbacks.shared.asking import away, bind
from pages.parts.asking import Asking

PAGE = Asking("page")


def test_an_answer_is_made_of_the_states_and_the_account() -> None:
    app = dash.Dash(__name__, suppress_callback_exceptions=True)
    app.layout = dash.html.Div()
    handed: list[object] = []

    def respond(search: object, account: object) -> tuple[Any, ...]:
        handed.append((search, account))
        return {"at": 1}, {"text": "mark"}, ["Wind ", html.B("11,204", className="figure")], no_update

    bind(app, PAGE, ("text", "unchanged"), respond, State("view", "data"))
    outputs = [{"id": id, "property": "data"} for id in ("page-answer", "page-held")]
    reply = app.server.test_client().post(
        "/_dash-update-component",
        json={
            "output": "..page-answer.data...page-held.data..",
            "outputs": outputs,
            "inputs": [{"id": "page-ask", "property": "data", "value": 7}],
            "state": [
                {"id": "view", "property": "data", "value": "?day=1"},
                {"id": "page-held", "property": "data", "value": {}},
                {"id": "zone", "property": "data", "value": None},
            ],
            "changedPropIds": ["page-ask.data"],
        },
    )
    assert handed == [("?day=1", {})]
    assert reply.get_json()["response"] == {
        "page-answer": {"data": {"at": 1, "texts": {"text": ["Wind ", ["b", {"class": "figure"}, ["11,204"]]]}}},
        "page-held": {"data": {"text": "mark"}},
    }


def test_while_the_database_is_away_everything_drawn_stays() -> None:
    at = datetime(1970, 1, 1, 0, 0, 2, tzinfo=UTC)
    assert away(at, ("text", "more")) == ({"at": 2000, "away": True}, no_update, no_update, no_update)
