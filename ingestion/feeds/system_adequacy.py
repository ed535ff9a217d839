"""Capacity expected available for the next 168 hours, by publication."""

from datetime import timedelta

from ingestion.columns import Column, hourly, labelled_hour
from ingestion.feed import Content, Feed, Form, Media, MisReport
from ingestion.postings import posted_micros
from ingestion.table import heads_of, require
from models.catalog.capacity import ADEQUACY, SYSTEM_ADEQUACY
from models.observation import Parsed

_STEMS = ("Cap", "Avail", "Off", "TotalCap", "OfflineAvail")
_OLD = {"TotalCapGenRes": "capGenRes", "TotalCapLoadRes": "capLoadRes", "OfflineAvailableMW": "offAvailMW"}


def parse_csv(content: Content) -> Parsed:
    """Report 12315: six columns in 2021, about 28 today; each column is a line of its own, by its name."""
    body = content.members[0].body
    heads = heads_of(body)
    flag = "RepeatedHourFlag" if "RepeatedHourFlag" in heads else "DSTFlag"
    require(heads, (flag,))
    if "TotalCapGenRes" not in heads:
        require(heads, ("CapGenRes", "CapLoadRes", "OffAvailMW"))
    columns: dict[str, Column] = {
        head: (ADEQUACY, (_OLD.get(head) or head[0].lower() + head[1:], ""))
        for head in heads
        if head.startswith(_STEMS)
    }
    return hourly(
        body,
        lambda row: labelled_hour(row, "DeliveryDate", "HourEnding", flag),
        columns,
        wanted=("DeliveryDate", "HourEnding", *columns),
        posted=posted_micros(content.document),
    )


FEED = Feed(
    "system_adequacy",
    "System adequacy",
    (SYSTEM_ADEQUACY,),
    (
        Form(
            "np3-763-cd",
            "Short-term system adequacy",
            Media.CSV,
            frozenset({"DeliveryDate", "HourEnding"}),
            parse_csv,
            MisReport(12315, timedelta(days=31)),
            every=timedelta(hours=1),
            offset=timedelta(minutes=6),
            late_after=timedelta(hours=3),
            rank=20,
            days=(0, 8),
            quirks=("Columns grew from 6 to about 28; a file may end with a line of blanks.",),
        ),
    ),
)
