"""What callbacks are handed: the few things that are made once, under the roof."""

from dataclasses import dataclass

from models.store.database import Database


@dataclass(frozen=True, slots=True)
class Services:
    """database: where everything is read from."""

    database: Database
