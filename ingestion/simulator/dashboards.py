"""Dashboard JSON on prices, demand, generation and storage, each a function of the moment it was last refreshed."""

from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np

from ingestion.simulator import days, points
from ingestion.simulator.days import HOUR, QUARTER, TICK, OperatingDay
from ingestion.simulator.forecasts import Forecasts, hours_of
from ingestion.simulator.noise import Floats, chance
from ingestion.simulator.world import World

Json = dict[str, Any]

_CAPACITIES = {
    "Coal and Lignite": 13705,
    "Hydro": 579,
    "Natural Gas": 69599,
    "Nuclear": 5268,
    "Other": 663,
    "Power Storage": 22376,
    "Solar": 40957,
    "Wind": 40405,
}
_PRICE_KEYS = {
    "HB_BUSAVG": "hbBusAvg",
    "HB_HUBAVG": "hbHubAvg",
    "HB_HOUSTON": "hbHouston",
    "HB_NORTH": "hbNorth",
    "HB_PAN": "hbPan",
    "HB_SOUTH": "hbSouth",
    "HB_WEST": "hbWest",
    "LZ_AEN": "lzAen",
    "LZ_CPS": "lzCps",
    "LZ_HOUSTON": "lzHouston",
    "LZ_LCRA": "lzLcra",
    "LZ_NORTH": "lzNorth",
    "LZ_RAYBN": "lzRaybn",
    "LZ_SOUTH": "lzSouth",
    "LZ_WEST": "lzWest",
}
_POSITION = {point.name: i for i, point in enumerate(points.all_points()) if point.kind not in ("LZEW", "LZ_DCEW")}
_PRICE_ROWS = [(key, _POSITION[name]) for name, key in _PRICE_KEYS.items()]
# Measured values of an hour are known this many seconds after its end.
_LOAD_LAG = 600
_GREEN_LAG = 3300
_FORECAST_DAYS = 6


def _rounded(value: float) -> float | int:
    """A price as JSON: a whole number carries no point."""
    return int(value) if value == int(value) else value


def _prices(values: Floats, column: int) -> Json:
    return {key: _rounded(float(values[row, column])) for key, row in _PRICE_ROWS}


