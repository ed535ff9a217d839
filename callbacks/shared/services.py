"""What callbacks are handed: the few things that are made once, under the roof."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from models.observation import Document, Key, Place
from models.store.database import Database

Locate = Callable[[Document, str, Key, datetime, datetime | None, float], Place | None]
"""Finds a value in its document: measure, series, interval start, posting and the value; may raise Refused."""
RowAt = Callable[[Document, int], Place | None]
"""Shows a line of a document; may raise Refused."""


@dataclass(frozen=True, slots=True)
class Services:
    """database: where everything is read from. locate, row_at: readers of documents, which callbacks don't know."""

    database: Database
    locate: Locate | None = None
    row_at: RowAt | None = None
