"""Capacity: reserves against the steps at which ERCOT acts, and each ancillary service's megawatts and prices."""

from datetime import timedelta

from dash.development.base_component import Component

from models.card import CardSpec, ChartKind, Part, Span
from models.clock import day_bounds
from pages.parts.card_page import CardPage
from pages.parts.view import LAST_HOURS, MONTH, RESOLUTIONS, TODAY, WEEK, YEAR, Offer, View

_AVAILABLE = ("NSPIN", "RRS", "ECRS", "REGUP", "REGDN")
_PRICED = ("REGUP", "REGDN", "RRS", "NSPIN", "ECRS")
_CLEARED_TITLE = "Ancillary services cleared, day ahead"
_CLEARED = Part("as_cleared", _AVAILABLE)
_DISCLOSED_AFTER = timedelta(days=3)
"""A day is disclosed when two more have passed."""

_LAST_HOURS = Span(timedelta(hours=2))


def cards(view: View) -> tuple[CardSpec, ...]:
    """The page's cards over the days of a view."""
    step = view.resolution.length

    def chart(id: str, title: str, *parts: Part, kind: ChartKind = ChartKind.STEP) -> CardSpec:
        return CardSpec(id, title, kind, parts, view.span, bucket=step)

    return (
        CardSpec("prc-now", "Reserves (PRC)", ChartKind.STAT, (Part("prc"),)),
        CardSpec("capacity-now", "Committed capacity", ChartKind.STAT, (Part("committed_capacity"),)),
        CardSpec(
            "headroom-now",
            "Capacity less demand",
            ChartKind.STAT,
            (Part("committed_capacity", (), ("demand",), "Capacity less demand"),),
        ),
        CardSpec("frequency-now", "Frequency", ChartKind.STAT, (Part("frequency"),), _LAST_HOURS, Part("inertia")),
        chart("prc", "Physical responsive capability (PRC)", Part("prc"), kind=ChartKind.LINE),
        chart("available", "Ancillary services available", Part("as_available", _AVAILABLE), kind=ChartKind.LINE),
        chart("deployed", "Regulation deployed", Part("as_deployed"), kind=ChartKind.LINE),
        chart(
            "capacity", "Committed capacity and demand", Part("committed_capacity"), Part("demand"), kind=ChartKind.LINE
        ),
        CardSpec("cleared", _CLEARED_TITLE, ChartKind.STEP, (_CLEARED,), _disclosed(view), bucket=step),
        chart("rt-mcpc", "Capacity prices, real time", Part("rt_mcpc", _PRICED)),
        chart("dam-mcpc", "Capacity prices, day ahead", Part("dam_mcpc", _PRICED)),
    )


def _disclosed(view: View) -> Span:
    """The days of a view or, of one that ends with today, as many that ERCOT can have disclosed already."""
    if view.range is None:
        return view.span
    return Span(start=day_bounds(view.first - _DISCLOSED_AFTER)[0], end=day_bounds(view.last - _DISCLOSED_AFTER)[1])


PAGE = CardPage("capacity", "Capacity", Offer((LAST_HOURS, TODAY, WEEK, MONTH, YEAR), RESOLUTIONS), cards)


def layout() -> Component:
    """The page without data."""
    return PAGE.layout()
