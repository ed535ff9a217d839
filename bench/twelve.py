"""A page of twelve charts, each of three series of 15-minute prices over seven days: 672 points a line."""

from models.card import CardSpec, ChartKind, Part
from models.catalog.entity import HUBS, LOAD_ZONES
from pages.parts.card_page import CardPage
from pages.parts.view import WEEK, Offer, View

CHARTS, LINES = 12, 3
_POINTS = tuple(point.code for point in (*HUBS, *LOAD_ZONES))


def cards(view: View) -> tuple[CardSpec, ...]:
    """Twelve cards, no two of the same points."""
    count = len(_POINTS)
    return tuple(
        CardSpec(
            f"prices-{n}",
            f"Prices {n + 1}",
            ChartKind.STEP,
            (Part("rt_spp", tuple(_POINTS[(n + step) % count] for step in (0, 1, 4))),),
            view.span,
        )
        for n in range(CHARTS)
    )


PAGE = CardPage("twelve", "Twelve charts", Offer((WEEK,)), cards)
