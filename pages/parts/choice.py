"""What is chosen on the Data page, as its address says it: a feed, or one day of a dataset; it narrows the gaps."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from models.catalog.lookup import DATASETS
from models.clock import operating_day
from pages.parts import chosen, manner, query, view


@dataclass(frozen=True, slots=True)
class Choice:
    """A feed's name, or a dataset's id with a day; nothing at all means everything.

    problem: what was wrong in the address, in words; then nothing is chosen.
    """

    feed: str | None = None
    dataset: str | None = None
    day: date | None = None
    problem: str = ""


def of_feed(name: str) -> str:
    """What a button says that chooses a feed; assets/days.js writes it into the address."""
    return json.dumps({"feed": name})


NOTHING = json.dumps(None)
"""What a button says that ends a choice."""


def parse(search: Any, at: datetime) -> Choice:
    """The choice of an address: `feed=NAME`, or `dataset=ID&day=2026-09-26`. What is wrong in it is said."""
    try:
        said = query.words(search)
    except query.TooMuch as problem:
        return Choice(problem=str(problem))
    feed, dataset, day = (said.pop(name, None) for name in ("feed", "dataset", "day"))
    strange = [name for name in said if name not in manner.WORDS]
    if strange:
        names = ", ".join(chosen.quote(name) for name in strange[:3])
        return Choice(problem=f"This address says something that is not known here: {names}. It was left out.")
    if feed is not None and dataset is None and day is None:
        return Choice(feed=feed)
    if dataset is None and day is None and feed is None:
        return Choice()
    if feed is not None or not dataset or not day:
        return Choice(problem="What is chosen here is a feed, or a dataset with a day.")
    if dataset not in DATASETS:
        return Choice(problem=f"There is no dataset {chosen.quote(dataset)}.")
    try:
        first, _ = view.own_days(day, day, operating_day(at))
    except ValueError as problem:
        return Choice(problem=str(problem))
    return Choice(dataset=dataset, day=first)
