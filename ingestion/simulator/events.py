"""Grid emergencies declared on demand: when each level began, and what it does to reserves, prices and frequency."""

from dataclasses import dataclass

import numpy as np

from ingestion.simulator.noise import Floats, Instants

RECOVERY = 600
# Level 0 is normal. Reserves (MW) fall just under the threshold of the level, which is 2,500, 2,000 and 1,500.
_RESERVES = {1: 2380.0, 2: 1860.0, 3: 1370.0}
_ADDER = {1: 900.0, 2: 2400.0, 3: 4300.0}
_FREQUENCY = {1: -0.015, 2: -0.07, 3: -0.19}
LEVELS = (0, 1, 2, 3)


@dataclass(frozen=True, slots=True)
class Declaration:
    """From `at` (epoch seconds) on the grid is at emergency level `level`; 0 ends the emergency."""

    at: int
    level: int


class Events:
    """The declarations made so far, in order of time. Instants before a declaration do not know of it."""

    def __init__(self) -> None:
        self._made: tuple[Declaration, ...] = ()
        self.revision = 0

    def declare(self, at: int, level: int) -> None:
        """Add a declaration. Raises ValueError for a level that does not exist."""
        if level not in LEVELS:
            raise ValueError(f"level must be one of {LEVELS}, got {level!r}")
        self._made = tuple(sorted((*self._made, Declaration(at, level)), key=lambda each: each.at))
        self.revision += 1

    def until(self, epoch: int) -> tuple[Declaration, ...]:
        """Declarations made at or before an instant, oldest first."""
        return tuple(each for each in self._made if each.at <= epoch)

    def level(self, epoch: int) -> int:
        """The emergency level declared at an instant."""
        made = self.until(epoch)
        return made[-1].level if made else 0

    def touches(self, start: int, end: int) -> bool:
        """Whether a declaration, or the recovery after one, changes anything between two instants."""
        made = self.until(end)
        return bool(made) and not (made[-1].level == 0 and made[-1].at + RECOVERY <= start)

    def _strength(self, t: Instants) -> list[tuple[int, Floats]]:
        """For each level that was ever in force, how strongly it holds at each instant, 0 to 1."""
        found: list[tuple[int, Floats]] = []
        for index, each in enumerate(self._made):
            if each.level == 0:
                continue
            later = self._made[index + 1] if index + 1 < len(self._made) else None
            end = later.at if later else 2**62
            held = ((t >= each.at) & (t < end)).astype(np.float64)
            if later and later.level == 0:
                fading = np.clip(1.0 - (t - end) / RECOVERY, 0.0, 1.0)
                held = np.where(t >= end, fading, held)
            found.append((each.level, held))
        return found

    def reserves(self, t: Instants, prc: Floats) -> Floats:
        """Physical responsive capability, MW, with the declared emergencies in it."""
        for level, held in self._strength(t):
            prc = prc + (np.minimum(prc, _RESERVES[level]) - prc) * held
        return prc

    def price_adder(self, t: Instants) -> Floats:
        """What scarcity adds to the price of energy, $/MWh."""
        total = np.zeros(t.shape)
        for level, held in self._strength(t):
            total = np.maximum(total, _ADDER[level] * held)
        return total

    def frequency_shift(self, t: Instants) -> Floats:
        """How far an emergency pulls the frequency down, Hz."""
        total = np.zeros(t.shape)
        for level, held in self._strength(t):
            total = np.minimum(total, _FREQUENCY[level] * held)
        return total
