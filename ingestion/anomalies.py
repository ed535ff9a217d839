"""Which values of a series are unlikely beside its own past, by hour of day; and where a series has stood still."""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from models.clock import central, from_micros

Starts = NDArray[np.int64]
Values = NDArray[np.float64]

LIMIT = 10.0
"""Robust deviations from the hour's median beyond which a value is unlikely."""
LEAST_HISTORY = 20
"""Values of the same hour of day that the past must hold for a value to be judged."""
LEAST_RUN = 8
"""Equal values in a row below which nothing is called a flat line."""

# The median absolute deviation of a normal distribution, so that scores read as standard deviations.
_NORMAL = 0.6745
# Where an hour was nearly constant its spread says little, so a share of its level and of the series' spread stands in.
_SHARE_OF_LEVEL = 0.02
_SHARE_OF_SPREAD = 0.1
_HOUR = 3_600_000_000


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A value to look at twice. `place` is its index among the values that were judged."""

    place: int
    rule: str
    detail: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was found, and how many values had too little history to be judged."""

    doubtful: tuple[Doubtful, ...]
    not_judged: int

    @property
    def remark(self) -> str:
        """What was left open, in words; empty when every value was judged."""
        return f"{self.not_judged} values not judged: too little history" if self.not_judged else ""


def judge(past: tuple[Starts, Values], new: tuple[Starts, Values], step: timedelta) -> Judgement:
    """Judge new values by the past ones of the same series.

    Starts are microseconds since the epoch, UTC, ascending; `step` is the series' interval. Two rules: `spike`,
    a robust z-score beside the values of the same Central hour of day; `flat-line`, the same value for longer
    than the past ever held one.
    """
    scores, medians = robust_scores(past, new)
    known = ~np.isnan(scores)
    spikes = [
        Doubtful(
            place,
            "spike",
            f"{new[1][place]:g} is {abs(scores[place]):.0f} robust deviations from {medians[place]:g}, "
            "the usual value of the hour",
        )
        for place in np.flatnonzero(known & (np.abs(np.where(known, scores, 0.0)) > LIMIT)).tolist()
    ]
    return Judgement((*spikes, *_standing_still(past, new, step)), int((~known).sum()))


def robust_scores(past: tuple[Starts, Values], new: tuple[Starts, Values]) -> tuple[Values, Values]:
    """Deviations of new values from the median of their hour, in robust standard deviations, and those medians.

    NaN where the past holds fewer than LEAST_HISTORY values of the hour.
    """
    scores, medians = np.full(len(new[1]), np.nan), np.full(len(new[1]), np.nan)
    past_hours, new_hours = hours_of_day(past[0]), hours_of_day(new[0])
    spread = _spread(past[1]) if len(past[1]) else 0.0
    for hour in np.unique(new_hours).tolist():
        same = past[1][past_hours == hour]
        if len(same) < LEAST_HISTORY:
            continue
        chosen = new_hours == hour
        middle = float(np.median(same))
        width = max(_spread(same), _SHARE_OF_SPREAD * spread, _SHARE_OF_LEVEL * abs(middle), 1e-9)
        medians[chosen] = middle
        scores[chosen] = _NORMAL * (new[1][chosen] - middle) / width
    return scores, medians


def _spread(values: Values) -> float:
    """Median absolute deviation."""
    return float(np.median(np.abs(values - np.median(values))))


def hours_of_day(starts: Starts) -> NDArray[np.int64]:
    """The Central clock's hour of each start. Each distinct hour is asked for once."""
    hours, places = np.unique(starts // _HOUR, return_inverse=True)
    clock = np.array([central(from_micros(int(hour) * _HOUR)).hour for hour in hours], np.int64)
    return clock[places] if len(clock) else np.empty(0, np.int64)


def _standing_still(past: tuple[Starts, Values], new: tuple[Starts, Values], step: timedelta) -> list[Doubtful]:
    """Runs of one value that are longer than twice the longest of the past; a gap ends a run."""
    longest = max((length for _, length in _runs(past, step)), default=0)
    if not longest:
        return []
    least = max(LEAST_RUN, 2 * longest)
    return [
        Doubtful(place, "flat-line", f"{new[1][first]:g} stood still for {length} intervals; before, at most {longest}")
        for first, length in _runs(new, step)
        if length >= least
        for place in range(first, first + length)
    ]


def _runs(series: tuple[Starts, Values], step: timedelta) -> list[tuple[int, int]]:
    """Where runs of one value begin, and how long they are."""
    starts, values = series
    if not len(values):
        return []
    interval = step // timedelta(microseconds=1)
    breaks = np.flatnonzero((np.diff(values) != 0) | (np.diff(starts) > interval * 3 // 2)) + 1
    firsts = np.concatenate([[0], breaks])
    lengths = np.diff(np.concatenate([firsts, [len(values)]]))
    return list(zip(firsts.tolist(), lengths.tolist(), strict=True))