def system_wide_prices(world: World, refreshed: int) -> Json:
    """Real-time prices of the day's finished intervals, and the day-ahead prices of all its hours.

    The day on show is that of the newest finished interval, so that the last one of a day is seen at all.
    """
    finished = refreshed // QUARTER * QUARTER
    day = days.day_of(finished - QUARTER)
    market = world.market.day(day.date)
    real_time = []
    for column in range((finished - day.start) // QUARTER):
        end = day.start + (column + 1) * QUARTER
        ending = "24:00" if end == day.end else f"{days.wall(end):%H:%M}"
        row: Json = {"intervalEnding": ending, "dstFlag": days.flag(end - QUARTER), **_prices(market.quarter, column)}
        real_time.append({**row, "timestamp": days.stamp(end), "interval": end * 1000})
    day_ahead = []
    for column, (hour, flag) in enumerate(day.labels()):
        end = day.start + (column + 1) * HOUR
        row = {"hourEnding": hour, "dstFlag": flag, **_prices(market.dam, column)}
        day_ahead.append({**row, "timestamp": days.stamp(end), "interval": end * 1000})
    return {"lastUpdated": days.stamp(refreshed), "rtSppData": real_time, "damSppData": day_ahead}


def supply_demand(world: World, refreshed: int) -> Json:
    """Capacity and demand of today: measured until now, expected after; and six days of hourly expectation.

    `interval` holds the minute and `hourEnding` the clock's hour: ERCOT's names say something else.
    """
    day = days.day_of(refreshed)
    state = world.grid.day(day.date)
    forecast = _expected(world, refreshed, day)
    rows = []
    for column, at in enumerate(state.t.tolist()):
        measured = at <= refreshed
        capacity = state.capacity[column] if measured else forecast[0][column]
        demand = state.demand[column] if measured else forecast[1][column]
        wall = days.wall(at)
        row: Json = {"capacity": round(float(capacity)), "demand": round(float(demand))}
        row |= {"forecast": int(not measured), "dstFlag": int(days.repeated(at)), "interval": wall.minute}
        row["hourEnding"] = 24 if at == day.end else wall.hour
        if not measured:
            row["available"] = round(float(capacity + forecast[2][column]))
        rows.append(row | {"timestamp": days.stamp(at), "epoch": at * 1000})
    return {"lastUpdated": days.stamp(refreshed), "data": rows, "forecast": _coming_days(world, refreshed, day)}


def _expected(world: World, refreshed: int, day: OperatingDay) -> tuple[Floats, Floats, Floats]:
    """Expected capacity, demand and idle plant, drawn as straight lines between the middles of the day's hours."""
    published = refreshed // HOUR * HOUR
    hours = hours_of(day.date)
    middles = hours + HOUR // 2
    t = world.grid.day(day.date).t
    capacity = world.forecasts.capacity(published, hours)
    demand = world.forecasts.load(published, hours).sum(axis=0)
    return np.interp(t, middles, capacity), np.interp(t, middles, demand), np.full(t.shape, 2400.0)


def _coming_days(world: World, refreshed: int, day: OperatingDay) -> list[Json]:
    published = refreshed // HOUR * HOUR
    rows = []
    for _ in range(_FORECAST_DAYS):
        day = day.next()
        hours = hours_of(day.date)
        capacity = world.forecasts.capacity(published, hours)
        demand = world.forecasts.load(published, hours).sum(axis=0)
        for column, (hour, flag) in enumerate(day.labels()):
            start = day.start + column * HOUR
            rows.append(
                {
                    "deliveryDate": f"{day.date:%Y-%m-%d}",
                    "dstFlag": flag,
                    "hourEnding": hour,
                    "deliveryDateHrBegin": f"{days.wall(start):%Y-%m-%d %H:%M:%S}",
                    "deliveryDateHrEnd": f"{days.wall(start + HOUR):%Y-%m-%d %H:%M:%S}",
                    "availCapGen": round(float(capacity[column])),
                    "forecastedDemand": round(float(demand[column])),
                    "timestamp": days.stamp(start + HOUR),
                    "epoch": (start + HOUR) * 1000,
                }
            )
    return rows


def system_wide_demand(world: World, refreshed: int) -> Json:
    """Hourly demand and its forecasts for yesterday, today and tomorrow; what is not known has no key."""
    today = days.day_of(refreshed)
    answer: Json = {"lastUpdated": days.stamp(refreshed)}
    for name, day in (("previousDay", today.previous()), ("currentDay", today), ("nextDay", today.next())):
        answer[name] = {
            "dayDate": days.stamp(day.start),
            "data": _demand_rows(world, refreshed, day, name == "nextDay"),
        }
    return answer


def _demand_rows(world: World, refreshed: int, day: OperatingDay, tomorrow: bool) -> list[Json]:
    hours = hours_of(day.date)
    published = refreshed // HOUR * HOUR
    forecasts = world.forecasts
    current = forecasts.load(published, hours).sum(axis=0)
    ahead = forecasts.load(Forecasts.day_ahead(day.date), hours, "E").sum(axis=0)
    capacity = forecasts.truth("capacity", hours)
    capacity_ahead = forecasts.capacity(Forecasts.day_ahead(day.date), hours)
    load = forecasts.truth("demand", hours)
    rows = []
    for column, (hour, flag) in enumerate(day.labels()):
        end = day.start + (column + 1) * HOUR
        row: Json = {"hourEnding": hour, "dstFlag": flag, "currentLoadForecast": round(float(current[column]), 4)}
        known = end + _LOAD_LAG <= refreshed
        if not tomorrow:
            row["dayAheadForecast"] = round(float(ahead[column]), 4)
            if known:
                row["currentDayHsl"] = round(float(capacity[column]), 1)
            row["dayAheadHsl"] = round(float(capacity_ahead[column]), 1)
        if known:
            row["systemLoad"] = round(float(load[column]), 2)
        rows.append(row | {"timestamp": days.stamp(end), "epoch": end * 1000})
    return rows


def combine_wind_solar(world: World, refreshed: int) -> Json:
    """Hourly wind and sun, today's and tomorrow's: an object keyed by each hour's end in epoch ms."""
    today = days.day_of(refreshed)
    answer: Json = {"lastUpdated": days.stamp(refreshed)}
    for name, day in (("currentDay", today), ("nextDay", today.next())):
        # The 03:00 of this date is noise of ERCOT's; only the day counts.
        noise = f"{day.date:%Y-%m-%d} 03:00:00{days.zone_suffix(day.start + 4 * HOUR)}"
        answer[name] = {"date": noise, "data": _green_rows(world, refreshed, day, name == "nextDay")}
    return answer


def _green_rows(world: World, refreshed: int, day: OperatingDay, tomorrow: bool) -> Json:
    hours = hours_of(day.date)
    forecasts, published, ahead = world.forecasts, refreshed // HOUR * HOUR, Forecasts.day_ahead(day.date)
    wind, wind_ahead = forecasts.wind(published, hours).sum(axis=0), forecasts.wind(ahead, hours).sum(axis=0)
    solar, solar_ahead = forecasts.solar(published, hours), forecasts.solar(ahead, hours)
    expected = {
        "copHslWind": forecasts.plans("wind", published, hours, wind),
        "stwpf": wind,
        "wgrpp": 0.9 * wind,
        "copHslWindDayAhead": forecasts.plans("wind", ahead, hours, wind_ahead),
        "stwpfDayAhead": wind_ahead,
        "wgrppDayAhead": 0.82 * wind_ahead,
    }
    expected_sun = {
        "copHslSolar": forecasts.plans("sun", published, hours, solar),
        "stppf": solar,
        "pvgrpp": 0.93 * solar,
        "copHslSolarDayAhead": forecasts.plans("sun", ahead, hours, solar_ahead),
        "stppfDayAhead": solar_ahead,
        "pvgrppDayAhead": 0.76 * solar_ahead,
    }
    actual = forecasts.truth("wind", hours).sum(axis=0), forecasts.truth("solar", hours)
    rows: Json = {}
    for column, (hour, flag) in enumerate(day.labels()):
        end = day.start + (column + 1) * HOUR
        known = end + _GREEN_LAG <= refreshed
        row: Json = {"hourEnding": hour, "dstFlag": flag}
        row["actualWind"] = round(float(actual[0][column])) if known else None
        row |= {key: round(float(values[column])) for key, values in expected.items()}
        row |= {"timestamp": days.stamp(end), "epoch": end * 1000}
        if not tomorrow:
            row["actualSolar"] = round(float(actual[1][column])) if known else None
        rows[str(end * 1000)] = row | {key: round(float(values[column])) for key, values in expected_sun.items()}
    return rows


@lru_cache(maxsize=32)
def _fuel_rows(world: World, day: date) -> tuple[tuple[int, ...], tuple[tuple[str, Json], ...]]:
    """Instants and rows of a day's fuel mix, every five minutes, four or three seconds before the round minute."""
    state = world.grid.day(day)
    fuels = {
        "Coal and Lignite": state.coal,
        "Hydro": state.hydro,
        "Nuclear": state.nuclear,
        "Other": state.other,
        "Power Storage": state.storage,
        "Solar": state.solar,
        "Wind": state.wind_total,
        "Natural Gas": state.gas,
    }
    means = {fuel: ((values[:-1] + values[1:]) / 2.0).tolist() for fuel, values in fuels.items()}
    early = 4 if chance(world.seed, "fuel-second", day.toordinal()) < 0.5 else 3
    stamps = tuple(int(each) - early for each in state.t[1:])
    rows = tuple(
        (days.stamp(at), {fuel: {"gen": means[fuel][column]} for fuel in fuels}) for column, at in enumerate(stamps)
    )
    return stamps, rows


def fuel_mix(world: World, refreshed: int) -> Json:
    """Generation by fuel for yesterday and today; storage is net and below 0 while it charges."""
    today = days.day_of(refreshed)
    data: Json = {}
    for day in (today.previous(), today):
        stamps, rows = _fuel_rows(world, day.date)
        data[f"{day.date:%Y-%m-%d}"] = dict(row for at, row in zip(stamps, rows, strict=True) if at <= refreshed)
    return {"lastUpdated": days.stamp(refreshed), "monthlyCapacity": _CAPACITIES, "data": data}


@lru_cache(maxsize=32)
def _storage_rows(world: World, day: date) -> tuple[Json, ...]:
    state = world.grid.day(day)
    rows = []
    for column, at in enumerate(state.t[:-1].tolist()):
        charging, discharging = round(float(state.charging[column]), 3), round(float(state.discharging[column]), 3)
        rows.append(
            {
                "tagCLastTime": f"{days.wall(at):%Y-%m-%d %H:%M:%S}",
                "dstFlag": days.flag(at),
                "totalCharging": charging,
                "totalDischarging": discharging,
                "netOutput": round(charging + discharging, 3),
                "timestamp": days.stamp(at),
                "epoch": at * 1000,
            }
        )
    return tuple(rows)


def energy_storage_resources(world: World, refreshed: int) -> Json:
    """Charging, discharging and net output of batteries, yesterday and today, every five minutes."""
    today = days.day_of(refreshed)
    answer: Json = {"lastUpdated": days.stamp(refreshed)}
    for name, day in (("previousDay", today.previous()), ("currentDay", today)):
        noise = f"{day.date:%Y-%m-%d} 03:00:00{days.zone_suffix(day.start + 4 * HOUR)}"
        shown = min(day.hours * 12, (refreshed - day.start) // TICK + 1)
        answer[name] = {"dayDate": noise, "data": _storage_rows(world, day.date)[:shown]}
    return answer


@lru_cache(maxsize=32)
def _outage_rows(world: World, day: date) -> tuple[tuple[str, Json], ...]:
    state = world.grid.day(day)
    rows = []
    for column, at in enumerate(state.t[:-1].tolist()):
        thermal = round(float(state.unplanned_outages[column])), round(float(state.planned_outages[column]))
        green = round(float(state.renewable_unplanned[column])), round(float(state.renewable_planned[column]))
        row: Json = {"deliveryTime": days.stamp(at), "dstFlag": days.flag(at)}
        for name, (unplanned, planned) in (
            ("Combined", (thermal[0] + green[0], thermal[1] + green[1])),
            ("Dispatchable", thermal),
            ("Renewable", green),
        ):
            row[name] = {"unplanned": unplanned, "planned": planned, "total": unplanned + planned}
        rows.append((str(at * 1000), row))
    return tuple(rows)


def generation_outages(world: World, refreshed: int) -> Json:
    """Outages of today and yesterday every five minutes, keyed by epoch ms."""
    today = days.day_of(refreshed)
    answer: Json = {"lastUpdated": days.stamp(refreshed)}
    for name, day in (("current", today), ("previous", today.previous())):
        shown = min(day.hours * 12, (refreshed - day.start) // TICK + 1)
        answer[name] = dict(_outage_rows(world, day.date)[:shown])
    return answer
