"""The ancillary-service capacity monitor: each line of it, by group and key, since real-time co-optimization."""

from datetime import timedelta

from ingestion.cdr_page import lines, updated
from ingestion.columns import Blocks
from ingestion.feed import Content, DashboardJson, Feed, Form, Media
from ingestion.hours import stamped
from ingestion.table import decimal, reject
from models.catalog.capacity import ANCILLARY_CAPACITY, ANCILLARY_MONITOR
from models.observation import Parsed
from models.problems import Refused

_MINUTE = 60_000_000


def parse(content: Content) -> Parsed:
    """One reading: groups of [key, value] pairs, the first of each group being a head."""
    data = content.data
    if not isinstance(data, dict) or not isinstance(data.get("data"), dict) or "lastUpdated" not in data:
        raise Refused("The document has no data or no lastUpdated.", rule="columns")
    try:
        start = stamped(data["lastUpdated"]) // _MINUTE * _MINUTE
    except ValueError as error:
        raise Refused(f"The document's lastUpdated is wrong: {error}.", rule="columns") from error
    parsed, blocks = Parsed(), Blocks()
    number = 0
    for group, pairs in data["data"].items():
        if not isinstance(pairs, list) or not pairs or list(pairs[0]) != ["key", "value"]:
            raise Refused(f"The group {group} has another shape.", rule="columns")
        for pair in pairs[1:]:
            number += 1
            try:
                key, value = pair
                blocks.add(ANCILLARY_CAPACITY, (str(key), group), start, decimal(value, str(key)), number)
            except (ValueError, TypeError) as error:
                reject(parsed, number, error, pair)
    parsed.blocks = blocks.done()
    return parsed


def parse_page(content: Content) -> Parsed:
    """The page until December 2025: headings over labels and values, kept under ERCOT's own words."""
    text = content.members[0].body.decode()
    start = updated(text, content.document.fetched_at) // _MINUTE * _MINUTE
    parsed, blocks = Parsed(), Blocks()
    for number, (heading, label, value) in enumerate(lines(text), 1):
        try:
            megawatts = decimal(value.replace(",", "").removesuffix("MW"), label)
        except ValueError as error:
            reject(parsed, number, error, f"{heading}, {label}: {value}")
            continue
        blocks.add(ANCILLARY_CAPACITY, (label, heading), start, megawatts, number)
    parsed.blocks = blocks.done()
    if not parsed.blocks and not parsed.rejects:
        raise Refused("The page shows no line of a label and a value.", rule="columns")
    return parsed


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
