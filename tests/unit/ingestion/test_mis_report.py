"""Listings and what they list: when a document was posted, which entries count, and what is wrong with a download."""

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import orjson
import pytest

from ingestion.feed import Content, Feed, Form, Media, MisReport
from ingestion.simulator.server import serve
from ingestion.sources import mis_report
from ingestion.sources.mis_report import Listing
from ingestion.transport import Pace, Transport
from models.catalog.prices import RT_PRICES
from models.observation import Origin, Parsed
from models.problems import Refused
from tests.support.http import Reply, scripted

QUICK = Pace(attempts=2, first_wait=0.001)


def parse(content: Content) -> Parsed:
    return Parsed()


FORM = Form("np6-905-cd", "", Media.CSV, frozenset(), parse, MisReport(12301, timedelta(days=7)), rank=20)
FEED = Feed("rt_settlement_point_prices", "", (RT_PRICES,), (FORM,))


def entry(stamp: str = "20260929.111512345", about: str = "20260929_1115", **fields: Any) -> dict[str, Any]:
    """An entry of a listing as ERCOT writes it: all values are texts."""
    friendly = f"SPPHLZNP6905_{about}_csv"
    listed = {
        "DocID": "1122334455",
        "ReportTypeID": "12301",
        "FriendlyName": friendly,
        "ConstructedName": f"cdr.00012301.0000000000000000.{stamp}.{friendly}.zip",
        "PublishDate": "2026-09-29T11:15:12-05:00",
        "ContentSize": "20000",
        "Extension": "zip",
    }
    return {"Document": listed | fields}


def listing_of(*entries: object) -> bytes:
    return orjson.dumps({"ListDocsByRptTypeRes": {"DocumentList": entries}})


@contextmanager
def answering(body: bytes, **how: Any) -> Iterator[Transport]:
    with scripted(Reply(body=body, **how)) as server:
        yield Transport(server.url, pace=QUICK)


def listed(*entries: object) -> tuple[Listing, ...]:
    with answering(listing_of(*entries)) as transport:
        return mis_report.listing(transport, FORM)


def test_a_listing_gives_csv_documents_newest_first() -> None:
    twin = entry(FriendlyName="SPPHLZNP6905_20260929_1115_xml")
    newest, older = listed(entry("20260929.110011000", "20260929_1100"), twin, entry())
    assert newest.friendly_name == "SPPHLZNP6905_20260929_1115_csv"
    assert newest.posted_at == datetime(2026, 9, 29, 16, 15, 12, tzinfo=UTC)
    assert (newest.doc_id, newest.size) == ("1122334455", 20_000)
    assert older.posted_at == datetime(2026, 9, 29, 16, 0, 11, tzinfo=UTC)


def test_a_listing_of_one_document_may_be_no_list() -> None:
    body = orjson.dumps({"ListDocsByRptTypeRes": {"DocumentList": entry()}})
    with answering(body) as transport:
        assert len(mis_report.listing(transport, FORM)) == 1


@pytest.mark.parametrize(
    "bad",
    [
        entry(ContentSize="many"),
        entry(FriendlyName=None),
        entry(ReportTypeID="13061"),
        {"Document": {"DocID": "1"}},
        {"Document": None},
        {"Document": []},
    ],
)
def test_an_entry_that_cannot_be_read_harms_no_other(bad: dict[str, Any]) -> None:
    assert [each.doc_id for each in listed(bad, entry(DocID="7"))] == ["7"]


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        (listing_of(entry(ReportTypeID="13061")), "columns"),
        (orjson.dumps({"ListDocsByRptTypeRes": {}}), "columns"),
        (orjson.dumps({"ListDocsByRptTypeRes": {"DocumentList": [1]}}), "columns"),
        (orjson.dumps([]), "columns"),
        (orjson.dumps({"ResponseFaultList": [{"ResponseFault": {"FaultDescription": "No."}}]}), "fault"),
        (b"<html>Incapsula</html>", "bot-wall"),
        (listing_of(entry())[:-5], "truncated"),
        (listing_of(*({"Document": {}} for _ in range(20_001))), "too-big"),
    ],
)
def test_a_listing_that_is_none_is_refused_by_name(body: bytes, rule: str) -> None:
    with answering(body) as transport, pytest.raises(Refused) as refused:
        mis_report.listing(transport, FORM)
    assert refused.value.rule == rule


def test_an_empty_listing_lists_nothing() -> None:
    assert listed() == ()


