"""Reserves and the declared condition, frequency and ties, the conditions page, messages, outages, the node map."""

import json
from datetime import UTC, datetime

import pytest

from models.catalog import capacity as c
from models.catalog import conditions as k
from models.observation import NetworkPoint
from models.problems import Refused
from tests.support.reading import DATA, judged, parsed, posted, utc, values

SYSTEM = ("ERCOT", "")
PRC = DATA / "dashboards" / "daily-prc__20260926_1613__excerpt.json"


def test_reserves_are_a_minutes_last_lowest_and_highest() -> None:
    found = parsed("daily-prc", PRC)
    rows = json.loads(PRC.read_text())["data"]
    minute = [row["prc"] for row in rows if row["interval"].startswith("16:12")]
    at = utc("2026-09-26 21:12")
    assert values(found, c.PRC)[SYSTEM, at] == minute[-1]
    assert values(found, c.PRC_LOW)[SYSTEM, at] == min(minute)
    assert values(found, c.PRC_HIGH)[SYSTEM, at] == max(minute)
    assert values(found, c.PRC)[SYSTEM, utc("2026-09-26 21:13")] == 18450
    assert min(minute) < max(minute)


def test_the_condition_is_ercots_word() -> None:
    found = parsed("daily-prc", PRC)
    (condition,) = found.conditions
    assert (condition.state, condition.eea_level, condition.title) == ("normal", 0, "Normal Conditions")
    assert condition.note == "There is enough power for current demand."
    assert list(values(found, k.EEA_LEVEL).values()) == [0]


def test_an_unknown_word_for_the_condition_is_kept_as_it_is() -> None:
    data = json.loads(PRC.read_text())
    data["current_condition"]["state"] = "brownout"
    (condition,) = parsed("daily-prc", json.dumps(data)).conditions
    assert condition.state == "brownout"


def test_a_lost_condition_is_a_loss() -> None:
    data = json.loads(PRC.read_text())
    del data["current_condition"]
    with pytest.raises(Refused, match="current_condition"):
        parsed("daily-prc", json.dumps(data))


def test_frequency_inertia_and_ties() -> None:
    found = parsed("dc-tie-flows", DATA / "dashboards" / "dc-tie-flows__20260926_1611__data_tail.json")
    at = utc("2026-09-26 21:11")
    assert values(found, k.FREQUENCY)[SYSTEM, at] == 60.019
    assert values(found, k.INERTIA)[SYSTEM, at] == 326706
    assert values(found, k.DC_TIE_FLOW)[("DC_E", ""), at] == 304
    assert values(found, k.DC_TIE_FLOW)[("DC_L", ""), at] == 19
    low, high = values(found, k.FREQUENCY_LOW), values(found, k.FREQUENCY_HIGH)
    assert all(low[key] <= value <= high[key] for key, value in values(found, k.FREQUENCY).items())


@pytest.mark.parametrize(
    ("name", "at", "demand", "east", "hertz"),
    [
        ("20120329_2309", "2012-03-30 04:09", 31579, 0, 59.962),
        ("20160414_1838", "2016-04-14 23:38", 38850, -31, 59.998),
    ],
)
def test_the_conditions_page_in_its_old_layouts(name: str, at: str, demand: float, east: float, hertz: float) -> None:
    path = DATA / "cdr_html" / f"real_time_system_conditions__{name}.html"
    found = parsed("real-time-system-conditions", path)
    start = utc(at)
    assert values(found, k.CONDITIONS_DEMAND) == {(SYSTEM, start): demand}
    assert values(found, k.FREQUENCY) == {(SYSTEM, start): hertz}
    assert values(found, k.DC_TIE_FLOW)[("DC_E", ""), start] == east
    assert len(values(found, k.DC_TIE_FLOW)) == 5
    assert len(values(found, k.CONDITIONS_WIND)) == 1
    assert not found.rejects


TODAY = DATA / "made_up" / "real_time_system_conditions__today.html"


@pytest.mark.parametrize(("fetched", "start"), [("06:21", "06:20"), ("07:21", "07:20")])
def test_in_the_repeated_hour_our_clock_tells_the_pass(fetched: str, start: str) -> None:
    at = datetime.fromisoformat(f"2026-11-01 {fetched}").replace(tzinfo=UTC)
    found = parsed("real-time-system-conditions", TODAY.read_bytes(), fetched_at=at)
    assert values(found, k.CONDITIONS_DEMAND) == {(SYSTEM, utc(f"2026-11-01 {start}")): 47123}
    assert values(found, k.CONDITIONS_SOLAR) == {(SYSTEM, utc(f"2026-11-01 {start}")): -3}
    assert values(found, k.BAAL_EXCEEDANCES) == {(SYSTEM, utc(f"2026-11-01 {start}")): 2}


def test_a_page_of_the_repeated_hour_that_was_fetched_later_is_refused() -> None:
    with pytest.raises(Refused, match="2026-11-01 01:20, which came twice") as caught:
        parsed("real-time-system-conditions", TODAY)
    assert caught.value.rule == "ambiguous-hour"


