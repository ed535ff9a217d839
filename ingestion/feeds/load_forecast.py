"""The seven-day load forecast by weather zone: of eight models the one in use, by publication."""

from datetime import timedelta

from ingestion.columns import hourly, labelled_hour
from ingestion.feed import Content, Feed, Form, Media, MisReport
from ingestion.postings import posted_micros
from models.catalog.entity import WEATHER_ZONE
from models.catalog.load import LOAD_FORECAST, LOAD_FORECAST_IN_USE
from models.observation import Parsed

_ZONES = (
    "Coast",
    "East",
    "FarWest",
    "North",
    "NorthCentral",
    "SouthCentral",
    "Southern",
    "West",
    "SystemTotal",
)


def parse_csv(content: Content) -> Parsed:
    """Report 14837. Exactly one model is in use for an hour; the others stay in the kept document."""
    return hourly(
        content.members[0].body,
        lambda row: labelled_hour(row, "DeliveryDate", "HourEnding", "DSTFlag"),
        {zone: (LOAD_FORECAST_IN_USE, (WEATHER_ZONE.by_spelling[zone].code, "")) for zone in _ZONES},
        wanted=("DeliveryDate", "HourEnding", *_ZONES, "Model", "InUseFlag", "DSTFlag"),
        posted=posted_micros(content.document),
        keep=lambda row: row["InUseFlag"].strip() == "Y",
    )


FEED = Feed(
    "load_forecast",
    "Load forecast",
    (LOAD_FORECAST,),
    (
        Form(
            "np3-565-cd",
            "Seven-day load forecast by model and weather zone",
            Media.CSV,
            frozenset({"DeliveryDate", "HourEnding", *_ZONES, "Model", "InUseFlag"}),
            parse_csv,
            MisReport(14837, timedelta(days=7)),
            every=timedelta(hours=1),
            offset=timedelta(minutes=31),
            late_after=timedelta(hours=2),
            rank=20,
            days=(0, 8),
            quirks=("Eight models an hour, one in use; they are never added up.",),
        ),
    ),
)
