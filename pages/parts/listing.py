"""Plain tables of things that happened: one region each, that keyboards can scroll, and words cut to a measure."""

from collections.abc import Sequence
from datetime import datetime

from dash import html
from dash.development.base_component import Component

from pages.figures import labels, zone
from pages.figures.attributes import aria

_MOST_WORDS = 200
_DASH = "\N{EN DASH}"


def table(name: str, heads: Sequence[str], rows: Sequence[Component]) -> Component:
    """A table whose class is its name, and its label the name in words."""
    return html.Div(
        html.Table(
            [html.Thead(html.Tr([html.Th(head, scope="col") for head in heads])), html.Tbody(list(rows))],
            className=f"list {name}",
        ),
        className="scroll",
        tabIndex="0",
        role="region",
        **aria(label=name.replace("-", " ")),
    )


def when(instant: datetime) -> str:
    """24 Nov 11:10:14 CST: when something was noticed here."""
    return f"{labels.short_day(instant)} {labels.clock_zone(instant, seconds=True)}"


def stretch(start: datetime, end: datetime) -> str:
    """6 Aug 10:29 - 19:29 CDT; the second date only where it differs, letters twice where the clocks changed."""
    first, last = labels.clock(start), labels.clock_zone(end)
    if zone.letters(start) != zone.letters(end):
        first = labels.clock_zone(start)
    if labels.day(start) != labels.day(end):
        last = f"{labels.short_day(end)} {last}"
    return f"{labels.short_day(start)} {first} {_DASH} {last}"


def quoted(value: str) -> str:
    """A value as a document says it."""
    return f"\N{LEFT DOUBLE QUOTATION MARK}{cut(value, 60)}\N{RIGHT DOUBLE QUOTATION MARK}"


def cut(text: str, most: int = _MOST_WORDS) -> str:
    """So much of a text; an ellipsis says that there is more."""
    return text if len(text) <= most else text[: most - 1] + "\N{HORIZONTAL ELLIPSIS}"
