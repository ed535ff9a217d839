"""Places, fuels and products: what a measure can be of."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Entity:
    """A named thing that has values.

    code: ours and, where one exists, ERCOT's usual code; `kind` tells two series of one code apart
    (a load zone's price appears as LZ and, energy-weighted, as LZEW).
    spellings: every other way in which ERCOT's documents write it.
    names: what people call it.
    """

    code: str
    title: str
    kind: str = ""
    spellings: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EntityKind:
    """A class of entities. `open` kinds gain members from documents (resource nodes); closed ones never do."""

    id: str
    title: str
    members: tuple[Entity, ...] = ()
    open: bool = False
    by_spelling: dict[str, Entity] = field(init=False, repr=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        index: dict[str, Entity] = {}
        for member in self.members:
            for word in (member.code, *member.spellings):
                index.setdefault(word, member)
        object.__setattr__(self, "by_spelling", index)


SYSTEM_CODE = "ERCOT"
_WHOLE = Entity(SYSTEM_CODE, "ERCOT, whole system", names=("system", "system-wide", "total", "texas"))

SYSTEM = EntityKind("system", "Whole system", (_WHOLE,))

HUBS = (
    Entity("HB_HUBAVG", "Hub average", "AH", ("hbHubAvg",), ("hub average", "hub avg")),
    Entity("HB_NORTH", "North hub", "HU", ("hbNorth",), ("north hub",)),
    Entity("HB_HOUSTON", "Houston hub", "HU", ("hbHouston",), ("houston hub",)),
    Entity("HB_SOUTH", "South hub", "HU", ("hbSouth",), ("south hub",)),
    Entity("HB_WEST", "West hub", "HU", ("hbWest",), ("west hub",)),
    Entity("HB_PAN", "Panhandle hub", "HU", ("hbPan",), ("panhandle", "panhandle hub")),
    Entity("HB_BUSAVG", "Bus average", "SH", ("hbBusAvg",), ("bus average",)),
)
LOAD_ZONES = (
    Entity("LZ_NORTH", "North zone", "LZ", ("lzNorth",), ("north zone", "north load zone")),
    Entity("LZ_HOUSTON", "Houston zone", "LZ", ("lzHouston",), ("houston zone", "houston load zone")),
    Entity("LZ_SOUTH", "South zone", "LZ", ("lzSouth",), ("south zone", "south load zone")),
    Entity("LZ_WEST", "West zone", "LZ", ("lzWest",), ("west zone", "west load zone")),
    Entity("LZ_AEN", "Austin Energy", "LZ", ("lzAen",), ("austin", "aen")),
    Entity("LZ_CPS", "CPS San Antonio", "LZ", ("lzCps",), ("san antonio", "cps")),
    Entity("LZ_LCRA", "LCRA", "LZ", ("lzLcra",), ("lower colorado river authority", "lcra")),
    Entity("LZ_RAYBN", "Rayburn", "LZ", ("lzRaybn",), ("rayburn",)),
)
DC_TIE_POINTS = (
    Entity("DC_E", "East tie", "LZ_DC", names=("east tie",)),
    Entity("DC_L", "Laredo tie", "LZ_DC", names=("laredo tie",)),
    Entity("DC_N", "North tie", "LZ_DC", names=("north tie",)),
    Entity("DC_R", "Railroad tie", "LZ_DC", names=("railroad tie",)),
)
SETTLEMENT_POINT = EntityKind("settlement_point", "Settlement point", HUBS + LOAD_ZONES + DC_TIE_POINTS, open=True)

WEATHER_ZONE = EntityKind(
    "weather_zone",
    "Weather zone",
    (
        Entity(SYSTEM_CODE, "ERCOT, whole system", spellings=("TOTAL", "SystemTotal", "total")),
        Entity("COAST", "Coast", spellings=("Coast", "coast")),
        Entity("EAST", "East", spellings=("East", "east")),
        Entity("FAR_WEST", "Far West", spellings=("FWEST", "FarWest", "farWest")),
        Entity("NORTH", "North", spellings=("North", "north")),
        Entity("NORTH_C", "North Central", spellings=("NCENT", "NorthCentral", "northC", "NORTHC")),
        Entity("SOUTHERN", "Southern", spellings=("SOUTH", "Southern", "southern")),
        Entity("SOUTH_C", "South Central", spellings=("SCENT", "SouthCentral", "southC", "SOUTHC")),
        Entity("WEST", "West", spellings=("West", "west")),
    ),
)

FORECAST_ZONE = EntityKind(
    "forecast_zone",
    "Forecast zone",
    (
        Entity(SYSTEM_CODE, "ERCOT, whole system", spellings=("SystemTotal", "TOTAL", "systemTotal")),
        Entity("NORTH", "North", spellings=("North", "north")),
        Entity("SOUTH", "South", spellings=("South", "south")),
        Entity("WEST", "West", spellings=("West", "west")),
        Entity("HOUSTON", "Houston", spellings=("Houston", "houston")),
    ),
)

WIND_SOLAR_AREA = EntityKind(
    "wind_solar_area",
    "Wind and solar area",
    (
        Entity(SYSTEM_CODE, "ERCOT, whole system", spellings=("SYSTEM_WIDE",)),
        Entity("SOUTH_HOUSTON", "South and Houston", spellings=("LZ_SOUTH_HOUSTON",)),
        Entity("WEST", "West", spellings=("LZ_WEST",)),
        Entity("NORTH", "North", spellings=("LZ_NORTH",)),
    ),
)

FUEL = EntityKind(
    "fuel",
    "Fuel",
    (
        Entity("NUCLEAR", "Nuclear", spellings=("Nuclear",)),
        Entity("COAL", "Coal", spellings=("Coal and Lignite", "Coal"), names=("coal and lignite", "lignite")),
        Entity("GAS", "Natural gas", spellings=("Natural Gas", "Gas"), names=("gas",)),
        Entity("GAS_CC", "Gas, combined cycle", spellings=("Gas-CC",), names=("combined cycle",)),
        Entity("BIOMASS", "Biomass", spellings=("Biomass",)),
        Entity("OTHER", "Other", spellings=("Other",)),
        Entity("HYDRO", "Hydro", spellings=("Hydro",), names=("water",)),
        Entity("STORAGE", "Power storage", spellings=("Power Storage",), names=("batteries", "battery")),
        Entity("WIND", "Wind", spellings=("Wind",)),
        Entity("SOLAR", "Solar", spellings=("Solar",)),
        Entity("WHOLESALE_STORAGE_LOAD", "Wholesale storage load", spellings=("WSL",)),
    ),
)

ANCILLARY_PRODUCT = EntityKind(
    "ancillary_product",
    "Ancillary service",
    (
        Entity("REGUP", "Regulation up", spellings=("RegUp", "regUp", "REGUP "), names=("reg up",)),
        Entity("REGDN", "Regulation down", spellings=("RegDown", "regDown"), names=("reg down",)),
        Entity("RRS", "Responsive reserve", spellings=("rrs",), names=("responsive reserve service",)),
        Entity("ECRS", "Contingency reserve", spellings=("ecrs",), names=("contingency reserve service",)),
        Entity("NSPIN", "Non-spin", spellings=("NonSpin", "nsrs"), names=("non spinning reserve", "nspin")),
        Entity("RRSPFR", "Responsive reserve, primary frequency response"),
        Entity("RRSUFR", "Responsive reserve, under-frequency relay"),
        Entity("RRSFFR", "Responsive reserve, fast frequency response"),
        Entity("ECRSM", "Contingency reserve, manually dispatched"),
        Entity("ECRSS", "Contingency reserve, SCED dispatched"),
        Entity("ONNS", "Non-spin, online"),
        Entity("OFFNS", "Non-spin, offline"),
        Entity("NSPNM", "Non-spin, manually dispatched"),
    ),
)

DC_TIE = EntityKind(
    "dc_tie",
    "DC tie",
    (
        Entity("DC_E", "East", spellings=("dcE",)),
        Entity("DC_L", "Laredo VFT", spellings=("dcL",)),
        Entity("DC_N", "North", spellings=("dcN",)),
        Entity("DC_R", "Railroad", spellings=("dcR",)),
        Entity("DC_S", "Eagle Pass", spellings=("dcS",)),
    ),
)

OUTAGE_CLASS = EntityKind(
    "outage_class",
    "Class of resource",
    (
        Entity("COMBINED", "All resources", spellings=("combined", "Combined")),
        Entity("DISPATCHABLE", "Dispatchable", spellings=("dispatchable", "Dispatchable")),
        Entity("RENEWABLE", "Renewable", spellings=("renewable", "Renewable")),
    ),
)

CAPACITY_ITEM = EntityKind("capacity_item", "Line of the ancillary capacity monitor", open=True)
ADEQUACY_ITEM = EntityKind("adequacy_item", "Line of the adequacy report", open=True)
