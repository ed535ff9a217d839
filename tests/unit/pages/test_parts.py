"""The parts of a page: banner, badges, feeds; each says what is and nothing more."""

from datetime import timedelta

import pytest

from models.catalog.conditions import LADDER
from models.citation import ConditionCite
from models.feed_state import FeedState, Health
from models.observation import Condition, Origin
from pages.parts import badges, banner, feeds
from pages.parts.badges import Freshness
from tests.support.drawing import START, bucketed, series, words


def condition(state: str, eea_level: int = 0) -> Condition:
    return Condition(START, state, eea_level, "A title", "A note.")


@pytest.mark.parametrize("level", LADDER, ids=lambda level: level.id)
def test_each_step_of_the_ladder_is_named_and_filled(level: object) -> None:
    step = next(each for each in LADDER if each is level)
    drawn = str(banner.draw(condition(step.states[0], max(0, step.rank - 2)), Origin.ERCOT, []))
    assert f"banner {step.id}" in drawn
    assert f"step {step.id} here" in drawn
    assert drawn.count(" here") == 1


@pytest.mark.parametrize("given", [condition("advisory"), condition("normal", 2), condition("eea2", 0), None])
def test_what_is_not_known_is_never_normal(given: Condition | None) -> None:
    (drawn,) = banner.draw(given, Origin.ERCOT, [])
    assert "banner unknown" in str(drawn)
    assert " here" not in str(drawn)
    assert words(drawn).startswith("? Unknown")


def test_whatever_was_declared_opens_its_papers() -> None:
    for given in (condition("normal"), condition("advisory")):
        assert ConditionCite(START).text() in str(banner.draw(given, Origin.ERCOT, []))
    assert "data-papers" not in str(banner.draw(None, Origin.ERCOT, []))


def test_an_unknown_state_is_quoted_as_ercots() -> None:
    assert banner.sentence(condition("advisory"), None) == "ERCOT says: A title. A note."


def test_simulated_is_said_and_real_is_not() -> None:
    assert words(badges.simulated(Origin.SIMULATED)) == "SIMULATED"
    assert badges.simulated(Origin.ERCOT) == []
    assert badges.simulated_word(Origin.ERCOT) == []


def test_the_exact_words_of_lateness(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(badges, "now", lambda: START + timedelta(minutes=70))
    late = Freshness(True, START + timedelta(minutes=74))
    prices = series("rt_spp", [1.0], entity="HB_WEST")
    assert words(badges.data_time(prices, late)).strip() == (
        "Stale since 00:15 \N{MIDDLE DOT} expected every 15 min \N{MIDDLE DOT} next try 01:14"
    )
    assert words(badges.data_time(prices, late, brief=True)).strip() == "Stale since 00:15"


@pytest.mark.parametrize(
    ("later", "said"),
    [(timedelta(hours=23), "00:15"), (timedelta(days=1), "26 Sep 00:15"), (timedelta(days=200), "26 Sep 2026 00:15")],
)
def test_what_is_stale_since_another_day_says_which(
    monkeypatch: pytest.MonkeyPatch, later: timedelta, said: str
) -> None:
    monkeypatch.setattr(badges, "now", lambda: START + later)
    prices = series("rt_spp", [1.0], entity="HB_WEST")
    assert words(badges.data_time(prices, Freshness(True, None), brief=True)).strip() == f"Stale since {said}"


def test_the_time_of_data_is_their_interval() -> None:
    prices = series("rt_spp", [1.0], entity="HB_WEST", start=START.replace(year=2021))
    assert words(badges.data_time(prices, None)) == "26 Sep 2021 \N{MIDDLE DOT} 00:00\N{EN DASH}00:15 CDT"
    assert words(badges.data_time(series("demand", [1.0]), None, brief=True)) == "00:00"
    assert words(badges.data_time(series("demand", []), None)) == "no data yet"
    long = bucketed("demand", [1.0], timedelta(hours=6), start=START.replace(year=2021))
    assert words(badges.data_time(long, None)) == "26 Sep 2021"


def test_an_old_condition_is_stale() -> None:
    assert words(badges.read_at(START, START + timedelta(minutes=11))) == "Stale since 00:00 CDT"
    assert words(badges.read_at(START, START + timedelta(minutes=1))) == "00:00 CDT"
    assert words(badges.read_at(None, START)) == "not read yet"


def state(health: Health, *, lag: timedelta | None = timedelta(minutes=23)) -> FeedState:
    return FeedState(
        "supply_demand",
        "Supply and demand",
        "dashboard",
        ("supply_demand",),
        timedelta(minutes=5),
        health,
        START,
        lag,
        133,
        2,
        START,
        START + timedelta(minutes=1),
        None,
    )


def test_feeds_say_how_late_they_are() -> None:
    said = words(feeds.feeds([state(Health.STALE), state(Health.LATE)], START))
    assert "Stale since 00:00" in said
    assert "Late 23 min" in said
    assert "23 min / 5 min" in said
    assert words(feeds.feeds([], START)).startswith("No feed has reported yet.")


def test_what_reaches_into_the_future_has_no_lag() -> None:
    assert "\N{EN DASH} / 5 min" in words(feeds.feeds([state(Health.ON_TIME, lag=timedelta(hours=-9))], START))


def test_the_summary_counts_the_good_ones_first() -> None:
    rows = [state(Health.STALE), state(Health.ON_TIME), state(Health.ON_TIME)]
    assert feeds.feeds_summary(rows) == "2 on time \N{MIDDLE DOT} 1 stale"
