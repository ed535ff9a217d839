"""The tile: a title, the unit, the time of the data, and a body; charts keep theirs through every refresh."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from pages.figures.attributes import aria, data
from pages.figures.term import explained
from pages.parts import states


def head_id(card: str) -> str:
    """Where a card's unit and time are written."""
    return f"{card}-head"


def title_id(card: str) -> str:
    """Where a card's title is written."""
    return f"{card}-title"


def body_id(card: str) -> str:
    """Where a card's content is written; for charts, what is said in place of one."""
    return f"{card}-body"


def chart_id(card: str) -> str:
    """Where the browser draws a chart card."""
    return f"{card}-chart"


def table_id(card: str) -> str:
    """Where the browser writes the table behind a chart."""
    return f"{card}-table"


def tile(
    card: str,
    title: str,
    *,
    unit: str = "",
    meaning: str = "",
    chart: bool = False,
    lines: int = 4,
    exported: bool = False,
) -> Component:
    """An empty tile of a card, ready to be filled by callbacks under the ids above.

    exported: whether its numbers can be had as CSV; those of charts always can.
    """
    return html.Section(
        [
            html.Header(
                [
                    html.H2(explained(title), id=title_id(card), title=meaning or None),
                    html.Div(head(unit), id=head_id(card), className="tile-head"),
                    *((menu(card, title, chart=chart),) if chart or exported else ()),
                ]
            ),
            *(_chart(card, title) if chart else ()),
            html.Div(states.loading(lines), id=body_id(card), className="tile-body over" if chart else "tile-body"),
        ],
        className=f"tile tile-{card}",
        **aria(labelledby=title_id(card)),
    )


def menu(card: str, title: str, *, chart: bool) -> Component:
    """What can be done with a card; the browser does it (assets/card_menu.js)."""

    def button(what: str, words: str, key: str = "") -> Component:
        return html.Button([words, html.Small(key)] if key else words, **data(act=what, card=card))

    seen = [button("table", "Table", "t"), button("source", "Source")] if chart else []
    pictures = [button("png", "PNG"), button("svg", "SVG")] if chart else []
    return html.Details(
        [
            html.Summary("\N{HORIZONTAL ELLIPSIS}", title=f"{title}: menu", **aria(label=f"{title}: menu")),
            html.Div([*seen, html.A("CSV", href="#", **data(act="csv", card=card)), *pictures], className="menu"),
        ],
        className="card-menu",
    )


def head(unit: str, when: Sequence[Component | str] = ()) -> list[Component]:
    """A tile's unit and time."""
    return [html.Span(unit, className="tile-unit"), html.Span(list(when), className="tile-when")]


def _chart(card: str, title: str) -> tuple[Component, ...]:
    return (
        html.Button(
            "full scale",
            id=f"{card}-full",
            className="link full-scale",
            hidden=True,
            **aria(pressed="false"),
        ),
        html.Div(
            # The browser draws in it; a graph of Dash's would cost a callback a card and a second copy of the figure.
            html.Div(id=chart_id(card), className="graph"),
            className="plot",
            role="application",
            id=f"{card}-plot",
            tabIndex="0",
            **aria(label=f"{title}: no data yet", roledescription="chart", describedby="chart-keys"),
            **data(card=card),
        ),
        # Written and hidden by the browser alone.
        html.Div(
            id=table_id(card),
            className="chart-table",
            role="region",
            tabIndex="0",
            hidden=True,
            **aria(label=f"{title}: table"),
            **data(card=card),
        ),
    )
