"""Reports on load, wind, solar, outages, adequacy and the map of nodes as csv."""

import numpy as np

from ingestion.simulator import days, points
from ingestion.simulator.days import HOUR, OperatingDay
from ingestion.simulator.forecasts import FORECAST_ZONES, LOAD_MODELS, by_forecast_zone, hours_of
from ingestion.simulator.noise import Floats, Instants, chance, wave
from ingestion.simulator.price_reports import plain, table
from ingestion.simulator.weather import WEATHER_ZONES, WIND_REGIONS
from ingestion.simulator.world import World

_ADEQUACY_ZONES = ("South", "North", "West", "Houston")
_ZONE_SHARE = {"South": 0.27, "North": 0.36, "West": 0.16, "Houston": 0.21}
_SERVICES = {"REGUP": 2100.0, "REGDN": 1900.0, "RRS": 5200.0, "ECRS": 6100.0, "NSPIN": 8400.0}
_LOAD_DAYS = 8
_PAST_HOURS = 48
_AHEAD_HOURS = 168


def _texts(values: Floats, decimals: int) -> list[list[str]]:
    """Numbers as ERCOT spells them, a list per column of `values`."""
    return [[plain(each) for each in column] for column in (values.round(decimals) + 0.0).T.tolist()]


def _two(values: Floats) -> list[list[str]]:
    return _texts(values, 2)


def _one(values: Floats) -> list[list[str]]:
    return _texts(values, 1)


