"""A quantity that ERCOT publishes, with everything that ingestion, charts, API and alerts need to know of it."""

from dataclasses import dataclass
from enum import StrEnum

from models.catalog.dataset import Dataset
from models.catalog.unit import Unit


class Combine(StrEnum):
    """How values of several intervals become one."""

    MEAN = "mean"
    SUM = "sum"
    LAST = "last"
    MIN = "min"
    MAX = "max"


@dataclass(frozen=True, slots=True)
class Bounds:
    """A closed range of values."""

    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Whether a value lies inside, the ends included."""
        return self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Measure:
    """One kind of number.

    possible: outside it a row goes to quarantine, because no such value can exist.
    usual: outside it a value is stored and flagged, because it is unlikely but real ones have occurred.
    names: what people call it, besides the title.
    """

    id: str
    title: str
    meaning: str
    unit: Unit
    dataset: Dataset
    combine: Combine
    possible: Bounds
    usual: Bounds
    names: tuple[str, ...] = ()
