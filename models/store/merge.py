"""The statements that turn staged rows into stored ones: only what differs is written, old values are kept."""

from typing import Any

import psycopg

from models.catalog.dataset import Dataset
from models.clock import day_bounds, floor, from_micros, operating_day
from models.store.quarters import QUARTER, fill_quarters
from models.store.staging import Rows, Settled, copy_bytes

Cursor = psycopg.Cursor[Any]

# Temporary tables live as long as their connection, so that a document costs no catalog rows.
_TEMPORARY = """
create temp table if not exists stage_actual (
    ts timestamptz, value float8, series_id int, load_id int, rank int, issued timestamptz
) on commit delete rows;
create temp table if not exists stage_forecast (
    ts timestamptz, posted timestamptz, value float8, series_id int, load_id int, rank int, issued timestamptz
) on commit delete rows;
create temp table if not exists difference (
    ts timestamptz, posted timestamptz, value float8, series_id int, load_id int,
    is_new boolean, wins boolean, old_value float8, old_load int
) on commit delete rows;
"""


def prepare(cursor: Cursor) -> None:
    """Make the connection's temporary tables, once."""
    if cursor.execute("select to_regclass('pg_temp.difference')").fetchone() == (None,):
        cursor.execute(_TEMPORARY)


def merge(cursor: Cursor, dataset: Dataset, settled: Settled) -> int:
    """Stage one dataset's rows, then store what is new or changed. Returns how many values changed or came.

    A value that differs from the stored one replaces it when its document ranks at least as high and was not
    issued earlier; either way the other value goes to `revision` with its document.
    """
    rows = settled.winners
    stage = "stage_forecast" if dataset.is_forecast else "stage_actual"
    with cursor.copy(f"copy {stage} from stdin (format binary)") as copy:
        copy.write(copy_bytes(rows, forecast=dataset.is_forecast))
    bounds = (from_micros(int(rows.start.min())), from_micros(int(rows.start.max())))
    if len(rows) > 20_000:
        cursor.execute(f"analyze {stage}")
    differing, changing = _find_differences(cursor, dataset, stage, bounds)
    _record_losers(cursor, settled)
    if differing:
        if len(rows) > 20_000:
            cursor.execute("analyze difference")
        _store_differences(cursor, dataset, bounds)
        if dataset.is_forecast:
            _refresh_current(cursor, dataset)
        else:
            _refresh_days(cursor, dataset, rows)
            if dataset.raw_days:
                _refresh_quarters(cursor, dataset)
            _refresh_latest(cursor, dataset)
    cursor.execute(f"delete from {stage}")
    cursor.execute("delete from difference")
    return changing


def _find_differences(cursor: Cursor, dataset: Dataset, stage: str, bounds: tuple[object, object]) -> tuple[int, int]:
    """How many staged rows differ from the stored ones, and how many of those are to be stored."""
    posted = "s.posted" if dataset.is_forecast else "'-infinity'::timestamptz"
    same_posting = "and t.posted = s.posted" if dataset.is_forecast else ""
    differs = "" if dataset.publication_grain else "or t.value is distinct from s.value"
    cursor.execute(
        f"""
        insert into difference
        select s.ts, {posted}, s.value, s.series_id, s.load_id, t.ts is null,
               t.ts is null or (s.rank, s.issued) >= (
                   select d.rank, coalesce(d.posted_at, d.fetched_at) from document d where d.id = t.load_id),
               t.value, t.load_id
        from {stage} s
        left join {dataset.id} t
          on t.series_id = s.series_id and t.ts = s.ts {same_posting} and t.ts between %s and %s
        where t.ts is null {differs}
        """,
        bounds,
    )
    differing = cursor.rowcount
    if not differing:
        return 0, 0
    counted = cursor.execute("select count(*) filter (where is_new or wins) from difference").fetchone()
    return differing, int(counted[0]) if counted else 0


def _store_differences(cursor: Cursor, dataset: Dataset, bounds: tuple[object, object]) -> None:
    posted = "posted, " if dataset.is_forecast else ""
    same_posting = "and t.posted = d.posted" if dataset.is_forecast else ""
    cursor.execute(
        """
        insert into revision (series_id, ts, posted, load_id, value, replaced_by)
        select series_id, ts, posted, old_load, old_value, load_id from difference where not is_new and wins
        on conflict do nothing
        """
    )
    cursor.execute(
        """
        insert into revision (series_id, ts, posted, load_id, value, replaced_by)
        select d.series_id, d.ts, d.posted, d.load_id, d.value, d.old_load from difference d
        where not d.is_new and not d.wins and not exists (
            select 1 from revision r where r.series_id = d.series_id and r.ts = d.ts
            and r.posted = d.posted and r.value = d.value)
        on conflict do nothing
        """
    )
    cursor.execute(
        f"""
        update {dataset.id} t set value = d.value, load_id = d.load_id from difference d
        where not d.is_new and d.wins and t.series_id = d.series_id and t.ts = d.ts {same_posting}
          and t.ts between %s and %s
        """,
        bounds,
    )
    cursor.execute(
        f"""
        insert into {dataset.id} (ts, {posted}value, series_id, load_id)
        select ts, {posted}value, series_id, load_id from difference where is_new order by series_id, ts
        """
    )


