"""The question: which measures, of what, over which time, how finely."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from models.catalog.measure import Combine
from models.clock import day_bounds, now, operating_day
from models.problems import Invalid

BUCKETS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 10, 15, 30, 60, 120, 180, 240, 360, 720, 1440))
"""Lengths that values are combined over when nobody says which."""

BUCKETS_FROM = datetime(2000, 1, 1, 6, tzinfo=UTC)
"""Where buckets are counted from: midnight in Texas, in winter."""


@dataclass(frozen=True, slots=True)
class Window:
    """A span of time, start inclusive, end exclusive, both aware."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        for name, instant in (("start", self.start), ("end", self.end)):
            if instant.tzinfo is None:
                raise Invalid(f"The {name} of a window needs a time zone.", field=name)
        if self.end <= self.start:
            raise Invalid("The end must come after the start.", field="end")

    @classmethod
    def last(cls, span: timedelta, *, until: datetime | None = None) -> "Window":
        """The span that ends at `until`, by default now."""
        end = until or now()
        return cls(end - span, end)

    @classmethod
    def today(cls) -> "Window":
        """The present operating day, 23, 24 or 25 hours."""
        return cls(*day_bounds(operating_day(now())))


class Fill(StrEnum):
    """What to do about missing intervals: leave them, or estimate them on request."""

    NONE = "none"
    LINEAR = "linear"


@dataclass(frozen=True, slots=True)
class Selection:
    """What to read.

    entities: codes such as "HB_WEST"; "LZ_WEST/LZEW" where a code has several series. Empty means every
        member of a closed kind, and every named member (not the nodes) of an open one.
    resolution: bucket length; None reads what was published, bucketed only beyond `points` per series.
    points: the most values per series that an answer holds unless `resolution` asks for more detail.
    combine: how values of a bucket become one; None takes the measure's own way.
    as_of: forecasts only: the newest publication not after this instant; None takes the newest.
    postings: forecasts only: whether each value says when it was posted.
    fill, longest_gap: estimates for missing intervals, at most so many in a row.
    """

    measures: tuple[str, ...]
    window: Window
    entities: tuple[str, ...] = ()
    resolution: timedelta | None = None
    points: int = 40_000
    combine: Combine | None = None
    as_of: datetime | None = None
    fill: Fill = Fill.NONE
    longest_gap: int = 4
    postings: bool = False

    def __post_init__(self) -> None:
        if not self.measures:
            raise Invalid("Name at least one measure.", field="measures")
        if not 1 <= self.points <= 1_000_000:
            raise Invalid("points must lie between 1 and 1,000,000.", field="points")
        if self.resolution is not None and self.resolution < timedelta(minutes=1):
            raise Invalid("The resolution must be a minute or more.", field="resolution")
