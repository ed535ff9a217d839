"""HTML attributes whose names are no Python words: aria-* and data-*."""

from typing import Any


def aria(**values: str) -> dict[str, Any]:
    """Attributes for people who do not see the page: label="Pages" becomes aria-label="Pages"."""
    return {f"aria-{name}": value for name, value in values.items()}


def data(**values: str) -> dict[str, Any]:
    """Attributes for scripts: card="prices" becomes data-card="prices"."""
    return {f"data-{name}": value for name, value in values.items()}
