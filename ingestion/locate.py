"""Where in its document a stored value stands: the document is read again by the very parser that stored it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from ingestion import registry
from ingestion.cdr_page import lines as page_lines
from ingestion.feed import Content, Form, Media
from ingestion.opening import open_document
from ingestion.table import cells_of, heads_of, lines_of
from models.catalog.lookup import measure as measure_named
from models.catalog.measure import Measure
from models.clock import micros
from models.observation import Document, Key, Parsed, Place
from models.problems import Refused

MOST_CELLS = 60
_LONGEST_CELL = 200
_NEAR = 60
"""Entries around the one that a minute's value was kept under, among which its lowest or highest reading lies."""
_NUMBER = re.compile(r"[+-]?[\d,]*\.?\d+\Z")

_TIMES = re.compile(r"date|hour|interval|flag|time|epoch", re.IGNORECASE)

Cells = tuple[tuple[str, str], ...]
Entry = tuple[str, Cells]
"""What names a row of a document, and its cells."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The value that is looked for; instants in microseconds."""

    measure: Measure
    key: Key
    start: int
    posted: int | None
    value: float


def locate(
    document: Document, measure: str, key: Key, start: datetime, posted: datetime | None, value: float
) -> Place | None:
    """The row of a value; None when the document, as it is read today, does not say this value.

    posted: of forecasts, the publication. Raises Refused when the document can't be read any more.
    """
    form = _form(document)
    if form is None:
        return None
    content = open_document(document, form)
    wanted = Wanted(measure_named(measure), key, micros(start), None if posted is None else micros(posted), value)
    for part in _parts(content):
        line = _line(form, part, wanted, alone=part is content)
        if line is not None:
            where, cells = _entry(form, part, line, wanted)
            return Place(where, *_shown(cells, _cell(cells, wanted)), _rules(form))
    return None


def row_at(document: Document, line: int) -> Place | None:
    """The row that a line number of a document's form means, such as that of a row kept out. Raises Refused."""
    form = _form(document)
    if form is None:
        return None
    content = open_document(document, form)
    where, cells = _entry(form, next(_parts(content)), line, None)
    return Place(where, cells[:MOST_CELLS]) if cells else None


def _form(document: Document) -> Form | None:
    return next((form for feed in registry.feeds() for form in feed.forms if form.name == document.form), None)


def _parts(content: Content) -> Iterator[Content]:
    """A workbook's sheets and a zip's members one by one, because each counts its own lines; then the whole."""
    if len(content.sheets) > 1:
        yield from (replace(content, sheets=(sheet,)) for sheet in content.sheets)
    if len(content.members) > 1:
        yield from (replace(content, members=(member,)) for member in content.members)
    yield content


def _line(form: Form, part: Content, wanted: Wanted, *, alone: bool) -> int | None:
    try:
        parsed = form.parse(part)
    except (Refused, LookupError, ValueError):
        # A part may need its neighbours to be read; then it is found in the whole.
        if alone:
            raise
        return None
    return _found(parsed, wanted)


def _found(parsed: Parsed, wanted: Wanted) -> int | None:
    for block in parsed.blocks:
        if block.measure.id != wanted.measure.id:
            continue
        if None not in (block.posted, wanted.posted) and block.posted != wanted.posted:
            continue
        for place, (key, start) in enumerate(zip(block.keys, block.starts, strict=True)):
            if start == wanted.start and key == wanted.key and block.values[place] == wanted.value:
                return block.lines[place] if block.lines is not None else 0
    return None


def _entry(form: Form, part: Content, line: int, wanted: Wanted | None) -> Entry:
    """The row of that number."""
    if line < 1:
        return f"the head of {part.document.name}", ()
    if form.media is Media.JSON:
        return _json_entry(part.data, line, wanted)
    if form.media is Media.XLSX:
        sheet = part.sheets[0]
        cells = _named(sheet.rows[0], sheet.rows[line - 1]) if line <= len(sheet.rows) else ()
        return f"row {line:,} of the sheet {sheet.name}", cells
    member = part.members[0]
    if form.media is Media.HTML:
        found = page_lines(member.body.decode("utf-8", "replace"))
        cells = _named(("Heading", "Label", "Value"), found[line - 1]) if line <= len(found) else ()
        return f"line {line:,} of the page's tables", cells
    rows = lines_of(member.body)
    cells = _named(heads_of(member.body), cells_of(rows[line - 1])) if line <= len(rows) else ()
    return f"line {line:,} of {member.name}", cells


def _named(heads: Sequence[Any], cells: Sequence[Any]) -> Cells:
    return tuple((_text(head), _text(cell)) for head, cell in zip(heads, cells, strict=False))


def _text(cell: Any) -> str:
    text = "" if cell is None else str(cell).strip()
    return text if len(text) <= _LONGEST_CELL else text[: _LONGEST_CELL - 1] + "\N{HORIZONTAL ELLIPSIS}"


