"""A made-up grid for browser tests: smooth curves for everything the first page shows, written like a feed would."""

import math
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from models.catalog import capacity, conditions, generation, load, prices
from models.catalog.entity import HUBS, LOAD_ZONES
from models.catalog.measure import Measure
from models.clock import central, floor, micros
from models.observation import Batch, Block, Condition, Document, Key, Parsed, Reject
from models.store import documents, runs
from models.store.database import Database
from models.store.write import Writer

MINUTE, FIVE, QUARTER, HOUR = (timedelta(minutes=n) for n in (1, 5, 15, 60))
SYSTEM: Key = ("ERCOT", "")
_LEVEL = {"HB_WEST": 1.35, "HB_PAN": 0.35, "HB_NORTH": 0.92, "HB_SOUTH": 1.08, "HB_HOUSTON": 1.02, "LZ_WEST": 1.5}
_FUELS = {"NUCLEAR": 5_000.0, "COAL": 9_500.0, "GAS": 30_000.0, "OTHER": 60.0, "HYDRO": 210.0}
_PRODUCTS = {"NSPIN": 5_238.0, "RRS": 2_381.0, "ECRS": 1_728.0, "REGUP": 835.0, "REGDN": 607.0}

Curve = Callable[[datetime], float]


def hour_of(at: datetime) -> float:
    """Central wall-clock hour with its fraction."""
    local = central(at)
    return local.hour + local.minute / 60


def demand(at: datetime) -> float:
    """Megawatts that rise from a low at four to a peak at sixteen."""
    return round(58_000 + 17_000 * math.sin((hour_of(at) - 10) / 24 * 2 * math.pi) + 350 * math.sin(hour_of(at) * 5), 0)


def load_forecast(at: datetime) -> float:
    """Megawatts that were expected: a little too much in the morning, too little in the evening."""
    return round(demand(at) + 900 * math.cos(hour_of(at) / 24 * 2 * math.pi), 0)


def sun(at: datetime) -> float:
    """Megawatts of solar, nothing at night."""
    return round(
        27_000 * max(0.0, math.sin((hour_of(at) - 7) / 12.5 * math.pi)) ** 0.7 if 7 < hour_of(at) < 19.5 else 0.0
    )


def wind(at: datetime) -> float:
    """Megawatts of wind, strongest at night."""
    return round(11_000 + 7_000 * math.cos((hour_of(at) - 1) / 24 * 2 * math.pi) + 600 * math.sin(hour_of(at) * 2.3))


def storage(at: datetime) -> float:
    """Megawatts of storage: charging at noon, discharging in the evening."""
    hour = hour_of(at)
    return round(5_200 * math.exp(-((hour - 20) ** 2) / 3) - 4_100 * math.exp(-((hour - 12) ** 2) / 5))


def price(code: str) -> Curve:
    """Dollars of a settlement point; two decimals, as ERCOT publishes."""

    def at_hour(at: datetime) -> float:
        hour = hour_of(at)
        base = 24 + 16 * math.exp(-((hour - 19.5) ** 2) / 4) + 5 * math.sin(hour / 3.1) + 3 * math.sin(hour * 1.7)
        return round(base * _LEVEL.get(code, 1.0) + len(code) % 5 * 0.31, 2)

    return at_hour


def _curve(
    measure: Measure, key: Key, curve: Curve, start: datetime, end: datetime, posted: datetime | None = None
) -> Block:
    step = measure.dataset.interval
    first = floor(start, step)
    count = max(0, math.ceil((end - first) / step))
    starts = [first + n * step for n in range(count)]
    return Block(
        measure,
        [key] * count,
        [micros(at) for at in starts],
        [curve(at) for at in starts],
        posted=None if posted is None else micros(posted),
    )


def _price_blocks(start: datetime, end: datetime) -> list[Block]:
    points = [point for point in (*HUBS, *LOAD_ZONES)]
    real_time = [
        _curve(prices.RT_SPP, (point.code, point.kind), price(point.code), start, floor(end, QUARTER))
        for point in points
    ]
    ahead = [
        _curve(
            prices.DAM_SPP,
            (point.code, point.kind),
            lambda at, code=point.code: round(price(code)(at) * 0.94 + 2.2, 2),  # type: ignore[misc]
            start,
            end + timedelta(hours=12),
        )
        for point in points
    ]
    return real_time + ahead


