"""What a number is measured in."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measure: its symbol on the screen, the quantity it measures, and the decimals people read."""

    id: str
    symbol: str
    quantity: str
    decimals: int


USD_PER_MWH = Unit("usd_per_mwh", "$/MWh", "price of energy", 2)
USD_PER_MW_HOUR = Unit("usd_per_mw_hour", "$/MW per h", "price of capacity", 2)
MEGAWATT = Unit("megawatt", "MW", "power", 0)
MEGAWATT_HOUR = Unit("megawatt_hour", "MWh", "energy", 1)
MEGAWATT_SECOND = Unit("megawatt_second", "MW·s", "inertia", 0)
HERTZ = Unit("hertz", "Hz", "frequency", 3)
SECOND = Unit("second", "s", "time error", 3)
COUNT = Unit("count", "", "count", 0)
LEVEL = Unit("level", "", "level", 0)

UNITS = (
    USD_PER_MWH,
    USD_PER_MW_HOUR,
    MEGAWATT,
    MEGAWATT_HOUR,
    MEGAWATT_SECOND,
    HERTZ,
    SECOND,
    COUNT,
    LEVEL,
)
