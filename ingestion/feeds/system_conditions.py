"""Frequency, inertia and DC ties every 10 seconds, kept per minute; and the old conditions page."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from ingestion.cdr_page import Line, lines, updated
from ingestion.columns import SYSTEM, Blocks, Value, collect
from ingestion.feed import Content, DashboardJson, Feed, Form, HtmlPage, Media
from ingestion.minutes import by_minute, minute_of, newest
from ingestion.table import BadCell, decimal
from models.catalog import conditions
from models.catalog.conditions import DC_TIE_FLOW, DC_TIES, FREQUENCY, FREQUENCY_HIGH, FREQUENCY_LOW, INERTIA
from models.catalog.entity import DC_TIE
from models.catalog.measure import Measure
from models.observation import Key, Parsed
from models.problems import Refused

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
    for start, readings in by_minute(data["data"], "epoch", _numbers, parsed).items():
        _, line, last = newest(readings)
        hertz = [reading.numbers["currentFrequency"] for reading in readings]
        blocks.add(FREQUENCY, SYSTEM, start, last["currentFrequency"], line)
        blocks.add(FREQUENCY_LOW, SYSTEM, start, min(hertz), line)
        blocks.add(FREQUENCY_HIGH, SYSTEM, start, max(hertz), line)
        blocks.add(INERTIA, SYSTEM, start, last["currentSystemInertia"], line)
        for name, code in _TIES.items():
            if name in last:
                blocks.add(DC_TIE_FLOW, (code, ""), start, last[name], line)
    parsed.blocks = blocks.done()
    return parsed


def _numbers(row: dict[str, Any]) -> dict[str, float]:
    """Frequency and inertia, which every reading has, and the ties that it has."""
    names = ("currentFrequency", "currentSystemInertia", *(name for name in _TIES if name in row))
    return {name: decimal(row[name], name) for name in names}


def parse_page(content: Content) -> Parsed:
    """The conditions page in all its layouts since 2012. Labels that are not known are left, and said so."""
    text = content.members[0].body.decode()
    start = minute_of(updated(text, content.document.fetched_at))
    parsed = Parsed()

    def read(line: Line) -> Iterator[Value]:
        series = _series(line.label)
        if series is None:
            parsed.notes.append(f"The line {line.label!r} is not known.")
            return
        measure, key = series
        yield measure, key, start, decimal(line.value.replace(",", ""), line.label)

    collect(enumerate(lines(text), 1), read, parsed, Blocks(), shown=lambda line: f"{line.label}: {line.value}")
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
