"""The twin of every page of cards: one answer fills it, later ones carry what is new, another address starts afresh."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import dash
from dash import State
from dash.development.base_component import Component

from callbacks.shared import render
from callbacks.shared.asking import away, bind, bind_charts
from callbacks.shared.failures import guarded
from callbacks.shared.held import Held
from callbacks.shared.reading import Reading, gather
from callbacks.shared.services import Services
from models.card import CardSpec, ChartKind
from models.clock import micros, now
from models.problems import Unavailable
from models.store import freshness
from pages.figures import stat
from pages.figures.draw import CHARTS, WRITTEN, write
from pages.parts import badges, controls, states
from pages.parts.badges import Freshness
from pages.parts.card_page import VIEW, CardPage
from pages.parts.tile import body_id, head_id
from pages.parts.view import View, parse

Texts = dict[str, Any]


def register(app: dash.Dash, services: Services, page: CardPage) -> None:
    """Bind a page: the timer or a new address asks, the server answers, the browser draws."""
    # The view is no input: a page that is not there must not be asked, and the shell's store always is there.
    bind(app, page.asking, _texts(page), partial(respond, services, page), State(VIEW, "data"))
    bind_charts(app, page.asking, (card for card in page.specimen if card.kind in CHARTS))


def _texts(page: CardPage) -> tuple[str, ...]:
    """Ids of what is written on a page, in the order of the answer."""
    return (
        page.controls,
        *(
            id
            for card in page.specimen
            for id in ((body_id(card.id),) if card.kind is ChartKind.STAT else (head_id(card.id), body_id(card.id)))
        ),
    )


def respond(services: Services, page: CardPage, search: object, account: object) -> tuple[Any, ...]:
    """The answer, the new account of what the browser holds, and the page's texts.

    When the database does not answer, everything drawn stays, and the answer says so.
    """
    at = now()
    held = Held(account)
    view = parse(search, page.offer, at)
    cards = page.cards(view)
    ids = _texts(page)
    try:
        reading = gather(services.database, cards, at)
        fresh = render.freshness_by_dataset(freshness.feeds_state(services.database))
    except Unavailable:
        return away(at, ids)
    texts: Texts = {page.controls: controls.bar(view, at)}
    figures: dict[str, Any] = {}
    for card in cards:
        if card.kind is ChartKind.STAT:
            texts[body_id(card.id)] = guarded(card.id, key_figure(card, reading, fresh))
        elif card.kind in CHARTS:
            _chart(card, reading, fresh, view, held, texts, figures)
        elif card.kind in WRITTEN:
            _written(card, reading, fresh, view, texts)
    answer = {"at": micros(at) // 1000, "away": False, "figures": figures, "newest": reading.newest()}
    return (answer, held.account, *(held.text(id, texts[id]) if id in texts else held.keep(id) for id in ids))


def key_figure(card: CardSpec, reading: Reading, fresh: Mapping[str, Freshness]) -> Callable[[], Component]:
    """What draws a card's key figure."""

    def draw() -> Component:
        series = reading.series(card)
        if not series:
            return stat.waiting(card)
        against = reading.against(card)
        main = series[0]
        state = fresh.get(main.measure.dataset.id)
        return stat.draw(
            card,
            main,
            against[0] if against else None,
            card.span.window(reading.at),
            marks=badges.simulated_word(main.origin),
            when=badges.data_time(main, state, brief=True),
            late=state is not None and state.late,
        )

    return draw


def _chart(
    card: CardSpec,
    reading: Reading,
    fresh: Mapping[str, Freshness],
    view: View,
    held: Held,
    texts: Texts,
    figures: dict[str, Any],
) -> None:
    """A chart's figure goes with the answer; its body holds what is said in place of one."""

    def draw() -> list[Component]:
        figure, series = render.chart(card, reading)
        meta = figure["layout"]["meta"]
        texts[head_id(card.id)] = render.head(card, series, fresh, unit=meta["unit"])
        meta |= {"label": render.label(card, series), "view": view.key}
        changed = held.figure(card.id, figure)
        if changed is not None:
            figures[card.id] = changed
        return [] if figure["data"] else [states.empty(*_nothing(card, view))]

    texts[body_id(card.id)] = guarded(card.id, draw)


def _written(card: CardSpec, reading: Reading, fresh: Mapping[str, Freshness], view: View, texts: Texts) -> None:
    """A table or bars, in place of which their lack is said."""

    def body() -> Component:
        series = reading.series(card)
        texts[head_id(card.id)] = render.head(card, series, fresh)
        if not any(len(each) for each in series):
            return states.empty(*_nothing(card, view))
        return write(card, series, card.span.window(reading.at))

    texts[body_id(card.id)] = guarded(card.id, body)


def _nothing(card: CardSpec, view: View) -> tuple[str, str]:
    what = card.title[:1].lower() + card.title[1:]
    days = controls.days(view)
    return f"No {what} for {days}.", "Other days may have it; the Data page says what is missing and why."
