"""The Data page's strips and lists: every day, gap and correction in words that say what happened."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from models.catalog.lookup import DATASETS
from models.completeness import Completeness, Counting, Day
from models.feed_state import Corrected, Correction, Gap, Quarantined
from pages.parts import choice, completeness, corrections, feeds, gaps, listing
from pages.parts.choice import Choice
from tests.support.drawing import words

DAY = date(2026, 9, 26)
MIDNIGHT = datetime(2026, 9, 26, 5, tzinfo=UTC)
FUEL = DATASETS["fuel_mix"]
DASH, DOT = "\N{EN DASH}", "\N{MIDDLE DOT}"


def row(*days: Day) -> Completeness:
    return Completeness(FUEL, Counting.COUNTED, days)


def gap(hours: float, until: float, **given: Any) -> Gap:
    said = {"cause": "ERCOT did not publish.", "refill": "possible", "tried_at": None, "closed_at": None} | given
    start, end = MIDNIGHT + timedelta(hours=hours), MIDNIGHT + timedelta(hours=until)
    return Gap(
        FUEL.id,
        FUEL.title,
        start,
        end,
        int((end - start) / FUEL.interval),
        said["cause"],
        said["refill"],
        MIDNIGHT + timedelta(hours=30),
        said["tried_at"],
        said["closed_at"],
    )


def note(day: Day, *known: Gap) -> str:
    return str(completeness.cells(row(day), known)["notes"].get("0", ""))


def test_a_day_says_what_is_missing_where_and_why() -> None:
    assert note(Day(DAY, 288, 288)) == ""
    assert note(Day(DAY, 282, 288), gap(2, 2.5)) == f"6 missing 02:00{DASH}02:30 CDT. ERCOT did not publish."
    assert note(Day(DAY, 282, 288)) == "6 missing, not looked into yet"
    assert note(Day(DAY, 282, 288), gap(26, 27)) == "6 missing, not looked into yet"
    filled = gap(2, 2.5, closed_at=MIDNIGHT, refill="filled")
    assert note(Day(DAY, 282, 288), filled) == "6 missing, not looked into yet"


def test_a_gap_over_several_days_is_told_day_by_day() -> None:
    assert f" 22:00{DASH}24:00 CDT." in note(Day(DAY, 264, 288), gap(22, 40))
    assert f" 00:00{DASH}24:00 CDT." in note(Day(DAY, 0, 288), gap(-5, 40))
    many = [gap(hour, hour + 0.5) for hour in (1, 3, 5, 7, 9)]
    assert f"05:00{DASH}05:30 CDT and 2 more." in note(Day(DAY, 258, 288), *many)


def test_a_gap_over_the_repeated_hour_names_both_clocks() -> None:
    start = datetime(2025, 11, 2, 6, 30, tzinfo=UTC)
    known = Gap(FUEL.id, FUEL.title, start, start + timedelta(hours=1), 12, "Why.", "possible", start, None, None)
    assert note(Day(date(2025, 11, 2), 288, 300), known) == f"12 missing 01:30 CDT{DASH}01:30 CST. Why."
    assert listing.stretch(known.start, known.end) == f"2 Nov 01:30 CDT {DASH} 01:30 CST"


def test_a_day_names_the_series_that_is_shortest() -> None:
    assert note(Day(DAY, 288, 288, (("Gas", 280),))) == "1 series holds fewer: Gas 280"
    assert note(Day(DAY, 288, 288, (("Gas", 280), ("Coal", 0)))) == "2 series hold fewer: Coal 0"


def test_a_strip_is_compact_and_exact() -> None:
    days = [
        Day(DAY, 4, None),
        Day(DAY + timedelta(days=1), 288, 288, (("Gas", 1),)),
        Day(DAY + timedelta(days=2), 0, 0),
    ]
    cells = completeness.cells(row(*days), [])
    assert cells["from"] == "2026-09-26"
    assert cells["cells"] == [[4, None], [288, 288], [0, 0]]
    assert cells["short"] == [1]
    assert cells["notes"]["0"] == "4 intervals came later"


def test_only_what_is_whole_is_a_hundred_percent() -> None:
    assert completeness.percent(1.0) == "100 %"
    assert completeness.percent(0.99999) == "99.9 %"
    assert completeness.percent(0.6587) == "65.8 %"
    assert completeness.percent(0.0) == "0.0 %"
    assert completeness.percent(None) == DASH


def test_strips_name_their_months_and_what_cannot_be_counted() -> None:
    days = tuple(Day(date(2026, 6, 29) + timedelta(days=n), 288, 288) for n in range(90))
    others = [
        Completeness(DATASETS["sced_lmps"], Counting.IRREGULAR),
        Completeness(DATASETS["fuel_energy"], Counting.AS_NEEDED),
        Completeness(DATASETS["supply_demand_forecast"], Counting.REST_OF_DAY),
    ]
    drawn = completeness.strips([row(*days), *others], [])
    said = words(drawn)
    assert "Jul Aug Sep 26 Sep" in said
    assert "SCED locational marginal prices Irregular, about every 5 min: no count is due." in said
    assert "Energy by fuel Published as needed: no count is due." in said
    assert "Each publication holds what is left of its day: no count is due." in said
    assert len(str(drawn)) < 6_000, "a strip is sent as numbers, not as ninety elements"
    empty = completeness.strips([row(*(Day(day.day, 0, None) for day in days))], [])
    assert words(empty).startswith("No document has been stored yet.")


def test_sentences_of_a_day() -> None:
    assert completeness.sentence(Day(DAY, 94, 96)) == "94 of 96 intervals"
    assert completeness.sentence(Day(DAY, 1440, 1440)) == "1,440 of 1,440 intervals"
    assert completeness.sentence(Day(DAY, 0, None)) == "before the first document"
    assert completeness.sentence(Day(DAY, 0, 0)) == "nothing due yet"


def test_a_gap_says_whether_it_can_be_refilled_and_what_was_done() -> None:
    tried = MIDNIGHT + timedelta(hours=31)
    said = words(gaps.gaps([gap(2, 2.5), gap(3, 4, refill="impossible"), gap(5, 6, refill="tried", tried_at=tried)]))
    assert f"26 Sep 02:00 {DASH} 02:30 CDT" in said
    assert "Can be refilled" in said
    assert "Cannot be refilled" in said
    assert f"Noticed 27 Sep 06:00:00 CDT {DOT} will be asked again" in said
    assert "Asked again, still missing" in said
    assert f"{DOT} asked again 27 Sep 07:00:00 CDT" in said
    done = gaps.done(gap(2, 2.5, refill="filled", tried_at=tried, closed_at=tried + timedelta(minutes=5)))
    assert done.endswith(f"asked again 27 Sep 07:00:00 CDT {DOT} filled 27 Sep 07:05:00 CDT")
    assert words(gaps.gaps([])).strip() == "No interval is missing."


def test_a_narrowed_list_says_to_what_and_leads_back() -> None:
    said = words(gaps.gaps([], chosen="Fuel mix, 26 Sep", remark="288 of 288 intervals"))
    assert said.startswith("Fuel mix, 26 Sep 288 of 288 intervals Show all gaps No gap is known here.")


@pytest.mark.parametrize(
    ("search", "said"),
    [
        ("?dataset=fuel_mix", "What is chosen here is a feed, or a dataset with a day."),
        ("?day=2026-09-26", "What is chosen here is a feed, or a dataset with a day."),
        ("?feed=fuel_mix&dataset=fuel_mix&day=2026-09-26", "What is chosen here is a feed, or a dataset with a day."),
        ("?dataset=%3Cb%3E&day=2026-09-26", "There is no dataset \N{LEFT DOUBLE QUOTATION MARK}<b>"),
        ("?dataset=fuel_mix&day=2026-13-01", "'2026-13-01' is no date; write it as 2026-09-26."),
        ("?dataset=fuel_mix&day=", "What is chosen here is a feed, or a dataset with a day."),
        ("?dataset=fuel_mix&day=0001-01-01", "nodal market began on 1 Dec 2010"),
        ("?dataset=fuel_mix&day=9999-12-31", "31 Dec 9999 lies in the future"),
        ("?colour=red", "not known here: \N{LEFT DOUBLE QUOTATION MARK}colour"),
        ("?feed=" + "x" * 2_000, "longer than 2,000 characters"),
    ],
)
def test_an_address_that_chooses_nothing_there_is_says_so(search: str, said: str) -> None:
    found = choice.parse(search, MIDNIGHT)
    assert said in found.problem
    assert (found.feed, found.dataset, found.day) == (None, None, None)
    assert said in words(gaps.gaps([], problem=found.problem))


@pytest.mark.parametrize("search", [None, 7, "", "?", "?tz=utc&wall=1"])
def test_an_address_without_a_choice_is_none(search: object) -> None:
    assert choice.parse(search, MIDNIGHT) == Choice()


def test_an_address_chooses_a_feed_or_a_day() -> None:
    assert choice.parse("?feed=a%22b&refresh=60", MIDNIGHT) == Choice(feed='a"b')
    assert choice.parse("?dataset=fuel_mix&day=2026-09-26", MIDNIGHT) == Choice(dataset="fuel_mix", day=DAY)


def correction(old: float, new: float | None, **given: Any) -> Correction:
    said = {"measure": "rt_spp", "dataset": "rt_settlement_point_prices", "entity": "HB_WEST", "kind": "HU"} | given
    return Correction(
        said["dataset"],
        said["measure"],
        said["entity"],
        said["kind"],
        MIDNIGHT,
        said.get("posted"),
        old,
        new,
        MIDNIGHT + timedelta(hours=40),
        "first.csv",
        "corrected.csv",
        7,
    )


def test_a_correction_says_old_new_and_by_how_much() -> None:
    said = words(corrections.corrections([correction(41.5, 41.25)], None))
    assert "Replaced  27 Sep 16:00:00 CDT Real-time price HB_WEST 26 Sep 2026 00:00" in said
    assert "41.50 41.25 \N{MINUS SIGN}0.25  $/MWh corrected.csv before: first.csv" in said
    assert f"41.50 {DASH} {DASH}" in words(corrections.corrections([correction(41.5, None)], None))
    assert "LZ_WEST LZEW" in words(corrections.corrections([correction(1, 2, entity="LZ_WEST", kind="LZEW")], None))


def test_a_small_correction_keeps_the_decimals_that_tell_it() -> None:
    load = {"dataset": "system_load", "measure": "load", "entity": "ERCOT", "kind": ""}
    said = words(corrections.corrections([correction(19_596.2, 19_595.9, **load)], None))
    assert "19,596.2 19,595.9 \N{MINUS SIGN}0.3" in said
    assert "45,000 45,100 +100" in words(corrections.corrections([correction(45_000, 45_100, **load)], None))


def test_how_many_corrections_there_are_is_said() -> None:
    one = correction(1, 2)
    assert corrections.counted(Corrected((one,), 25, more=False), None) == "1 value"
    assert corrections.counted(Corrected((one,) * 80, 25, more=True), None) == "newest 80, at most 25 a dataset"
    assert corrections.counted(Corrected((one,) * 200, 200, more=True), "fuel_mix") == "newest 200"
    assert "No stored value of fuel mix has been corrected." in words(corrections.corrections([], "fuel_mix"))


def test_what_was_kept_out_names_feed_line_value_rule_and_reason() -> None:
    bad = Quarantined("fuel_mix", "a.json", 3, 12, "Gas", "<b>x</b>", "number", "a number is wanted", MIDNIGHT)
    said = words(feeds.quarantine([bad], {"fuel_mix": "Fuel mix"}))
    for part in ("Fuel mix", "a.json", "line 12", "Gas", "<b>x</b>", "a number is wanted", "number"):
        assert part in said
    assert "Some feed" in words(feeds.refused([Quarantined("some_feed", "d", 1, 0, "", "", "r", "", MIDNIGHT)], {}))
