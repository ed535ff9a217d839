"""Which reader reads which recorded file, and what stands behind a file: its rank and its publication."""

import zipfile
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

from tests.support.recorded import capacity, generation, load, prices
from tests.support.recorded.documents import Reader, Values, json_of, rows_of
from tests.support.recorded.times import offset_stamp, posting, wall

READERS: tuple[tuple[str, Reader], ...] = (
    ("IntGenbyFuel", generation.fuel_energy),
    ("NP4-181-ER", prices.dam_mcpc_annual),
    ("Native_Load", load.native_load),
    ("RTMLZHBSPP", prices.rt_annual),
    ("DAMLZHBSPP", prices.dam_annual),
    ("RTMPRICECORRECTIONSPP", prices.rt_corrections),
    ("DAMPRICECORRECTIONSPP", prices.dam_corrections),
    ("real_time_system_conditions", capacity.conditions_page),
    ("as_capacity_monitor", capacity.capacity_page),
    ("ancillary-service-capacity-monitor", capacity.capacity_monitor),
    ("ancillary-services", capacity.ancillary_services),
    ("combine-wind-solar", generation.combine_wind_solar),
    ("daily-prc", capacity.daily_prc),
    ("dc-tie-flows", capacity.dc_ties),
    ("energy-storage-resources", generation.energy_storage),
    ("fuel-mix", generation.fuel_mix),
    ("generation-outages", capacity.generation_outages),
    ("supply-demand", load.supply_demand),
    ("system-wide-demand", load.system_wide_demand),
    ("system-wide-prices", prices.system_wide_prices),
    ("LMPSROSNODENP6788", prices.lmps),
    ("SCEDSYSLAMBDANP6322", prices.system_lambda),
    ("SPPHLZNP6905", prices.rt_csv),
    ("HRLYRESOUTCAP", capacity.outage_capacity),
    ("PVGRHRLY", generation.solar),
    ("WPPHRLY", generation.wind),
    ("STSA", capacity.adequacy),
    ("LFCCONGESTNP3560", load.load_forecast_zones),
    ("np3-565-cd", load.load_forecast),
    ("np3-911-er__archive_download", capacity.disclosure),
    ("np4-188-cd", prices.dam_mcpc),
    ("np4-190-cd__dam_stlmnt", prices.dam_api),
    ("np4-190-cd", prices.dam_csv),
    ("np4-732-cd", generation.wind),
    ("np4-737-cd", generation.solar),
    ("np6-322-cd", prices.system_lambda),
    ("np6-331-cd", prices.rt_mcpc),
    ("np6-345-cd__act", load.load_api),
    ("np6-345-cd", load.load_csv),
    ("np6-788-cd", prices.lmps),
    ("np6-905-cd__spp", prices.rt_api),
    ("np6-905-cd", prices.rt_csv),
)
WITHOUT_FIGURES = {
    "IceDocListJsonWS": "listing",
    "archive_listing": "archive",
    "products_catalog": "products",
    "Settlement_Points": "Settlement points",
    "opsmessages": "Operations messages",
}
"""Files that store no value, and a word by which each is told."""
OTHERS = ("MANIFEST", "README", "latest_report", *WITHOUT_FIGURES)
"""Files that no reader reads."""


def reader_of(path: Path) -> Reader | None:
    """The reader of a recorded file by its name; None for files without figures. A file that nobody knows fails."""
    if any(word in path.name for word in OTHERS):
        return None
    for word, reader in READERS:
        if word in path.name:
            return reader
    raise AssertionError(f"no reader is written for {path.name}")


@cache
def read(path: Path) -> Values:
    """Every value of a recorded file; read once a run."""
    reader = reader_of(path)
    assert reader is not None
    return reader(path)


def rank_of(path: Path) -> int:
    """What a document counts for against another: corrections, yearly files, reports, pages."""
    if "CORRECTION" in path.name:
        return 40
    if path.parent.name == "annual":
        return 30
    return 10 if path.suffix == ".html" or is_dashboard(path) else 20


def is_dashboard(path: Path) -> bool:
    """Whether a file is one of ERCOT's dashboards, which name their own publication."""
    return path.suffix == ".json" and "-cd__" not in path.name


def published(path: Path) -> datetime | None:
    """When a document was published, by what it says of itself: its name, its content, or a workbook's properties."""
    if path.suffix == ".xlsx":
        return _saved(path)
    if path.suffix == ".html":
        return wall(capacity.page_clock(path))
    if is_dashboard(path):
        text = json_of(path).get("lastUpdated")
        return offset_stamp(text) if text else None
    return posting(path)


def _saved(path: Path) -> datetime | None:
    """When a workbook was last saved; None where it has no such property."""
    with zipfile.ZipFile(path) as archive:
        if "docProps/core.xml" not in archive.namelist():
            return None
        root = ElementTree.fromstring(archive.read("docProps/core.xml"))  # noqa: S314 - the repository's own files
    text = root.findtext("{http://purl.org/dc/terms/}modified")
    return None if text is None else datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def network_points(path: Path) -> set[tuple[str, ...]]:
    """Rows of the network model, by the columns' names."""
    return {
        tuple(
            row[name]
            for name in (
                "ELECTRICAL_BUS",
                "NODE_NAME",
                "PSSE_BUS_NAME",
                "PSSE_BUS_NUMBER",
                "VOLTAGE_LEVEL",
                "SUBSTATION",
                "SETTLEMENT_LOAD_ZONE",
                "RESOURCE_NODE",
                "HUB_BUS_NAME",
                "HUB",
            )
        )
        for row in rows_of(path)
    }
