"""Data: every feed's state, how complete each day is, what is missing and why, what was kept out or corrected."""

from dash import dcc, html
from dash.development.base_component import Component

from pages.figures.markup import static
from pages.parts import corrections
from pages.parts.asking import Asking
from pages.parts.tile import tile

FEEDS, COMPLETENESS, GAPS = "feeds", "completeness", "gaps"
QUARANTINE, REFUSED, CORRECTIONS = "quarantine", "refused", "corrections"
TILES = (FEEDS, COMPLETENESS, GAPS, QUARANTINE, REFUSED, CORRECTIONS)
ASKING = Asking("data")
CORRECTED = "data-corrected"
"""The dataset whose corrections are listed. What gaps are narrowed to is in the address: `pages.parts.choice`."""


def layout() -> Component:
    """The page without data."""
    corrected = tile(CORRECTIONS, "Corrections", lines=4)
    header, *body = corrected.children
    corrected.children = [header, corrections.options(), *body]
    return html.Div(
        [
            html.H1("Data", className="unseen"),
            static(tile(FEEDS, "Feeds", lines=12)),
            static(tile(COMPLETENESS, "Completeness", lines=12)),
            static(tile(GAPS, "Gaps", lines=4)),
            static(tile(QUARANTINE, "Quarantine", lines=4)),
            static(tile(REFUSED, "Documents refused", lines=4)),
            static(corrected),
            dcc.Store(id=CORRECTED),
            *ASKING.components(),
        ],
        className="page data-page",
        **ASKING.mark(),
    )
