"""The document, its rows and its series are judged; each refusal says what was wrong."""

import io
import time
import zipfile
from datetime import UTC, datetime, timedelta

import pytest

from ingestion.validate import validate
from models.catalog.capacity import PRC
from models.catalog.generation import WIND_GENERATION
from models.catalog.measure import Measure
from models.catalog.prices import DAM_SPP, LMP, RT_MCPC, RT_SPP
from models.observation import Batch, Block, Key, Parsed
from models.problems import Refused
from tests.support.reading import DATA, FETCHED, content, form_named, judged, utc, values

WEST: Key = ("HB_WEST", "HU")
START = utc("2026-09-29 16:00")
QUARTER = 900_000_000
REPORT = DATA / "mis" / "np6-905-cd__20260929_he12_i1__trimmed.csv"
HEAD = (
    "DeliveryDate,DeliveryHour,DeliveryInterval,SettlementPointName,SettlementPointType,SettlementPointPrice,DSTFlag\n"
)


def _judge(rows: list[tuple[Key, int, float]], measure: Measure = RT_SPP, form: str = "np6-905-cd-api") -> Batch:
    block = Block(
        measure, [r[0] for r in rows], [r[1] for r in rows], [r[2] for r in rows], None, [*range(2, len(rows) + 2)]
    )
    feed, found = form_named(form)
    opened = content("np6-905-cd", HEAD)
    return validate(opened, Parsed([block]), found, feed, FETCHED)


def test_a_good_document_passes_as_it_is() -> None:
    batch = judged("np6-905-cd", REPORT)
    assert len(values(batch.parsed, RT_SPP)) == 28
    assert (batch.parsed.rejects, batch.parsed.notes, list(batch.flags)) == ([], [], [])


@pytest.mark.parametrize("value", [20_000.01, -20_000.01, float("inf"), float("nan")])
def test_what_cannot_be_is_kept_out(value: float) -> None:
    batch = _judge([(WEST, START, value), (WEST, START + QUARTER, 20_000.0)])
    (reject,) = batch.parsed.rejects
    assert (reject.line, reject.field, reject.value) == (2, "rt_spp", repr(value))
    assert reject.rule == "is outside the possible -20000 to 20000 $/MWh"
    assert reject.text == "HB_WEST HU at 2026-09-29 11:00:00 CDT"
    assert batch.parsed.blocks[0].values == [20_000.0]
    assert batch.parsed.blocks[0].lines == [3]


def test_starts_lie_on_the_grid() -> None:
    batch = _judge([(WEST, START, 1.0), (WEST, START + 60_000_000, 2.0)])
    assert [each.rule for each in batch.parsed.rejects] == ["does not start on a grid of 0:15:00"]


def test_irregular_datasets_have_no_grid() -> None:
    batch = _judge([(WEST, START + 17_000_000, 1.0)], LMP)
    assert not batch.parsed.rejects


@pytest.mark.parametrize(
    ("start", "rule"),
    [
        (utc("2026-11-28 12:00"), "lies days ahead, and is no forecast"),
        (utc("1970-01-21 17:15"), "lies before the year 2000"),
    ],
)
def test_times_that_no_document_speaks_of(start: int, rule: str) -> None:
    batch = _judge([(WEST, START, 1.0), (WEST, start, 2.0)])
    assert [each.rule for each in batch.parsed.rejects] == [rule]


def test_rows_that_agree_are_kept_once() -> None:
    batch = _judge([(WEST, START, 1.0), (WEST, START + QUARTER, 2.0), (WEST, START, 1.0), (WEST, START, 1.0)])
    assert batch.parsed.blocks[0].values == [1.0, 2.0]
    assert batch.parsed.notes == ["2 rows of rt_spp repeat what an earlier row says."]
    assert not batch.parsed.rejects


