"""Fills the tiles of a page from one reading: what is written in each, and what its chart is drawn from."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from dash import no_update
from dash.development.base_component import Component

from callbacks.shared import render
from callbacks.shared.failures import guarded
from callbacks.shared.held import Held
from callbacks.shared.reading import Reading, gather
from models.card import CardSpec
from models.clock import micros
from models.series import Series
from models.store import freshness
from models.store.database import Database
from pages.figures import stat
from pages.parts import badges, states
from pages.parts.badges import Freshness
from pages.parts.tile import body_id, head_id

Nothing = tuple[str, str] | tuple[str, str, str, str]
"""What is said in place of a card's content, a hint and, where there is one, a way out and its address."""

Remark = Callable[[Sequence[Series]], str]
"""What is to be said of a card's series in its head; empty for nothing."""

Body = Component | list[Component]


@dataclass(slots=True)
class Filling:
    """What an answer is put together from. Each card fails for itself alone.

    reading: the cards' series. fresh: how fresh each dataset is. held: what the browser holds.
    due: when the next of the cards' feeds is asked, before which nothing can be new; None where that is not known.
    texts, figures: what has been filled, by id and by card. marks: what happened beside the numbers.
    """

    reading: Reading
    fresh: dict[str, Freshness]
    held: Held
    due: datetime | None = None
    texts: dict[str, Any] = field(default_factory=dict)
    figures: dict[str, Any] = field(default_factory=dict)
    marks: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def of(
        cls,
        database: Database,
        cards: Iterable[CardSpec],
        at: datetime,
        account: object,
        colours: Mapping[str, str] | None = None,
    ) -> "Filling":
        """Read what cards need. Raises Unavailable when the database does not answer."""
        cards = tuple(cards)
        reading = gather(database, cards, at, colours)
        feeds = freshness.feeds_state(database)
        shown = {meaning.dataset.id for card in cards for meaning in card.meanings}
        return cls(reading, render.freshness_by_dataset(feeds), Held(account), render.next_due(feeds, shown))

    def freshness(self, card: CardSpec) -> Mapping[str, Freshness]:
        """How fresh a card's datasets are. One that shows older hours than it should is late, whatever feeds say."""
        if card.id not in self.reading.moved:
            return self.fresh
        names = {part.meaning.dataset.id for part in card.parts}
        tries = {name: self.fresh[name].next_try for name in names if name in self.fresh}
        return {**self.fresh, **{name: Freshness(late=True, next_try=tries.get(name)) for name in names}}

    def figure(self, card: CardSpec) -> None:
        """A key figure."""

        def draw() -> Component:
            series = self.reading.series(card)
            if not series:
                return stat.waiting(card)
            against = self.reading.against(card)
            main = series[0]
            state = self.freshness(card).get(main.measure.dataset.id)
            return stat.draw(
                card,
                main,
                against[0] if against else None,
                self.reading.window(card),
                marks=badges.simulated_word(main.origin),
                when=badges.data_time(main, state, brief=True),
                late=state is not None and state.late,
            )

        self.texts[body_id(card.id)] = guarded(card.id, draw)

    def chart(
        self, card: CardSpec, nothing: Nothing, *, view: str = "", own: bool = False, remark: Remark | None = None
    ) -> None:
        """A chart: its figure goes with the answer, its body holds what is said in place of one.

        view: what tells the present view from others, so that a zoom ends with it. own: its range is not the page's.
        """

        def draw() -> Body:
            figure, series = render.chart(card, self.reading)
            meta = figure["layout"]["meta"]
            self._head(card, series, unit=meta["unit"], own=own, remark=remark)
            meta |= {"label": render.label(card, series), "view": view}
            changed = self.held.figure(card.id, figure)
            if changed is not None:
                self.figures[card.id] = changed
            return [] if figure["data"] else [states.empty(*nothing)]

        self.texts[body_id(card.id)] = guarded(card.id, draw)

    def written(
        self,
        card: CardSpec,
        nothing: Nothing,
        write: Callable[[tuple[Series, ...]], Body],
        *,
        remark: Remark | None = None,
    ) -> None:
        """A table, bars or whatever else `write` makes of the card's series."""

        def draw() -> Body:
            series = self.reading.series(card)
            self._head(card, series, remark=remark)
            return write(series) if any(len(each) for each in series) else states.empty(*nothing)

        self.texts[body_id(card.id)] = guarded(card.id, draw)

    def answer(self, ids: Iterable[str]) -> tuple[Any, ...]:
        """The answer, the new account of what the browser holds, and the texts of these ids, as far as they changed."""
        said: dict[str, Any] = {
            "at": micros(self.reading.at) // 1000,
            "away": False,
            "figures": self.figures,
            "newest": self.reading.newest(),
            "due": self.due and micros(self.due) // 1000,
        }
        marks = self.held.text("marks", self.marks)
        if marks is not no_update:
            said["marks"] = marks
        sent = [self.held.text(id, self.texts[id]) if id in self.texts else self.held.keep(id) for id in ids]
        return (said, self.held.account, *sent)

    def _head(
        self,
        card: CardSpec,
        series: Sequence[Series],
        *,
        unit: str = "",
        own: bool = False,
        remark: Remark | None = None,
    ) -> None:
        said = remark(series) if remark and any(len(each) for each in series) else ""
        fresh = self.freshness(card)
        self.texts[head_id(card.id)] = render.head(card, series, fresh, unit=unit, own=own, remark=said)
