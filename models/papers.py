"""What stands behind a value: its documents, the checks it raised, what was said before, and what it was made from."""

from dataclasses import dataclass
from datetime import UTC, datetime

from models.catalog.measure import Combine
from models.observation import Condition

_EVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Paper:
    """A document's metadata: who said it, when, and the hash of what was said."""

    id: int
    feed: str
    form: str
    name: str
    url: str
    posted_at: datetime | None
    fetched_at: datetime
    sha256: str
    bytes: int
    origin: str
    state: str
    body_kept: bool
    problem: str | None
    stored_at: datetime | None
    rows: int
    quarantined: int


@dataclass(frozen=True, slots=True)
class Earlier:
    """A value that was replaced, or that never won, with the document that said it."""

    value: float
    replaced_at: datetime
    paper: Paper


@dataclass(frozen=True, slots=True)
class Posting:
    """What one publication of a forecast said."""

    posted: datetime
    value: float
    paper: Paper | None


@dataclass(frozen=True, slots=True)
class Papers:
    """Everything behind one stored value. A rolled-up value has several documents.

    kind, start, posted: which of the series, the interval's own start, and which publication was found.
    postings: of a forecast, the newest publications of this interval, newest first; `posting_count` is all.
    rolled_up: how many single values were combined, of which only the roll-up remains; None for a single value.
    """

    value: float
    documents: tuple[Paper, ...]
    earlier: tuple[Earlier, ...]
    flags: tuple[tuple[str, str], ...]
    kind: str = ""
    start: datetime = _EVER
    posted: datetime | None = None
    postings: tuple[Posting, ...] = ()
    posting_count: int = 0
    rolled_up: int | None = None


@dataclass(frozen=True, slots=True)
class Declared:
    """A condition with the document that said it first; later ones that repeat it are not kept beside it."""

    condition: Condition
    paper: Paper


@dataclass(frozen=True, slots=True)
class KeptOut:
    """A row of a document that was quarantined, and why, in words or by its rule."""

    document_id: int
    document: str
    line: int
    field: str
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class Share:
    """A document, and of how many of a dataset's intervals it says a stored value."""

    paper: Paper
    intervals: int


@dataclass(frozen=True, slots=True)
class Bucket:
    """A value combined from those of a span. parts: (start, value), the first of them; `count` is all.

    start, end: the span. kind: which of the series was found. least, most: (start, value) of the extremes; of values
    of which only the roll-up remains those inside it.
    """

    value: float
    combine: Combine
    start: datetime
    end: datetime
    kind: str
    count: int
    parts: tuple[tuple[datetime, float], ...]
    least: tuple[datetime, float]
    most: tuple[datetime, float]
