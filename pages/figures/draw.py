"""draw and write: the two doors from a card and its series to what is seen of them."""

from collections.abc import Callable, Sequence

from dash.development.base_component import Component

from models.card import CardSpec, ChartKind
from models.problems import Invalid
from models.selection import Window
from models.series import Series
from pages.figures import areas, duration, heat_map, lines, ranking, summary
from pages.figures.chart import Figure

_DRAWERS = {
    ChartKind.LINE: lines.draw,
    ChartKind.STEP: lines.draw,
    ChartKind.AREA: areas.draw,
    ChartKind.HEAT_MAP: heat_map.draw,
    ChartKind.DURATION: duration.draw,
}
CHARTS = frozenset(_DRAWERS)
"""Kinds that are drawn as figures."""

WRITTEN = frozenset({ChartKind.SUMMARY, ChartKind.BAR})
"""Kinds that are written as text and bars, from their series alone."""

COMPARED = frozenset({ChartKind.STAT, ChartKind.TABLE})
"""Kinds that are written beside what they are compared with: pages/figures/stat.py and price_table.py."""


def draw(card: CardSpec, series: Sequence[Series], window: Window) -> Figure:
    """A plain plotly figure whose colours are names of tokens. Raises Invalid for a kind that is no chart."""
    drawer = _DRAWERS.get(card.kind)
    if drawer is None:
        raise Invalid(f"A {card.kind} card is not a chart.", field="kind")
    return drawer(card, series, window)


def write(
    card: CardSpec, series: Sequence[Series], window: Window, *, address_of: Callable[[str], str] | None = None
) -> Component:
    """A table or bars. Raises Invalid for a kind that is not written from its series alone.

    address_of: where choosing an entity's row leads, by its code; None where rows cannot be chosen.
    """
    if card.kind is ChartKind.SUMMARY:
        return summary.draw(card, series, window, address_of)
    if card.kind is ChartKind.BAR:
        return ranking.draw(series)
    raise Invalid(f"A {card.kind} card is not written.", field="kind")
