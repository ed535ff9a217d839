"""Series made by hand for tests of what is drawn."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from dash.development.base_component import Component

from models.catalog.lookup import entity as entity_named
from models.catalog.lookup import measure as measure_named
from models.observation import Origin
from models.series import Series

START = datetime(2026, 9, 26, 5, 0, tzinfo=UTC)
"""Midnight in Texas, in summer."""


def series(
    measure: str,
    values: Sequence[float],
    *,
    entity: str = "ERCOT",
    start: datetime = START,
    skip: Sequence[int] = (),
    origin: Origin = Origin.ERCOT,
) -> Series:
    """Values at consecutive starts from `start` on; those at the positions in `skip` are missing."""
    found = measure_named(measure)
    step = found.dataset.interval
    kept = [n for n in range(len(values)) if n not in skip]
    first = np.datetime64(start.astimezone(UTC).replace(tzinfo=None), "us")
    every = np.timedelta64(step // timedelta(microseconds=1), "us")
    return Series(
        found,
        entity_named(found.dataset.entities, entity),
        np.array([first + n * every for n in kept], "datetime64[us]"),
        np.array([values[n] for n in kept], np.float64),
        step,
        origin,
        found.dataset.irregular,
    )


def words(component: Any) -> str:
    """Every text in a component, joined."""
    if component is None:
        return ""
    if isinstance(component, list | tuple):
        return " ".join(filter(None, (words(each) for each in component)))
    if isinstance(component, Component):
        return words(getattr(component, "children", None))
    return str(component)
