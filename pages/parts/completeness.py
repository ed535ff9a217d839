"""Completeness: a strip of days for each dataset, filled by the share that is stored, each day told in words."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from dash import html
from dash.development.base_component import Component

from models.catalog.dataset import Dataset
from models.citation import Count, Counted
from models.clock import day_bounds
from models.completeness import Completeness, Counting, Day
from models.feed_state import Gap
from pages.figures import cited, labels
from pages.figures.attributes import aria, data
from pages.parts import listing, states

_DASH = "\N{EN DASH}"
_MOST_STRETCHES = 3
# So many days of a strip are as wide as a label on a phone.
_LABEL = 12
_LEGEND = (
    ("full", "all intervals"),
    ("some", "some missing"),
    ("none", "none"),
    ("short", "a series holds fewer"),
    ("before", "before the first document"),
)


def strips(rows: Sequence[Completeness], gaps: Sequence[Gap]) -> Component:
    """Datasets that can be counted, in the catalog's order; below them the others, with why they cannot.

    gaps: those known of the same days.
    """
    counted = [row for row in rows if row.counting is Counting.COUNTED]
    if not any(day.due for row in counted for day in row.days):
        return states.empty("No document has been stored yet.", "Days are counted from the first one on.")
    of: dict[str, list[Gap]] = {}
    for gap in sorted(gaps, key=lambda each: each.start):
        of.setdefault(gap.dataset, []).append(gap)
    others = [row for row in rows if row.counting is not Counting.COUNTED]
    return html.Div(
        [
            _legend(),
            html.Div(
                [_strip(row, of.get(row.dataset.id, [])) for row in counted] + [_axis(counted[0].days)],
                className="strips",
            ),
            html.Dl([_uncounted(row) for row in others], className="uncounted"),
        ],
        className="completeness",
    )


def _legend() -> Component:
    words = [html.Span([html.I(className=f"day {kind}"), word]) for kind, word in _LEGEND]
    return html.P(words, className="legend", **aria(hidden="true"))


def _strip(row: Completeness, gaps: Sequence[Gap]) -> Component:
    name = f"strip-{row.dataset.id}"
    return html.Div(
        [
            html.Span([row.dataset.title, html.Span(_every(row.dataset), className="code")], id=name, className="name"),
            html.Div(
                className="days",
                role="listbox",
                tabIndex="0",
                **aria(labelledby=name, orientation="horizontal"),
                **data(dataset=row.dataset.id, days=json.dumps(cells(row, gaps), separators=(",", ":"))),
            ),
            cited.number(percent(row.share), _all(row), f"of {row.dataset.title} is stored", "share"),
        ],
        className="strip-row",
    )


def _all(row: Completeness) -> Count:
    days = day_bounds(row.days[0].day)[0], day_bounds(row.days[-1].day)[1]
    return Count(Counted.INTERVALS, row.dataset.id, *days)


def cells(row: Completeness, gaps: Sequence[Gap]) -> dict[str, Any]:
    """What the strip is drawn from: the first day, then for each day stored and due; notes by position.

    A due of null is a day before the first document. short: positions where a series holds fewer than the others.
    """
    notes = {str(n): note for n, day in enumerate(row.days) if (note := _note(row.dataset, day, gaps))}
    return {
        "from": row.days[0].day.isoformat(),
        "cells": [[day.stored, day.due] for day in row.days],
        "notes": notes,
        "short": [n for n, day in enumerate(row.days) if day.short],
    }


def _note(dataset: Dataset, day: Day, gaps: Sequence[Gap]) -> str:
    """2 missing 02:00-02:30 CDT, why; what of single series is short."""
    parts = []
    if day.missing:
        parts.append(f"{labels.number(day.missing, 0)} missing{_where(day.day, gaps)}")
    if day.short:
        name, count = min(day.short, key=lambda each: each[1])
        series = "1 series holds" if len(day.short) == 1 else f"{len(day.short)} series hold"
        parts.append(f"{series} fewer: {name} {labels.number(count, 0)}")
    if day.due is None and day.stored:
        parts.append(f"{labels.number(day.stored, 0)} {'interval' if day.stored == 1 else 'intervals'} came later")
    return "; ".join(parts)


def _where(day: date, gaps: Sequence[Gap]) -> str:
    start, end = day_bounds(day)
    inside = [each for each in gaps if each.closed_at is None and each.start < end and each.end > start]
    if not inside:
        return ", not looked into yet"
    # A gap to the end of the day ends at 24:00 of it and not at 00:00 of the next.
    spans = [_span(max(each.start, start), min(each.end, end), end) for each in inside[:_MOST_STRETCHES]]
    rest = len(inside) - len(spans)
    more = f" and {rest} more" if rest else ""
    return f" {', '.join(spans)}{more}. {listing.cut(inside[0].cause)}"


def _span(start: datetime, end: datetime, midnight: datetime) -> str:
    until = "24:00" if end == midnight else labels.clock(end)
    first, last = labels.clock_zone(start)[-3:], labels.clock_zone(end - timedelta(microseconds=1))[-3:]
    letters = f" {first}" if first != last else ""
    return f"{labels.clock(start)}{letters}{_DASH}{until} {last}"


def _axis(days: Sequence[Day]) -> Component:
    """Months where they begin, the last day, and the first one where no month begins beside it."""
    size = len(days)
    marks = [(n, f"{each.day:%b}") for n, each in enumerate(days) if each.day.day == 1 and n <= size - _LABEL]
    if not marks or marks[0][0] >= _LABEL:
        marks.insert(0, (0, _short(days[0].day)))
    return html.Div(
        html.Div(
            [html.Span(word, style={"left": f"{n / size:.2%}"}) for n, word in marks]
            + [html.Span(_short(days[-1].day), className="last")],
            className="days-axis",
        ),
        className="strip-row axis",
        **aria(hidden="true"),
    )


def _short(day: date) -> str:
    return f"{day.day} {day:%b}"


def _uncounted(row: Completeness) -> Component:
    return html.Div([html.Dt(row.dataset.title), html.Dd(_WHY[row.counting](row.dataset))])


def _every(dataset: Dataset) -> str:
    return labels.every(dataset.interval)


_WHY: Mapping[Counting, Any] = {
    Counting.IRREGULAR: lambda dataset: f"Irregular, about every {_every(dataset)}: no count is due.",
    Counting.AS_NEEDED: lambda _: "Published as needed: no count is due.",
    Counting.REST_OF_DAY: lambda _: "Each publication holds what is left of its day: no count is due.",
}


def percent(share: float | None) -> str:
    """One decimal, cut and not rounded: only what is whole is 100 %."""
    if share is None:
        return labels.MISSING
    return "100 %" if share >= 1 else f"{labels.number(int(share * 1000) / 10, 1)} %"


def sentence(day: Day) -> str:
    """94 of 96 intervals: one day in words."""
    if day.due is None:
        return "before the first document"
    if not day.due:
        return "nothing due yet"
    return f"{labels.number(day.stored, 0)} of {labels.number(day.due, 0)} intervals"
