"""Conditions: frequency, inertia and ties, the declared condition, and the dated thresholds of emergencies."""

from dataclasses import dataclass
from datetime import date, timedelta

from models.catalog.dataset import Dataset
from models.catalog.entity import DC_TIE, SYSTEM
from models.catalog.measure import Bounds, Combine, Measure
from models.catalog.unit import COUNT, HERTZ, LEVEL, MEGAWATT, MEGAWATT_SECOND, SECOND, Unit

_MINUTE = timedelta(minutes=1)
_POWER = Bounds(-200_000, 200_000)

SYSTEM_CONDITIONS = Dataset(
    "system_conditions",
    "System conditions",
    "Frequency, inertia and the system's totals, read every few seconds, kept per minute.",
    SYSTEM,
    _MINUTE,
    raw_days=90,
)
DC_TIES = Dataset(
    "dc_tie_flows",
    "DC tie flows",
    "Power over each DC tie, read every 10 seconds, kept per minute; above zero flows out of ERCOT.",
    DC_TIE,
    _MINUTE,
    raw_days=90,
)
GRID_CONDITION = Dataset(
    "grid_condition",
    "Grid condition",
    "The condition that ERCOT declares, each time a reading of it was published.",
    SYSTEM,
    _MINUTE,
    irregular=True,
    raw_days=90,
)


def _condition(
    id: str,
    title: str,
    meaning: str,
    unit: Unit,
    combine: Combine,
    possible: Bounds,
    usual: Bounds,
    names: tuple[str, ...] = (),
) -> Measure:
    return Measure(id, title, meaning, unit, SYSTEM_CONDITIONS, combine, possible, usual, names)


_HZ = Bounds(50, 70)
_USUAL_HZ = Bounds(59.9, 60.1)

FREQUENCY = _condition(
    "frequency",
    "Frequency",
    "Frequency of the grid, last reading of the minute.",
    HERTZ,
    Combine.LAST,
    _HZ,
    _USUAL_HZ,
    ("frequency", "hertz"),
)
FREQUENCY_LOW = _condition(
    "frequency_low",
    "Frequency, lowest of the minute",
    "Lowest reading of the minute.",
    HERTZ,
    Combine.MIN,
    _HZ,
    _USUAL_HZ,
)
FREQUENCY_HIGH = _condition(
    "frequency_high",
    "Frequency, highest of the minute",
    "Highest reading of the minute.",
    HERTZ,
    Combine.MAX,
    _HZ,
    _USUAL_HZ,
)
INERTIA = _condition(
    "inertia",
    "Inertia",
    "Kinetic energy of everything that spins with the grid, last reading of the minute.",
    MEGAWATT_SECOND,
    Combine.LAST,
    Bounds(0, 2_000_000),
    Bounds(90_000, 600_000),
    ("inertia", "system inertia"),
)
TIME_ERROR = _condition(
    "time_error",
    "Time error",
    "How far a clock driven by the grid's frequency is ahead.",
    SECOND,
    Combine.LAST,
    Bounds(-10_000, 10_000),
    Bounds(-60, 60),
    ("time error",),
)
BAAL_EXCEEDANCES = _condition(
    "baal_exceedances",
    "BAAL exceedances",
    "Consecutive minutes in which the balancing area control error was beyond its limit.",
    COUNT,
    Combine.MAX,
    Bounds(0, 10_000),
    Bounds(0, 30),
)
CONDITIONS_DEMAND = _condition(
    "conditions_demand",
    "Demand, conditions page",
    "Actual system demand as the conditions page shows it.",
    MEGAWATT,
    Combine.LAST,
    Bounds(0, 200_000),
    Bounds(20_000, 95_000),
)
CONDITIONS_NET_LOAD = _condition(
    "conditions_net_load",
    "Net load, conditions page",
    "Average net load: demand less wind and solar.",
    MEGAWATT,
    Combine.LAST,
    _POWER,
    Bounds(0, 90_000),
)
CONDITIONS_CAPACITY = _condition(
    "conditions_capacity",
    "Capacity, conditions page",
    "Total system capacity without ancillary services, as the conditions page shows it.",
    MEGAWATT,
    Combine.LAST,
    Bounds(0, 300_000),
    Bounds(20_000, 150_000),
)
CONDITIONS_WIND = _condition(
    "conditions_wind",
    "Wind, conditions page",
    "Total wind output as the conditions page shows it.",
    MEGAWATT,
    Combine.LAST,
    Bounds(-1_000, 200_000),
    Bounds(0, 45_000),
)
CONDITIONS_SOLAR = _condition(
    "conditions_solar",
    "Solar, conditions page",
    "Total solar output as the conditions page shows it.",
    MEGAWATT,
    Combine.LAST,
    Bounds(-1_000, 200_000),
    Bounds(-50, 45_000),
)
DC_TIE_FLOW = Measure(
    "dc_tie_flow",
    "DC tie flow",
    "Power over a DC tie, last reading of the minute.",
    MEGAWATT,
    DC_TIES,
    Combine.LAST,
    Bounds(-20_000, 20_000),
    Bounds(-1_500, 1_500),
    ("dc ties", "ties", "tie flows"),
)
EEA_LEVEL = Measure(
    "eea_level",
    "Energy emergency level",
    "The energy emergency alert level that ERCOT declares, 0 to 3.",
    LEVEL,
    GRID_CONDITION,
    Combine.MAX,
    Bounds(0, 3),
    Bounds(0, 0),
    ("eea", "emergency level", "energy emergency alert"),
)

