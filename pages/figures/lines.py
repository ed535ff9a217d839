"""Line and step charts: real time solid, forecasts dashed, day-ahead dotted; spikes stop the axis and are named."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from models.card import CardSpec, ChartKind
from models.catalog.entity import SYSTEM_CODE
from models.clock import from_micros
from models.selection import Window
from models.series import Series
from pages.figures import colours, scale, thresholds
from pages.figures.chart import DAY_AHEAD, Figure, Trace, end_label, frame, key_of, reach, trace
from pages.figures.labels import AxisUnit, axis_unit, bucket_day, clock, number, short_day
from pages.figures.points import Floats, Points, as_band, as_line, as_steps, gap_marks, step_of

_MOST_SPIKES = 12
_BAND_OPACITY = 0.4
_MOST_LABELS = 7
_FILLED = frozenset({"demand", "load"})
"""Measures of the whole system that stand on a wash, as the ground of their chart."""


def draw(card: CardSpec, series: Sequence[Series], window: Window) -> Figure:
    """A line or step chart of every series that has values; MW from zero, prices around theirs.

    Where values were combined, a band behind the line reaches from each bucket's least to its most.
    """
    present = [each for each in series if len(each)]
    finite = reached(present)
    full, stop = scales(present, finite)
    shown = full if stop is None else scale.clipped_at(stop, finite)
    unit = axis_unit(card.parts[0].meaning.unit, float(np.abs(finite).max()) if len(finite) else 0.0)
    drawn = reach(card, window, present)
    figure = frame(
        card,
        [
            *(band for band in (_band(each) for each in reversed(present)) if band),
            *(filled for each in present for filled in _signed(card, each)),
            *(_trace(card, each, present) for each in reversed(present)),
        ],
        drawn,
        shown,
        unit,
        ends=[
            *(label for label in (_end(each, present, unit) for each in present) if label),
            *thresholds.ends(present, drawn, unit),
        ],
        thresholds=thresholds.lines(present, drawn),
        gaps=gap_marks(present[0]) if present else [],
        now=any(each.measure.dataset.is_forecast for each in present) or _looks_ahead(card, present),
        negative=bool(len(finite)) and float(finite.min()) < 0,
    )
    if stop is not None:
        dated = drawn.end - drawn.start > timedelta(hours=26)
        stop_at(figure, _spikes(present, stop, dated=dated), stop, full, unit)
    return figure


def reached(present: Sequence[Series]) -> Floats:
    """Every number that a drawing must have room for: values and, where they were combined, their least and most."""
    every = [part for each in present for part in (each.values, each.low, each.high) if part is not None]
    values = np.concatenate(every) if every else np.empty(0)
    return values[np.isfinite(values)]


def scales(present: Sequence[Series], finite: Floats) -> tuple[scale.Scale, float | None]:
    """The axis that shows everything and, where spikes would flatten all else, where it stops."""
    priced = bool(present) and present[0].measure.unit.quantity.startswith("price")
    return scale.around(finite) if priced else scale.from_zero(finite), scale.spike_stop(finite) if priced else None


def stop_at(figure: Figure, marks: list[dict[str, Any]], stop: float, full: scale.Scale, unit: AxisUnit) -> None:
    """Name what lies beyond the stop, and keep the whole scale at hand."""
    figure["layout"]["meta"] |= {"spikes": marks, "full": full.axis(unit), "stop": number(stop, 0)}


def _is_step(card: CardSpec, series: Series) -> bool:
    return card.kind is ChartKind.STEP and not series.irregular


def _looks_ahead(card: CardSpec, present: Sequence[Series]) -> bool:
    """Whether the day-ahead market's prices of days that stand still go on where real time ends."""
    return not card.span.length and any(is_second(each, present) for each in present)


def is_second(series: Series, present: Sequence[Series]) -> bool:
    """Whether it is the day-ahead market beside real time."""
    return series.measure.id in DAY_AHEAD and any(each.measure.id not in DAY_AHEAD for each in present)


def _trace(card: CardSpec, series: Series, present: Sequence[Series]) -> Trace:
    step = _is_step(card, series)
    points = as_steps(series) if step else as_line(series)
    line = stroke(series)
    if step:
        line["shape"] = "hv"
    if _is_spread(card, series):
        line |= {"color": "--t2", "width": 0.8}
    more: dict[str, Any] = {"meta": {"forecast": series.measure.dataset.is_forecast or is_second(series, present)}}
    if "dash" not in line and _stands_on_wash(series):
        more |= {"fill": "tozeroy", "fillcolor": "--accent-wash"}
    return trace(series, points, name=name_of(series, present), line=line, **more)


def _band(series: Series) -> Trace | None:
    """What lies between each bucket's least and most, behind its line and quieter; its rim keeps one bucket visible."""
    points = as_band(series)
    if points is None:
        return None
    color = colours.line(series)
    return trace(
        series,
        points,
        name=f"{series.label}, least to most",
        line={"color": color, "width": 1},
        fill="toself",
        fillcolor=color,
        opacity=_BAND_OPACITY,
        meta={"key": f"{key_of(series)}:band", "band": key_of(series)},
    )


def _is_spread(card: CardSpec, series: Series) -> bool:
    """One market's prices less another's, in steps: no place's line but a distance from zero."""
    made = "-" in series.measure.id and series.measure.unit.quantity.startswith("price")
    return made and _is_step(card, series)


