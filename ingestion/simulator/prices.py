"""From net load to price: system lambda, congestion, settlement point prices, day-ahead and clearing prices."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np

from ingestion.simulator import days, points
from ingestion.simulator.days import HOUR, TICK
from ingestion.simulator.events import Events
from ingestion.simulator.grid import THERMAL_FLOOR, Grid, GridDay, hourly
from ingestion.simulator.noise import Floats, Instants, chance, draw, sigmoid, wave, white

PRODUCTS = ("ECRS", "NSPIN", "REGDN", "REGUP", "RRS")
VALUE_OF_LOST_LOAD = 5000.0
# The thermal stack: share of the plant that is needed, and the price in $/MWh of the last of it.
_STACK_SHARE = (0.0, 0.04, 0.14, 0.3, 0.5, 0.68, 0.8, 0.88, 0.94, 1.0)
_STACK_PRICE = (-1.5, 8.0, 17.0, 23.0, 29.0, 39.0, 58.0, 110.0, 420.0, 2400.0)
_SPIKE_CHANCE = 0.22
_LOSSES = np.array([0.0, 0.012, 0.008, -0.01, -0.02])
# How dear each product is compared with the headroom that it takes from energy.
_PRODUCT_SHARE = {"ECRS": 0.05, "NSPIN": 0.035, "REGDN": 0.03, "REGUP": 0.07, "RRS": 0.045}


@dataclass(frozen=True, slots=True)
class Spike:
    """A short scarcity: centre and width in epoch seconds and seconds, height in $/MWh."""

    centre: int
    width: int
    height: float

    def shape(self, t: Instants) -> Floats:
        """How much of it is felt at each instant, 0 to 1."""
        felt: Floats = np.exp(-(((t - self.centre) / self.width) ** 2))
        return felt


@dataclass(frozen=True, slots=True)
class MarketDay:
    """One operating day's prices, $/MWh, and clearing prices, $/MW.

    t: instants of the 5-minute dispatch. lmp: (point, tick). quarter: (point, 15-minute interval).
    dam: (point, hour). mcpc: (product, 15-minute interval). dam_mcpc: (product, hour).
    """

    t: Instants
    system_lambda: Floats
    lmp: Floats
    quarter: Floats
    dam: Floats
    mcpc: Floats
    dam_mcpc: Floats


def spike_of(seed: int, day: date, start: int) -> Spike | None:
    """The price spike of a day, on roughly one day in five: to some hundreds, rarely to thousands of dollars."""
    number = day.toordinal()
    if chance(seed, "spike", number) > _SPIKE_CHANCE:
        return None
    winter = day.month in (12, 1, 2)
    first = 6.3 if winter and chance(seed, "spike-morning", number) < 0.5 else 17.0
    hour = first + 2.6 * chance(seed, "spike-hour", number)
    height = float(np.clip(np.exp(5.4 + 0.85 * draw(seed, "spike-height", number)), 60.0, 4300.0))
    width = int(360 + 900 * chance(seed, "spike-width", number))
    return Spike(start + int(hour * HOUR), width, height)


def energy_price(seed: int, grid: GridDay) -> Floats:
    """Price of the last megawatt of the thermal stack, $/MWh, without spikes and emergencies."""
    t = grid.t
    share = (grid.need - THERMAL_FLOOR) / (grid.thermal_available - THERMAL_FLOOR)
    fuel = 1.0 + 0.12 * wave(seed, "fuel-price", t, 12 * 86400)
    price = np.interp(share, _STACK_SHARE, _STACK_PRICE)
    price = np.where(price > 0, price * fuel, price)
    glut = np.clip(grid.curtailed / 7000.0, 0.0, 1.0)
    price = price - 17.0 * glut
    wobble = 0.05 * wave(seed, "price-fast", t, 900) + 0.02 * white(seed, "price-white", t // TICK)
    energy: Floats = price + wobble * (np.abs(price) + 4.0)
    return energy


def congestion(seed: int, grid: GridDay) -> Floats:
    """What each region's price adds to the system's, $/MWh, shape (region, tick); in the order of points.REGIONS."""
    t = grid.t
    west = grid.wind[1]
    exports = west + 0.6 * grid.solar
    export_limit = sigmoid((exports - 27000.0) / 2600.0)
    import_limit = sigmoid((9500.0 - exports) / 2200.0)
    panhandle = sigmoid((west - 12500.0) / 2300.0)
    rows = (
        0.5 * wave(seed, "congestion-north", t, 4 * HOUR),
        0.6 + 1.3 * wave(seed, "congestion-houston", t, 5 * HOUR),
        1.1 + 1.7 * wave(seed, "congestion-south", t, 5 * HOUR),
        1.4 * wave(seed, "congestion-west", t, 3 * HOUR) - 15.0 * export_limit + 11.0 * import_limit,
        1.4 * wave(seed, "congestion-west", t, 3 * HOUR) - 8.0 * export_limit - 16.0 * panhandle,
    )
    return np.array(rows)


def point_prices(seed: int, energy: Floats, spread: Floats, t: Instants) -> Floats:
    """Price of every settlement point, shape (point, instant): energy, losses, congestion, a little chance."""
    names = points.all_points()
    weights = np.array([point.weights for point in names])
    losses = weights @ _LOSSES
    price: Floats = energy[None, :] * (1.0 + losses[:, None]) + weights @ spread
    for row, point in enumerate(names):
        if point.kind in ("RN", "PCCRN", "PUN"):
            price[row] += 0.8 * wave(seed, f"node-{point.name}", t, 6 * HOUR) * (1.0 + 0.04 * np.abs(energy))
        elif point.kind in ("LZEW", "LZ_DCEW"):
            price[row] += 0.015 * white(seed, f"weighted-{point.name}", t // TICK)
    return price


def _clearing(energy: Floats, tightness: Floats, noise: Floats) -> Floats:
    """Clearing price per product, shape (product, interval): small in calm times, large in scarcity."""
    rows = []
    for row, product in enumerate(PRODUCTS):
        share = _PRODUCT_SHARE[product]
        calm = 0.35 + 18.0 * share * np.clip(tightness, 0.0, None)
        scarce = share * 6.0 * np.clip(energy - 75.0, 0.0, None)
        rows.append(np.clip((calm + scarce) * (1.0 + 0.35 * noise[row]), 0.01, VALUE_OF_LOST_LOAD))
    return np.array(rows)


class Market:
    """Prices of a grid. Emergencies change prices from their declaration on, never before it."""

    def __init__(self, grid: Grid, events: Events) -> None:
        self.grid = grid
        self.seed = grid.seed
        self.events = events
        self._days: Callable[[date, int], MarketDay] = lru_cache(maxsize=24)(self._make)

    def day(self, day: date) -> MarketDay:
        """All prices of one operating day."""
        bounds = days.day_on(day)
        touched = self.events.touches(bounds.start, bounds.end)
        return self._days(day, self.events.revision if touched else 0)

    def spike(self, day: date) -> Spike | None:
        """The price spike of a day, if it has one."""
        return spike_of(self.seed, day, days.day_on(day).start)

    def _make(self, day: date, revision: int) -> MarketDay:
        grid = self.grid.day(day)
        t, seed = grid.t, self.seed
        calm = energy_price(seed, grid)
        spread = congestion(seed, grid)
        energy = calm.copy()
        spike = self.spike(day)
        if spike is not None:
            energy += spike.height * spike.shape(t)
        energy = np.clip(energy + self.events.price_adder(t), -251.0, VALUE_OF_LOST_LOAD)
        lmp = point_prices(seed, energy, spread, t)
        # Rounding leaves -0.0 behind, which adding 0.0 turns into 0.0: no document says "-0".
        quarters = lmp[:, :-1].reshape(len(lmp), -1, 3).mean(axis=2)
        starts = t[:-1:3]
        tight = np.interp(starts, t, grid.need / grid.thermal_available)
        chances = np.array([wave(seed, f"mcpc-{product}", starts, 2 * HOUR) for product in PRODUCTS])
        dam, dam_mcpc = self._day_ahead(grid, calm, spread)
        return MarketDay(
            t=t,
            system_lambda=energy,
            lmp=np.round(lmp, 2) + 0.0,
            quarter=np.round(quarters, 2) + 0.0,
            dam=dam,
            mcpc=np.round(_clearing(np.interp(starts, t, energy), tight, chances), 2),
            dam_mcpc=dam_mcpc,
        )

    def _day_ahead(self, grid: GridDay, calm: Floats, spread: Floats) -> tuple[Floats, Floats]:
        """Day-ahead prices and clearing prices by hour: what the day before could expect, with a premium for risk."""
        seed, hours = self.seed, grid.t[:-1:12]
        energy = hourly(calm)
        risk = np.where(energy > 30.0, 0.06 * (energy - 30.0) + 2.5, 0.8)
        energy = energy + risk + (1.0 + 0.06 * np.abs(energy)) * wave(seed, "day-ahead", hours, 5 * HOUR)
        prices = point_prices(seed, energy, 0.8 * hourly(spread), hours)
        tight = hourly(grid.need / grid.thermal_available)
        chances = np.array([wave(seed, f"dam-mcpc-{product}", hours, 3 * HOUR) for product in PRODUCTS])
        return np.round(prices, 2) + 0.0, np.round(_clearing(energy, tight, chances), 2)
