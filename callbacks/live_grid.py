"""Live grid's twin: one answer fills the page, and each later one carries only what is new."""

from functools import partial
from typing import Any

import dash
from dash import State
from dash.development.base_component import Component

from callbacks.shared.asking import away, bind
from callbacks.shared.failures import guarded
from callbacks.shared.filling import Body, Filling
from callbacks.shared.marking import of_cards
from callbacks.shared.reading import Reading
from callbacks.shared.services import Services
from models.clock import now
from models.problems import Unavailable
from models.series import Series
from models.store import freshness
from pages import live_grid as page
from pages.figures import price_table, ranking, ruler
from pages.parts import badges, banner, manner, states
from pages.parts.tile import body_id, head_id
from pages.parts.view import VIEW

_HEADED = (page.SUPPLY, page.PRICES, page.FUELS, page.HUB_PRICES, page.RESERVES)
_TEXTS = (
    page.BANNER,
    *(body_id(card.id) for card in page.STATS),
    *(id for card in _HEADED for id in (head_id(card.id), body_id(card.id))),
)
_EMPTY = ("No numbers for this card yet.", "They appear by themselves with ERCOT's next document.")


def register(app: dash.Dash, services: Services) -> None:
    """Bind the page: the timer asks, the server answers, the browser draws."""
    bind(app, page.ASKING, _TEXTS, partial(respond, services), State(VIEW, "data"))


def respond(services: Services, search: object, account: object) -> tuple[Any, ...]:
    """The answer, the new account of what the browser holds, and the texts in the order of `_TEXTS`.

    When the database does not answer, everything drawn stays, and the answer says so.
    """
    at = now()
    database = services.database
    try:
        with database.together():
            filling = Filling.of(database, page.CARDS, at, account)
            filling.marks = of_cards(database, manner.parse(search).marks, page.CHARTS, filling.reading.window)
            filling.texts[page.BANNER] = _banner(services, filling.reading)
    except Unavailable:
        return away(at, _TEXTS)
    for card in page.STATS:
        filling.figure(card)
    for card in page.CHARTS:
        filling.chart(card, _EMPTY)
    filling.written(page.PRICES, _EMPTY, partial(_prices, filling))
    filling.written(page.RESERVES, _EMPTY, partial(_reserves, filling))
    return filling.answer(_TEXTS)


def _banner(services: Services, reading: Reading) -> list[Component]:
    condition = freshness.condition(services.database)
    read_at = freshness.latest(services.database, "grid_condition") or (condition.at if condition else None)
    return banner.draw(condition, services.database.origin, badges.read_at(read_at, reading.at))


def _prices(filling: Filling, series: tuple[Series, ...]) -> Component:
    card = page.PRICES
    return price_table.draw(series, filling.reading.against(card), filling.reading.window(card))


def _reserves(filling: Filling, series: tuple[Series, ...]) -> Body:
    by_measure = {each.measure.id: each for each in series}
    prc = by_measure.get("prc")
    if prc is None or prc.last is None:
        return [states.empty(*_EMPTY)]
    state = filling.freshness(page.RESERVES).get(prc.measure.dataset.id)
    drawn = ruler.draw(prc, by_measure.get("prc_low"), late=state is not None and state.late)
    return [drawn, guarded(page.PRODUCTS.id, lambda: ranking.draw(filling.reading.series(page.PRODUCTS)))]