def _signed(card: CardSpec, series: Series) -> list[Trace]:
    """What a spread of prices is filled with: what lies above zero and what lies below it, in their colours."""
    if not _is_spread(card, series):
        return []
    points = as_steps(series)
    return [
        trace(
            series,
            Points(points.x, part, points.closing),
            name=f"{series.label}, {side} zero",
            line={"color": f"--{side}", "width": 0, "shape": "hv"},
            fill="tozeroy",
            fillcolor=f"--{side}",
            meta={"key": f"{key_of(series)}:{side}", "band": side},
        )
        for side, part in (("above", np.maximum(points.y, 0.0)), ("below", np.minimum(points.y, 0.0)))
    ]


def stroke(series: Series) -> dict[str, Any]:
    """Real time solid, forecasts dashed, day-ahead dotted."""
    line: dict[str, Any] = {"color": colours.line(series), "width": _width(series)}
    if series.measure.dataset.is_forecast:
        return line | {"dash": "4px,3px"}
    return line | {"dash": "1.5px,3px", "width": 1.4} if series.measure.id in DAY_AHEAD else line


def _stands_on_wash(series: Series) -> bool:
    """Of the whole system's load, and of what is made of several measures, the distance from zero is what counts."""
    return series.entity.code == SYSTEM_CODE and (series.measure.id in _FILLED or "-" in series.measure.id)


def _width(series: Series) -> float:
    if series.measure.dataset.entities.id == "settlement_point":
        if series.entity.code == "HB_HUBAVG":
            return 2.4
        return 1.7 if series.entity.code.startswith("HB_") else 1.4 if series.colour else 1.0
    return 2.2 if series.measure.id.startswith("demand") else 1.7


def name_of(series: Series, present: Sequence[Series]) -> str:
    """A short name: hubs without the word, day-ahead marked as such; of several measures of one thing, the measure."""
    if len({each.entity for each in present}) == 1 and len({each.measure.id for each in present}) > 1:
        return series.measure.title
    name = "PRC" if series.measure.id == "prc" else series.label.removesuffix(" hub")
    if is_second(series, present):
        return f"{name}, day-ahead"
    return name


def _end(series: Series, present: Sequence[Series], unit: AxisUnit) -> dict[str, Any] | None:
    """Labels stand at the last point that is drawn; of an actual and its forecast the later one carries it."""
    if series.last is None:
        return None
    if is_second(series, present):
        return _second_end(series, present, unit)
    if series.measure.dataset.is_forecast:
        return end_label(
            _forecast_name(series, present), series.last[1], value=None, unit=unit, color=colours.text(series)
        )
    if any(each.measure.dataset.is_forecast for each in present):
        return None
    label = end_label(
        name_of(series, present).replace("average", "avg"),
        series.last[1],
        value=series.last[1],
        unit=unit,
        color=colours.text(series),
    )
    return {**label, "strong": series.entity.code == "HB_HUBAVG"}


def _second_end(series: Series, present: Sequence[Series], unit: AxisUnit) -> dict[str, Any] | None:
    """Day ahead, beside real time: by its market alone or, of several places, by name while there is room."""
    last = series.values[-1]
    if sum(each.measure.id in DAY_AHEAD for each in present) == 1:
        return end_label("Day-ahead", last, value=last, unit=unit, color="--t3")
    if len(present) > _MOST_LABELS:
        return None
    name = f"{series.label.removesuffix(' hub').replace('average', 'avg')} DA"
    # Where there is little room it goes first: its line has the colour of the real-time one.
    return {**end_label(name, last, value=last, unit=unit, color=colours.text(series)), "minor": True}


def _forecast_name(series: Series, present: Sequence[Series]) -> str:
    short = {"demand_expected": "Demand", "capacity_expected": "Capacity"}
    return short.get(series.measure.id, name_of(series, present))


def _spikes(present: Sequence[Series], stop: float, *, dated: bool) -> list[dict[str, Any]]:
    """One mark per excursion beyond the stop, of whichever series went highest, with its peak and time."""
    highest: dict[int, tuple[float, Series]] = {}
    for series in present:
        tops = series.values if series.high is None else series.high
        beyond = np.flatnonzero(tops > stop)
        for start, value in zip(series.starts[beyond].astype(np.int64).tolist(), tops[beyond].tolist(), strict=True):
            if start not in highest or value > highest[start][0]:
                highest[start] = (value, series)
    if not highest:
        return []
    step = max(step_of(series) for series in present) * 1000 * 1.5
    marks: list[dict[str, Any]] = []
    run: list[int] = []
    for start in [*sorted(highest), None]:
        if run and (start is None or start - run[-1] > step):
            peak_at = max(run, key=lambda at: highest[at][0])
            value, series = highest[peak_at]
            marks.append(spike(series, present, value, peak_at, dated=dated))
            run = []
        if start is not None:
            run.append(start)
    return sorted(marks, key=lambda mark: -float(mark["peak"]))[:_MOST_SPIKES]


def spike(series: Series, present: Sequence[Series], value: float, start: int, *, dated: bool) -> dict[str, Any]:
    """The mark of a peak in the interval that starts at so many microseconds, in the middle of it."""
    at = from_micros(start)
    return {
        "x": start / 1000 + step_of(series) / 2,
        "peak": value,
        "text": number(value, 0),
        "when": _when(at, series.interval) if dated else clock(at),
        "name": name_of(series, present),
        "color": colours.text(series),
    }


def _when(start: datetime, length: timedelta) -> str:
    """The day and, of what is no longer than an hour, the time: all that is known of a peak inside a bucket."""
    return f"{short_day(start)} {clock(start)}" if length <= timedelta(hours=1) else bucket_day(start, length)
