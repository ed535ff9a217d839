"""What the drawer says of a value, and which figures of a card carry their citation."""

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from dash.development.base_component import Component

from models.citation import Citation, Cite, Rule, ThresholdCite
from models.clock import micros
from models.observation import Origin, Place
from models.papers import Paper, Papers
from models.selection import Window
from pages.figures import cited, price_table, ruler, stat
from pages.parts import checks, papers, papers_made, papers_row, papers_said
from pages.parts.papers_made import Part
from tests.support.drawing import START, series, words

PAPER = Paper(
    7, "feed", "form", "name.csv", "", START, START, "ab" * 32, 1_234, "ercot", "stored", True, None, START, 10, 0
)
CITE = Cite("rt_spp", "HB_WEST", "HU", START)


def stored(value: float = 36.34, **more: Any) -> Papers:
    return Papers(value, (PAPER,), more.pop("earlier", ()), more.pop("flags", ()), "HU", START, **more)


def cited_in(content: Any) -> list[dict[str, Any]]:
    """Citations of every element that opens papers."""
    if isinstance(content, list | tuple):
        return [each for part in content for each in cited_in(part)]
    if not isinstance(content, Component):
        return []
    props = content.to_plotly_json()["props"]
    mine = [json.loads(props["data-papers"])] if "data-papers" in props else []
    return mine + cited_in(getattr(content, "children", None))


def test_the_drawer_names_value_interval_document_and_hash() -> None:
    text = words(papers.single(CITE, stored(), Origin.ERCOT))
    for said in ("West hub", "36.34", "$/MWh", "26 Sep 2026 00:00", "00:15 CDT", "05:00 UTC", "name.csv", "ab" * 32):
        assert said in text
    assert "SIMULATED" not in text
    assert "SIMULATED" in words(papers.single(CITE, stored(), Origin.SIMULATED))


def test_bytes_that_are_gone_are_not_offered() -> None:
    gone = words(papers.document(replace(PAPER, body_kept=False)))
    assert "no longer kept" in gone
    assert "Download" not in gone


def test_doubts_are_said_in_words() -> None:
    measure = CITE.meaning
    found = checks.of(measure, stored(6_000.0, flags=(("unusual", "6000 $/MWh is outside the usual -250 to 5000"),)))
    assert (False, "6000 $/MWh is outside the usual -250 to 5000") in found
    assert (False, "Offer cap of the day: 2,000.00 $/MWh") in found
    assert (True, "Possible: \N{MINUS SIGN}20,000.00 to 20,000.00 $/MWh") in found
    assert "Doubtful." in words(checks.drawn(found))
    assert all(passed for passed, _ in checks.of(measure, stored()))


def test_what_documents_say_is_text_and_no_markup() -> None:
    place = Place("line 2 of <b>x</b>", (("<script>", "<img src=x onerror=alert(1)>"),), 0)
    drawn = papers_row.drawn(place)
    assert "<img src=x onerror=alert(1)>" in words(drawn)
    assert "dangerously" not in json.dumps(
        [each.to_plotly_json() for each in drawn], default=lambda c: c.to_plotly_json()
    )


def test_a_margin_says_the_threshold_of_its_day() -> None:
    prc = Cite("prc", "ERCOT", "", START)
    cited_margin = Citation(Rule.MARGIN, (prc,))
    drawn = papers_made.held_against(cited_margin, Part(prc, 6_000.0, START), Origin.ERCOT)
    assert "3,500" in words(drawn)
    assert "above EEA 1" in words(drawn)


@pytest.mark.parametrize(
    ("day", "megawatts", "in_force", "rule", "other"),
    [
        (date(2026, 9, 26), "2,500", "In force since 1 Oct 2023", "NPRR1176, which raised", "2,300 MW"),
        (date(2023, 9, 30), "2,300", "In force 1 Dec 2010 \N{EN DASH} 30 Sep 2023", "before revision", "2,500 MW"),
    ],
)
def test_a_threshold_says_its_rule_and_that_no_document_holds_it(
    day: date, megawatts: str, in_force: str, rule: str, other: str
) -> None:
    drawn = papers_said.threshold(ThresholdCite("eea1", day))
    text = " ".join(words(drawn).split())
    assert f"Threshold of EEA 1 \N{MIDDLE DOT} reserves (PRC) {megawatts} MW {in_force}" in text
    assert "It stands in no document that is fetched" in text
    assert rule in text
    assert other in text.partition("Other values")[2]


def test_a_threshold_that_was_not_in_force_has_no_papers() -> None:
    assert papers_said.threshold(ThresholdCite("watch", date(2023, 9, 30))) is None
    assert papers_said.threshold(ThresholdCite("eea4", date(2026, 9, 30))) is None


def test_every_number_of_the_ruler_is_cited() -> None:
    drawn = ruler.draw(series("prc", [9_000]), None, late=False)
    ticks = {each["threshold"]: each["day"] for each in cited_in(drawn) if "threshold" in each}
    assert ticks == dict.fromkeys(("watch", "eea1", "eea2", "eea3"), "2026-09-26")


def test_a_stat_cites_its_value_and_its_comparison() -> None:
    real, ahead = series("rt_spp", [20.0, 30.0], entity="HB_HUBAVG"), series("dam_spp", [25.0], entity="HB_HUBAVG")
    quarter = micros(START + timedelta(minutes=15))
    found = cited_in(cited.sentence(stat.said(real, ahead), "Hub average"))
    assert [(each["rule"], [part["measure"] for part in each["of"]]) for each in found] == [
        ("less", ["rt_spp", "dam_spp"])
    ]
    assert [part["start"] for part in found[0]["of"]] == [quarter, micros(START)]


def test_a_late_figure_keeps_its_papers_and_a_missing_one_has_none() -> None:
    assert cited_in(cited.number("\N{EN DASH}", Citation(Rule.VALUE, (CITE,)), "x")) == []
    assert cited_in(cited.number("5", None, "x")) == []
    open_ = cited.number("5", Citation(Rule.VALUE, (CITE,)), "$/MWh, West hub", "figure").to_plotly_json()["props"]
    assert (open_["role"], open_["tabIndex"], open_["className"]) == ("button", "0", "figure")
    assert open_["aria-label"] == "5, $/MWh, West hub: papers"


def test_every_number_of_the_price_table_is_cited() -> None:
    real = [series("rt_spp", [20.0, 30.0], entity="HB_WEST"), series("rt_spp", [21.0], entity="LZ_WEST")]
    ahead = [series("dam_spp", [25.0], entity="HB_WEST")]
    found = cited_in(price_table.draw(real, ahead, Window(START, START + timedelta(hours=1))))
    assert [each["rule"] for each in found] == ["value", "change", "value", "less"]


@pytest.mark.parametrize(
    ("rule", "value", "said"),
    [(Rule.CHANGE, -2.5, "\N{MINUS SIGN}2.50"), (Rule.SHARE, 12.34, "12.3"), (Rule.SUM, 5.0, "5.00")],
)
def test_what_is_made_is_written_as_its_rule_wants(rule: Rule, value: float, said: str) -> None:
    parts = [Part(CITE, 1.0, START), Part(CITE, 2.0, START)]
    drawn = papers_made.made(Citation(rule, (CITE, CITE)), value, parts, Origin.ERCOT)
    assert said in words(drawn)
    assert len(cited_in(drawn)) == 2
