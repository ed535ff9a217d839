"""draw(CardSpec, Series) -> figure: the one door from a chart card's data to its drawing."""

from collections.abc import Sequence

from models.card import CardSpec, ChartKind
from models.problems import Invalid
from models.selection import Window
from models.series import Series
from pages.figures import areas, lines
from pages.figures.chart import Figure

_DRAWERS = {ChartKind.LINE: lines.draw, ChartKind.STEP: lines.draw, ChartKind.AREA: areas.draw}
CHARTS = frozenset(_DRAWERS)
"""Kinds that are drawn as figures; the others are written as text and bars."""


def draw(card: CardSpec, series: Sequence[Series], window: Window) -> Figure:
    """A plain plotly figure whose colours are names of tokens. Raises Invalid for a kind that is no chart."""
    drawer = _DRAWERS.get(card.kind)
    if drawer is None:
        raise Invalid(f"A {card.kind} card is not a chart.", field="kind")
    return drawer(card, series, window)
