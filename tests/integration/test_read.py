"""Selections answered from the store: windows, buckets, gaps, estimates and names."""

from datetime import date, timedelta

import numpy as np
import pytest

from models.catalog.capacity import PRC
from models.catalog.measure import Combine
from models.clock import day_bounds
from models.observation import Key
from models.problems import Invalid, Unknown
from models.selection import Fill, Selection, Window
from models.store.database import Database
from models.store.read import read
from models.store.statements import resolution_for
from tests.support.batches import START, block, document, store

HOUR = timedelta(hours=1)
DAY = Window(START, START + timedelta(days=1))


def ask(database: Database, *entities: str, **how: object) -> Selection:
    return Selection(("rt_spp",), DAY, entities, **how)  # type: ignore[arg-type]


def test_a_window_takes_its_start_and_leaves_its_end(database: Database) -> None:
    store(database, document("d"), block([1.0, 2.0, 3.0, 4.0, 5.0]))
    window = Window(START + timedelta(minutes=15), START + HOUR)
    (series,) = read(database, Selection(("rt_spp",), window, ("HB_WEST",)))
    assert series.values.tolist() == [2.0, 3.0, 4.0]
    assert series.starts[0] == np.datetime64("2026-09-29T16:15:00")


def test_a_zone_has_two_series_and_the_quoted_one_is_the_plain_one(database: Database) -> None:
    plain: Key = ("LZ_WEST", "LZ")
    weighted: Key = ("LZ_WEST", "LZEW")
    store(database, document("d"), block([35.40], key=plain), block([35.44], key=weighted))
    first, second = read(database, ask(database, "LZ_WEST", "LZ_WEST/LZEW"))
    assert (first.values[0], second.values[0]) == (35.40, 35.44)


def test_a_known_point_without_values_is_an_empty_series(database: Database) -> None:
    (series,) = read(database, ask(database, "HB_PAN"))
    assert len(series) == 0
    assert series.last is None


def test_an_unknown_point_is_answered_with_the_nearest(database: Database) -> None:
    store(database, document("d"), block([1.0], key=("WND_RN", "RN")))
    with pytest.raises(Unknown, match="HB_WEST") as told:
        read(database, ask(database, "HB_WST"))
    assert told.value.field == "entities"
    with pytest.raises(Unknown, match="WND_RN"):
        read(database, ask(database, "WNDRN"))


def test_no_names_mean_every_member_that_has_values(database: Database) -> None:
    store(database, document("d"), block([1.0]), block([2.0], key=("HB_NORTH", "HU")))
    assert {series.entity.code for series in read(database, ask(database))} == {"HB_WEST", "HB_NORTH"}


@pytest.mark.parametrize(
    ("combine", "expected"),
    [(Combine.MEAN, 2.5), (Combine.SUM, 10.0), (Combine.MIN, 1.0), (Combine.MAX, 4.0), (Combine.LAST, 3.0)],
)
def test_each_way_to_combine(database: Database, combine: Combine, expected: float) -> None:
    store(database, document("d"), block([1.0, 4.0, 2.0, 3.0]))
    (series,) = read(database, ask(database, "HB_WEST", resolution=HOUR, combine=combine))
    assert series.values.tolist() == [expected]


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 8), 23), (date(2025, 11, 2), 25)])
def test_a_clock_change_day_has_its_hours_and_its_day(database: Database, day: date, hours: int) -> None:
    start, end = day_bounds(day)
    store(database, document("d"), block([float(n) for n in range(hours * 4)], start=start))
    by_hour = Selection(("rt_spp",), Window(start, end), ("HB_WEST",), resolution=HOUR)
    by_day = Selection(("rt_spp",), Window(start, end), ("HB_WEST",), resolution=timedelta(days=1))
    assert len(read(database, by_hour)[0]) == hours
    (whole,) = read(database, by_day)
    assert whole.values.tolist() == [(hours * 4 - 1) / 2]


def test_a_long_window_is_bucketed_to_what_can_be_shown() -> None:
    year = timedelta(days=365)
    assert resolution_for(PRC.dataset, timedelta(days=1), 1500) is None
    assert resolution_for(PRC.dataset, timedelta(days=7), 1500) == timedelta(minutes=10)
    step = resolution_for(PRC.dataset, year, 1500)
    assert step is not None
    assert year / step <= 1500


def with_gap(database: Database) -> None:
    store(database, document("a"), block([10.0, 12.0]))
    store(database, document("b"), block([20.0], start=START + timedelta(minutes=75)))


def test_a_gap_stays_a_gap(database: Database) -> None:
    with_gap(database)
    (series,) = read(database, ask(database, "HB_WEST"))
    assert series.values.tolist() == [10.0, 12.0, 20.0]
    assert np.diff(series.starts).max() == np.timedelta64(timedelta(minutes=60))


def test_estimates_come_on_request_are_marked_and_are_not_stored(database: Database) -> None:
    with_gap(database)
    (series,) = read(database, ask(database, "HB_WEST", fill=Fill.LINEAR))
    assert series.values.tolist() == [10.0, 12.0, 14.0, 16.0, 18.0, 20.0]
    assert series.estimated is not None
    assert series.estimated.tolist() == [False, False, True, True, True, False]
    with database.app() as connection:
        assert connection.execute("select count(*) from rt_settlement_point_prices").fetchone() == (3,)


def test_a_gap_longer_than_allowed_is_not_estimated(database: Database) -> None:
    with_gap(database)
    (series,) = read(database, ask(database, "HB_WEST", fill=Fill.LINEAR, longest_gap=2))
    assert len(series) == 3


def test_selections_that_make_no_sense_are_refused() -> None:
    with pytest.raises(Invalid, match="after the start"):
        Window(START, START)
    with pytest.raises(Invalid, match="points"):
        Selection(("rt_spp",), DAY, points=0)
    with pytest.raises(Invalid, match="at least one measure"):
        Selection((), DAY)


def test_an_unknown_measure_is_answered_with_the_nearest(database: Database) -> None:
    with pytest.raises(Unknown, match="rt_spp"):
        read(database, Selection(("rt_sp",), DAY))
