"""Which kind a settlement point is, where a document does not say it."""

from models.catalog.entity import SETTLEMENT_POINT
from models.observation import Key

DASHBOARD_COLUMNS = {
    spelling: (member.code, member.kind)
    for member in SETTLEMENT_POINT.members
    for spelling in member.spellings
    if spelling.startswith(("hb", "lz"))
}
"""The dashboards' camel-case names of hubs and load zones."""


def key_of(name: str) -> Key:
    """The series key of a point in a document without types: hubs and zones are known, the rest are nodes."""
    known = SETTLEMENT_POINT.by_spelling.get(name)
    if known is not None:
        return known.code, known.kind
    return name, "LZ_DC" if name.startswith("DC_") else "RN"
