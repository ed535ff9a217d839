"""A number that answers "says who?": it carries its citation, and opens its papers by click, Enter or Space."""

from collections.abc import Sequence
from datetime import datetime

from dash import html
from dash.development.base_component import Component

from models import citation
from models.citation import Citation, Cited, Rule
from models.clock import from_micros
from models.series import Series
from pages.figures import labels
from pages.figures.attributes import aria, data
from pages.figures.term import explained


def number(words: str, cited: Cited | None, name: str, look: str | None = None) -> Component:
    """Words on the page that open papers; plain words where nothing is cited, such as the missing mark.

    name: what the number is, for those who hear it without seeing where it stands. look: classes of its own.
    """
    if cited is None or not words.strip(labels.MISSING):
        return html.Span(explained(words), className=look)
    return html.Span(
        words,
        className=look,
        role="button",
        tabIndex="0",
        **data(papers=cited.text()),
        **aria(label=f"{words}, {name}: papers", haspopup="dialog"),
    )


def last(series: Series | None) -> Citation | None:
    """The citation of a series' newest value; None when it has none."""
    if series is None or series.last is None:
        return None
    return citation.of(series, series.last[0])


def at(series: Series, where: int) -> Citation:
    """The citation of the value at a place of a series."""
    return citation.of(series, from_micros(int(series.starts[where].astype("datetime64[us]").astype("int64"))))


def change(series: Series, start: datetime) -> Citation:
    """A value less the one before it."""
    return between(Rule.CHANGE, series, start, series, start - series.interval)


def between(rule: Rule, first: Series, start: datetime, second: Series, other: datetime) -> Citation:
    """A rule over two values: a spread, a deviation, a share."""
    return Citation(rule, (citation.of(first, start).alone, citation.of(second, other).alone))


def margin(series: Series, start: datetime) -> Citation:
    """A value held against the thresholds of its day."""
    return Citation(Rule.MARGIN, (citation.of(series, start).alone,))


Said = tuple[str, Citation | None]
"""Words, and the citation of the number that they are, if they are one."""


def sentence(said: Sequence[Said], name: str) -> list[Component]:
    """Words of which some are numbers with papers."""
    return [number(words, cited, name) for words, cited in said]
