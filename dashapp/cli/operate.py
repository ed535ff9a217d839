"""`ercot db`, `maintenance`, `config` and `docs`: looking after what runs."""

import argparse

from dashapp import settings as settings_room
from dashapp.cli import dictionary
from dashapp.cli.surroundings import open_surroundings
from dashapp.cli.text import size, table
from dashapp.settings import CHECKOUT, Settings
from models.store import upkeep

_DOCUMENTS = {"settings": settings_room.document, "dictionary": dictionary.document}


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the commands that look after the database, the settings and the documentation."""
    db = commands.add_parser("db", help="the database: bring it up to date, describe it, check it")
    db.add_argument("what", choices=("upgrade", "describe", "check"))
    db.set_defaults(run=_db)
    commands.add_parser("maintenance", help="vacuum and analyse every table").set_defaults(run=_maintenance)
    config = commands.add_parser("config", help="every setting, its value and where it comes from")
    config.add_argument("what", choices=("show",))
    config.set_defaults(run=_config)
    docs = commands.add_parser("docs", help="make a generated page of the documentation anew")
    docs.add_argument("what", choices=tuple(_DOCUMENTS))
    docs.set_defaults(run=_docs)


def _db(settings: Settings, arguments: argparse.Namespace) -> int:
    # Whatever is done with the database, opening it has brought it up to date.
    with open_surroundings(settings) as surroundings:
        server = upkeep.server(surroundings.database)
        print(f"{surroundings.place()}: schema {server.schema}, {server.origin} data, role {server.role}")
        if arguments.what == "describe":
            rows = [
                (each.name, f"{each.partitions or ''}", f"{each.rows:,}", size(each.bytes), each.key)
                for each in upkeep.describe(surroundings.database)
            ]
            print(table(("table", "partitions", "rows, about", "size", "key"), rows))
        if arguments.what == "check":
            bare = upkeep.unindexed_foreign_keys(surroundings.database)
            for name in bare:
                print(f"The foreign key {name} leads no index.")
            print("The database is as it should be." if not bare else f"{len(bare)} faults.")
            return 1 if bare else 0
    return 0


def _maintenance(settings: Settings, arguments: argparse.Namespace) -> int:
    with open_surroundings(settings) as surroundings:
        done = upkeep.maintain(surroundings.database)
        upkeep.make_months_ahead(surroundings.database)
    print(f"{done.tables} tables vacuumed and analysed.")
    for refusal in done.refused:
        print(f"Left out: {refusal}")
    return 1 if done.refused else 0


def _config(settings: Settings, arguments: argparse.Namespace) -> int:
    sources = settings_room.sources()
    rows = [(name, sources[name], value) for name, value in settings_room.shown(settings).items()]
    print(table(("setting", "from", "value"), rows))
    for line in settings_room.remarks(settings):
        print(line)
    return 0


def _docs(settings: Settings, arguments: argparse.Namespace) -> int:
    path = CHECKOUT / "docs" / f"{arguments.what}.md"
    path.write_text(_DOCUMENTS[arguments.what](), encoding="utf-8")
    print(f"Wrote docs/{path.name}")
    return 0
