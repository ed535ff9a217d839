"""What stands where a card's content is not: loading, empty, failed."""

from dash import html
from dash.development.base_component import Component

from pages.figures.attributes import aria, data


def loading(lines: int = 4) -> Component:
    """Grey lines where things will be; the style keeps them unseen for the first 300 ms."""
    return html.Div([html.Span(className="bone") for _ in range(lines)], className="skeleton", **aria(hidden="true"))


def empty(words: str, hint: str = "", way: str = "", address: str = "") -> Component:
    """Nothing to show, why, and the way to where there is something."""
    return html.Div(
        [
            html.P(words),
            html.P(hint, className="hint") if hint else None,
            html.A(way, href=address, className="button", **data(view="way")) if way else None,
        ],
        className="state empty",
    )


def failed(reference: str, what: str = "This card") -> Component:
    """A card, or whatever else, that could not be drawn; the reference leads to the log."""
    return html.Div(
        [
            html.P(f"{what} could not be drawn. The data is safe."),
            html.P(
                [
                    html.Button("Try again", className="link", **data(ask="now")),
                    f" \N{MIDDLE DOT} ref {reference}",
                ],
                className="hint",
            ),
        ],
        className="state failed",
        role="alert",
    )


def unreachable(words: str = "These papers could not be fetched. The data is safe.") -> Component:
    """The drawer's answer did not come, or came without anything in it."""
    return html.Div(
        [
            html.P(words),
            html.P(html.Button("Try again", className="link", **data(papers="again")), className="hint"),
        ],
        className="state lost",
        role="alert",
    )
