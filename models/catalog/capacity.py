"""Capacity: physical responsive capability, ancillary services, outages and adequacy."""

from datetime import timedelta

from models.catalog.dataset import Dataset, Nature
from models.catalog.entity import (
    ADEQUACY_ITEM,
    ANCILLARY_PRODUCT,
    CAPACITY_ITEM,
    FORECAST_ZONE,
    OUTAGE_CLASS,
    SYSTEM,
)
from models.catalog.measure import Bounds, Combine, Measure
from models.catalog.unit import MEGAWATT, USD_PER_MW_HOUR

_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_POSSIBLE = Bounds(-200_000, 200_000)
_NOT_NEGATIVE = Bounds(0, 200_000)

RESPONSIVE_CAPABILITY = Dataset(
    "physical_responsive_capability",
    "Physical responsive capability",
    "The reserve by which ERCOT declares emergencies, read every few seconds, kept per minute.",
    SYSTEM,
    _MINUTE,
    raw_days=90,
)
ANCILLARY_MONITOR = Dataset(
    "ancillary_capacity_monitor",
    "Ancillary-service capacity monitor",
    "Every line of ERCOT's capacity monitor: capability and awards of each ancillary service, by kind of resource.",
    CAPACITY_ITEM,
    _MINUTE,
    raw_days=90,
)
ANCILLARY_SERVICES = Dataset(
    "ancillary_services",
    "Ancillary services",
    "Megawatts of each ancillary service available and deployed, read every few seconds, kept per minute.",
    ANCILLARY_PRODUCT,
    _MINUTE,
    raw_days=90,
)
GENERATION_OUTAGES = Dataset(
    "generation_outages",
    "Generation outages",
    "Generating capacity out of service now, planned and unplanned. Customers without power are not in it: "
    "that is the wires companies' data.",
    OUTAGE_CLASS,
    timedelta(minutes=5),
)
RESOURCE_OUTAGE_CAPACITY = Dataset(
    "resource_outage_capacity",
    "Resource outage capacity",
    "Capacity expected out of service in each of the next 168 hours, as each hourly publication saw it.",
    FORECAST_ZONE,
    _HOUR,
    Nature.FORECAST,
)
SYSTEM_ADEQUACY = Dataset(
    "system_adequacy",
    "Short-term system adequacy",
    "Capacity expected available in each of the next 168 hours, as each hourly publication saw it.",
    ADEQUACY_ITEM,
    _HOUR,
    Nature.FORECAST,
)
ANCILLARY_DISCLOSURE = Dataset(
    "ancillary_disclosure",
    "Two-day ancillary-service disclosure",
    "Ancillary services cleared, self-arranged and offered in the day-ahead market, published two days later.",
    ANCILLARY_PRODUCT,
    _HOUR,
)

PRC = Measure(
    "prc",
    "Physical responsive capability",
    "Reserve that can respond within minutes; last reading of the minute. ERCOT may declare an emergency below "
    "dated thresholds of it.",
    MEGAWATT,
    RESPONSIVE_CAPABILITY,
    Combine.LAST,
    _NOT_NEGATIVE,
    Bounds(1_000, 40_000),
    ("prc", "reserves", "operating reserves"),
)
PRC_LOW = Measure(
    "prc_low",
    "PRC, lowest of the minute",
    "Lowest reading of physical responsive capability inside the minute.",
    MEGAWATT,
    RESPONSIVE_CAPABILITY,
    Combine.MIN,
    _NOT_NEGATIVE,
    Bounds(1_000, 40_000),
    ("lowest prc",),
)
PRC_HIGH = Measure(
    "prc_high",
    "PRC, highest of the minute",
    "Highest reading of physical responsive capability inside the minute.",
    MEGAWATT,
    RESPONSIVE_CAPABILITY,
    Combine.MAX,
    _NOT_NEGATIVE,
    Bounds(1_000, 40_000),
    ("highest prc",),
)
ANCILLARY_CAPACITY = Measure(
    "ancillary_capacity",
    "Ancillary capacity",
    "One line of the capacity monitor; may be negative where it counts room to move down.",
    MEGAWATT,
    ANCILLARY_MONITOR,
    Combine.LAST,
    _POSSIBLE,
    Bounds(-60_000, 90_000),
    ("capacity monitor", "ancillary capability"),
)
AS_AVAILABLE = Measure(
    "as_available",
    "Ancillary service available",
    "Megawatts of an ancillary service not deployed at the last reading of the minute.",
    MEGAWATT,
    ANCILLARY_SERVICES,
    Combine.LAST,
    _NOT_NEGATIVE,
    Bounds(0, 20_000),
    ("ancillary services available",),
)
AS_DEPLOYED = Measure(
    "as_deployed",
    "Ancillary service deployed",
    "Megawatts of regulation deployed at the last reading of the minute.",
    MEGAWATT,
    ANCILLARY_SERVICES,
    Combine.LAST,
    _NOT_NEGATIVE,
    Bounds(0, 5_000),
    ("ancillary services deployed", "regulation deployed"),
)


