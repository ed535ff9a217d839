"""Thresholds of reserves on a chart: each for the days it was in force."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta

import numpy as np

from models.catalog.entity import SYSTEM
from models.catalog.lookup import measure
from models.clock import day_bounds
from models.observation import Origin
from models.selection import Window
from models.series import Series
from pages.figures import thresholds
from pages.figures.labels import AxisUnit

MW = AxisUnit("MW", 1.0, 0)
CHANGE = day_bounds(date(2023, 10, 1))[0]


def series(name: str) -> Series:
    return Series(
        measure(name),
        SYSTEM.members[0],
        np.array(["2023-10-01T05:00"], "datetime64[us]"),
        np.array([9_000.0]),
        timedelta(minutes=1),
        Origin.ERCOT,
    )


PRC = [series("prc")]


def test_a_change_inside_the_window_is_drawn_before_and_after() -> None:
    window = Window(CHANGE - timedelta(hours=6), CHANGE + timedelta(hours=6))
    at = CHANGE.timestamp() * 1000
    hours = 6 * 3_600_000
    found: dict[tuple[float, float], list[tuple[str, float]]] = defaultdict(list)
    for line in thresholds.lines([series("prc")], window):
        found[line["from"] - at, line["to"] - at].append((line["color"], line["y"]))
    assert {span: sorted(lines) for span, lines in found.items()} == {
        (-hours, 0): [("--eea1-text", 2_300), ("--eea2-text", 1_750), ("--eea3-text", 1_430)],
        (0, hours): [("--eea1-text", 2_500), ("--eea2-text", 2_000), ("--eea3-text", 1_500), ("--watch-text", 3_000)],
    }


def test_labels_are_of_what_is_in_force_at_the_end() -> None:
    before = Window(CHANGE - timedelta(hours=6), CHANGE)
    words = [(end["name"], end["value"]) for end in thresholds.ends([series("prc")], before, MW)]
    assert sorted(words) == [("EEA 1", "2,300"), ("EEA 2", "1,750"), ("EEA 3", "1,430")]


def test_each_line_and_label_cites_the_threshold_of_its_own_days() -> None:
    window = Window(CHANGE - timedelta(hours=6), CHANGE + timedelta(hours=6))
    cited = {(line["y"], line["cites"]["threshold"], line["cites"]["day"]) for line in thresholds.lines(PRC, window)}
    assert {(2_300, "eea1", "2023-09-30"), (2_500, "eea1", "2023-10-01"), (3_000, "watch", "2023-10-01")} <= cited
    ends = {(end["value"], end["cites"]["threshold"], end["cites"]["day"]) for end in thresholds.ends(PRC, window, MW)}
    assert ("1,500", "eea3", "2023-10-01") in ends
    assert len(ends) == 4


def test_other_charts_have_none() -> None:
    window = Window(datetime(2026, 9, 1, tzinfo=UTC), datetime(2026, 9, 2, tzinfo=UTC))
    assert thresholds.lines([series("demand")], window) == []
    assert thresholds.ends([], window, MW) == []
