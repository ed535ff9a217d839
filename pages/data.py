"""Data: every feed's state, what is missing and why, and what was kept out."""

from dash import html
from dash.development.base_component import Component

from pages.parts.asking import Asking
from pages.parts.tile import tile

FEEDS, GAPS, QUARANTINE, REFUSED = "feeds", "gaps", "quarantine", "refused"
TILES = (FEEDS, GAPS, QUARANTINE, REFUSED)
ASKING = Asking("data")


def layout() -> Component:
    """The page without data."""
    return html.Div(
        [
            html.H1("Data", className="unseen"),
            tile(FEEDS, "Feeds", lines=12),
            tile(GAPS, "Gaps", lines=4),
            tile(QUARANTINE, "Quarantine", lines=4),
            tile(REFUSED, "Documents refused", lines=4),
            *ASKING.components(),
        ],
        className="page data-page",
        **ASKING.mark(),
    )
