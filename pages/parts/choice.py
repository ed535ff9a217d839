"""What is chosen on the Data page: a feed, or one day of a dataset; it narrows the list of gaps."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Choice:
    """A feed's name, or a dataset's id with a day; nothing at all means everything."""

    feed: str | None = None
    dataset: str | None = None
    day: date | None = None


def of_feed(name: str) -> str:
    """What a button says that chooses a feed."""
    return json.dumps({"feed": name})


NOTHING = json.dumps(None)
"""What a button says that ends a choice."""


def read(given: object) -> Choice:
    """A choice as the browser sends it; what is none is taken for no choice."""
    if not isinstance(given, Mapping):
        return Choice()
    feed, dataset, day = given.get("feed"), given.get("dataset"), given.get("day")
    if isinstance(feed, str):
        return Choice(feed=feed)
    if not isinstance(dataset, str) or not isinstance(day, str):
        return Choice()
    try:
        return Choice(dataset=dataset, day=date.fromisoformat(day))
    except ValueError:
        return Choice()
