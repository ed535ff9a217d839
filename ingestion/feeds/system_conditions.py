"""Frequency, inertia and DC ties every 10 seconds, kept per minute; and the old conditions page."""

import re
from collections import defaultdict
from datetime import datetime, timedelta
from itertools import pairwise

from ingestion.columns import SYSTEM, Blocks
from ingestion.feed import Content, DashboardJson, Feed, Form, HtmlPage, Media
from ingestion.hours import BadTime, localised
from ingestion.table import decimal, reject
from models.catalog import conditions
from models.catalog.conditions import DC_TIE_FLOW, DC_TIES, FREQUENCY, FREQUENCY_HIGH, FREQUENCY_LOW, INERTIA
from models.catalog.entity import DC_TIE
from models.catalog.measure import Measure
from models.clock import CENTRAL, micros
from models.observation import Parsed
from models.problems import Refused

_MINUTE = 60_000_000
_TIES = {spelling: member.code for member in DC_TIE.members for spelling in member.spellings}
_LABELS: dict[str, Measure] = {
    "Current Frequency": FREQUENCY,
    "Instantaneous Time Error": conditions.TIME_ERROR,
    "Consecutive BAAL Clock-Minute Exceedances": conditions.BAAL_EXCEEDANCES,
    "Actual System Demand": conditions.CONDITIONS_DEMAND,
    "Average Net Load": conditions.CONDITIONS_NET_LOAD,
    "Total System Capacity": conditions.CONDITIONS_CAPACITY,
    "Total Wind Output": conditions.CONDITIONS_WIND,
    "Total PVGR Output": conditions.CONDITIONS_SOLAR,
    "Current System Inertia": INERTIA,
}
# The markup is loose, with cells outside rows, so cells are read in their order and rows are not relied on.
_CELL = re.compile(r"<td[^>]*>(.*?)</td>", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[^>]+>")
_UPDATED = re.compile(r"Last Updated:?\s*([A-Z][a-z]{2} \d{1,2},? \d{4} \d{2}:\d{2}:\d{2})(?:\s+(C[DS]T))?")


def parse_ties(content: Content) -> Parsed:
    """Readings since midnight. Frequency keeps its lowest and highest of the minute; all else its last."""
    data = content.data
    if not isinstance(data, dict) or not isinstance(data.get("data"), list):
        raise Refused("The document has no data.", rule="columns")
    parsed, blocks = Parsed(), Blocks()
    minutes: dict[int, list[tuple[int, int, dict[str, float]]]] = defaultdict(list)
    for number, row in enumerate(data["data"], 1):
        try:
            at = int(row["epoch"]) * 1_000
            values = {name: decimal(row[name], name) for name in ("currentFrequency", "currentSystemInertia")}
            values |= {name: decimal(row[name], name) for name in _TIES if name in row}
        except (ValueError, KeyError, TypeError) as error:
            reject(parsed, number, error, row)
            continue
        minutes[at // _MINUTE * _MINUTE].append((at, number, values))
    for start, readings in minutes.items():
        _, line, last = max(readings, key=lambda reading: reading[:2])
        hertz = [values["currentFrequency"] for _, _, values in readings]
        blocks.add(FREQUENCY, SYSTEM, start, last["currentFrequency"], line)
        blocks.add(FREQUENCY_LOW, SYSTEM, start, min(hertz), line)
        blocks.add(FREQUENCY_HIGH, SYSTEM, start, max(hertz), line)
        blocks.add(INERTIA, SYSTEM, start, last["currentSystemInertia"], line)
        for name, code in _TIES.items():
            if name in last:
                blocks.add(DC_TIE_FLOW, (code, ""), start, last[name], line)
    parsed.blocks = blocks.done()
    return parsed


def parse_page(content: Content) -> Parsed:
    """The conditions page in all its layouts since 2012: labels and values in the order of their cells."""
    text = content.members[0].body.decode()
    start = _updated(text, content) // _MINUTE * _MINUTE
    parsed, blocks = Parsed(), Blocks()
    cells = [_TAG.sub("", cell).replace("&nbsp;", " ").strip() for cell in _CELL.findall(text)]
    for number, (label, value) in enumerate(pairwise(cells), 1):
        measure = next((each for words, each in _LABELS.items() if label.startswith(words)), None)
        tie = label.split(" ", 1)[0] if label.startswith("DC_") else None
        if measure is None and tie is None:
            continue
        try:
            if tie is not None and tie not in {member.code for member in DC_TIE.members}:
                raise BadTime(f"{tie} is no DC tie that is known")
            number_found = decimal(value.replace(",", ""), label)
        except ValueError as error:
            reject(parsed, number, error, f"{label}: {value}")
            continue
        if measure is not None:
            blocks.add(measure, SYSTEM, start, number_found, number)
        elif tie is not None:
            blocks.add(DC_TIE_FLOW, (tie, ""), start, number_found, number)
    parsed.blocks = blocks.done()
    if not parsed.blocks:
        raise Refused("The page shows none of the known conditions.", rule="columns")
    return parsed


def _updated(text: str, content: Content) -> int:
    """When the page was made. In the repeated hour its clock is ambiguous, so ours decides which pass it is."""
    found = _UPDATED.search(text)
    if found is None:
        raise Refused("The page does not say when it was last updated.", rule="columns")
    # A wall clock without a zone; which pass of a repeated hour it means is decided below.
    wall = datetime.strptime(found.group(1).replace(",", ""), "%b %d %Y %H:%M:%S")  # noqa: DTZ007
    if wall.replace(tzinfo=CENTRAL).utcoffset() == wall.replace(tzinfo=CENTRAL, fold=1).utcoffset():
        return localised(wall, repeated=False)
    if found.group(2):
        return micros(wall.replace(tzinfo=CENTRAL, fold=int(found.group(2) == "CST")))
    first, second = (micros(wall.replace(tzinfo=CENTRAL, fold=fold)) for fold in (0, 1))
    fetched = micros(content.document.fetched_at)
    return min((first, second), key=lambda instant: abs(fetched - instant))


FEED = Feed(
    "system_conditions",
    "Frequency, inertia, DC ties",
    (conditions.SYSTEM_CONDITIONS, DC_TIES),
    (
        Form(
            "dc-tie-flows",
            "Frequency, inertia and DC ties, today",
            Media.JSON,
            frozenset({"data", "currentFrequency", "currentSystemInertia"}),
            parse_ties,
            DashboardJson("dc-tie-flows"),
            every=timedelta(minutes=1),
            late_after=timedelta(minutes=6),
            rank=20,
            cumulative=True,
        ),
        Form(
            "real-time-system-conditions",
            "Real-time system conditions",
            Media.HTML,
            frozenset({"Real-Time System Conditions"}),
            parse_page,
            HtmlPage("/content/cdr/html/real_time_system_conditions.html"),
            every=timedelta(minutes=1),
            late_after=timedelta(minutes=6),
            rank=10,
            quirks=("Cells stand outside rows, and its clock has no zone (SOURCES 2.E).",),
        ),
    ),
)
