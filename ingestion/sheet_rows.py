"""Rows of a workbook's sheets, read by the names of their columns like those of a csv."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ingestion.feed import Sheet
from ingestion.table import require


@dataclass(slots=True)
class SheetRow:
    """A row of a sheet. Its text is what the quarantine shows: the sheet's name, then the cells."""

    sheet: str
    cells: Sequence[Any]
    places: Mapping[str, int] = field(repr=False)

    def __getitem__(self, head: str, /) -> Any:
        return self.cells[self.places[head]]

    def __str__(self) -> str:
        return f"{self.sheet}: {list(self.cells)}"


def heads_of_sheet(sheet: Sheet) -> list[str]:
    """Column names of a sheet, blanks around them removed; none of a sheet without a row below them."""
    return [str(head).strip() for head in sheet.rows[0]] if len(sheet.rows) > 1 else []


def sheet_rows(
    sheets: Iterable[Sheet], wanted: Sequence[str], also: Mapping[str, str] | None = None
) -> Iterator[tuple[int, SheetRow]]:
    """Rows as (row of the sheet, cells by column), sheet after sheet; one without rows is passed over.

    also: by wanted name, another under which the column may stand instead. Raises Refused when one is missing.
    """
    also = also or {}
    for sheet in sheets:
        heads = heads_of_sheet(sheet)
        if not heads:
            continue
        written = {name: also[name] if also.get(name) in heads else name for name in wanted}
        places = require(heads, written.values())
        by_name = {name: places[head] for name, head in written.items()}
        for number, row in enumerate(sheet.rows[1:], 2):
            yield number, SheetRow(sheet.name, row, by_name)
