"""The simulated clock: the present, or a chosen instant that runs on, or what one request asks for."""

from datetime import UTC, datetime

from ingestion.simulator.days import epoch_of
from models import clock

HEADER = "X-Simulated-At"


class BadInstant(ValueError):
    """A clock that cannot be set: not ISO 8601, without a zone, or later than the simulated present."""


def parse_instant(text: str) -> datetime:
    """An ISO 8601 instant with a zone. Raises BadInstant naming what is wrong."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInstant(f"{text!r} is not an ISO 8601 instant") from error
    if instant.tzinfo is None:
        raise BadInstant(f"{text!r} has no time zone")
    return instant.astimezone(UTC)


class SimulatedClock:
    """Tells the simulated present. `at` is what it shows at its making; from then on it runs with real time."""

    def __init__(self, at: datetime | None = None) -> None:
        self._ahead = None if at is None else at - clock.now()

    def now(self) -> int:
        """The simulated present, epoch seconds."""
        present = clock.now()
        return epoch_of(present if self._ahead is None else present + self._ahead)

    def at(self, header: str | None) -> int:
        """The present for one request: set back by its header, if it has one. Raises BadInstant."""
        if header is None:
            return self.now()
        wanted = epoch_of(parse_instant(header))
        if wanted > self.now() + 1:
            raise BadInstant(f"{header!r} lies in the simulated future")
        return wanted
