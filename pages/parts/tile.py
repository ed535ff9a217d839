"""The tile: a title, the unit, the time of the data, and a body; charts keep theirs through every refresh."""

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from pages.figures.attributes import aria, data
from pages.parts import states


def head_id(card: str) -> str:
    """Where a card's unit and time are written."""
    return f"{card}-head"


def body_id(card: str) -> str:
    """Where a card's content is written; for charts, what is said in place of one."""
    return f"{card}-body"


def chart_id(card: str) -> str:
    """The graph of a chart card."""
    return f"{card}-chart"


def tile(card: str, title: str, *, unit: str = "", meaning: str = "", chart: bool = False, lines: int = 4) -> Component:
    """An empty tile of a card, ready to be filled by callbacks under the ids above."""
    return html.Section(
        [
            html.Header(
                [
                    html.H2(title, id=f"{card}-title", title=meaning or None),
                    html.Div(head(unit), id=head_id(card), className="tile-head"),
                ]
            ),
            *(_chart(card, title) if chart else ()),
            html.Div(states.loading(lines), id=body_id(card), className="tile-body over" if chart else "tile-body"),
        ],
        className=f"tile tile-{card}",
        **aria(labelledby=f"{card}-title"),
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
            dcc.Graph(
                id=chart_id(card),
                figure={"data": [], "layout": {"xaxis": {"visible": False}, "yaxis": {"visible": False}}},
                responsive=True,
                config={"displayModeBar": False, "doubleClick": False, "showTips": False},
                className="graph",
            ),
            className="plot",
            role="application",
            id=f"{card}-plot",
            tabIndex="0",
            **aria(label=f"{title}: no data yet", roledescription="chart", describedby="chart-keys"),
            **data(card=card),
        ),
    )
