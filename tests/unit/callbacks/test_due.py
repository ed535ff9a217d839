"""When a page may have something new: at the next try of the first of its feeds, if all of them say when."""

from datetime import datetime, timedelta

from callbacks.shared.render import next_due
from models.feed_state import FeedState, Health
from tests.support.drawing import START

MINUTE = timedelta(minutes=1)


def feed(name: str, next_run: datetime | None) -> FeedState:
    return FeedState(name, name, "", (name,), MINUTE, Health.ON_TIME, START, MINUTE, 1, 0, START, next_run, None)


def test_the_first_of_the_feeds_shown_counts() -> None:
    feeds = [feed("fuel_mix", START + 5 * MINUTE), feed("prices", START + 2 * MINUTE), feed("other", START)]
    assert next_due(feeds, {"fuel_mix", "prices"}) == START + 2 * MINUTE
    assert next_due(feeds, {"fuel_mix"}) == START + 5 * MINUTE


def test_a_feed_that_does_not_say_when_may_bring_something_at_any_time() -> None:
    feeds = [feed("fuel_mix", None), feed("prices", START)]
    assert next_due(feeds, {"fuel_mix", "prices"}) is None
    assert next_due(feeds, {"prices"}) == START
    assert next_due(feeds, {"what no feed fills"}) is None
