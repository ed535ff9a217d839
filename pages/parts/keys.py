"""The list of keys: those that work on the page that is open, and no others."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from pages.figures.attributes import aria, data
from pages.figures.markup import static

_PAGES = {"/": "l", "/prices": "p", "/capacity": "c", "/generation": "o", "/data": "d"}
"""What follows `g`; assets/shell.js goes there."""

_ROWS = (
    ("1 … 5", "First to fifth range", "[data-view='range-choice']"),
    ("[ ]", "Earlier and later", "[data-view='step']"),
    ("← →", "Along a chart that has the focus", ".plot"),
    ("↑ ↓", "From line to line of that chart", ".plot"),
    ("Enter", "Papers of a number, or of a chart's point", "[data-papers], .plot"),
    ("t", "Table of the chart that has the focus, and back", ".plot"),
    ("f", "Full screen: the card under the pointer or with the focus", "section.tile"),
    ("w", "Wall screen, and back", ""),
    ("d", "Dark or light", ""),
    ("?", "This list", ""),
    ("Esc", "Close", ""),
)
"""Keys, what they do, and what must be on the page for them to do it."""

CHART_KEYS = (
    "Left and right step through time, up and down choose a line, Enter opens the papers of the value, t shows a table."
)


def sheet(pages: Sequence[tuple[str, str]]) -> Component:
    """The dialog. pages: path and title of each page in the navigation."""
    rows = [_row(f"g {_PAGES[path]}", title) for path, title in pages if path in _PAGES]
    rows += [_row(keys, words, needs) for keys, words, needs in _ROWS]
    return static(
        html.Dialog(
            [html.H2("Keys"), html.Dl(rows), html.Button("Close", className="button", id="keys-close")],
            id="keys",
            className="sheet",
            **aria(label="Keys"),
        )
    )


def _row(keys: str, words: str, needs: str = "") -> Component:
    caps = [html.Kbd(key) if key != "…" else f"{key} " for key in keys.split()]
    return html.Div([html.Dt(caps), html.Dd(words)], **(data(needs=needs) if needs else {}))
