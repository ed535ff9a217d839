"""The menu of the top bar that holds on every page: how often it asks, marks on charts, the way onto a wall."""

from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from models.mark import MarkKind
from pages.figures.attributes import aria, data
from pages.parts import manner
from pages.parts.manner import REFRESHES, Manner
from pages.parts.marks import TITLES

MENU, PROBLEMS, MANNER = "viewing-menu", "viewing-problems", "manner"


def menu() -> Component:
    """The menu as the shell holds it; its content follows the address."""
    return html.Div(
        [
            html.Details(
                [
                    html.Summary(
                        [
                            html.Span("View", className="viewing-word"),
                            html.Span("\N{MIDLINE HORIZONTAL ELLIPSIS}", className="viewing-dots"),
                        ],
                        **aria(label="View: refresh, marks and more"),
                    ),
                    html.Div(id=MENU, className="viewing-menu"),
                ],
                className="viewing-details",
            ),
            html.Div(id=PROBLEMS, className="viewing-problems"),
            dcc.Store(id=MANNER),
        ],
        className="viewing",
    )


def content(search: Any, found: Manner) -> list[Component]:
    """Choices as addresses, the present one marked."""
    return [
        html.Div(
            [
                html.P("Refresh", id="refresh-label"),
                html.Div(
                    [_refresh(search, seconds, found) for seconds in REFRESHES],
                    className="joined",
                    role="group",
                    **aria(labelledby="refresh-label"),
                ),
                html.P("Never faster than ERCOT publishes what is shown.", className="hint"),
            ],
            className="viewing-part",
        ),
        html.Div(
            [
                html.P("Marks on charts", id="marks-label"),
                html.Div(
                    [_mark(search, kind, found) for kind in MarkKind],
                    className="apart",
                    role="group",
                    **aria(labelledby="marks-label"),
                ),
            ],
            className="viewing-part",
        ),
        html.Div(
            [
                html.A("Wall screen", href=manner.address(search, wall="1"), **data(view="wall")),
                html.Button("Dark or light", className="link viewing-theme", **data(press="theme")),
            ],
            className="viewing-part viewing-links",
        ),
    ]


def problems(found: Manner) -> list[Component]:
    """What was wrong in the address, below the menu that it concerns."""
    return [html.P(words, className="problem", role="alert") for words in found.problems.values()]


def plain(found: Manner) -> dict[str, Any]:
    """What the browser has to know."""
    return {"refresh": found.refresh, "rotate": found.rotate}


def _mark(search: Any, kind: MarkKind, found: Manner) -> Component:
    on = kind in found.marks
    check = html.Span("\N{CHECK MARK}" if on else "", className="tick-mark", **aria(hidden="true"))
    return html.A(
        [check, TITLES[kind]],
        href=manner.address(search, marks=manner.switched(found, kind)),
        className="choice apart-choice",
        **data(view="mark-choice", mark=kind.value),
        **(aria(current="true") if on else {}),
    )


def _refresh(search: Any, seconds: int, found: Manner) -> Component:
    value = None if seconds == REFRESHES[0] else str(seconds)
    here = aria(current="true") if seconds == found.refresh else {}
    return html.A(
        manner.length(seconds),
        href=manner.address(search, refresh=value),
        className="choice",
        **data(view="refresh-choice"),
        **here,
    )
