"""The listing of a report's documents, as the old servlet answers it."""

from functools import lru_cache

import orjson

from ingestion.simulator import days
from ingestion.simulator.days import OperatingDay
from ingestion.simulator.noise import chance
from ingestion.simulator.reports import REPORTS, Report, document_id
from ingestion.simulator.world import World

_FAULT = "Did not recieve a numeric ReportTypeId. [reporttypeid] required."


def fault(description: str) -> bytes:
    """The servlet's way of saying no, with a status of 200 or not."""
    entry = {"ResponseFault": {"FaultID": 1, "FaultDescription": description}}
    return orjson.dumps({"ResponseFaultList": [entry]})


def missing_report_type() -> bytes:
    """The answer to a listing without a numeric report type; the spelling is ERCOT's own."""
    return fault(_FAULT)


@lru_cache(maxsize=4096)
def _entries(seed: int, type_id: int, day: OperatingDay, suffix: str) -> tuple[tuple[int, ...], tuple[bytes, ...]]:
    """Publication instants and entries (both twins, joined) of a day's documents, oldest first."""
    report = REPORTS[type_id]
    rows = sorted((report.published(seed, slot), slot) for slot in report.slots(seed, day))
    return (
        tuple(published for published, _ in rows),
        tuple(_pair(report, seed, slot, published, suffix) for published, slot in rows),
    )


def _pair(report: Report, seed: int, slot: int, published: int, suffix: str) -> bytes:
    return b",".join(_entry(report, seed, slot, published, suffix, twin) for twin in ("csv", "xml"))


def _entry(report: Report, seed: int, slot: int, published: int, suffix: str, twin: str) -> bytes:
    """One document of a listing; every value is a string, as ERCOT sends them."""
    friendly = report.friendly(slot, twin)
    wall = days.wall(published)
    thousandth = int(chance(seed, f"thousandth-{twin}", slot) * 1000)
    expired = days.wall(published + report.kept_days * 86400)
    made = f"{report.prefix}.{report.type_id:08d}.{'0' * 16}.{wall:%Y%m%d.%H%M%S}{thousandth:03d}.{friendly}.zip"
    # The xml twins are never made; a size near a real one's will do.
    size = report.size if twin == "csv" else report.size * 6 // 5
    return orjson.dumps(
        {
            "Document": {
                "ExpiredDate": f"{expired:%Y-%m-%d}T23:59:59{suffix[:3]}:{suffix[3:]}",
                "ILMStatus": "EXT",
                "SecurityStatus": "P",
                "ContentSize": str(size),
                "Extension": "zip",
                "ReportTypeID": str(report.type_id),
                "Prefix": report.prefix,
                "FriendlyName": friendly,
                "ConstructedName": made,
                "DocID": document_id(report, slot, twin),
                "PublishDate": days.iso_stamp(published, suffix),
                "ReportName": report.title,
                "DUNS": "0000000000000000",
                "DocCount": "0",
            }
        }
    )


def listing(world: World, report: Report, now: int) -> bytes:
    """All documents of a report that are out at `now` and still kept, newest first.

    Dates wear the offset of the list's own moment, also for documents from before the clocks changed: ERCOT's do.
    """
    suffix = days.zone_suffix(now)
    today = days.day_of(now)
    # A document whose slot ends a day is published on the next, so one day more than is kept has to be looked at.
    day = today
    parts: list[bytes] = []
    for _ in range(report.kept_days + 2):
        published, entries = _entries(world.seed, report.type_id, day, suffix)
        oldest = today.date.toordinal() - report.kept_days
        for at, entry in zip(reversed(published), reversed(entries), strict=True):
            if at <= now and days.wall(at).date().toordinal() >= oldest:
                parts.append(entry)
        day = day.previous()
    return b'{"ListDocsByRptTypeRes":{"Simulated":"true","DocumentList":[' + b",".join(parts) + b"]}}"


def latest_publication(world: World, report: Report, now: int) -> int:
    """When the newest document of a report appeared, epoch seconds; 0 if there is none."""
    day = days.day_of(now)
    for _ in range(report.kept_days + 2):
        published, _entries_of_day = _entries(world.seed, report.type_id, day, days.zone_suffix(now))
        out = [at for at in published if at <= now]
        if out:
            return out[-1]
        day = day.previous()
    return 0
