"""read(Selection) -> Series: the one path from the store to whoever asks."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import psycopg
from numpy.typing import NDArray

from models.catalog.dataset import Dataset
from models.catalog.entity import Entity
from models.catalog.lookup import measure as measure_named
from models.catalog.measure import Combine, Measure
from models.clock import MICROSECOND, floor, now
from models.derive import in_buckets
from models.problems import Unknown
from models.selection import Fill, Selection
from models.series import Instants, Numbers, Series
from models.store import statements
from models.store.database import Database
from models.store.estimates import fill_linear
from models.store.quarters import QUARTER

Connection = psycopg.Connection[Any]

_POSTGRES_EPOCH = 946_684_800_000_000
_ARRAY_HEADER = 20
_MOST_HERE = 120_000  # values of a series: a year by five minutes


@dataclass(frozen=True, slots=True)
class _Wanted:
    id: int
    measure: Measure
    entity: Entity


@dataclass(frozen=True, slots=True)
class _Columns:
    starts: Instants
    values: Numbers
    low: Numbers | None = None
    high: Numbers | None = None
    lengths: NDArray[np.int64] | None = None
    postings: Instants | None = None


_EMPTY = _Columns(np.empty(0, "datetime64[us]"), np.empty(0))


def read(database: Database, selection: Selection) -> tuple[Series, ...]:
    """Series for a selection, by measure, then in the order in which entities were named.

    An entity without values in the window gives an empty series. Raises Unknown for names that neither the
    catalog nor any document knows, Unavailable when the database does not answer.
    """
    with database.app() as connection:
        found: list[Series] = []
        for name in selection.measures:
            measure = measure_named(name)
            wanted = _wanted(connection, measure, selection.entities)
            columns = _read_columns(connection, measure, [each.id for each in wanted], selection)
            posted = _newest_posting(connection, measure.dataset, wanted, selection)
            found += [_series(database, each, columns.get(each.id, _EMPTY), selection, posted) for each in wanted]
        return tuple(found)


def newest_start(database: Database, measure_id: str, entities: Sequence[str] = ()) -> datetime | None:
    """Start of the newest interval that is stored of a measure; forecasts have none. Raises like `read`."""
    measure = measure_named(measure_id)
    if measure.dataset.is_forecast:
        return None
    with database.app() as connection:
        ids = [each.id for each in _wanted(connection, measure, entities)]
        row = connection.execute(
            f"select max(ts) from {measure.dataset.id}_latest where series_id = any(%s)", (ids,)
        ).fetchone()
    return row[0] if row else None


def _wanted(connection: Connection, measure: Measure, entities: Sequence[str]) -> list[_Wanted]:
    kind_of = measure.dataset.entities
    if not entities:
        known = _known_series(connection, measure, [member.code for member in kind_of.members] or None)
        members = kind_of.members or tuple(Entity(code, code) for code in known)
        return [_one(measure, member, "", known) for member in members if member.code in known]
    words = [word.partition("/") for word in entities]
    members_named = {code: kind_of.by_spelling.get(code) for code, _, _ in words}
    codes = [member.code if member else code for code, member in members_named.items()]
    known = _known_series(connection, measure, codes)
    found = []
    for code, _, kind in words:
        member = members_named[code]
        if member is None and code not in known:
            everything = _known_series(connection, measure, None)
            names = [each.code for each in kind_of.members] + list(everything)
            raise Unknown(kind_of.title.lower(), code, names, field="entities")
        found.append(_one(measure, member or Entity(code, code), kind, known))
    return found


def _known_series(connection: Connection, measure: Measure, codes: Sequence[str] | None) -> dict[str, dict[str, int]]:
    """Ids by entity and kind; of the named entities only, so that a question about one asks for one."""
    where, parameters = "dataset = %s and measure = %s", [measure.dataset.id, measure.id]
    rows = connection.execute(
        f"select id, entity, kind from series where {where} "
        + ("order by id" if codes is None else "and entity = any(%s) order by id"),
        (*parameters, *(() if codes is None else (list(codes),))),
    ).fetchall()
    known: dict[str, dict[str, int]] = defaultdict(dict)
    for id, code, kind in rows:
        known[code][kind] = id
    return known


def _one(measure: Measure, member: Entity, kind: str, known: dict[str, dict[str, int]]) -> _Wanted:
    """The series of a member; -1, which no series has, where nothing was ever published for it."""
    kinds = known.get(member.code, {})
    if kind:
        entity = Entity(member.code, f"{member.title}, {kind}", kind, member.spellings, member.names)
        return _Wanted(kinds.get(kind, -1), measure, entity)
    if member.kind in kinds:
        return _Wanted(kinds[member.kind], measure, member)
    return _Wanted(next(iter(kinds.values()), -1), measure, member)


def _step(dataset: Dataset, selection: Selection) -> timedelta | None:
    """The bucket that a selection is combined by; None where nothing is combined."""
    window = selection.window
    step = selection.resolution or statements.resolution_for(dataset, window.end - window.start, selection.points)
    return step if step is not None and step > dataset.interval else None


def _combined_here(dataset: Dataset, selection: Selection, step: timedelta, combine: Combine) -> bool:
    """Whether values are read one by one and combined here, which takes two thirds of the time the database would."""
    if statements.from_days(dataset, step, combine) or dataset.raw_days or dataset.irregular or selection.postings:
        return False
    return step < statements.DAY and (selection.window.end - selection.window.start) / dataset.interval <= _MOST_HERE


def _read_columns(
    connection: Connection, measure: Measure, ids: list[int], selection: Selection
) -> dict[int, _Columns]:
    dataset, window = measure.dataset, selection.window
    combine = selection.combine or measure.combine
    step = _step(dataset, selection)
    if step is not None and not _combined_here(dataset, selection, step, combine):
        statement = statements.bucketed(
            dataset, ids, window.start, window.end, step, combine, selection.as_of, postings=selection.postings
        )
    else:
        statement = statements.raw(dataset, ids, window.start, window.end, selection.as_of, postings=selection.postings)
    columns = _fetch(connection, statement)
    kept_since = now() - timedelta(days=dataset.raw_days) if dataset.raw_days else None
    if kept_since and window.start < kept_since and not statements.from_quarters(dataset, step):
        until = min(window.end, floor(kept_since, QUARTER))
        older = _fetch(connection, statements.quarters(dataset, ids, window.start, until, combine, step))
        interval = max(step or dataset.interval, dataset.interval)
        columns = {id: _joined(older.get(id), columns.get(id), interval) for id in {*older, *columns}}
    return columns


def _joined(older: _Columns | None, newer: _Columns | None, interval: timedelta) -> _Columns:
    """Rolled-up values first, then single ones; a start that has both keeps the single one.

    interval: of the single ones; of the others it is a quarter-hour at least.
    """
    older, newer = older or _EMPTY, newer or _EMPTY
    if not len(older.starts):
        return newer
    keep = ~np.isin(older.starts, newer.starts)
    low = newer.values if newer.low is None else newer.low
    high = newer.values if newer.high is None else newer.high
    starts = np.concatenate([older.starts[keep], newer.starts])
    order = np.argsort(starts, kind="stable")
    assert older.low is not None
    assert older.high is not None
    rolled_up = max(interval, QUARTER) // MICROSECOND
    lengths = np.repeat((rolled_up, interval // MICROSECOND), (int(keep.sum()), len(newer.starts)))
    return _Columns(
        starts[order],
        np.concatenate([older.values[keep], newer.values])[order],
        np.concatenate([older.low[keep], low])[order],
        np.concatenate([older.high[keep], high])[order],
        lengths[order] if rolled_up > interval // MICROSECOND else None,
    )


def _fetch(connection: Connection, statement: statements.Statement) -> dict[int, _Columns]:
    with connection.cursor(binary=True) as cursor:
        cursor.execute(statement.sql, statement.parameters)
        result = cursor.pgresult
        assert result is not None
        found = {}
        for row in range(result.ntuples):
            id = int.from_bytes(result.get_value(row, 0) or b"", "big")
            starts = _instants(result.get_value(row, 1))
            numbers = [_numbers(result.get_value(row, n)) for n in range(2, result.nfields)]
            postings = numbers.pop().astype("datetime64[us]") if statement.postings else None
            low, high = numbers[1:3] if statement.bucketed else (None, None)
            found[id] = _Columns(starts, numbers[0], low, high, postings=postings)
        return found


def _numbers(raw: bytes | None) -> Numbers:
    """A float8[] in PostgreSQL's binary form: a header, then each element as its length and 8 bytes."""
    pairs: NDArray[Any] = np.frombuffer(raw or b"", np.dtype([("size", ">i4"), ("value", ">f8")]), offset=_ARRAY_HEADER)
    return pairs["value"].astype(np.float64)


