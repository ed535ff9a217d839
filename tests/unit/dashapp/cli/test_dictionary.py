"""The data dictionary in the documentation equals the catalog."""

from dashapp.cli.dictionary import document
from dashapp.settings import CHECKOUT
from models.catalog.lookup import DATASETS, MEASURES


def test_the_documentation_equals_the_catalog() -> None:
    assert (CHECKOUT / "docs" / "dictionary.md").read_text(encoding="utf-8") == document()


def test_every_word_of_the_catalog_is_in_it() -> None:
    text = document()
    for name in [*DATASETS, *MEASURES]:
        assert f"`{name}`" in text
