"""Which number is meant: what is written is read again, and nothing else is taken for a number."""

import json
import math
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from models import citation
from models.citation import (
    Citation,
    Cite,
    Cited,
    ConditionCite,
    Count,
    Counted,
    DocumentCite,
    Rule,
    Statistic,
    ThresholdCite,
)
from models.derive import difference
from models.problems import Invalid
from tests.support.drawing import START, series

PRICE = Cite("rt_spp", "HB_WEST", "HU", START)
SOUND: dict[str, Any] = {"measure": "rt_spp", "entity": "HB_WEST", "kind": "HU", "start": 1_790_398_800_000_000}


@pytest.mark.parametrize(
    "cited",
    [
        Citation(Rule.VALUE, (PRICE,)),
        Citation(Rule.VALUE, (Cite("rt_spp", "HB_WEST", "HU", START, None, timedelta(hours=1)),)),
        Citation(Rule.VALUE, (Cite("load_forecast", "ERCOT", "", START, START - timedelta(minutes=1)),)),
        Citation(Rule.CHANGE, (PRICE, Cite("rt_spp", "HB_WEST", "HU", START - timedelta(minutes=15)))),
        Citation(Rule.DEVIATION, (Citation(Rule.LESS, (PRICE, PRICE)), Citation(Rule.LESS, (PRICE, PRICE)))),
        DocumentCite(7),
        DocumentCite(7, 44),
        ConditionCite(START),
        ThresholdCite("eea1", date(2023, 9, 30)),
        *(Count(what, "fuel_mix", START, START + timedelta(days=1)) for what in Counted),
    ],
)
def test_what_is_written_is_read_again(cited: Cited) -> None:
    assert citation.parse(cited.text()) == cited


def test_an_instant_is_its_microseconds() -> None:
    assert json.loads(Citation(Rule.VALUE, (PRICE,)).text()) == {"rule": "value", "of": [SOUND]}


def test_a_browsers_float_is_the_same_instant() -> None:
    text = json.dumps({"rule": "value", "of": [{**SOUND, "start": float(SOUND["start"])}]})
    assert citation.parse(text) == Citation(Rule.VALUE, (PRICE,))


def one(**change: Any) -> str:
    return json.dumps({"rule": "value", "of": [{**SOUND, **change}]})


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (None, "papers"),
        (7, "papers"),
        ({"rule": "value"}, "papers"),
        ("", "papers"),
        ("{", "papers"),
        ("[]", "papers"),
        ('"<script>alert(1)</script>"', "papers"),
        ("[" * 5_000, "papers"),
        ("{" * 9_000, "papers"),
        ("{}", "rule"),
        ('{"rule": "product", "of": []}', "rule"),
        ('{"rule": ["value"], "of": []}', "rule"),
        ('{"rule": "value"}', "of"),
        ('{"rule": "value", "of": [3]}', "of"),
        ('{"rule": "value", "of": []}', "of"),
        (json.dumps({"rule": "change", "of": [SOUND]}), "of"),
        (json.dumps({"rule": "sum", "of": [SOUND] * 41}), "of"),
        (one(measure="<img src=x onerror=alert(1)>"), "measure"),
        (one(measure=["rt_spp"]), "measure"),
        (one(entity=""), "entity"),
        (one(entity="X" * 81), "entity"),
        (one(entity="a\u0000b"), "entity"),
        (one(entity="a\ud800"), "entity"),
        (one(kind=3), "kind"),
        (one(start="2026-09-26"), "start"),
        (one(start=True), "start"),
        (one(start=1.5), "start"),
        (one(start=10**30), "start"),
        (one(start=-(10**15)), "start"),
        (one(start=math.inf), "start"),
        (one(start=math.nan), "start"),
        (one(step=0), "step"),
        (one(step=10**9), "step"),
        (one(posted=SOUND["start"]), "posted"),
        (json.dumps({"statistic": "median", "of": [SOUND], "end": SOUND["start"] + 1}), "statistic"),
        (json.dumps({"statistic": ["mean"], "of": [SOUND], "end": SOUND["start"] + 1}), "statistic"),
        (json.dumps({"statistic": "mean", "of": SOUND, "end": SOUND["start"] + 1}), "of"),
        (json.dumps({"statistic": "mean", "of": [], "end": SOUND["start"] + 1}), "of"),
        (json.dumps({"statistic": "mean", "of": [SOUND] * 41, "end": SOUND["start"] + 1}), "of"),
        (json.dumps({"statistic": "mean", "of": [SOUND], "end": SOUND["start"]}), "end"),
        (json.dumps({"statistic": "mean", "of": [SOUND], "end": "tomorrow"}), "end"),
        (json.dumps({"statistic": "mean", "of": [SOUND]}), "end"),
        ('{"document": 0}', "document"),
        ('{"document": 2147483648}', "document"),
        ('{"document": "1 or 1=1"}', "document"),
        ('{"document": 1, "line": -1}', "line"),
        ('{"condition": "now"}', "condition"),
        ('{"threshold": 3, "day": "2026-09-26"}', "threshold"),
        ('{"threshold": "eea1"}', "day"),
        ('{"threshold": "eea1", "day": "26 Sep"}', "day"),
        ('{"count": "sheep", "of": "fuel_mix", "start": 1, "end": 2}', "count"),
        ('{"count": ["rows"], "of": "fuel_mix", "start": 1, "end": 2}', "count"),
        (json.dumps({"count": "rows", "of": 7, "start": SOUND["start"], "end": SOUND["start"] + 1}), "of"),
        (json.dumps({"count": "rows", "of": "fuel_mix", "start": 1, "end": SOUND["start"]}), "start"),
        (json.dumps({"count": "rows", "of": "fuel_mix", "start": SOUND["start"], "end": SOUND["start"]}), "end"),
    ],
)
def test_bad_input_is_invalid_and_names_the_field(given: object, field: str) -> None:
    with pytest.raises(Invalid) as caught:
        citation.parse(given)
    assert caught.value.field == field


