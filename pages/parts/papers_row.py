"""The row of a document that says a value: where it stands, and its cells as name and value lines."""

from dash import html
from dash.development.base_component import Component

from models.observation import Place
from pages.figures.attributes import aria
from pages.parts import papers

NOT_THERE = "The row could not be found again; the document to download has it."
NOT_ONE = "The value was made from several readings; each document has its rows."
TOO_LARGE = "The document is too large to be read while you wait; the document to download has the row."
PRUNED = "The document's bytes are no longer kept, so its row can't be shown."


def drawn(found: Place | str) -> list[Component]:
    """The row or, in its place, why there is none to show."""
    if isinstance(found, str):
        return [html.P(found, className="words")]
    where = html.P(found.where[:1].upper() + found.where[1:], className="words break")
    if not found.cells:
        return [where]
    return [where, html.Div(papers.lines(found.cells, found.cell), className="row-lines")]


def rules(found: Place | str) -> list[Component]:
    """What validation asked of the document as a whole."""
    if isinstance(found, str) or not found.rules:
        return []
    return [
        html.Ul(
            [html.Li([html.Span(className="mark fine", **aria(hidden="true")), words]) for words in found.rules],
            className="checks",
        )
    ]
