"""The steps of taking in a document, told to whoever watches: progress shows them, and tests kill at them."""

from collections.abc import Callable

FETCHED, KEPT, STAGED, COMMITTED, ANNOUNCED = "fetched", "kept", "staged", "committed", "announced"
STEPS = (FETCHED, KEPT, STAGED, COMMITTED, ANNOUNCED)

_watchers: list[Callable[[str], None]] = []


def watch(watcher: Callable[[str], None]) -> None:
    """Call `watcher` with the name of each step this process passes."""
    _watchers.append(watcher)


def reached(step: str) -> None:
    """Say that a step is passed."""
    for watcher in _watchers:
        watcher(step)
