"""The reports that are listed and downloaded: when each appears, what it is called and how long it is kept."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from ingestion.simulator import archive, days, grid_reports, price_reports, schedule
from ingestion.simulator.days import OperatingDay
from ingestion.simulator.world import World

Slots = Callable[[int, OperatingDay], tuple[int, ...]]
Named = Callable[[int, str], str]


@dataclass(frozen=True, slots=True)
class Report:
    """A listed report. A slot (epoch seconds) is the moment that one publication is about.

    code: two digits inside document ids. size: bytes of every zip of this report.
    slots: the slots of an operating day. build: the csv of a slot.
    name: friendly name without its ending. least, spread: the appearance is `least` to `least + spread` seconds late.
    """

    type_id: int
    code: int
    base: str
    title: str
    kept_days: int
    size: int
    slots: Slots
    build: price_reports.Build
    name: Named
    least: int = 1
    spread: int = 20
    prefix: str = "cdr"

    def published(self, seed: int, slot: int) -> int:
        """The instant at which a document appears in the listing."""
        return slot + schedule.publication_delay(seed, self.base, slot, self.least, self.spread)

    def friendly(self, slot: int, twin: str) -> str:
        """ERCOT's friendly name; `twin` is `csv` or `xml`."""
        return f"{self.name(slot, self.base)}_{twin}"


def _undated(slot: int, base: str) -> str:
    del slot
    return base


def _by_minute(slot: int, base: str) -> str:
    """Interval end by the wall clock; the repeated hour's carry a mark, without which two names would be equal."""
    return f"{base}_{days.wall(slot):%Y%m%d_%H%M}{'xhr' if days.repeated(slot) else ''}"


def _by_second(slot: int, base: str) -> str:
    return f"{base}_{days.wall(slot):%Y%m%d_%H%M%S}{'xhr' if days.repeated(slot) else ''}"


def _quarters(seed: int, day: OperatingDay) -> tuple[int, ...]:
    del seed
    return schedule.quarter_ends(day)


def _hourly(minute: int) -> Slots:
    def slots(seed: int, day: OperatingDay) -> tuple[int, ...]:
        del seed
        return schedule.hourly_at(day, minute)

    return slots


def _daily(hour: int, minute: int) -> Slots:
    def slots(seed: int, day: OperatingDay) -> tuple[int, ...]:
        del seed
        return schedule.daily_at(day, hour, minute)

    return slots


def _every_fourth_monday(seed: int, day: OperatingDay) -> tuple[int, ...]:
    del seed
    return schedule.daily_at(day, 17, 46) if day.date.toordinal() % 28 == 1 else ()


def _corrections(market: str) -> Slots:
    def slots(seed: int, day: OperatingDay) -> tuple[int, ...]:
        return schedule.correction_slots(seed, market, day)

    return slots


