"""Heat map: a column a day, a row an hour of the Central clock, the hour's mean as one of a few colours.

The two days of the year on which the clock changes keep the 24 rows: the hour that is skipped is a crossed cell,
and the hour that comes twice is a split one, its first pass (CDT) above its second (CST). A 25th row would be empty
on every other day, and would push what follows out of line with its neighbours.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from models import citation
from models.card import CardSpec, whole_days
from models.clock import central, day_bounds, from_micros, micros, operating_day
from models.selection import Window
from models.series import Series
from models.statistics import Hours, hourly
from pages.figures import labels, zone
from pages.figures.chart import Figure, figure, key_of
from pages.figures.heat_scale import steps
from pages.figures.labels import AxisUnit
from pages.figures.lines import name_of
from pages.figures.points import Floats, encode

_HOURS = 24
_MOST_COLUMNS = 400
_HOUR_MICROS = 3_600_000_000
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class _Grid:
    """days: first instants of the days and the end of the last, microseconds. each: days in a column."""

    days: list[int]
    each: int

    @property
    def columns(self) -> int:
        return -(-(len(self.days) - 1) // self.each)

    @property
    def edges(self) -> list[int]:
        """Milliseconds at which the columns begin, and at which the last one ends."""
        return [day // 1000 for day in (*self.days[: -1 : self.each], self.days[-1])]


@dataclass(frozen=True, slots=True)
class _Change:
    """A day on which the clock changes: its column, and the row that is missing or comes twice."""

    column: int
    day: datetime
    row: int
    skipped: bool


def draw(card: CardSpec, series: Sequence[Series], window: Window) -> Figure:
    """One series over the days of the window, at least 31; the window itself is framed where it is only a part."""
    shown = whole_days(window)
    grid = _grid(shown)
    one = next((each for each in series if len(each)), None)
    unit = AxisUnit(card.parts[0].meaning.unit.symbol, 1.0, card.parts[0].meaning.unit.decimals)
    if one is None:
        return _figure(card, [], grid, unit)
    changes = _changes(grid)
    values, twice = _cells(hourly(one), grid, changes)
    scale = steps(card.parts[0], np.concatenate([values.ravel(), np.array([*twice.values()])]))
    meta: dict[str, Any] = {
        "key": key_of(one),
        "unit": unit.symbol,
        "decimals": unit.decimals,
        "bounds": list(scale.bounds),
        "colours": list(scale.colours),
        "cites": citation.template(one, _HOUR),
    }
    trace = {
        "type": "heatmap",
        "name": name_of(one, [one]),
        "z": {**encode(values.ravel()), "shape": f"{_HOURS}, {grid.columns}"},
        "hoverinfo": "skip",
        "showscale": False,
        "meta": meta,
    }
    return _figure(
        card,
        [trace],
        grid,
        unit,
        skipped=[[each.column, each.row] for each in changes if each.skipped],
        twice=[[each.column, each.row, twice.get(each.column)] for each in changes if not each.skipped],
        notes=_elsewhere() + _notes(changes),
        frame=_framed(window, shown, grid),
    )


def _figure(card: CardSpec, traces: list[dict[str, Any]], grid: _Grid, unit: AxisUnit, **meta: Any) -> Figure:
    hours = [0, 6, 12, 18]
    sideways = {"type": "linear", "range": [-0.5, grid.columns - 0.5]}
    upright = {"range": [_HOURS - 0.5, -0.5], "tickvals": hours, "ticktext": [f"{hour:02d}:00" for hour in hours]}
    return figure(card, traces, sideways, upright, unit, across="days", edges=grid.edges, each=grid.each, **meta)


def _grid(window: Window) -> _Grid:
    day, last = operating_day(window.start), operating_day(window.end - timedelta(microseconds=1))
    days = []
    while day <= last:
        days.append(micros(day_bounds(day)[0]))
        day += timedelta(days=1)
    count = len(days)
    # Beyond what a screen has pixels for, a column holds whole weeks.
    each = 1 if count <= _MOST_COLUMNS else 7 * -(-count // (7 * _MOST_COLUMNS))
    return _Grid([*days, micros(window.end)], each)


def _changes(grid: _Grid) -> list[_Change]:
    """The days of 23 and 25 hours, where every day has a column of its own."""
    if grid.each > 1:
        return []
    lengths = np.diff(grid.days) // _HOUR_MICROS
    return [_change(int(n), from_micros(grid.days[n])) for n in np.flatnonzero(lengths != _HOURS)]


def _change(column: int, day: datetime) -> _Change:
    hours = [central(day + n * _HOUR) for n in range(_HOURS + 1)]
    twice = next((hour for hour in hours if hour.fold), None)
    if twice is not None:
        return _Change(column, day, twice.hour, False)
    skipped = next(n for n, hour in enumerate(hours) if hour.hour != n)
    return _Change(column, day, skipped, True)


def _cells(hours: Hours, grid: _Grid, changes: Sequence[_Change]) -> tuple[Floats, dict[int, float]]:
    """Means by row and column, NaN where there is none; and the second pass of each hour that comes twice."""
    starts = hours.starts.astype(np.int64)
    inside = (starts >= grid.days[0]) & (starts < grid.days[-1])
    starts, values = starts[inside], hours.values[inside]
    day = np.searchsorted(grid.days, starts, side="right") - 1
    row = (starts - np.array(grid.days)[day]) // _HOUR_MICROS
    second = np.zeros(len(row), dtype=bool)
    lengths = np.diff(grid.days) // _HOUR_MICROS
    for n in np.flatnonzero(lengths != _HOURS):
        change = _change(int(n), from_micros(grid.days[n]))
        own = day == n
        second |= own & (row == change.row + 1) & (not change.skipped)
        row = row + np.where(own & change.skipped & (row >= change.row), 1, 0)
        row = row - np.where(own & (not change.skipped) & (row > change.row), 1, 0)
    split = {each.column for each in changes if not each.skipped}
    apart = second & np.isin(day // grid.each, list(split)) if split else np.zeros(len(row), dtype=bool)
    twice = {int(n): float(value) for n, value in zip(day[apart] // grid.each, values[apart], strict=True)}
    sums, counts = np.zeros((_HOURS, grid.columns)), np.zeros((_HOURS, grid.columns))
    where = (row[~apart], day[~apart] // grid.each)
    np.add.at(sums, where, values[~apart])
    np.add.at(counts, where, 1.0)
    return np.where(counts > 0, sums / np.maximum(counts, 1.0), np.nan), twice


def _elsewhere() -> list[str]:
    """Said where other clocks are shown beside it: an hour ending is a Central hour."""
    return [] if zone.shown().is_central else ["Days and hours are Central"]


def _notes(changes: Sequence[_Change]) -> list[str]:
    """What a crossed and a split cell mean, in words."""
    crossed = [each for each in changes if each.skipped]
    split = [each for each in changes if not each.skipped]
    words = [f"Crossed: {_days(crossed)} had no {crossed[0].row:02d}:00"] if crossed else []
    return words + ([f"Split: {_days(split)} had {split[0].row:02d}:00 twice"] if split else [])


def _days(changes: Sequence[_Change]) -> str:
    return " and ".join(labels.operating_day(each.day) for each in changes)


def _framed(window: Window, shown: Window, grid: _Grid) -> dict[str, Any] | None:
    """The columns of the window and its days in words; None where it is all that is shown."""
    first, last = _column(window.start, grid), _column(window.end - timedelta(microseconds=1), grid)
    if first == 0 and last == grid.columns - 1:
        return None
    return {"from": first, "to": last, "words": f"Framed: {labels.day_range(window.start, window.end)}"}


def _column(instant: datetime, grid: _Grid) -> int:
    return (int(np.searchsorted(grid.days, micros(instant), side="right")) - 1) // grid.each