def test_nesting_has_an_end() -> None:
    part: dict[str, Any] = dict(SOUND)
    for _ in range(5):
        part = {"rule": "change", "of": [part, SOUND]}
    with pytest.raises(Invalid):
        citation.parse(json.dumps(part))


@pytest.mark.parametrize(
    ("rule", "values", "made"),
    [
        (Rule.CHANGE, [31.25, 20.5], 10.75),
        (Rule.LESS, [50_000.0, 12_000.0, 8_000.0], 30_000.0),
        (Rule.DEVIATION, [110.0, 100.0], 10.0),
        (Rule.SHARE, [25.0, 60.0, 40.0], 25.0),
        (Rule.SUM, [1.0, 2.0, 4.0], 7.0),
        (Rule.MEAN, [1.0, 2.0, 6.0], 3.0),
        (Rule.VALUE, [5.0], 5.0),
        (Rule.DEVIATION, [3.0, 0.0], None),
        (Rule.SUM, [1.0, None], None),
        (Rule.LESS, [None, 1.0], None),
        (Rule.MEAN, [1.0, None, 6.0], 3.5),
        (Rule.MEAN, [None], None),
    ],
)
def test_rules_are_plain_arithmetic(rule: Rule, values: list[float | None], made: float | None) -> None:
    assert rule.applied(values) == made


def test_a_series_made_of_others_cites_each_of_them() -> None:
    load, wind, solar = (series(name, [9.0, 8.0]) for name in ("load", "wind_generation", "solar_generation"))
    net = difference(load, [wind, solar], "Net load")
    start = START + timedelta(hours=1)
    cited = citation.of(net, start)
    assert cited.rule is Rule.LESS
    assert [(each.measure, each.start) for each in cited.of if isinstance(each, Cite)] == [
        ("load", start),
        ("wind_generation", start),
        ("solar_generation", start),
    ]
    assert [each["measure"] for each in citation.template(net)] == ["load", "wind_generation", "solar_generation"]


def test_a_bucket_is_cited_with_its_length() -> None:
    combined = replace(series("rt_spp", [1.0], entity="HB_WEST"), interval=timedelta(hours=1))
    (cite,) = citation.of(combined, START).of
    assert isinstance(cite, Cite)
    assert (cite.step, cite.kind) == (timedelta(hours=1), "HU")
    (plain,) = citation.of(series("rt_spp", [1.0], entity="HB_WEST"), datetime(2026, 9, 26, 5, tzinfo=UTC)).of
    assert isinstance(plain, Cite)
    assert plain.step is None


def test_what_is_counted_over_a_window_cites_its_series_and_survives_the_journey() -> None:
    spread = difference(
        series("rt_spp", [9.0], entity="HB_WEST"), [series("dam_spp", [8.0], entity="HB_WEST")], "Spread"
    )
    tally = citation.tally(Statistic.TWO_HOURS, spread, START, START + timedelta(days=7))
    assert [(each.measure, each.start) for each in tally.of] == [("rt_spp", START), ("dam_spp", START)]
    assert citation.parse(tally.text()) == tally


def test_a_cell_of_an_hour_cites_the_hour_only_where_it_is_combined() -> None:
    hour = timedelta(hours=1)
    assert citation.template(series("rt_spp", [1.0], entity="HB_WEST"), hour)[0]["step"] == 3_600
    assert "step" not in citation.template(series("dam_spp", [1.0], entity="HB_WEST"), hour)[0]
