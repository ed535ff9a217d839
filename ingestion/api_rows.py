"""Rows of the Public API: arrays that are read by the names in `fields`, never by position."""

from collections.abc import Iterable, Iterator
from typing import Any

from ingestion.feed import Content
from ingestion.table import keep_out, require
from models.observation import Parsed, Reject
from models.problems import Refused


def api_rows(content: Content, wanted: Iterable[str], parsed: Parsed) -> Iterator[tuple[int, dict[str, Any]]]:
    """Rows as (number, cells by field). A row of the wrong length is rejected."""
    data = content.data
    if not isinstance(data, dict) or "fields" not in data or not isinstance(data.get("data"), list):
        raise Refused("The reply has no fields or no rows.", rule="columns")
    fields = data["fields"]
    if not isinstance(fields, list) or not all(isinstance(each, dict) and "name" in each for each in fields):
        raise Refused("The reply's fields are no list of names.", rule="columns")
    names = [str(each["name"]) for each in fields]
    require(names, wanted)
    for number, row in enumerate(data["data"], 1):
        if not isinstance(row, list) or len(row) != len(names):
            keep_out(parsed, Reject(number, "row", "", "has another length than the fields", str(row)[:300]))
            continue
        yield number, dict(zip(names, row, strict=True))