def _instants(raw: bytes | None) -> Instants:
    pairs: NDArray[Any] = np.frombuffer(raw or b"", np.dtype([("size", ">i4"), ("value", ">i8")]), offset=_ARRAY_HEADER)
    return (pairs["value"].astype(np.int64) + _POSTGRES_EPOCH).view("datetime64[us]")


def _newest_posting(
    connection: Connection, dataset: Dataset, wanted: Iterable[_Wanted], selection: Selection
) -> datetime | None:
    if not dataset.is_forecast:
        return None
    table = dataset.id if selection.as_of else f"{dataset.id}_current"
    row = connection.execute(
        f"select max(posted) from {table} where series_id = any(%s) and ts >= %s and ts < %s and posted <= %s",
        (
            [each.id for each in wanted],
            selection.window.start,
            selection.window.end,
            selection.as_of or datetime.max.replace(tzinfo=UTC),
        ),
    ).fetchone()
    return row[0] if row else None


def _series(
    database: Database, each: _Wanted, columns: _Columns, selection: Selection, posted: datetime | None
) -> Series:
    dataset, combine = each.measure.dataset, selection.combine or each.measure.combine
    step, lengths = _step(dataset, selection), columns.lengths
    here = step is not None and _combined_here(dataset, selection, step, combine)
    interval = dataset.interval if step is None or here else step
    if lengths is not None and (lengths == lengths[0]).all():
        interval, lengths = timedelta(microseconds=int(lengths[0])), None
    series = Series(
        each.measure,
        each.entity,
        columns.starts,
        columns.values,
        interval,
        database.origin,
        dataset.irregular,
        columns.low,
        columns.high,
        None,
        posted,
        lengths=lengths,
        postings=columns.postings,
    )
    if step is not None and here:
        series = in_buckets(series, step, combine)
    if selection.fill is Fill.LINEAR and not dataset.irregular:
        return fill_linear(series, selection.longest_gap)
    return series