def test_rows_that_disagree_are_all_kept_out() -> None:
    other: Key = ("HB_WEST", "OTHER")
    batch = _judge([(WEST, START, 1.0), (other, START, 3.0), (WEST, START, 1.0), (WEST, START, 2.5)])
    assert values(batch.parsed, RT_SPP) == {(other, START): 3.0}
    assert [each.line for each in batch.parsed.rejects] == [2, 4, 5]
    assert {each.rule for each in batch.parsed.rejects} == {
        "disagrees with its twins: 1.0 on line 2, 1.0 on line 4, 2.5 on line 5"
    }


def test_twins_are_seen_across_blocks() -> None:
    feed, form = form_named("np6-905-cd-api")
    blocks = [Block(RT_SPP, [WEST], [START], [value], None, [line]) for line, value in ((2, 1.0), (3, 2.0), (4, 7.0))]
    blocks[2].starts = [START + QUARTER]
    batch = validate(content("np6-905-cd", HEAD), Parsed(blocks), form, feed, FETCHED)
    assert [each.line for each in batch.parsed.rejects] == [2, 3]
    assert batch.parsed.blocks[0].values == [7.0]


def test_unusual_values_are_stored_and_flagged() -> None:
    batch = _judge([(WEST, START, -251.0), (WEST, START + QUARTER, 30.0)])
    assert batch.parsed.blocks[0].values == [-251.0, 30.0]
    (flag,) = batch.flags
    assert (flag.measure, flag.entity, flag.kind, flag.start, flag.rule) == ("rt_spp", *WEST, START, "unusual")
    assert flag.detail == "-251 $/MWh is outside the usual -250 to 5000"


@pytest.mark.parametrize(
    ("measure", "at", "value", "cap"),
    [
        (RT_SPP, "2021-02-17 18:00", 9_052.53, 9000),
        (RT_SPP, "2021-02-17 18:00", 8_999.0, None),
        (RT_SPP, "2022-06-01 18:00", 5_001.0, 5000),
        (RT_SPP, "2026-09-29 16:00", 2_000.5, 2000),
        (DAM_SPP, "2026-09-29 16:00", 2_000.5, None),
        (RT_MCPC, "2026-09-29 16:00", 4_999.0, None),
        (RT_SPP, "2025-12-05 05:45", 2_500.0, None),
        (RT_SPP, "2025-12-05 06:00", 2_500.0, 2000),
        (PRC, "2026-09-29 16:00", 9_999.0, None),
    ],
)
def test_prices_beyond_the_cap_of_their_day(measure: Measure, at: str, value: float, cap: float | None) -> None:
    batch = _judge([(WEST, utc(at), value)], measure)
    beyond = [flag.detail for flag in batch.flags if flag.rule == "beyond-cap"]
    assert len(beyond) == (cap is not None)
    assert all(detail.endswith(f", {cap}") for detail in beyond)


def test_an_empty_document_is_refused() -> None:
    with pytest.raises(Refused, match="holds no rows") as caught:
        judged("np6-905-cd", HEAD)
    assert (caught.value.rule, caught.value.retry) == ("empty", True)


def test_no_message_is_no_fault() -> None:
    body = (DATA / "made_up" / "opsmessages.html").read_text()
    rows = body.index("<tr><td")
    batch = judged("opsmessages", body[:rows] + body[body.index("</tbody>") :])
    assert batch.parsed.messages == []


def test_a_document_without_a_good_row_is_refused() -> None:
    with pytest.raises(
        Refused, match=r"None of the document's 2 rows is good; the first: price 'x' is no decimal"
    ) as caught:
        judged("np6-905-cd", f"{HEAD}09/29/2026,12,1,A,RN,x,N\n09/29/2026,12,1,B,RN,y,N\n")
    assert caught.value.rule == "rows"


def test_a_part_of_a_document_is_refused() -> None:
    body = "".join(line for line in REPORT.read_text().splitlines(keepends=True) if "HB_PAN" not in line)
    with pytest.raises(Refused, match="a part of one: HB_PAN is missing of 15 hubs and zones") as caught:
        judged("np6-905-cd", body)
    assert (caught.value.rule, caught.value.retry) == ("incomplete", True)


