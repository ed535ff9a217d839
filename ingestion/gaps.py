"""Gaps of the last days: found, given a cause, and refilled from what ERCOT still lists."""

from datetime import timedelta

from ingestion import registry
from ingestion.feed import MisReport
from ingestion.run import Context, run_feed
from models.clock import now
from models.store import gaps

_GRACE = timedelta(hours=2)


def refill(context: Context, *, days: int = 90) -> int:
    """Look for gaps, ask again for those that a listing may still hold, and note what came of it.

    Returns how many gaps are still open.
    """
    since = now() - timedelta(days=days)
    missing = gaps.find(context.database, since=since, grace=_GRACE)
    if missing:
        fillable = _fillable()
        wanted = {each.dataset.id for each in missing if each.start > now() - timedelta(days=7)}
        for feed in registry.feeds():
            if wanted & {dataset.id for dataset in feed.datasets} & fillable:
                run_feed(context, feed, force=True)
        missing = gaps.find(context.database, since=since, grace=_GRACE)
    return gaps.remember(
        context.database,
        missing,
        since=since,
        cause="No document that holds these intervals was fetched; whether ERCOT published one is not known.",
        refillable=_fillable(),
    )


def _fillable() -> set[str]:
    """Datasets whose documents stay listed for days, so that a gap can be fetched again."""
    return {
        dataset.id
        for feed in registry.feeds()
        for form in feed.forms
        if isinstance(form.source, MisReport)
        for dataset in feed.datasets
    }
