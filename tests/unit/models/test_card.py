"""CardSpec: JSON there and back, and each rule broken by name."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from models.card import LAST_DAY, TODAY, CardSpec, ChartKind, Part, Span
from models.problems import Invalid, Unknown
from pages.live_grid import CARDS

AT = datetime(2026, 9, 26, 21, 13, 4, tzinfo=UTC)
CARD = CardSpec("west", "West", ChartKind.STEP, (Part("rt_spp", ("HB_WEST", "LZ_WEST/LZEW")),))


@pytest.mark.parametrize("card", [*CARDS, CARD], ids=lambda card: card.id)
def test_a_card_survives_its_json(card: CardSpec) -> None:
    assert CardSpec.from_json(card.to_json()) == card


def test_a_card_between_two_instants_survives_its_json() -> None:
    card = CardSpec("x", "X", ChartKind.LINE, (Part("demand"),), Span(start=AT, end=AT + timedelta(hours=1)))
    assert CardSpec.from_json(card.to_json()) == card


def test_a_card_made_of_several_measures_in_buckets_survives_its_json() -> None:
    net = Part("load", ("ERCOT",), ("wind_generation", "solar_generation"), "Net load")
    card = CardSpec("net", "Net load", ChartKind.STEP, (net,), bucket=timedelta(hours=1))
    assert CardSpec.from_json(card.to_json()) == card
    assert card.to_json()["bucket"] == 60
    assert net.measures == ("load", "wind_generation", "solar_generation")


@pytest.mark.parametrize(
    ("less", "label", "field"),
    [
        (("rt_spp",), "Spread", "less"),
        (("wind_generation",), "", "label"),
        ((), "Net load", "label"),
    ],
)
def test_only_what_has_one_unit_and_a_name_is_taken_off(less: tuple[str, ...], label: str, field: str) -> None:
    with pytest.raises(Invalid) as wrong:
        Part("load", (), less, label)
    assert wrong.value.field == field


def broken(**changes: Any) -> dict[str, Any]:
    return {**CARD.to_json(), **changes}


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        (broken(version=2), "version"),
        (broken(version=None), "version"),
        (broken(bucket=0), "bucket"),
        (broken(bucket=-60), "bucket"),
        (broken(bucket=10**12), "bucket"),
        (broken(bucket="1h"), "bucket"),
        (broken(bucket=True), "bucket"),
        (broken(parts=[{"measure": "load", "less": "wind_generation", "label": "x"}]), "parts.0.less"),
        (broken(parts=[{"measure": "load", "less": ["wind_generation"], "label": 3}]), "parts.0.label"),
        (broken(kind="gauge"), "kind"),
        (broken(kind=3), "kind"),
        (broken(id="a b"), "id"),
        (broken(id=""), "id"),
        (broken(title=""), "title"),
        (broken(title="x" * 121), "title"),
        (broken(parts=[]), "parts"),
        (broken(parts="demand"), "parts"),
        (broken(parts=[3]), "parts.0"),
        (broken(parts=[{"measure": "demand", "entities": "ERCOT"}]), "parts.0.entities"),
        (broken(parts=[{"measure": "demand"}, {"measure": "frequency"}]), "parts"),
        (broken(span={"minutes": "60"}), "span.minutes"),
        (broken(span={"minutes": True}), "span.minutes"),
        (broken(span={"minutes": -5}), "span.length"),
        (broken(span={"minutes": 10**12}), "span.length"),
        (broken(span={"start": "2026-09-26T00:00:00Z"}), "end"),
        (broken(span={"start": "2026-09-26T00:00:00", "end": "2026-09-27T00:00:00Z"}), "span.start"),
        (broken(span={"start": "yesterday", "end": "2026-09-27T00:00:00Z"}), "span.start"),
        (broken(span={"start": "2026-09-27T00:00:00Z", "end": "2026-09-26T00:00:00Z"}), "end"),
        (broken(span=[1]), "span"),
    ],
)
def test_what_breaks_a_rule_is_named(raw: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as caught:
        CardSpec.from_json(raw)
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("kind", "parts", "field", "fits", "misfits"),
    [
        ("heat_map", [Part("rt_spp")], "kind", {"line", "step", "duration", "summary"}, {"heat_map", "area"}),
        ("heat_map", [Part("rt_spp", ("HB_WEST", "HB_PAN"))], "kind", {"step", "duration"}, {"heat_map"}),
        ("heat_map", [Part("load", ("ERCOT",)), Part("load_forecast", ("ERCOT",))], "kind", {"line"}, {"heat_map"}),
        ("area", [Part("rt_spp", ("HB_WEST",))], "kind", {"heat_map", "step", "duration"}, {"area"}),
        ("duration", [Part("demand"), Part("frequency")], "parts", {"stat", "table"}, {"line", "summary", "heat_map"}),
    ],
)
def test_a_kind_that_does_not_fit_is_answered_with_those_that_do(
    kind: str, parts: list[Part], field: str, fits: set[str], misfits: set[str]
) -> None:
    with pytest.raises(Invalid) as caught:
        CardSpec("x", "X", ChartKind(kind), tuple(parts))
    assert caught.value.field == field
    named = set(caught.value.hint.partition("Kinds that fit: ")[2].removesuffix(".").split(", "))
    assert fits <= named
    assert not misfits & named
    for each in named:
        assert CardSpec("x", "X", ChartKind(each), tuple(parts)).kind == each


@pytest.mark.parametrize("part", [Part("rt_spp", ("HB_WEST",)), Part("demand"), Part("load", ("COAST",))])
def test_one_series_can_be_a_heat_map(part: Part) -> None:
    card = CardSpec("heat", "Heat", ChartKind.HEAT_MAP, (part,))
    assert CardSpec.from_json(card.to_json()) == card


def test_unknown_names_are_answered_with_the_nearest() -> None:
    with pytest.raises(Unknown) as caught:
        Part("demnad")
    assert "demand" in caught.value.nearest
    with pytest.raises(Unknown):
        Part("generation", ("COLA",))


def test_spans_as_windows() -> None:
    today = TODAY.window(AT)
    assert (today.start, today.end) == (
        datetime(2026, 9, 26, 5, tzinfo=UTC),
        datetime(2026, 9, 27, 5, tzinfo=UTC),
    )
    last = LAST_DAY.window(AT)
    # The start stands on a full hour, so that it holds still between refreshes.
    assert (last.start, last.end) == (datetime(2026, 9, 25, 21, tzinfo=UTC), AT)