def test_a_bad_row_is_no_missing_one() -> None:
    body = REPORT.read_text().replace("HB_PAN,HU,19.81", "HB_PAN,HU,n/a")
    batch = judged("np6-905-cd", body)
    assert len(batch.parsed.rejects) == 1
    assert len(values(batch.parsed, RT_SPP)) == 27


def test_the_panhandle_was_no_hub_at_first() -> None:
    body = "".join(line for line in REPORT.read_text().splitlines(keepends=True) if "HB_PAN" not in line)
    assert judged("np6-905-cd", body.replace("09/29/2026", "12/02/2010")).parsed.blocks


NAME = "cdr.00012301.0000000000000000.{}.SPPHLZNP6905_{}_csv.zip"


@pytest.mark.parametrize(
    ("name", "refused"),
    [
        (NAME.format("20260929.111701123", "20260929_1115"), False),
        (NAME.format("20260929.143001123", "20260929_1115_retry"), False),
        (NAME.format("20260930.111701123", "20260930_1115"), True),
        (NAME.format("20260929.113201123", "20260929_1145"), True),
    ],
)
def test_a_document_speaks_of_what_its_name_says(name: str, refused: bool) -> None:
    if not refused:
        judged("np6-905-cd", REPORT.read_bytes(), name=name)
        return
    with pytest.raises(Refused, match=r"The name speaks of .* Central, the document of 2026-09-29 11:00") as caught:
        judged("np6-905-cd", REPORT.read_bytes(), name=name)
    assert caught.value.rule == "other-day"


@pytest.mark.parametrize(("posted", "refused"), [("2026-09-28 18:00", False), ("2026-09-29 18:00", True)])
def test_a_document_of_another_day_than_its_posting(posted: str, refused: bool) -> None:
    path = DATA / "mis" / "np4-188-cd__20260929__trimmed.csv"
    at = datetime.fromisoformat(posted).replace(tzinfo=UTC)
    if not refused:
        assert judged("np4-188-cd", path.read_bytes(), posted_at=at).parsed.blocks
        return
    with pytest.raises(
        Refused, match="speaks of 2026-09-29 to 2026-09-29; posted on 2026-09-29, it should be 2026-09-30"
    ):
        judged("np4-188-cd", path.read_bytes(), posted_at=at)


def test_a_member_made_at_another_time_than_its_zip() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("cdr.00012301.0000000000000000.20260928.111701.SPPHLZNP6905.csv", REPORT.read_bytes())
    with pytest.raises(Refused, match="named for 2026-09-29 11:17, its member for 2026-09-28 11:17"):
        judged("np6-905-cd", out.getvalue(), name=NAME.format("20260929.111701123", "20260929_1115"))


def test_forecasts_may_lie_ahead() -> None:
    path = DATA / "mis" / "np4-732-cd__20260929_1055__trimmed.csv"
    assert values(judged("np4-732-cd", path).parsed, WIND_GENERATION)


def test_judging_an_interval_costs_little() -> None:
    rows = [((f"NODE_{number}", "RN"), START, number / 7) for number in range(1_100)]
    best = min(_timed(rows) for _ in range(7))
    assert best < 0.006, f"{best * 1e3:.2f} ms, and 2 ms are meant on a quiet machine"


def _timed(rows: list[tuple[Key, int, float]]) -> float:
    began = time.process_time()
    _judge(rows)
    return time.process_time() - began


def test_now_decides_what_lies_ahead() -> None:
    feed, form = form_named("np6-905-cd-api")
    block = Block(RT_SPP, [WEST], [START], [1.0], None, [2])
    early = datetime(2026, 9, 26, 15, 59, tzinfo=UTC)
    with pytest.raises(Refused, match="lies days ahead"):
        validate(content("np6-905-cd", HEAD), Parsed([block]), form, feed, early)
    block = Block(RT_SPP, [WEST], [START], [1.0], None, [2])
    batch = validate(content("np6-905-cd", HEAD), Parsed([block]), form, feed, early + timedelta(minutes=1))
    assert batch.parsed.blocks[0].values == [1.0]