def _generation_blocks(start: datetime, end: datetime) -> list[Block]:
    curves: dict[str, Curve] = {code: (lambda at, level=level: level) for code, level in _FUELS.items()}  # type: ignore[misc]
    curves |= {"WIND": wind, "SOLAR": sun, "STORAGE": storage}
    curves["GAS"] = lambda at: max(9_000.0, demand(at) - wind(at) - sun(at) - storage(at) - 14_770)
    until = floor(end, FIVE)
    blocks = [_curve(generation.GENERATION, (code, ""), curve, start, until) for code, curve in curves.items()]
    whole = floor(end, HOUR)
    blocks += [
        _curve(generation.WIND_GENERATION, SYSTEM, wind, start, whole),
        _curve(generation.SOLAR_GENERATION, SYSTEM, sun, start, whole),
        _curve(generation.WIND_STWPF, SYSTEM, lambda at: round(wind(at) * 1.06), start, whole + 3 * HOUR, whole),
        _curve(generation.SOLAR_STPPF, SYSTEM, lambda at: round(sun(at) * 1.01), start, whole + 3 * HOUR, whole),
    ]
    return blocks


def _system_blocks(start: datetime, end: datetime) -> list[Block]:
    until, minute = floor(end, FIVE), floor(end, MINUTE)
    ahead = until + timedelta(hours=24)
    capacity_of: Curve = lambda at: round(demand(at) * 1.12 + 8_000)  # noqa: E731
    blocks = [
        _curve(load.DEMAND, SYSTEM, demand, start, until),
        _curve(load.COMMITTED_CAPACITY, SYSTEM, capacity_of, start, until),
        _curve(load.DEMAND_EXPECTED, SYSTEM, demand, until, ahead, until),
        _curve(load.CAPACITY_EXPECTED, SYSTEM, capacity_of, until, ahead, until),
        _curve(capacity.PRC, SYSTEM, lambda at: round(9_000 + 2_500 * math.sin(hour_of(at) / 4)), start, minute),
        _curve(capacity.PRC_LOW, SYSTEM, lambda at: round(8_900 + 2_500 * math.sin(hour_of(at) / 4)), start, minute),
        _curve(conditions.FREQUENCY, SYSTEM, lambda at: round(60 + 0.02 * math.sin(at.minute * 1.3), 3), start, minute),
        _curve(conditions.INERTIA, SYSTEM, lambda at: 327_000.0, start, minute),
        _curve(conditions.EEA_LEVEL, SYSTEM, lambda at: 0.0, minute - 2 * MINUTE, minute),
    ]
    whole = floor(end, HOUR)
    blocks += [
        _curve(load.LOAD, SYSTEM, demand, start, whole),
        _curve(load.LOAD_FORECAST_IN_USE, SYSTEM, load_forecast, start, whole + 24 * HOUR, start),
        _curve(load.LOAD, ("COAST", ""), lambda at: round(demand(at) * 0.3), start, whole),
        _curve(generation.STORAGE_NET, SYSTEM, storage, start, until),
    ]
    blocks += [
        _curve(capacity.AS_AVAILABLE, (code, ""), lambda at, level=level: level, minute - HOUR, minute)  # type: ignore[misc]
        for code, level in _PRODUCTS.items()
    ]
    return blocks


def fill(
    database: Database, start: datetime, end: datetime, *, state: str = "normal", rejects: Sequence[Reject] = ()
) -> None:
    """Write everything from one instant to another, as one document of a made-up feed."""
    name = f"{start:%Y%m%d%H%M%S}-{end:%Y%m%d%H%M%S}"
    document = Document(
        "rt_settlement_point_prices",
        "made-up",
        name,
        f"http://127.0.0.1/{name}",
        end,
        end,
        200,
        name.encode(),
        database.origin,
    )
    parsed = Parsed(
        _price_blocks(start, end) + _generation_blocks(start, end) + _system_blocks(start, end),
        [Condition(end, state, 0, "Normal Conditions", "There is enough power for current demand.")],
        rejects=list(rejects),
    )
    kept = documents.keep(database, [document])
    if kept:
        Writer(database).write([(kept[0].id, Batch(document, parsed))])


_FEEDS = (
    ("rt_settlement_point_prices", "Real-time prices", "NP6-905-CD", QUARTER, 2 * QUARTER),
    ("dam_settlement_point_prices", "Day-ahead prices", "NP4-190-CD", 24 * HOUR, 40 * HOUR),
    ("supply_demand", "Supply and demand", "dashboard", FIVE, 3 * FIVE),
    ("fuel_mix", "Fuel mix", "dashboard", FIVE, 3 * FIVE),
    ("physical_responsive_capability", "Reserves (PRC)", "dashboard", MINUTE, 5 * MINUTE),
)


def declare_feeds(database: Database, at: datetime) -> None:
    """Feeds that cover the page's datasets, each named as the one it fills, each with one good run."""
    runs.declare(
        database,
        [
            runs.FeedCard(name, title, report, (name,), every, late, False)
            for name, title, report, every, late in _FEEDS
        ],
    )
    for name, *_ in _FEEDS:
        runs.record(database, runs.RunReport(name, at, at, "stored", 1, 100, 100, 0, None, at))
