"""Readings of every few seconds, by their minute."""

from ingestion.minutes import Reading, by_minute, newest
from models.observation import Parsed

MINUTE = 60_000_000


def test_readings_lie_in_their_minute_and_a_bad_one_is_kept_out() -> None:
    parsed = Parsed()
    rows = [
        {"epoch": 61_000, "hz": 60.1},
        {"epoch": "soon"},
        {"epoch": 59_999, "hz": 59.9},
        {"epoch": 60_000, "hz": 60.0},
    ]
    found = by_minute(rows, "epoch", lambda row: {"hz": row["hz"]}, parsed)
    assert list(found.items()) == [
        (MINUTE, [Reading(61_000_000, 1, {"hz": 60.1}), Reading(60_000_000, 4, {"hz": 60.0})]),
        (0, [Reading(59_999_000, 3, {"hz": 59.9})]),
    ]
    assert [(each.line, each.text) for each in parsed.rejects] == [(2, "{'epoch': 'soon'}")]


def test_the_newest_is_the_last_in_time_then_in_the_document() -> None:
    first, again, earlier = Reading(9, 1, {}), Reading(9, 2, {}), Reading(8, 3, {})
    assert newest([first, again, earlier]) is again
