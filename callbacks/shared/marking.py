"""The marks of an answer: read once, for all charts of a page together."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import dash
import structlog

from callbacks.shared.failures import reference
from models.card import CardSpec
from models.mark import MarkKind
from models.problems import Unavailable
from models.selection import Window
from models.store.database import Database
from models.store.marks import Subject, marks
from pages.figures.draw import CHARTS
from pages.parts import marks as words

log = structlog.get_logger(__name__)


def of_cards(
    database: Database, kinds: Sequence[MarkKind], cards: Iterable[CardSpec], window_of: Callable[[CardSpec], Window]
) -> list[dict[str, Any]]:
    """Marks over everything that the charts among the cards show.

    When they cannot be read the charts stand without them, and the page says so. Raises Unavailable.
    """
    charts = [card for card in cards if card.kind in CHARTS]
    if not kinds or not charts:
        return []
    windows = [window_of(card) for card in charts]
    whole = Window(min(each.start for each in windows), max(each.end for each in windows))
    subjects = [Subject(name, part.entities) for card in charts for part in card.all_parts for name in part.measures]
    try:
        return [words.plain(mark) for mark in marks(database, kinds, whole, list(dict.fromkeys(subjects)))]
    except Unavailable:
        raise
    except Exception as error:
        ref = reference()
        log.error("marks_failed", ref=ref, exc_info=error)
        dash.set_props("notice", {"children": f"The marks could not be read. The data is safe. ref {ref}"})
        return []
