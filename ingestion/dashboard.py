"""The parts of a dashboard's JSON by name: one that is lost, or of another kind, refuses the document."""

from typing import Any, TypeVar

from ingestion.hours import BadTime, stamped
from models.problems import Refused

_HOUR = 3_600_000_000
_WORDS = {"list": "list", "dict": "object"}

Part = TypeVar("Part", dict[str, Any], list[Any])


def part(data: Any, name: str, kind: type[Part]) -> Part:
    """A part of the document. Raises Refused naming it if it is lost or no longer of that kind."""
    found = data.get(name) if isinstance(data, dict) else None
    if isinstance(found, kind):
        return found
    raise Refused(f"The document has no {_WORDS[kind.__name__]} {name}.", rule="columns")


def posted_hour(data: Any) -> int:
    """The hour in which the page says it was last updated, microseconds: its forecasts' posting."""
    return last_updated(data) // _HOUR * _HOUR


def last_updated(data: Any) -> int:
    """When the page says it was last updated, microseconds. Raises Refused if it does not say so."""
    said: object = data.get("lastUpdated") if isinstance(data, dict) else None
    try:
        if not isinstance(said, str):
            raise BadTime("it is missing")
        return stamped(said)
    except BadTime as error:
        raise Refused(f"The document's lastUpdated is wrong: {error}.", rule="columns") from error
