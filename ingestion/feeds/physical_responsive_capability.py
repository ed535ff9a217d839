"""Physical responsive capability and the declared condition: the reserve by which ERCOT declares emergencies."""

from datetime import timedelta
from typing import Any

from ingestion.columns import SYSTEM, Blocks
from ingestion.feed import Content, DashboardJson, Feed, Form, Media
from ingestion.hours import stamped
from ingestion.minutes import by_minute, minute_of
from ingestion.table import decimal
from models.catalog.capacity import PRC, PRC_HIGH, PRC_LOW, RESPONSIVE_CAPABILITY
from models.catalog.conditions import EEA_LEVEL, GRID_CONDITION
from models.clock import from_micros
from models.observation import Condition, Parsed
from models.problems import Refused


def parse(content: Content) -> Parsed:
    """Readings every few seconds since midnight, kept as a minute's last, lowest and highest."""
    data = content.data
    if not isinstance(data, dict) or not isinstance(data.get("data"), list) or "current_condition" not in data:
        raise Refused("The document has no data or no current_condition.", rule="columns")
    parsed, blocks = Parsed(), Blocks()
    minutes = by_minute(data["data"], "epoch", lambda row: {"prc": decimal(row["prc"], "prc")}, parsed)
    for start, readings in minutes.items():
        # Of two readings of one instant the higher stands.
        _, last, line = max((at, numbers["prc"], line) for at, line, numbers in readings)
        values = [reading.numbers["prc"] for reading in readings]
        blocks.add(PRC, SYSTEM, start, last, line)
        blocks.add(PRC_LOW, SYSTEM, start, min(values), line)
        blocks.add(PRC_HIGH, SYSTEM, start, max(values), line)
    _declared(data, parsed, blocks)
    parsed.blocks = blocks.done()
    return parsed


def _declared(data: dict[str, Any], parsed: Parsed, blocks: Blocks) -> None:
    """ERCOT's own word for the condition, kept as it is: an unknown word is never taken for normal."""
    said = data["current_condition"]
    try:
        level = int(said["eea_level"])
        at = stamped(data["lastUpdated"])
        state, title, note = str(said["state"]), str(said["title"]), str(said["condition_note"])
    except (KeyError, TypeError, ValueError) as error:
        raise Refused(f"The declared condition has another shape: {error!r}.", rule="columns") from error
    blocks.add(EEA_LEVEL, SYSTEM, minute_of(at), float(level), 0)
    parsed.conditions.append(Condition(from_micros(at), state, level, title, note))


FEED = Feed(
    "physical_responsive_capability",
    "Reserves (PRC) and grid condition",
    (RESPONSIVE_CAPABILITY, GRID_CONDITION),
    (
        Form(
            "daily-prc",
            "Physical responsive capability, today",
            Media.JSON,
            frozenset({"current_condition", "data"}),
            parse,
            DashboardJson("daily-prc"),
            every=timedelta(seconds=30),
            late_after=timedelta(minutes=5),
            rank=10,
            cumulative=True,
            quirks=("The condition's prc_value is text with a comma and may lag the last row.",),
        ),
    ),
)
