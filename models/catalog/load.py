"""Load: demand now, hourly load by weather zone, and what was forecast when."""

from datetime import timedelta

from models.catalog.dataset import Dataset, Nature
from models.catalog.entity import FORECAST_ZONE, SYSTEM, WEATHER_ZONE
from models.catalog.measure import Bounds, Combine, Measure
from models.catalog.unit import MEGAWATT

_HOUR = timedelta(hours=1)
_FIVE = timedelta(minutes=5)
_POSSIBLE = Bounds(0, 200_000)
_DEMAND = Bounds(20_000, 95_000)
_CAPACITY = Bounds(20_000, 150_000)

SUPPLY_DEMAND = Dataset(
    "supply_demand",
    "Supply and demand",
    "Demand and committed capacity of the whole system, measured every 5 minutes.",
    SYSTEM,
    _FIVE,
)
SUPPLY_DEMAND_FORECAST = Dataset(
    "supply_demand_forecast",
    "Supply and demand, rest of the day",
    "ERCOT's expected demand and capacity to the end of the day in 5-minute steps; one publication an hour is kept.",
    SYSTEM,
    _FIVE,
    Nature.FORECAST,
    publication_grain=_HOUR,
)
SUPPLY_DEMAND_OUTLOOK = Dataset(
    "supply_demand_outlook",
    "Supply and demand, next six days",
    "ERCOT's expected demand and capacity for the coming six days, hourly; one publication an hour is kept.",
    SYSTEM,
    _HOUR,
    Nature.FORECAST,
    publication_grain=_HOUR,
)
SYSTEM_LOAD = Dataset(
    "system_load",
    "Hourly load",
    "Average load of each hour for the system and its eight weather zones.",
    WEATHER_ZONE,
    _HOUR,
)
DEMAND_FORECAST = Dataset(
    "demand_forecast",
    "System demand forecast",
    "Hourly load and capacity forecasts of the system-wide demand page; one publication an hour is kept.",
    SYSTEM,
    _HOUR,
    Nature.FORECAST,
    publication_grain=_HOUR,
)
LOAD_FORECAST = Dataset(
    "load_forecast",
    "Load forecast by weather zone",
    "Seven-day hourly load forecast, the model in use, as each hourly publication saw it.",
    WEATHER_ZONE,
    _HOUR,
    Nature.FORECAST,
)
LOAD_FORECAST_ZONES = Dataset(
    "load_forecast_zones",
    "Load forecast by forecast zone",
    "Seven-day hourly load forecast by forecast zone, as each hourly publication saw it.",
    FORECAST_ZONE,
    _HOUR,
    Nature.FORECAST,
)


def _measure(
    id: str, title: str, meaning: str, dataset: Dataset, usual: Bounds, names: tuple[str, ...] = ()
) -> Measure:
    return Measure(id, title, meaning, MEGAWATT, dataset, Combine.MEAN, _POSSIBLE, usual, names)


DEMAND = _measure(
    "demand",
    "Demand",
    "Power that the whole system draws, measured every 5 minutes.",
    SUPPLY_DEMAND,
    _DEMAND,
    ("demand", "system demand", "consumption"),
)
COMMITTED_CAPACITY = _measure(
    "committed_capacity",
    "Committed capacity",
    "Capacity online and committed, measured every 5 minutes.",
    SUPPLY_DEMAND,
    _CAPACITY,
    ("capacity", "supply"),
)
DEMAND_EXPECTED = _measure(
    "demand_expected",
    "Expected demand",
    "Demand that ERCOT expects later today, in 5-minute steps.",
    SUPPLY_DEMAND_FORECAST,
    _DEMAND,
    ("expected demand",),
)
CAPACITY_EXPECTED = _measure(
    "capacity_expected",
    "Expected capacity",
    "Committed capacity that ERCOT expects later today, in 5-minute steps.",
    SUPPLY_DEMAND_FORECAST,
    _CAPACITY,
    ("expected capacity",),
)
CAPACITY_AVAILABLE = _measure(
    "capacity_available",
    "Available capacity",
    "Capacity that could be made available later today, in 5-minute steps.",
    SUPPLY_DEMAND_FORECAST,
    _CAPACITY,
    ("available capacity",),
)
DEMAND_OUTLOOK = _measure(
    "demand_outlook",
    "Demand outlook",
    "Demand expected for an hour of the next six days.",
    SUPPLY_DEMAND_OUTLOOK,
    _DEMAND,
)
CAPACITY_OUTLOOK = _measure(
    "capacity_outlook",
    "Capacity outlook",
    "Available generating capacity expected for an hour of the next six days.",
    SUPPLY_DEMAND_OUTLOOK,
    _CAPACITY,
)
LOAD = _measure(
    "load",
    "Load",
    "Average load of an hour, for the system or a weather zone.",
    SYSTEM_LOAD,
    Bounds(200, 95_000),
    ("load", "hourly load"),
)
DEMAND_FORECAST_CURRENT = _measure(
    "demand_forecast_current",
    "Load forecast, current",
    "ERCOT's present forecast of an hour's average load.",
    DEMAND_FORECAST,
    _DEMAND,
    ("current load forecast",),
)
DEMAND_FORECAST_DAY_AHEAD = _measure(
    "demand_forecast_day_ahead",
    "Load forecast, day ahead",
    "The forecast of an hour's average load that was in force the day before.",
    DEMAND_FORECAST,
    _DEMAND,
    ("day-ahead load forecast",),
)
HSL_CURRENT_DAY = _measure(
    "hsl_current_day",
    "High sustained limit, current day",
    "Sum of the high sustained limits planned for an hour, present plan.",
    DEMAND_FORECAST,
    _CAPACITY,
)
HSL_DAY_AHEAD = _measure(
    "hsl_day_ahead",
    "High sustained limit, day ahead",
    "Sum of the high sustained limits planned for an hour, the day before.",
    DEMAND_FORECAST,
    _CAPACITY,
)
LOAD_FORECAST_IN_USE = _measure(
    "load_forecast",
    "Load forecast",
    "Forecast of an hour's average load by the model that ERCOT had in use.",
    LOAD_FORECAST,
    Bounds(200, 95_000),
    ("load forecast", "demand forecast"),
)
LOAD_FORECAST_ZONE = _measure(
    "load_forecast_zone",
    "Load forecast by forecast zone",
    "Forecast of an hour's average load in a forecast zone.",
    LOAD_FORECAST_ZONES,
    Bounds(200, 95_000),
)

DATASETS = (
    SUPPLY_DEMAND,
    SUPPLY_DEMAND_FORECAST,
    SUPPLY_DEMAND_OUTLOOK,
    SYSTEM_LOAD,
    DEMAND_FORECAST,
    LOAD_FORECAST,
    LOAD_FORECAST_ZONES,
)
MEASURES = (
    DEMAND,
    COMMITTED_CAPACITY,
    DEMAND_EXPECTED,
    CAPACITY_EXPECTED,
    CAPACITY_AVAILABLE,
    DEMAND_OUTLOOK,
    CAPACITY_OUTLOOK,
    LOAD,
    DEMAND_FORECAST_CURRENT,
    DEMAND_FORECAST_DAY_AHEAD,
    HSL_CURRENT_DAY,
    HSL_DAY_AHEAD,
    LOAD_FORECAST_IN_USE,
    LOAD_FORECAST_ZONE,
)
