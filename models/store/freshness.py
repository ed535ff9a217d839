"""How old each feed is, what is missing, and what was kept out."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import psycopg

from models.catalog.lookup import DATASETS
from models.clock import day_bounds, now, operating_day
from models.feed_state import WORST_FIRST, FeedState, Gap, Health, Quarantined
from models.observation import Condition
from models.papers import KeptOut, Paper
from models.store.database import Database
from models.store.lineage import PAPER

Connection = psycopg.Connection[Any]


def feeds_state(database: Database) -> list[FeedState]:
    """Every feed's state, worst first."""
    today = day_bounds(operating_day(now()))[0]
    with database.app() as connection:
        feeds = connection.execute(
            "select name, title, report, datasets, every, late_after, as_needed from feed order by position"
        ).fetchall()
        # Feed by feed, so that each looks at the newest rows of an index and not at the history of all.
        runs = {
            feed: rest
            for feed, *rest in connection.execute(
                "select f.name, r.finished_at, r.next_at, r.problem from feed f, lateral ("
                " select finished_at, next_at, problem from feed_run where feed = f.name "
                " order by finished_at desc limit 1) r"
            )
        }
        counts = {
            feed: (rows, quarantined)
            for feed, rows, quarantined in connection.execute(
                "select f.name, d.rows, d.quarantined from feed f, lateral ("
                " select coalesce(sum(rows), 0) as rows, coalesce(sum(quarantined), 0) as quarantined "
                " from document where feed = f.name and fetched_at >= %s) d",
                (today,),
            )
        }
        published = dict(
            connection.execute(
                "select f.name, (select posted_at from document where feed = f.name and state = 'stored' "
                "and posted_at is not null order by posted_at desc limit 1) from feed f"
            )
        )
        newest = {name: _newest(connection, datasets) for name, _, _, datasets, *_ in feeds}
    states = [
        _state(row, newest[row[0]], published.get(row[0]), runs.get(row[0]), counts.get(row[0], (0, 0)))
        for row in feeds
    ]
    return sorted(states, key=lambda state: WORST_FIRST.index(state.health))


def _newest(connection: Connection, datasets: list[str]) -> datetime | None:
    tables = [f"{name}_latest" for name in datasets if name in DATASETS and not DATASETS[name].is_forecast]
    instants = [connection.execute(f"select max(ts) from {table}").fetchone() for table in tables]
    present = [row[0] for row in instants if row and row[0] is not None]
    return max(present) if present else None


def _state(
    feed: tuple[Any, ...],
    newest: datetime | None,
    published: datetime | None,
    run: list[Any] | None,
    counts: tuple[int, int],
) -> FeedState:
    name, title, report, datasets, every, late_after, as_needed = feed
    last_run, next_run, problem = run or (None, None, None)
    last = newest or published
    lag = now() - last if last else None
    return FeedState(
        name,
        title,
        report,
        tuple(datasets),
        every,
        _health(as_needed, lag, every, late_after),
        last,
        lag,
        int(counts[0]),
        int(counts[1]),
        last_run,
        next_run,
        problem,
    )


def _health(as_needed: bool, lag: timedelta | None, every: timedelta, late_after: timedelta) -> Health:
    if as_needed:
        return Health.NONE_DUE
    if lag is None:
        return Health.WAITING
    if lag <= late_after:
        return Health.ON_TIME
    return Health.LATE if lag <= late_after + 2 * every else Health.STALE


