"""Data's twin: what the store knows of feeds, days, gaps, refusals and corrections, resent only where it changed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property, partial
from typing import Any

import dash
from dash import Input, State
from dash.development.base_component import Component

from callbacks.shared.asking import away, bind
from callbacks.shared.failures import guarded
from callbacks.shared.held import Held
from callbacks.shared.remembered import Remembered
from callbacks.shared.services import Services
from models.catalog.lookup import DATASETS
from models.citation import Count, Counted
from models.clock import day_bounds, micros, now
from models.completeness import DAYS, Completeness, last_days
from models.feed_state import FeedState, Gap
from models.problems import Unavailable
from models.store import freshness
from models.store.completeness import completeness
from models.store.corrections import corrections
from models.store.database import Database
from pages import data as page
from pages.figures import cited, labels, zone
from pages.parts import badges, choice, feeds
from pages.parts import completeness as strips
from pages.parts import corrections as corrected_values
from pages.parts import gaps as gap_list
from pages.parts.choice import Choice
from pages.parts.tile import body_id, head, head_id
from pages.parts.view import VIEW

_MOST = 200
_MOST_MARKED = 5_000
# Days and corrections are the dear part of an answer, alike for all, and change with documents that come by minutes.
_KEPT_SECONDS = 20.0
_LATELY = timedelta(days=7)
_TEXTS = tuple(id for tile in page.TILES for id in (head_id(tile), body_id(tile)))

Tile = tuple[str, Component]
"""What a tile's head says of its content, and the content."""


def register(app: dash.Dash, services: Services) -> None:
    """Bind the page: the timer and every choice ask, the server answers."""
    choices = State(VIEW, "data"), Input(page.CORRECTED, "data")
    bind(app, page.ASKING, _TEXTS, partial(respond, services, Remembered(_KEPT_SECONDS)), *choices)


def respond(
    services: Services, memory: Remembered, search: object, corrected: object, account: object
) -> tuple[Any, ...]:
    """The answer, the new account, and the texts in the order of `_TEXTS`; unchanged ones are left alone.

    memory: what other visitors were just told. search: the address, which says what gaps are narrowed to. corrected: as
    the browser sends it; what makes no sense is taken for no choice.
    """
    held = Held(account)
    at = now()
    view = _View(services.database, at, choice.parse(search, at), memory)
    dataset = corrected if isinstance(corrected, str) and corrected in DATASETS else None
    tiles: dict[str, Callable[[], Tile]] = {
        page.FEEDS: view.feeds,
        page.COMPLETENESS: view.completeness,
        page.GAPS: view.gaps,
        page.QUARANTINE: view.quarantine,
        page.REFUSED: view.refused,
        page.CORRECTIONS: lambda: view.corrections(dataset),
    }
    try:
        made = {tile: guarded(tile, make) for tile, make in tiles.items()}
    except Unavailable:
        return away(view.at, _TEXTS)
    mark = badges.simulated_word(services.database.origin)
    clock = badges.plain(labels.clock_zone(view.at, seconds=True))
    texts: dict[str, Any] = {}
    for tile, found in made.items():
        words, body = found if isinstance(found, tuple) else ("", found)
        said = [badges.plain(words)] if words else []
        texts[body_id(tile)] = body
        texts[head_id(tile)] = head("", [*said, *mark, clock] if tile == page.FEEDS else [*mark, *said])
    answer = {"at": micros(view.at) // 1000, "away": False, "figures": {}, "newest": None, "due": view.due()}
    return (answer, held.account, *(held.text(id, texts[id]) for id in _TEXTS))


@dataclass
class _View:
    """One answer's reads, each done once and only when a tile wants it."""

    database: Database
    at: datetime
    chosen: Choice
    memory: Remembered

    @cached_property
    def states(self) -> list[FeedState]:
        return freshness.feeds_state(self.database)

    @cached_property
    def titles(self) -> dict[str, str]:
        return {each.name: each.title for each in self.states}

    @cached_property
    def days(self) -> list[Completeness]:
        return self.memory.get("days", lambda: completeness(self.database, self.at))

    def due(self) -> int | None:
        """Milliseconds of when the next of all feeds is asked."""
        moments = [each.next_run for each in self.states if each.next_run is not None]
        return micros(min(moments)) // 1000 if moments else None

    def feeds(self) -> Tile:
        return feeds.feeds_summary(self.states), feeds.feeds(self.states, self.at)

    def completeness(self) -> Tile:
        span = (day_bounds(last_days(self.at)[0])[0], self.at)
        gaps = freshness.gaps(self.database, limit=_MOST_MARKED, within=span)
        # A strip is of operating days, and what it says of one lies inside it: Central, with the letters.
        with zone.showing(zone.CENTRAL):
            return f"{DAYS} days", strips.strips(self.days, gaps)

    def gaps(self) -> Tile:
        chosen, remark = self._chosen()
        found = self._gaps(self._narrowed())
        open_ones = sum(1 for gap in found if not gap.closed_at)
        words = _counted(found, "gap") if open_ones == len(found) else f"{_counted(found, 'gap')}, {open_ones} open"
        return words, gap_list.gaps(found, chosen=chosen, remark=remark, problem=self.chosen.problem)

    def _gaps(self, datasets: Sequence[str] | None) -> list[Gap]:
        """Open ones and those filled lately; of a chosen day all that there were."""
        if self.chosen.day is not None:
            within = day_bounds(self.chosen.day)
            return freshness.gaps(self.database, limit=_MOST, closed=True, datasets=datasets, within=within)
        return freshness.gaps(self.database, limit=_MOST, closed_since=self.at - _LATELY, datasets=datasets)

    def _narrowed(self) -> Sequence[str] | None:
        if self.chosen.feed is not None:
            return next((each.datasets for each in self.states if each.name == self.chosen.feed), ())
        return None if self.chosen.dataset is None else (self.chosen.dataset,)

    def _chosen(self) -> tuple[str, Component | str]:
        """The choice in words, and what is known of a chosen day."""
        if self.chosen.feed is not None:
            return self.titles.get(self.chosen.feed, "A feed that is not known here"), ""
        if self.chosen.dataset is None or self.chosen.day is None:
            return "", ""
        row = next(each for each in self.days if each.dataset.id == self.chosen.dataset)
        day = next((each for each in row.days if each.day == self.chosen.day), None)
        title = f"{row.dataset.title}, {labels.operating_day(day_bounds(self.chosen.day)[0])}"
        if day is None:
            return title, f"not one of the last {DAYS} days"
        count = Count(Counted.INTERVALS, row.dataset.id, *day_bounds(day.day))
        return title, cited.number(strips.sentence(day), count, title)

    def quarantine(self) -> Tile:
        rows = freshness.quarantine(self.database, limit=_MOST)
        return _counted(rows, "row"), feeds.quarantine(rows, self.titles)

    def refused(self) -> Tile:
        rows = freshness.refused(self.database, limit=_MOST)
        return _counted(rows, "document"), feeds.refused(rows, self.titles)

    def corrections(self, dataset: str | None) -> Tile:
        found = self.memory.get(("corrections", dataset), lambda: corrections(self.database, dataset))
        return corrected_values.counted(found, dataset), corrected_values.corrections(found.rows, dataset)


def _counted(rows: Sequence[object], word: str) -> str:
    newest = "newest " if len(rows) == _MOST else ""
    return f"{newest}{len(rows)} {word}{'' if len(rows) == 1 else 's'}"
