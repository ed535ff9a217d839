"""ERCOT's tables, read by the names of their columns: additions are welcome, a lost column is a refusal."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from models.observation import Parsed, Reject
from models.problems import Refused

_DECIMAL = re.compile(r"\s*[+-]?(?:\d+\.?\d*|\.\d+)\s*\Z", re.ASCII)


LARGEST_TABLE = 64 << 20
MOST_REJECTS = 10_000
"""A document with more bad rows than this is no document of ERCOT's; the rest of it is not read."""

JSON_FAULTS = (ValueError, KeyError, TypeError, AttributeError)
"""What reading a row of JSON may raise: any part of it can be lost, or be of another kind."""

Raw = TypeVar("Raw")
Read = TypeVar("Read")


class BadCell(ValueError):
    """A cell that breaks a rule: which column, what stood there, which rule."""

    def __init__(self, field: str, value: object, rule: str) -> None:
        super().__init__(rule)
        self.field = field
        self.value = str(value)
        self.rule = rule


def decimal(value: object, field: str = "value") -> float:
    """A plain decimal number as ERCOT writes it; no exponents, no words. Raises BadCell."""
    if isinstance(value, bool):
        raise BadCell(field, value, "is no number")
    if isinstance(value, int | float):
        number = float(value)
        if number != number or number in (float("inf"), float("-inf")):
            raise BadCell(field, value, "is no finite number")
        return number
    if not isinstance(value, str) or not _DECIMAL.match(value):
        raise BadCell(field, "" if value is None else value, "is no decimal number")
    return float(value)


class Decimals(dict[bytes, float]):
    """Texts to numbers, each distinct text judged once: prices repeat."""

    def __missing__(self, text: bytes) -> float:
        number = decimal(text.decode(), "price")
        self[text] = number
        return number


def require(heads: Sequence[str], wanted: Iterable[str]) -> dict[str, int]:
    """Where each wanted column stands. Raises Refused naming the first that is missing or stands there twice."""
    places = {head: place for place, head in enumerate(heads)}
    for name in wanted:
        if name not in places:
            raise Refused(f"The column {name} is missing; there are {', '.join(heads)[:300]}.", rule="columns")
        if heads.count(name) > 1:
            raise Refused(f"The column {name} stands there {heads.count(name)} times.", rule="columns")
    return places


def heads_of(body: bytes) -> list[str]:
    """Column names of a csv, blanks around them removed."""
    first = body.split(b"\n", 1)[0]
    return [head.strip().strip('"') for head in first.decode("utf-8", "replace").split(",")]


def lines_of(body: bytes) -> list[bytes]:
    """A csv's lines without their ends, the head included. Raises Refused for a table beyond all measure."""
    if len(body) > LARGEST_TABLE:
        raise Refused(f"The table has {len(body):,} bytes; none of ERCOT's has over {LARGEST_TABLE:,}.", rule="too-big")
    return (body.replace(b"\r\n", b"\n") if b"\r" in body else body).split(b"\n")


def cells_of(line: bytes) -> list[str]:
    """The cells of a line. ERCOT quotes none today, but a quoted one may hold a comma."""
    text = line.decode()
    return next(csv.reader([text])) if '"' in text else text.split(",")


def rows_of(body: bytes, wanted: Iterable[str], parsed: Parsed) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows as (line number, cells by column). A row of the wrong length is rejected, a blank one noted."""
    lines = lines_of(body)
    heads = heads_of(body)
    require(heads, wanted)
    for number, line in enumerate(lines[1:], 2):
        if not line.strip():
            if line:
                parsed.notes.append(f"Line {number} holds only blanks.")
            continue
        cells = cells_of(line)
        if len(cells) != len(heads):
            rule = f"has {len(cells)} cells where the head has {len(heads)}"
            keep_out(parsed, Reject(number, "row", "", rule, line.decode()[:300]))
            continue
        yield number, dict(zip(heads, cells, strict=True))


def keep_out(parsed: Parsed, row: Reject) -> None:
    """Note a row that is kept out. Raises Refused when hardly anything of the document can be good."""
    if len(parsed.rejects) >= MOST_REJECTS:
        first = parsed.rejects[0]
        raise Refused(
            f"More than {MOST_REJECTS:,} rows are bad; the first, on line {first.line}: {first.field} {first.rule}.",
            rule="rows",
        )
    parsed.rejects.append(row)


def reject(parsed: Parsed, line: int, error: Exception, text: object) -> None:
    """Keep a row out, with the reason that its reading gave."""
    shown = str(text)[:300]
    if isinstance(error, BadCell):
        keep_out(parsed, Reject(line, error.field, error.value, error.rule, shown))
    elif isinstance(error, KeyError):
        keep_out(parsed, Reject(line, str(error.args[0]), "", "is missing", shown))
    else:
        keep_out(parsed, Reject(line, "row", "", str(error), shown))


def as_it_is(row: object) -> object:
    """A row as it shows itself."""
    return row


def readable(
    rows: Iterable[tuple[int, Raw]],
    read: Callable[[Raw], Read],
    parsed: Parsed,
    *,
    faults: tuple[type[Exception], ...] = (ValueError,),
    shown: Callable[[Raw], object] = as_it_is,
) -> Iterator[tuple[int, Read]]:
    """Of numbered rows, the number and what `read` makes of each.

    A row of which it raises one of `faults` is kept out of `parsed`, with the reason and the row as `shown` writes it.
    Raises Refused when hardly anything of the document can be good.
    """
    for number, row in rows:
        try:
            found = read(row)
        except faults as error:
            reject(parsed, number, error, shown(row))
            continue
        yield number, found
