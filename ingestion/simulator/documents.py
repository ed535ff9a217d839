"""Which path answers with which document, how often each is refreshed, and what a client may keep."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

import orjson

from ingestion.simulator import dashboards, days, listings, pages, reports
from ingestion.simulator.reserve_dashboards import ControlRoom
from ingestion.simulator.reserves import latest_reading
from ingestion.simulator.world import World

DASHBOARD_PREFIX = "/api/1/services/read/dashboards/"
LISTING_PATH = "/misapp/servlets/IceDocListJsonWS"
DOWNLOAD_PATH = "/misdownload/servlets/mirDownload"
JSON = "application/json;charset=utf-8"
ZIP = "application/zip"
HTML = "text/html;charset=utf-8"
_DAY = 86400


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes over the wire. `refreshed` (epoch seconds) dates the body, `tag` names its state; both may lack."""

    status: int
    media: str
    body: bytes
    refreshed: int = 0
    tag: str = ""
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A document that exists at every moment: when it was last refreshed at `now`, and what it then says."""

    media: str
    refreshed: Callable[[int], int]
    build: Callable[[int], bytes]


def every(step: int, late: int) -> Callable[[int], int]:
    """Refreshed every `step` seconds, `late` seconds past the round moment."""

    def refreshed(now: int) -> int:
        return (now - late) // step * step + late

    return refreshed


def _json(world: World, build: Callable[[World, int], dict[str, Any]]) -> Callable[[int], bytes]:
    """The dashboard as bytes, with the mark right after its first key."""

    def made(refreshed: int) -> bytes:
        answer = build(world, refreshed)
        return orjson.dumps({"lastUpdated": answer.pop("lastUpdated"), "simulated": True, **answer})

    return made


class Documents:
    """Every document of a world that ERCOT serves without a key."""

    def __init__(self, world: World) -> None:
        self.world = world
        room = ControlRoom(world)
        self.sources: dict[str, Source] = {
            f"{DASHBOARD_PREFIX}{name}.json": Source(JSON, refreshed, build)
            for name, refreshed, build in (
                ("daily-prc", latest_reading, room.daily_prc),
                ("supply-demand", every(300, 0), _json(world, dashboards.supply_demand)),
                ("system-wide-prices", every(900, 120), _json(world, dashboards.system_wide_prices)),
                ("system-wide-demand", every(900, 2), _json(world, dashboards.system_wide_demand)),
                ("fuel-mix", every(300, 60), _json(world, dashboards.fuel_mix)),
                ("combine-wind-solar", every(3600, 3310), _json(world, dashboards.combine_wind_solar)),
                ("energy-storage-resources", every(300, 60), _json(world, dashboards.energy_storage_resources)),
                ("ancillary-services", lambda now: latest_reading(now - 70), room.ancillary_services),
                ("dc-tie-flows", lambda now: (now - 100) // 10 * 10, room.dc_tie_flows),
                ("generation-outages", every(300, 60), _json(world, dashboards.generation_outages)),
                ("ancillary-service-capacity-monitor", latest_reading, room.capacity_monitor),
            )
        }
        self.sources[pages.CONDITIONS_PATH] = Source(HTML, every(60, 10), lambda at: pages.system_conditions(world, at))
        self.sources[pages.MESSAGES_PATH] = Source(
            HTML, latest_reading, lambda at: pages.operations_messages(world, at)
        )

    def answer(self, path: str, query: str, now: int, known: str = "") -> Answer | None:
        """The document of a path at an instant; None if ERCOT has no such path.

        known: an ETag that the client holds. If it still names the document's state the body is not built.
        """
        source = self.sources.get(path)
        if source is not None:
            refreshed = source.refreshed(now)
            tag = self._tag(refreshed)
            body = b"" if tag == known else source.build(refreshed)
            return Answer(200, source.media, body, refreshed, tag)
        if path == LISTING_PATH:
            return self._listing(query, now, known)
        if path == DOWNLOAD_PATH:
            return self._download(query, now)
        return None

    def _tag(self, refreshed: int, more: str = "") -> str:
        """Names the state of a document: seed, moment and how many declarations it knows of."""
        made = self.world.events.until(refreshed)
        return f'"{self.world.seed:x}-{refreshed:x}-{len(made)}{more}"'

    def _listing(self, query: str, now: int, known: str) -> Answer:
        wanted = parse_qs(query).get("reportTypeId", [""])[0]
        if not wanted.isdigit():
            return Answer(200, JSON, listings.missing_report_type())
        report = reports.REPORTS.get(int(wanted))
        if report is None:
            return Answer(200, JSON, b'{"ListDocsByRptTypeRes":{"Simulated":"true","DocumentList":[]}}')
        refreshed = listings.latest_publication(self.world, report, now)
        # Documents also leave the list at midnight, and its dates wear the offset of the moment.
        tag = self._tag(refreshed, f"-{days.day_of(now).date:%Y%m%d}{days.zone_suffix(now)}")
        body = b"" if tag == known else listings.listing(self.world, report, now)
        return Answer(200, JSON, body, refreshed, tag)

    def day_before(self, query: str) -> str:
        """The same download a day earlier: what a mixed-up server would hand out. Other queries stay as they are."""
        wanted = parse_qs(query).get("doclookupId", [""])[0]
        found = reports.find_document(self.world, wanted, 2**40)
        if found is None:
            return query
        report, slot = found
        day = days.day_of(slot - 1).previous()
        earlier = report.slots(self.world.seed, day) or (slot,)
        # Every kind of day has other instants; the nearest one to a day before will do.
        nearest = min(earlier, key=lambda each: abs(each - (slot - _DAY)))
        return f"doclookupId={reports.document_id(report, nearest, 'csv')}"

    def _download(self, query: str, now: int) -> Answer:
        wanted = parse_qs(query).get("doclookupId", [""])[0]
        found = reports.find_document(self.world, wanted, now)
        if found is None:
            return Answer(404, JSON, listings.fault(f"No document with the id {wanted[:40]!r}."))
        report, slot = found
        name = report.friendly(slot, "csv")
        return Answer(
            200,
            ZIP,
            reports.document(self.world, report, slot),
            report.published(self.world.seed, slot),
            headers=(("Content-Disposition", f'attachment; filename="{name}.zip"'),),
        )
