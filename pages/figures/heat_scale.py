"""Colour steps of heat maps: fixed for ever for prices, symmetric for spreads and errors, rising for power."""

import math
from dataclasses import dataclass

import numpy as np

from models.card import Part
from models.catalog.lookup import measure as measure_named
from pages.figures.labels import value_ticks
from pages.figures.points import Floats

_PRICE = (-10.0, 0.0, 25.0, 50.0, 100.0, 250.0, 1_000.0)
_SPREAD = (-100.0, -25.0, -5.0, 5.0, 25.0, 100.0)
_SHARES = (-1.0, -0.5, -0.1, 0.1, 0.5, 1.0)
_RISING_STEPS = 7


@dataclass(frozen=True, slots=True)
class Steps:
    """bounds: where one colour ends and the next begins, ascending; a value on a bound has the upper colour.

    colours: names of tokens, one more than bounds; the first and the last are open to all that lies beyond.
    """

    bounds: tuple[float, ...]
    colours: tuple[str, ...]


def steps(part: Part, values: Floats) -> Steps:
    """The steps of one measure; for power they depend on the values shown, in round numbers."""
    priced = part.meaning.unit.quantity.startswith("price")
    if priced and not part.less:
        return Steps(_PRICE, _tokens("price", len(_PRICE) + 1))
    if priced:
        return Steps(_SPREAD, _tokens("split", len(_SPREAD) + 1))
    finite = values[np.isfinite(values)]
    if _is_error(part) or (len(finite) and float(finite.min()) < 0):
        reach = _round_up(float(np.percentile(np.abs(finite), 95)) if len(finite) else 1.0)
        return Steps(tuple(share * reach for share in _SHARES), _tokens("split", len(_SHARES) + 1))
    return _rising(finite)


def _is_error(part: Part) -> bool:
    """An actual less its own forecast."""
    return any(measure_named(name).dataset.is_forecast for name in part.less) and not part.meaning.dataset.is_forecast


def _rising(finite: Floats) -> Steps:
    low, high = (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 1.0)
    ticks = [tick for tick in value_ticks(low, high, _RISING_STEPS) if low < tick < high]
    # Every number of steps goes from the palest to the deepest of the colours there are.
    count = min(len(ticks), _RISING_STEPS - 1)
    bounds = tuple(ticks[:count])
    tokens = _tokens("rise", _RISING_STEPS)
    return Steps(bounds, tuple(tokens[round(n * (_RISING_STEPS - 1) / max(count, 1))] for n in range(count + 1)))


def _round_up(value: float) -> float:
    """The next 1, 2 or 5 times a power of ten."""
    power: float = 10.0 ** math.floor(math.log10(value)) if value > 0 else 1.0
    return next(factor * power for factor in (1.0, 2.0, 5.0, 10.0) if factor * power >= value * 0.999)


def _tokens(scale: str, count: int) -> tuple[str, ...]:
    return tuple(f"--heat-{scale}-{n + 1}" for n in range(count))