def _record_losers(cursor: Cursor, settled: Settled) -> None:
    """Values that another document of the same transaction replaced before they were ever stored."""
    losers = settled.losers
    if not len(losers):
        return
    cursor.executemany(
        "insert into revision (series_id, ts, posted, load_id, value, replaced_by) "
        "values (%s, %s, coalesce(%s, '-infinity'::timestamptz), %s, %s, %s) on conflict do nothing",
        [
            (
                int(losers.series[i]),
                from_micros(int(losers.start[i])),
                from_micros(int(losers.posted[i])) if losers.posted[i] > 0 else None,
                int(losers.load[i]),
                float(losers.value[i]),
                int(settled.replaced_by[i]),
            )
            for i in range(len(losers))
        ],
    )


def _refresh_days(cursor: Cursor, dataset: Dataset, rows: Rows) -> None:
    """Recompute the touched operating days from single values: least and most can't be patched.

    Single values only ever grow in number until retention takes them, so a day with fewer than before is one
    that retention has thinned, and is left as it is.
    """
    days = sorted({operating_day(from_micros(hour)) for hour in _distinct_hours(rows)})
    bounds = [day_bounds(day) for day in days]
    starts, finishes = [start for start, _ in bounds], [finish for _, finish in bounds]
    cursor.execute(
        f"""
        with days as (
            select * from unnest(%s::timestamptz[], %s::timestamptz[]) with ordinality as d (start, finish, nth)),
        touched as materialized (
            select x.series_id, days.start, days.finish from (
                select distinct series_id, width_bucket(ts, %s::timestamptz[]) as nth from difference
                where is_new or wins) x
            join days using (nth))
        insert into {dataset.id}_day as day (ts, vsum, vmin, vmax, series_id, n)
        select w.start, whole.vsum, whole.vmin, whole.vmax, w.series_id, whole.n from touched w
        cross join lateral (
            select sum(f.value order by f.ts) vsum, min(f.value) vmin, max(f.value) vmax, count(*) n
            from {dataset.id} f
            where f.series_id = w.series_id and f.ts >= w.start and f.ts < w.finish and f.ts >= %s and f.ts < %s
        ) whole
        on conflict (series_id, ts) do update
        set vsum = excluded.vsum, vmin = excluded.vmin, vmax = excluded.vmax, n = excluded.n
        where excluded.n >= day.n and (day.vsum, day.vmin, day.vmax, day.n)
          is distinct from (excluded.vsum, excluded.vmin, excluded.vmax, excluded.n)
        """,
        (starts, finishes, starts, starts[0], finishes[-1]),
    )


def _refresh_quarters(cursor: Cursor, dataset: Dataset) -> None:
    cursor.execute("select min(ts), max(ts) from difference where is_new or wins")
    first, last = cursor.fetchone() or (None, None)
    if first is not None and last is not None:
        fill_quarters(cursor, dataset, floor(first, QUARTER), floor(last, QUARTER) + QUARTER)


def _distinct_hours(rows: Rows) -> list[int]:
    hour = 3_600_000_000
    return [int(number) * hour for number in set((rows.start // hour).tolist())]


def _refresh_latest(cursor: Cursor, dataset: Dataset) -> None:
    cursor.execute(
        f"""
        insert into {dataset.id}_latest as latest (series_id, ts, value)
        select distinct on (series_id) series_id, ts, value from difference where is_new or wins
        order by series_id, ts desc
        on conflict (series_id) do update set ts = excluded.ts, value = excluded.value
        where excluded.ts >= latest.ts and (excluded.ts, excluded.value) is distinct from (latest.ts, latest.value)
        """
    )


def _refresh_current(cursor: Cursor, dataset: Dataset) -> None:
    """The newest publication of each hour, so that a chart reads one row an interval."""
    cursor.execute(
        f"""
        insert into {dataset.id}_current as current (ts, posted, value, series_id, load_id)
        select distinct on (series_id, ts) ts, posted, value, series_id, load_id from difference
        where is_new or wins order by series_id, ts, posted desc
        on conflict (series_id, ts) do update
        set posted = excluded.posted, value = excluded.value, load_id = excluded.load_id
        where excluded.posted >= current.posted
        """
    )
