"""Opening a document: what it really is, unpacked within limits, as the part that its parser reads."""

import re

import numpy as np
import orjson

from ingestion import workbook
from ingestion.feed import Content, Form, Media, Member
from ingestion.zips import DAMAGED, is_zip, open_zip, read_zip
from models.observation import Document, Origin
from models.problems import Refused

MARK = b"\xef\xbb\xbf"
"""How UTF-8 says that it is UTF-8, before the text."""

_DEEPEST = 32
_BLOCK = 1 << 20
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
_OPENING, _CLOSING = np.frombuffer(b"[{", np.uint8), np.frombuffer(b"]}", np.uint8)


def is_blank(body: bytes) -> bool:
    """Whether there is nothing but white space; told without a second copy of what may be large."""
    return not body or body.isspace()


def open_document(document: Document, form: Form) -> Content:
    """A document as its parser gets it. Raises Refused naming what is wrong with it."""
    body = document.body
    if is_blank(body):
        raise Refused("The document is empty.", rule="empty", retry=True)
    if form.media is Media.XLSX:
        return Content(document, sheets=workbook.read(unzipped_workbook(body)))
    members = read_zip(body, form.members) if is_zip(body) else (Member(document.name, body),)
    for member in members:
        refuse_imposters(member.body, form.media)
    plain = tuple(Member(member.name, _text(member.body)) for member in members)
    if form.media is Media.JSON:
        return Content(document, plain, data=read_json(plain[0].body))
    return Content(document, plain)


def unzipped_workbook(body: bytes) -> bytes:
    """A workbook's bytes, out of the zip around it if there is one. A workbook is itself a zip."""
    if not is_zip(body):
        refuse_imposters(body, Media.XLSX)
        raise Refused("The document is no workbook.", rule="kind")
    if b"xl/workbook.xml" in body[-65_536:] or b"xl/workbook.xml" in body[:4096]:
        return body
    (member,) = read_zip(body, 1, nested=True)
    if not is_zip(member.body):
        raise Refused("The zip holds no workbook.", rule="kind")
    return member.body


def refuse_imposters(body: bytes, media: Media) -> None:
    """Tell what came in place of the document: nothing, a fault, a bot wall's page, or something else."""
    if is_blank(body):
        raise Refused("The answer is empty.", rule="empty", retry=True)
    head = body[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    if b"ResponseFaultList" in head:
        raise Refused(f"ERCOT answered with a fault: {fault_text(body)}", rule="fault", retry=True)
    looks_like_html = head[:1] == b"<"
    if looks_like_html and b"_Incapsula_Resource" in body[:8192]:
        raise Refused("A bot wall answered in place of ERCOT.", rule="bot-wall", retry=True)
    if looks_like_html and media is not Media.HTML:
        raise Refused("ERCOT answered with a web page in place of the document.", rule="bot-wall", retry=True)
    if media is Media.HTML and not looks_like_html:
        raise Refused("The document is no web page.", rule="kind")
    if media is Media.JSON and head[:1] not in (b"{", b"["):
        raise Refused("The document is no JSON.", rule="kind")
    if media is Media.CSV and head[:1] == b"{":
        raise Refused("The document is JSON where a table is due.", rule="kind")


def fault_text(body: bytes) -> str:
    """What ERCOT's fault says."""
    found = re.search(rb'"FaultDescription"\s*:\s*"((?:[^"\\]|\\.)*)"', body)
    return found.group(1).decode("utf-8", "replace") if found else "no description"


def _text(body: bytes) -> bytes:
    """UTF-8 without its mark. Raises Refused for anything else."""
    plain = body.removeprefix(MARK)
    if b"\x00" in plain:
        raise Refused("The document holds NUL bytes; it is no text in UTF-8.", rule="encoding")
    try:
        plain.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused(f"The document is not in UTF-8: byte {error.start:,} is wrong.", rule="encoding") from error
    return plain


def read_json(body: bytes) -> object:
    """JSON of a reasonable depth, after the mark of UTF-8 if there is one. Raises Refused."""
    # A view, because junk of any size may begin as JSON does.
    text = memoryview(body)[len(MARK) if body.startswith(MARK) else 0 :]
    try:
        data: object = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Refused(f"The JSON is cut or damaged: {error}.", rule="truncated", retry=True) from error
    deepest = _depth(body)
    if deepest > _DEEPEST:
        raise Refused(f"The JSON is nested {deepest} deep.", rule="kind")
    return data


def _depth(body: bytes) -> int:
    """How deep sound JSON is nested, counted a block at a time so that a large body costs little memory."""
    marks = np.frombuffer(_STRING.sub(b"", body), np.uint8)
    depth = deepest = 0
    for start in range(0, len(marks), _BLOCK):
        block = marks[start : start + _BLOCK]
        steps = np.cumsum(np.isin(block, _OPENING).astype(np.int32) - np.isin(block, _CLOSING))
        deepest = max(deepest, depth + int(steps.max()))
        depth += int(steps[-1])
    return deepest


_MARKS = (b'"simulated":true', b'"simulated": true', b'name="simulated"', b'"Simulated":"true"')


def origin_of(body: bytes) -> Origin:
    """Whether a document says of itself that it is simulated."""
    if is_zip(body):
        try:
            with open_zip(body) as archive, archive.open(archive.infolist()[0]) as stream:
                body = stream.read(4096)
        except (*DAMAGED, Refused, IndexError, RuntimeError):
            # What is wrong with it is said where it is opened in full.
            return Origin.ERCOT
    first_line = body[:4096].split(b"\n", 1)[0].rstrip(b"\r")
    if first_line.endswith(b",SIMULATED") or any(mark in body[:4096] for mark in _MARKS):
        return Origin.SIMULATED
    return Origin.ERCOT
