"""The zone that times are written in: what an address may ask for, whose letters, and that answers do not mix."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from models.clock import CENTRAL
from pages.figures import labels, zone
from pages.parts import badges, controls
from pages.parts.view import RESOLUTIONS, TODAY, WEEK, Offer, parse, zone_asked
from tests.support.drawing import bucketed, series, words

SUMMER = datetime(2026, 9, 26, 20, 45, tzinfo=UTC)
WINTER = datetime(2026, 12, 26, 20, 45, tzinfo=UTC)
QUARTER, HOUR, DAY = timedelta(minutes=15), timedelta(hours=1), timedelta(days=1)
DASH, MINUS = "\N{EN DASH}", "\N{MINUS SIGN}"


@pytest.mark.parametrize(
    ("said", "summer", "winter"),
    [
        (None, "15:45 CDT", "14:45 CST"),
        ({"tz": None, "own": "Europe/Berlin"}, "15:45 CDT", "14:45 CST"),
        ({"tz": "central", "own": None}, "15:45 CDT", "14:45 CST"),
        ({"tz": "utc", "own": None}, "20:45 UTC", "20:45 UTC"),
        ({"tz": "own", "own": "America/Chicago"}, "15:45 CDT", "14:45 CST"),
        ({"tz": "own", "own": "America/New_York"}, "16:45 EDT", "15:45 EST"),
        ({"tz": "own", "own": "Pacific/Honolulu"}, "10:45 HST", "10:45 HST"),
        ({"tz": "own", "own": "Europe/Berlin"}, "22:45 UTC+2", "21:45 UTC+1"),
        ({"tz": "own", "own": "Europe/London"}, "21:45 UTC+1", "20:45 UTC"),
        ({"tz": "own", "own": "Asia/Kolkata"}, "02:15 UTC+5:30", "02:15 UTC+5:30"),
        # China calls its own time CST too, and the Philippines theirs PST.
        ({"tz": "own", "own": "Asia/Shanghai"}, "04:45 UTC+8", "04:45 UTC+8"),
        ({"tz": "own", "own": "Asia/Manila"}, "04:45 UTC+8", "04:45 UTC+8"),
        ({"tz": "own", "own": "America/St_Johns"}, f"18:15 UTC{MINUS}2:30", f"17:15 UTC{MINUS}3:30"),
    ],
)
def test_clocks_and_letters(said: object, summer: str, winter: str) -> None:
    with zone.showing(zone_asked(said)):
        assert zone.shown().problem == ""
        assert (labels.clock_zone(SUMMER), labels.clock_zone(WINTER)) == (summer, winter)


@pytest.mark.parametrize(
    "name", ["Moon/Base", "", "..", "../../etc/passwd", "/etc/localtime", "America", "x" * 65, 7, None, "A\0B"]
)
def test_a_zone_that_nobody_knows_is_central_and_said(name: object) -> None:
    found = zone_asked({"tz": "own", "own": name})
    assert found.info is CENTRAL
    assert found.problem.startswith("Your browser's zone of time")
    assert found.problem.endswith("is not known here. Times are Central.")


@pytest.mark.parametrize("word", ["UTC", "moon", "", "<script>", 3])
def test_a_word_that_is_no_zone_is_answered_with_those_that_are(word: object) -> None:
    found = zone_asked({"tz": word, "own": "Europe/Berlin"})
    assert found.info is CENTRAL
    assert found.problem == "There is no such zone of time; there are central, utc, own. Times are Central."


def test_two_answers_at_the_same_time_keep_their_own_zones() -> None:
    both = threading.Barrier(2)
    said: dict[str, list[str]] = {}

    def answer(name: str, asked: object) -> None:
        with zone.showing(zone_asked(asked)):
            said[name] = []
            for _ in range(50):
                both.wait(10)
                said[name].append(labels.clock_zone(SUMMER))

    threads = [
        threading.Thread(target=answer, args=("utc", {"tz": "utc"})),
        threading.Thread(target=answer, args=("own", {"tz": "own", "own": "Asia/Tokyo"})),
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert said == {"utc": ["20:45 UTC"] * 50, "own": ["05:45 UTC+9"] * 50}
    assert labels.clock_zone(SUMMER) == "15:45 CDT"


def test_a_zone_ends_with_its_answer_also_when_that_fails() -> None:
    with pytest.raises(RuntimeError), zone.showing(zone.COORDINATED):
        raise RuntimeError
    assert zone.shown() is zone.CENTRAL


def in_utc(write: Callable[[], str]) -> str:
    with zone.showing(zone.COORDINATED):
        return write()


def test_intervals_are_named_by_the_clock_that_is_shown() -> None:
    assert in_utc(lambda: labels.full_interval(SUMMER, QUARTER)) == f"26 Sep 2026 20:45{DASH}21:00 UTC"
    assert labels.interval(SUMMER.replace(minute=0), HOUR) == "HE 16"
    # Hours are named by their ending on the Central clock alone.
    assert in_utc(lambda: labels.interval(SUMMER.replace(minute=0), HOUR)) == f"20:00{DASH}21:00"
    assert labels.elsewhere(SUMMER) == "20:45 UTC"
    assert in_utc(lambda: labels.elsewhere(SUMMER)) == "15:45 CDT"


def test_operating_days_are_central_days_on_every_clock() -> None:
    midnight = datetime(2026, 9, 26, 5, tzinfo=UTC)
    with zone.showing(zone_asked({"tz": "own", "own": "America/Los_Angeles"})):
        assert labels.day_range(midnight, midnight + DAY) == "26 Sep 2026"
        assert labels.interval(midnight, DAY) == "26 Sep"
        assert labels.short_day(midnight) == "25 Sep"


def test_a_card_says_its_time_and_another_clock_behind_it() -> None:
    with zone.showing(zone.COORDINATED):
        (time,) = badges.data_time(series("rt_spp", [30.0], entity="HB_WEST", start=SUMMER), None)
    assert words(time).endswith(f"20:45{DASH}21:00 UTC")
    assert time.to_plotly_json()["props"]["title"] == f"26 Sep 2026 20:45{DASH}21:00 UTC, 15:45 CDT"
    with zone.showing(zone_asked({"tz": "own", "own": "America/Los_Angeles"})):
        (time,) = badges.data_time(bucketed("demand", [1.0], DAY, start=datetime(2026, 9, 26, 5, tzinfo=UTC)), None)
    assert words(time).startswith("26 Sep")


OFFER = Offer((TODAY, WEEK), RESOLUTIONS)


def test_the_zone_stands_in_the_address_and_ends_no_zoom() -> None:
    view = parse("?tz=utc&range=7d", OFFER, SUMMER)
    assert view.problems == {}
    assert view.address(range="today") == "?tz=utc"
    assert view.address(tz=None) == "?range=7d"
    assert view.stepped(-1).endswith("&tz=utc")
    assert view.key == parse("?range=7d", OFFER, SUMMER).key
    assert view.window == parse("?range=7d", OFFER, SUMMER).window


def test_a_wrong_zone_is_said_at_its_control_and_central_is_chosen() -> None:
    view = parse("?tz=moon", OFFER, SUMMER)
    with zone.showing(zone.asked("moon", None)):
        said = controls.bar(view, SUMMER)
    problem = "There is no such zone of time; there are central, utc, own. Times are Central."
    assert [(getattr(each, "data-of"), each.children) for each in said[1:]] == [("zone", problem)]
    choices = [each for each in said[0]._traverse() if "zone-choice" in getattr(each, "className", "")]
    assert [each.children for each in choices if hasattr(each, "aria-current")] == ["Central"]
