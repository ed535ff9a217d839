"""The catalog says each thing once, and what it says hangs together."""

from collections import Counter
from datetime import date, timedelta

from models.catalog.conditions import LADDER, level_of, thresholds_on
from models.catalog.lookup import DATASETS, MEASURES, measures_of
from models.catalog.unit import UNITS

# People say these of more than one measure on purpose; the planner asks back.
AMBIGUOUS: set[str] = set()


def test_every_dataset_holds_a_measure_and_every_measure_a_known_dataset() -> None:
    assert all(measures_of(dataset) for dataset in DATASETS.values())
    assert {measure.dataset.id for measure in MEASURES.values()} == set(DATASETS)


def test_every_unit_is_used_and_known() -> None:
    used = {measure.unit for measure in MEASURES.values()}
    assert used == set(UNITS)


def test_what_people_call_a_measure_is_unique() -> None:
    counts = Counter(name for measure in MEASURES.values() for name in measure.names)
    assert {name for name, count in counts.items() if count > 1} == AMBIGUOUS


def test_usual_bounds_lie_within_possible_ones() -> None:
    for measure in MEASURES.values():
        assert measure.possible.low <= measure.usual.low <= measure.usual.high <= measure.possible.high, measure.id


def test_intervals_divide_a_day_unless_irregular() -> None:
    for dataset in DATASETS.values():
        assert dataset.irregular or timedelta(days=1) % dataset.interval == timedelta(0), dataset.id


def test_spellings_name_one_entity_a_kind() -> None:
    for dataset in DATASETS.values():
        words = [word for member in dataset.entities.members for word in {member.code, *member.spellings}]
        assert not [word for word, count in Counter(words).items() if count > 1], dataset.entities.id


def test_thresholds_are_dated_facts() -> None:
    assert thresholds_on(date(2023, 9, 6)) == {"eea1": 2300, "eea2": 1750, "eea3": 1430}
    assert thresholds_on(date(2026, 9, 26)) == {"watch": 3000, "eea1": 2500, "eea2": 2000, "eea3": 1500}


def test_an_unknown_condition_word_is_no_level() -> None:
    assert level_of("normal") is LADDER[0]
    assert level_of("brownout") is None
