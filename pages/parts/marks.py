"""Marks in words: what the browser puts above the charts, and where each of them leads."""

from collections.abc import Mapping
from typing import Any

from models.catalog.conditions import level_of
from models.catalog.dataset import Dataset
from models.catalog.lookup import DATASETS, entity, measure, measures_of
from models.clock import micros
from models.mark import Mark, MarkKind
from pages.figures import labels
from pages.parts.banner import ICONS

TITLES: Mapping[MarkKind, str] = {
    MarkKind.CONDITIONS: "Conditions",
    MarkKind.MESSAGES: "Messages",
    MarkKind.CORRECTIONS: "Corrections",
    MarkKind.OUTAGES: "Feed outages",
}
"""What the switches are called."""

_SIGNS = {
    MarkKind.CONDITIONS: "?",
    MarkKind.MESSAGES: "i",
    MarkKind.CORRECTIONS: "\N{WHITE UP-POINTING TRIANGLE}",
    MarkKind.OUTAGES: labels.MISSING,
}
_COUNTED = {
    MarkKind.CONDITIONS: "declarations",
    MarkKind.MESSAGES: "operations messages",
    MarkKind.CORRECTIONS: "corrections",
    MarkKind.OUTAGES: "feed outages",
}
_LONGEST = 400


def plain(mark: Mark) -> dict[str, Any]:
    """A mark as the browser takes it.

    at, end: milliseconds. sign: its shape in one character. words: what happened, a line each. measures, entity:
    the charts it belongs to are those that show one of these; empty means all. papers: what it cites, if anything.
    """
    found: dict[str, Any] = {
        "kind": mark.kind.value,
        "at": micros(mark.at) // 1000,
        "sign": _sign(mark),
        "words": _words(mark),
    }
    if mark.end is not None:
        found["end"] = micros(mark.end) // 1000
    if mark.dataset:
        found["measures"] = [mark.measure] if mark.measure else [each.id for each in measures_of(_dataset(mark))]
    if mark.entity:
        found["entity"] = mark.entity
    if mark.cited is not None:
        found["papers"] = mark.cited.text()
    return found


def _sign(mark: Mark) -> str:
    if mark.kind is MarkKind.CONDITIONS and mark.count == 1:
        level = level_of(mark.what)
        return ICONS[level.id] if level else "?"
    return _SIGNS[mark.kind]


def _words(mark: Mark) -> list[str]:
    if mark.count > 1 or (mark.kind is not MarkKind.OUTAGES and mark.end is not None):
        return [f"{mark.count:,} {_COUNTED[mark.kind]}", _stretch(mark), "Too many to show one by one in this range."]
    if mark.kind is MarkKind.OUTAGES:
        return [f"No data: {mark.what}", _stretch(mark), *([_cut(mark.text)] if mark.text else [])]
    if mark.kind is MarkKind.CORRECTIONS:
        return [_corrected(mark), f"{labels.full_interval(mark.at, _dataset(mark).interval)}"]
    if mark.kind is MarkKind.CONDITIONS:
        level = level_of(mark.what)
        title = level.title if level else f"ERCOT says: {mark.what}"
    else:
        title = mark.what or "Operations message"
    return [title, f"{labels.day(mark.at)} {labels.clock_zone(mark.at)}", *([_cut(mark.text)] if mark.text else [])]


def _corrected(mark: Mark) -> str:
    meaning = measure(mark.measure)
    place = entity(meaning.dataset.entities, mark.entity).title
    old, new = (labels.quantity(value, meaning.unit) for value in (mark.old, mark.new))
    return f"{place}, {meaning.title.lower()} corrected: {old} \N{RIGHTWARDS ARROW} {new} {meaning.unit.symbol}".strip()


def _stretch(mark: Mark) -> str:
    assert mark.end is not None
    first = f"{labels.day(mark.at)} {labels.clock(mark.at)}"
    same = labels.day(mark.at) == labels.day(mark.end)
    last = labels.clock_zone(mark.end) if same else f"{labels.day(mark.end)} {labels.clock_zone(mark.end)}"
    return f"{first}{'' if same else ' '}{labels.MISSING}{'' if same else ' '}{last}"


def _dataset(mark: Mark) -> Dataset:
    return DATASETS[mark.dataset]


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "\N{HORIZONTAL ELLIPSIS}"
