"""Marks are what the store knows of a window: few stand for themselves, many are counted."""

from datetime import timedelta

from models.catalog.prices import DAM_SPP, RT_SPP
from models.citation import Citation, DocumentCite
from models.mark import MarkKind
from models.observation import Batch, Condition, Document, Message, Parsed
from models.selection import Window
from models.store import documents, gaps
from models.store.database import Database
from models.store.marks import Subject, marks, stretch
from models.store.write import Writer
from tests.support.batches import START, block, document, store

HOUR, QUARTER, DAY = timedelta(hours=1), timedelta(minutes=15), timedelta(days=1)
WINDOW = Window(START - 2 * HOUR, START + 22 * HOUR)
WEST = [Subject("rt_spp", ("HB_WEST",))]


def say(
    database: Database,
    given: Document,
    *,
    conditions: list[Condition] | None = None,
    messages: list[Message] | None = None,
) -> int:
    """Store a document that says something besides numbers. Gives its id."""
    (kept,) = documents.keep(database, [given])
    parsed = Parsed(conditions=conditions or [], messages=messages or [])
    Writer(database).write([(kept.id, Batch(given, parsed))])
    return kept.id


def test_a_change_of_condition_is_a_mark_and_the_first_word_is_none(database: Database) -> None:
    first = say(database, document("a"), conditions=[Condition(START, "normal", 0, "Normal", "Enough.")])
    second = say(database, document("b"), conditions=[Condition(START + HOUR, "eea2", 2, "EEA 2", "")])
    say(database, document("c"), conditions=[Condition(START + DAY, "normal", 0, "Normal", "Enough.")])
    (mark,) = marks(database, [MarkKind.CONDITIONS], WINDOW, [])
    assert (mark.at, mark.what, mark.text, mark.cited) == (START + HOUR, "eea2", "EEA 2", DocumentCite(second))
    assert first != second


def test_of_a_message_the_newest_status_counts(database: Database) -> None:
    message = Message(START + HOUR, "OCN", "Hot weather is expected.", "Active")
    say(database, document("a"), messages=[message])
    newer = say(database, document("b"), messages=[Message(message.posted_at, message.type, message.text, "Cancelled")])
    say(database, document("c"), messages=[Message(START - 3 * HOUR, "OCN", "Before the window.", "Active")])
    (mark,) = marks(database, [MarkKind.MESSAGES], WINDOW, [])
    assert (mark.at, mark.what) == (START + HOUR, "OCN")
    assert mark.text == "Hot weather is expected. (Cancelled)"
    assert mark.cited == DocumentCite(newer)


def test_corrections_are_those_of_what_is_shown(database: Database) -> None:
    store(database, document("a"), block([20.0, 21.0, 22.0]))
    store(database, document("b", rank=20), block([20.0, 25.5, 22.0]))
    store(database, document("c"), block([1.0], key=("HB_NORTH", "HU")))
    store(database, document("d", rank=20), block([2.0], key=("HB_NORTH", "HU")))
    (mark,) = marks(database, [MarkKind.CORRECTIONS], WINDOW, WEST)
    assert (mark.at, mark.entity, mark.old, mark.new) == (START + QUARTER, "HB_WEST", 21.0, 25.5)
    assert isinstance(mark.cited, Citation)
    assert mark.cited.text().startswith('{"rule":"value","of":[{"measure":"rt_spp","entity":"HB_WEST"')
    both = marks(database, [MarkKind.CORRECTIONS], WINDOW, [Subject("rt_spp")])
    assert [(each.entity, each.old, each.new) for each in both] == [("HB_NORTH", 1.0, 2.0), ("HB_WEST", 21.0, 25.5)]
    assert marks(database, [MarkKind.CORRECTIONS], WINDOW, [Subject("dam_spp", ("HB_WEST",))]) == []


def test_outages_are_those_of_the_datasets_shown(database: Database) -> None:
    missing = [
        gaps.Found(gaps.Missing(dataset, START - 3 * HOUR, START, 12), "not fetched", refillable=True)
        for dataset in (RT_SPP.dataset, DAM_SPP.dataset)
    ]
    gaps.remember(database, missing, since=START - DAY)
    (mark,) = marks(database, [MarkKind.OUTAGES], WINDOW, WEST)
    assert (mark.at, mark.end, mark.dataset, mark.text) == (START - 3 * HOUR, START, RT_SPP.dataset.id, "not fetched")
    assert mark.cited is None
    # One that was filled was an outage all the same, and says so.
    gaps.remember(database, missing[1:], since=START - DAY)
    (mark,) = marks(database, [MarkKind.OUTAGES], WINDOW, WEST)
    assert mark.text == "not fetched; filled since"


def test_too_many_are_counted_by_stretches_and_none_is_lost(database: Database) -> None:
    store(database, document("a"), block([float(n) for n in range(40)], start=START))
    store(database, document("b", rank=20), block([float(n) + 0.5 for n in range(40)], start=START))
    single = marks(database, [MarkKind.CORRECTIONS], WINDOW, WEST, most=40)
    assert len(single) == 40
    assert {each.count for each in single} == {1}
    counted = marks(database, [MarkKind.CORRECTIONS], WINDOW, WEST, most=24)
    # A day in at most 24 stretches is hours, four quarters each.
    assert [each.count for each in counted] == [4] * 10
    assert all(each.end is not None and each.end - each.at == HOUR for each in counted)
    assert {each.cited for each in counted} == {None}


def test_nothing_that_was_not_asked_for(database: Database) -> None:
    say(database, document("a"), messages=[Message(START, "OCN", "Here.", "Active")])
    assert marks(database, [], WINDOW, WEST) == []
    assert marks(database, [MarkKind.CONDITIONS], WINDOW, WEST) == []


def test_stretches_fit_any_window() -> None:
    for days in (1, 7, 31, 365, 5_844):
        window = Window(START, START + days * DAY)
        assert (window.end - window.start) / stretch(window, 200) <= 200
    assert stretch(Window(START, START + DAY), 200) == timedelta(minutes=10)
