"""Files are told by their content, whatever they are called."""

import gzip
import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingestion.recognise import Kind, recognise
from models.observation import Origin
from tests.support.reading import DATA

KINDS = {
    "IceDocListJsonWS": Kind.LISTING,
    "np3-911-er__archive_listing": Kind.ARCHIVE_LISTING,
    "products_catalog": Kind.CATALOG,
    "latest_report": Kind.FAULT,
    "MANIFEST": Kind.MANIFEST,
}
FORMS = {
    "IntGenbyFuel": "interval-generation-by-fuel",
    "NP4-181-ER": "np4-181-er",
    "Native_Load": "native-load",
    "RTMLZHBSPP": "np6-785-er",
    "rpt.00013060": "np4-180-er",
    "real_time_system_conditions": "real-time-system-conditions",
    "as_capacity_monitor": "as-capacity-monitor-page",
    "opsmessages": "opsmessages",
    "ancillary-service-capacity-monitor": "ancillary-service-capacity-monitor",
    "ancillary-services": "ancillary-services",
    "combine-wind-solar": "combine-wind-solar",
    "daily-prc": "daily-prc",
    "dc-tie-flows": "dc-tie-flows",
    "energy-storage-resources": "energy-storage-resources",
    "fuel-mix": "fuel-mix",
    "generation-outages": "generation-outages",
    "supply-demand": "supply-demand",
    "system-wide-demand": "system-wide-demand",
    "system-wide-prices": "system-wide-prices-dam",
    "HRLYRESOUTCAP": "np3-233-cd",
    "cdr.00013103": "np3-233-cd",
    "PVGRHRLY": "np4-737-cd",
    "STSA": "np3-763-cd",
    "cdr.00012315": "np3-763-cd",
    "Settlement_Points": "np4-160-sg",
    "WPPHRLY": "np4-732-cd",
    "cdr.00012311": "np3-560-cd",
    "cdr.00012301": "np6-905-cd",
    "cdr.00012300": "np6-788-cd",
    "cdr.00013114": "np6-322-cd",
    "RTMPRICECORRECTION": "np4-197-m",
    "DAMPRICECORRECTION": "np4-196-m",
    "np3-565-cd": "np3-565-cd",
    "np4-188-cd": "np4-188-cd",
    "np4-190-cd__2026": "np4-190-cd",
    "np4-732-cd": "np4-732-cd",
    "np4-737-cd": "np4-737-cd",
    "np6-322-cd": "np6-322-cd",
    "np6-331-cd": "np6-331-cd",
    "np6-345-cd__2026": "np6-345-cd",
    "np6-788-cd": "np6-788-cd",
    "np6-905-cd__2026": "np6-905-cd",
    "np3-911-er__archive_download": "np3-911-er",
    "np4-190-cd__dam": "np4-190-cd-api",
    "np6-345-cd__act": "np6-345-cd-api",
    "np6-905-cd__spp": "np6-905-cd-api",
}


def _check(path: Path) -> None:
    kind = next((kind for start, kind in KINDS.items() if path.name.startswith(start)), Kind.DOCUMENT)
    found = recognise("a file", path.read_bytes())
    assert found.kind is kind, f"{path.name}: {found.what}"
    if kind is Kind.DOCUMENT:
        assert found.form is not None
        (expected,) = {form for start, form in FORMS.items() if path.name.startswith(start)}
        assert found.form.name == expected
        assert found.feed is not None
        assert found.origin is Origin.ERCOT


@pytest.mark.parametrize("path", sorted(DATA.rglob("*.*")), ids=lambda path: path.name)
def test_every_shipped_document_without_its_name(path: Path) -> None:
    if path.name != "README.md":
        _check(path)


def test_every_recording(recordings: Path) -> None:
    for path in recordings.rglob("*"):
        if path.is_file() and path.parent.name != "derived":
            _check(path)


def test_third_parties_forms_are_no_documents(recordings: Path) -> None:
    kinds = {path.name: recognise(path.name, path.read_bytes()).kind for path in (recordings / "derived").iterdir()}
    assert set(kinds.values()) == {Kind.DERIVED}, kinds


def _zip(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "OperDay,HourEnding\n1,2\n")
    return out.getvalue()


@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [
        (b"", Kind.DAMAGED, "an empty file"),
        (b" \n ", Kind.DAMAGED, "an empty file"),
        (b"%PDF-1.7 something", Kind.UNKNOWN, "no table"),
        (b"\x00\x01\x02,\x03", Kind.UNKNOWN, "no table"),
        (b"A,B,C\n1,2,3\n", Kind.UNKNOWN, "a table of another kind"),
        (b'{"temperature": [1]}', Kind.UNKNOWN, "JSON of another kind"),
        (b"[1, 2]", Kind.UNKNOWN, "a JSON list of another kind"),
        (b'{"data": [', Kind.DAMAGED, "cut or damaged"),
        (b"<html><body>Request unsuccessful. Incapsula</body></html>", Kind.UNKNOWN, "a web page of another kind"),
        (b"PK\x03\x04 and nothing more", Kind.DAMAGED, "The zip is damaged"),
        (b'{"fields": [{"name": "x"}], "data": []}', Kind.UNKNOWN, "about another product"),
        (_zip("a.csv"), Kind.UNKNOWN, "a table of another kind"),
        (gzip.compress(b"x"), Kind.DERIVED, "a gzip file"),
    ],
)
def test_what_is_not_known_is_said(body: bytes, kind: Kind, words: str) -> None:
    found = recognise("file", body)
    assert found.kind is kind
    assert words in found.what
    assert found.is_unknown is (kind is Kind.UNKNOWN)


def test_more_files_than_the_form_has() -> None:
    (path,) = (DATA / "mis").glob("cdr.00012311.*")
    with zipfile.ZipFile(path) as archive:
        body = archive.read(archive.namelist()[0])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.csv", body)
        archive.writestr("b.csv", body)
    assert "a zip of 2 files" in recognise("x.zip", out.getvalue()).what


def test_a_simulated_document_says_so() -> None:
    body = b"SCEDTimeStamp,RepeatedHourFlag,SystemLambda,SIMULATED\n09/29/2026 11:25:17,N,1,Y\n"
    assert recognise("x.csv", body).origin is Origin.SIMULATED


@pytest.mark.parametrize(
    ("name", "at"),
    [
        ("dashboards/system-wide-prices__20260926_1602.json", datetime(2026, 9, 26, 21, 2, tzinfo=UTC)),
        ("mis/WPPHRLYAVGACTNP4732_csv__inner_20250313.135509.zip", datetime(2025, 3, 13, 18, 55, 9, tzinfo=UTC)),
        ("mis/np3-565-cd__20260929_1030__trimmed.csv", datetime(2026, 9, 29, 15, 30, tzinfo=UTC)),
        ("mis/np4-188-cd__20260929__trimmed.csv", None),
    ],
)
def test_when_a_file_was_posted(name: str, at: datetime | None) -> None:
    path = DATA / name
    assert recognise(path.name, path.read_bytes()).posted_at == at
