"""Wind and solar of today and tomorrow from one page: actual, forecast, and the forecast of the day before."""

from datetime import timedelta

from ingestion.columns import SYSTEM, Blocks
from ingestion.feed import Content, DashboardJson, Feed, Form, Media
from ingestion.hours import stamped
from ingestion.table import decimal, reject
from models.catalog import generation
from models.catalog.generation import SOLAR_FORECAST, SOLAR_PRODUCTION, WIND_FORECAST, WIND_PRODUCTION
from models.observation import Parsed
from models.problems import Refused

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


def parse(content: Content) -> Parsed:
    """Hours by the epoch of their end; an actual value is null or absent until it is known."""
    data = content.data
    if not isinstance(data, dict) or not isinstance(data.get("currentDay"), dict):
        raise Refused("The document has no currentDay.", rule="columns")
    try:
        posted = stamped(data["lastUpdated"]) // _HOUR * _HOUR
    except (KeyError, ValueError) as error:
        raise Refused(f"The document's lastUpdated is wrong: {error}.", rule="columns") from error
    parsed, blocks = Parsed(), Blocks(posted)
    hours = {**data["currentDay"].get("data", {}), **(data.get("nextDay") or {}).get("data", {})}
    for number, (epoch, row) in enumerate(hours.items(), 1):
        try:
            start = int(epoch) * 1_000 - _HOUR
            found = [
                (measure, decimal(row[name], name)) for name, measure in _COLUMNS.items() if row.get(name) is not None
            ]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            reject(parsed, number, error, row)
            continue
        for measure, value in found:
            blocks.add(measure, SYSTEM, start, value, number)
    parsed.blocks = blocks.done()
    return parsed


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