DATASETS = (SYSTEM_CONDITIONS, DC_TIES, GRID_CONDITION)
MEASURES = (
    FREQUENCY,
    FREQUENCY_LOW,
    FREQUENCY_HIGH,
    INERTIA,
    TIME_ERROR,
    BAAL_EXCEEDANCES,
    CONDITIONS_DEMAND,
    CONDITIONS_NET_LOAD,
    CONDITIONS_CAPACITY,
    CONDITIONS_WIND,
    CONDITIONS_SOLAR,
    DC_TIE_FLOW,
    EEA_LEVEL,
)


@dataclass(frozen=True, slots=True)
class ConditionLevel:
    """A step of the public ladder. `states` are the words by which ERCOT's documents name it."""

    id: str
    title: str
    states: tuple[str, ...]
    rank: int


LADDER = (
    ConditionLevel("normal", "Normal", ("normal",), 0),
    ConditionLevel("watch", "Watch", ("watch", "weather watch"), 1),
    ConditionLevel("conservation", "Conservation", ("conservation", "voluntary conservation notice"), 2),
    ConditionLevel("eea1", "EEA 1", ("eea1",), 3),
    ConditionLevel("eea2", "EEA 2", ("eea2",), 4),
    ConditionLevel("eea3", "EEA 3", ("eea3",), 5),
)


def level_of(state: str) -> ConditionLevel | None:
    """The step that a state word names; None for a word nobody knows, which is never shown as normal."""
    word = state.strip().lower()
    return next((level for level in LADDER if word in level.states), None)


@dataclass(frozen=True, slots=True)
class Threshold:
    """Reserve below which ERCOT may declare a level, from a date on. It allows; it does not decide.

    source: which of ERCOT's rules sets it, and what the date stands for, in words for the screen.
    """

    level: str
    megawatts: float
    since: date
    source: str


_BEFORE = (
    "ERCOT\N{RIGHT SINGLE QUOTATION MARK}s protocols as they stood before revision NPRR1176. "
    "The day given is the first of the nodal market, and nothing here is older."
)
_NPRR1176 = (
    "ERCOT\N{RIGHT SINGLE QUOTATION MARK}s protocol revision NPRR1176, which raised the thresholds in autumn 2023. "
    "The day given is the first of that season."
)

THRESHOLDS = (
    Threshold("eea1", 2_300, date(2010, 12, 1), _BEFORE),
    Threshold("eea2", 1_750, date(2010, 12, 1), _BEFORE),
    Threshold("eea3", 1_430, date(2010, 12, 1), _BEFORE),
    Threshold("watch", 3_000, date(2023, 10, 1), _NPRR1176),
    Threshold("eea1", 2_500, date(2023, 10, 1), _NPRR1176),
    Threshold("eea2", 2_000, date(2023, 10, 1), _NPRR1176),
    Threshold("eea3", 1_500, date(2023, 10, 1), _NPRR1176),
)


def thresholds_of(level: str) -> list[Threshold]:
    """Every threshold of a level, the oldest first; none of a level that has none."""
    return sorted((each for each in THRESHOLDS if each.level == level), key=lambda each: each.since)


def thresholds_on(day: date) -> dict[str, float]:
    """Thresholds in force on a day, MW of physical responsive capability by level."""
    in_force: dict[str, float] = {}
    for threshold in sorted(THRESHOLDS, key=lambda each: each.since):
        if threshold.since <= day:
            in_force[threshold.level] = threshold.megawatts
    return in_force
