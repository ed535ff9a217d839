"""Which kind a settlement point is, where a document does not say it."""

from datetime import date

from models.catalog.entity import HUBS, LOAD_ZONES, SETTLEMENT_POINT
from models.observation import Key

DASHBOARD_COLUMNS = {
    spelling: (member.code, member.kind)
    for member in SETTLEMENT_POINT.members
    for spelling in member.spellings
    if spelling.startswith(("hb", "lz"))
}
"""The dashboards' camel-case names of hubs and load zones."""


_KINDS = {"HB_": "HU", "LZ_": "LZ", "DC_": "LZ_DC"}
_ALL = frozenset(point.code for point in HUBS + LOAD_ZONES)
# The Panhandle hub is absent in 2010; the oldest recorded document that has it is of this day.
_PANHANDLE_SINCE = date(2025, 1, 1)


def key_of(name: str) -> Key:
    """The series key of a point in a document without types: known ones by name, new ones by its beginning."""
    known = SETTLEMENT_POINT.by_spelling.get(name)
    if known is not None:
        return known.code, known.kind
    return name, next((kind for start, kind in _KINDS.items() if name.startswith(start)), "RN")


def hubs_and_zones(day: date) -> frozenset[str]:
    """Codes of the hubs and load zones that every price document of an operating day has."""
    return _ALL if day >= _PANHANDLE_SINCE else _ALL - {"HB_PAN"}