REPORTS = {
    report.type_id: report
    for report in (
        Report(
            12301,
            1,
            "SPPHLZNP6905",
            "Settlement Point Prices at Resource Nodes, Hubs and Load Zones",
            7,
            6200,
            _quarters,
            price_reports.settlement_prices,
            _by_minute,
            95,
            40,
        ),
        Report(
            12300,
            2,
            "LMPSROSNODENP6788",
            "LMPs by Resource Nodes, Load Zones and Trading Hubs",
            5,
            6400,
            schedule.sced_runs,
            price_reports.dispatch_prices,
            _by_second,
            2,
            6,
        ),
        Report(
            13114,
            3,
            "SCEDSYSLAMBDANP6322",
            "SCED System Lambda",
            5,
            600,
            schedule.sced_runs,
            price_reports.system_lambda,
            _by_second,
            2,
            6,
        ),
        Report(
            12331,
            4,
            "DAMSPNP4190",
            "DAM Settlement Point Prices",
            31,
            110_000,
            _daily(12, 33),
            price_reports.day_ahead_prices,
            _undated,
            5,
            2400,
        ),
        Report(
            12329,
            5,
            "DAMCPCNP4188",
            "DAM Clearing Prices for Capacity",
            31,
            6000,
            _daily(12, 32),
            price_reports.day_ahead_clearing,
            _undated,
            5,
            2400,
        ),
        Report(
            24898,
            6,
            "RTMCPC15MINNP6331",
            "Real-Time Clearing Prices for Capacity by 15-Minute Interval",
            7,
            1000,
            _quarters,
            price_reports.real_time_clearing,
            _by_minute,
            95,
            40,
        ),
        Report(
            13101,
            7,
            "ACTUALSYSLOADWZNP6345",
            "Actual System Load by Weather Zone",
            31,
            4400,
            _daily(5, 50),
            grid_reports.actual_load,
            _undated,
            0,
            3,
        ),
        Report(
            14837,
            8,
            "LFMODWEATHERNP3565",
            "Seven-Day Load Forecast by Model and Weather Zone",
            7,
            215_000,
            _hourly(30),
            grid_reports.load_forecast,
            _undated,
            0,
            3,
        ),
        Report(
            12311,
            9,
            "LFCCONGESTNP3560",
            "Seven-Day Load Forecast by Forecast Zone",
            7,
            30_000,
            _hourly(30),
            grid_reports.load_forecast_by_zone,
            _undated,
            0,
            3,
        ),
        Report(
            13028,
            10,
            "WPPHRLYAVGACTNP4732",
            "Wind Power Production - Hourly Averaged Actual and Forecasted Values",
            7,
            40_000,
            _hourly(55),
            grid_reports.wind_production,
            _undated,
            8,
            4,
        ),
        Report(
            13483,
            11,
            "PVGRHRLYAVGACTNP4737",
            "Solar Power Production - Hourly Averaged Actual and Forecasted Values",
            7,
            20_000,
            _hourly(55),
            grid_reports.solar_production,
            _undated,
            8,
            4,
        ),
        Report(
            13103,
            12,
            "HRLYRESOUTCAPNP3233",
            "Hourly Resource Outage Capacity",
            31,
            20_000,
            _hourly(0),
            grid_reports.outage_capacity,
            _undated,
            45,
            90,
        ),
        Report(
            12315,
            13,
            "STSANP3763",
            "Short-Term System Adequacy Report",
            31,
            50_000,
            _hourly(0),
            grid_reports.adequacy,
            _undated,
            50,
            20,
        ),
        Report(
            10008,
            14,
            "SETTLEMENTPOINTSNP4160",
            "Settlement Points List and Electrical Buses Mapping",
            60,
            10_000,
            _every_fourth_monday,
            grid_reports.node_map,
            _undated,
            5,
            30,
            "rpt",
        ),
        Report(
            13045,
            15,
            "RTMPRICECORRECTIONSPPNP4197",
            "RTM Price Corrections",
            180,
            3000,
            _corrections("rtm"),
            price_reports.real_time_corrections,
            _undated,
            5,
            1200,
        ),
        Report(
            13044,
            16,
            "DAMPRICECORRECTIONSPPNP4196",
            "DAM Price Corrections",
            180,
            1500,
            _corrections("dam"),
            price_reports.day_ahead_corrections,
            _undated,
            5,
            1200,
        ),
    )
}
_BY_CODE = {report.code: report for report in REPORTS.values()}
_ID_DIGITS = 14
_FIRST_DIGIT = "1"


def document_id(report: Report, slot: int, twin: str) -> str:
    """The digits by which a document is downloaded: report, twin and slot, so that nothing need be remembered."""
    return f"{_FIRST_DIGIT}{report.code:02d}{int(twin == 'xml')}{slot:010d}"


def find_document(world: World, document: str, now: int) -> tuple[Report, int] | None:
    """Report and slot of a document id, or None if it never existed, is an xml twin, or is not out yet at `now`."""
    if len(document) != _ID_DIGITS or not document.isdigit() or document[0] != _FIRST_DIGIT or document[3] != "0":
        return None
    report = _BY_CODE.get(int(document[1:3]))
    slot = int(document[4:])
    if report is None or report.published(world.seed, slot) > now:
        return None
    # The last interval of a day ends in the next one, so a slot may belong to either.
    day = days.day_of(slot)
    if slot in report.slots(world.seed, day) or slot in report.slots(world.seed, day.previous()):
        return report, slot
    return None


def member_name(report: Report, seed: int, slot: int) -> str:
    """Name of the csv inside a zip."""
    published = days.wall(report.published(seed, slot))
    name = report.name(slot, report.base)
    return f"{report.prefix}.{report.type_id:08d}.{'0' * 16}.{published:%Y%m%d.%H%M%S}.{name}.csv"


def document(world: World, report: Report, slot: int) -> bytes:
    """The zip of one document; its size is always `report.size`."""
    body = _csv(world, report.type_id, slot, world.events.revision)
    at = days.wall(report.published(world.seed, slot))
    return archive.pack(member_name(report, world.seed, slot), body, report.size, at)


@lru_cache(maxsize=64)
def _csv(world: World, type_id: int, slot: int, revision: int) -> bytes:
    del revision
    return REPORTS[type_id].build(world, slot).encode()
