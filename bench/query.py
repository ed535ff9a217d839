"""Latency of each chart's query at 1 and 10 million rows in one table: work must follow what is shown."""

import argparse
import time
from collections.abc import Callable
from datetime import date, timedelta

import numpy as np

from bench.lab import INTERVAL, database, median, superuser
from models.clock import day_bounds, micros
from models.selection import Selection, Window
from models.store.database import Database
from models.store.read import read
from models.store.staging import NO_POSTING, Rows, copy_bytes

YEAR = 365
LAST = date(2026, 6, 30)
ROUNDS = 25
SIZES = {"1 M": 29, "10 M": 286}
"""Points that a year of 15-minute prices is kept for: 29 x 35,040 rows are a million."""


def fill(found: Database, points: int, done: int) -> None:
    """A year of prices for points number `done` to `points`, a month a partition."""
    generator = np.random.default_rng(points)
    with superuser(found) as connection:
        connection.execute(
            "insert into series (id, dataset, measure, entity, kind) select n, 'rt_settlement_point_prices', "
            "'rt_spp', case n when 1 then 'HB_HOUSTON' else 'NODE_' || n end, case n when 1 then 'HU' else 'RN' end "
            "from generate_series(%s::int, %s::int) n",
            (done + 1, points),
        )
        for back in range(YEAR):
            day = LAST - timedelta(days=back)
            connection.execute("select ensure_month('rt_settlement_point_prices', %s)", (day,))
            connection.execute("select ensure_month('rt_settlement_point_prices', %s)", (day + timedelta(days=1),))
            start, end = day_bounds(day)
            count = (end - start) // INTERVAL
            ids = np.repeat(np.arange(done + 1, points + 1, dtype=np.int32), count)
            starts = np.tile(micros(start) + np.arange(count) * 900_000_000, points - done)
            size = len(ids)
            rows = Rows(
                ids,
                starts,
                np.full(size, NO_POSTING, np.int64),
                np.round(generator.normal(30, 10, size), 2),
                np.ones(size, np.int32),
                np.ones(size, np.int32),
                starts,
            )
            connection.execute("drop table if exists pg_temp.arriving")
            connection.execute(
                "create temp table arriving (ts timestamptz, value float8, series_id int, load_id int, rank int, "
                "issued timestamptz)"
            )
            with connection.cursor().copy("copy arriving from stdin (format binary)") as copy:
                copy.write(copy_bytes(rows, forecast=False))
            connection.execute(
                "insert into rt_settlement_point_prices select ts, value, series_id, load_id from arriving"
            )
            connection.execute(
                "insert into rt_settlement_point_prices_day select %s, sum(value), min(value), max(value), "
                "series_id, count(*) from arriving group by series_id",
                (start,),
            )
        connection.execute("vacuum analyze")


def charts(found: Database) -> dict[str, Callable[[], object]]:
    """The queries behind the pages' charts."""
    _, end = day_bounds(LAST)
    week, year = Window(end - timedelta(days=7), end), Window(end - timedelta(days=YEAR), end)
    hub = ("HB_HOUSTON",)
    measures = ("rt_spp",)
    return {
        "day of one hub": lambda: read(found, Selection(measures, Window(end - timedelta(days=1), end), hub)),
        "week of one hub": lambda: read(found, Selection(measures, week, hub)),
        "year of one hub, raw": lambda: read(found, Selection(measures, year, hub)),
        "year of one hub, 6-hour buckets": lambda: read(
            found, Selection(measures, year, hub, resolution=timedelta(hours=6))
        ),
        "year of one hub, hours (heat map)": lambda: read(
            found, Selection(measures, year, hub, resolution=timedelta(hours=1))
        ),
        "year of one hub, days": lambda: read(found, Selection(measures, year, hub, resolution=timedelta(days=1))),
    }


def measure(found: Database) -> dict[str, float]:
    """Milliseconds of each chart, better of two medians, warm."""
    results = {}
    for name, ask in charts(found).items():
        medians = []
        for _ in range(2):
            times = []
            for _ in range(ROUNDS):
                begun = time.perf_counter()
                ask()
                times.append((time.perf_counter() - begun) * 1_000)
            medians.append(median(times))
        results[name] = min(medians)
    return results


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    found: dict[str, dict[str, float]] = {}
    with database() as lab:
        done = 0
        for size, points in SIZES.items():
            fill(lab, points, done)
            done = points
            found[size] = measure(lab)
    small, large = SIZES
    print(f"{'chart':<36}{small:>9}{large:>9}   ratio (goal at most 1.3)")
    for name, milliseconds in found[small].items():
        print(f"{name:<36}{milliseconds:>7.1f}ms{found[large][name]:>7.1f}ms   {found[large][name] / milliseconds:.2f}")
    print(f"a year of one hub, raw, warm: {found[large]['year of one hub, raw']:.1f} ms (goal under 25)")


if __name__ == "__main__":
    main()
