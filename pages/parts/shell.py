"""The shell around every page: top bar, navigation, badge, clock, theme, the list of keys, and the live mark."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass

import dash
from dash import dcc, html
from dash.development.base_component import Component

from models.observation import Origin
from pages.figures import zone
from pages.figures.attributes import aria, data
from pages.parts import badges, keys, papers, viewing
from pages.parts.controls import ZONE_HINT
from pages.parts.view import VIEW, ZONE

NAME = "ERCOT Analytics"


@dataclass(frozen=True, slots=True)
class Link:
    """An entry of the navigation; `short` is its name on phones."""

    path: str
    title: str
    short: str


@dataclass(frozen=True, slots=True)
class First:
    """The address that a browser opens the house at: its parts as the browser has them.

    tz: the zone of time that it asks for, if any. own: IANA's name of the browser's zone.
    """

    href: str
    path: str
    search: str
    hash: str
    tz: str | None
    own: str | None


@dataclass(frozen=True, slots=True)
class Opened:
    """A page that is there from the start: the window's title, and its layout."""

    title: str
    content: Component


def layout(
    links: Sequence[Link], origin: Origin, first: First | None = None, opened: Opened | None = None
) -> Component:
    """Everything that stays while pages change. Holds no data but what kind of data the house shows.

    first, opened: where the browser is, and the page that belongs there; without them Dash asks for it.
    """
    return html.Div(
        [
            html.A("Skip to content", href="#content", className="skip"),
            html.Header(
                [
                    dcc.Link(
                        [
                            html.Span(className="mark-icon", **aria(hidden="true")),
                            html.Span(NAME, className="brand-name"),
                        ],
                        href="/",
                        className="brand",
                    ),
                    html.Nav(_links(links, short=False), className="nav-top", **aria(label="Pages")),
                    html.Span("", id="live-mark", className="live-mark", role="status"),
                    *badges.simulated(origin),
                    _clock(),
                    viewing.menu(),
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
            html.P("", id="zone-problem", className="zone-problem", role="alert"),
            html.Main(_container(first, opened), id="content", tabIndex="-1"),
            html.Nav(_links(links, short=True), className="nav-bottom", **aria(label="Pages, phone")),
            html.Div(id="notice", className="notice", role="status"),
            papers.drawer(),
            html.Div(id="cursor-words", className="unseen", role="status"),
            html.P(keys.CHART_KEYS, id="chart-keys", hidden=True),
            keys.sheet([(link.path, link.title) for link in links]),
            dcc.Store(id=VIEW, data=first.search if first else None),
            dcc.Store(id=ZONE, data=_zone(first)),
        ],
        id="shell",
        **data(origin=origin.value),
    )


def _container(first: First | None, opened: Opened | None) -> Component:
    """Dash's place for pages, which takes what is in it for the answer to the address that it is told."""
    container: Component = deepcopy(dash.page_container)
    if first and opened:
        location = container["_pages_location"]
        location.href, location.pathname, location.search, location.hash = (
            first.href,
            first.path,
            first.search,
            first.hash,
        )
        container["_pages_content"].children = opened.content
        container["_pages_store"].data = {"title": opened.title}
    return container


def _zone(first: First | None) -> dict[str, str | None] | None:
    """What the address says of the zone of time, in the browser's own words (assets/zone.js)."""
    return {"tz": first.tz, "own": first.own} if first else None


def _clock() -> Component:
    """The clock opens the choice of its zone: there it is at hand on pages without a bar of controls too."""
    choices = [
        html.Button(title, className="choice", **data(zone=id), **aria(pressed="false"))
        for id, title in zone.TITLES.items()
    ]
    return html.Details(
        [
            html.Summary(
                html.Time("", id="clock", className="clock"), title="Zone of time", **aria(label="Clock: zone of time")
            ),
            html.Div(
                [
                    html.Div(choices, className="joined", role="group", **aria(label="Zone of time")),
                    html.P(ZONE_HINT, className="hint"),
                ],
                className="menu clock-menu",
            ),
        ],
        className="clock-choice",
    )


def _links(links: Sequence[Link], *, short: bool) -> list[Component]:
    return [dcc.Link(link.short if short else link.title, href=link.path, className="nav-link") for link in links]


def not_found() -> Component:
    """What an unknown address shows."""
    return html.Div(
        [
            html.H1("There is no page at this address."),
            html.P([dcc.Link("Live grid", href="/"), " shows the state of the Texas grid now."]),
        ],
        className="state page-state",
    )
