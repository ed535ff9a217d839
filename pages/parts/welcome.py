"""The one line that greets a first visit; once dismissed it never comes back in that browser."""

from dash import html
from dash.development.base_component import Component

from pages.figures.attributes import aria, data

WORDS = "Live Texas grid. Click any number to see ERCOT\N{RIGHT SINGLE QUOTATION MARK}s document behind it."


def line() -> Component:
    """The line with its button. Whether it is seen is the browser's to say: assets/welcome.js remembers."""
    return html.Div(
        [
            html.P(WORDS),
            html.Button(
                "\N{MULTIPLICATION SIGN}", className="icon-button", **data(dismiss="welcome"), **aria(label="Dismiss")
            ),
        ],
        className="welcome",
    )
