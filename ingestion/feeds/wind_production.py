"""Wind: what was generated each hour, by region, and what was forecast when."""

from datetime import timedelta

from ingestion.columns import Column, hourly, labelled_hour
from ingestion.feed import Content, Feed, Form, Media, MisReport
from ingestion.postings import posted_hour
from models.catalog.entity import WIND_SOLAR_AREA
from models.catalog.generation import (
    WIND_COP_HSL,
    WIND_FORECAST,
    WIND_GENERATION,
    WIND_HSL,
    WIND_PRODUCTION,
    WIND_STWPF,
    WIND_WGRPP,
)
from models.observation import Key, Parsed


def _columns() -> dict[str, Column]:
    columns: dict[str, Column] = {"SYSTEM_WIDE_HSL": (WIND_HSL, ("ERCOT", ""))}
    for area in WIND_SOLAR_AREA.members:
        (spelling,) = area.spellings
        key: Key = (area.code, "")
        columns["SYSTEM_WIDE_GEN" if spelling == "SYSTEM_WIDE" else f"GEN_{spelling}"] = (WIND_GENERATION, key)
        columns[f"COP_HSL_{spelling}"] = (WIND_COP_HSL, key)
        columns[f"STWPF_{spelling}"] = (WIND_STWPF, key)
        columns[f"WGRPP_{spelling}"] = (WIND_WGRPP, key)
    return columns


def parse_csv(content: Content) -> Parsed:
    """Report 13028: 48 hours back and 168 ahead; what lies ahead has no generation, so its cell is blank."""
    columns = _columns()
    return hourly(
        content.members[0].body,
        lambda row: labelled_hour(row, "DELIVERY_DATE", "HOUR_ENDING", "DSTFlag"),
        columns,
        wanted=("DELIVERY_DATE", "HOUR_ENDING", *columns, "DSTFlag"),
        posted=posted_hour(content.document),
        blank_is_absent=True,
    )


FEED = Feed(
    "wind_production",
    "Wind, actual and forecast",
    (WIND_PRODUCTION, WIND_FORECAST),
    (
        Form(
            "np4-732-cd",
            "Wind power production, actual and forecast",
            Media.CSV,
            frozenset({"DELIVERY_DATE", "HOUR_ENDING", *_columns(), "DSTFlag"}),
            parse_csv,
            MisReport(13028, timedelta(days=7)),
            every=timedelta(hours=1),
            offset=timedelta(minutes=56),
            late_after=timedelta(hours=3),
            rank=20,
            days=(-3, 8),
            quirks=("Each publication repeats 48 past hours with small changes.",),
        ),
    ),
)
