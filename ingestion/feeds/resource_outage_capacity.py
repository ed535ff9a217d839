"""Capacity expected out of service for the next 168 hours, by publication."""

from datetime import timedelta

from ingestion.columns import Column, hourly, labelled_hour
from ingestion.feed import Content, Feed, Form, Media, MisReport
from ingestion.postings import posted_micros
from ingestion.table import heads_of
from models.catalog.capacity import OUTAGE_IRR, OUTAGE_NEW_EQUIPMENT, OUTAGE_RESOURCE, RESOURCE_OUTAGE_CAPACITY
from models.observation import Parsed

_STEMS = {
    "TotalResourceMW": OUTAGE_RESOURCE,
    "TotalIRRMW": OUTAGE_IRR,
    "TotalNewEquipResourceMW": OUTAGE_NEW_EQUIPMENT,
}
_ZONES = ("South", "North", "West", "Houston")


def parse_csv(content: Content) -> Parsed:
    """Report 13103: whole-system columns in 2021, four zones today. A total that is not published is not made up."""
    body = content.members[0].body
    heads = heads_of(body)
    whole = {stem: (measure, ("ERCOT", "")) for stem, measure in _STEMS.items()}
    zones: dict[str, Column] = {
        f"{stem}Zone{zone}": (measure, (zone.upper(), "")) for stem, measure in _STEMS.items() for zone in _ZONES
    }
    columns = whole if "TotalResourceMW" in heads else zones
    flag = next((head for head in ("DSTFlag", "RepeatedHourFlag") if head in heads), None)
    return hourly(
        body,
        lambda row: labelled_hour(row, "Date", "HourEnding", flag),
        columns,
        wanted=("Date", "HourEnding", *columns),
        posted=posted_micros(content.document),
    )


FEED = Feed(
    "resource_outage_capacity",
    "Resource outages",
    (RESOURCE_OUTAGE_CAPACITY,),
    (
        Form(
            "np3-233-cd",
            "Hourly resource outage capacity",
            Media.CSV,
            frozenset({"Date", "HourEnding"}),
            parse_csv,
            MisReport(13103, timedelta(days=31)),
            every=timedelta(hours=1),
            offset=timedelta(minutes=3),
            late_after=timedelta(hours=3),
            rank=20,
            days=(0, 8),
            quirks=("Totals in 2021, four zones today; the old layout has no flag of the repeated hour.",),
        ),
    ),
)
