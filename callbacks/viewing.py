"""The view menu's twin: its choices and its complaints follow the address of whatever page is open."""

from typing import Any

import dash
from dash import ClientsideFunction, Input, Output

from callbacks.shared.services import Services
from pages.parts import manner, viewing
from pages.parts.view import VIEW


def register(app: dash.Dash, _services: Services) -> None:
    """Bind the menu; what it says is asked of nobody but the address."""
    app.callback(
        Output(viewing.MENU, "children"),
        Output(viewing.PROBLEMS, "children"),
        Output(viewing.MANNER, "data"),
        Input(VIEW, "data"),
        prevent_initial_call=True,
    )(respond)
    app.clientside_callback(
        ClientsideFunction("manner", "take"), Input(viewing.MANNER, "data"), prevent_initial_call=True
    )


def respond(search: object) -> tuple[Any, ...]:
    """The menu, what was wrong, and what the browser has to know."""
    found = manner.parse(search)
    return viewing.content(search, found), viewing.problems(found), viewing.plain(found)