def test_operations_messages_and_one_without_a_time() -> None:
    found = parsed("opsmessages", DATA / "made_up" / "opsmessages.html")
    first, second = found.messages
    assert first.posted_at == datetime(2026, 9, 26, 21, 5, 9, tzinfo=UTC)
    assert (first.type, first.status) == ("OCN", "Active")
    assert first.text == "ERCOT is issuing an OCN for a projected reserve shortage < 3,000 MW."
    assert second.text == "The DC_R tie has been derated."
    assert second.posted_at == datetime(2026, 9, 25, 12, 15, tzinfo=UTC)
    assert [(each.line, each.rule) for each in found.rejects] == [(4, "'yesterday' is no time of a message")]


def test_a_message_is_the_same_when_only_its_status_changes() -> None:
    body = (DATA / "made_up" / "opsmessages.html").read_text()
    before = parsed("opsmessages", body).messages[0]
    after = parsed("opsmessages", body.replace(">Active<", ">Cancelled<")).messages[0]
    assert before.key == after.key
    assert (before.status, after.status) == ("Active", "Cancelled")


def test_a_bad_reading_of_outages_is_kept_out_as_it_stands() -> None:
    data = json.loads((DATA / "made_up" / "generation-outages__20261101_0706_utc.json").read_text())
    row = next(iter(data["previous"].values()))
    row["Renewable"]["total"] = "much"
    found = parsed("generation-outages", json.dumps(data))
    assert [(each.line, each.field, each.text) for each in found.rejects] == [(1, "Renewable.total", str(row)[:300])]


def test_outages_now_in_both_passes_of_an_hour() -> None:
    found = judged("generation-outages", DATA / "made_up" / "generation-outages__20261101_0706_utc.json").parsed
    unplanned = values(found, c.OUTAGES_UNPLANNED)
    assert unplanned[("COMBINED", ""), utc("2026-11-01 06:00")] == 5000
    assert unplanned[("COMBINED", ""), utc("2026-11-01 07:00")] == 5001
    assert values(found, c.OUTAGES_TOTAL)[("RENEWABLE", ""), utc("2026-10-31 06:00")] == 1500
    assert len(unplanned) == 4 * 3


def test_outages_to_come_in_the_layout_of_2021() -> None:
    found = judged(
        "np3-233-cd", DATA / "mis" / "cdr.00013103.0000000000000000.20210216.170128083.HRLYRESOUTCAPNP3233_csv.zip"
    )
    got = values(found.parsed, c.OUTAGE_RESOURCE)
    assert len(got) == 168
    assert got[SYSTEM, utc("2021-02-16 23:00")] == 31815
    assert values(found.parsed, c.OUTAGE_IRR)[SYSTEM, utc("2021-02-17 00:00")] == 19511
    assert posted(found.parsed, c.OUTAGE_RESOURCE) == utc("2021-02-16 23:01:28")


def test_outages_to_come_by_zone_without_an_invented_total() -> None:
    (path,) = (DATA / "made_up").glob("cdr.00013103.*")
    found = judged("np3-233-cd", path).parsed
    got = values(found, c.OUTAGE_RESOURCE)
    assert {key[0] for key, _ in got} == {"SOUTH", "NORTH", "WEST", "HOUSTON"}
    assert got[("NORTH", ""), utc("2026-11-01 04:00")] == 1124
    # Nothing marks the repeated hour in this report, so both of its rows are kept out.
    assert [each.line for each in found.rejects] == [4, 5]
    assert all("came twice" in each.rule for each in found.rejects)


def test_adequacy_of_2021_ends_in_blanks() -> None:
    found = parsed("np3-763-cd", DATA / "mis" / "STSA_NP3763__2021_02_09.csv")
    got = values(found, c.ADEQUACY)
    assert len(got) == 168 * 3
    assert got[("capGenRes", ""), utc("2021-02-09 06:00")] == 44917.1
    assert got[("capLoadRes", ""), utc("2021-02-09 07:00")] == 4657.8
    assert got[("offAvailMW", ""), utc("2021-02-16 05:00")] == 33426.8
    assert found.notes == ["Line 170 holds only blanks."]


def test_adequacy_of_today_has_a_line_a_column() -> None:
    (path,) = (DATA / "made_up").glob("cdr.00012315.*")
    found = judged("np3-763-cd", path).parsed
    got = values(found, c.ADEQUACY)
    assert len(got) == 4 * 25
    assert {("capGenResSouth", ""), ("availCapRes", ""), ("capREGUPRRSECRSNSPIN", "")} <= {key for key, _ in got}
    assert {at for _, at in got} >= {utc("2026-11-01 06:00"), utc("2026-11-01 07:00")}


def test_the_map_of_nodes() -> None:
    found = parsed("np4-160-sg", DATA / "mis" / "Settlement_Points_11112024_174625.csv.zip")
    assert found.points[0] == NetworkPoint(
        "0001", "0001", "L_BUCKRA8_1Y", "7103", "138", "BUBORA", "LZ_SOUTH", "", "", ""
    )
    assert len(found.points) == 177
    assert any(point.resource_node for point in found.points)
