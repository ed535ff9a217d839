"""What happens: each page's twin, bound to an app and its services."""

import dash

from callbacks import capacity, data, generation, live_grid, papers, prices, shell, viewing
from callbacks.shared.services import Services

_TWINS = (shell, viewing, papers, live_grid, prices, capacity, generation, data)


def register(app: dash.Dash, services: Services) -> None:
    """Bind every twin. Never the global decorator: it belongs to the first app of a process."""
    for twin in _TWINS:
        twin.register(app, services)
