"""Upkeep: every table is vacuumed and analysed by its owner, and what that role may not touch is said."""

from models.store.database import Database
from models.store.upkeep import maintain
from tests.support.batches import block, document, store
from tests.support.database import administer_database


def analysed(database: Database, name: str) -> int:
    with database.app() as connection:
        row = connection.execute("select analyze_count from pg_stat_user_tables where relname = %s", (name,)).fetchone()
    assert row is not None
    return int(row[0])


def test_every_table_once_and_partitions_with_their_parent(database: Database) -> None:
    store(database, document("d"), block([1.0, 2.0]))
    done = maintain(database)
    assert done.refused == ()
    with database.app() as connection:
        row = connection.execute(
            "select count(*) from pg_class where relnamespace = 'public'::regnamespace "
            "and relkind in ('r', 'p') and not relispartition"
        ).fetchone()
    assert row == (done.tables,)
    assert analysed(database, "rt_settlement_point_prices_202609") == 1


def test_what_the_owner_may_not_vacuum_is_said(database: Database) -> None:
    whole = maintain(database).tables
    administer_database(database, "create table theirs (a int)")
    done = maintain(database)
    assert done.tables == whole
    assert [refusal for refusal in done.refused if '"theirs"' in refusal and "permission denied" in refusal]


def test_tables_that_grow_vacuum_themselves_early(database: Database) -> None:
    """The fractions of the schema's own settings, where the server's defaults would wait for a fifth of a table."""
    store(database, document("d"), block([1.0]))
    with database.app() as connection:
        row = connection.execute(
            "select reloptions from pg_class where relname = 'rt_settlement_point_prices_202609'"
        ).fetchone()
    assert row is not None
    assert "autovacuum_vacuum_insert_scale_factor=0.02" in row[0]
    assert "autovacuum_analyze_scale_factor=0.05" in row[0]
