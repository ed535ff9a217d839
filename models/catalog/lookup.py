"""Finding catalog words by id, by ERCOT's spelling, or by what people call them."""

from models.catalog import capacity, conditions, generation, load, prices
from models.catalog.dataset import Dataset
from models.catalog.entity import Entity, EntityKind
from models.catalog.measure import Measure
from models.problems import Unknown

DATASETS: dict[str, Dataset] = {
    dataset.id: dataset for family in (prices, capacity, load, generation, conditions) for dataset in family.DATASETS
}
MEASURES: dict[str, Measure] = {
    measure.id: measure for family in (prices, capacity, load, generation, conditions) for measure in family.MEASURES
}
_MEASURES_OF: dict[str, tuple[Measure, ...]] = {
    id: tuple(m for m in MEASURES.values() if m.dataset.id == id) for id in DATASETS
}


def dataset(id: str) -> Dataset:
    """The dataset of that id. Raises Unknown with the nearest ids."""
    if id not in DATASETS:
        raise Unknown("dataset", id, DATASETS, field="dataset")
    return DATASETS[id]


def measure(id: str) -> Measure:
    """The measure of that id. Raises Unknown with the nearest ids."""
    if id not in MEASURES:
        raise Unknown("measure", id, MEASURES, field="measure")
    return MEASURES[id]


def measures_of(dataset: Dataset) -> tuple[Measure, ...]:
    """Every measure that a dataset's table holds."""
    return _MEASURES_OF[dataset.id]


def entity(kind: EntityKind, word: str) -> Entity:
    """The member that a code or a document's spelling names; for open kinds a new one of that code.

    Raises Unknown with the nearest codes when the kind is closed.
    """
    found = kind.by_spelling.get(word.strip())
    if found is not None:
        return found
    if kind.open:
        return Entity(word, word)
    raise Unknown(kind.title.lower(), word, (member.code for member in kind.members), field=kind.id)
