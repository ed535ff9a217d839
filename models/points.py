"""Places that prices are known of: those of the catalog, and the thousands of nodes that documents name."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from models.catalog.entity import SETTLEMENT_POINT, Entity
from models.catalog.prices import DAM_SPP, RT_SPP

PRICED = frozenset({RT_SPP.id, DAM_SPP.id})
"""Measures that a settlement price can be of."""

SORTS = {
    "AH": "Hub",
    "HU": "Hub",
    "SH": "Hub",
    "LZ": "Load zone",
    "LZEW": "Load zone",
    "LZ_DC": "DC tie",
    "LZ_DCEW": "DC tie",
    "RN": "Resource node",
    "PCCRN": "Combined-cycle plant",
    "LCCRN": "Combined-cycle unit",
    "PUN": "Private-use network",
}
"""What ERCOT's type codes of settlement points mean."""

_NODE = "Resource node"
_CODE = re.compile(r"[A-Z0-9][A-Z0-9_.\-#&]{0,39}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Point:
    """A settlement point. kind: ERCOT's type code. zone: the load zone it lies in, empty where none is known.

    measures: which prices were ever published for it.
    """

    code: str
    title: str
    kind: str = ""
    zone: str = ""
    measures: frozenset[str] = field(default=PRICED)

    @property
    def sort(self) -> str:
        """What it is, in a word or two."""
        return SORTS.get(self.kind, _NODE)


def of_entity(entity: Entity) -> Point:
    """A place of the catalog; all prices are published for it."""
    return Point(entity.code, entity.title, entity.kind)


LISTED = {entity.code: of_entity(entity) for entity in SETTLEMENT_POINT.members}
"""The places of the catalog, by code."""

_BY_NAME = {
    name.casefold(): LISTED[entity.code]
    for entity in reversed(SETTLEMENT_POINT.members)
    for name in (entity.code, entity.title, *entity.spellings, *entity.names)
}


def listed(name: str) -> Point | None:
    """The catalog's place of a code or a name, however it is written; None for nodes and for nonsense."""
    return _BY_NAME.get(" ".join(name.split()).casefold())


def codes_in(names: Iterable[str]) -> list[str]:
    """What could be codes of nodes among names that the catalog does not know; the store says which of them are."""
    upper = (name.strip().upper() for name in names if listed(name) is None)
    return list(dict.fromkeys(code for code in upper if _CODE.fullmatch(code)))


def matches(place: Point, words: Iterable[str]) -> bool:
    """Whether each word stands somewhere in a place's code, names, sort or zone."""
    entity = SETTLEMENT_POINT.by_spelling.get(place.code)
    names = entity.names if entity else ()
    said = " ".join((place.code, place.title, place.sort, place.zone, *names)).casefold()
    return all(word.casefold() in said for word in words)
