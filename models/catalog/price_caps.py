"""Offer caps by date: a price beyond its day's cap is real, but worth a flag."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date

from models.catalog.measure import Measure
from models.catalog.prices import DAM_MCPC, DAM_SPP, LMP, RT_MCPC, RT_SPP, SYSTEM_LAMBDA, SYSTEM_LAMBDA_UNCAPPED


@dataclass(frozen=True, slots=True)
class PriceCap:
    """The highest offer that a market takes from a date on, $/MWh or $/MW per h."""

    dollars: float
    since: date


_SHARED = (
    # The cap began at 2,250 and rose to 3,000 before August 2012 on a day that no document at hand names, so the
    # higher one stands for both: a flag on a price that was allowed would be worse than a missing one.
    PriceCap(3_000, date(2010, 12, 1)),
    PriceCap(4_500, date(2012, 8, 1)),
    PriceCap(5_000, date(2013, 6, 1)),
    PriceCap(7_000, date(2014, 6, 1)),
    PriceCap(9_000, date(2015, 6, 1)),
    PriceCap(5_000, date(2022, 1, 1)),
)
DAY_AHEAD = _SHARED
REAL_TIME_OFFERS = (*_SHARED, PriceCap(2_000, date(2025, 12, 5)))
# System lambda and real-time clearing prices of capacity are limited by the value of lost load, not by offers.
REAL_TIME_LIMIT = _SHARED

_CAPS: dict[str, tuple[PriceCap, ...]] = {
    RT_SPP.id: REAL_TIME_OFFERS,
    LMP.id: REAL_TIME_OFFERS,
    SYSTEM_LAMBDA.id: REAL_TIME_LIMIT,
    SYSTEM_LAMBDA_UNCAPPED.id: REAL_TIME_LIMIT,
    RT_MCPC.id: REAL_TIME_LIMIT,
    DAM_SPP.id: DAY_AHEAD,
    DAM_MCPC.id: DAY_AHEAD,
}


def cap_on(measure: Measure, day: date) -> float | None:
    """The cap of an operating day for a price; None for what is no price, and for days before the nodal market."""
    caps = _CAPS.get(measure.id, ())
    place = bisect_right(caps, day, key=lambda cap: cap.since)
    return caps[place - 1].dollars if place else None
