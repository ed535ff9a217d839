"""The bar above a page's cards: range, days of one's own, resolution, zone; every choice is an address."""

from collections.abc import Sequence
from datetime import datetime

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from pages.figures import labels, zone
from pages.figures.attributes import aria, data
from pages.parts import picker
from pages.parts.view import AHEAD, FIRST_DAY, View

ZONE_HINT = (
    "The clock that times are written in. Days and ranges stay operating days, midnight to midnight Central time, "
    "by ERCOT\N{RIGHT SINGLE QUOTATION MARK}s definition."
)
PREVIOUS, NEXT = "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}", "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"


def bar(view: View, at: datetime, off: Sequence[str] = ()) -> list[Component]:
    """The controls as a view leaves them, with what was wrong in the address at its place.

    off: ids of cards that have nothing to show in this view; the style takes their tiles away.
    """
    chosen = [picker.chips(view), *_shows(view)] if view.points else []
    row = [*chosen, *_ranges(view), _own(view, at), _resolutions(view), _zones(view)]
    return [
        html.Div(row, className="controls-row", **(data(off=" ".join(off)) if off else {})),
        *(html.P(words, className="problem", role="alert", **data(of=of)) for of, words in _problems(view).items()),
    ]


def _shows(view: View) -> list[Component]:
    """Switches that stand apart, each with a mark while it is on; the last one that is on cannot be switched off."""
    if not view.offer.shows:
        return []
    switches: list[Component] = []
    for each in view.offer.shows:
        on = each.id in view.shows
        mark = [html.Span("\N{CHECK MARK}", className="check", **aria(hidden="true"))] if on else []
        here = aria(current="true") if on else {}
        words = f"{each.meaning}: {'shown' if on else 'not shown'}"
        if on and len(view.shows) == 1:
            switches.append(
                html.Span([*mark, each.title], className="choice switch", title=words, **aria(disabled="true"), **here)
            )
            continue
        switches.append(
            html.A(
                [*mark, each.title],
                href=view.switched(each.id),
                className="choice switch",
                title=words,
                **data(view="show"),
                **here,
            )
        )
    return [html.Div(switches, className="switches", role="group", **aria(label="What is shown"))]


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
    links = [
        _choice(title, view.address(tz=None if id == zone.CENTRAL_ID else id), id == zone.shown().id, "zone-choice")
        for id, title in zone.TITLES.items()
    ]
    return html.Div(links, className="joined zones", role="group", title=ZONE_HINT, **aria(label="Zone of time"))


def _problems(view: View) -> dict[str, str]:
    """What was wrong in the address by control, the zone of time among them."""
    found = dict(view.problems)
    if zone.shown().problem:
        found["zone"] = zone.shown().problem
    return found


def _choice(title: str, address: str, chosen: bool, kind: str) -> Component:
    here = aria(current="true") if chosen else {}
    return html.A(title, href=address, className=f"choice {kind}", **data(view=kind), **here)
