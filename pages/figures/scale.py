"""The value axis: round ends, zero where it belongs, and a stop for spikes that would flatten all else."""

import math
from dataclasses import dataclass

import numpy as np

from pages.figures.labels import AxisUnit, tick_words, value_ticks
from pages.figures.points import Floats

_SPIKE_FACTOR = 4.0
_SPIKE_HEADROOM = 1.25
_SPIKE_LEAST = 100.0
_SPIKE_ROUND = 50.0


@dataclass(frozen=True, slots=True)
class Scale:
    """Ends and ticks of an axis. `clipped` says that values lie beyond `high`."""

    low: float
    high: float
    ticks: tuple[float, ...]
    clipped: bool = False

    def axis(self, unit: AxisUnit) -> dict[str, object]:
        """As plotly's axis takes it."""
        return {
            "range": [self.low, self.high],
            "tickvals": list(self.ticks),
            "ticktext": tick_words(self.ticks, unit),
        }


def spike_stop(values: Floats) -> float | None:
    """Where the axis stops when the top is over four times max(98th percentile x 1.25, 100); else None."""
    if not len(values):
        return None
    stop = max(float(np.percentile(values, 98)) * _SPIKE_HEADROOM, _SPIKE_LEAST)
    if float(values.max()) <= _SPIKE_FACTOR * stop:
        return None
    return math.ceil(stop / _SPIKE_ROUND) * _SPIKE_ROUND


def from_zero(values: Floats) -> Scale:
    """For power: starts at zero, or below it where values do."""
    low = min(0.0, _least(values))
    return _rounded(low, max(_most(values), low + 1.0))


def around(values: Floats) -> Scale:
    """For prices: shows zero when the data are near it."""
    low, high = _least(values), _most(values)
    near_zero = low > 0 and low < 0.6 * high
    return _rounded(0.0 if near_zero else low, max(high, low + 1.0))


def clipped_at(stop: float, values: Floats) -> Scale:
    """A scale that ends exactly at a spike stop."""
    scale = _rounded(min(0.0, _least(values)), stop)
    return Scale(scale.low, stop, tuple(tick for tick in scale.ticks if tick <= stop), True)


def _rounded(low: float, high: float) -> Scale:
    ticks = value_ticks(low, high)
    step = ticks[1] - ticks[0] if len(ticks) > 1 else high - low
    # The bottom stands on a quarter of a step: a little charging must not cost a fifth of the chart.
    bottom = 0.0 if low == 0 else math.floor((low - 0.02 * (high - low)) / (step / 4) + 1e-9) * step / 4
    # The top keeps a little air above the data, and holds still until a value leaves it.
    top = math.ceil((high + 0.04 * (high - low)) / (step / 2) - 1e-9) * step / 2
    every = [tick for tick in (*ticks, ticks[-1] + step) if bottom <= tick <= top + 1e-9]
    return Scale(bottom, top, tuple(sorted(set(every))))


def _least(values: Floats) -> float:
    return float(values.min()) if len(values) else 0.0


def _most(values: Floats) -> float:
    return float(values.max()) if len(values) else 1.0
