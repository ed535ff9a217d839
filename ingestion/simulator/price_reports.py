"""Price reports as csv: settlement point prices, dispatch prices, lambda, clearing prices and corrections."""

from collections.abc import Callable, Iterator

import numpy as np

from ingestion.simulator import days, points
from ingestion.simulator.days import HOUR, QUARTER, TICK, OperatingDay
from ingestion.simulator.noise import chance
from ingestion.simulator.prices import PRODUCTS
from ingestion.simulator.schedule import day_of_end
from ingestion.simulator.world import World

Build = Callable[[World, int], str]
MARK = ",SIMULATED"


def plain(value: float) -> str:
    """A number as ERCOT writes prices: no zeros at the end, no decimal point on whole numbers."""
    return f"{value:.10g}"


def table(header: str, rows: Iterator[str] | list[str]) -> str:
    """A csv with the mark as its last column, in the header and in every row."""
    return "".join([header, MARK, "\n", *(f"{row},Y\n" for row in rows)])


def _middles() -> tuple[str, ...]:
    return tuple(f"{point.name},{point.kind}," for point in points.all_points())


_MIDDLES = _middles()
_NAMES = tuple(point.name for point in points.all_points())


def interval_of(end: int) -> tuple[OperatingDay, int, int, int, str]:
    """Operating day, index in it, hour ending, interval 1 to 4 and flag of the quarter hour that ends at `end`."""
    day = day_of_end(end)
    index = (end - QUARTER - day.start) // QUARTER
    hour, flag = day.hour(index // 4)
    return day, index, hour, index % 4 + 1, flag


def settlement_prices(world: World, end: int) -> str:
    """Report 12301: one 15-minute interval."""
    day, index, hour, interval, flag = interval_of(end)
    prices = world.market.day(day.date).quarter[:, index].tolist()
    head = f"{day.us},{hour},{interval},"
    rows = [f"{head}{middle}{price:.10g},{flag}" for middle, price in zip(_MIDDLES, prices, strict=True)]
    return table(
        "DeliveryDate,DeliveryHour,DeliveryInterval,SettlementPointName,SettlementPointType,SettlementPointPrice,DSTFlag",
        rows,
    )


def _run_column(world: World, run: int) -> tuple[OperatingDay, float]:
    """Where a dispatch run lies between the 5-minute ticks of its day."""
    day = days.day_of(run)
    position = (run - day.start) / TICK
    # A regular run, some seconds after its tick, shows that tick; only the extra runs lie between two.
    return day, float(int(position)) if position % 1 < 0.4 else position


def _at(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]], position: float) -> list[float]:
    low = int(position)
    part = position - low
    mixed = values[:, low] * (1.0 - part) + values[:, min(low + 1, values.shape[1] - 1)] * part
    return [float(each) for each in mixed]


def dispatch_prices(world: World, run: int) -> str:
    """Report 12300: prices of one dispatch run, each point once."""
    day, position = _run_column(world, run)
    prices = _at(world.market.day(day.date).lmp, position)
    head = f"{days.wall(run):%m/%d/%Y %H:%M:%S},{days.flag(run)},"
    rows = [f"{head}{_NAMES[i]},{prices[i]:12.2f}" for i in points.singles()]
    return table("SCEDTimestamp,RepeatedHourFlag,SettlementPoint,LMP", rows)


def system_lambda(world: World, run: int) -> str:
    """Report 13114: the one price of a dispatch run, in the layout since August 2026."""
    day, position = _run_column(world, run)
    value = _at(world.market.day(day.date).system_lambda[None, :], position)[0]
    row = f"{days.wall(run):%m/%d/%Y %H:%M:%S},{days.flag(run)},{value:.5f},{value:.5f}"
    return table("SCEDTimeStamp,RepeatedHourFlag,CappedSystemLambda,UncappedSystemLambda", [row])


def day_ahead_prices(world: World, slot: int) -> str:
    """Report 12331: the next day's hours, every point."""
    day = days.day_of(slot).next()
    prices = world.market.day(day.date).dam
    chosen = points.singles()
    rows: list[str] = []
    for column, (hour, flag) in enumerate(day.labels()):
        head = f"{day.us},{hour:02d}:00,"
        values = prices[:, column].tolist()
        rows.extend(f"{head}{_NAMES[i]}, {values[i]:.10g},{flag}" for i in chosen)
    return table("DeliveryDate,HourEnding,SettlementPoint,SettlementPointPrice,DSTFlag", rows)


