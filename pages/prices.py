"""Prices: what energy costs at hubs, zones and nodes, in real time and day ahead, over a day or over all history."""

from collections.abc import Sequence
from datetime import timedelta

from dash.development.base_component import Component

from models.card import CardSpec, ChartKind, Part
from models.points import Point
from pages.parts.card_page import CardPage
from pages.parts.chosen import Show
from pages.parts.view import ALL, MONTH, ONE_DAY, WEEK, YEAR, Offer, View

REAL_TIME = Show("rt", "RT", "Real-time prices")
DAY_AHEAD = Show("da", "DA", "Day-ahead prices")
SPREAD = Show("spread", "Spread", "Real time less day-ahead")
POINTS = ("HB_HUBAVG", "HB_WEST", "HB_PAN")
"""What the page opens with: the average, and the two hubs that part from it most."""

_MEASURES = {REAL_TIME.id: "rt_spp", DAY_AHEAD.id: "dam_spp"}


def cards(view: View) -> tuple[CardSpec, ...]:
    """The page's cards over the days of a view; those that have nothing to show are left out.

    Lines and the table are of every point; the spread, the heat map and the duration curve are of the first one.
    """
    lead = next((place for place in view.points if _parts(place, view)), view.points[0])
    shown = _parts(lead, view) or _prices(lead)
    several = [part for place in view.points for part in _parts(place, view)] or shown
    lines = [part for id, measure in _MEASURES.items() if id in view.shows for part in _together(measure, view)]
    spread = [_spread(lead)] if SPREAD.id in view.shows and _has_both(lead) else []
    name, step = lead.title, view.resolution.length

    def card(id: str, title: str, kind: ChartKind, parts: Sequence[Part], bucket: timedelta | None = None) -> CardSpec:
        return CardSpec(id, title, kind, tuple(parts), view.span, bucket=bucket)

    # What is counted is counted as it was published, whatever length the lines are drawn in.
    return (
        *([card("price-lines", "Settlement prices", ChartKind.STEP, lines, step)] if lines else []),
        *([card("price-spread", f"{name}, RT less DA", ChartKind.STEP, spread, step)] if spread else []),
        card("price-heat", f"{name}, {_market(shown[0])}, hour by day", ChartKind.HEAT_MAP, shown[:1]),
        card("price-curve", f"{name}, price duration", ChartKind.DURATION, shown),
        card("price-summary", "Summary", ChartKind.SUMMARY, several),
    )


def _together(measure: str, view: View) -> list[Part]:
    """One measure of all points that it was ever published for; nothing where there are none."""
    codes = tuple(place.code for place in view.points if measure in place.measures)
    return [Part(measure, codes)] if codes else []


def _prices(place: Point) -> list[Part]:
    return [Part(measure, (place.code,)) for measure in _MEASURES.values() if measure in place.measures]


def _parts(place: Point, view: View) -> list[Part]:
    """What is shown of a place: its prices or, where these are left out, its spread."""
    wanted = {measure for id, measure in _MEASURES.items() if id in view.shows}
    if not wanted:
        return [_spread(place)] if _has_both(place) else []
    return [part for part in _prices(place) if part.measure in wanted]


def _has_both(place: Point) -> bool:
    return place.measures >= set(_MEASURES.values())


def _spread(place: Point) -> Part:
    return Part("rt_spp", (place.code,), ("dam_spp",), "Spread")


def _market(part: Part) -> str:
    if part.less:
        return "spread"
    return "real time" if part.measure == "rt_spp" else "day-ahead"


PAGE = CardPage(
    "price-page",
    "Prices",
    Offer(
        (ONE_DAY, WEEK, MONTH, YEAR, ALL),
        points=POINTS,
        shows=(REAL_TIME, DAY_AHEAD, SPREAD),
        opens=WEEK,
    ),
    cards,
)


def layout() -> Component:
    """The page without data."""
    return PAGE.layout()
