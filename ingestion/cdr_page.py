"""The pages of labels and values that ERCOT's control room publishes: loose markup, and a clock without a zone."""

import re
from datetime import datetime, timedelta
from html import unescape
from typing import NamedTuple

from ingestion.hours import localised
from models.clock import CENTRAL, micros
from models.problems import Refused

# Cells stand outside rows, so they are read in their order and rows are not relied on.
_CELL = re.compile(r"<t[dh]([^>]*)>(.*?)</t[dh]>", re.DOTALL | re.IGNORECASE)
_HEADING = re.compile(r"header(?:Value)?Class|hdr_")
_VALUE = re.compile(r"labelClass(?:Center|Right)")
_TAG = re.compile(r"<[^>]+>")
_UPDATED = re.compile(r"Last Updated:?\s*([A-Z][a-z]{2} \d{1,2},? \d{4} \d{2}:\d{2}:\d{2})(?:\s+(C[DS]T))?")
_LIVE = timedelta(hours=2)


class Line(NamedTuple):
    """A value of the page, the label in front of it and the heading above."""

    heading: str
    label: str
    value: str


def lines(text: str) -> list[Line]:
    """The page's lines in their order, told apart by the classes of their cells."""
    found: list[Line] = []
    heading = label = ""
    for look, cell in _CELL.findall(text):
        words = _plain(cell)
        if _HEADING.search(look):
            heading, label = words, ""
        elif not _VALUE.search(look):
            label = words
        elif label:
            found.append(Line(heading, label, words))
            label = ""
    return found


def _plain(cell: str) -> str:
    return " ".join(unescape(_TAG.sub("", cell)).split())


def updated(text: str, fetched_at: datetime) -> int:
    """When a page was made, microseconds.

    Its clock shows the repeated hour twice. If it names no zone, the pass is taken in which the page was fetched;
    a page of that hour that was not fetched then is refused, because nothing tells which pass it shows.
    Raises Refused.
    """
    found = _UPDATED.search(text)
    if found is None:
        raise Refused("The page does not say when it was last updated.", rule="columns")
    try:
        wall = datetime.strptime(found.group(1).replace(",", ""), "%b %d %Y %H:%M:%S")  # noqa: DTZ007
        passes = [micros(wall.replace(tzinfo=CENTRAL, fold=fold)) for fold in (0, 1)]
        if passes[0] >= passes[1]:
            # Either the clock showed this once, or it was skipped, which the converter refuses.
            return localised(wall, repeated=False)
    except ValueError as error:
        raise Refused(f"The page's time is wrong: {error}.", rule="columns") from error
    if found.group(2):
        return passes[found.group(2) == "CST"]
    fetched = micros(fetched_at)
    nearest = min(passes, key=lambda instant: abs(fetched - instant))
    if abs(fetched - nearest) > _LIVE // timedelta(microseconds=1):
        raise Refused(
            f"The page is of {wall:%Y-%m-%d %H:%M}, which came twice, and does not say which it means.",
            rule="ambiguous-hour",
        )
    return nearest
