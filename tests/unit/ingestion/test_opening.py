"""Opening a document: what it really is, within limits, or a refusal that names the rule."""

import io
import zipfile
from datetime import UTC, datetime

import orjson
import pytest

from ingestion.feed import Content, Form, Media
from ingestion.opening import open_document, origin_of, read_json, unzipped_workbook
from models.observation import Document, Origin, Parsed
from models.problems import Refused

AT = datetime(2026, 9, 29, 16, tzinfo=UTC)
FAULT = b'{"ResponseFaultList":[{"ResponseFault":{"FaultID":1,"FaultDescription":"Try \\"again\\" later."}}]}'
CSV = b"A,B\n1,2\n"


def parse(content: Content) -> Parsed:
    return Parsed()


def form(media: Media, members: int = 1) -> Form:
    return Form("form", "", media, frozenset(), parse, members=members)


def document(body: bytes) -> Document:
    return Document("feed", "form", "name.csv", "", AT, AT, 200, body, Origin.ERCOT)


def zipped(body: bytes, name: str = "a.csv") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, body)
    return out.getvalue()


def refusal(body: bytes, media: Media = Media.CSV) -> tuple[str, str]:
    with pytest.raises(Refused) as refused:
        open_document(document(body), form(media))
    return refused.value.rule, refused.value.what


def test_a_document_opens_zipped_or_plain() -> None:
    for body in (CSV, zipped(CSV), b"\xef\xbb\xbf" + CSV, zipped(b"\xef\xbb\xbf" + CSV)):
        (member,) = open_document(document(body), form(Media.CSV)).members
        assert member.body == CSV
    assert open_document(document(b'\xef\xbb\xbf{"a": 1}'), form(Media.JSON)).data == {"a": 1}
    assert open_document(document(b"<html>\xc3\xa9</html>"), form(Media.HTML)).members[0].body.endswith(b"</html>")


@pytest.mark.parametrize(
    ("body", "media", "rule", "said"),
    [
        (b"", Media.CSV, "empty", "is empty"),
        (b" \r\n\t", Media.JSON, "empty", "is empty"),
        (FAULT, Media.CSV, "fault", 'answered with a fault: Try \\"again\\" later.'),
        (FAULT, Media.JSON, "fault", "answered with a fault"),
        (zipped(FAULT), Media.CSV, "fault", "answered with a fault"),
        (b"<html><body>Request unsuccessful</body></html>", Media.JSON, "bot-wall", "web page in place"),
        (b"\n <!DOCTYPE html>", Media.CSV, "bot-wall", "web page in place"),
        (b'<html><iframe src="/_Incapsula_Resource?x"></html>', Media.HTML, "bot-wall", "bot wall answered"),
        (b"A,B\n1,2\n", Media.HTML, "kind", "no web page"),
        (b"A,B\n1,2\n", Media.JSON, "kind", "no JSON"),
        (b'{"a": 1}', Media.CSV, "kind", "JSON where a table is due"),
        (b"A,B\xff\n1,2\n", Media.CSV, "encoding", "byte 3 is wrong"),
        ("Año,B\n1,2\n".encode("latin-1"), Media.CSV, "encoding", "not in UTF-8"),
        (zipped("Año,B\n1,2\n".encode("latin-1")), Media.CSV, "encoding", "not in UTF-8"),
        ("A,B\n".encode("utf-16"), Media.CSV, "encoding", "not in UTF-8|NUL"),
        (b"A,B\n1,\x002\n", Media.CSV, "encoding", "NUL bytes"),
        (b'{"a": 1', Media.JSON, "truncated", "cut or damaged"),
        (b'{"a": NaN}', Media.JSON, "truncated", "cut or damaged"),
        (b'{"a": 1e999}', Media.JSON, "truncated", "infinity"),
        (b"[" * 33 + b"]" * 33, Media.JSON, "kind", "nested 33 deep"),
        (b"[" * 100_000, Media.JSON, "truncated", "cut or damaged"),
        (b"[" * 5000 + b"]" * 5000, Media.JSON, "truncated|kind", ""),
        (b"PK\x03\x04 and no more", Media.CSV, "truncated", "zip is damaged"),
        (b"no workbook", Media.XLSX, "kind", "no workbook"),
        (FAULT, Media.XLSX, "fault", "answered with a fault"),
        (zipped(b"no workbook"), Media.XLSX, "kind", "holds no workbook"),
    ],
)
def test_what_is_no_document_is_refused_by_name(body: bytes, media: Media, rule: str, said: str) -> None:
    found, what = refusal(body, media)
    assert found in rule.split("|")
    assert any(each in what for each in said.split("|")), what


def test_thirty_two_levels_are_deep_enough() -> None:
    assert read_json(b"[" * 32 + b"]" * 32) is not None


def test_brackets_inside_texts_are_not_counted() -> None:
    data = {"a": "[" * 100 + '"' + "{" * 100, "b\\": ["\\", "[" * 40]}
    assert read_json(orjson.dumps(data)) == data


@pytest.mark.parametrize(
    "text",
    [b'\\"' * 4_000_000, b"x" * 8_000_000, b"\\\\" * 4_000_000, b"[]," * 2_000_000],
    ids=["quotes", "long text", "backslashes", "brackets"],
)
def test_what_a_long_text_holds_is_no_depth(text: bytes) -> None:
    assert read_json(b"[" * 32 + b'"' + text + b'"' + b"]" * 32) is not None
    with pytest.raises(Refused, match="nested 33 deep"):
        read_json(b"[" * 33 + b'"' + text + b'"' + b"]" * 33)
    with pytest.raises(Refused, match="cut or damaged"):
        read_json(b'["' + text)


def test_many_brackets_side_by_side_are_no_depth() -> None:
    assert read_json(b"[" + b"[]," * 500_000 + b"[]]") is not None


def test_what_opened_long_before_still_counts() -> None:
    many = b"[]," * 500_000
    assert read_json(b"[" * 20 + many + b"[" * 12 + b"]" * 32) is not None
    with pytest.raises(Refused, match="nested 33 deep"):
        read_json(b"[" * 20 + many + b"[" * 13 + b"]" * 33)


def test_a_workbook_may_lie_in_a_zip() -> None:
    workbook = zipped(b"<workbook/>", "xl/workbook.xml")
    assert unzipped_workbook(workbook) == workbook
    assert unzipped_workbook(zipped(workbook, "RTMLZHBSPP_2025.xlsx")) == workbook


@pytest.mark.parametrize(
    ("body", "origin"),
    [
        (b"A,B,SIMULATED\n1,2,\n", Origin.SIMULATED),
        (b"A,B,SIMULATED\r\n1,2,\r\n", Origin.SIMULATED),
        (zipped(b"A,B,SIMULATED\n1,2,\n"), Origin.SIMULATED),
        (b'{"simulated":true,"data":[]}', Origin.SIMULATED),
        (b'<html><meta name="simulated" content="true">', Origin.SIMULATED),
        (b"A,B\n1,SIMULATED\n", Origin.ERCOT),
        (CSV, Origin.ERCOT),
        (zipped(CSV), Origin.ERCOT),
        (zipped(CSV)[:40], Origin.ERCOT),
        (b"PK\x05\x06" + bytes(18), Origin.ERCOT),
        (b"", Origin.ERCOT),
    ],
)
def test_a_document_says_of_itself_that_it_is_simulated(body: bytes, origin: Origin) -> None:
    assert origin_of(body) is origin
