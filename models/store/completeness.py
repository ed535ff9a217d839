"""Which of the last days' intervals are stored, from day roll-ups and indexes: costs what is shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import psycopg

from models.catalog.dataset import Dataset
from models.catalog.lookup import DATASETS, measure, measures_of
from models.clock import day_bounds, operating_day
from models.completeness import DAYS, Completeness, Counting, Stored, assess, counting, last_days
from models.papers import Paper, Share
from models.store.database import Database
from models.store.lineage import PAPER

Connection = psycopg.Connection[Any]
_Counts = dict[date, dict[str, int]]

_MOST_SERIES = 100
# A forecast has no day roll-up: of its series a few are counted one by one, and the fullest stands for all.
_MOST_FORECASTS = 3
_SETTLED = timedelta(days=3)
_UNKNOWN_LATENESS = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class _Feeds:
    """What feeds say of a dataset: how late is late, and whether it only comes as needed."""

    late_after: timedelta
    as_needed: bool


def completeness(
    database: Database, at: datetime, *, days: int = DAYS, datasets: Sequence[Dataset] | None = None
) -> list[Completeness]:
    """The last operating days of every dataset in the catalog's order, or of these alone. Raises Unavailable."""
    shown = last_days(at, days)
    found = []
    with database.app() as connection:
        feeds = _feeds(connection)
        for dataset in DATASETS.values() if datasets is None else datasets:
            said = feeds.get(dataset.id, _Feeds(_UNKNOWN_LATENESS, as_needed=False))
            kind = counting(dataset, as_needed=said.as_needed)
            if kind is not Counting.COUNTED:
                found.append(Completeness(dataset, kind))
                continue
            stored = _stored(connection, dataset, shown)
            found.append(assess(dataset, stored, shown, at, said.late_after, _SETTLED))
    return found


def documents_of(database: Database, dataset: Dataset, start: datetime, end: datetime, limit: int) -> list[Share]:
    """The documents that say what is counted of a dataset over a span, newest first. Raises Unavailable."""
    table = f"{dataset.id}_current" if dataset.is_forecast else dataset.id
    with database.app() as connection:
        ids = list(_series(connection, dataset))
        ids = ids[:_MOST_FORECASTS] if dataset.is_forecast else ids
        rows = connection.execute(
            f"select count, {PAPER} from (select load_id, count(distinct ts) as count from {table} "
            "where series_id = any(%s) and ts >= %s and ts < %s group by load_id) f "
            "join document d on d.id = f.load_id order by coalesce(d.posted_at, d.fetched_at) desc, d.id desc limit %s",
            (ids, start, end, limit),
        ).fetchall()
    return [Share(Paper(*rest), count) for count, *rest in rows]


def _feeds(connection: Connection) -> dict[str, _Feeds]:
    """By dataset. Of several feeds the most patient counts, so that nothing is asked for too early."""
    rows = connection.execute("select unnest(datasets), late_after, as_needed from feed order by position").fetchall()
    found: dict[str, _Feeds] = {}
    for name, late_after, as_needed in rows:
        before = found.get(name)
        if before is None or before.as_needed:
            found[name] = _Feeds(late_after, as_needed)
        elif not as_needed:
            found[name] = _Feeds(max(late_after, before.late_after), as_needed=False)
    return found


def _stored(connection: Connection, dataset: Dataset, days: Sequence[date]) -> Stored:
    names = _series(connection, dataset)
    ids = list(names)
    if not ids:
        return Stored({}, None, None)
    start, end = day_bounds(days[0])[0], day_bounds(days[-1])[1]
    if dataset.is_forecast:
        ids = ids[:_MOST_FORECASTS]
        counts = _counted(connection, dataset, ids, days, names)
        newest = _one(connection, f"select max(ts) from {dataset.id}_current where series_id = any(%s)", ids)
    else:
        counts = _rolled_up(connection, dataset, ids, (start, end), names)
        newest = _one(connection, f"select max(ts) from {dataset.id}_latest where series_id = any(%s)", ids)
    if _began_before(connection, dataset, ids, start):
        return Stored(counts, None, newest)
    return Stored(counts, _first(connection, dataset, counts, {name: id for id, name in names.items()}), newest)


