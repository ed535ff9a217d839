"""One card's failure stays one card's: it is logged under a reference, and the card says so in its place."""

import secrets
from collections.abc import Callable
from typing import TypeVar

import structlog
from dash.development.base_component import Component

from models.problems import Unavailable
from pages.parts import states

T = TypeVar("T")
log = structlog.get_logger(__name__)


def reference() -> str:
    """Six hex digits that a person can read out and that the log can be searched for."""
    return secrets.token_hex(3)


def guarded(card: str, draw: Callable[[], T], what: str = "This card") -> T | Component:
    """What `draw` gives or, when it fails, the failed state. Raises Unavailable: that is no card's own failure.

    what: the failed thing's name in the words that people read.
    """
    try:
        return draw()
    except Unavailable:
        raise
    except Exception as error:
        ref = reference()
        log.error("card_failed", card=card, ref=ref, exc_info=error)
        return states.failed(ref, what)
