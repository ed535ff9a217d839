"""Completeness out of the store equals an independent count; corrections out of ERCOT's reports keep both values."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from callbacks import data as twin
from callbacks.shared.remembered import Remembered
from callbacks.shared.services import Services
from ingestion.backfill import import_path
from ingestion.feed import Feed
from ingestion.gaps import refill
from ingestion.run import Context, declare_feeds
from ingestion.transport import Transport
from models.catalog.capacity import PRC
from models.catalog.lookup import DATASETS, measures_of
from models.clock import day_bounds, floor, now
from models.completeness import Completeness, Counting, Day
from models.feed_state import Gap
from models.problems import Problem
from models.store import freshness
from models.store.completeness import completeness
from models.store.corrections import corrections
from models.store.database import Database
from models.store.runs import RunReport
from models.store.write import Writer
from pages import data as page
from pages.parts.tile import body_id
from tests.support.batches import block, document, store
from tests.support.database import administer_database
from tests.support.drawing import words

QUARTER = timedelta(minutes=15)
HOUR = timedelta(hours=1)
SHIPPED = Path(__file__).resolve().parents[1] / "data" / "made_up"
PRICES = "rt_settlement_point_prices"
HB_PAN = ("HB_PAN", "HU")


def of(rows: Sequence[Completeness], dataset: str) -> dict[date, Day]:
    (found,) = [row for row in rows if row.dataset.id == dataset]
    return {day.day: day for day in found.days}


def starts_by_day(database: Database, dataset: str) -> dict[date, int]:
    """Interval starts that have any value, by Central day: counted from single values alone."""
    with database.app() as connection:
        rows = connection.execute(
            f"select (ts at time zone 'America/Chicago')::date, count(distinct ts) from {dataset} group by 1"
        ).fetchall()
    return dict(rows)


@pytest.mark.parametrize(
    ("day", "hours", "quarters"), [(date(2026, 3, 8), 23, 92), (date(2025, 11, 2), 25, 100), (date(2026, 3, 6), 24, 96)]
)
def test_a_known_hole_on_a_day_of_any_length(database: Database, day: date, hours: int, quarters: int) -> None:
    """Two days and an hour of prices around the day, from 01:30 of it two quarters are missing."""
    declare_feeds(database)
    start, end = day_bounds(day)
    before = block([20.0] * 96, start=start - 96 * QUARTER)
    hole = start + 6 * QUARTER
    store(database, document("a"), before, block([20.0] * 6, start=start))
    store(database, document("b"), block([20.0] * (quarters - 8), start=hole + 2 * QUARTER))
    store(database, document("c"), block([20.0] * 4, start=end))
    found = of(completeness(database, end + HOUR + timedelta(minutes=20)), PRICES)
    assert (end - start) / HOUR == hours
    assert (found[day].stored, found[day].due) == (quarters - 2, quarters)
    assert found[day].stored == starts_by_day(database, PRICES)[day]
    assert (found[day - timedelta(days=1)].due, found[day - timedelta(days=2)].due) == (96, None)
    # Of the day after, an hour and twenty minutes old, four quarters are stored and no fifth is late yet.
    assert (found[day + timedelta(days=1)].stored, found[day + timedelta(days=1)].due) == (4, 4)


def test_today_is_measured_by_what_is_due_until_now(database: Database) -> None:
    """The newest start is 40 minutes old where 35 are allowed: one interval is missing, not the rest of the day."""
    declare_feeds(database)
    start = day_bounds(date(2026, 9, 26))[0]
    store(database, document("a"), block([20.0] * 96, start=start - 96 * QUARTER), block([20.0] * 10, start=start))
    found = of(completeness(database, start + 9 * QUARTER + timedelta(minutes=40)), PRICES)
    assert (found[date(2026, 9, 26)].stored, found[date(2026, 9, 26)].due) == (10, 11)


def test_the_first_day_counts_from_its_first_interval(database: Database) -> None:
    declare_feeds(database)
    _, end = day_bounds(date(2026, 9, 26))
    store(database, document("a"), block([20.0] * 100, start=end - 4 * QUARTER))
    found = of(completeness(database, end + timedelta(hours=23)), PRICES)
    assert [(each.stored, each.due) for each in found.values()][-3:] == [(0, None), (4, 4), (96, 96)]


def test_corrections_that_reach_far_back_do_not_begin_a_dataset(database: Database) -> None:
    declare_feeds(database)
    start, end = day_bounds(date(2026, 9, 26))
    store(database, document("corrected"), block([20.0] * 4, start=start - timedelta(days=40)))
    store(database, document("a"), block([20.0] * 96, start=start))
    found = of(completeness(database, end), PRICES)
    assert [each.day for each in found.values() if each.due is not None] == [date(2026, 9, 26), date(2026, 9, 27)]
    assert found[date(2026, 8, 17)].stored == 4


def test_a_series_that_holds_fewer_is_named(database: Database) -> None:
    declare_feeds(database)
    start, _ = day_bounds(date(2026, 9, 26))
    store(database, document("a"), block([20.0] * 480, start=start), block([20.0] * 90, key=HB_PAN, start=start))
    found = of(completeness(database, start + timedelta(days=5, hours=1)), PRICES)
    assert found[date(2026, 9, 26)].short == (("Panhandle hub", 90),)
    assert (found[date(2026, 9, 26)].stored, found[date(2026, 9, 26)].due) == (96, 96)
    assert found[date(2026, 9, 27)].short == (("Panhandle hub", 0),)
    assert found[date(2026, 9, 30)].short == ()


def test_a_hole_of_days_is_seen_in_minutes_and_in_forecasts(database: Database) -> None:
    declare_feeds(database)
    start, _ = day_bounds(date(2026, 9, 20))
    system = ("ERCOT", "")
    store(database, document("a"), block([5000.0] * 1440, measure=PRC, key=system, start=start))
    store(database, document("b"), block([5000.0] * 60, measure=PRC, key=system, start=start + timedelta(days=3)))
    store(
        database,
        document("c", posted=start),
        block(
            [50_000.0] * 30,
            measure=measures_of(DATASETS["load_forecast"])[0],
            key=("COAST", ""),
            start=start,
            posted=start,
        ),
    )
    rows = completeness(database, start + timedelta(days=3, hours=1))
    minutes = [(each.stored, each.due) for each in of(rows, PRC.dataset.id).values()][-4:]
    assert minutes == [(1440, 1440), (0, 1440), (0, 1440), (60, 60)]
    hours = [(each.stored, each.due) for each in of(rows, "load_forecast").values()][-4:]
    assert hours == [(24, 24), (6, 24), (0, 24), (0, 0)]


def test_datasets_without_a_grid_are_not_counted(database: Database) -> None:
    declare_feeds(database)
    kinds = {row.dataset.id: row.counting for row in completeness(database, now())}
    assert list(kinds) == list(DATASETS)
    assert kinds["sced_lmps"] is Counting.IRREGULAR
    assert kinds["ancillary_disclosure"] is Counting.AS_NEEDED
    assert kinds[PRICES] is Counting.COUNTED


def take(database: Database, *names: str) -> None:
    context = Context(database, Transport(), Writer(database))
    for name in names:
        import_path(context, SHIPPED / name)


REPORTS = tuple(path.name for path in sorted(SHIPPED.glob("*NP6905*")))
CORRECTED = "RTMPRICECORRECTIONSPPNP4197.csv"


@pytest.mark.parametrize("names", [(*REPORTS, CORRECTED), (CORRECTED, *REPORTS)], ids=["after", "before"])
def test_report_13045_shows_old_and_new(database: Database, names: tuple[str, ...]) -> None:
    """What the report itself names SPPOriginal and SPPCorrected, in whichever order the documents came."""
    take(database, *names)
    found = {(each.entity, each.start): (each.old, each.new) for each in corrections(database).rows}
    first = datetime(2025, 11, 2, 6, tzinfo=UTC)
    assert found["HB_WEST", first] == (21.5, 21.49)
    assert found["HB_WEST", first + HOUR] == (41.5, 41.25)
    west = next(each for each in corrections(database, PRICES).rows if each.entity == "HB_WEST")
    assert west.new_document == CORRECTED
    assert "SPPHLZNP6905" in west.old_document
    said = words(page_of(database, page.CORRECTIONS))
    assert "41.50 41.25 \N{MINUS SIGN}0.25" in said
    assert "2 Nov 2025 01:00\N{EN DASH}01:15 CST" in said


def page_of(database: Database, tile: str, search: str = "", corrected: object = None) -> object:
    """What a tile's body shows to somebody who holds nothing."""
    texts = twin.respond(Services(database), Remembered(0), search, corrected, {})[2:]
    return texts[twin._TEXTS.index(body_id(tile))]


