"""Answers that are the same for every visitor, kept for some seconds: many pages then cost one question."""

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class Remembered:
    """Values by key, each made once in so many seconds. What fails is not kept. `clock` counts seconds."""

    seconds: float
    clock: Callable[[], float] = time.monotonic
    _kept: dict[Hashable, tuple[float, Any]] = field(default_factory=dict)

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value of a key; keys must be few. Two threads may both make it: waiting for one that hangs is worse."""
        found = self._kept.get(key)
        if found is not None and self.clock() - found[0] < self.seconds:
            value: T = found[1]
            return value
        value = make()
        self._kept[key] = (self.clock(), value)
        return value
