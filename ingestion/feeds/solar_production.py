"""Solar: what was generated each hour, and what was forecast when."""

from datetime import timedelta

from ingestion.columns import SYSTEM, hourly, labelled_hour
from ingestion.feed import Content, Feed, Form, Media, MisReport
from ingestion.postings import posted_hour
from models.catalog.generation import (
    SOLAR_COP_HSL,
    SOLAR_FORECAST,
    SOLAR_GENERATION,
    SOLAR_HSL,
    SOLAR_PRODUCTION,
    SOLAR_PVGRPP,
    SOLAR_STPPF,
)
from models.observation import Parsed

_COLUMNS = {
    "SYSTEM_WIDE_GEN": (SOLAR_GENERATION, SYSTEM),
    "SYSTEM_WIDE_HSL": (SOLAR_HSL, SYSTEM),
    "COP_HSL_SYSTEM_WIDE": (SOLAR_COP_HSL, SYSTEM),
    "STPPF_SYSTEM_WIDE": (SOLAR_STPPF, SYSTEM),
    "PVGRPP_SYSTEM_WIDE": (SOLAR_PVGRPP, SYSTEM),
}
_WANTED = ("DELIVERY_DATE", "HOUR_ENDING", *_COLUMNS, "DSTFlag")


def parse_csv(content: Content) -> Parsed:
    """Report 13483: 48 hours back and 168 ahead; what lies ahead has no generation, so its cell is blank."""
    return hourly(
        content.members[0].body,
        lambda row: labelled_hour(row, "DELIVERY_DATE", "HOUR_ENDING", "DSTFlag"),
        _COLUMNS,
        wanted=_WANTED,
        posted=posted_hour(content.document),
        blank_is_absent=True,
    )


FEED = Feed(
    "solar_production",
    "Solar, actual and forecast",
    (SOLAR_PRODUCTION, SOLAR_FORECAST),
    (
        Form(
            "np4-737-cd",
            "Solar power production, actual and forecast",
            Media.CSV,
            frozenset(_WANTED),
            parse_csv,
            MisReport(13483, timedelta(days=7)),
            every=timedelta(hours=1),
            offset=timedelta(minutes=56),
            late_after=timedelta(hours=3),
            rank=20,
            days=(-3, 8),
            quirks=("Each publication repeats 48 past hours with small changes.",),
        ),
    ),
)
