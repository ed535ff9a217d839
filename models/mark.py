"""What happened beside the numbers: declarations, messages, corrections and outages of feeds, as marks on time."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from models.citation import Citation, DocumentCite


class MarkKind(StrEnum):
    """What marks can be of, in the order in which they are offered."""

    CONDITIONS = "conditions"
    MESSAGES = "messages"
    CORRECTIONS = "corrections"
    OUTAGES = "outages"


MOST_MARKS = 200
"""So many of a kind stand each for itself; more are counted by stretches of time."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing that happened, or a count of several.

    at, end: when; things that last have both, and so have counts. what: ERCOT's word or type, a feed's dataset, or
    a place. text: ERCOT's sentence, or a gap's cause. old, new: of a correction, $/MWh or whatever `measure` counts.
    measure, entity, dataset: what a correction or an outage is of; empty for what concerns everything.
    cited: what leads to its papers. count: how many it stands for.
    """

    kind: MarkKind
    at: datetime
    end: datetime | None = None
    what: str = ""
    text: str = ""
    old: float | None = None
    new: float | None = None
    measure: str = ""
    entity: str = ""
    dataset: str = ""
    cited: Citation | DocumentCite | None = None
    count: int = 1
