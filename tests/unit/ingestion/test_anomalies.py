"""Unlikely values are found in made-up days with known faults, and in a real day of scarcity."""

from datetime import timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ingestion.anomalies import LEAST_HISTORY, Judgement, Starts, Values, hours_of_day, judge, robust_scores
from ingestion.validate import _flags
from models.catalog.prices import RT_SPP
from models.observation import Block
from tests.support.reading import utc

QUARTER = timedelta(minutes=15)
STEP = 900_000_000


def _days(count: int, first: str = "2026-06-01 05:00") -> Starts:
    return utc(first) + STEP * np.arange(96 * count, dtype=np.int64)


def _prices(starts: Starts, seed: int) -> Values:
    """Prices of a made-up summer: low at night, high at seven in the evening, noisy in proportion."""
    rng = np.random.default_rng(seed)
    hours = hours_of_day(starts)
    level = 25.0 + 30.0 * np.exp(-(((hours - 19) / 3.0) ** 2))
    values: Values = np.round(level * np.exp(0.2 * rng.standard_normal(len(starts))), 2)
    return values


def _found(judgement: Judgement, rule: str) -> set[int]:
    return {each.place for each in judgement.doubtful if each.rule == rule}


def test_precision_and_recall_on_days_with_known_faults() -> None:
    """Ten made-up days with forty spikes and ten still stretches, beside thirty days without."""
    past_starts = _days(30)
    new_starts = _days(10, "2026-07-01 05:00")
    past, new = _prices(past_starts, 1), _prices(new_starts, 2)
    rng = np.random.default_rng(3)
    spikes = set(rng.choice(len(new), 40, replace=False).tolist())
    for place in spikes:
        new[place] *= rng.uniform(5, 12) * (1 if place % 2 else -1)
    still: set[int] = set()
    for first in range(40, len(new), 96):
        stretch = range(first, first + 12)
        new[list(stretch)] = new[first]
        still |= set(stretch)
    spikes -= still
    found = judge((past_starts, past), (new_starts, new), QUARTER)
    for rule, truth in (("spike", spikes), ("flat-line", still)):
        answer = _found(found, rule) - (still if rule == "spike" else set())
        precision = len(answer & truth) / max(len(answer), 1)
        recall = len(answer & truth) / len(truth)
        print(f"{rule}: precision {precision:.3f}, recall {recall:.3f} on {len(truth)} of {len(new)} values")
        assert precision >= 0.95
        assert recall >= 0.9


def test_days_without_faults_raise_no_alarm() -> None:
    starts, new = _days(30), _days(10, "2026-07-01 05:00")
    found = judge((starts, _prices(starts, 4)), (new, _prices(new, 5)), QUARTER)
    assert len(found.doubtful) <= 1
    assert found.not_judged == 0


def test_with_too_little_history_nothing_is_judged_and_that_is_said() -> None:
    starts, new = _days(4), _days(1, "2026-06-05 05:00")
    values = np.full(len(new), 5_000.0)
    found = judge((starts, _prices(starts, 6)), (new, values), QUARTER)
    assert _found(found, "spike") == set()
    assert found.not_judged == 96
    assert found.remark == "96 values not judged: too little history"
    assert LEAST_HISTORY > 4 * 4
    enough = _days(6, "2026-05-28 05:00")
    assert judge((enough, _prices(enough, 6)), (new, values), QUARTER).remark == ""


def test_no_history_at_all() -> None:
    none = (np.empty(0, np.int64), np.empty(0))
    new = _days(1)
    assert judge(none, (new, np.ones(96)), QUARTER).not_judged == 96
    assert judge(none, none, QUARTER).doubtful == ()


def test_the_score_is_that_of_the_hour() -> None:
    starts = _days(30)
    values = np.where(hours_of_day(starts) == 3, 10.0, 100.0) + np.tile([-1.0, 0.0, 1.0, 0.0], len(starts) // 4)
    new = np.array([utc("2026-07-01 08:00"), utc("2026-07-01 17:00")])
    scores, medians = robust_scores((starts, values), (new, np.array([100.0, 100.0])))
    assert medians.tolist() == [10.0, 100.0]
    # Half of the hour's values lie one from the median or further, so the deviation is one half or one.
    assert scores[0] == pytest.approx(0.6745 * 90 / 0.5, rel=0.01)
    assert scores[1] == 0


def test_hours_are_those_of_the_central_clock() -> None:
    starts = np.array(
        [utc("2025-11-02 06:00"), utc("2025-11-02 07:00"), utc("2025-11-02 08:00"), utc("2026-03-08 08:00")]
    )
    assert hours_of_day(starts).tolist() == [1, 1, 2, 3]


def test_nights_without_sun_are_no_flat_line() -> None:
    starts, new = _days(30), _days(1, "2026-07-01 05:00")
    assert not judge((starts, _sun(starts, 7)), (new, _sun(new, 8)), QUARTER).doubtful


def _sun(starts: Starts, seed: int) -> Values:
    height = np.sin((hours_of_day(starts) - 6) / 14 * np.pi)
    clouds = 0.9 + 0.1 * np.random.default_rng(seed).random(len(starts))
    output: Values = 20_000 * np.clip(height, 0, None) * clouds
    return output


def test_a_gap_ends_a_run() -> None:
    starts = _days(30)
    new = np.concatenate([_days(1, "2026-07-01 05:00")[:6], _days(1, "2026-07-01 12:00")[:6]])
    found = judge((starts, _prices(starts, 8)), (new, np.full(12, 30.0)), QUARTER)
    assert _found(found, "flat-line") == set()


def test_a_real_day_of_scarcity_is_flagged_and_kept(recordings: Path) -> None:
    """8 May 2024: prices at the hub average rose to $4,964.84. Unlikely, real, and stored as they were."""
    frame = pd.read_parquet(recordings / "derived" / "rtm_spp_HB_HUBAVG_15min_utc__202401_202511.parquet")
    times = frame.select_dtypes(["datetimetz", "datetime"]).iloc[:, 0] if frame.index.name is None else frame.index
    starts = pd.DatetimeIndex(times).tz_convert("UTC").as_unit("us").asi8
    column = next(name for name in frame.columns if str(frame[name].dtype).startswith("float"))
    values = frame[column].to_numpy(np.float64)
    day = (starts >= utc("2024-05-08 05:00")) & (starts < utc("2024-05-09 05:00"))
    past = (starts >= utc("2024-04-08 05:00")) & (starts < utc("2024-05-08 05:00"))
    new = values[day]
    assert new.max() == 4964.84
    found = judge((starts[past], values[past]), (starts[day], new), QUARTER)
    assert int(new.argmax()) in _found(found, "spike")
    assert 0 < len(_found(found, "spike")) < 40
    block = Block(RT_SPP, [("HB_HUBAVG", "AH")] * len(new), starts[day].tolist(), new.tolist())
    assert all(flag.rule != "beyond-cap" for flag in _flags(block))
    assert block.values == new.tolist()
