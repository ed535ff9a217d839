"""Energy of each 15 minutes by fuel, a year a workbook; settled values replace the initial ones."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

from ingestion.columns import Blocks, Value, collect
from ingestion.feed import Content, Feed, Form, Media
from ingestion.hours import BadTime, localised, parse_date
from ingestion.table import BadCell, decimal, require
from models.catalog.entity import FUEL
from models.catalog.generation import ENERGY, FUEL_ENERGY
from models.clock import EPOCH
from models.observation import Parsed
from models.problems import Refused

_QUARTER = timedelta(minutes=15)
_QUARTERS = {number * _QUARTER for number in range(96)}
_ENDING = re.compile(r"(\d{1,2}):(\d{2})( *\(?DST\)? *)?\Z")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def parse_workbook(content: Content) -> Parsed:
    """A sheet a month, a row a day and fuel, a column an interval by its end; the last ends at 0:00.

    Columns marked DST hold the second, standard-time pass of the repeated hour and are blank on other days.
    """
    parsed, blocks = Parsed(), Blocks()
    for sheet in content.sheets:
        if sheet.name.strip()[:3] not in _MONTHS or len(sheet.rows) < 2:
            continue
        heads = [str(head).strip() for head in sheet.rows[0]]
        places = require(heads, ("Date",))
        fuel_at = require(heads, ("Fuel",))["Fuel"] if "Fuel" in heads else require(heads, ("Fuel Type",))["Fuel Type"]
        columns = [(place, *_ending(head)) for place, head in enumerate(heads) if _ENDING.match(head)]
        lost = _QUARTERS - {offset for _, offset, repeated in columns if not repeated}
        if lost:
            raise Refused(f"The column {_head(min(lost))} of {sheet.name} is missing.", rule="columns")
        read = partial(_day, places["Date"], fuel_at, columns)
        collect(enumerate(sheet.rows[1:], 2), read, parsed, blocks, shown=partial(_beginning, sheet.name))
    return parsed


def _beginning(sheet: str, row: Sequence[Any]) -> str:
    return f"{sheet}: {list(row)[:6]}"


def _head(offset: timedelta) -> str:
    """The head of the column whose interval starts so long after midnight."""
    minutes = (offset + _QUARTER) // timedelta(minutes=1) % 1440
    return f"{minutes // 60}:{minutes % 60:02d}"


def _ending(head: str) -> tuple[timedelta, bool]:
    """How long after midnight an interval starts, by its column's head, and whether it is the repeated pass."""
    found = _ENDING.match(head)
    assert found is not None
    end = timedelta(hours=int(found.group(1)), minutes=int(found.group(2)))
    return (end or timedelta(days=1)) - _QUARTER, bool(found.group(3))


def _day(day_at: int, fuel_at: int, columns: list[tuple[int, timedelta, bool]], row: Sequence[Any]) -> Iterator[Value]:
    day, fuel = row[day_at], str(row[fuel_at])
    known = FUEL.by_spelling.get(fuel.strip())
    if known is None:
        raise BadCell("Fuel", fuel, "is no fuel that is known")
    when = day if isinstance(day, date) else parse_date(str(day))
    for place, offset, repeated in columns:
        cell = row[place]
        if cell is None or cell == "":
            continue
        wall = EPOCH.replace(tzinfo=None, year=when.year, month=when.month, day=when.day) + offset
        try:
            start = localised(wall, repeated)
        except BadTime:
            if decimal(cell, "interval") == 0:
                # An hour that was skipped, or not repeated, is sometimes written as zero instead of blank.
                continue
            raise
        yield ENERGY, (known.code, ""), start, decimal(cell, "interval")


FEED = Feed(
    "fuel_energy",
    "Energy by fuel",
    (FUEL_ENERGY,),
    (
        Form(
            "interval-generation-by-fuel",
            "Interval generation by fuel, a year",
            Media.XLSX,
            frozenset({"Date", "Total", "0:15", "0:30", "23:45", "0:00"}),
            parse_workbook,
            rank=30,
            quirks=("Heads differ between publications; November has four extra columns.",),
        ),
    ),
    as_needed=True,
)