def day_ahead_clearing(world: World, slot: int) -> str:
    """Report 12329: the next day's clearing prices; the products of an hour come in no order."""
    day = days.day_of(slot).next()
    prices = world.market.day(day.date).dam_mcpc
    rows: list[str] = []
    for column, (hour, flag) in enumerate(day.labels()):
        start = day.start + column * HOUR
        shuffled = sorted(range(len(PRODUCTS)), key=lambda i, s=start: chance(world.seed, f"shuffle-{i}", s))  # type: ignore[misc]
        rows.extend(f"{day.us},{hour:02d}:00,{PRODUCTS[i]},{plain(prices[i, column])},{flag}" for i in shuffled)
    return table("DeliveryDate,HourEnding,AncillaryType,MCPC,DSTFlag", rows)


def real_time_clearing(world: World, end: int) -> str:
    """Report 24898: real-time clearing prices of one 15-minute interval."""
    day, index, hour, interval, flag = interval_of(end)
    prices = world.market.day(day.date).mcpc[:, index]
    rows = [
        f"{day.us},{hour},{interval},{flag},{product},{plain(price)}"
        for product, price in zip(PRODUCTS, prices, strict=True)
    ]
    return table("DeliveryDate,DeliveryHour,DeliveryInterval,RepeatedHourFlag,ASType,MCPC", rows)


def _corrected_points(world: World, number: int) -> list[int]:
    """Positions of the points that one correction touches: a hub, its neighbours by name, at least three."""
    first = int(chance(world.seed, "correction-point", number) * (len(_NAMES) - 4))
    return list(range(first, first + 4))


def _correction(world: World, number: int, point: int, price: float) -> float:
    """The corrected price: off by cents, now and then by dollars, never by nothing."""
    draw = chance(world.seed, f"correction-{point}", number)
    change = 0.01 + round(0.05 * draw, 2) if draw < 0.8 else round(4.0 * draw, 2)
    return round(price + (change if number % 2 else -change), 2) + 0.0


def real_time_corrections(world: World, slot: int) -> str:
    """Report 13045: one hour of the day before yesterday, some points, original and corrected price."""
    day = days.day_of(slot).previous().previous()
    number = day.date.toordinal()
    hour_index = int(chance(world.seed, "correction-hour", number) * day.hours)
    hour, flag = day.hour(hour_index)
    prices = world.market.day(day.date).quarter
    mended = f"{days.wall(slot - HOUR):%m/%d/%Y %H:%M:%S}"
    rows = []
    for quarter in range(4):
        for i in _corrected_points(world, number):
            original = float(prices[i, hour_index * 4 + quarter])
            corrected = _correction(world, number + quarter, i, original)
            rows.append(
                f"{day.us},{hour},{quarter + 1},{_MIDDLES[i]}{plain(original)},{plain(corrected)},{mended},{flag}"
            )
    return table(
        "DeliveryDate,DeliveryHour,DeliveryInterval,SettlementPointName,SettlementPointType,"
        "SPPOriginal,SPPCorrected,PriceCorrectionTime,DSTFlag",
        rows,
    )


def day_ahead_corrections(world: World, slot: int) -> str:
    """Report 13044: one hour of the day before yesterday, some points, original and corrected day-ahead price."""
    day = days.day_of(slot).previous().previous()
    number = day.date.toordinal()
    hour_index = int(chance(world.seed, "correction-dam-hour", number) * day.hours)
    hour, flag = day.hour(hour_index)
    prices = world.market.day(day.date).dam
    mended = f"{days.wall(slot - HOUR):%m/%d/%Y %H:%M:%S}"
    rows = []
    for i in _corrected_points(world, number):
        if i not in points.singles():
            continue
        original = float(prices[i, hour_index])
        corrected = _correction(world, number, i, original)
        rows.append(f"{day.us},{hour},{_NAMES[i]},{plain(original)},{plain(corrected)},{mended},{flag}")
    return table("DeliveryDate,DeliveryHour,SettlementPoint,SPPOriginal,SPPCorrected,PriceCorrectionTime,DSTFlag", rows)