def labels(hours: Instants) -> list[tuple[OperatingDay, int, str]]:
    """Operating day, hour ending and flag of each hour, given its start."""
    found = []
    for start in hours.tolist():
        day = days.day_of(start)
        found.append((day, *day.hour((start - day.start) // HOUR)))
    return found


def _floor_hour(epoch: int) -> int:
    return epoch - epoch % HOUR


def actual_load(world: World, slot: int) -> str:
    """Report 13101: yesterday's load by weather zone."""
    day = days.day_of(slot).previous()
    values = np.round(world.forecasts.truth("load", hours_of(day.date)), 2)
    rows = []
    for column, (hour, flag) in enumerate(day.labels()):
        zones = values[:, column]
        numbers = ",".join(f"{value:.2f}" for value in zones)
        rows.append(f"{day.us},{hour:02d}:00,{numbers},{zones.sum():.2f},{flag}")
    return table(f"OperDay,HourEnding,{','.join(WEATHER_ZONES)},TOTAL,DSTFlag", rows)


def _load_hours(slot: int) -> Instants:
    day = days.day_of(slot)
    parts = []
    for _ in range(_LOAD_DAYS):
        parts.append(hours_of(day.date))
        day = day.next()
    return np.concatenate(parts)


def load_model_in_use(world: World, day: OperatingDay) -> str:
    """The one forecast model that is in use for every hour of a day."""
    pick = chance(world.seed, "model-in-use", day.date.toordinal())
    return "E1" if pick < 0.6 else LOAD_MODELS[int(pick * 1000) % len(LOAD_MODELS)]


def load_forecast(world: World, slot: int) -> str:
    """Report 14837: eight days by weather zone, eight models, of which one is in use per hour."""
    hours = _load_hours(slot)
    models = np.array([np.round(world.forecasts.load(slot, hours, model), 4) for model in LOAD_MODELS])
    totals = models.sum(axis=1)
    row = "%s,%d:00" + ",%.10g" * 9 + ",%s,%s,%s"
    # The file names Southern before South_C, unlike the report of actual load; the columns are put in its order.
    order = [WEATHER_ZONES.index(z) for z in ("COAST", "EAST", "FAR_WEST", "NORTH", "NORTH_C", "SOUTH_C", "SOUTHERN")]
    order.append(WEATHER_ZONES.index("WEST"))
    numbers = np.concatenate([models[:, order], totals[:, None]], axis=1).transpose(2, 0, 1).tolist()
    rows = []
    for column, (day, hour, flag) in enumerate(labels(hours)):
        used = load_model_in_use(world, day)
        for index, model in enumerate(LOAD_MODELS):
            mark = "Y" if model == used else "N"
            rows.append(row % (day.us, hour, *numbers[column][index], model, mark, flag))
    return table(
        "DeliveryDate,HourEnding,Coast,East,FarWest,North,NorthCentral,SouthCentral,Southern,West,"
        "SystemTotal,Model,InUseFlag,DSTFlag",
        rows,
    )


def load_forecast_by_zone(world: World, slot: int) -> str:
    """Report 12311: the model in use by forecast zone, with far more decimals than anyone needs."""
    hours = _load_hours(slot)
    named = labels(hours)
    used = {day: load_model_in_use(world, day) for day, _, _ in named}
    by_model = {model: by_forecast_zone(world.forecasts.load(slot, hours, model)) for model in set(used.values())}
    rows = []
    for column, (day, hour, flag) in enumerate(named):
        zones = by_model[used[day]][:, column].tolist()
        numbers = ",".join(f"{value!r}" for value in zones)
        rows.append(f"{day.us},{hour}:00,{numbers},{sum(zones)!r},{flag}")
    # The last heading of this report really carries four blanks.
    return table(f"DeliveryDate,HourEnding,{','.join(FORECAST_ZONES)},SystemTotal,DSTFlag    ", rows)


def _production_hours(slot: int) -> tuple[Instants, int]:
    """Hours of a wind or solar report, and how many of them are past."""
    first = _floor_hour(slot) - _PAST_HOURS * HOUR
    hours = np.arange(first, first + (_PAST_HOURS + _AHEAD_HOURS) * HOUR, HOUR, dtype=np.int64)
    return hours, _PAST_HOURS


def wind_production(world: World, slot: int) -> str:
    """Report 13028: 48 hours back and 168 ahead, the system and three regions. What is to come has no output."""
    hours, past = _production_hours(slot)
    forecasts = world.forecasts
    actual = forecasts.truth("wind", hours)
    high = forecasts.truth("wind_hsl", hours).sum(axis=0)
    expected = forecasts.wind(slot, hours)
    planned = np.array(
        [forecasts.plans(region, slot, hours, row) for region, row in zip(WIND_REGIONS, expected, strict=True)]
    )
    groups = [(actual.sum(axis=0), planned.sum(axis=0), expected.sum(axis=0))]
    groups += [(actual[i], planned[i], expected[i]) for i in range(len(WIND_REGIONS))]
    outputs = np.array([output for output, _, _ in groups] + [high])
    expectations = np.array([each for _, plan, forecast in groups for each in (plan, forecast, 0.88 * forecast)])
    rows = []
    measured, foreseen = _two(outputs), _one(expectations)
    for column, (day, hour, flag) in enumerate(labels(hours)):
        known = measured[column] if column < past else [""] * len(outputs)
        cells = [day.us, f"{hour:02d}"]
        for group in range(len(groups)):
            cells += [known[group], *foreseen[column][group * 3 : group * 3 + 3]]
        rows.append(",".join([*cells, known[-1], flag]))
    regions = "".join(f",GEN_{r},COP_HSL_{r},STWPF_{r},WGRPP_{r}" for r in WIND_REGIONS)
    return table(
        "DELIVERY_DATE,HOUR_ENDING,SYSTEM_WIDE_GEN,COP_HSL_SYSTEM_WIDE,STWPF_SYSTEM_WIDE,WGRPP_SYSTEM_WIDE"
        f"{regions},SYSTEM_WIDE_HSL,DSTFlag",
        rows,
    )


def solar_production(world: World, slot: int) -> str:
    """Report 13483: 48 hours back and 168 ahead. What is to come has no output."""
    hours, past = _production_hours(slot)
    forecasts = world.forecasts
    actual, high = forecasts.truth("solar", hours), forecasts.truth("solar_hsl", hours)
    expected = forecasts.solar(slot, hours)
    planned = forecasts.plans("solar", slot, hours, expected)
    measured, foreseen = _two(np.array([actual, high])), _one(np.array([planned, expected, 0.93 * expected]))
    rows = []
    for column, (day, hour, flag) in enumerate(labels(hours)):
        known = measured[column] if column < past else ["", ""]
        rows.append(",".join([day.us, f"{hour:02d}", known[0], *foreseen[column], known[1], flag]))
    return table(
        "DELIVERY_DATE,HOUR_ENDING,SYSTEM_WIDE_GEN,COP_HSL_SYSTEM_WIDE,STPPF_SYSTEM_WIDE,PVGRPP_SYSTEM_WIDE,"
        "SYSTEM_WIDE_HSL,DSTFlag",
        rows,
    )


def _next_week(slot: int) -> Instants:
    first = _floor_hour(slot) + HOUR
    return np.arange(first, first + _AHEAD_HOURS * HOUR, HOUR, dtype=np.int64)


def _scheduled(world: World, name: str, slot: int, hours: Instants) -> Floats:
    """Outages that are known at publication: those of today, of which the unplanned ones get mended with time."""
    values = world.forecasts.truth(name, hours)
    ahead = (hours - slot) / (_AHEAD_HOURS * HOUR)
    return values * (1.0 - 0.45 * ahead) if "unplanned" in name else values


def outage_capacity(world: World, slot: int) -> str:
    """Report 13103: outages of the next 168 hours by zone, in today's layout. No flag tells the repeated hour."""
    hours = _next_week(slot)
    thermal = _scheduled(world, "planned_outages", slot, hours) + _scheduled(world, "unplanned_outages", slot, hours)
    green = _scheduled(world, "renewable_planned", slot, hours) + _scheduled(world, "renewable_unplanned", slot, hours)
    new = 2600.0 + 200.0 * wave(world.seed, "new-equipment", hours, 48 * HOUR)
    rows = []
    for column, (day, hour, _) in enumerate(labels(hours)):
        cells = [day.us, f"{hour:02d}"]
        for values in (thermal, green, new):
            cells += [f"{values[column] * _ZONE_SHARE[zone]:.0f}" for zone in _ADEQUACY_ZONES]
        rows.append(",".join(cells))
    groups = ("TotalResourceMW", "TotalIRRMW", "TotalNewEquipResourceMW")
    heads = ",".join(f"{group}Zone{zone}" for group in groups for zone in _ADEQUACY_ZONES)
    return table(f"Date,HourEnding,{heads}", rows)


def adequacy(world: World, slot: int) -> str:
    """Report 12315: capacity that will be there in the next 168 hours, by zone and for ancillary services."""
    hours = _next_week(slot)
    expected = world.forecasts.capacity(slot, hours)
    loads = 1600.0 + 60.0 * wave(world.seed, "load-resources", hours, 24 * HOUR)
    spare = np.clip(world.forecasts.truth("thermal_available", hours) - world.forecasts.truth("need", hours), 0, None)
    spare = 0.6 * spare
    wanders = 1.0 + 0.05 * wave(world.seed, "service-capability", hours, 12 * HOUR)
    able = {name: size * wanders for name, size in _SERVICES.items()}
    total = expected + spare
    up = able["REGUP"] + able["RRS"]
    columns = [values * _ZONE_SHARE[zone] for values in (expected, loads, spare) for zone in _ADEQUACY_ZONES]
    columns += [total, 0.12 * total, expected, loads, spare, *able.values()]
    columns += [up, up + able["ECRS"], up + able["ECRS"] + able["NSPIN"]]
    # One conversion of the whole table costs a tenth of converting cell by cell.
    cells = (np.array(columns).round(1) + 0.0).T.tolist()
    row = "%s,%02d:00" + ",%.10g" * len(columns) + ",%s"
    rows = [
        row % (day.us, hour, *numbers, flag) for (day, hour, flag), numbers in zip(labels(hours), cells, strict=True)
    ]
    groups = ("CapGenRes", "CapLoadRes", "OffAvailMW")
    zoned = ",".join(f"{group}{zone}" for group in groups for zone in _ADEQUACY_ZONES)
    return table(
        f"DeliveryDate,HourEnding,{zoned},AvailCapGen,AvailCapRes,CapGenRes,CapLoadRes,OffAvailMW,CapREGUP,CapREGDN,"
        "CapRRS,CapECRS,CapNSPIN,CapREGUPRRS,CapREGUPRRSECRS,CapREGUPRRSECRSNSPIN,RepeatedHourFlag",
        rows,
    )


def node_map(world: World, slot: int) -> str:
    """Report 10008: which bus and node belongs to which zone and hub. Lines end as on Windows, as ERCOT's do."""
    del world, slot
    hub_of = {"NORTH": "HB_NORTH", "HOUSTON": "HB_HOUSTON", "SOUTH": "HB_SOUTH", "WEST": "HB_WEST", "PAN": "HB_PAN"}
    rows = []
    for number, node in enumerate(points.nodes()):
        region = node.name.split("_")[1]
        voltage = (34.5, 69, 138, 345)[number % 4]
        hub = hub_of[region] if voltage == 345 else ""
        bus = f"SIM{number:04d}"
        rows.append(
            f"{bus},{bus}N,SIM_BUS{number:02d},{voltage:g},SIMSUB{number // 2:02d},{node.zone},{node.name},"
            f"{f'{bus}H' if hub else ''},{hub},{900000 + number}"
        )
    text = table(
        "ELECTRICAL_BUS,NODE_NAME,PSSE_BUS_NAME,VOLTAGE_LEVEL,SUBSTATION,SETTLEMENT_LOAD_ZONE,RESOURCE_NODE,"
        "HUB_BUS_NAME,HUB,PSSE_BUS_NUMBER",
        rows,
    )
    return text.replace("\n", "\r\n")
