"""Workbooks, sound and hostile: the reader may die, the house must not."""

import io
import time
import zipfile
from datetime import UTC, datetime

import pytest

from ingestion import workbook as room
from ingestion.workbook import modified, read
from models.problems import Refused
from tests.support.workbooks import sheet, workbook

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
CORE = (
    '<?xml version="1.0"?><cp:coreProperties '
    'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dcterms="http://purl.org/dc/terms/"><dcterms:modified>{}</dcterms:modified></cp:coreProperties>'
)


def refusal(body: bytes) -> tuple[str, str]:
    with pytest.raises(Refused) as refused:
        read(body)
    return refused.value.rule, refused.value.what


def test_sheets_come_with_their_names_texts_and_numbers() -> None:
    body = workbook({"Jan": sheet([["Delivery Date", "Price"], ["01/01/2025", 12.5]]), "Feb": sheet([])})
    january, february = read(body)
    assert (january.name, february.name) == ("Jan", "Feb")
    assert [list(row) for row in january.rows] == [["Delivery Date", "Price"], ["01/01/2025", 12.5]]
    assert list(february.rows) == []


def test_a_workbook_is_read_from_any_folder(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(str(tmp_path))
    assert len(read(workbook({"Jan": sheet([["a"]])}))) == 1


def test_a_cell_at_the_far_corner_ends_its_reader_and_not_the_house() -> None:
    far = (
        f'<?xml version="1.0"?><worksheet {MAIN}><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    )
    body = workbook({"Jan": far})
    assert len(body) < 5_000
    start = time.monotonic()
    rule, what = refusal(body)
    assert rule == "workbook"
    assert "could not be read" in what
    assert time.monotonic() - start < 20


def test_a_sheet_that_needs_more_than_its_reader_may_have_is_refused() -> None:
    # A cell at BH1048576 makes a reader lay out 63 million cells, some 1.5 GB.
    wide = (
        f'<?xml version="1.0"?><worksheet {MAIN}><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="BH1048576"><v>1</v></c></row></sheetData></worksheet>'
    )
    rule, _ = refusal(workbook({"Jan": wide}))
    assert rule == "workbook"


def test_entities_are_not_expanded() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    text = (
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]><worksheet {MAIN}><sheetData><row r="1">'
        '<c t="inlineStr"><is><t>&l9;</t></is></c></row></sheetData></worksheet>'
    )
    assert_harmless(workbook({"Jan": text}), "haha")


def test_files_of_the_machine_are_not_read() -> None:
    text = (
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><worksheet {MAIN}><sheetData>'
        '<row r="1"><c t="inlineStr"><is><t>&f;</t></is></c></row></sheetData></worksheet>'
    )
    assert_harmless(workbook({"Jan": text}), "root:")


def assert_harmless(body: bytes, secret: str) -> None:
    """Refused, or read without what the entity stands for."""
    start = time.monotonic()
    try:
        sheets = read(body)
    except Refused as refused:
        assert refused.rule == "workbook"  # noqa: PT017 - either outcome is right
        sheets = ()
    assert secret not in str([each.rows for each in sheets])
    assert time.monotonic() - start < 20


@pytest.mark.parametrize(
    ("body", "rule", "said"),
    [
        (b"PK\x03\x04 no workbook", "truncated", "damaged"),
        (workbook({"Jan": sheet([["a"]])})[:-100], "truncated", "damaged"),
        (workbook({}, {"xl/workbook.xml": "<nonsense"}), "workbook", "could not be read"),
        (workbook({"Jan": sheet([["a"]])}, {"xl/worksheets/sheet1.xml": b"\x00\x01"}), "workbook", "could not be read"),
        (workbook({}, {f"xl/part{n}.xml": "" for n in range(200)}), "zip-bomb", "204 parts"),
        (workbook({}, {"xl/media/big.bin": bytes(40_000_000)}), "zip-bomb", "unpacks to 40,"),
    ],
)
def test_what_is_no_sound_workbook_is_refused_by_name(body: bytes, rule: str, said: str) -> None:
    found, what = refusal(body)
    assert (found, said in what) == (rule, True), what


def test_a_workbook_above_the_limit_is_not_even_opened() -> None:
    assert refusal(bytes((64 << 20) + 1)) == ("too-big", "The workbook has more than 67,108,864 bytes.")


def test_a_reader_that_never_ends_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "_PROCESSOR_SECONDS", 0.01)
    rule, what = refusal(workbook({"Jan": sheet([["a"]])}))
    assert (rule, what) == ("workbook", "The workbook was not read within 0.04 s.")


def test_a_workbook_says_when_it_was_last_changed() -> None:
    body = workbook({}, {"docProps/core.xml": CORE.format("2026-01-02T03:04:05Z")})
    assert modified(body) == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    naive = workbook({}, {"docProps/core.xml": CORE.format("2026-01-02T03:04:05")})
    assert modified(naive) == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def damaged(body: bytes) -> bytes:
    """The same workbook, its properties no longer what they were packed from."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        start = archive.getinfo("docProps/core.xml").header_offset
    return body[: start + 60] + b"\xff" * 40 + body[start + 100 :]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"A,B\n",
        b"PK\x03\x04",
        workbook({}),
        workbook({}, {"docProps/core.xml": CORE.format("yesterday")}),
        workbook({}, {"docProps/core.xml": CORE.format("")}),
        workbook({}, {"docProps/core.xml": "<nonsense"}),
        workbook({}, {"docProps/core.xml": '<!DOCTYPE x [<!ENTITY a "b">]>' + CORE.format("2026-01-02")}),
        workbook({}, {"docProps/core.xml": CORE.format("2026-01-02") + " " * 70_000}),
        damaged(workbook({}, {"docProps/core.xml": CORE.format("2026-01-02T03:04:05Z")})),
    ],
)
def test_a_workbook_that_does_not_say_it_is_of_no_known_time(body: bytes) -> None:
    assert modified(body) is None
