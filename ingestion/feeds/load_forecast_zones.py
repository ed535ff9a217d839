"""The seven-day load forecast by forecast zone, by publication."""

from datetime import timedelta

from ingestion.columns import hourly, labelled_hour
from ingestion.feed import Content, Feed, Form, Media, MisReport
from ingestion.postings import posted_micros
from models.catalog.entity import FORECAST_ZONE
from models.catalog.load import LOAD_FORECAST_ZONE, LOAD_FORECAST_ZONES
from models.observation import Parsed

_ZONES = ("North", "South", "West", "Houston", "SystemTotal")


def parse_csv(content: Content) -> Parsed:
    """Report 12311, whose last head carries blanks and whose numbers have up to 18 decimals."""
    return hourly(
        content.members[0].body,
        lambda row: labelled_hour(row, "DeliveryDate", "HourEnding", "DSTFlag"),
        {zone: (LOAD_FORECAST_ZONE, (FORECAST_ZONE.by_spelling[zone].code, "")) for zone in _ZONES},
        wanted=("DeliveryDate", "HourEnding", *_ZONES, "DSTFlag"),
        posted=posted_micros(content.document),
    )


FEED = Feed(
    "load_forecast_zones",
    "Load forecast by forecast zone",
    (LOAD_FORECAST_ZONES,),
    (
        Form(
            "np3-560-cd",
            "Seven-day load forecast by forecast zone",
            Media.CSV,
            frozenset({"DeliveryDate", "HourEnding", *_ZONES}),
            parse_csv,
            MisReport(12311, timedelta(days=7)),
            every=timedelta(hours=1),
            offset=timedelta(minutes=31),
            late_after=timedelta(hours=2),
            rank=20,
            days=(0, 8),
        ),
    ),
)
