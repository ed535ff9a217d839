"""ERCOT's words explained in their place: underlined with dots, told by pointer, keyboard and touch."""

from dash import html
from dash.development.base_component import Component

from models.catalog import glossary
from pages.figures.attributes import data


def term(word: str, meaning: str) -> Component:
    """A word that tells its meaning; assets/bubble.js shows it."""
    return html.Button(word, className="term", **data(bubble=meaning))


def known(word: str) -> Component:
    """A word of the glossary, under any of its spellings. Raises KeyError for one that it does not have."""
    return term(word, glossary.meaning(word))


def explained(text: str) -> str | list[Component | str]:
    """A text in which the glossary's words tell what they mean; each for the first time it stands there."""
    parts = glossary.parted(text)
    if not any(meaning for _, meaning in parts):
        return text
    return [term(words, meaning) if meaning else words for words, meaning in parts]
