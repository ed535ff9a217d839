"""What is said of points without prices: since when there are any, and which of several have none in these days."""

from collections.abc import Sequence

from models.card import CardSpec
from models.series import Series
from pages.parts import controls
from pages.parts.view import View, words_of

_TITLES = {"rt_spp": "real-time", "dam_spp": "day-ahead"}


def nothing(card: CardSpec, view: View) -> tuple[str, str] | tuple[str, str, str, str]:
    """What stands in place of a card without any price, a hint and, before prices begin, the way to the first."""
    codes = list(dict.fromkeys(code for part in card.parts for code in part.entities))
    names = _together(codes)
    begun = [view.earliest[code] for code in codes if code in view.earliest]
    if not begun:
        return (
            f"No prices for {names} yet.",
            "They appear by themselves with ERCOT\N{RIGHT SINGLE QUOTATION MARK}s next document.",
        )
    first = min(begun)
    if view.last < first:
        day = words_of(first)
        words = f"No prices for {names} before {day}. Earliest: {day}."
        return words, "", f"Go to {day}", view.from_day(first)
    days = controls.days(view)
    return f"No prices for {names} for {days}.", "The Data page says what is missing and why."


def remark(view: View, series: Sequence[Series]) -> str:
    """Which points have no price of a market in these days, where others have; empty when none is missing."""
    there = {(each.measure.id, each.entity.code) for each in series if len(each)}
    asked = {each.measure.id for each in series}
    gone = {
        place.title.removesuffix(" hub"): [
            measure for measure in _TITLES if measure in asked and (measure, place.code) not in there
        ]
        for place in view.points
    }
    said = []
    for lacking in ([*_TITLES], *([measure] for measure in _TITLES)):
        wanted = [measure for measure in lacking if measure in asked]
        names = [name for name, missing in gone.items() if missing == wanted] if wanted == lacking else []
        if names:
            market = "" if len(lacking) > 1 or len(asked) == 1 else f"{_TITLES[lacking[0]]} "
            said.append(f"{_together(names)}: no {market}prices in these days.")
    return " ".join(said)


def _together(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
