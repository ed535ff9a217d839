"""Data: every feed's state, what is missing and why, and what was kept out."""

from dash import dcc, html
from dash.development.base_component import Component

from pages.figures.attributes import data
from pages.parts.tile import tile

FEEDS, GAPS, QUARANTINE, REFUSED = "feeds", "gaps", "quarantine", "refused"
TILES = (FEEDS, GAPS, QUARANTINE, REFUSED)
ASK, ANSWER, HELD, TIMER = "data-ask", "data-answer", "data-held", "data-timer"
REFRESH_SECONDS = 30


def layout() -> Component:
    """The page without data."""
    return html.Div(
        [
            html.H1("Data", className="unseen"),
            tile(FEEDS, "Feeds", lines=12),
            tile(GAPS, "Gaps", lines=4),
            tile(QUARANTINE, "Quarantine", lines=4),
            tile(REFUSED, "Documents refused", lines=4),
            dcc.Store(id=ASK, data=0),
            dcc.Store(id=ANSWER),
            dcc.Store(id=HELD, data={}),
            dcc.Interval(id=TIMER, interval=REFRESH_SECONDS * 1000),
        ],
        className="page data-page",
        **data(asks="data"),
    )
