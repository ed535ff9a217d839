"""Keeping the database in shape: months made ahead, statistics and visibility maps fresh, and what is in it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import text

from models.catalog.lookup import DATASETS
from models.clock import now
from models.store.database import OWNER, Database
from models.store.months import make_month


@dataclass(frozen=True, slots=True)
class Table:
    """A table or partition set: its key, its partitions, its rows as the planner believes, its bytes."""

    name: str
    key: str
    partitions: int
    rows: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Server:
    """Which database this is: the server's version, its name, the role that serves, the schema version."""

    version: str
    database: str
    role: str
    schema: str
    origin: str


def server(database: Database) -> Server:
    """Name the server, version and role, for `ercot status`."""
    with database.app() as connection:
        row = connection.execute(
            "select current_setting('server_version'), current_database(), current_user, "
            "(select version_num from alembic_version), (select origin from house)"
        ).fetchone()
    assert row is not None
    return Server(*row)


def describe(database: Database) -> list[Table]:
    """Every table with its key and size; partitions are summed into their parent."""
    with database.app() as connection:
        rows = connection.execute(
            """
            with family as (
                select c.oid, coalesce(i.inhparent, c.oid) as head, c.relkind, c.reltuples,
                       case when c.relkind = 'p' then 0 else pg_total_relation_size(c.oid) end as bytes
                from pg_class c left join pg_inherits i on i.inhrelid = c.oid
                where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p'))
            select h.relname,
                   coalesce((select pg_get_constraintdef(k.oid) from pg_constraint k
                             where k.conrelid = h.oid and k.contype = 'p'), ''),
                   count(*) filter (where f.oid <> h.oid), sum(greatest(f.reltuples, 0))::bigint, sum(f.bytes)::bigint
            from family f join pg_class h on h.oid = f.head group by h.oid, h.relname order by h.relname
            """
        ).fetchall()
    return [Table(*row) for row in rows]


def unindexed_foreign_keys(database: Database) -> list[str]:
    """Foreign keys whose first column leads no index: each would make deletes and joins scan."""
    with database.app() as connection:
        rows = connection.execute(
            """
            select k.conrelid::regclass::text || '.' || a.attname from pg_constraint k
            join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
            where k.contype = 'f' and k.connamespace = 'public'::regnamespace and not exists (
                select 1 from pg_index i where i.indrelid = k.conrelid and i.indkey[0] = k.conkey[1])
            order by 1
            """
        ).fetchall()
    return [name for (name,) in rows]


def make_months_ahead(database: Database, *, months: int = 2) -> int:
    """Make the coming months' partitions of every dataset, so that no document waits for one."""
    first = now().date().replace(day=1)
    wanted: list[date] = []
    for _ in range(months + 1):
        wanted.append(first)
        first = (first + timedelta(days=32)).replace(day=1)
    return sum(make_month(database, dataset, month) for dataset in DATASETS for month in wanted)


@dataclass(frozen=True, slots=True)
class Maintained:
    """What maintenance did: tables vacuumed and analysed, and what the server left out, in its words."""

    tables: int
    refused: tuple[str, ...]


def maintain(database: Database) -> Maintained:
    """Vacuum and analyse every table, as its owner. What the login may not do is said, not swallowed."""
    tables = 0
    refused: list[str] = []
    engine = database.owner_engine()
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(f"set role {OWNER}"))
            driver: Any = connection.connection.driver_connection
            # The server leaves out what the role may not vacuum, with no more than a warning.
            driver.add_notice_handler(lambda said: refused.append(said.message_primary or ""))
            # A partitioned table takes its partitions along.
            names = connection.scalars(
                text(
                    "select relname from pg_class where relnamespace = 'public'::regnamespace "
                    "and relkind in ('r', 'p') and not relispartition order by relname"
                )
            ).all()
            for name in names:
                before = len(refused)
                connection.execute(text(f'vacuum (analyze, skip_locked) public."{name}"'))
                tables += len(refused) == before
    finally:
        engine.dispose()
    return Maintained(tables, tuple(refused))
