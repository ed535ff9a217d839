"""Data's twin: what the store knows of feeds, gaps, quarantine and refusals, resent only where it changed."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import dash
from dash.development.base_component import Component

from callbacks.shared.asking import away, bind
from callbacks.shared.failures import guarded
from callbacks.shared.held import Held
from callbacks.shared.services import Services
from models.clock import micros, now
from models.problems import Unavailable
from models.store import freshness
from pages import data as page
from pages.figures import labels
from pages.parts import badges, feeds
from pages.parts.tile import body_id, head, head_id

_MOST = 200
_TEXTS = tuple(id for tile in page.TILES for id in (head_id(tile), body_id(tile)))


def register(app: dash.Dash, services: Services) -> None:
    """Bind the page: the timer asks, the server answers."""
    bind(app, page.ASKING, _TEXTS, partial(respond, services))


def respond(services: Services, account: object) -> tuple[Any, ...]:
    """The answer, the new account, and the texts in the order of `_TEXTS`; unchanged ones are left alone."""
    at = now()
    database, held = services.database, Held(account)
    try:
        states = freshness.feeds_state(database)
        missing = freshness.gaps(database, limit=_MOST)
        kept_out = freshness.quarantine(database, limit=_MOST)
    except Unavailable:
        return away(at, _TEXTS)
    rows = [each for each in kept_out if each.line]
    documents = [each for each in kept_out if not each.line]
    mark = badges.simulated_word(database.origin)
    when = [*mark, badges.plain(labels.clock_zone(at, seconds=True))]
    texts: dict[str, Any] = {
        head_id(page.FEEDS): head("", [badges.plain(feeds.feeds_summary(states)), *when]),
        head_id(page.GAPS): _count(missing, "gap", mark),
        head_id(page.QUARANTINE): _count(rows, "row", mark),
        head_id(page.REFUSED): _count(documents, "document", mark),
        body_id(page.FEEDS): guarded(page.FEEDS, lambda: feeds.feeds(states, at)),
        body_id(page.GAPS): guarded(page.GAPS, lambda: feeds.gaps(missing)),
        body_id(page.QUARANTINE): guarded(page.QUARANTINE, lambda: feeds.quarantine(rows)),
        body_id(page.REFUSED): guarded(page.REFUSED, lambda: feeds.refused(documents)),
    }
    answer = {"at": micros(at) // 1000, "away": False, "figures": {}, "newest": None}
    return (answer, held.account, *(held.text(id, texts[id]) for id in _TEXTS))


def _count(rows: Sequence[object], word: str, mark: list[Component]) -> list[Component]:
    newest = "newest " if len(rows) == _MOST else ""
    return head("", [*mark, badges.plain(f"{newest}{len(rows)} {word}{'' if len(rows) == 1 else 's'}")])
