"""Marks in words, with signs that are never a severity of our own."""

from datetime import timedelta

import pytest

from models.citation import Citation, Cite, DocumentCite, Rule
from models.mark import Mark, MarkKind
from pages.parts import manner, viewing
from pages.parts.marks import TITLES, plain
from tests.support.drawing import START, words

HOUR = timedelta(hours=1)
STAMP = 1_790_398_800_000  # 26 Sep 2026 00:00 CDT


def test_a_declaration_wears_the_sign_of_its_step() -> None:
    found = plain(Mark(MarkKind.CONDITIONS, START, what="eea2", text="Firm load may be shed.", cited=DocumentCite(7)))
    assert found == {
        "kind": "conditions",
        "at": STAMP,
        "sign": "2",
        "words": ["EEA 2", "26 Sep 2026 00:00 CDT", "Firm load may be shed."],
        "papers": '{"document":7,"line":0}',
    }
    strange = plain(Mark(MarkKind.CONDITIONS, START, what="advisory"))
    assert (strange["sign"], strange["words"][0]) == ("?", "ERCOT says: advisory")


def test_a_correction_says_old_and_new_and_where_it_belongs() -> None:
    cited = Citation(Rule.VALUE, (Cite("rt_spp", "HB_WEST", "HU", START),))
    mark = Mark(
        MarkKind.CORRECTIONS,
        START,
        old=-3.2,
        new=48.72,
        measure="rt_spp",
        entity="HB_WEST",
        dataset="rt_settlement_point_prices",
        cited=cited,
    )
    found = plain(mark)
    assert found["words"] == [
        "West hub, real-time price corrected: \N{MINUS SIGN}3.20 \N{RIGHTWARDS ARROW} 48.72 $/MWh",
        "26 Sep 2026 00:00\N{EN DASH}00:15 CDT",
    ]
    assert (found["measures"], found["entity"], found["papers"]) == (["rt_spp"], "HB_WEST", cited.text())
    assert (
        "\N{RIGHTWARDS ARROW} \N{EN DASH}"
        in plain(Mark(MarkKind.CORRECTIONS, START, old=1.0, measure="rt_spp", entity="HB_WEST", dataset=mark.dataset))[
            "words"
        ][0]
    )


def test_an_outage_says_from_when_to_when_and_has_no_papers() -> None:
    found = plain(
        Mark(MarkKind.OUTAGES, START, START + 30 * HOUR, "Fuel mix", "ERCOT did not publish.", dataset="fuel_mix")
    )
    assert found["words"] == [
        "No data: Fuel mix",
        "26 Sep 2026 00:00 \N{EN DASH} 27 Sep 2026 06:00 CDT",
        "ERCOT did not publish.",
    ]
    assert found["end"] - found["at"] == 30 * 3_600_000
    assert "generation" in found["measures"]
    assert "rt_spp" not in found["measures"]
    assert "papers" not in found


def test_a_count_is_said_as_one() -> None:
    found = plain(Mark(MarkKind.MESSAGES, START, START + HOUR, count=1_204))
    assert found["words"][0] == "1,204 operations messages"
    assert found["words"][1] == "26 Sep 2026 00:00\N{EN DASH}01:00 CDT"
    assert found["words"][2].startswith("Too many")


def test_what_ercot_writes_is_cut_and_stays_text() -> None:
    found = plain(Mark(MarkKind.MESSAGES, START, what="OCN", text="<b>" * 1_000))
    assert len(found["words"][2]) == 400
    assert found["words"][2].startswith("<b><b>")


@pytest.mark.parametrize(
    ("search", "kinds"),
    [
        ("", []),
        ("?marks=", []),
        ("?marks=outages", [MarkKind.OUTAGES]),
        ("?marks=outages,conditions,outages", [MarkKind.CONDITIONS, MarkKind.OUTAGES]),
    ],
)
def test_the_address_names_kinds(search: str, kinds: list[MarkKind]) -> None:
    found = manner.parse(search)
    assert (list(found.marks), dict(found.problems)) == (kinds, {})


def test_an_unknown_kind_is_said_and_the_known_ones_stand() -> None:
    found = manner.parse("?marks=alarms,messages")
    assert found.marks == (MarkKind.MESSAGES,)
    assert found.problems["marks"].endswith("there are conditions, messages, corrections, outages.")


def test_each_switch_changes_its_own_kind_alone() -> None:
    found = manner.parse("?marks=messages,outages")
    assert manner.switched(found, MarkKind.CONDITIONS) == "conditions,messages,outages"
    assert manner.switched(found, MarkKind.OUTAGES) == "messages"
    assert manner.switched(manner.parse("?marks=messages"), MarkKind.MESSAGES) is None
    drawn = words(viewing.content("?marks=messages,outages", found))
    assert drawn.count("\N{CHECK MARK}") == 2
    assert all(title in drawn for title in TITLES.values())
