"""The twin of every page of cards: one answer fills it, later ones carry what is new, another address starts afresh."""

from functools import partial
from typing import Any

import dash
from dash import State

from callbacks.shared.asking import away, bind, bind_charts
from callbacks.shared.filling import Filling
from callbacks.shared.services import Services
from models.card import CardSpec, ChartKind
from models.clock import now
from models.problems import Unavailable
from pages.figures.draw import CHARTS, WRITTEN, write
from pages.parts import controls
from pages.parts.card_page import CardPage
from pages.parts.tile import body_id, head_id
from pages.parts.view import VIEW, View, parse


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
    view = parse(search, page.offer, at)
    cards = page.cards(view)
    try:
        filling = Filling.of(services.database, cards, at, account)
    except Unavailable:
        return away(at, _texts(page))
    filling.texts[page.controls] = controls.bar(view, at)
    for card in cards:
        if card.kind is ChartKind.STAT:
            filling.figure(card)
        elif card.kind in CHARTS:
            filling.chart(card, _nothing(card, view), view=view.key)
        elif card.kind in WRITTEN:
            filling.written(card, _nothing(card, view), partial(write, card, window=filling.reading.window(card)))
    return filling.answer(_texts(page))


def _nothing(card: CardSpec, view: View) -> tuple[str, str]:
    what = card.title[:1].lower() + card.title[1:]
    days = controls.days(view)
    return f"No {what} for {days}.", "Other days may have it; the Data page says what is missing and why."
