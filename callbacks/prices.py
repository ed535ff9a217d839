"""The twin of the page `prices`: made of cards like others, with a search for points."""

from functools import partial
from typing import Any

import dash
from dash import Input, Output

from callbacks.shared import card_page
from callbacks.shared.services import Services
from models.problems import Unavailable
from models.store import points
from pages.parts import picker
from pages.prices import PAGE


def register(app: dash.Dash, services: Services) -> None:
    """Bind the page and its search."""
    card_page.register(app, services, PAGE)
    app.callback(
        Output(picker.FOUND, "children"),
        Output(picker.SAID, "children"),
        Input(picker.QUERY, "data"),
        prevent_initial_call=True,
    )(partial(search, services))


def search(services: Services, text: object) -> tuple[Any, Any]:
    """Points that have every word of a text, and how many in words."""
    said = text if isinstance(text, str) else ""
    try:
        found = points.search(services.database, said[: picker.LONGEST], limit=picker.MOST_FOUND)
    except Unavailable:
        return [], picker.unanswered(said)
    return picker.found(said, found)