@pytest.mark.parametrize(
    ("stamp", "about", "utc"),
    [
        # 8 March 2026: 01:59:59 is standard time, 03:00:00 the next second; 02:30 is no time of that day.
        ("20260308.015959000", "20260308_0200", "2026-03-08T07:59:59"),
        ("20260308.030013000", "20260308_0300", "2026-03-08T08:00:13"),
        ("20260308.234513000", "20260308_2345", "2026-03-09T04:45:13"),
        # 1 November 2026: the hour from 01:00 to 02:00 comes twice, first by daylight time.
        ("20261101.001512000", "20261101_0015", "2026-11-01T05:15:12"),
        ("20261101.011512000", "20261101_0115", "2026-11-01T06:15:12"),
        ("20261101.015959000", "20261101_0200", "2026-11-01T06:59:59"),
        ("20261101.010012000", "20261101_0100xhr", "2026-11-01T07:00:12"),
        ("20261101.011512000", "20261101_0115xhr", "2026-11-01T07:15:12"),
        ("20261101.015959000", "20261101_0145xhr", "2026-11-01T07:59:59"),
        ("20261101.020012000", "20261101_0200", "2026-11-01T08:00:12"),
    ],
)
def test_postings_are_told_by_wall_clock_and_mark(stamp: str, about: str, utc: str) -> None:
    (found,) = listed(entry(stamp, about))
    assert found.posted_at == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("published", "friendly", "utc"),
    [
        # The list was made in summer, so the offset of a winter's posting is an hour out.
        ("2025-03-08T12:55:09-05:00", "X_csv", "2025-03-08T18:55:09"),
        ("2025-03-09T12:55:09-05:00", "X_csv", "2025-03-09T17:55:09"),
        ("2026-11-01T01:15:12-06:00", "X_20261101_0115_csv", "2026-11-01T06:15:12"),
        ("2026-11-01T01:15:12-06:00", "X_20261101_0115xhr_csv", "2026-11-01T07:15:12"),
    ],
)
def test_without_a_stamp_in_the_name_the_offset_of_the_list_is_dropped(published: str, friendly: str, utc: str) -> None:
    (found,) = listed(entry(ConstructedName="X.zip", FriendlyName=friendly, PublishDate=published))
    assert found.posted_at == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize("day", ["2026-03-08", "2025-11-02"])
def test_a_day_of_a_clock_change_is_listed_in_order_without_a_doubled_posting(day: str) -> None:
    evening = datetime.fromisoformat(f"{day}T23:50:00-06:00")
    with serve(at=datetime(2026, 11, 20, tzinfo=UTC)) as simulator:
        found = mis_report.listing(Transport(simulator.url).with_clock(evening), FORM)
    of_day = [each for each in found if f"_{day.replace('-', '')}_" in each.friendly_name]
    pauses = {(newer.posted_at - older.posted_at).total_seconds() // 60 for newer, older in pairwise(of_day)}
    assert pauses <= {14, 15, 16}, "a posting every quarter of an hour, through the change too"
    assert len({each.name for each in of_day}) == len(of_day)


def zipped(body: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", body)
    return out.getvalue()


def one(size: int) -> Listing:
    return Listing("55", "cdr.x.zip", "x_csv", datetime(2026, 9, 29, 16, tzinfo=UTC), size)


def test_a_document_carries_what_the_listing_says() -> None:
    body = zipped(b"A,B,SIMULATED\n1,2,\n")
    with scripted(Reply(body=body)) as server:
        found = mis_report.fetch(Transport(server.url, pace=QUICK), FEED, FORM, one(len(body)))
    assert server.asked[0].path == "/misdownload/servlets/mirDownload?doclookupId=55"
    assert (found.name, found.posted_at, found.body) == ("cdr.x.zip", datetime(2026, 9, 29, 16, tzinfo=UTC), body)
    assert found.url.endswith("/mirDownload?doclookupId=55")
    assert (found.origin, found.rank, found.feed, found.form) == (Origin.SIMULATED, 20, FEED.name, FORM.name)


GOOD = zipped(b"A,B\n1,2\n")


@pytest.mark.parametrize(
    ("body", "size", "rule", "said"),
    [
        (b"", 100, "empty", "empty"),
        (b"<html>Incapsula</html>", 100, "bot-wall", "web page"),
        (b'{"ResponseFaultList":[{"ResponseFault":{"FaultDescription":"Not there."}}]}', 100, "fault", "Not there."),
        (b"A,B\n1,2\n", 8, "kind", "no zip"),
        (GOOD, len(GOOD) + 1, "truncated", f"{len(GOOD)} bytes; {len(GOOD) + 1} are listed"),
    ],
)
def test_a_download_that_is_not_what_was_listed_is_refused(body: bytes, size: int, rule: str, said: str) -> None:
    with answering(body) as transport, pytest.raises(Refused) as refused:
        mis_report.fetch(transport, FEED, FORM, one(size))
    assert refused.value.rule == rule
    assert said in refused.value.what
    assert refused.value.retry


def test_a_size_of_nought_says_nothing() -> None:
    with answering(GOOD) as transport:
        assert mis_report.fetch(transport, FEED, FORM, one(0)).body == GOOD
