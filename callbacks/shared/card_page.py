"""The twin of every page of cards: one answer fills it, later ones carry what is new, another address starts afresh."""

from datetime import datetime
from functools import partial
from typing import Any

import dash
from dash import State

from callbacks.shared.asking import away, bind
from callbacks.shared.filling import Filling, Nothing
from callbacks.shared.looking import look
from callbacks.shared.marking import of_cards
from callbacks.shared.services import Services
from models.card import CardSpec, ChartKind
from models.catalog.capacity import ANCILLARY_DISCLOSURE
from models.clock import now
from models.problems import Unavailable
from pages.figures import colours, labels
from pages.figures.draw import CHARTS, WRITTEN, write
from pages.parts import controls, manner, missing
from pages.parts.card_page import CardPage
from pages.parts.tile import body_id, head_id, title_id
from pages.parts.view import VIEW, Offer, View

_DISCLOSED = "ERCOT discloses a day two days later, in documents that are imported."


def register(app: dash.Dash, services: Services, page: CardPage) -> None:
    """Bind a page: the timer or a new address asks, the server answers, the browser draws."""
    # The view is no input: a page that is not there must not be asked, and the shell's store always is there.
    bind(app, page.asking, _texts(page), partial(respond, services, page), State(VIEW, "data"))


def _texts(page: CardPage) -> tuple[str, ...]:
    """Ids of what is written on a page, in the order of the answer."""
    return (page.controls, *(id for card in page.specimen for id in _written_of(card, page.offer)))


def _written_of(card: CardSpec, offer: Offer) -> tuple[str, ...]:
    if card.kind is ChartKind.STAT:
        return (body_id(card.id),)
    # Only where points are chosen does a card's title say something that can change.
    return (*((title_id(card.id),) if offer.points else ()), head_id(card.id), body_id(card.id))


def respond(services: Services, page: CardPage, search: object, account: object) -> tuple[Any, ...]:
    """The answer, the new account of what the browser holds, and the page's texts.

    When the database does not answer, everything drawn stays, and the answer says so.
    """
    at = now()
    database = services.database
    try:
        with database.together():
            view = look(database, search, page.offer, at)
            cards = page.cards(view)
            tokens = colours.chosen([place.code for place in view.points])
            filling = Filling.of(database, cards, at, account, tokens)
            filling.marks = of_cards(database, manner.parse(search).marks, cards, filling.reading.window)
    except Unavailable:
        return away(at, _texts(page))
    shown = {card.id for card in cards}
    off = [card for card in page.specimen if card.id not in shown]
    filling.texts[page.controls] = controls.bar(view, at, [card.id for card in off])
    # Nothing waits in a tile that is not seen.
    filling.texts |= {body_id(card.id): [] for card in off}
    for card in cards:
        _fill(filling, card, view)
    return filling.answer(_texts(page))


def _fill(filling: Filling, card: CardSpec, view: View) -> None:
    several = card.kind is ChartKind.SUMMARY or len(card.parts[0].entities) > 1
    remark = partial(missing.remark, view) if view.points and several else None
    nothing = _nothing(card, view, filling.reading.at)
    if view.points:
        filling.texts[title_id(card.id)] = card.title
    if card.kind is ChartKind.STAT:
        filling.figure(card)
    elif card.kind in CHARTS:
        filling.chart(card, nothing, view=view.key, own=card.span != view.span, remark=remark)
    elif card.kind in WRITTEN:
        written = partial(
            write,
            card,
            window=filling.reading.window(card),
            address_of=view.led_by if view.points else None,
        )
        filling.written(card, nothing, written, remark=remark)


def _nothing(card: CardSpec, view: View, at: datetime) -> Nothing:
    if view.points:
        return missing.nothing(card, view)
    what = card.title[:1].lower() + card.title[1:]
    window = card.span.window(at)
    days = controls.days(view) if card.span == view.span else labels.day_range(window.start, window.end)
    if card.parts[0].meaning.dataset is ANCILLARY_DISCLOSURE:
        return f"No {what} for {days}.", _DISCLOSED
    return f"No {what} for {days}.", "Other days may have it; the Data page says what is missing and why."
