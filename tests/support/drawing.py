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


def bucketed(
    measure: str,
    values: Sequence[float],
    bucket: timedelta,
    *,
    low: Sequence[float] | None = None,
    high: Sequence[float] | None = None,
    entity: str = "ERCOT",
    start: datetime = START,
    skip: Sequence[int] = (),
) -> Series:
    """Values that were combined over buckets, each with its least and most, which are the value itself if not given."""
    found = measure_named(measure)
    kept = [n for n in range(len(values)) if n not in skip]
    first = np.datetime64(start.astimezone(UTC).replace(tzinfo=None), "us")
    every = np.timedelta64(bucket // timedelta(microseconds=1), "us")
    lows, highs = values if low is None else low, values if high is None else high
    return Series(
        found,
        entity_named(found.dataset.entities, entity),
        np.array([first + n * every for n in kept], "datetime64[us]"),
        np.array([values[n] for n in kept], np.float64),
        bucket,
        Origin.ERCOT,
        found.dataset.irregular,
        np.array([lows[n] for n in kept], np.float64),
        np.array([highs[n] for n in kept], np.float64),
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