def _outage(id: str, title: str, meaning: str, names: tuple[str, ...]) -> Measure:
    return Measure(
        id,
        title,
        meaning,
        MEGAWATT,
        GENERATION_OUTAGES,
        Combine.LAST,
        _NOT_NEGATIVE,
        Bounds(0, 60_000),
        names,
    )


OUTAGES_PLANNED = _outage(
    "outages_planned", "Planned outages", "Generating capacity out for planned work.", ("planned outages",)
)
OUTAGES_UNPLANNED = _outage(
    "outages_unplanned",
    "Unplanned outages",
    "Generating capacity forced out.",
    ("forced outages", "unplanned outages"),
)
OUTAGES_TOTAL = _outage(
    "outages_total", "Outages", "All generating capacity out of service.", ("generation outages", "outages")
)


def _outage_capacity(id: str, title: str, meaning: str) -> Measure:
    return Measure(
        id,
        title,
        meaning,
        MEGAWATT,
        RESOURCE_OUTAGE_CAPACITY,
        Combine.MEAN,
        _NOT_NEGATIVE,
        Bounds(0, 60_000),
    )


OUTAGE_RESOURCE = _outage_capacity(
    "outage_resource", "Expected outages", "Capacity of resources expected out, renewables apart."
)
OUTAGE_IRR = _outage_capacity(
    "outage_irr", "Expected outages, wind and solar", "Capacity of wind and solar resources expected out."
)
OUTAGE_NEW_EQUIPMENT = _outage_capacity(
    "outage_new_equipment", "Expected outages, new equipment", "Capacity of new equipment not yet in service."
)
ADEQUACY = Measure(
    "adequacy",
    "Expected available capacity",
    "One line of the short-term adequacy report for one hour.",
    MEGAWATT,
    SYSTEM_ADEQUACY,
    Combine.MEAN,
    _POSSIBLE,
    Bounds(-10_000, 150_000),
    ("adequacy",),
)


def _disclosed(id: str, title: str, meaning: str) -> Measure:
    # Self-arranged capacity has been published below zero, where a participant bought back more than it had.
    return Measure(id, title, meaning, MEGAWATT, ANCILLARY_DISCLOSURE, Combine.MEAN, _POSSIBLE, Bounds(0, 20_000))


AS_CLEARED = _disclosed("as_cleared", "Ancillary service cleared", "Megawatts cleared day ahead, whole system.")
AS_SELF_ARRANGED = _disclosed(
    "as_self_arranged", "Ancillary service self-arranged", "Megawatts that participants arranged themselves."
)
AS_OFFERED = _disclosed(
    "as_offered",
    "Ancillary service offered",
    "Cumulative megawatts at one step of the day-ahead offer curve; the step stands in the series' kind.",
)
AS_OFFER_PRICE = Measure(
    "as_offer_price",
    "Ancillary service offer price",
    "Price at one step of the day-ahead offer curve; the step stands in the series' kind.",
    USD_PER_MW_HOUR,
    ANCILLARY_DISCLOSURE,
    Combine.MEAN,
    Bounds(-20_000, 20_000),
    Bounds(-250, 5_000),
)

DATASETS = (
    RESPONSIVE_CAPABILITY,
    ANCILLARY_MONITOR,
    ANCILLARY_SERVICES,
    GENERATION_OUTAGES,
    RESOURCE_OUTAGE_CAPACITY,
    SYSTEM_ADEQUACY,
    ANCILLARY_DISCLOSURE,
)
MEASURES = (
    PRC,
    PRC_LOW,
    PRC_HIGH,
    ANCILLARY_CAPACITY,
    AS_AVAILABLE,
    AS_DEPLOYED,
    OUTAGES_PLANNED,
    OUTAGES_UNPLANNED,
    OUTAGES_TOTAL,
    OUTAGE_RESOURCE,
    OUTAGE_IRR,
    OUTAGE_NEW_EQUIPMENT,
    ADEQUACY,
    AS_CLEARED,
    AS_SELF_ARRANGED,
    AS_OFFERED,
    AS_OFFER_PRICE,
)
