"""The shape of a feed: what it fills, the forms in which ERCOT publishes it, and how each form is read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from models.catalog.dataset import Dataset
from models.observation import Document, Parsed


class Media(StrEnum):
    """What a form's bytes are, once any zip around them is opened."""

    CSV = "csv"
    JSON = "json"
    HTML = "html"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True)
class DashboardJson:
    """A dashboard's JSON: `/api/1/services/read/dashboards/<name>.json`. No history."""

    name: str


@dataclass(frozen=True, slots=True)
class HtmlPage:
    """A page of ERCOT's site. No history."""

    path: str


@dataclass(frozen=True, slots=True)
class MisReport:
    """A report with a listing and zipped documents; `kept` is how long the listing holds a document."""

    report_type_id: int
    kept: timedelta


@dataclass(frozen=True, slots=True)
class PublicApi:
    """A query of the keyed Public API. `day_parameter` is the range parameter's stem, such as `deliveryDate`."""

    product: str
    artifact: str
    day_parameter: str


Source = DashboardJson | HtmlPage | MisReport | PublicApi


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside a document: the document itself, or one member of its zip. Text is UTF-8 without a BOM."""

    name: str
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook, rows of plain cells (str, float, int, datetime, None)."""

    name: str
    rows: Sequence[Sequence[Any]] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Content:
    """An opened document, as a parser gets it. Only the part that fits the form's media is filled."""

    document: Document
    members: tuple[Member, ...] = ()
    data: Any = None
    sheets: tuple[Sheet, ...] = ()


Parse = Callable[[Content], Parsed]


@dataclass(frozen=True, slots=True)
class Form:
    """One way in which ERCOT publishes a feed's numbers.

    signature: column heads (csv, xlsx), keys (json) or words of the page (html) that a document of
        this form has, all of them; this is how a file is recognised and how a lost column is noticed.
    source: where to fetch it; None for forms that only arrive as files.
    every: how often ERCOT publishes it, and so the most often that it is asked for.
    offset: how long after each multiple of `every` (UTC) a publication is there; a late one is asked for
        again. None means that it changes all the time.
    late_after: age of the newest interval beyond which the feed is late.
    rank: of two forms that disagree the higher wins.
    cumulative: each document repeats the earlier ones of its day, or of the last `covers`.
    members: how many files its zip may hold.
    needs_key: whether the Public API's credentials are needed.
    quirks: what is odd about it, in words, each with its source.
    days: the operating days that its intervals lie in, first and last, counted from the day of its posting;
        a document with others is another day's. None where any day may come, as in corrections and histories.
    complete: entity codes that every interval of an operating day must have, so that a part is not taken for all.
    """

    name: str
    title: str
    media: Media
    signature: frozenset[str]
    parse: Parse
    source: Source | None = None
    every: timedelta = timedelta(days=1)
    offset: timedelta | None = None
    late_after: timedelta = timedelta(days=2)
    rank: int = 10
    cumulative: bool = False
    covers: timedelta = timedelta(days=2)
    members: int = 1
    needs_key: bool = False
    quirks: tuple[str, ...] = ()
    days: tuple[int, int] | None = None
    complete: Callable[[date], frozenset[str]] | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """One subject of ERCOT's, in all its forms. Found by the registry; registered nowhere else.

    as_needed: published when there is something to say, so that silence is no lateness.
    """

    name: str
    title: str
    datasets: tuple[Dataset, ...]
    forms: tuple[Form, ...]
    as_needed: bool = False
    quirks: tuple[str, ...] = field(default=())

    def form(self, name: str) -> Form:
        """The form of that name. Raises KeyError for another."""
        for each in self.forms:
            if each.name == name:
                return each
        raise KeyError(name)
