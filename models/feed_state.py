"""The state of feeds as people see it: how old each one is, what is missing, kept out, or was corrected."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Health(StrEnum):
    """A feed's state, worst first."""

    STALE = "stale"
    LATE = "late"
    WAITING = "waiting"
    ON_TIME = "on time"
    NONE_DUE = "none due"


WORST_FIRST = tuple(Health)


@dataclass(frozen=True, slots=True)
class FeedState:
    """One feed now.

    last_interval: newest interval start or, of a feed of forecasts and notices, newest publication.
    datasets: what it fills. lag: its age. rows_today, quarantined_today: since the operating day began.
    last_run: when a run ended; problem: what the last run complained of, if it did.
    """

    name: str
    title: str
    report: str
    datasets: tuple[str, ...]
    every: timedelta
    health: Health
    last_interval: datetime | None
    lag: timedelta | None
    rows_today: int
    quarantined_today: int
    last_run: datetime | None
    next_run: datetime | None
    problem: str | None


@dataclass(frozen=True, slots=True)
class Gap:
    """Missing intervals of a dataset.

    refill: possible, tried, impossible or filled. noticed_at, tried_at, closed_at: when the gap was found, last
    asked for again, and found filled.
    """

    dataset: str
    title: str
    start: datetime
    end: datetime
    missing: int
    cause: str
    refill: str
    noticed_at: datetime
    tried_at: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A row that was kept out, or with line 0 a document refused whole."""

    feed: str
    document: str
    document_id: int
    line: int
    field: str
    value: str
    rule: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Correction:
    """A value that another one replaced, or kept from being stored.

    posted: forecasts only. old, new: what the two documents say; new is None where retention has taken it.
    old_document, new_document: the documents' names; new_id leads to the papers of the one that counts.
    """

    dataset: str
    measure: str
    entity: str
    kind: str
    start: datetime
    posted: datetime | None
    old: float
    new: float | None
    replaced_at: datetime
    old_document: str
    new_document: str
    new_id: int | None


@dataclass(frozen=True, slots=True)
class Corrected:
    """The newest corrections, newest first. each: how many of each dataset at most; more: whether there are others."""

    rows: tuple[Correction, ...]
    each: int
    more: bool
