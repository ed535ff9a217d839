"""Zips of a size that is known before they are made, so that a listing can state sizes without building documents."""

import zipfile
from datetime import datetime
from io import BytesIO

_LARGEST_COMMENT = 65535
_MARK = b"SIMULATED"


def pack(member: str, body: bytes, size: int, at: datetime) -> bytes:
    """A zip of exactly `size` bytes with one member; the room that is left is filled with the archive's comment.

    at: wall clock written as the member's time. Raises ValueError if the member does not fit.
    """
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        packed = _zip(member, body, method, at, b"")
        room = size - len(packed)
        if len(_MARK) <= room <= _LARGEST_COMMENT:
            return _zip(member, body, method, at, _MARK.ljust(room))
    raise ValueError(f"{member} needs {len(body)} bytes and does not fit a zip of {size}")


def _zip(member: str, body: bytes, method: int, at: datetime, comment: bytes) -> bytes:
    out = BytesIO()
    info = zipfile.ZipInfo(member, (at.year, at.month, at.day, at.hour, at.minute, at.second))
    info.compress_type = method
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr(info, body)
        archive.comment = comment
    return out.getvalue()


def unpack(body: bytes) -> tuple[str, bytes]:
    """Name and bytes of the only member of a zip."""
    with zipfile.ZipFile(BytesIO(body)) as archive:
        name = archive.namelist()[0]
        return name, archive.read(name)
