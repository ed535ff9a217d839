"""The settlement points of the made-up grid: ERCOT's hubs, zones and ties, and sixty invented resource nodes."""

from dataclasses import dataclass
from functools import lru_cache

from ingestion.simulator.noise import chance

REGIONS = ("NORTH", "HOUSTON", "SOUTH", "WEST", "PAN")


@dataclass(frozen=True, slots=True)
class Point:
    """A settlement point. `weights` says how much of each region's price it takes; `kind` is ERCOT's type code."""

    name: str
    kind: str
    weights: tuple[float, float, float, float, float]
    zone: str = ""

    @property
    def sort_key(self) -> tuple[str, str]:
        """The order in which ERCOT lists points: by name, then by type."""
        return self.name, self.kind


_HUBS = (
    Point("HB_BUSAVG", "SH", (0.38, 0.24, 0.24, 0.12, 0.02)),
    Point("HB_HOUSTON", "HU", (0.0, 1.0, 0.0, 0.0, 0.0)),
    Point("HB_HUBAVG", "AH", (0.25, 0.25, 0.25, 0.25, 0.0)),
    Point("HB_NORTH", "HU", (1.0, 0.0, 0.0, 0.0, 0.0)),
    Point("HB_PAN", "HU", (0.0, 0.0, 0.0, 0.0, 1.0)),
    Point("HB_SOUTH", "HU", (0.0, 0.0, 1.0, 0.0, 0.0)),
    Point("HB_WEST", "HU", (0.0, 0.0, 0.0, 1.0, 0.0)),
)
_ZONE_WEIGHTS = {
    "LZ_AEN": (0.1, 0.05, 0.85, 0.0, 0.0),
    "LZ_CPS": (0.0, 0.05, 0.9, 0.05, 0.0),
    "LZ_HOUSTON": (0.0, 1.0, 0.0, 0.0, 0.0),
    "LZ_LCRA": (0.1, 0.0, 0.85, 0.05, 0.0),
    "LZ_NORTH": (0.97, 0.03, 0.0, 0.0, 0.0),
    "LZ_RAYBN": (1.0, 0.0, 0.0, 0.0, 0.0),
    "LZ_SOUTH": (0.0, 0.03, 0.97, 0.0, 0.0),
    "LZ_WEST": (-0.05, 0.0, 0.0, 1.05, 0.0),
}
_TIES = {
    "DC_E": (1.0, 0.0, 0.0, 0.0, 0.0),
    "DC_L": (0.0, 0.0, 1.0, 0.0, 0.0),
    "DC_N": (0.8, 0.0, 0.0, 0.2, 0.0),
    "DC_R": (0.0, 0.0, 1.0, 0.0, 0.0),
}
_NODE_KINDS = ("WND", "SLR", "CC", "GT", "ESR", "COL")
_NODES = 60
_TYPES_OF_EVERY_TENTH = ("PCCRN", "PUN")


def _node(index: int) -> Point:
    region = REGIONS[index % len(REGIONS)]
    kind = _NODE_KINDS[index % len(_NODE_KINDS)]
    # A node lies mostly in its region, and leans a little towards a neighbour.
    weights = [0.0] * len(REGIONS)
    lean = 0.3 * chance(0, "node-lean", index)
    weights[index % len(REGIONS)] = 1.0 - lean
    weights[(index + 1) % len(REGIONS)] = lean
    settlement = _TYPES_OF_EVERY_TENTH[index // 10 % 2] if index % 10 == 9 else "RN"
    a, b, c, d, e = weights
    zone = "LZ_WEST" if region == "PAN" else f"LZ_{region}"
    return Point(f"SIM_{region}_{kind}{index:02d}", settlement, (a, b, c, d, e), zone)


@lru_cache(maxsize=1)
def hubs() -> tuple[Point, ...]:
    """The seven hubs, by name."""
    return _HUBS


@lru_cache(maxsize=1)
def zones() -> tuple[Point, ...]:
    """The eight load zones, by name."""
    return tuple(Point(name, "LZ", weights, name) for name, weights in _ZONE_WEIGHTS.items())


@lru_cache(maxsize=1)
def nodes() -> tuple[Point, ...]:
    """The sixty invented resource nodes, by name."""
    return tuple(sorted((_node(index) for index in range(_NODES)), key=lambda point: point.sort_key))


@lru_cache(maxsize=1)
def ties() -> tuple[Point, ...]:
    """The four DC ties at which energy settles."""
    return tuple(Point(name, "LZ_DC", weights) for name, weights in _TIES.items())


@lru_cache(maxsize=1)
def all_points() -> tuple[Point, ...]:
    """Hubs, zones and ties with their energy-weighted twins, and nodes: the rows of a 15-minute price file."""
    twins = [Point(zone.name, "LZEW", zone.weights, zone.zone) for zone in zones()]
    twins += [Point(tie.name, "LZ_DCEW", tie.weights) for tie in ties()]
    everything = [*hubs(), *zones(), *ties(), *twins, *nodes()]
    return tuple(sorted(everything, key=lambda point: point.sort_key))


@lru_cache(maxsize=1)
def singles() -> tuple[int, ...]:
    """Positions in `all_points` of the points that have no type column: each name once."""
    return tuple(i for i, point in enumerate(all_points()) if point.kind not in ("LZEW", "LZ_DCEW"))
