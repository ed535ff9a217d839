"""Gaps of the last days: found, given a cause, and refilled from what ERCOT still lists."""

from datetime import datetime, timedelta

from ingestion import registry
from ingestion.feed import Form, MisReport
from ingestion.run import Context, run_feed
from models.catalog.dataset import Dataset
from models.clock import now
from models.store import gaps
from models.store.gaps import Found, Missing
from models.store.runs import RunReport

_GRACE = timedelta(hours=2)
_LOOKED_AT = timedelta(days=90)


def refill(context: Context, *, history_days: int = 7, raw_days: int | None = None) -> int:
    """Look for gaps, ask again for those that a listing may still hold, and note what came of it.

    history_days: how far before the database was made its history was wanted. raw_days: see `gaps.find`.
    Returns how many gaps are still open.
    """
    found = _find(context, history_days, raw_days)
    wanted = {gap.missing.dataset.id for gap in found if gap.refillable}
    outcomes: dict[str, str] = {}
    for feed in registry.feeds():
        mine = wanted & {dataset.id for dataset in feed.datasets}
        if mine:
            report = run_feed(context, feed, force=True)
            # Of two feeds the first speaks: the other one publishes something else of the same dataset.
            outcomes = {**dict.fromkeys(mine, _came_of(report)), **outcomes}
    still = note(context, history_days=history_days, raw_days=raw_days)
    # A gap that a run has filled is closed by now, and nothing more is noted on it.
    for gap in found:
        if gap.refillable:
            dataset = gap.missing.dataset.id
            gaps.tried(context.database, dataset, gap.missing.start, outcomes[dataset])
    return still


def _came_of(report: RunReport) -> str:
    """What is to be said of a gap that is still there after a run."""
    if report.outcome == "failed":
        return f"ERCOT was asked again and gave no document: {report.problem or 'no reason is known'}"
    return "ERCOT was asked again, and no document that it lists holds these intervals."


def note(context: Context, *, history_days: int = 7, raw_days: int | None = None) -> int:
    """Look for gaps and remember them, without asking ERCOT. Returns how many are open."""
    found = _find(context, history_days, raw_days)
    return gaps.remember(context.database, found, since=now() - _LOOKED_AT)


def _find(context: Context, history_days: int, raw_days: int | None) -> list[Found]:
    database = context.database
    made = gaps.made_at(database)
    missing = gaps.find(
        database,
        since=now() - _LOOKED_AT,
        wanted_from=made - timedelta(days=history_days),
        grace=_GRACE,
        raw_days=raw_days,
    )
    return [_found(each, made) for each in missing]


def _found(missing: Missing, made: datetime) -> Found:
    """A gap's cause: before the database was there ERCOT's own memory decides, afterwards something failed."""
    reach = _reach(missing.dataset)
    refillable = reach is not None and missing.end > now() - reach
    if missing.start >= made or refillable:
        cause = "No document that holds these intervals was fetched; whether ERCOT published one is not known."
    elif reach is None:
        cause = "ERCOT's page shows the last hours or the day only, and nobody was here to fetch it then."
    else:
        cause = f"Nobody was here to fetch it then, and ERCOT lists this report's documents for {reach.days} days only."
    return Found(missing, cause, refillable)


def _reach(dataset: Dataset) -> timedelta | None:
    """For how long ERCOT lists documents that hold a dataset's intervals; None where no listing does."""
    kept = [
        form.source.kept
        for feed in registry.feeds()
        if dataset in feed.datasets
        for form in feed.forms
        if isinstance(form.source, MisReport) and _is_regular(form)
    ]
    return max(kept, default=None)


def _is_regular(form: Form) -> bool:
    """Whether a form holds every interval: corrections and yearly files do not."""
    return isinstance(form.source, MisReport) and form.source.kept <= timedelta(days=31)
