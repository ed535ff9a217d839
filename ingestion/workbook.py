"""Workbooks, read in a child process with limits: a hostile sheet can end its reader, not the house."""

import io
import pickle
import resource
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

from ingestion.feed import Sheet
from ingestion.zips import DAMAGED, open_zip
from models.problems import Refused

_WIRE = 64 << 20
_INFLATED = 512 << 20
_PARTS = 200
_RATIO = 100
_MEMORY = 1 << 30
_PROCESSOR_SECONDS = 120


def read(body: bytes) -> tuple[Sheet, ...]:
    """Every sheet as rows of plain cells. Raises Refused for what is no sound workbook."""
    _judge(body)
    try:
        reader = subprocess.run(
            [sys.executable, "-m", "ingestion.workbook"],
            cwd=Path(__file__).resolve().parents[1],
            input=body,
            capture_output=True,
            timeout=4 * _PROCESSOR_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Refused(f"The workbook was not read within {error.timeout:g} s.", rule="workbook") from error
    if reader.returncode:
        said = reader.stderr.decode("utf-8", "replace").strip().splitlines()
        why = said[-1] if said else f"its reader ended with {reader.returncode}"
        raise Refused(f"The workbook could not be read: {why[:300]}.", rule="workbook")
    # The child is this program's own; what it read has been turned into plain cells there.
    sheets: list[tuple[str, list[list[object]]]] = pickle.loads(reader.stdout)  # noqa: S301
    return tuple(Sheet(name, rows) for name, rows in sheets)


def _judge(body: bytes) -> None:
    """Sizes by the directory, before anything is unpacked."""
    if len(body) > _WIRE:
        raise Refused(f"The workbook has more than {_WIRE:,} bytes.", rule="too-big")
    try:
        with open_zip(body) as archive:
            infos = archive.infolist()
    except DAMAGED as error:
        raise Refused(f"The workbook is damaged: {error}.", rule="truncated", retry=True) from error
    size = sum(info.file_size for info in infos)
    if len(infos) > _PARTS or size > _INFLATED or size > _RATIO * len(body):
        raise Refused(f"The workbook unpacks to {size:,} bytes in {len(infos)} parts.", rule="zip-bomb")


def modified(body: bytes) -> datetime | None:
    """When a workbook says that it was last changed; None for anything that does not say it."""
    if body[:2] != b"PK":
        return None
    try:
        with open_zip(body) as archive:
            info = archive.getinfo("docProps/core.xml")
            if info.file_size > 65_536:
                return None
            text = archive.read(info)
        if b"<!" in text:
            return None
        root = ElementTree.fromstring(text)  # noqa: S314 - no declarations, as checked above
    except (*DAMAGED, Refused, KeyError, ElementTree.ParseError, RuntimeError):
        return None
    found = root.find("{http://purl.org/dc/terms/}modified")
    if found is None or not found.text:
        return None
    try:
        instant = datetime.fromisoformat(found.text.strip())
    except ValueError:
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _serve() -> None:
    """The child: a workbook on standard input, pickled sheets on standard output."""
    from python_calamine import CalamineWorkbook

    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_PROCESSOR_SECONDS, _PROCESSOR_SECONDS))
    book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    sheets = [(name, book.get_sheet_by_name(name).to_python(skip_empty_area=True)) for name in book.sheet_names]
    sys.stdout.buffer.write(pickle.dumps(sheets, protocol=5))


if __name__ == "__main__":
    _serve()
