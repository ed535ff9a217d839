"""ERCOT's words that people meet on the screen, with what they mean; a measure's own meaning where there is one."""

import re
from dataclasses import dataclass

from models.catalog.capacity import PRC
from models.catalog.conditions import CONDITIONS_NET_LOAD, INERTIA
from models.catalog.prices import DAM_SPP, RT_SPP


@dataclass(frozen=True, slots=True)
class Word:
    """A word, every other way in which it is written, and its meaning in sentences that stand alone."""

    word: str
    meaning: str
    spellings: tuple[str, ...] = ()


WORDS = (
    Word("PRC", f"Physical responsive capability. {PRC.meaning}"),
    Word(
        "EEA",
        "Energy emergency alert: what ERCOT may declare when reserves run low, in three levels. The third allows "
        "controlled outages.",
        ("EEA 1", "EEA 2", "EEA 3"),
    ),
    Word("HE", "Hour ending: hours are named by their end, so HE 16 runs from 15:00 to 16:00 Central time."),
    Word("Hub average", "The mean of ERCOT's hub prices, a usual reference for the price of the whole market."),
    Word("hub", "A group of buses whose prices are averaged into one price for trading.", ("Hub", "hubs", "Hubs")),
    Word(
        "load zone",
        "A part of the grid whose customers pay one price, the mean of its buses weighted by their load.",
        ("Load zone", "load zones", "Load zones"),
    ),
    Word(
        "SCED",
        "Security-constrained economic dispatch: the run, about every 5 minutes, that sets who generates how much, and "
        "the price.",
    ),
    Word(
        "ECRS",
        "ERCOT contingency reserve service: capacity that can be there within 10 minutes.",
        ("Contingency reserve",),
    ),
    Word(
        "RRS",
        "Responsive reserve service: capacity that answers a fall of the frequency within seconds.",
        ("Responsive reserve",),
    ),
    Word("NSPIN", "Non-spinning reserve: capacity that can be there within 30 minutes.", ("Non-spin",)),
    Word(
        "REGUP",
        "Regulation up: capacity that follows ERCOT's signal upwards every few seconds, to hold the frequency.",
        ("Regulation up",),
    ),
    Word(
        "REGDN",
        "Regulation down: capacity that follows ERCOT's signal downwards every few seconds, to hold the frequency.",
        ("Regulation down",),
    ),
    Word(
        "Ancillary services",
        "Capacity that ERCOT buys beside energy, to keep the grid steady: regulation and reserves.",
    ),
    Word("net load", CONDITIONS_NET_LOAD.meaning, ("Net load",)),
    Word("inertia", INERTIA.meaning),
    Word("RT", f"Real time. {RT_SPP.meaning}"),
    Word("DA", f"Day ahead. {DAM_SPP.meaning}"),
)

_BY_SPELLING = {spelling: word for word in WORDS for spelling in (word.word, *word.spellings)}
# Longer spellings first, so that "Hub average" is not taken for "Hub".
_FOUND = re.compile(
    r"(?<![\w-])(" + "|".join(map(re.escape, sorted(_BY_SPELLING, key=len, reverse=True))) + r")(?![\w-])"
)


def meaning(word: str) -> str:
    """What a word means. Raises KeyError for one that the glossary does not have."""
    return _BY_SPELLING[word].meaning


def parted(text: str) -> list[tuple[str, str]]:
    """A text in parts: each with its meaning where it is a word of the glossary for the first time, else empty."""
    said: set[str] = set()
    parts: list[tuple[str, str]] = []
    for part in _FOUND.split(text):
        found = _BY_SPELLING.get(part)
        known = found is not None and found.word not in said
        if found is not None:
            said.add(found.word)
        if part:
            parts.append((part, found.meaning if found is not None and known else ""))
    return parts
