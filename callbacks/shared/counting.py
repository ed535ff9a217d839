"""From a count of the Data page to what it counts, read afresh."""

from collections.abc import Callable

from dash.development.base_component import Component

from models.catalog.dataset import Dataset
from models.catalog.lookup import DATASETS
from models.citation import Count, Counted
from models.clock import now, operating_day
from models.completeness import DAYS, Counting
from models.problems import Invalid
from models.store import freshness
from models.store.completeness import completeness, documents_of
from models.store.database import Database
from pages.parts import papers, papers_count

_MORE = papers_count.MOST + 1
"""One more than is listed, so that there being more is known."""


def content(database: Database, count: Count) -> list[Component]:
    """The papers of a count; in words where there is no such feed, dataset, day or gap. Raises Unavailable."""
    try:
        return _READS[count.what](database, count)
    except Invalid as problem:
        return [papers.invalid(problem.what, problem.hint)]


def _rows(database: Database, count: Count) -> list[Component]:
    title = _feed(database, count)
    rows, _, found = freshness.documents_of(database, count.of, count.start, count.end, limit=_MORE)
    return papers_count.rows(count, title, rows, found, database.origin)


def _quarantined(database: Database, count: Count) -> list[Component]:
    title = _feed(database, count)
    _, number, _ = freshness.documents_of(database, count.of, count.start, count.end, limit=1)
    found = freshness.kept_out(database, count.of, count.start, count.end, limit=papers_count.MOST)
    return papers_count.quarantined(count, title, number, found, database.origin)


def _intervals(database: Database, count: Count) -> list[Component]:
    dataset = _dataset(count)
    (found,) = completeness(database, now(), datasets=[dataset])
    if found.counting is not Counting.COUNTED:
        raise Invalid("No count is due of this dataset.", field="of")
    first, last = operating_day(count.start), operating_day(count.end)
    days = [each for each in found.days if first <= each.day < last]
    if not days:
        raise Invalid(f"Nothing is counted there: it is not one of the last {DAYS} days.", field="start")
    if len(days) > 1:
        return papers_count.share(dataset, days, database.origin)
    bounds = (count.start, count.end)
    gaps = freshness.gaps(database, datasets=[dataset.id], within=bounds)
    documents = documents_of(database, dataset, *bounds, limit=_MORE)
    return papers_count.day(dataset, days[0], gaps, documents, database.origin)


def _missing(database: Database, count: Count) -> list[Component]:
    dataset = _dataset(count)
    known = freshness.gaps(database, closed=True, datasets=[dataset.id], within=(count.start, count.end))
    gap = next((each for each in known if each.start == count.start), None)
    # Its end may have moved since the page was filled.
    if gap is None:
        raise Invalid("No gap from there is known any more.", field="start")
    return papers_count.missing(gap, dataset, database.origin)


def _feed(database: Database, count: Count) -> str:
    title = freshness.feed_title(database, count.of)
    if title is None:
        raise Invalid("Nothing is stored there: there is no feed of this name.", field="of")
    return title


def _dataset(count: Count) -> Dataset:
    if count.of not in DATASETS:
        raise Invalid("Nothing is stored there: there is no dataset of this name.", field="of")
    return DATASETS[count.of]


_READS: dict[Counted, Callable[[Database, Count], list[Component]]] = {
    Counted.ROWS: _rows,
    Counted.QUARANTINED: _quarantined,
    Counted.INTERVALS: _intervals,
    Counted.MISSING: _missing,
}
