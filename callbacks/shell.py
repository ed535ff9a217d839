"""The shell's twin: the mark of the present page, and the query of its address."""

import dash
from dash import ClientsideFunction, Input, Output

from callbacks.shared.services import Services
from pages.parts.view import VIEW, ZONE


def register(app: dash.Dash, _services: Services) -> None:
    """Bind the address to what it says of the view."""
    app.clientside_callback(
        ClientsideFunction("shell", "here"),
        Output(VIEW, "data"),
        Output(ZONE, "data"),
        Input("_pages_location", "pathname"),
    )