def test_a_value_corrected_twice_shows_each_step(database: Database) -> None:
    for n, value in enumerate((10.0, 11.0, 12.5)):
        store(database, document(f"d{n}", posted=now() + n * HOUR), block([value]))
    steps = [(each.old, each.new, each.old_document, each.new_document) for each in corrections(database).rows]
    assert sorted(steps) == [(10.0, 11.0, "d0", "d1"), (11.0, 12.5, "d1", "d2")]


def test_one_dataset_does_not_drown_the_others(database: Database) -> None:
    store(database, document("a"), block([1.0] * 300), block([1.0] * 300, key=HB_PAN))
    store(database, document("b", posted=now()), block([2.0] * 300), block([2.0] * 300, key=HB_PAN))
    every = corrections(database)
    assert (len(every.rows), every.more, every.each) == (25, True, 25)
    one = corrections(database, PRICES)
    assert (len(one.rows), one.more) == (200, True)
    assert corrections(database, "fuel_mix").rows == ()
    assert corrections(database, "no such dataset").rows == ()


def gap(database: Database, dataset: str, start: datetime, *, closed: datetime | None = None) -> None:
    with database.app() as connection:
        connection.execute(
            "insert into gap (dataset, start, finish, missing, cause, refill, closed_at) "
            "values (%s, %s, %s, 4, 'why', %s, %s)",
            (dataset, start, start + HOUR, "filled" if closed else "possible", closed),
        )


