"""The simulated clock: runs on from where it is put, and can be set back for one request."""

from datetime import UTC, datetime, timedelta

import pytest

from ingestion.simulator.clock import BadInstant, SimulatedClock, parse_instant
from ingestion.simulator.days import epoch_of
from models import clock


def test_it_tells_the_present() -> None:
    assert abs(SimulatedClock().now() - epoch_of(clock.now())) <= 1


def test_it_runs_on_from_a_chosen_instant(monkeypatch: pytest.MonkeyPatch) -> None:
    present = datetime(2026, 5, 5, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: present)
    chosen = datetime(2026, 11, 1, 6, 59, tzinfo=UTC)
    simulated = SimulatedClock(chosen)
    assert simulated.now() == epoch_of(chosen)
    monkeypatch.setattr(clock, "now", lambda: present + timedelta(minutes=2))
    assert simulated.now() == epoch_of(chosen) + 120


def test_a_request_may_set_it_back_but_not_forward() -> None:
    simulated = SimulatedClock(datetime(2026, 5, 5, tzinfo=UTC))
    assert simulated.at("2026-05-04T00:00:00Z") == epoch_of(datetime(2026, 5, 4, tzinfo=UTC))
    assert simulated.at("2026-05-03T19:00:00-05:00") == epoch_of(datetime(2026, 5, 4, tzinfo=UTC))
    with pytest.raises(BadInstant, match="simulated future"):
        simulated.at("2026-05-06T00:00:00Z")


@pytest.mark.parametrize(
    ("text", "wrong"), [("yesterday", "not an ISO 8601 instant"), ("2026-05-04T00:00:00", "no time zone")]
)
def test_what_is_no_instant_is_named(text: str, wrong: str) -> None:
    with pytest.raises(BadInstant, match=wrong):
        parse_instant(text)
