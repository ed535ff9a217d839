"""Bringing a database up to date: roles, schema versions, the catalog's tables, and what its numbers are."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, OperationalError

from models.catalog.conditions import THRESHOLDS
from models.catalog.lookup import DATASETS
from models.observation import Origin
from models.problems import Misconfigured, Unavailable, WrongOrigin
from models.store.database import APP, OWNER, READER, Database
from models.tables.observations import create_statements, table_names

_MIGRATIONS = Path(__file__).resolve().parents[1] / "migrations"
_UPGRADE_LOCK = 727_001


def upgrade(database: Database) -> None:
    """Make or bring up to date everything the database needs. Idempotent; one process at a time.

    Raises WrongOrigin when the database holds the other origin's numbers, Misconfigured when its schema is
    newer than this program, a version fails or the login may not set it up, Unavailable when it does not answer.
    """
    engine = database.owner_engine()
    try:
        with engine.connect() as connection:
            connection.execute(text("select pg_advisory_lock(:key)"), {"key": _UPGRADE_LOCK})
            connection.commit()
            _make_roles(connection)
            connection.execute(text(f"set role {OWNER}"))
            connection.commit()
            _migrate(connection)
            _mark_origin(connection, database.origin)
            _make_dataset_tables(connection)
            _declare_thresholds(connection)
            if _lacks_grants(connection):
                # Granting locks every table, so it must not get in the way of whoever is writing already.
                _grant(connection)
            connection.commit()
            connection.execute(text("reset role"))
            connection.execute(text("select pg_advisory_unlock(:key)"), {"key": _UPGRADE_LOCK})
            connection.commit()
    except OperationalError as error:
        raise Unavailable("The database does not answer.", hint=str(error.orig)) from error
    except DBAPIError as error:
        reason = str(error.orig).splitlines()[0]
        if isinstance(error.orig, InsufficientPrivilege):
            raise Misconfigured(
                f"The login of DATABASE_URL may not set up the database: {reason}.",
                hint="It needs the right to create roles (CREATEROLE), and must own the database.",
            ) from error
        raise Misconfigured(f"The database could not be brought up to date and is as it was: {reason}.") from error
    finally:
        engine.dispose()


def recorded_origin(database: Database) -> Origin | None:
    """Whose numbers a database holds; None for one that was never migrated. Raises Unavailable."""
    engine = database.owner_engine()
    try:
        with engine.connect() as connection:
            if connection.scalar(text("select to_regclass('public.house')")) is None:
                return None
            marked = connection.scalar(text("select origin from house"))
            return Origin(marked) if marked else None
    except OperationalError as error:
        raise Unavailable("The database does not answer.", hint=str(error.orig)) from error
    finally:
        engine.dispose()


def version(connection: Connection) -> str | None:
    """The schema version a database has; None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def _make_roles(connection: Connection) -> None:
    """Three roles; on an embedded server they may log in through its private socket."""
    existing = set(connection.scalars(text("select rolname from pg_roles")))
    for role in (OWNER, APP, READER):
        if role not in existing:
            connection.execute(text(f"create role {role} login"))
    login = connection.scalar(text("select session_user"))
    database_name = connection.scalar(text("select current_database()"))
    for role in (OWNER, APP, READER):
        # Since version 16 whoever makes a role is its member, but may take it only once it is granted as well.
        right = "set" if (connection.dialect.server_version_info or (0,)) >= (16,) else "member"
        may = connection.scalar(text("select pg_has_role(session_user, :role, :right)"), {"role": role, "right": right})
        if not may:
            connection.execute(text(f'grant {role} to "{login}"'))
    connection.execute(text(f'revoke all on database "{database_name}" from public'))
    connection.execute(text("revoke all on schema public from public"))
    connection.execute(text(f'grant connect, temporary on database "{database_name}" to {APP}'))
    connection.execute(text(f'grant connect on database "{database_name}" to {READER}'))
    connection.execute(text(f'grant connect, create on database "{database_name}" to {OWNER}'))
    # Once the owner has passed the right on to the login, the login cannot give it back to the owner.
    passes_on = text("select has_schema_privilege(:role, 'public', 'create with grant option')")
    if not connection.scalar(passes_on, {"role": OWNER}):
        connection.execute(text(f"grant all on schema public to {OWNER} with grant option"))
    if _is_superuser(connection):
        # The one limit that the reader cannot reset by itself.
        connection.execute(text(f"alter role {READER} set temp_file_limit = '256MB'"))
    connection.commit()


def _is_superuser(connection: Connection) -> bool:
    return bool(connection.scalar(text("select rolsuper from pg_roles where rolname = session_user")))


def _migrate(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    present = version(connection)
    connection.commit()
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if present is not None and present not in known:
        raise Misconfigured(
            f"The database's schema has version {present}, which this program does not know.",
            hint="It was made by a newer version: update the program or restore an older backup.",
        )
    command.upgrade(config, "head")


def _mark_origin(connection: Connection, origin: Origin) -> None:
    marked = connection.scalar(text("select origin from house"))
    if marked is None:
        connection.execute(text("insert into house (origin) values (:origin)"), {"origin": origin.value})
    elif marked != origin:
        raise WrongOrigin(
            f"This database holds {marked} data, and {origin} data was about to be written.",
            hint="Use another DATABASE_URL, or set FEED to match the database.",
        )


def _make_dataset_tables(connection: Connection) -> None:
    """A new dataset in the catalog needs no schema version of its own: its tables follow from it."""
    existing = set(connection.scalars(text("select tablename from pg_tables where schemaname = 'public'")))
    for dataset in DATASETS.values():
        missing = [name for name in table_names(dataset) if name not in existing]
        if len(missing) == len(table_names(dataset)):
            for statement in create_statements(dataset):
                connection.execute(text(statement))
        elif missing:
            raise Misconfigured(f"The tables {', '.join(missing)} are missing from the database.")


def _declare_thresholds(connection: Connection) -> None:
    for each in THRESHOLDS:
        connection.execute(
            text(
                "insert into threshold (level, since, megawatts) values (:level, :since, :megawatts) "
                "on conflict (level, since) do update set megawatts = excluded.megawatts "
                "where threshold.megawatts is distinct from excluded.megawatts"
            ),
            {"level": each.level, "since": each.since, "megawatts": each.megawatts},
        )


def _lacks_grants(connection: Connection) -> bool:
    """Whether the roles may not yet read some table or view of theirs."""
    return bool(
        connection.scalar(
            text(
                "select exists ("
                " select 1 from pg_class c where c.relkind in ('r', 'p') and not c.relispartition "
                " and c.relnamespace = 'public'::regnamespace and not has_table_privilege(:app, c.oid, 'select')"
                " union all "
                " select 1 from pg_class c where c.relkind = 'v' and c.relnamespace = 'readable'::regnamespace "
                " and not has_table_privilege(:reader, c.oid, 'select'))"
            ),
            {"app": APP, "reader": READER},
        )
    )


def _grant(connection: Connection) -> None:
    connection.execute(text(f"grant usage on schema public, readable to {APP}"))
    connection.execute(text(f"grant usage on schema readable to {READER}"))
    connection.execute(text(f"grant select, insert, update, delete on all tables in schema public to {APP}"))
    connection.execute(text(f"revoke update, delete on house, threshold from {APP}"))
    connection.execute(text(f"revoke insert, update, delete on alembic_version from {APP}"))
    connection.execute(text(f"grant usage on all sequences in schema public to {APP}"))
    connection.execute(text(f"grant select on all tables in schema readable to {APP}, {READER}"))
