"""Points on a page: a chip for each, and the panel in which others are found; assets/points.js moves it."""

from collections.abc import Mapping, Sequence

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from models.catalog.entity import HUBS, LOAD_ZONES
from models.points import Point
from pages.figures import colours, labels
from pages.figures.attributes import aria, data
from pages.parts.chosen import MOST_POINTS, quote
from pages.parts.view import View

PANEL = "point-panel"
SEARCH = "point-search"
QUERY = "point-query"
"""The store that what was typed arrives in, once the typing pauses."""
FOUND = "point-found"
SAID = "point-said"
MOST_FOUND = 20
LONGEST = 60

# Bus average stands so near hub average that both on one chart are one line.
PRESETS: Mapping[str, tuple[str, ...]] = {
    "Hubs": tuple(hub.code for hub in HUBS if hub.code != "HB_BUSAVG"),
    "Load zones": tuple(zone.code for zone in LOAD_ZONES),
}


def chips(view: View) -> Component:
    """The chosen points in the colours of their lines, and the button that opens the panel."""
    tokens = colours.chosen([place.code for place in view.points])
    codes = ",".join(place.code for place in view.points)
    return html.Div(
        [
            html.Ul(
                [_chip(place, tokens[place.code], view) for place in view.points],
                className="chips",
                **data(points=codes, most=str(MOST_POINTS)),
                **aria(label="Points"),
            ),
            html.Button(
                [
                    html.Span("+ Add point", className="hide-phone"),
                    html.Span("Edit", className="on-phone"),
                    html.Span("Done", className="on-edit"),
                ],
                id="point-add",
                className="link point-add",
                **aria(expanded="false", controls=PANEL, label="Add or remove points"),
            ),
        ],
        className="points",
    )


def _chip(place: Point, token: str, view: View) -> Component:
    remove = html.A(
        "\N{MULTIPLICATION SIGN}",
        href=view.without(place.code),
        className="chip-remove",
        title=f"Remove {place.title}",
        **data(view="point"),
        **aria(label=f"Remove {place.title}"),
    )
    # One point always stays.
    alone = len(view.points) == 1
    return html.Li(
        [
            html.I(className=f"swatch {_shape(place)} {token.removeprefix('--')}"),
            html.Span(place.title.removesuffix(" hub"), title=place.code),
            *(() if alone else (remove,)),
        ],
        className="chip",
    )


def _shape(place: Point) -> str:
    return "hub" if place.sort == "Hub" else "zone"


def panel() -> Component:
    """The panel, closed: a field, what it finds, and sets of points at once."""
    return html.Div(
        [
            html.Label("Add a point", htmlFor=SEARCH, className="field-label"),
            dbc.Input(
                id=SEARCH,
                type="text",
                placeholder="Name, code, zone or kind",
                autocomplete="off",
                maxlength=LONGEST,
                persistence=False,
            ),
            html.Div(id=FOUND, role="listbox", hidden=True, **aria(label="Points found")),
            html.P(id=SAID, className="hint", role="status"),
            html.Div(
                [
                    html.Button(name, className="button", **data(points=",".join(codes)))
                    for name, codes in PRESETS.items()
                ],
                className="presets",
                role="group",
                **aria(label="Sets of points"),
            ),
            dcc.Store(id=QUERY),
        ],
        id=PANEL,
        className="point-panel",
        hidden=True,
    )


def found(text: str, points: Sequence[Point]) -> tuple[Sequence[Component], Component]:
    """What a search found, and how that is said; both name the text, for answers may overtake each other."""
    options = [
        html.Div(
            [
                html.Span(place.title, className="option-title"),
                html.Span(place.code if place.code != place.title else "", className="code"),
                html.Span(f" {labels.DOT} ".join(filter(None, (place.sort, place.zone))), className="option-sort"),
            ],
            id=f"point-option-{n}",
            role="option",
            **aria(selected="false"),
            **data(point=place.code),
        )
        for n, place in enumerate(points)
    ]
    return options, html.Span(_said(text, len(points)), **data(answers=text))


def _said(text: str, count: int) -> str:
    if not count:
        return f"No point has {quote(text)} in its name, code, zone or kind."
    if not text:
        return "Type to search among thousands of resource nodes."
    if count >= MOST_FOUND:
        return f"The first {MOST_FOUND}; type more to narrow them down."
    return f"{count} point{'s' if count > 1 else ''} found."


def unanswered(text: str) -> Component:
    """In place of results, when the database does not answer."""
    return html.Span("The search does not answer now. Try again in a moment.", **data(answers=text))
