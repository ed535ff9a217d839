"""What each feed is and how its runs went: the memory behind status pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.store.database import Database


@dataclass(frozen=True, slots=True)
class FeedCard:
    """A feed as the store knows it; `report` is ERCOT's name of its main form."""

    name: str
    title: str
    report: str
    datasets: tuple[str, ...]
    every: timedelta
    late_after: timedelta
    as_needed: bool


@dataclass(frozen=True, slots=True)
class RunReport:
    """One run of one feed. outcome: stored, unchanged, refused (a document was bad) or failed (none came).

    notices: messages, conditions and network points; they are told, not recorded.
    """

    feed: str
    started_at: datetime
    finished_at: datetime
    outcome: str
    documents: int = 0
    rows: int = 0
    changed: int = 0
    quarantined: int = 0
    problem: str | None = None
    next_at: datetime | None = None
    notices: int = 0


def declare(database: Database, cards: Sequence[FeedCard]) -> None:
    """Tell the store which feeds there are; one that is gone is removed. Says nothing new twice."""
    with database.app() as connection, connection.cursor() as cursor:
        cursor.execute("delete from feed where not name = any(%s)", ([card.name for card in cards],))
        cursor.executemany(
            "insert into feed (name, title, report, datasets, every, late_after, as_needed, position) "
            "values (%s, %s, %s, %s, %s, %s, %s, %s) on conflict (name) do update set "
            "title = excluded.title, report = excluded.report, datasets = excluded.datasets, "
            "every = excluded.every, late_after = excluded.late_after, as_needed = excluded.as_needed, "
            "position = excluded.position where feed is distinct from excluded",
            [
                (
                    card.name,
                    card.title,
                    card.report,
                    list(card.datasets),
                    card.every,
                    card.late_after,
                    card.as_needed,
                    position,
                )
                for position, card in enumerate(cards)
            ],
        )


def record(database: Database, report: RunReport) -> None:
    """Note how a run went."""
    with database.app() as connection:
        connection.execute(
            "insert into feed_run (feed, started_at, finished_at, outcome, documents, rows, changed, "
            "quarantined, problem, next_at) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            (
                report.feed,
                report.started_at,
                report.finished_at,
                report.outcome,
                report.documents,
                report.rows,
                report.changed,
                report.quarantined,
                report.problem,
                report.next_at,
            ),
        )


def prune(database: Database, *, days: int = 30) -> int:
    """Forget runs older than so many days. Returns how many."""
    with database.app() as connection:
        return connection.execute(
            "delete from feed_run where finished_at < now() - make_interval(days => %s)", (days,)
        ).rowcount
