"""Points and prices that an address chooses: read strictly, the wrong ones named, the rest shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from models.points import LISTED, Point, listed

MOST_POINTS = 8
"""As many as can be told apart on one chart, each in real time and day ahead; all load zones together are eight."""

SHOWN = 40
"""Characters of what someone typed that are said back."""

_NAMED = 3


@dataclass(frozen=True, slots=True)
class Show:
    """Something that can be shown or left out. title: on its switch; meaning: in full."""

    id: str
    title: str
    meaning: str


def names_in(text: str) -> list[str]:
    """The names of a list, each once, in their order."""
    return list(dict.fromkeys(name for name in (each.strip() for each in text.split(",")) if name))


def points(
    text: str | None, default: Sequence[str], known: Mapping[str, Point], problems: dict[str, str]
) -> tuple[Point, ...]:
    """The places that a list names, in its order; the default ones where it names none that exists.

    known: nodes that the store knows, by code.
    """
    fallback = tuple(LISTED[code] for code in default)
    if text is None:
        return fallback
    found: dict[str, Point] = {}
    unknown = []
    for name in names_in(text):
        place = listed(name) or known.get(name.upper())
        if place is None:
            unknown.append(name)
        else:
            found.setdefault(place.code, place)
    said = [_unknown(unknown)] if unknown else []
    if not found and not unknown:
        said.append("No point is named.")
    if len(found) > MOST_POINTS:
        said.append(f"At most {MOST_POINTS} points are shown; these are the first {MOST_POINTS} of {len(found)}.")
    if said:
        problems["points"] = " ".join(said)
    return tuple(found.values())[:MOST_POINTS] or fallback


def _unknown(names: Sequence[str]) -> str:
    quoted = ", ".join(quote(name) for name in names[:_NAMED])
    if len(names) > 1:
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        return f"There are no points named {quoted}{more}."
    near = get_close_matches(names[0][:SHOWN].upper(), list(LISTED), n=2, cutoff=0.6)
    return f"There is no point named {quoted}." + (f" Did you mean {' or '.join(near)}?" if near else "")


def shows(text: str | None, offer: Sequence[Show], problems: dict[str, str]) -> tuple[str, ...]:
    """Ids of what a list wants shown, in the order of the offer; all where it names nothing that exists."""
    every = tuple(each.id for each in offer)
    if text is None:
        return every
    names = [name.casefold() for name in names_in(text)]
    unknown = [name for name in names if name not in every]
    if unknown or not names:
        what = f"Nothing here is named {quote(unknown[0])}" if unknown else "Something must be shown"
        problems["show"] = f"{what}; there are {', '.join(every)}."
    return tuple(id for id in every if id in names) or every


def quote(name: str) -> str:
    """What someone typed, in quotation marks; of much only the beginning."""
    return f"\N{LEFT DOUBLE QUOTATION MARK}{name[:SHOWN]}\N{RIGHT DOUBLE QUOTATION MARK}"