def listed(gaps: Sequence[Gap]) -> list[tuple[str, datetime]]:
    return [(each.dataset, each.start) for each in gaps]


def test_gaps_are_narrowed_to_datasets_days_and_lately_closed(database: Database) -> None:
    at = floor(now(), HOUR)
    for hours, dataset in ((1, PRICES), (30, PRICES), (30, "fuel_mix")):
        gap(database, dataset, at - hours * HOUR)
    gap(database, PRICES, at - 50 * HOUR, closed=at - HOUR)
    gap(database, PRICES, at - 60 * HOUR, closed=at - 40 * HOUR)
    assert len(freshness.gaps(database)) == 3
    lately = freshness.gaps(database, closed_since=at - 10 * HOUR)
    assert listed(lately)[-1] == (PRICES, at - 50 * HOUR)
    assert len(lately) == 4
    assert listed(freshness.gaps(database, datasets=["fuel_mix"])) == [("fuel_mix", at - 30 * HOUR)]
    within = (at - 30 * HOUR + timedelta(minutes=59), at - 20 * HOUR)
    assert {each.start for each in freshness.gaps(database, within=within)} == {at - 30 * HOUR}
    assert freshness.gaps(database, within=(at - 29 * HOUR, at - 20 * HOUR)) == []


@pytest.mark.parametrize(
    ("outcome", "problem", "words_of_it"),
    [
        ("failed", "No answer.", "ERCOT was asked again and gave no document: No answer."),
        ("unchanged", None, "ERCOT was asked again, and no document that it lists holds these intervals."),
    ],
)
def test_a_refill_that_brought_nothing_is_noted(
    database: Database, monkeypatch: pytest.MonkeyPatch, outcome: str, problem: str | None, words_of_it: str
) -> None:
    """The gap is still open, and says when and with what outcome it was tried."""
    asked: list[str] = []

    def run(_context: Context, feed: Feed, *, force: bool) -> RunReport:
        assert force
        asked.append(feed.name)
        return RunReport(feed.name, now(), now(), outcome, problem=problem)

    monkeypatch.setattr("ingestion.gaps.run_feed", run)
    start = floor(now() - timedelta(hours=6), QUARTER)
    store(database, document("a"), block([1.0] * 4, start=start))
    administer_database(database, "update house set made_at = now() - interval '1 day'")
    before = now()
    assert refill(Context(database, Transport(), Writer(database)), history_days=0) == 2
    assert "rt_settlement_point_prices" in asked
    assert "fuel_mix" not in asked
    for each in freshness.gaps(database):
        assert (each.refill, each.cause) == ("tried", words_of_it)
        assert each.tried_at is not None
        assert each.tried_at >= before


def test_a_choice_narrows_the_gaps_and_nonsense_does_not(simulated_database: Database) -> None:
    declare_feeds(simulated_database)
    at = floor(now(), HOUR) - HOUR
    gap(simulated_database, PRICES, at)
    gap(simulated_database, "fuel_mix", at - timedelta(days=3))
    day = (now() - timedelta(days=3)).astimezone(UTC).date().isoformat()
    assert "Real-time settlement" in words(page_of(simulated_database, page.GAPS))
    said = words(page_of(simulated_database, page.GAPS, "?feed=fuel_mix"))
    assert said.startswith("Fuel mix Show all gaps")
    assert "Real-time" not in said
    said = words(page_of(simulated_database, page.GAPS, f"?dataset={PRICES}&day={day}"))
    assert "before the first document" in said
    assert "No gap is known here." in said
    assert "A feed that is not known here" in words(page_of(simulated_database, page.GAPS, "?feed=%3Cscript%3E"))
    nonsense = words(page_of(simulated_database, page.GAPS, f"?dataset='; drop table gap; --&day={day}"))
    assert nonsense.startswith("There is no dataset")
    assert "Real-time settlement" in nonsense
    old = page_of(simulated_database, page.GAPS, f"?dataset={PRICES}&day=2011-01-01")
    assert "not one of the last 90 days" in words(old)
    assert "No stored value" in words(page_of(simulated_database, page.CORRECTIONS, "", ["x"]))


def test_one_query_that_fails_leaves_the_other_tiles_alive(
    simulated_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise Problem("broken on purpose")

    declare_feeds(simulated_database)
    monkeypatch.setattr(twin, "completeness", broken)
    assert "could not be drawn" in words(page_of(simulated_database, page.COMPLETENESS))
    assert "Fuel mix" in words(page_of(simulated_database, page.FEEDS))
    assert "No interval is missing." in words(page_of(simulated_database, page.GAPS))
