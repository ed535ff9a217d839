"""Wind and solar of today and tomorrow from one page: actual, forecast, and the forecast of the day before."""

from collections.abc import Iterator
from datetime import timedelta
from operator import itemgetter
from typing import Any

from ingestion.columns import SYSTEM, Value, from_json
from ingestion.dashboard import part, posted_hour
from ingestion.feed import Content, DashboardJson, Feed, Form, Media
from ingestion.table import decimal
from models.catalog import generation
from models.catalog.generation import SOLAR_FORECAST, SOLAR_PRODUCTION, WIND_FORECAST, WIND_PRODUCTION
from models.observation import Parsed

_HOUR = 3_600_000_000
_COLUMNS = {
    "actualWind": generation.WIND_GENERATION,
    "copHslWind": generation.WIND_COP_HSL,
    "stwpf": generation.WIND_STWPF,
    "wgrpp": generation.WIND_WGRPP,
    "copHslWindDayAhead": generation.WIND_COP_HSL_DAY_AHEAD,
    "stwpfDayAhead": generation.WIND_STWPF_DAY_AHEAD,
    "wgrppDayAhead": generation.WIND_WGRPP_DAY_AHEAD,
    "actualSolar": generation.SOLAR_GENERATION,
    "copHslSolar": generation.SOLAR_COP_HSL,
    "stppf": generation.SOLAR_STPPF,
    "pvgrpp": generation.SOLAR_PVGRPP,
    "copHslSolarDayAhead": generation.SOLAR_COP_HSL_DAY_AHEAD,
    "stppfDayAhead": generation.SOLAR_STPPF_DAY_AHEAD,
    "pvgrppDayAhead": generation.SOLAR_PVGRPP_DAY_AHEAD,
}

_UNKNOWN_YET = {"actualWind", "actualSolar"}


def parse(content: Content) -> Parsed:
    """Hours by the epoch of their end; an actual value is null or absent until it is known."""
    today, tomorrow = (part(part(content.data, name, dict), "data", dict) for name in ("currentDay", "nextDay"))

    def read(hour: tuple[str, dict[str, Any]]) -> Iterator[Value]:
        epoch, row = hour
        start = int(epoch) * 1_000 - _HOUR
        for name, measure in _COLUMNS.items():
            if name not in _UNKNOWN_YET or row.get(name) is not None:
                yield measure, SYSTEM, start, decimal(row[name], name)

    return from_json({**today, **tomorrow}.items(), read, posted=posted_hour(content.data), shown=itemgetter(1))


FEED = Feed(
    "wind_solar_dashboard",
    "Wind and solar, today and tomorrow",
    (WIND_PRODUCTION, WIND_FORECAST, SOLAR_PRODUCTION, SOLAR_FORECAST),
    (
        Form(
            "combine-wind-solar",
            "Wind and solar, today and tomorrow",
            Media.JSON,
            frozenset({"currentDay", "nextDay", "stwpf", "stppf"}),
            parse,
            DashboardJson("combine-wind-solar"),
            every=timedelta(minutes=5),
            late_after=timedelta(hours=3),
            rank=10,
            cumulative=True,
            quirks=("Hours are an object without order; the newest actual is 1 to 2 hours old.",),
        ),
    ),
)
