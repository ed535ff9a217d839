"""A plausible grid: load, generation by fuel, storage, ties and capacity, every five minutes of any day."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np

from ingestion.simulator import days, weather
from ingestion.simulator.days import TICK, OperatingDay
from ingestion.simulator.noise import Floats, Instants, sigmoid, wave

_DAY = 86400
_HOUR = 3600
# Megawatts that each weather zone draws on a mild weekday, and how much it follows clock and thermometer.
_ZONE_LOAD = {
    "COAST": (14200.0, 0.9, 1.0),
    "EAST": (1750.0, 1.0, 1.0),
    "FAR_WEST": (7400.0, 0.15, 0.15),
    "NORTH": (1560.0, 0.8, 0.9),
    "NORTH_C": (14500.0, 1.1, 1.1),
    "SOUTHERN": (4400.0, 1.0, 1.0),
    "SOUTH_C": (8900.0, 1.1, 1.1),
    "WEST": (1800.0, 0.8, 0.9),
}
WIND_CAPACITY = np.array([9500.0, 24900.0, 6000.0])
SOLAR_CAPACITY = 38500.0
STORAGE_CAPACITY = 17000.0
GAS_CAPACITY = 71000.0
COAL_CAPACITY = 12400.0
# What thermal plant must run at least, so that it is there in the evening.
THERMAL_FLOOR = 7400.0
TIES = ("DC_E", "DC_N", "DC_L", "DC_R", "DC_S")


@dataclass(frozen=True, slots=True)
class GridDay:
    """One operating day's state. Arrays in MW over `t`, every 5 minutes from the first instant to the next day's first.

    load is by weather zone, wind and wind_hsl by wind region, ties by DC tie (above zero leaves ERCOT).
    need is what thermal plant must give; curtailed is wind and sun that nobody could use.
    """

    day: OperatingDay
    t: Instants
    temperature: Floats
    load: Floats
    demand: Floats
    wind: Floats
    wind_hsl: Floats
    solar: Floats
    solar_hsl: Floats
    nuclear: Floats
    hydro: Floats
    other: Floats
    storage: Floats
    charging: Floats
    discharging: Floats
    coal: Floats
    gas: Floats
    ties: Floats
    need: Floats
    curtailed: Floats
    thermal_available: Floats
    capacity: Floats
    planned_outages: Floats
    unplanned_outages: Floats
    renewable_planned: Floats
    renewable_unplanned: Floats

    @property
    def wind_total(self) -> Floats:
        """Wind output of all regions."""
        total: Floats = self.wind.sum(axis=0)
        return total


def hourly(values: Floats) -> Floats:
    """Means of each hour from 5-minute values whose last column is the next day's first."""
    body = values[..., :-1]
    means: Floats = body.reshape(*body.shape[:-1], -1, 12).mean(axis=-1)
    return means


def ticks(day: OperatingDay) -> Instants:
    """Every fifth minute of a day, both ends included, epoch seconds."""
    return np.arange(day.start, day.end + 1, TICK, dtype=np.int64)


def _weekday_factor(t: Instants) -> Floats:
    """Near 1 on working days and lower on weekends, going over smoothly at midnight."""
    local = (t - 6 * _HOUR) / _DAY
    first = int(np.floor(local[0])) - 1
    numbers = np.arange(first, int(np.floor(local[-1])) + 3)
    # The epoch began on a Thursday, so day 2 was a Saturday.
    factor = np.where((numbers - 2) % 7 < 2, 0.945, 1.0)
    smooth: Floats = np.interp(local, numbers + 0.5, factor)
    return smooth


def make_load(seed: int, t: Instants, temperature: Floats) -> Floats:
    """Load in MW by weather zone: what people do by the clock, and what they need against heat and cold."""
    hour = weather.wall_hour(t)
    shape = -0.115 * np.cos(2 * np.pi * (hour - 4.0) / 24.0) + 0.05 * np.exp(-(((hour - 19.0) / 2.4) ** 2))
    shape = shape + 0.045 * np.exp(-(((hour - 7.3) / 1.5) ** 2))
    week = _weekday_factor(t)
    rows = []
    for row, (zone, (base, by_clock, by_heat)) in enumerate(_ZONE_LOAD.items()):
        degrees = temperature[row]
        heat = 0.031 * np.clip(degrees - 19.5, 0, None) + 0.017 * np.clip(11.0 - degrees, 0, None)
        own = 0.012 * wave(seed, f"load-{zone}", t, 5 * _HOUR) + 0.0025 * wave(seed, f"load-fast-{zone}", t, 700)
        weekly = 1.0 - (1.0 - week) * by_clock
        rows.append(base * weekly * (1.0 + shape * by_clock + heat * by_heat + own))
    return np.array(rows)


def _storage(seed: int, t: Instants) -> Floats:
    """Net output in MW: batteries fill at noon and empty in the evening, and a little in the morning."""
    hour = weather.solar_hour(t)
    profile = np.zeros(t.shape)
    for share, at, width in ((0.5, 18.6, 1.6), (0.15, 6.2, 1.1), (-0.42, 11.6, 2.5), (-0.06, 2.2, 2.0)):
        profile += share * np.exp(-(((hour - at) / width) ** 2))
    lively = 1.0 + 0.22 * wave(seed, "storage", t, 10 * _HOUR)
    return STORAGE_CAPACITY * profile * lively + 170.0 * wave(seed, "storage-fast", t, 900)


