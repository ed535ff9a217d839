"""The shell's twin: what the browser does by itself, theme, navigation, and the query of the address."""

import dash
from dash import ClientsideFunction, Input, Output

from callbacks.shared.services import Services
from pages.parts.view import VIEW, ZONE


def register(app: dash.Dash, _services: Services) -> None:
    """Bind the theme switch and the mark of the present page."""
    app.clientside_callback(
        ClientsideFunction("theme", "toggle"),
        Output("theme", "data"),
        Input("theme-toggle", "n_clicks"),
    )
    app.clientside_callback(
        ClientsideFunction("shell", "here"),
        Output(VIEW, "data"),
        Output(ZONE, "data"),
        Input("_pages_location", "pathname"),
    )
