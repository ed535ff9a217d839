"""Zips from outside: told by their first bytes, judged before they are opened, counted while they inflate."""

import io
import struct
import zipfile
import zlib

from ingestion.feed import Member
from models.problems import Refused

INFLATED = 256 << 20
"""Bytes that one document may unpack to, all its members together."""

_RATIO = 100
_SMALL = 1 << 20
"""Below this a high ratio is no bomb: a few repeated lines compress well."""

_MOST_ENTRIES = 2_000
_ENTRY, _NEXT_FILE, _SIZES_BEHIND = b"PK\x01\x02", b"PK\x03\x04", b"PK\x07\x08"
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# What the standard library raises, whichever part of a zip is damaged.
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, struct.error, NotImplementedError, ValueError)


def is_zip(body: bytes) -> bool:
    """Whether the bytes begin as a zip does."""
    return body[:4] in (_NEXT_FILE, b"PK\x05\x06")


def open_zip(body: bytes) -> zipfile.ZipFile:
    """The zip, with its directory read. Raises Refused for a directory that is a bomb itself, else any of DAMAGED."""
    if body.count(_ENTRY) > _MOST_ENTRIES:
        raise Refused(f"The zip lists more than {_MOST_ENTRIES:,} files.", rule="members")
    return zipfile.ZipFile(io.BytesIO(body))


def read_zip(body: bytes, most: int, *, nested: bool = False) -> tuple[Member, ...]:
    """The members of a zip, counted while they inflate. Names are never used as paths.

    most: how many members it may have. nested: whether a member may be a zip itself, as a workbook is.
    Raises Refused naming the rule that it breaks.
    """
    try:
        with open_zip(body) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            _judge(infos, most)
            left = INFLATED
            members = []
            for info in infos:
                content = _inflate(archive, info, min(info.compress_size, len(body)), left)
                left -= len(content)
                members.append(Member(info.filename, content))
    except DAMAGED as error:
        sound = _lone_member(body) if most == 1 else None
        if sound is None:
            raise Refused(f"The zip is damaged: {error}.", rule="truncated", retry=True) from error
        members = [sound]
    for member in members:
        if is_zip(member.body) and not nested:
            raise Refused(f"{member.name} is a zip inside the zip.", rule="members")
    return tuple(members)


def _judge(infos: list[zipfile.ZipInfo], most: int) -> None:
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
        _judge_name(info.filename)
        if info.compress_type not in _METHODS:
            # Other methods are inflated without a limit by the standard library.
            raise Refused(f"{info.filename} in the zip is compressed in an unusual way.", rule="members")


def _judge_name(name: str) -> None:
    if ".." in name or name.startswith(("/", "\\")):
        raise Refused(f"{name} in the zip names a place outside of it.", rule="members")


def _inflate(archive: zipfile.ZipFile, info: zipfile.ZipInfo, packed: int, limit: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    with archive.open(info) as stream:
        while chunk := stream.read(1 << 20):
            size += len(chunk)
            if size > limit or _is_bomb(size, packed):
                raise _bomb(info.filename, size - len(chunk))
            parts.append(chunk)
    return b"".join(parts)


def _is_bomb(size: int, packed: int) -> bool:
    return size > _SMALL and size > _RATIO * max(packed, 1)


def _bomb(name: str, size: int) -> Refused:
    return Refused(f"{name} unpacks to more than {size:,} bytes.", rule="zip-bomb")


def _lone_member(body: bytes) -> Member | None:
    """The one member by its local header, where only the directory at the end is damaged; else None."""
    if len(body) < 30 or body[:4] != _NEXT_FILE:
        return None
    flags, method = struct.unpack("<HH", body[6:10])
    crc, _, _, name_size, extra_size = struct.unpack("<IIIHH", body[14:30])
    if method != zipfile.ZIP_DEFLATED or flags & 1:
        return None
    name = body[30 : 30 + name_size].decode("utf-8", "replace")
    _judge_name(name)
    inflater = zlib.decompressobj(-15)
    packed = body[30 + name_size + extra_size :]
    try:
        content = inflater.decompress(packed, min(INFLATED, _SMALL + _RATIO * len(packed)))
    except zlib.error:
        return None
    if inflater.unconsumed_tail or _is_bomb(len(content), len(packed)):
        raise _bomb(name, len(content))
    rest = inflater.unused_data
    if flags & 8 and rest[:4] == _SIZES_BEHIND:
        # The header was written before the sum was known; it stands behind the data.
        (crc,), rest = struct.unpack("<I", rest[4:8].ljust(4, b"\0")), rest[16:]
    if not inflater.eof or zlib.crc32(content) != crc or rest[:4] == _NEXT_FILE:
        return None
    return Member(name, content)
