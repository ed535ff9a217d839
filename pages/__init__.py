"""What is seen: the list of pages, in the order of the navigation."""

from collections.abc import Callable
from dataclasses import dataclass

import dash
from dash.development.base_component import Component

from pages import capacity, data, generation, live_grid
from pages.parts import shell
from pages.parts.shell import Link


@dataclass(frozen=True, slots=True)
class Page:
    """A page that anyone may read, and its entry in the navigation."""

    name: str
    link: Link
    layout: Callable[[], Component]


PAGES = (
    Page("live_grid", Link("/", "Live grid", "Live"), live_grid.layout),
    Page("capacity", Link("/capacity", "Capacity", "Capacity"), capacity.layout),
    Page("generation", Link("/generation", "Load & generation", "Load"), generation.layout),
    Page("data", Link("/data", "Data", "Data"), data.layout),
)
PATHS = frozenset(page.link.path for page in PAGES)


def register() -> None:
    """Tell Dash of every page; after `Dash(...)`, once an app. Layouts hold no data and close over no app."""
    for page in PAGES:
        dash.register_page(
            page.name,
            path=page.link.path,
            title=f"{page.link.title} \N{MIDDLE DOT} {shell.NAME}",
            layout=_whatever_is_asked(page.layout),
        )
    not_found = _whatever_is_asked(shell.not_found)
    dash.register_page("not_found_404", title=f"Not found \N{MIDDLE DOT} {shell.NAME}", layout=not_found)


def _whatever_is_asked(layout: Callable[[], Component]) -> Callable[..., Component]:
    """Dash hands the words of the address to a layout; ours are the same for all, and the twin reads the address."""

    def empty(**_words: object) -> Component:
        return layout()

    return empty
