"""The registry finds the feeds by themselves and answers a wrong name with near ones."""

import pkgutil

import pytest

import ingestion.feeds
from ingestion import registry
from models.problems import Unknown


def test_every_module_of_the_folder_is_a_feed_of_its_own_name() -> None:
    names = {module.name for module in pkgutil.iter_modules(ingestion.feeds.__path__)}
    assert [feed.name for feed in registry.feeds()] == sorted(names)


def test_a_feed_by_its_name() -> None:
    assert registry.feed("fuel_mix").title == "Fuel mix"


def test_an_unknown_name_is_answered_with_near_ones() -> None:
    with pytest.raises(Unknown, match=r"There is no feed named 'fuel_mixt'. Did you mean fuel_mix"):
        registry.feed("fuel_mixt")


def test_two_forms_never_share_a_name() -> None:
    names = [form.name for feed in registry.feeds() for form in feed.forms]
    assert len(set(names)) == len(names)
