"""What was expected when: the truth and an error that grows with the horizon and shrinks as the hour comes near."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache

import numpy as np

from ingestion.simulator import days
from ingestion.simulator.days import HOUR
from ingestion.simulator.grid import Grid, hourly
from ingestion.simulator.noise import Floats, Instants, wave
from ingestion.simulator.weather import WEATHER_ZONES

LOAD_MODELS = ("A3", "A6", "E", "E1", "E2", "E3", "M", "X")
FORECAST_ZONES = ("North", "South", "West", "Houston")
_ZONE_MEMBERS = {
    "North": ("NORTH", "NORTH_C", "EAST"),
    "South": ("SOUTH_C", "SOUTHERN"),
    "West": ("WEST", "FAR_WEST"),
    "Houston": ("COAST",),
}
_WEEK = 168.0
# The day-ahead forecasts are those of the afternoon before.
_DAY_AHEAD = 9 * HOUR + 1800


def by_forecast_zone(load: Floats) -> Floats:
    """Weather-zone rows added up to the four forecast zones, in the order of FORECAST_ZONES."""
    rows = [
        load[[WEATHER_ZONES.index(member) for member in _ZONE_MEMBERS[zone]]].sum(axis=0) for zone in FORECAST_ZONES
    ]
    return np.array(rows)


class Forecasts:
    """Forecasts over a grid. `published` and hours are epoch seconds; an hour is named by its start."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.seed = grid.seed
        self._hourly: Callable[[str, date], Floats] = lru_cache(maxsize=512)(self._make)

    def _make(self, name: str, day: date) -> Floats:
        values: Floats = getattr(self.grid.day(day), name)
        return hourly(values)

    def truth(self, name: str, hours: Instants) -> Floats:
        """Hourly means of a quantity of the grid, for consecutive hours; last axis is time."""
        day = days.day_of(int(hours[0]))
        skipped = (int(hours[0]) - day.start) // HOUR
        parts = [self._hourly(name, day.date)[..., skipped:]]
        have = parts[0].shape[-1]
        while have < len(hours):
            day = day.next()
            parts.append(self._hourly(name, day.date))
            have += parts[-1].shape[-1]
        joined: Floats = np.concatenate(parts, axis=-1)[..., : len(hours)]
        return joined

    def error(self, name: str, published: int, hours: Instants, near: float, far: float) -> Floats:
        """Relative error of a forecast: deviation `near` for the next hour, `far` a week ahead."""
        ahead = np.clip((hours - published) / HOUR, 0.0, None)
        size = near + (far - near) * np.sqrt(ahead / _WEEK)
        steady = wave(self.seed, f"error-{name}", hours, 9 * HOUR)
        # What one publication knows and the next one corrects.
        fresh = wave(self.seed, f"error-{name}-{published // HOUR}", hours, 9 * HOUR)
        deviation: Floats = size * (0.85 * steady + 0.45 * fresh)
        return deviation

    def load(self, published: int, hours: Instants, model: str = "E1") -> Floats:
        """Load forecast in MW, shape (weather zone, hour)."""
        actual = self.truth("load", hours)
        rows = [
            actual[row] * (1.0 + self.error(f"load-{model}-{zone}", published, hours, 0.006, 0.06))
            for row, zone in enumerate(WEATHER_ZONES)
        ]
        return np.array(rows)

    def wind(self, published: int, hours: Instants) -> Floats:
        """Wind forecast in MW, shape (wind region, hour)."""
        actual = self.truth("wind_hsl", hours)
        rows = [
            row * np.clip(1.0 + self.error(f"wind-{index}", published, hours, 0.05, 0.45), 0.05, None)
            for index, row in enumerate(actual)
        ]
        return np.array(rows)

    def solar(self, published: int, hours: Instants) -> Floats:
        """Solar forecast in MW."""
        actual = self.truth("solar_hsl", hours)
        expected: Floats = actual * np.clip(1.0 + self.error("solar", published, hours, 0.03, 0.22), 0.05, None)
        return expected

    def plans(self, name: str, published: int, hours: Instants, forecast: Floats) -> Floats:
        """What operators' plans say instead of the forecast: near it, with a mind of their own."""
        drift = 0.04 * wave(self.seed, f"plans-{name}-{published // HOUR}", hours, 6 * HOUR)
        planned: Floats = forecast * (1.0 + drift)
        return planned

    def capacity(self, published: int, hours: Instants) -> Floats:
        """Capacity that is expected to be there, MW."""
        actual = self.truth("capacity", hours)
        expected: Floats = actual * (1.0 + self.error("capacity", published, hours, 0.01, 0.06))
        return expected

    @staticmethod
    def day_ahead(day: date) -> int:
        """The instant at which the day-ahead forecasts of an operating day were made."""
        return days.day_on(day).start - _DAY_AHEAD


def hours_of(day: date) -> Instants:
    """Starts of the hours of an operating day."""
    bounds = days.day_on(day)
    return np.arange(bounds.start, bounds.end, HOUR, dtype=np.int64)
