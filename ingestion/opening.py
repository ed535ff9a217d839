"""Opening a document: what it really is, unpacked within limits, as the part that its parser reads."""

import io
import re
import struct
import zipfile
import zlib

import numpy as np
import orjson

from ingestion import workbook
from ingestion.feed import Content, Form, Media, Member
from models.observation import Document, Origin
from models.problems import Refused

_INFLATED = 256 << 20
_RATIO = 100
_SMALL = 1 << 20
"""Below this a high ratio is no bomb: a few repeated lines compress well."""
_DEEPEST = 32
_OPENING, _CLOSING = np.frombuffer(b"[{", np.uint8), np.frombuffer(b"]}", np.uint8)


def open_document(document: Document, form: Form) -> Content:
    """A document as its parser gets it. Raises Refused naming what is wrong with it."""
    body = document.body
    if not body.strip():
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


def is_zip(body: bytes) -> bool:
    """Whether the bytes begin as a zip does."""
    return body[:4] in (b"PK\x03\x04", b"PK\x05\x06")


def read_zip(body: bytes, most: int) -> tuple[Member, ...]:
    """The members of a zip, counted while they inflate. Names are never used as paths."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            _judge_members(infos, most)
            return tuple(Member(info.filename, _inflate(archive, info)) for info in infos)
    except (zipfile.BadZipFile, zlib.error, EOFError, struct.error, NotImplementedError) as error:
        sound = _lone_member(body)
        if sound is not None and most == 1:
            return (sound,)
        raise Refused(f"The zip is damaged: {error}.", rule="truncated", retry=True) from error


def _judge_members(infos: list[zipfile.ZipInfo], most: int) -> None:
    if not infos:
        raise Refused("The zip holds no file.", rule="empty")
    if len(infos) > most:
        raise Refused(f"The zip holds {len(infos)} files where {most} are expected.", rule="members")
    names = [info.filename for info in infos]
    if len(set(names)) != len(names):
        raise Refused("The zip holds two files of one name.", rule="members")
    for info in infos:
        if info.flag_bits & 1:
            raise Refused(f"{info.filename} in the zip is encrypted.", rule="members")
        if ".." in info.filename or info.filename.startswith(("/", "\\")):
            raise Refused(f"{info.filename} in the zip names a place outside of it.", rule="members")


def _inflate(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    limit = _INFLATED
    parts: list[bytes] = []
    size = 0
    with archive.open(info) as stream:
        while chunk := stream.read(1 << 20):
            size += len(chunk)
            if size > limit or (size > _SMALL and size > _RATIO * max(info.compress_size, 1)):
                raise Refused(f"{info.filename} unpacks to more than {size - len(chunk):,} bytes.", rule="zip-bomb")
            parts.append(chunk)
    body = b"".join(parts)
    if is_zip(body):
        raise Refused(f"{info.filename} is a zip inside the zip.", rule="members")
    return body


def _lone_member(body: bytes) -> Member | None:
    """The first member by its local header, where only the directory at the end is damaged."""
    if len(body) < 30 or body[:4] != b"PK\x03\x04":
        return None
    flags, method = struct.unpack("<HH", body[6:10])
    crc, _, _, name_size, extra_size = struct.unpack("<IIIHH", body[14:30])
    start = 30 + name_size + extra_size
    if method != zipfile.ZIP_DEFLATED or flags & 1:
        return None
    inflater = zlib.decompressobj(-15)
    try:
        content = inflater.decompress(body[start:], _INFLATED)
    except zlib.error:
        return None
    if not inflater.eof or (not flags & 8 and zlib.crc32(content) != crc):
        return None
    return Member(body[30 : 30 + name_size].decode("utf-8", "replace"), content)


def unzipped_workbook(body: bytes) -> bytes:
    """A workbook's bytes, out of the zip around it if there is one. A workbook is itself a zip."""
    if not is_zip(body):
        refuse_imposters(body, Media.XLSX)
        raise Refused("The document is no workbook.", rule="kind")
    if b"xl/workbook.xml" in body[-65_536:] or b"xl/workbook.xml" in body[:4096]:
        return body
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            _judge_members(infos, 1)
            with archive.open(infos[0]) as stream:
                inner = stream.read(_INFLATED + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        sound = _lone_member(body)
        if sound is None:
            raise Refused(f"The zip is damaged: {error}.", rule="truncated", retry=True) from error
        inner = sound.body
    if len(inner) > _INFLATED or not is_zip(inner):
        raise Refused("The zip holds no workbook.", rule="kind")
    return inner


def refuse_imposters(body: bytes, media: Media) -> None:
    """Tell what came in place of the document: a fault, a bot wall's page, or something else."""
    head = body[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    if b"ResponseFaultList" in head:
        raise Refused(f"ERCOT answered with a fault: {fault_text(body)}", rule="fault", retry=True)
    looks_like_html = head[:1] == b"<"
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
    plain = body.removeprefix(b"\xef\xbb\xbf")
    if b"\x00" in plain:
        raise Refused("The document holds NUL bytes; it is no text in UTF-8.", rule="encoding")
    try:
        plain.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused(f"The document is not in UTF-8: byte {error.start:,} is wrong.", rule="encoding") from error
    return plain


def read_json(body: bytes) -> object:
    """JSON of a reasonable depth. Raises Refused."""
    marks = np.frombuffer(re.sub(rb'"(?:[^"\\]|\\.)*"', b"", body), np.uint8)
    steps = np.isin(marks, _OPENING).astype(np.int32) - np.isin(marks, _CLOSING)
    deepest = int(np.cumsum(steps).max(initial=0))
    if deepest > _DEEPEST:
        raise Refused(f"The JSON is nested {deepest} deep.", rule="kind")
    try:
        data: object = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Refused(f"The JSON is cut or damaged: {error}.", rule="truncated", retry=True) from error
    return data


_MARKS = (b'"simulated":true', b'"simulated": true', b'name="simulated"', b'"Simulated":"true"')


def origin_of(body: bytes) -> Origin:
    """Whether a document says of itself that it is simulated."""
    if is_zip(body):
        try:
            with zipfile.ZipFile(io.BytesIO(body)) as archive, archive.open(archive.infolist()[0]) as stream:
                body = stream.read(4096)
        except (zipfile.BadZipFile, zlib.error, EOFError, IndexError, NotImplementedError, RuntimeError):
            return Origin.ERCOT
    first_line = body[:4096].split(b"\n", 1)[0].rstrip(b"\r")
    if first_line.endswith(b",SIMULATED") or any(mark in body[:4096] for mark in _MARKS):
        return Origin.SIMULATED
    return Origin.ERCOT
