"""The answer: values of one series, with its gaps, its estimates, its age and its origin."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from models.catalog.entity import Entity
from models.catalog.measure import Measure
from models.clock import from_micros
from models.observation import Origin

Instants = NDArray[np.datetime64]
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Series:
    """One measure of one entity over a window.

    starts: interval starts, UTC, datetime64[us], ascending. values: float64, same length.
    low, high: least and most of each bucket, where values were combined, else None.
    estimated: True where a value is our estimate and not ERCOT's, else None.
    interval: distance of two starts when nothing is missing; `irregular` series have only a usual one.
    posted: forecasts: when the newest publication used was posted. origin: ERCOT or SIMULATED.
    lengths: of each value the length of its interval in microseconds, where not all have `interval`, else None:
        of minutes beyond their retention quarters remain.
    postings: forecasts, if they were asked for: when each value, or the newest in its bucket, was posted, UTC.
    made_of: the series it was made from, if it was: the first, and those that were taken off.
    colour: name of the colour it is drawn in, where its place among others decides that; else empty.
    """

    measure: Measure
    entity: Entity
    starts: Instants = field(repr=False)
    values: Numbers = field(repr=False)
    interval: timedelta
    origin: Origin
    irregular: bool = False
    low: Numbers | None = field(default=None, repr=False)
    high: Numbers | None = field(default=None, repr=False)
    estimated: NDArray[np.bool_] | None = field(default=None, repr=False)
    posted: datetime | None = None
    made_of: "tuple[Series, ...]" = field(default=(), repr=False)
    colour: str = ""
    lengths: NDArray[np.int64] | None = field(default=None, repr=False)
    postings: Instants | None = field(default=None, repr=False)

    def __len__(self) -> int:
        return len(self.values)

    @property
    def label(self) -> str:
        """The entity's title, or the measure's where the whole system is meant."""
        return self.measure.title if self.entity.code == "ERCOT" else self.entity.title

    @property
    def last(self) -> tuple[datetime, float] | None:
        """Start and value of the newest interval; None when there is none."""
        if not len(self):
            return None
        return from_micros(int(self.starts[-1].astype("datetime64[us]").astype(np.int64))), float(self.values[-1])
