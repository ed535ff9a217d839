"""When a forecast was published, for reports that do not say it inside."""

from datetime import datetime

from ingestion.stamps import posting_in
from models.clock import micros
from models.observation import Document

_HOUR = 3_600_000_000


def posted_at(document: Document) -> datetime:
    """The listing's instant, else the stamp in the document's name, else the instant of fetching."""
    return document.posted_at or posting_in(document.name) or document.fetched_at


def posted_micros(document: Document) -> int:
    """The publication as microseconds."""
    return micros(posted_at(document))


def posted_hour(document: Document) -> int:
    """The hour of the publication, for forecasts of which one publication an hour is kept."""
    return posted_micros(document) // _HOUR * _HOUR
