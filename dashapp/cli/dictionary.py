"""The data dictionary of the documentation, made from the catalog."""

from collections.abc import Sequence

from dashapp.cli.text import how_long
from models.catalog.dataset import Dataset
from models.catalog.entity import EntityKind
from models.catalog.glossary import WORDS
from models.catalog.lookup import DATASETS, measures_of
from models.catalog.measure import Measure

_MANY = 12


def document() -> str:
    """Datasets with their measures, kinds of entities with their members, words that pages explain, as Markdown."""
    lines = [
        "# Data dictionary",
        "",
        "Made by `ercot docs dictionary` from the catalog; a test compares the two. Instants are interval starts, "
        "kept in UTC and shown in Central time.",
    ]
    kinds: dict[str, EntityKind] = {}
    for dataset in DATASETS.values():
        kinds.setdefault(dataset.entities.id, dataset.entities)
        lines += _dataset(dataset)
    lines += ["", "# Entities"]
    for kind in kinds.values():
        lines += _entities(kind)
    lines += ["", "# Words", "", "What the pages explain in their place.", "", "| word | meaning |", "|---|---|"]
    lines += [f"| {each.word} | {each.meaning} |" for each in WORDS]
    return "\n".join(lines) + "\n"


def _dataset(dataset: Dataset) -> Sequence[str]:
    facts = [
        f"{dataset.meaning.rstrip('.')}. Table `{dataset.id}`",
        f"one value every {how_long(dataset.interval)}" + (" or so" if dataset.irregular else ""),
        f"by {dataset.entities.title.lower()}",
    ]
    if dataset.is_forecast:
        facts.append("a forecast, unique by its publication as well")
    if dataset.raw_days:
        facts.append(f"kept singly for {dataset.raw_days} days and then by 15 minutes")
    lines = ["", f"## {dataset.title}", "", ", ".join(facts) + ".", ""]
    lines += ["| measure | title | unit | over time | possible | meaning |", "|---|---|---|---|---|---|"]
    return lines + [_measure(measure) for measure in measures_of(dataset)]


def _measure(measure: Measure) -> str:
    bounds = measure.possible
    possible = f"{_number(bounds.low)} to {_number(bounds.high)}"
    cells = (f"`{measure.id}`", measure.title, measure.unit.symbol, measure.combine.value, possible, measure.meaning)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _number(value: float | None) -> str:
    return "any" if value is None else f"{value:,g}"


def _entities(kind: EntityKind) -> Sequence[str]:
    lines = ["", f"## {kind.title}", ""]
    if kind.open:
        lines.append("ERCOT adds members of this kind; the named ones are:" if kind.members else "ERCOT names these.")
    shown = [f"`{member.code}` {member.title}" for member in kind.members]
    return [*lines, ", ".join(shown)] if len(shown) <= _MANY else [*lines, *(f"- {each}" for each in shown)]
