"""When a forecast was published, for reports that do not say it inside."""

import re
from datetime import datetime

from models.clock import CENTRAL, micros
from models.observation import Document

_IN_NAME = (
    re.compile(r"\.(\d{8})\.(\d{6})"),
    re.compile(r"_(\d{8})[._](\d{6})"),
    re.compile(r"_(\d{8})_(\d{4})(?!\d)"),
)
_HOUR = 3_600_000_000


def posted_at(document: Document) -> datetime:
    """The listing's instant, else the stamp in the document's name, else the instant of fetching."""
    if document.posted_at is not None:
        return document.posted_at
    return stamp_in(document.name) or document.fetched_at


def stamp_in(name: str) -> datetime | None:
    """The Central wall-clock stamp that ERCOT writes into names; None where there is none."""
    for pattern in _IN_NAME:
        found = pattern.search(name)
        if found:
            shape = "%Y%m%d%H%M%S" if len(found.group(2)) == 6 else "%Y%m%d%H%M"
            try:
                wall = datetime.strptime(found.group(1) + found.group(2), shape)
            except ValueError:
                continue
            return wall.replace(tzinfo=CENTRAL, fold="xhr" in name)
    return None


def posted_micros(document: Document) -> int:
    """The publication as microseconds."""
    return micros(posted_at(document))


def posted_hour(document: Document) -> int:
    """The hour of the publication, for forecasts of which one publication an hour is kept."""
    return posted_micros(document) // _HOUR * _HOUR
