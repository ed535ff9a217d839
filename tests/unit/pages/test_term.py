"""ERCOT's words: found in a text, explained once, and in the catalog's own words where it has some."""

import re

import pytest

from models.catalog.capacity import PRC
from models.catalog.conditions import INERTIA
from models.catalog.glossary import WORDS, meaning, parted
from pages.figures.term import explained
from tests.support.drawing import words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Reserves (PRC)", ["PRC"]),
        ("DA HE 16", ["DA", "HE"]),
        ("8,711 above EEA 1", ["EEA 1"]),
        ("Hub average, real time", ["Hub average"]),
        ("Hub prices, real time", ["Hub"]),
        ("Net load", ["Net load"]),
        ("hub after hub", ["hub"]),
        ("hubris, HEAT, DAM, GitHub and EEA1", []),
        ("Demand", []),
        ("", []),
    ],
)
def test_words_are_found_whole_and_explained_once(text: str, found: list[str]) -> None:
    parts = parted(text)
    assert [part for part, said in parts if said] == found
    assert "".join(part for part, _ in parts) == text


def test_a_text_without_such_words_stays_a_text() -> None:
    assert explained("Demand") == "Demand"
    assert words(explained("Reserves (PRC)")).replace(" ", "") == "Reserves(PRC)"


def test_what_a_measure_means_is_said_once() -> None:
    assert meaning("PRC").endswith(PRC.meaning)
    assert meaning("inertia") == INERTIA.meaning


@pytest.mark.parametrize("each", WORDS, ids=lambda each: each.word)
def test_meanings_are_sentences(each: object) -> None:
    word = next(known for known in WORDS if known is each)
    assert re.fullmatch(r"[A-Z].{20,300}\.", word.meaning)


def test_no_spelling_means_two_things() -> None:
    every = [spelling for word in WORDS for spelling in (word.word, *word.spellings)]
    assert len(every) == len(set(every))


def test_the_words_asked_for_are_all_there() -> None:
    for word in ("PRC", "EEA", "HE", "hub", "load zone", "SCED", "ECRS", "RRS", "NSPIN", "REGUP", "REGDN"):
        assert meaning(word)
    assert meaning("net load")