def _shown(cells: Cells, cell: int) -> tuple[Cells, int]:
    """A row that is wide is cut to its head and to what stands around the value."""
    if len(cells) <= MOST_CELLS:
        return cells, cell
    if cell < MOST_CELLS:
        return cells[:MOST_CELLS], cell
    around = cells[cell - MOST_CELLS // 4 : cell + MOST_CELLS // 4]
    return (*cells[: MOST_CELLS // 2], *around), MOST_CELLS // 2 + MOST_CELLS // 4


def _cell(cells: Cells, wanted: Wanted) -> int:
    """Which cell is the value; -1 where none is, or where several might be and none is named for the entity."""
    found = [place for place, (name, text) in enumerate(cells) if not _TIMES.search(name) and _is(text, wanted.value)]
    if len(found) > 1:
        entity = wanted.measure.dataset.entities.by_spelling.get(wanted.key[0])
        spellings = {wanted.key[0], *(entity.spellings if entity else ())}
        found = [place for place in found if spellings & set(cells[place][0].split("."))]
    return found[0] if len(found) == 1 else -1


def _is(text: str, value: float) -> bool:
    return bool(_NUMBER.match(text)) and float(text.replace(",", "")) == value


def _json_entry(data: Any, line: int, wanted: Wanted | None) -> Entry:
    """The entry of that number in whichever list has the value there, at its time; else the nearest to it that has."""
    lists = list(_lists(data))
    # The narrowest first: a list's entries, before what holds the list itself.
    there = sorted((entries[line - 1] for entries in lists if line <= len(entries)), key=lambda entry: len(entry[1]))
    if wanted is not None:
        value = wanted.value
        near = [
            entries[place]
            for entries in lists
            for place in sorted(
                range(max(0, line - _NEAR), min(len(entries), line + _NEAR)), key=lambda n: abs(n + 1 - line)
            )
        ]
        holding = [entry for entry in (*there, *near) if any(_is(text, value) for _, text in entry[1])]
        timed = [entry for entry in holding if _is_of(entry[1], wanted)]
        if timed or holding:
            return (timed or holding)[0]
    return there[0] if there else (f"entry {line:,}", ())


def _is_of(cells: Cells, wanted: Wanted) -> bool:
    """Whether an entry bears an epoch, in milliseconds, of the interval: its start, its end or between."""
    first = wanted.start // 1_000
    last = first + wanted.measure.dataset.interval // timedelta(milliseconds=1)
    return any(text.isdecimal() and first <= int(text) <= last for _, text in cells)


def _lists(data: Any) -> Iterator[list[Entry]]:
    """What a parser may have counted: each list of the document, and all lists of one level one after another."""
    if not isinstance(data, Mapping):
        return
    if isinstance(data.get("fields"), list) and isinstance(data.get("data"), list):
        heads = [str(field.get("name", "")) for field in data["fields"] if isinstance(field, Mapping)]
        rows = [row for row in data["data"] if isinstance(row, list)]
        yield [(f"row {n:,} of data", _named(heads, row)) for n, row in enumerate(rows, 1)]
        return
    level: list[tuple[str, Any]] = [(str(name), part) for name, part in data.items()]
    for _ in range(3):
        listed = [(name, _entries(name, part)) for name, part in level]
        yield from (entries for _, entries in listed if entries)
        yield [entry for _, entries in listed for entry in entries]
        level = [
            (f"{name}.{inner}", below)
            for name, part in level
            if isinstance(part, Mapping)
            for inner, below in part.items()
        ]


def _entries(name: str, part: Any) -> list[Entry]:
    if isinstance(part, list):
        return [(f"entry {n:,} of {name}", _flat(row)) for n, row in enumerate(part, 1)]
    if isinstance(part, Mapping):
        rows = [(inner, row) for inner, row in part.items() if isinstance(row, Mapping)]
        return [(f"entry {n:,} of {name}, {inner}", _flat(row)) for n, (inner, row) in enumerate(rows, 1)]
    return []


def _flat(row: Any, before: str = "") -> Cells:
    """The leaves of an entry, each by the names that lead to it."""
    if isinstance(row, Mapping):
        return tuple(
            cell for name, below in row.items() for cell in _flat(below, f"{before}.{name}" if before else name)
        )
    if isinstance(row, list):
        return tuple(
            cell for n, below in enumerate(row, 1) for cell in _flat(below, f"{before}.{n}" if before else str(n))
        )
    return ((before or "value", _text(row)),)


def _rules(form: Form) -> tuple[str, ...]:
    """What validation asked of this form's documents beyond what the catalog says of its measures."""
    found = ["Every column or key that its kind of document has is there."] if form.signature else []
    if form.days is not None:
        first, last = form.days
        found.append(f"Its operating days reach from {_days(first)} to {_days(last)} its posting.")
    if form.complete is not None:
        found.append("Every hub and load zone of its interval is there.")
    return tuple(found)


def _days(count: int) -> str:
    if count == 0:
        return "the day of"
    return f"{abs(count)} day{'s' if abs(count) > 1 else ''} {'before' if count < 0 else 'after'}"
