"""A page made of cards under one bar of controls: its ids and its empty layout, which a twin fills."""

from collections.abc import Callable
from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from models.card import CardSpec, ChartKind
from models.clock import now
from pages.figures.attributes import aria
from pages.figures.draw import CHARTS
from pages.figures.markup import static
from pages.parts import picker, states
from pages.parts.asking import Asking
from pages.parts.tile import body_id, tile
from pages.parts.view import Offer, View, parse


@dataclass(frozen=True, slots=True)
class CardPage:
    """A page of cards.

    name: the prefix of its ids and its class. cards: the cards of a view; their ids and kinds never change, but
    a view may leave some out that it opens with.
    """

    name: str
    title: str
    offer: Offer
    cards: Callable[[View], tuple[CardSpec, ...]]

    @property
    def specimen(self) -> tuple[CardSpec, ...]:
        """The cards as the page opens, for those who need their ids and kinds alone."""
        return self.cards(parse("", self.offer, now()))

    @property
    def controls(self) -> str:
        """Where the bar is written."""
        return f"{self.name}-controls"

    @property
    def asking(self) -> Asking:
        """What it keeps itself fresh with."""
        return Asking(self.name)

    def layout(self) -> Component:
        """The page without data: tiles with grey lines."""
        cards = self.specimen
        strip = [card for card in cards if card.kind is ChartKind.STAT]
        return html.Div(
            [
                html.H1(self.title, className="unseen"),
                html.Div(
                    [
                        html.Div(states.loading(1), id=self.controls, className="controls-body"),
                        *([picker.panel()] if self.offer.points else []),
                    ],
                    className="tile controls",
                    **aria(label="What is shown"),
                    role="region",
                ),
                *([static(_strip(strip))] if strip else []),
                *(static(_tile(card)) for card in cards if card.kind is not ChartKind.STAT),
                *self.asking.components(),
            ],
            className=f"page cards {self.name}",
            **self.asking.mark(),
        )


def _strip(cards: list[CardSpec]) -> Component:
    return html.Section(
        [html.Div(states.loading(2), id=body_id(card.id), className="stat") for card in cards],
        className="tile strip",
        **aria(label="Key figures"),
    )


def _tile(card: CardSpec) -> Component:
    meaning = card.parts[0].meaning.meaning
    return tile(card.id, card.title, meaning=meaning, chart=card.kind in CHARTS, exported=True)
