"""Cost of taking in a day of prices, in processor time against a bare COPY into the same keyed table."""

import time
from datetime import date, timedelta

import numpy as np

from bench.lab import POINTS, batches, database, median, prices, processor_time, superuser
from ingestion import registry
from ingestion.feed import Content, Member
from models.clock import EPOCH
from models.observation import Document, Origin
from models.store import documents
from models.store.database import Database
from models.store.staging import NO_POSTING, Rows, copy_bytes
from models.store.write import Writer

FIRST = date(2026, 6, 1)
ROUNDS = 5


def bare_copy(found: Database, day: date) -> float:
    """Rows straight into the fact table, its key in place: nothing known of documents, nothing rolled up."""
    ids = np.arange(1, len(POINTS) + 1, dtype=np.int32)
    starts, values = [], []
    for batch in batches(day):
        starts += batch.parsed.blocks[0].starts
        values += batch.parsed.blocks[0].values
    size = len(values)
    rows = Rows(
        np.tile(ids, size // len(ids)),
        np.array(starts, np.int64),
        np.full(size, NO_POSTING, np.int64),
        np.array(values),
        np.ones(size, np.int32),
        np.ones(size, np.int32),
        np.array(starts, np.int64),
    )
    order = np.lexsort((rows.start, rows.series))
    with found.app() as connection:
        connection.execute(
            "create temp table if not exists shape (ts timestamptz, value float8, series_id int, load_id int, "
            "rank int, issued timestamptz)"
        )
    with processor_time(found) as cost, found.app() as connection:
        raw = _four_columns(copy_bytes(rows.take(order), forecast=False), size)
        with connection.cursor().copy(
            "copy rt_settlement_point_prices (ts, value, series_id, load_id) from stdin (format binary)"
        ) as copy:
            copy.write(raw)
    return cost.seconds


def _four_columns(staged: bytes, size: int) -> bytes:
    """The staging form without its last two columns."""
    table = np.frombuffer(staged, np.uint8, count=size * 62, offset=19).reshape(size, 62)[:, :42].copy()
    table[:, 1] = 4
    return staged[:19] + table.tobytes() + staged[-2:]


def write_day(found: Database, writer: Writer, day: date, suffix: str) -> tuple[float, int]:
    """The whole path but for fetching and parsing: documents kept, rows merged, rolled up, announced."""
    given = batches(day, suffix=suffix)
    with processor_time(found) as cost:
        kept = documents.keep(found, [batch.document for batch in given])
        written = writer.write([(place.id, batch) for place, batch in zip(kept, given, strict=True)])
    return cost.seconds, written.changed


def parsed_a_second() -> float:
    """Rows of report 12301 that a core turns into keys, starts and values in a second: best of some rounds."""
    feed = registry.feed("rt_settlement_point_prices")
    form = feed.form("np6-905-cd")
    heads = (
        "DeliveryDate,DeliveryHour,DeliveryInterval,SettlementPointName,SettlementPointType,"
        "SettlementPointPrice,DSTFlag"
    )
    contents = []
    for number, (_, values) in enumerate(prices(FIRST)):
        hour, interval = number // 4 + 1, number % 4 + 1
        rows = [
            f"{FIRST:%m/%d/%Y},{hour},{interval},{name},{kind},{price:.2f},N"
            for (name, kind), price in zip(POINTS, values, strict=True)
        ]
        body = "\n".join([heads, *rows, ""]).encode()
        document = Document(feed.name, form.name, "", "", EPOCH, None, 200, body, Origin.SIMULATED)
        contents.append(Content(document, (Member("prices.csv", body),)))
    best = 0.0
    for _ in range(ROUNDS):
        begun = time.process_time()
        rows_read = sum(len(form.parse(content).blocks[0]) for content in contents)
        best = max(best, rows_read / (time.process_time() - begun))
    return best


def main() -> None:
    print(f"parsing: {parsed_a_second():,.0f} rows/s of a core (goal at least 500,000)")
    with database() as found:
        writer = Writer(found)
        write_day(found, writer, FIRST, "")
        copies, news, agains = [], [], []
        for number in range(ROUNDS):
            day = FIRST + timedelta(days=1 + 2 * number)
            with found.app() as connection:
                connection.execute("select ensure_month('rt_settlement_point_prices', %s)", (day,))
            copies.append(bare_copy(found, day))
            news.append(write_day(found, writer, day + timedelta(days=1), "")[0])
            seconds, changed = write_day(found, writer, day + timedelta(days=1), "-again")
            if changed:
                raise SystemExit(f"A document read again changed {changed} values.")
            agains.append(seconds)
        with superuser(found) as connection:
            connection.execute("select pg_stat_force_next_flush()")
            (dead,) = connection.execute(
                "select coalesce(sum(n_dead_tup), 0) from pg_stat_user_tables where relname like 'rt_settlement%'"
                " and relname <> 'rt_settlement_point_prices_latest'"
            ).fetchone() or (0,)
    base = median(copies)
    print(f"bare COPY of {96 * len(POINTS):,} rows: {base:.2f} s of processor time, median of {ROUNDS}")
    print(f"a new day with lineage, roll-up and latest: {median(news) / base:.2f} x (goal at most 3.0)")
    print(f"a day read again:                           {median(agains) / base:.2f} x (goal at most 0.8)")
    print(f"dead rows in facts and daily roll-up:       {dead} (goal 0)")


if __name__ == "__main__":
    main()
