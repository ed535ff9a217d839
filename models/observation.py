"""The values that travel from a document to the store: documents, blocks of numbers, notices and rejects."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from models.catalog.measure import Measure

Key = tuple[str, str]
"""Entity code and kind, such as ("LZ_HOUSTON", "LZEW"); the kind is "" where a code has one series only."""


class Origin(StrEnum):
    """Where a database's numbers come from. The two never share one."""

    ERCOT = "ercot"
    SIMULATED = "simulated"


@dataclass(frozen=True, slots=True)
class Document:
    """Bytes as they were received, and what is known of them.

    feed, form: which feed it serves and in which of the feed's forms.
    name: ERCOT's name of it. posted_at: when ERCOT published it, if it says so.
    rank: of two documents that disagree about a value the higher rank wins, then the later posting.
    cumulative: the next document of this form repeats all that this one says.
    """

    feed: str
    form: str
    name: str
    url: str
    fetched_at: datetime
    posted_at: datetime | None
    status: int
    body: bytes = field(repr=False)
    origin: Origin
    rank: int = 0
    cumulative: bool = False

    @property
    def sha256(self) -> str:
        """Hex digest of the bytes as received."""
        return hashlib.sha256(self.body).hexdigest()


@dataclass(slots=True)
class Block:
    """Values of one measure, column by column, all lists of one length.

    keys: the series of each value. starts: interval start, microseconds since the epoch, UTC.
    posted: when a forecast was published, same clock; None for actual values.
    lines: where in the document each value stands, 1-based, if the parser counts them.
    """

    measure: Measure
    keys: list[Key]
    starts: list[int]
    values: list[float]
    posted: int | None = None
    lines: list[int] | None = None

    def __len__(self) -> int:
        return len(self.values)


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that is kept out, with the reason: field, the value as it stood, the rule it broke."""

    line: int
    field: str
    value: str
    rule: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in its document a value stands.

    where: line 12 of such a file, entry 40 of such a list. cells: the row there, name and value, as they stand.
    cell: which of the cells is the value itself, -1 if none is word for word. rules: what the document had to
    pass besides, in words.
    """

    where: str
    cells: tuple[tuple[str, str], ...]
    cell: int = -1
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Flag:
    """A value that is stored but unlikely. `rule` names the check; `detail` says why in words."""

    measure: str
    entity: str
    kind: str
    start: int
    rule: str
    detail: str


@dataclass(frozen=True, slots=True)
class Condition:
    """The grid's condition as ERCOT declared it at an instant; `state` is ERCOT's word, known or not."""

    at: datetime
    state: str
    eea_level: int
    title: str
    note: str


@dataclass(frozen=True, slots=True)
class Message:
    """An operations message. ERCOT gives no id, so its time, type and text make one; the status may change."""

    posted_at: datetime
    type: str
    text: str
    status: str

    @property
    def key(self) -> str:
        """Hex digest of what identifies the message."""
        parts = "\x1f".join((self.posted_at.isoformat(), self.type, self.text))
        return hashlib.sha256(parts.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class NetworkPoint:
    """One electrical bus of the network model and the settlement points it belongs to."""

    electrical_bus: str
    node: str
    psse_bus_name: str
    psse_bus_number: str
    voltage_level: str
    substation: str
    load_zone: str
    resource_node: str
    hub_bus: str
    hub: str


@dataclass(slots=True)
class Parsed:
    """All that a parser found in one document. `notes` are remarks that harm nothing, such as a trimmed head."""

    blocks: list[Block] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    points: list[NetworkPoint] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Batch:
    """A document, validated: what to store of it, what to flag and what to keep out."""

    document: Document
    parsed: Parsed
    flags: Sequence[Flag] = ()
