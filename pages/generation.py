"""Load & generation: what was used and made, against what was forecast, and what is out of service."""

from dash.development.base_component import Component

from models.card import CardSpec, ChartKind, Part
from models.catalog.entity import SYSTEM_CODE, WEATHER_ZONE
from pages.parts.card_page import CardPage
from pages.parts.view import AROUND, MONTH, RESOLUTIONS, TODAY, WEEK, YEAR, Offer, View

_SYSTEM = (SYSTEM_CODE,)
_ZONES = tuple(zone.code for zone in WEATHER_ZONE.members if zone.code != SYSTEM_CODE)
_LOAD = Part("load", _SYSTEM)
_LOAD_FORECAST = Part("load_forecast", _SYSTEM)
_WIND = Part("wind_generation", _SYSTEM)
_WIND_FORECAST = Part("wind_stwpf", _SYSTEM)
_SOLAR = Part("solar_generation", _SYSTEM)
_SOLAR_FORECAST = Part("solar_stppf", _SYSTEM)
_NET = Part("load", _SYSTEM, ("wind_generation", "solar_generation"), "Net load")
_NET_FORECAST = Part("load_forecast", _SYSTEM, ("wind_stwpf", "solar_stppf"), "Net load forecast")


def _error(actual: Part, forecast: Part) -> Part:
    return Part(actual.measure, actual.entities, (forecast.measure,), "Error")


def cards(view: View) -> tuple[CardSpec, ...]:
    """The page's cards over the days of a view."""
    step = view.resolution.length

    def chart(id: str, title: str, *parts: Part, kind: ChartKind = ChartKind.STEP) -> CardSpec:
        return CardSpec(id, title, kind, parts, view.span, bucket=step)

    def figure(id: str, title: str, part: Part, against: Part | None = None) -> CardSpec:
        return CardSpec(id, title, ChartKind.STAT, (part,), against=against)

    return (
        figure("load-now", "Load", _LOAD, _LOAD_FORECAST),
        figure("wind-now", "Wind", _WIND, _WIND_FORECAST),
        figure("solar-now", "Solar", _SOLAR, _SOLAR_FORECAST),
        figure("net-now", "Net load", _NET, _NET_FORECAST),
        figure("storage-now", "Storage, net", Part("storage_net")),
        figure("outages-now", "Outages", Part("outages_total", ("COMBINED",))),
        chart("load", "Load", _LOAD, _LOAD_FORECAST),
        chart("load-error", "Load, actual less forecast", _error(_LOAD, _LOAD_FORECAST)),
        chart("wind", "Wind", _WIND, _WIND_FORECAST),
        chart("solar", "Solar", _SOLAR, _SOLAR_FORECAST),
        chart("net-load", "Net load", _NET, _NET_FORECAST),
        chart("wind-error", "Wind, actual less forecast", _error(_WIND, _WIND_FORECAST)),
        chart("solar-error", "Solar, actual less forecast", _error(_SOLAR, _SOLAR_FORECAST)),
        chart("storage", "Storage, charging below zero", Part("storage_net"), kind=ChartKind.LINE),
        chart("zones", "Load by weather zone", Part("load", _ZONES)),
        chart(
            "outages",
            "Generation outages",
            *(Part(f"outages_{which}", ("COMBINED",)) for which in ("total", "unplanned", "planned")),
            kind=ChartKind.LINE,
        ),
    )


# Loads and forecasts come by the hour; a quarter of an hour would only repeat them.
PAGE = CardPage(
    "generation",
    "Load & generation",
    Offer((AROUND, TODAY, WEEK, MONTH, YEAR), tuple(each for each in RESOLUTIONS if each.id != "15m")),
    cards,
)


def layout() -> Component:
    """The page without data."""
    return PAGE.layout()
