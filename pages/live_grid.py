"""Live grid: the state of the Texas grid on one screen."""

from datetime import timedelta

from dash import html
from dash.development.base_component import Component

from models.card import LAST_DAY, TODAY, CardSpec, ChartKind, Part, Span
from models.catalog.entity import HUBS, LOAD_ZONES
from pages.figures.attributes import aria
from pages.figures.markup import static
from pages.parts import states, welcome
from pages.parts.asking import Asking
from pages.parts.tile import body_id, tile

_HUBS = tuple(hub.code for hub in HUBS if hub.code != "HB_BUSAVG")
_ZONES = tuple(zone.code for zone in LOAD_ZONES)
_SYSTEM = ("ERCOT",)
# Frequency swings from minute to minute; a whole day of it is a grey band.
_LAST_HOURS = Span(timedelta(hours=2))

STATS = (
    CardSpec(
        "hub-average",
        "Hub average, real time",
        ChartKind.STAT,
        (Part("rt_spp", ("HB_HUBAVG",)),),
        LAST_DAY,
        Part("dam_spp", ("HB_HUBAVG",)),
    ),
    CardSpec("demand", "Demand", ChartKind.STAT, (Part("demand"),), LAST_DAY, Part("demand_expected")),
    CardSpec("prc", "Reserves (PRC)", ChartKind.STAT, (Part("prc"),)),
    CardSpec(
        "wind",
        "Wind",
        ChartKind.STAT,
        (Part("wind_generation", _SYSTEM),),
        LAST_DAY,
        Part("wind_stwpf", _SYSTEM),
    ),
    CardSpec(
        "solar",
        "Solar",
        ChartKind.STAT,
        (Part("solar_generation", _SYSTEM),),
        LAST_DAY,
        Part("solar_stppf", _SYSTEM),
    ),
    CardSpec("frequency", "Frequency", ChartKind.STAT, (Part("frequency"),), _LAST_HOURS, Part("inertia")),
)
SUPPLY = CardSpec(
    "supply-demand",
    "Supply and demand",
    ChartKind.LINE,
    (Part("demand"), Part("committed_capacity"), Part("demand_expected"), Part("capacity_expected")),
    TODAY,
)
PRICES = CardSpec(
    "settlement-prices",
    "Settlement prices",
    ChartKind.TABLE,
    (Part("rt_spp", _HUBS + _ZONES),),
    LAST_DAY,
    Part("dam_spp", _HUBS + _ZONES),
)
FUELS = CardSpec("fuel-mix", "Generation by fuel", ChartKind.AREA, (Part("generation"),))
HUB_PRICES = CardSpec(
    "hub-prices",
    "Hub prices, real time",
    ChartKind.STEP,
    (Part("rt_spp", _HUBS), Part("dam_spp", ("HB_HUBAVG",))),
)
RESERVES = CardSpec("reserves", "Reserves", ChartKind.STAT, (Part("prc"), Part("prc_low")))
PRODUCTS = CardSpec(
    "products",
    "Ancillary services",
    ChartKind.BAR,
    (Part("as_available", ("NSPIN", "RRS", "ECRS", "REGUP", "REGDN")),),
)
CHARTS = (SUPPLY, FUELS, HUB_PRICES)
CARDS = (*STATS, *CHARTS, PRICES, RESERVES, PRODUCTS)

BANNER = "condition"
ASKING = Asking("live")


def layout() -> Component:
    """The page without data: tiles with grey lines, which callbacks fill."""
    return html.Div(
        [
            welcome.line(),
            html.Div(states.loading(1), id=BANNER, className="condition"),
            static(
                html.Section(
                    [html.Div(states.loading(2), id=body_id(card.id), className="stat") for card in STATS],
                    className="tile strip",
                    **aria(label="Key figures"),
                )
            ),
            static(tile(SUPPLY.id, SUPPLY.title, chart=True)),
            static(tile(PRICES.id, PRICES.title, unit="$/MWh", lines=14, exported=True)),
            static(tile(FUELS.id, FUELS.title, chart=True)),
            static(tile(HUB_PRICES.id, HUB_PRICES.title, unit="$/MWh", chart=True)),
            static(tile(RESERVES.id, RESERVES.title, unit="MW", lines=6)),
            *ASKING.components(),
        ],
        className="page live-grid",
        **ASKING.mark(),
    )
