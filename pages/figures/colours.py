"""Which colour token stands for which place, fuel or measure; the values live in assets/tokens.css alone."""

from collections.abc import Sequence

from models.catalog.entity import ANCILLARY_PRODUCT, SETTLEMENT_POINT, SYSTEM_CODE, WEATHER_ZONE, Entity
from models.series import Series

_ORDERED = frozenset({WEATHER_ZONE.id, ANCILLARY_PRODUCT.id})
_PLACES = {
    "HB_HUBAVG": "hubavg",
    "HB_NORTH": "north",
    "HB_HOUSTON": "houston",
    "HB_SOUTH": "south",
    "HB_WEST": "west",
    "HB_PAN": "pan",
    "LZ_NORTH": "north",
    "LZ_HOUSTON": "houston",
    "LZ_SOUTH": "south",
    "LZ_WEST": "west",
}
_FUELS = {
    "NUCLEAR": "nuclear",
    "COAL": "coal",
    "GAS": "gas",
    "GAS_CC": "gas",
    "BIOMASS": "other",
    "OTHER": "other",
    "HYDRO": "hydro",
    "STORAGE": "storage",
    "WHOLESALE_STORAGE_LOAD": "storage",
    "WIND": "wind",
    "SOLAR": "solar",
}
_MEASURES = {
    "demand": "--accent",
    "demand_expected": "--accent",
    "committed_capacity": "--t2",
    "capacity_expected": "--t2",
    "load": "--accent",
    "load_forecast": "--accent",
    "wind_generation": "--fuel-wind-line",
    "wind_stwpf": "--fuel-wind-line",
    "solar_generation": "--fuel-solar-line",
    "solar_stppf": "--fuel-solar-line",
    "storage_net": "--fuel-storage-line",
    "outages_planned": "--place-north",
    "outages_unplanned": "--above",
}
# Nothing has given weather zones and services colours of their own: they take those of places, in order.
_FOR_NODES = ("houston", "north", "south", "west", "pan", "hubavg")
_IN_ORDER = ("houston", "north", "south", "west", "pan", "hubavg", "other", "other")


def chosen(codes: Sequence[str]) -> dict[str, str]:
    """Tokens of settlement points that are shown together: nodes take, in order, what hubs and zones leave over."""
    taken = {_PLACES[code] for code in codes if code in _PLACES}
    palette = [each for each in _FOR_NODES if each not in taken] + [each for each in _FOR_NODES if each in taken]
    nodes = [code for code in codes if code not in SETTLEMENT_POINT.by_spelling]
    places = {code: _PLACES.get(code, "other") for code in codes}
    return {
        code: f"--place-{name}"
        for code, name in (places | {code: palette[n % len(palette)] for n, code in enumerate(nodes)}).items()
    }


def place(entity: Entity) -> str:
    """Token of a settlement point's line; places without a colour of their own share a grey."""
    return f"--place-{_PLACES.get(entity.code, 'other')}"


def place_text(entity: Entity) -> str:
    """Token of a settlement point's name where it is written as text."""
    return f"{place(entity)}-text"


def fuel(code: str) -> str:
    """Token of a fuel's area."""
    return f"--fuel-{_FUELS.get(code, 'other')}"


def line(series: Series) -> str:
    """Token of a series drawn as a line."""
    kind = series.measure.dataset.entities.id
    if series.measure.id == "dam_spp" and series.entity.code == "HB_HUBAVG":
        return "--t3"
    if series.colour:
        return series.colour
    if kind == "settlement_point":
        return place(series.entity)
    if kind == "fuel":
        return f"{fuel(series.entity.code)}-line"
    if kind in _ORDERED and series.entity.code != SYSTEM_CODE:
        codes = [each.code for each in series.measure.dataset.entities.members if each.code != SYSTEM_CODE]
        return f"--place-{_IN_ORDER[codes.index(series.entity.code) % len(_IN_ORDER)]}"
    return _MEASURES.get(series.measure.id, "--t1")


def text(series: Series) -> str:
    """Token of a series' name beside its line."""
    if series.measure.dataset.entities.id == "settlement_point" and not series.colour:
        return place_text(series.entity)
    token = line(series)
    return f"{token}-text" if token.startswith("--place-") else token
