"""The ancillary-service capacity monitor: each line of it, by group and key, since real-time co-optimization."""

from collections.abc import Iterator
from datetime import timedelta
from operator import itemgetter
from typing import Any

from ingestion.cdr_page import Line, lines, updated
from ingestion.columns import Blocks, Value, collect, from_json
from ingestion.dashboard import last_updated, part
from ingestion.feed import Content, DashboardJson, Feed, Form, Media
from ingestion.minutes import minute_of
from ingestion.table import decimal
from models.catalog.capacity import ANCILLARY_CAPACITY, ANCILLARY_MONITOR
from models.observation import Parsed
from models.problems import Refused


def parse(content: Content) -> Parsed:
    """One reading: groups of [key, value] pairs, the first of each group being a head."""
    start = minute_of(last_updated(content.data))

    def read(line: tuple[str, Any]) -> Iterator[Value]:
        group, (key, value) = line
        yield ANCILLARY_CAPACITY, (str(key), group), start, decimal(value, str(key))

    return from_json(_pairs(part(content.data, "data", dict)), read, shown=itemgetter(1))


def _pairs(groups: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Each pair with its group. Raises Refused for a group without its head."""
    for group, pairs in groups.items():
        if not isinstance(pairs, list) or not pairs or pairs[0] != ["key", "value"]:
            raise Refused(f"The group {group} has another shape.", rule="columns")
        yield from ((group, pair) for pair in pairs[1:])


def parse_page(content: Content) -> Parsed:
    """The page until December 2025: headings over labels and values, kept under ERCOT's own words."""
    text = content.members[0].body.decode()
    start = minute_of(updated(text, content.document.fetched_at))

    def read(line: Line) -> Iterator[Value]:
        megawatts = decimal(line.value.replace(",", "").removesuffix("MW"), line.label)
        yield ANCILLARY_CAPACITY, (line.label, line.heading), start, megawatts

    parsed = collect(enumerate(lines(text), 1), read, Parsed(), Blocks(), shown=_as_text)
    if not parsed.blocks and not parsed.rejects:
        raise Refused("The page shows no line of a label and a value.", rule="columns")
    return parsed


def _as_text(line: Line) -> str:
    return f"{line.heading}, {line.label}: {line.value}"


FEED = Feed(
    "ancillary_capacity_monitor",
    "Ancillary capacity monitor",
    (ANCILLARY_MONITOR,),
    (
        Form(
            "ancillary-service-capacity-monitor",
            "Ancillary-service capacity monitor",
            Media.JSON,
            frozenset({"data", "lastUpdated", "responsiveReserveCapabilityGroup"}),
            parse,
            DashboardJson("ancillary-service-capacity-monitor"),
            every=timedelta(minutes=1),
            late_after=timedelta(minutes=6),
            rank=10,
            quirks=("Keys come and go, so lines are stored by key; there is no history.",),
        ),
        Form(
            "as-capacity-monitor-page",
            "Ancillary-service capacity monitor, the page until December 2025",
            Media.HTML,
            frozenset({"Physical Responsive Capability", "Last Updated"}),
            parse_page,
            rank=10,
            quirks=(
                "The page is gone since real-time co-optimization, and no copy of it is at hand. Its "
                "cells were those of the conditions page, so its lines are kept under whatever labels they carry.",
            ),
        ),
    ),
)
