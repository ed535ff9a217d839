"""A page of every kind of chart card over made-up prices of a year."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import numpy as np

from models.card import CardSpec, ChartKind, Part
from models.catalog import load, prices
from models.catalog.measure import Measure
from models.clock import central, day_bounds, micros
from models.observation import Batch, Block, Document, Key, Parsed
from models.store import documents
from models.store.database import Database
from models.store.write import Writer
from pages.parts.card_page import CardPage
from pages.parts.view import WEEK, YEAR, Offer, View

FIRST, LAST = date(2025, 4, 1), date(2026, 3, 31)
"""Operating days of the made-up year: 365 of them, one of 25 and one of 23 hours."""

PEAK = datetime(2025, 8, 20, 20, 30, tzinfo=UTC)
"""Start of the one quarter-hour at 5,000 dollars, 15:30 in Texas."""

Curve = Callable[[datetime], float]

_WEST, _AVERAGE = Part("rt_spp", ("HB_WEST",)), Part("rt_spp", ("HB_HUBAVG",))
_AHEAD = Part("dam_spp", ("HB_WEST",))


def cards(view: View) -> tuple[CardSpec, ...]:
    """One card of each kind that is drawn or written from its series alone, and one of each scale of colours."""

    def card(id: str, title: str, kind: ChartKind, *parts: Part) -> CardSpec:
        return CardSpec(id, title, kind, parts, view.span, bucket=view.resolution.length)

    spread = Part("rt_spp", ("HB_WEST",), ("dam_spp",), "Spread")
    return (
        card("lines", "Settlement prices", ChartKind.STEP, _AVERAGE, _WEST, _AHEAD),
        card("spread", "West hub, real time less day-ahead", ChartKind.STEP, spread),
        card("heat", "West hub, hour by day", ChartKind.HEAT_MAP, _WEST),
        card("curve", "West hub, price duration", ChartKind.DURATION, _WEST),
        card("heat-spread", "West hub, real time less day-ahead", ChartKind.HEAT_MAP, spread),
        card("curves", "Price duration", ChartKind.DURATION, _AVERAGE, _WEST, _AHEAD),
        card("heat-load", "Load, hour by day", ChartKind.HEAT_MAP, Part("load", ("ERCOT",))),
        card("summary", "Summary", ChartKind.SUMMARY, _AVERAGE, _WEST, _AHEAD, spread),
    )


PAGE = CardPage("kinds", "Kinds of cards", Offer((WEEK, YEAR)), cards)


def price(at: datetime, place: float = 1.0) -> float:
    """Dollars of an interval: below zero at noon of every third day, dear on some evenings, else calm."""
    local = central(at)
    day = local.toordinal()
    if day % 3 == 0 and 10 <= local.hour < 16:
        return -6.0 * place - (day % 5) * 4
    if day % 7 == 2 and 18 <= local.hour < 21:
        return (120.0 + 40 * (day % 11)) * place
    return round((14 + local.hour * 1.1 + day % 4 * 3) * place + local.minute / 60, 2)


def west(at: datetime) -> float:
    """The price in the west, with the one peak."""
    return 5_000.0 if at == PEAK else price(at)


def fill(database: Database, first: date = FIRST, last: date = LAST) -> None:
    """Write the prices and loads of these operating days as one document."""
    start, end = day_bounds(first)[0], day_bounds(last)[1]
    document = Document(
        "rt_settlement_point_prices",
        "made-up",
        "kinds",
        "http://127.0.0.1/kinds",
        end,
        end,
        200,
        b"kinds",
        database.origin,
    )
    blocks = [
        _block(prices.RT_SPP, ("HB_WEST", "HU"), start, end, west),
        _block(prices.RT_SPP, ("HB_HUBAVG", "AH"), start, end, lambda at: price(at, 0.8)),
        _block(prices.DAM_SPP, ("HB_WEST", "HU"), start, end, lambda at: round(price(at) * 0.9 + 3, 2)),
        _block(load.LOAD, ("ERCOT", ""), start, end, demand),
    ]
    (kept,) = documents.keep(database, [document])
    Writer(database).write([(kept.id, Batch(document, Parsed(blocks)))])


def demand(at: datetime) -> float:
    """Megawatts: more in the afternoon, more in summer."""
    local = central(at)
    return round(45_000 + 12_000 * float(np.sin((local.hour - 10) / 24 * 2 * np.pi)) + 900 * (6 - abs(local.month - 7)))


def _block(measure: Measure, key: Key, start: datetime, end: datetime, curve: Curve) -> Block:
    step: timedelta = measure.dataset.interval
    starts = [start + n * step for n in range((end - start) // step)]
    return Block(measure, [key] * len(starts), [micros(at) for at in starts], [curve(at) for at in starts])
