"""Frequency, inertia and DC ties every 10 seconds, kept per minute; and the old conditions page."""

from collections import defaultdict
from datetime import timedelta

from ingestion.cdr_page import lines, updated
from ingestion.columns import SYSTEM, Blocks
from ingestion.feed import Content, DashboardJson, Feed, Form, HtmlPage, Media
from ingestion.table import BadCell, decimal, reject
from models.catalog import conditions
from models.catalog.conditions import DC_TIE_FLOW, DC_TIES, FREQUENCY, FREQUENCY_HIGH, FREQUENCY_LOW, INERTIA
from models.catalog.entity import DC_TIE
from models.catalog.measure import Measure
from models.observation import Key, Parsed
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
_TIE_CODES = {member.code for member in DC_TIE.members}


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
    """The conditions page in all its layouts since 2012. Labels that are not known are left, and said so."""
    text = content.members[0].body.decode()
    start = updated(text, content.document.fetched_at) // _MINUTE * _MINUTE
    parsed, blocks = Parsed(), Blocks()
    for number, (_, label, value) in enumerate(lines(text), 1):
        try:
            series = _series(label)
            if series is None:
                parsed.notes.append(f"The line {label!r} is not known.")
                continue
            blocks.add(*series, start, decimal(value.replace(",", ""), label), number)
        except ValueError as error:
            reject(parsed, number, error, f"{label}: {value}")
    parsed.blocks = blocks.done()
    if not parsed.blocks and not parsed.rejects:
        raise Refused("The page shows none of the known conditions.", rule="columns")
    return parsed


def _series(label: str) -> tuple[Measure, Key] | None:
    """What a label of the page names. Raises BadCell for a tie that nobody knows."""
    if label.startswith("DC_"):
        tie = label.split(" ", 1)[0]
        if tie not in _TIE_CODES:
            raise BadCell(label, tie, "is no DC tie that is known")
        return DC_TIE_FLOW, (tie, "")
    measure = next((each for words, each in _LABELS.items() if label.startswith(words)), None)
    return None if measure is None else (measure, SYSTEM)


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
            quirks=("Cells stand outside rows, and its clock has no zone.",),
        ),
    ),
)
