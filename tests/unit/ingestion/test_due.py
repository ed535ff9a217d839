"""When a form is asked next."""

from datetime import UTC, datetime, timedelta

from ingestion.due import Due
from ingestion.feed import Content, Form, Media
from models.observation import Parsed


def parse(content: Content) -> Parsed:
    return Parsed()


QUARTERLY = Form(
    "quarterly",
    "",
    Media.CSV,
    frozenset(),
    parse,
    every=timedelta(minutes=15),
    offset=timedelta(minutes=2, seconds=30),
)
STEADY = Form("steady", "", Media.JSON, frozenset(), parse, every=timedelta(seconds=30))


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-09-29T{text}").replace(tzinfo=UTC)


def test_a_form_that_was_never_asked_is_due() -> None:
    assert Due().is_due(QUARTERLY, at("12:00:00"))


def test_after_a_publication_the_next_one_is_awaited() -> None:
    due = Due()
    due.asked(QUARTERLY, at("12:02:40"), brought_new=True)
    assert due.at["quarterly"] == at("12:17:30")
    due.asked(QUARTERLY, at("12:01:00"), brought_new=True)
    assert due.at["quarterly"] == at("12:02:30")


def test_a_late_publication_is_asked_for_again_soon() -> None:
    due = Due()
    due.asked(QUARTERLY, at("12:02:40"), brought_new=False)
    assert due.at["quarterly"] == at("12:04:10")


def test_a_page_that_changes_all_the_time_is_asked_once_a_period_and_no_more_often() -> None:
    due = Due()
    due.asked(STEADY, at("12:00:10"), brought_new=False)
    assert due.at["steady"] == at("12:00:40")
    assert not due.is_due(STEADY, at("12:00:39"))


def test_a_form_that_keeps_failing_is_asked_ever_less_often_up_to_half_an_hour() -> None:
    due, pauses = Due(), []
    for _ in range(12):
        due.failed(QUARTERLY, at("12:00:00"))
        pauses.append(due.at["quarterly"] - at("12:00:00"))
    assert pauses[:5] == [timedelta(seconds=90)] * 5
    assert pauses[5:10] == [timedelta(minutes=minutes) for minutes in (3, 6, 12, 24, 30)]
    assert max(pauses) == timedelta(minutes=30)
    due.asked(QUARTERLY, at("12:00:00"), brought_new=True)
    due.failed(QUARTERLY, at("12:00:00"))
    assert due.at["quarterly"] - at("12:00:00") == timedelta(seconds=90)


def test_what_the_listing_says_decides_what_is_late() -> None:
    due = Due()
    due.published(QUARTERLY, at("12:01:10"))
    due.asked(QUARTERLY, at("12:03:00"), brought_new=False)
    assert due.at["quarterly"] == at("12:17:30"), "the publication of 12:00 is listed and stored"
    due.asked(QUARTERLY, at("12:17:40"), brought_new=True)
    assert due.at["quarterly"] == at("12:19:10"), "something old came, and the publication of 12:15 is late"


def test_a_refused_document_is_asked_for_again_ever_later_up_to_an_hour() -> None:
    due, waits = Due(), []
    for _ in range(9):
        due.refused(QUARTERLY, "a", at("12:00:00"))
        assert due.waiting(QUARTERLY, ["a", "b"], at("12:00:59")) == {"a"}
        due.asked(STEADY, at("12:00:00"), brought_new=True)
        due.asked(QUARTERLY, at("12:00:00"), brought_new=True)
        waits.append(due.at["quarterly"] - at("12:00:00"))
    # The next publication is at 12:02:30 and comes first once the wait is longer.
    assert waits[:3] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(seconds=150)]
    assert due.waiting(QUARTERLY, ["a"], at("12:59:59")) == {"a"}
    assert not due.waiting(QUARTERLY, ["a"], at("13:00:00"))
    assert due.has_refused(QUARTERLY)
    assert not due.has_refused(STEADY)


def test_a_refused_document_that_came_or_is_listed_no_more_is_forgotten() -> None:
    due = Due()
    due.refused(QUARTERLY, "a", at("12:00:00"))
    assert not due.waiting(QUARTERLY, ["b"], at("12:00:01"))
    assert not due.has_refused(QUARTERLY)
