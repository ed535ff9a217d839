"""The bar above a page's cards: range, days of one's own, resolution, zone; every choice is an address."""

from datetime import datetime

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from pages.figures import labels, zone
from pages.figures.attributes import aria, data
from pages.parts.view import AHEAD, FIRST_DAY, View

ZONE_HINT = (
    "The clock that times are written in. Days and ranges stay operating days, midnight to midnight Central time, "
    "by ERCOT\N{RIGHT SINGLE QUOTATION MARK}s definition."
)
PREVIOUS, NEXT = "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}", "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"


def bar(view: View, at: datetime) -> list[Component]:
    """The controls as a view leaves them, with what was wrong in the address at its place."""
    return [
        html.Div([*_ranges(view), _own(view, at), _resolutions(view), _zones(view)], className="controls-row"),
        *[html.P(words, className="problem", role="alert") for words in _problems(view)],
    ]


def days(view: View) -> str:
    """The operating days shown, in words."""
    return labels.day_range(view.window.start, view.window.end)


def _ranges(view: View) -> list[Component]:
    links = [
        _choice(each.title, view.address(range=each.id), each is view.range, "range-choice")
        for each in view.offer.ranges
    ]
    return [html.Div(links, className="joined", role="group", **aria(label="Range"))]


def _own(view: View, at: datetime) -> Component:
    """Days of one's own between two arrows that step by as many days as are shown."""
    words = days(view)
    latest = (at + AHEAD).date().isoformat()
    return html.Div(
        [
            _step(view, -1, at, PREVIOUS, "Earlier ([)"),
            html.Details(
                [
                    html.Summary(words, **aria(label=f"Days: {words}. Choose others")),
                    html.Div(
                        [
                            _date("From", "range-from", view.first.isoformat(), latest),
                            _date("To", "range-to", view.last.isoformat(), latest),
                            html.Button("Show", className="button", **data(show="range")),
                        ],
                        className="menu",
                    ),
                ],
                className="own-range",
            ),
            _step(view, 1, at, NEXT, "Later (])"),
        ],
        className="joined stepper",
    )


def _date(label: str, id: str, value: str, latest: str) -> Component:
    return html.Label(
        [
            label,
            dbc.Input(
                id=id, type="date", value=value, min=FIRST_DAY.isoformat(), max=latest, persistence=False, debounce=True
            ),
        ],
        className="field",
        htmlFor=id,
    )


def _step(view: View, way: int, at: datetime, sign: str, title: str) -> Component:
    if not view.may_step(way, at):
        return html.Span(sign, className="choice step off", **aria(disabled="true"))
    return html.A(
        sign,
        href=view.stepped(way),
        className="choice step",
        title=title,
        **data(view="step", way=str(way)),
        **aria(label=title),
    )


def _resolutions(view: View) -> Component:
    links = [
        _choice(each.title, view.address(resolution=each.id), each is view.resolution, "resolution-choice")
        for each in view.offer.resolutions
    ]
    return html.Div(links, className="joined resolution", role="group", **aria(label="Resolution"))


def _zones(view: View) -> Component:
    links = [_choice(title, view.address(tz=id), id == view.tz, "zone-choice") for id, title in zone.TITLES.items()]
    return html.Div(links, className="joined zones", role="group", title=ZONE_HINT, **aria(label="Zone of time"))


def _problems(view: View) -> list[str]:
    """What was wrong in the address, and that the browser's own zone is not known where it is not."""
    found = dict(view.problems)
    if zone.shown().problem:
        found["zone"] = zone.shown().problem
    return list(found.values())


def _choice(title: str, address: str, chosen: bool, kind: str) -> Component:
    here = aria(current="true") if chosen else {}
    return html.A(title, href=address, className=f"choice {kind}", **data(view=kind), **here)
