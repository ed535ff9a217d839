"""The marks of an answer: read once, for all charts of a page together."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from models.card import CardSpec
from models.mark import MarkKind
from models.selection import Window
from models.store.database import Database
from models.store.marks import Subject, marks
from pages.figures.draw import CHARTS
from pages.parts import marks as words


def of_cards(
    database: Database, kinds: Sequence[MarkKind], cards: Iterable[CardSpec], at: datetime
) -> list[dict[str, Any]]:
    """Marks over everything that the charts among the cards show. Raises Unavailable."""
    charts = [card for card in cards if card.kind in CHARTS]
    if not kinds or not charts:
        return []
    windows = [card.span.window(at) for card in charts]
    whole = Window(min(each.start for each in windows), max(each.end for each in windows))
    subjects = [Subject(name, part.entities) for card in charts for part in card.all_parts for name in part.measures]
    return [words.plain(mark) for mark in marks(database, kinds, whole, list(dict.fromkeys(subjects)))]
