"""Live grid's twin: one answer fills the page, and each later one carries only what is new."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import dash
from dash.development.base_component import Component

from callbacks.shared import render
from callbacks.shared.asking import away, bind, bind_charts
from callbacks.shared.card_page import key_figure
from callbacks.shared.failures import guarded
from callbacks.shared.held import Held
from callbacks.shared.reading import Reading, gather
from callbacks.shared.services import Services
from models.card import CardSpec
from models.clock import micros, now
from models.problems import Unavailable
from models.store import freshness
from pages import live_grid as page
from pages.figures import price_table, ranking, ruler
from pages.parts import badges, banner, states
from pages.parts.badges import Freshness
from pages.parts.tile import body_id, head_id

_HEADED = (page.SUPPLY, page.PRICES, page.FUELS, page.HUB_PRICES, page.RESERVES)
_TEXTS = (
    page.BANNER,
    *(body_id(card.id) for card in page.STATS),
    *(id for card in _HEADED for id in (head_id(card.id), body_id(card.id))),
)
_EMPTY = ("No numbers for this card yet.", "They appear by themselves with ERCOT's next document.")

Texts = dict[str, Any]


def register(app: dash.Dash, services: Services) -> None:
    """Bind the page: the timer asks, the server answers, the browser draws."""
    bind(app, page.ASKING, _TEXTS, partial(respond, services))
    bind_charts(app, page.ASKING, page.CHARTS)


def respond(services: Services, account: object) -> tuple[Any, ...]:
    """The answer, the new account of what the browser holds, and the texts in the order of `_TEXTS`.

    When the database does not answer, everything drawn stays, and the answer says so.
    """
    at = now()
    held = Held(account)
    try:
        reading = gather(services.database, page.CARDS, at)
        fresh = render.freshness_by_dataset(freshness.feeds_state(services.database))
        texts: Texts = {page.BANNER: _banner(services, reading)}
    except Unavailable:
        return away(at, _TEXTS)
    figures: dict[str, Any] = {}
    for card in page.STATS:
        texts[body_id(card.id)] = guarded(card.id, key_figure(card, reading, fresh))
    for card in page.CHARTS:
        _chart(card, reading, fresh, held, texts, figures)
    _prices(reading, fresh, texts)
    _reserves(reading, fresh, texts)
    answer = {
        "at": micros(at) // 1000,
        "away": False,
        "figures": figures,
        "newest": reading.newest(),
    }
    sent = [held.text(id, texts[id]) if id in texts else held.keep(id) for id in _TEXTS]
    return (answer, held.account, *sent)


def _banner(services: Services, reading: Reading) -> list[Component]:
    condition = freshness.condition(services.database)
    read_at = freshness.latest(services.database, "grid_condition") or (condition.at if condition else None)
    return banner.draw(condition, services.database.origin, badges.read_at(read_at, reading.at))


def _chart(
    card: CardSpec,
    reading: Reading,
    fresh: Mapping[str, Freshness],
    held: Held,
    texts: Texts,
    figures: dict[str, Any],
) -> None:
    """A chart's figure goes with the answer; its body holds what is said in place of one."""

    def draw() -> list[Component]:
        figure, series = render.chart(card, reading)
        unit = figure["layout"]["meta"]["unit"]
        texts[head_id(card.id)] = render.head(card, series, fresh, unit=unit)
        figure["layout"]["meta"]["label"] = render.label(card, series)
        changed = held.figure(card.id, figure)
        if changed is not None:
            figures[card.id] = changed
        return [] if figure["data"] else [states.empty(*_EMPTY)]

    texts[body_id(card.id)] = guarded(card.id, draw)


def _prices(reading: Reading, fresh: Mapping[str, Freshness], texts: Texts) -> None:
    card = page.PRICES

    def draw() -> Component:
        series = reading.series(card)
        texts[head_id(card.id)] = render.head(card, series, fresh)
        if render.primary(card, series) is None:
            return states.empty(*_EMPTY)
        return price_table.draw(series, reading.against(card), card.span.window(reading.at))

    texts[body_id(card.id)] = guarded(card.id, draw)


def _reserves(reading: Reading, fresh: Mapping[str, Freshness], texts: Texts) -> None:
    card = page.RESERVES

    def draw() -> Any:
        series = {each.measure.id: each for each in reading.series(card)}
        texts[head_id(card.id)] = render.head(card, tuple(series.values()), fresh)
        prc = series.get("prc")
        state = fresh.get(card.parts[0].meaning.dataset.id)
        if prc is None or prc.last is None:
            return [states.empty(*_EMPTY)]
        late = state is not None and state.late
        return [ruler.draw(prc, series.get("prc_low"), late=late), _products(reading)]

    texts[body_id(card.id)] = guarded(card.id, draw)


def _products(reading: Reading) -> Component:
    return guarded(page.PRODUCTS.id, lambda: ranking.draw(reading.series(page.PRODUCTS)))