def _series(connection: Connection, dataset: Dataset) -> dict[int, str]:
    """Names by id of the series that a dataset is known to have: the catalog's members, else whatever came.

    Thousands of nodes beside the members are not asked for, and a line that comes and goes has no name here.
    """
    members = {(member.code, member.kind): member.title for member in dataset.entities.members}
    rows = connection.execute(
        "select id, measure, entity, kind from series where dataset = %s and measure = any(%s) "
        + ("and entity = any(%s) order by id" if members else "order by id limit %s"),
        (
            dataset.id,
            [each.id for each in measures_of(dataset)],
            [code for code, _ in members] if members else _MOST_SERIES,
        ),
    ).fetchall()
    several = len({row[1] for row in rows}) > 1
    found = {}
    for id, of, entity, kind in rows:
        if not members:
            found[id] = f"{entity} {kind}".strip()
        elif (entity, kind) in members:
            title = members[entity, kind]
            found[id] = f"{measure(of).title}, {title}" if several and len(members) > 1 else title
            found[id] = measure(of).title if several and len(members) == 1 else found[id]
    return found


def _rolled_up(
    connection: Connection, dataset: Dataset, ids: list[int], span: tuple[datetime, datetime], names: Mapping[int, str]
) -> _Counts:
    rows = connection.execute(
        f"select ts, array_agg(series_id), array_agg(n) from {dataset.id}_day "
        "where series_id = any(%s) and ts >= %s and ts < %s group by ts",
        (ids, *span),
    ).fetchall()
    return {operating_day(ts): {names[id]: n for id, n in zip(of, counts, strict=True)} for ts, of, counts in rows}


def _counted(
    connection: Connection, dataset: Dataset, ids: list[int], days: Sequence[date], names: Mapping[int, str]
) -> _Counts:
    bounds = [day_bounds(day) for day in days]
    rows = connection.execute(
        f"select width_bucket(ts, %s::timestamptz[]), series_id, count(*) from {dataset.id}_current "
        "where series_id = any(%s) and ts >= %s and ts < %s group by 1, 2",
        ([start for start, _ in bounds], ids, bounds[0][0], bounds[-1][1]),
    ).fetchall()
    found: _Counts = {}
    for nth, id, count in rows:
        found.setdefault(days[nth - 1], {})[names[id]] = count
    return found


def _half(dataset: Dataset) -> float:
    return timedelta(days=1) / dataset.interval / 2


def _began_before(connection: Connection, dataset: Dataset, ids: list[int], start: datetime) -> bool:
    """Whether documents came before an instant. A few intervals of a day are corrections that reach far back."""
    table, enough = (f"{dataset.id}_current", "") if dataset.is_forecast else (f"{dataset.id}_day", "and n >= %s")
    parameters = (ids, start) if dataset.is_forecast else (ids, start, _half(dataset))
    row = connection.execute(
        f"select exists (select 1 from {table} where series_id = any(%s) and ts < %s {enough})", parameters
    ).fetchone()
    return bool(row and row[0])


def _first(connection: Connection, dataset: Dataset, counts: _Counts, ids: Mapping[str, int]) -> datetime | None:
    """The first interval of the first day that is half there, or whose next day is; else of the first day at all."""
    most = {day: max(counts[day].values()) for day in sorted(counts)}
    if not most:
        return None
    half, after = _half(dataset), timedelta(days=1)
    day = next((day for day, n in most.items() if n >= half or most.get(day + after, 0) >= half), next(iter(most)))
    fullest = max(counts[day], key=lambda name: counts[day][name])
    table = f"{dataset.id}_current" if dataset.is_forecast else dataset.id
    row = connection.execute(
        f"select min(ts) from {table} where series_id = %s and ts >= %s and ts < %s", (ids[fullest], *day_bounds(day))
    ).fetchone()
    # Of a day whose minutes retention has taken, only the count is left.
    return row[0] if row and row[0] else day_bounds(day)[0]


def _one(connection: Connection, statement: str, ids: list[int]) -> datetime | None:
    row = connection.execute(statement, (ids,)).fetchone()
    return row[0] if row else None
