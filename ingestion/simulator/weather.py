"""Weather over Texas: temperature of the weather zones, wind of three regions, the sun and the clouds."""

import numpy as np

from ingestion.simulator import days
from ingestion.simulator.noise import Floats, Instants, sigmoid, wave

WEATHER_ZONES = ("COAST", "EAST", "FAR_WEST", "NORTH", "NORTH_C", "SOUTHERN", "SOUTH_C", "WEST")
WIND_REGIONS = ("LZ_SOUTH_HOUSTON", "LZ_WEST", "LZ_NORTH")

_YEAR = 365.25
_DAY = 86400
_LATITUDE = np.radians(31.2)
_LONGITUDE = -99.6
# Degrees Celsius: yearly mean, half the swing between seasons, half the swing between night and day.
_CLIMATE = {
    "COAST": (21.5, 8.0, 4.5),
    "EAST": (19.0, 9.5, 5.5),
    "FAR_WEST": (18.5, 10.5, 8.0),
    "NORTH": (17.5, 11.0, 7.0),
    "NORTH_C": (19.0, 10.5, 5.8),
    "SOUTHERN": (23.0, 7.5, 5.5),
    "SOUTH_C": (20.5, 9.0, 6.0),
    "WEST": (18.0, 10.5, 7.5),
}


def day_of_year(t: Instants) -> Floats:
    """Days since New Year, near enough for seasons."""
    day: Floats = (t / _DAY) % _YEAR
    return day


def wall_hour(t: Instants) -> Floats:
    """Hour of the Central clock, 0 to 24, at instants of no more than one day."""
    first, last = days.offset(int(t[0])), days.offset(int(t[-1]))
    # Only the two days of the year on which clocks change need the offset of each instant.
    shift = np.full(1, first) if first == last else np.array([days.offset(int(each)) for each in t])
    hour: Floats = ((t + shift) / 3600.0) % 24.0
    return hour


def solar_hour(t: Instants) -> Floats:
    """Hour by the sun over the middle of Texas, 0 to 24; knows no daylight saving."""
    hour: Floats = (t / 3600.0 + _LONGITUDE / 15.0) % 24.0
    return hour


def temperatures(seed: int, t: Instants) -> Floats:
    """Degrees Celsius, shape (weather zone, instant)."""
    season = np.cos(2 * np.pi * (day_of_year(t) - 203.0) / _YEAR)
    daily = np.cos(2 * np.pi * (solar_hour(t) - 15.2) / 24.0)
    # Fronts are strong in winter and weak in summer, and pass over the whole state.
    front = (3.2 - 1.6 * season) * (wave(seed, "front", t, 3 * _DAY) + 0.4 * wave(seed, "front-fast", t, _DAY))
    rows = []
    for zone, (mean, yearly, diurnal) in _CLIMATE.items():
        own = 0.9 * wave(seed, f"temperature-{zone}", t, 18 * 3600)
        rows.append(mean + yearly * season + diurnal * daily + front + own)
    return np.array(rows)


def wind_factors(seed: int, t: Instants) -> Floats:
    """Share of the wind fleet's capacity that the wind would give, shape (region, instant)."""
    season = 0.28 * np.cos(2 * np.pi * (day_of_year(t) - 95.0) / _YEAR)
    nightly = np.cos(2 * np.pi * (solar_hour(t) - 1.0) / 24.0)
    common = wave(seed, "wind", t, 20 * 3600)
    rows = []
    for region, night, level in zip(WIND_REGIONS, (-0.15, 0.42, 0.3), (-0.8, -0.65, -0.75), strict=True):
        latent = 0.85 * common + 0.55 * wave(seed, f"wind-{region}", t, 7 * 3600)
        latent = latent + 0.1 * wave(seed, f"gust-{region}", t, 2400)
        rows.append(0.94 * sigmoid(1.2 * latent + level + season + night * nightly))
    return np.array(rows)


def sun_height(t: Instants) -> Floats:
    """Sine of the sun's height above the horizon over the middle of Texas; below 0 at night."""
    declination = np.radians(-23.44) * np.cos(2 * np.pi * (day_of_year(t) + 10.0) / _YEAR)
    angle = np.radians(15.0 * (solar_hour(t) - 12.0))
    height: Floats = np.sin(_LATITUDE) * np.sin(declination) + np.cos(_LATITUDE) * np.cos(declination) * np.cos(angle)
    return height


def solar_factor(seed: int, t: Instants) -> Floats:
    """Share of the solar fleet's capacity that sun and clouds would give."""
    height = np.clip(sun_height(t), 0.0, None)
    # Trackers turn the bell of a clear day into a table with steep sides.
    clear = np.clip(1.55 * height**0.75, 0.0, 0.9)
    cloudy = sigmoid(1.6 * wave(seed, "clouds", t, 16 * 3600) - 1.5)
    flicker = 0.03 * wave(seed, "clouds-fast", t, 1500) * cloudy
    return np.clip(clear * (1.0 - 0.6 * cloudy + flicker), 0.0, None)
