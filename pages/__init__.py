"""What is seen: the list of pages, in the order of the navigation."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import dash
from dash.development.base_component import Component

from models.card import CardSpec
from models.problems import Invalid
from pages import capacity, data, generation, live_grid, prices
from pages.parts import shell
from pages.parts.asking import Asking
from pages.parts.card_page import CardPage
from pages.parts.shell import Link
from pages.parts.view import Known, parse


@dataclass(frozen=True, slots=True)
class Page:
    """A page that anyone may read, and its entry in the navigation.

    asking: what it keeps itself fresh with.
    built_in: the cards that it is made of: those of an address, or the same ones always.
    """

    name: str
    link: Link
    layout: Callable[[], Component]
    asking: Asking
    built_in: CardPage | tuple[CardSpec, ...] = ()

    @property
    def title(self) -> str:
        """What the window is called while it is open."""
        return f"{self.link.title} \N{MIDDLE DOT} {shell.NAME}"

    @property
    def word(self) -> str:
        """What an address calls it where it is not the path itself."""
        return self.link.path.strip("/") or "live-grid"

    def cards(self, search: str, at: datetime, known: Known | None = None) -> tuple[CardSpec, ...]:
        """Its cards as an address shows them. Raises Invalid saying what is wrong in the address.

        known: what only the store knows of what the address names.
        """
        if not isinstance(self.built_in, CardPage):
            return self.built_in
        view = parse(search, self.built_in.offer, at, known)
        if view.problems:
            raise Invalid(" ".join(view.problems.values()), field=next(iter(view.problems)))
        return self.built_in.cards(view)


PAGES = (
    Page("live_grid", Link("/", "Live grid", "Live"), live_grid.layout, live_grid.ASKING, live_grid.CARDS),
    Page("prices", Link("/prices", "Prices", "Prices"), prices.layout, prices.PAGE.asking, prices.PAGE),
    Page("capacity", Link("/capacity", "Capacity", "Capacity"), capacity.layout, capacity.PAGE.asking, capacity.PAGE),
    Page(
        "generation",
        Link("/generation", "Load & generation", "Load"),
        generation.layout,
        generation.PAGE.asking,
        generation.PAGE,
    ),
    Page("data", Link("/data", "Data", "Data"), data.layout, data.ASKING),
)
_NOT_FOUND = f"Not found \N{MIDDLE DOT} {shell.NAME}"
PATHS = frozenset(page.link.path for page in PAGES)


def register() -> None:
    """Tell Dash of every page; after `Dash(...)`, once an app. Layouts hold no data and close over no app."""
    for page in PAGES:
        dash.register_page(
            page.name,
            path=page.link.path,
            title=page.title,
            layout=_whatever_is_asked(page.layout),
        )
    not_found = _whatever_is_asked(shell.not_found)
    dash.register_page("not_found_404", title=_NOT_FOUND, layout=not_found)


def at(path: str) -> Page | None:
    """The page that an address's path names."""
    return next((page for page in PAGES if page.link.path == path), None)


def opened(path: str) -> shell.Opened:
    """What the house opens with at a path: the page there without data, or the words that there is none."""
    page = at(path)
    return shell.Opened(page.title, page.layout()) if page else shell.Opened(_NOT_FOUND, shell.not_found())


def _whatever_is_asked(layout: Callable[[], Component]) -> Callable[..., Component]:
    """Dash hands the words of the address to a layout; ours are the same for all, and the twin reads the address."""

    def empty(**_words: object) -> Component:
        return layout()

    return empty
