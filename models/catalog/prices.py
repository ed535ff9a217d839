"""Prices: settlement points in real time and day ahead, SCED runs, and ancillary capacity."""

from datetime import timedelta

from models.catalog.dataset import Dataset
from models.catalog.entity import ANCILLARY_PRODUCT, SETTLEMENT_POINT, SYSTEM
from models.catalog.measure import Bounds, Combine, Measure
from models.catalog.unit import USD_PER_MW_HOUR, USD_PER_MWH

# Congestion and adders take prices beyond the offer cap, so only the absurd is impossible.
_POSSIBLE = Bounds(-20_000, 20_000)
_USUAL = Bounds(-250, 5_000)
_POSSIBLE_CAPACITY = Bounds(0, 20_000)
_USUAL_CAPACITY = Bounds(0, 5_000)

RT_PRICES = Dataset(
    "rt_settlement_point_prices",
    "Real-time settlement point prices",
    "What energy settled at in each 15 minutes of real time, for hubs, load zones, DC ties and resource nodes.",
    SETTLEMENT_POINT,
    timedelta(minutes=15),
)
DAM_PRICES = Dataset(
    "dam_settlement_point_prices",
    "Day-ahead settlement point prices",
    "What the day-ahead market cleared at for each hour of the next operating day.",
    SETTLEMENT_POINT,
    timedelta(hours=1),
)
SCED_LMPS = Dataset(
    "sced_lmps",
    "SCED locational marginal prices",
    "The price that each run of security-constrained economic dispatch, about every 5 minutes, set at a point.",
    SETTLEMENT_POINT,
    timedelta(minutes=5),
    irregular=True,
)
SCED_SYSTEM_LAMBDA = Dataset(
    "sced_system_lambda",
    "SCED system lambda",
    "The price of one more megawatt in each SCED run, before congestion.",
    SYSTEM,
    timedelta(minutes=5),
    irregular=True,
)
DAM_ANCILLARY_PRICES = Dataset(
    "dam_ancillary_prices",
    "Day-ahead ancillary-service prices",
    "Clearing price of an hour of each ancillary service in the day-ahead market.",
    ANCILLARY_PRODUCT,
    timedelta(hours=1),
)
RT_ANCILLARY_PRICES = Dataset(
    "rt_ancillary_prices",
    "Real-time ancillary-service prices",
    "Clearing price of each ancillary service in real time, 15 minutes, since real-time co-optimization "
    "began on 5 December 2025.",
    ANCILLARY_PRODUCT,
    timedelta(minutes=15),
)

RT_SPP = Measure(
    "rt_spp",
    "Real-time price",
    "Settlement point price of a 15-minute interval in real time.",
    USD_PER_MWH,
    RT_PRICES,
    Combine.MEAN,
    _POSSIBLE,
    _USUAL,
    ("real-time price", "rt price", "spot price", "price", "rtm", "settlement price"),
)
DAM_SPP = Measure(
    "dam_spp",
    "Day-ahead price",
    "Settlement point price of an hour in the day-ahead market.",
    USD_PER_MWH,
    DAM_PRICES,
    Combine.MEAN,
    _POSSIBLE,
    _USUAL,
    ("day-ahead price", "da price", "dam", "day ahead"),
)
LMP = Measure(
    "lmp",
    "SCED price",
    "Locational marginal price of one SCED run, without price adders; its average is not the settlement price.",
    USD_PER_MWH,
    SCED_LMPS,
    Combine.MEAN,
    _POSSIBLE,
    _USUAL,
    ("lmp", "locational marginal price", "5-minute price"),
)
SYSTEM_LAMBDA = Measure(
    "system_lambda",
    "System lambda",
    "Marginal price of energy in one SCED run before congestion; capped at the value of lost load since August 2026.",
    USD_PER_MWH,
    SCED_SYSTEM_LAMBDA,
    Combine.MEAN,
    _POSSIBLE,
    _USUAL,
    ("lambda",),
)
SYSTEM_LAMBDA_UNCAPPED = Measure(
    "system_lambda_uncapped",
    "System lambda, uncapped",
    "Marginal price of energy in one SCED run before congestion and before the cap.",
    USD_PER_MWH,
    SCED_SYSTEM_LAMBDA,
    Combine.MEAN,
    _POSSIBLE,
    _USUAL,
    ("uncapped lambda",),
)
DAM_MCPC = Measure(
    "dam_mcpc",
    "Day-ahead capacity price",
    "Market clearing price for capacity of an ancillary service, day ahead, for one hour.",
    USD_PER_MW_HOUR,
    DAM_ANCILLARY_PRICES,
    Combine.MEAN,
    _POSSIBLE_CAPACITY,
    _USUAL_CAPACITY,
    ("day-ahead ancillary price", "mcpc"),
)
RT_MCPC = Measure(
    "rt_mcpc",
    "Real-time capacity price",
    "Market clearing price for capacity of an ancillary service in a 15-minute interval of real time.",
    USD_PER_MW_HOUR,
    RT_ANCILLARY_PRICES,
    Combine.MEAN,
    _POSSIBLE_CAPACITY,
    _USUAL_CAPACITY,
    ("real-time ancillary price", "real-time mcpc"),
)

DATASETS = (
    RT_PRICES,
    DAM_PRICES,
    SCED_LMPS,
    SCED_SYSTEM_LAMBDA,
    DAM_ANCILLARY_PRICES,
    RT_ANCILLARY_PRICES,
)
MEASURES = (RT_SPP, DAM_SPP, LMP, SYSTEM_LAMBDA, SYSTEM_LAMBDA_UNCAPPED, DAM_MCPC, RT_MCPC)
