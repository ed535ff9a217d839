"""Recorded files opened by plain means: csv, json, zipfile, openpyxl, html.parser."""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import openpyxl

Key = tuple[str, str, str, datetime, datetime | None]
"""Measure, entity, kind, start, and for forecasts the posting; both instants are aware.

The posting is None for what is no forecast, and for a forecast whose document does not say when it was published.
"""
Values = dict[Key, float]
Reader = Callable[[Path], Values]


def text_of(path: Path) -> str:
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            (name,) = archive.namelist()
            return archive.read(name).decode("utf-8-sig")
    return path.read_text("utf-8-sig")


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    """Rows of a csv, heads and cells stripped; a line of blanks is none."""
    reader = csv.reader(io.StringIO(text_of(path), newline=""))
    heads = [head.strip() for head in next(reader)]
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield dict(zip(heads, (cell.strip() for cell in cells), strict=True))


def json_of(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def api_rows(path: Path) -> Iterator[dict[str, Any]]:
    data = json_of(path)
    names = [field["name"] for field in data["fields"]]
    for row in data["data"]:
        yield dict(zip(names, row, strict=True))


def sheets(path: Path) -> Iterator[tuple[str, list[str], Iterator[tuple[Any, ...]]]]:
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    for sheet in book.worksheets:
        rows = sheet.iter_rows(values_only=True)
        heads = next(rows, None)
        if heads is not None:
            yield sheet.title, [str(head).strip() for head in heads], rows


class _Cells(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.cells: list[str] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "td":
            self.cells.append("")
            self.inside = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "td":
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.cells[-1] += data.strip()


def cells_of(path: Path) -> list[str]:
    """The texts of a page's table cells, in order."""
    parser = _Cells()
    parser.feed(path.read_text())
    return parser.cells
