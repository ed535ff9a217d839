"""Finds the feeds: every module in `ingestion.feeds` that declares FEED; nothing is registered elsewhere."""

import importlib
import pkgutil
from functools import cache

import ingestion.feeds
from ingestion.feed import Feed
from models.problems import Unknown


@cache
def feeds() -> tuple[Feed, ...]:
    """Every feed, ordered by name. Raises ValueError if two feeds, or two forms of any feeds, share a name."""
    names = sorted(module.name for module in pkgutil.iter_modules(ingestion.feeds.__path__))
    modules = [importlib.import_module(f"ingestion.feeds.{name}") for name in names]
    found = tuple(module.FEED for module in modules if isinstance(getattr(module, "FEED", None), Feed))
    _refuse_twins("feed", [feed.name for feed in found])
    _refuse_twins("form", [form.name for feed in found for form in feed.forms])
    return found


def feed(name: str) -> Feed:
    """The feed of that name. Raises Unknown with the nearest names."""
    for each in feeds():
        if each.name == name:
            return each
    raise Unknown("feed", name, [each.name for each in feeds()], field="feed")


def _refuse_twins(what: str, names: list[str]) -> None:
    twins = sorted({name for name in names if names.count(name) > 1})
    if twins:
        raise ValueError(f"two {what}s share the name {', '.join(twins)}")
