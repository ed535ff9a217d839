"""The twin of the page `capacity`: nothing of its own, it is made of cards."""

import dash

from callbacks.shared import card_page
from callbacks.shared.services import Services
from pages.capacity import PAGE


def register(app: dash.Dash, services: Services) -> None:
    """Bind the page."""
    card_page.register(app, services, PAGE)
