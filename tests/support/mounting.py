"""A page of cards that is no part of the product, mounted into it for a test or a measurement."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from unittest.mock import patch

import dash

import callbacks
import pages
from callbacks.shared import card_page
from callbacks.shared.services import Services
from pages.parts.card_page import CardPage
from pages.parts.shell import Link


@contextmanager
def mounted(page: CardPage) -> Iterator[None]:
    """While this lasts, apps that are made have the page, at its name."""
    twin = ModuleType(f"callbacks.{page.name}")

    def register(app: dash.Dash, services: Services) -> None:
        card_page.register(app, services, page)

    vars(twin)["register"] = register
    path = f"/{page.name}"
    link = Link(path, page.title, page.name.capitalize())
    more = (*pages.PAGES, pages.Page(page.name, link, page.layout, page.asking, page))
    with (
        patch.multiple(pages, PAGES=more, PATHS=frozenset(each.link.path for each in more)),
        patch.object(callbacks, "_TWINS", (*callbacks._TWINS, twin)),
    ):
        yield
