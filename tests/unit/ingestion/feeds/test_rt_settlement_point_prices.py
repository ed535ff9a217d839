"""Real-time prices in each form, as the documents say them."""

import pytest

from models.catalog.prices import RT_SPP
from models.problems import Refused
from tests.support.reading import DATA, judged, parsed, utc, values

NOVEMBER = "cdr.00012301.0000000000000000.20251102.011702114.SPPHLZNP6905_20251102_0115_csv.csv"
NOVEMBER_AGAIN = "cdr.00012301.0000000000000000.20251102.011703551.SPPHLZNP6905_20251102_0115xhr_csv.csv"
DAYS_LAST = "cdr.00012301.0000000000000000.20251103.000201337.SPPHLZNP6905_20251103_0000_csv.csv"
MARCH = "cdr.00012301.0000000000000000.20260308.031701902.SPPHLZNP6905_20260308_0315_csv.csv"
REPORT = DATA / "mis" / "np6-905-cd__20260929_he12_i1__trimmed.csv"
HEAD = (
    "DeliveryDate,DeliveryHour,DeliveryInterval,SettlementPointName,SettlementPointType,SettlementPointPrice,DSTFlag\n"
)


def test_the_report_of_an_interval() -> None:
    found = values(parsed("np6-905-cd", REPORT), RT_SPP)
    start = utc("2026-09-29 16:00")
    assert len(found) == 28
    assert {key for key, _ in found} >= {("LZ_HOUSTON", "LZ"), ("LZ_HOUSTON", "LZEW")}
    assert {at for _, at in found} == {start}
    assert found[("LZ_HOUSTON", "LZ"), start] == 28.23
    assert found[("LZ_HOUSTON", "LZEW"), start] == 28.25
    assert found[("HB_HOUSTON", "HU"), start] == 29
    assert found[("ABINDUST_RN", "RN"), start] == 19.9


@pytest.mark.parametrize(
    ("name", "start"),
    [
        (NOVEMBER, "2025-11-02 06:00"),
        (NOVEMBER_AGAIN, "2025-11-02 07:00"),
        (DAYS_LAST, "2025-11-03 05:45"),
        (MARCH, "2026-03-08 08:00"),
    ],
)
def test_intervals_around_the_changes_of_clocks(name: str, start: str) -> None:
    batch = judged("np6-905-cd", DATA / "made_up" / name)
    assert {at for _, at in values(batch.parsed, RT_SPP)} == {utc(start)}
    assert not batch.parsed.rejects


def test_columns_may_move_and_new_ones_may_come() -> None:
    lines = [line.split(",") for line in REPORT.read_text().splitlines()]
    turned = "\n".join(",".join(["new", *reversed(cells)]) for cells in lines)
    assert values(parsed("np6-905-cd", turned), RT_SPP) == values(parsed("np6-905-cd", REPORT), RT_SPP)


def test_a_lost_column_refuses_the_document() -> None:
    body = REPORT.read_text().replace("SettlementPointType", "Kind", 1)
    with pytest.raises(Refused, match="The column SettlementPointType is missing"):
        parsed("np6-905-cd", body)


@pytest.mark.parametrize(
    ("row", "field", "rule"),
    [
        ("09/29/2026,12,1,NODE,RN,n/a,N", "price", "is no decimal number"),
        ("09/29/2026,12,1,NODE,RN,1_000,N", "price", "is no decimal number"),
        ("09/29/2026,25,1,NODE,RN,1,N", "row", "25 is no hour ending where a flag"),
        ("03/08/2026,3,1,NODE,RN,1,N", "row", "2026-03-08 02:00 was skipped"),
        ("09/29/2026,2,1,NODE,RN,1,Y", "row", "is flagged as repeated, and it was not"),
        ("09/29/2026,12,5,NODE,RN,1,N", "row", "5 is no interval"),
        ("09/29/2026,12,1,,RN,1,N", "row", "no settlement point"),
        ("09/29/2026,12,1,NODE,RN,1", "row", "has 6 cells where the head has 7"),
        ("09/29/2026,12,1,NODE,RN,1,", "row", "is no flag"),
    ],
)
def test_a_bad_row_is_kept_out_and_the_others_stay(row: str, field: str, rule: str) -> None:
    found = parsed(
        "np6-905-cd", f"{HEAD}09/29/2026,12,1,HB_WEST,HU,19.95,N\n{row}\n09/29/2026,12,1,HB_PAN,HU,19.81,N\n"
    )
    assert [value for block in found.blocks for value in block.values] == [19.95, 19.81]
    assert found.blocks[0].lines == [2, 4]
    (reject,) = found.rejects
    assert (reject.line, reject.field, reject.text) == (3, field, row)
    assert rule in reject.rule


def test_a_quoted_name_may_hold_a_comma() -> None:
    found = parsed("np6-905-cd", f'{HEAD}09/29/2026,12,1,"NODE, NEW",RN,19.95,N\n')
    assert list(values(found, RT_SPP)) == [(("NODE, NEW", "RN"), utc("2026-09-29 16:00"))]


def test_the_dashboard_of_a_day() -> None:
    found = values(parsed("system-wide-prices", DATA / "dashboards" / "system-wide-prices__20260926_1602.json"), RT_SPP)
    assert len(found) == 64 * 15
    assert min(at for _, at in found) == utc("2026-09-26 05:00")
    assert max(at for _, at in found) == utc("2026-09-26 20:45")
    assert found[("HB_WEST", "HU"), utc("2026-09-26 20:45")] == 48.72
    assert found[("LZ_SOUTH", "LZ"), utc("2026-09-26 20:45")] == 36
    assert found[("HB_BUSAVG", "SH"), utc("2026-09-26 05:00")] == 27.8


def test_the_public_api_whose_rows_have_no_order() -> None:
    path = DATA / "public_api" / "np6-905-cd__spp_node_zone_hub__20260928__trimmed.json"
    found = values(parsed("np6-905-cd-api", path), RT_SPP)
    assert len(found) == 56
    assert found[("LZ_AEN", "LZEW"), utc("2026-09-28 05:00")] == 45.01
    assert found[("LZ_AEN", "LZ"), utc("2026-09-28 05:00")] == 45.02


def test_corrections_are_what_is_corrected() -> None:
    found = values(parsed("np4-197-m", DATA / "made_up" / "RTMPRICECORRECTIONSPPNP4197.csv"), RT_SPP)
    assert found == {
        (("HB_WEST", "HU"), utc("2025-11-02 06:00")): 21.49,
        (("HB_WEST", "HU"), utc("2025-11-02 07:00")): 41.25,
        (("LZ_WEST", "LZEW"), utc("2025-11-03 05:45")): 0,
    }


def test_the_first_day_of_the_nodal_market() -> None:
    found = values(parsed("np6-785-er", DATA / "annual" / "RTMLZHBSPP_2010.xlsx"), RT_SPP)
    assert len(found) == 14 * 96
    assert found[("HB_BUSAVG", "SH"), utc("2010-12-01 06:00")] == 25.08
    assert found[("HB_BUSAVG", "SH"), utc("2010-12-01 06:15")] == 23.19
    assert max(at for _, at in found) == utc("2010-12-02 05:45")