def _tie_flows(seed: int, t: Instants) -> Floats:
    sizes = (420.0, 60.0, 40.0, 90.0, 8.0)
    rows = [
        np.clip(size * wave(seed, f"tie-{name}", t, 9 * _HOUR), -1.4 * size, 1.4 * size)
        for name, size in zip(TIES, sizes, strict=True)
    ]
    return np.array(rows, dtype=np.float64).round()


def _outages(seed: int, t: Instants) -> tuple[Floats, Floats, Floats, Floats]:
    """MW out of service: thermal planned and unplanned, renewable planned and unplanned."""
    # Plant is mended in spring and autumn, when nobody needs it.
    season = np.cos(4 * np.pi * (weather.day_of_year(t) - 100.0) / 365.25)
    planned = 7600.0 + 3900.0 * season + 700.0 * wave(seed, "planned", t, 2 * _DAY)
    unplanned = 5600.0 + 1100.0 * wave(seed, "unplanned", t, _DAY) + 250.0 * wave(seed, "unplanned-fast", t, 2 * _HOUR)
    green_planned = 900.0 + 180.0 * wave(seed, "green-planned", t, 2 * _DAY)
    green_unplanned = 3300.0 + 500.0 * wave(seed, "green-unplanned", t, _DAY)
    return (
        np.clip(planned, 1500.0, None),
        np.clip(unplanned, 2500.0, None),
        np.clip(green_planned, 200.0, None),
        np.clip(green_unplanned, 900.0, None),
    )


def make_day(seed: int, day: OperatingDay) -> GridDay:
    """The whole state of one operating day, from nothing but seed and calendar."""
    t = ticks(day)
    temperature = weather.temperatures(seed, t)
    load = make_load(seed, t, temperature)
    demand = load.sum(axis=0)
    wind_hsl = WIND_CAPACITY[:, None] * weather.wind_factors(seed, t)
    solar_hsl = SOLAR_CAPACITY * weather.solar_factor(seed, t)
    refuelling = sigmoid(12.0 * (wave(seed, "refuelling", t, 45 * _DAY) - 1.1))
    nuclear = 5060.0 + 25.0 * wave(seed, "nuclear", t, 12 * _HOUR) - 1260.0 * refuelling
    hydro = np.clip(95.0 + 60.0 * wave(seed, "hydro", t, 6 * _HOUR), 0.0, None)
    other = np.clip(62.0 + 9.0 * wave(seed, "other", t, 6 * _HOUR), 0.0, None)
    storage = _storage(seed, t)
    ties = _tie_flows(seed, t)
    planned, unplanned, green_planned, green_unplanned = _outages(seed, t)

    need = demand + ties.sum(axis=0) - nuclear - hydro - other - storage - wind_hsl.sum(axis=0) - solar_hsl
    potential = np.clip(wind_hsl.sum(axis=0) + solar_hsl, 1.0, None)
    curtailed = np.minimum(np.clip(THERMAL_FLOOR - need, 0.0, None), 0.9 * potential)
    kept = 1.0 - curtailed / potential
    need = need + curtailed
    thermal_available = GAS_CAPACITY + COAL_CAPACITY - planned - unplanned
    coal = np.clip(3300.0 + 0.2 * (need - THERMAL_FLOOR) + 150.0 * wave(seed, "coal", t, 5 * _HOUR), 2200.0, 10800.0)
    coal = np.minimum(coal, need)
    committed = np.minimum(thermal_available, 1.1 * need + 8800.0 + 900.0 * wave(seed, "committed", t, 5 * _HOUR))
    ready = 0.62 * STORAGE_CAPACITY + 600.0 * wave(seed, "ready", t, 4 * _HOUR)
    capacity = np.maximum(committed, need) + ready + nuclear + hydro + other + wind_hsl.sum(axis=0) + solar_hsl
    always = 190.0 + 60.0 * wave(seed, "batteries", t, 1200)
    return GridDay(
        day=day,
        t=t,
        temperature=temperature,
        load=load,
        demand=demand,
        wind=wind_hsl * kept,
        wind_hsl=wind_hsl,
        solar=solar_hsl * kept,
        solar_hsl=solar_hsl,
        nuclear=nuclear,
        hydro=hydro,
        other=other,
        storage=storage,
        charging=-np.clip(-storage, 0.0, None) - np.clip(always, 5.0, None),
        discharging=np.clip(storage, 0.0, None) + np.clip(always, 5.0, None),
        coal=coal,
        gas=need - coal,
        ties=ties,
        need=need,
        curtailed=curtailed,
        thermal_available=thermal_available,
        capacity=capacity,
        planned_outages=planned,
        unplanned_outages=unplanned,
        renewable_planned=green_planned,
        renewable_unplanned=green_unplanned,
    )


class Grid:
    """The grid of one seed; days are made once and kept while they are asked for."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.day: Callable[[date], GridDay] = lru_cache(maxsize=48)(self._make)

    def _make(self, day: date) -> GridDay:
        return make_day(self.seed, days.day_on(day))

    def day_at(self, epoch: int) -> GridDay:
        """The day to which an instant belongs."""
        return self.day(days.day_of(epoch).date)
