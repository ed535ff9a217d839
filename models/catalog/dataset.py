"""A family of series that share a table, an interval and a rule for what makes a value unique."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from models.catalog.entity import EntityKind


class Nature(StrEnum):
    """Actual values are unique by series and interval start; forecasts also by when they were posted."""

    ACTUAL = "actual"
    FORECAST = "forecast"


@dataclass(frozen=True, slots=True)
class Dataset:
    """One table of observations, all of one shape.

    interval: the cadence on which starts lie; for `irregular` datasets (SCED runs, messages) the usual one.
    publication_grain: forecasts only: of the publications inside one grain the first is kept, so that a
    forecast that is re-issued every few minutes does not drown its own history.
    raw_days: how long single values are kept before only the 15-minute roll-up remains; None is for ever.
    """

    id: str
    title: str
    meaning: str
    entities: EntityKind
    interval: timedelta
    nature: Nature = Nature.ACTUAL
    irregular: bool = False
    publication_grain: timedelta | None = None
    raw_days: int | None = None

    @property
    def is_forecast(self) -> bool:
        """Whether a value is unique by its publication too."""
        return self.nature is Nature.FORECAST