def gaps(
    database: Database,
    *,
    limit: int = 200,
    closed: bool = False,
    closed_since: datetime | None = None,
    datasets: Sequence[str] | None = None,
    within: tuple[datetime, datetime] | None = None,
) -> list[Gap]:
    """Known gaps, newest first; with `closed` also those that were filled, or with `closed_since` lately so.

    datasets: of these only. within: those that share an instant with a span, start inclusive, end exclusive.
    """
    shown = "true" if closed else "closed_at is null"
    parameters: list[Any] = []
    if closed_since is not None:
        shown = "(closed_at is null or closed_at >= %s)"
        parameters.append(closed_since)
    if datasets is not None:
        shown += " and dataset = any(%s)"
        parameters.append(list(datasets))
    if within is not None:
        shown += " and start < %s and finish > %s"
        parameters += [within[1], within[0]]
    with database.app() as connection:
        rows = connection.execute(
            "select dataset, start, finish, missing, cause, refill, noticed_at, tried_at, closed_at from gap "
            f"where {shown} order by start desc, dataset limit %s",
            (*parameters, limit),
        ).fetchall()
    return [Gap(row[0], DATASETS[row[0]].title, *row[1:]) for row in rows if row[0] in DATASETS]


def quarantine(database: Database, *, limit: int = 200) -> list[Quarantined]:
    """Rows kept out while the rest of their document was stored, newest first."""
    with database.app() as connection:
        rows = connection.execute(
            "select q.feed, d.name, d.id, q.line, q.field, q.value, q.rule, q.text, q.noticed_at "
            "from quarantine q join document d on d.id = q.document_id order by q.noticed_at desc limit %s",
            (limit,),
        ).fetchall()
    return [Quarantined(*row) for row in rows]


def refused(database: Database, *, limit: int = 200) -> list[Quarantined]:
    """Documents refused whole, newest first."""
    with database.app() as connection:
        rows = connection.execute(
            "select feed, name, id, 0, '', '', coalesce(rule, ''), coalesce(problem, ''), fetched_at "
            "from document where state = 'refused' order by fetched_at desc limit %s",
            (limit,),
        ).fetchall()
    return [Quarantined(*row) for row in rows]


def documents_of(
    database: Database, feed: str, start: datetime, end: datetime, *, limit: int
) -> tuple[int, int, list[Paper]]:
    """Rows and quarantined rows of what a feed fetched in a span, and the documents that held any, newest first."""
    bounds = (feed, start, end)
    behind = "from document d where d.feed = %s and d.fetched_at >= %s and d.fetched_at < %s"
    with database.app() as connection:
        counts = connection.execute(
            f"select coalesce(sum(d.rows), 0), coalesce(sum(d.quarantined), 0) {behind}", bounds
        ).fetchone()
        rows = connection.execute(
            f"select {PAPER} {behind} and (d.rows > 0 or d.quarantined > 0) order by d.fetched_at desc, d.id desc "
            "limit %s",
            (*bounds, limit),
        ).fetchall()
    return (int(counts[0]), int(counts[1]), [Paper(*row) for row in rows]) if counts else (0, 0, [])


def kept_out(database: Database, feed: str, start: datetime, end: datetime, *, limit: int) -> list[KeptOut]:
    """Rows that were quarantined from what a feed fetched in a span, newest first."""
    with database.app() as connection:
        rows = connection.execute(
            "select d.id, d.name, q.line, q.field, q.value, coalesce(nullif(q.text, ''), q.rule) from document d "
            "join quarantine q on q.document_id = d.id where d.feed = %s and d.fetched_at >= %s and d.fetched_at < %s "
            "order by d.fetched_at desc, d.id desc, q.line limit %s",
            (feed, start, end, limit),
        ).fetchall()
    return [KeptOut(*row) for row in rows]


def feed_title(database: Database, feed: str) -> str | None:
    """A feed's title; None of one that is not known here."""
    with database.app() as connection:
        row = connection.execute("select title from feed where name = %s", (feed,)).fetchone()
    return row[0] if row else None


def condition(database: Database) -> Condition | None:
    """The condition that ERCOT declared last; None before any document said one."""
    with database.app() as connection:
        row = connection.execute(
            "select at, state, eea_level, title, note from condition order by at desc limit 1"
        ).fetchone()
    return Condition(*row) if row else None


def latest(database: Database, dataset: str) -> datetime | None:
    """Newest interval start of an actual dataset."""
    with database.app() as connection:
        return _newest(connection, [dataset])
