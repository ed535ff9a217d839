"""How any page is looked at, as its address says it: how often it asks, what marks it carries, whether on a wall."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from models.mark import MarkKind
from pages.parts import query

REFRESHES = (30, 60, 120, 300)
"""Seconds between two questions that one may choose from; the first is the default."""

LEAST_TURN, USUAL_TURN, MOST_TURN = 10, 30, 600
"""Seconds that a page stays on a wall that turns from page to page."""

WORDS = ("refresh", "marks", "wall", "rotate", "tz")
"""What these words say holds on every page, so addresses carry them along; `tz` is read by pages/figures/zone.py."""

_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Manner:
    """refresh: seconds between questions. marks: kinds, in their own order, none unless asked for.

    wall: nothing but the page. rotate: seconds for each page, None to stay.

    problems: what was wrong in the address, by word; the default stands in.
    """

    refresh: int = REFRESHES[0]
    marks: tuple[MarkKind, ...] = ()
    wall: bool = False
    rotate: int | None = None
    problems: Mapping[str, str] = field(default_factory=dict)


def parse(search: Any) -> Manner:
    """The manner that a query describes. An address that says too much has none: its page says so."""
    said = carried(search)
    problems: dict[str, str] = {}
    refresh = _refresh(said.get("refresh"), problems)
    marks = _marks(said.get("marks", ""), problems)
    wall = said.get("wall", "") == "1"
    if "wall" in said and not wall:
        problems["wall"] = f"A wall is asked for with wall=1, not with {_quoted(said['wall'])}."
    rotate = _rotate(said["rotate"], problems, wall=wall) if "rotate" in said else None
    return Manner(refresh, marks, wall, rotate, problems)


def carried(search: Any) -> dict[str, str]:
    """The words of a query that go along to every page, as they stand."""
    try:
        said = query.words(search)
    except query.TooMuch:
        return {}
    return {name: said[name] for name in WORDS if name in said}


def address(search: Any, **changes: str | None) -> str:
    """The same address with some of these words changed; None takes one away."""
    try:
        said = query.words(search)
    except query.TooMuch:
        said = {}
    kept = {name: value for name, value in said.items() if name not in changes}
    return query.address(kept | {name: value for name, value in changes.items() if value is not None})


def length(seconds: int) -> str:
    """30 s, 2 min."""
    return f"{seconds // 60} min" if seconds >= 60 else f"{seconds} s"


def _refresh(text: str | None, problems: dict[str, str]) -> int:
    found = next((each for each in REFRESHES if text == str(each)), None)
    if found is not None or text is None:
        return found or REFRESHES[0]
    choices = ", ".join(str(each) for each in REFRESHES[:-1])
    problems["refresh"] = (
        f"A page asks every {choices} or {REFRESHES[-1]} seconds, not every {_quoted(text)}. "
        f"It asks every {length(REFRESHES[0])}."
    )
    return REFRESHES[0]


def _marks(text: str, problems: dict[str, str]) -> tuple[MarkKind, ...]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    known = [kind.value for kind in MarkKind]
    strange = [name for name in names if name not in known]
    if strange:
        named = ", ".join(_quoted(name) for name in strange[:3])
        problems["marks"] = f"There are no marks named {named}; there are {', '.join(known)}."
    return tuple(kind for kind in MarkKind if kind.value in names)


def switched(found: Manner, kind: MarkKind) -> str | None:
    """The word `marks` with one kind switched on or off; None when none is left."""
    return ",".join(each.value for each in MarkKind if (each in found.marks) != (each is kind)) or None


def _rotate(text: str, problems: dict[str, str], *, wall: bool) -> int | None:
    if not wall:
        problems["rotate"] = "Pages turn on a wall only: add wall=1."
        return None
    if not text:
        return USUAL_TURN
    if text.isascii() and text.isdigit() and LEAST_TURN <= int(text[:6]) <= MOST_TURN:
        return int(text)
    problems["rotate"] = (
        f"Pages turn every {LEAST_TURN} to {MOST_TURN} seconds, not every {_quoted(text)}. "
        f"They turn every {USUAL_TURN} s."
    )
    return USUAL_TURN


def _quoted(text: str) -> str:
    return f"\N{LEFT DOUBLE QUOTATION MARK}{text[:_SHOWN]}\N{RIGHT DOUBLE QUOTATION MARK}"
