"""The shell around every page: top bar, navigation, badge, clock, theme, the list of keys, and the live mark."""

from collections.abc import Sequence
from dataclasses import dataclass

import dash
from dash import dcc, html
from dash.development.base_component import Component

from models.observation import Origin
from pages.figures.attributes import aria, data
from pages.parts import badges, papers

NAME = "ERCOT Analytics"
KEYS = (
    ("g l", "Live grid"),
    ("g c", "Capacity"),
    ("g o", "Load & generation"),
    ("g d", "Data"),
    ("1 5", "First to fifth range"),
    ("[ ]", "Earlier and later days"),
    ("Enter", "Papers of a number"),
    ("d", "Dark or light"),
    ("?", "This list"),
    ("Esc", "Close"),
)
CHART_KEYS = "Left and right step through time, up and down choose a line, Enter opens the papers of the value."


@dataclass(frozen=True, slots=True)
class Link:
    """An entry of the navigation; `short` is its name on phones."""

    path: str
    title: str
    short: str


def layout(links: Sequence[Link], origin: Origin) -> Component:
    """Everything that stays while pages change. Holds no data but what kind of data the house shows."""
    return html.Div(
        [
            html.A("Skip to content", href="#content", className="skip"),
            html.Header(
                [
                    dcc.Link(
                        [html.Span(className="mark-icon", **aria(hidden="true")), NAME],
                        href="/",
                        className="brand",
                    ),
                    html.Nav(_links(links, short=False), className="nav-top", **aria(label="Pages")),
                    html.Span("", id="live-mark", className="live-mark", role="status"),
                    *badges.simulated(origin),
                    html.Time("", id="clock", className="clock", **aria(label="Central time")),
                    html.Button(
                        html.Span(className="theme-icon", **aria(hidden="true")),
                        id="theme-toggle",
                        className="icon-button",
                        title="Dark or light (d)",
                        **aria(label="Dark or light"),
                    ),
                    html.Button(
                        "?", id="keys-button", className="icon-button keys", title="Keys (?)", **aria(label="Keys")
                    ),
                ],
                className="topbar",
            ),
            html.Main(dash.page_container, id="content", tabIndex="-1"),
            html.Nav(_links(links, short=True), className="nav-bottom", **aria(label="Pages, phone")),
            html.Div(id="notice", className="notice", role="status"),
            papers.drawer(),
            html.Div(id="cursor-words", className="unseen", role="status"),
            html.P(CHART_KEYS, id="chart-keys", hidden=True),
            _keys(),
            dcc.Store(id="theme", data="light"),
            dcc.Store(id="view"),
        ],
        id="shell",
        **data(origin=origin.value),
    )


def _links(links: Sequence[Link], *, short: bool) -> list[Component]:
    return [dcc.Link(link.short if short else link.title, href=link.path, className="nav-link") for link in links]


def _keys() -> Component:
    rows = [html.Div([html.Dt([html.Kbd(key) for key in keys.split()]), html.Dd(words)]) for keys, words in KEYS]
    return html.Dialog(
        [html.H2("Keys"), html.Dl(rows), html.Button("Close", className="button", id="keys-close")],
        id="keys",
        className="sheet",
        **aria(label="Keys"),
    )


def not_found() -> Component:
    """What an unknown address shows."""
    return html.Div(
        [
            html.H1("There is no page at this address."),
            html.P([dcc.Link("Live grid", href="/"), " shows the state of the Texas grid now."]),
        ],
        className="state page-state",
    )
