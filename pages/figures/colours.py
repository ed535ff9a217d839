"""Which colour token stands for which place, fuel or measure; the values live in assets/tokens.css alone."""

from models.catalog.entity import Entity
from models.series import Series

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
    if kind == "settlement_point":
        return place(series.entity)
    if kind == "fuel":
        return f"{fuel(series.entity.code)}-line"
    return _MEASURES.get(series.measure.id, "--t1")


def text(series: Series) -> str:
    """Token of a series' name beside its line."""
    if series.measure.dataset.entities.id == "settlement_point":
        return place_text(series.entity)
    return line(series)
