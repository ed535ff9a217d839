"""A card's numbers to take away: found by page, card and query as the page itself finds them, whole, with sources."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlencode

import pages
from callbacks.shared import looking
from callbacks.shared.reading import MOST_WHOLE, gather
from models import tabular
from models.card import CardSpec, ChartKind, Part
from models.clock import operating_day
from models.observation import Origin
from models.problems import Invalid
from models.selection import Window
from models.store.database import Database
from models.store.sources import Source, sources
from models.tabular import Clock, Table
from pages.figures import labels, zone
from pages.figures.zone import Zone
from pages.parts.card_page import CardPage

MOST_ROWS = 600_000
"""Rows of a file: a year of minutes, and 17 years of quarter-hours. A spreadsheet ends at about a million."""

MOST_VALUES = 4_000_000
"""Numbers that are read for one file."""

_AHEAD = timedelta(hours=2)


class NotFound(Invalid):
    """There is no such page, or no such card on it."""


class TooLarge(Invalid):
    """The file would have more rows than anyone could open."""


@dataclass(frozen=True, slots=True)
class Export:
    """One card of one address."""

    page: pages.Page
    card: CardSpec
    zone: Zone
    at: datetime
    origin: Origin

    @property
    def window(self) -> Window:
        """What the card reads."""
        return self.card.reads(self.at)

    @property
    def name(self) -> str:
        """Page, card and operating days, SIMULATED where it is; for a file, without its ending."""
        first, last = operating_day(self.window.start), operating_day(self.window.end - timedelta(microseconds=1))
        word = "" if self.origin is Origin.ERCOT else "SIMULATED_"
        days = first.isoformat() if first == last else f"{first}_{last}"
        return f"{word}ercot_{self.page.word}_{self.card.id}_{days}"

    @property
    def range(self) -> str:
        """The span in the words of the zone that is shown."""
        start, end = self.window.start, self.window.end
        return " \N{EN DASH} ".join(f"{labels.day(each)} {labels.clock_zone(each)}" for each in (start, end))

    @property
    def simulated(self) -> bool:
        """Whether the numbers are not ERCOT's."""
        return self.origin is not Origin.ERCOT


def find(database: Database, page_word: str, card_id: str, query: str, at: datetime) -> Export:
    """The card that an address shows. Raises NotFound, Invalid with the words that the page would say, Unavailable.

    query: as in the page's address; `zone` beside it is IANA's name of the reader's own zone, for `tz=own`.
    """
    page = next((each for each in pages.PAGES if each.word == page_word), None)
    if page is None:
        words = ", ".join(each.word for each in pages.PAGES)
        raise NotFound(f"There is no page {page_word[:40]!r}.", hint=f"There are {words}.")
    try:
        asked = parse_qsl(query, keep_blank_values=True, max_num_fields=30, errors="replace")
    except ValueError as error:
        raise Invalid("This address asks for more than 30 things.", field="address") from error
    said = dict(asked)
    chosen = zone.asked(said.get("tz"), said.get("zone"))
    if chosen.problem:
        raise Invalid(chosen.problem, field="tz")
    search = "?" + urlencode([each for each in asked if each[0] != "zone"])
    known = looking.known(database, search, page.built_in.offer) if isinstance(page.built_in, CardPage) else None
    cards = page.cards(search, at, known)
    card = next((each for each in cards if each.id == card_id), None)
    if card is None:
        shown = ", ".join(each.id for each in cards)
        raise NotFound(
            f"This page shows no card {card_id[:40]!r}.", hint=f"It shows {shown}." if shown else "It has no cards."
        )
    return Export(page, card, chosen, at, database.origin)


def table(database: Database, export: Export) -> tuple[list[str], Table]:
    """The remarks before the numbers, and the numbers. Raises TooLarge, Unavailable, or what kept one from reading."""
    _check_size(export)
    reading = gather(database, [export.card], export.at, whole=True)
    series = (*reading.series(export.card), *reading.against(export.card))
    clock = Clock(_column_word(export.zone), export.zone.info)
    if export.card.kind is ChartKind.SUMMARY:
        made = tabular.summaries(series)
    elif export.card.kind is ChartKind.DURATION:
        made = tabular.shares(series)
    else:
        made = tabular.intervals(series, clock)
    columns = [f"column {tabular.column(each)}: {_every(each.interval)} - {each.measure.meaning}" for each in series]
    return [*_remarks(export, found_sources(database, export)), *columns], made


def found_sources(database: Database, export: Export) -> list[Source]:
    """The reports and documents behind the card."""
    return sources(
        database,
        [(measure, part.entities, window) for part, window in _parts(export) for measure in part.measures],
    )


def said_sources(found: Sequence[Source]) -> list[str]:
    """Each report in words, in the zone that is shown."""
    said = []
    for each in found:
        report = f"{each.report} {each.title}" if each.report and each.report != each.title else each.title
        documents = f"{each.documents:,} document{'' if each.documents == 1 else 's'}"
        when = f"{labels.day(each.published)} {labels.clock_zone(each.published)}"
        said.append(f"ERCOT, {report}, {documents}, newest published {when}")
    return said


def _parts(export: Export) -> list[tuple[Part, Window]]:
    window = export.window
    needs = [(part, window) for part in export.card.parts]
    if export.card.against is not None:
        needs.append((export.card.against, Window(window.start, window.end + _AHEAD)))
    return needs


def _check_size(export: Export) -> None:
    rows, values = 0, 0
    for part, window in _parts(export):
        interval = max(export.card.bucket or part.meaning.dataset.interval, part.meaning.dataset.interval)
        if export.card.kind is ChartKind.HEAT_MAP:
            interval = max(interval, timedelta(hours=1))
        each = -(-(window.end - window.start) // interval)
        rows = max(rows, each)
        values += each * len(part.measures) * (len(part.entities) or max(1, len(part.meaning.dataset.entities.members)))
    if rows > min(MOST_ROWS, MOST_WHOLE) or values > MOST_VALUES:
        raise TooLarge(
            f"This file would have {rows:,} rows and {values:,} numbers; it may have {MOST_ROWS:,} and "
            f"{MOST_VALUES:,}.",
            field="range",
            hint="Choose fewer days, or a longer resolution.",
        )


def _remarks(export: Export, found: Sequence[Source]) -> list[str]:
    card, window = export.card, export.window
    simulated = ["SIMULATED: these numbers come from a simulated grid and not from ERCOT."] if export.simulated else []
    documents = [
        f"newest document of {each.report or each.feed}: {each.name} - sha256 {each.sha256} - /documents/{each.newest}"
        for each in found
    ]
    return [
        f"{card.title} - page {export.page.link.title} - card {card.id}",
        *simulated,
        f"unit: {card.parts[0].meaning.unit.symbol or 'none'}",
        f"range: {_utc(window.start)} to {_utc(window.end)} - operating days "
        f"{operating_day(window.start)} to {operating_day(window.end - timedelta(microseconds=1))}",
        f"zone: {export.zone.words} ({export.zone.name}) - operating days and hours ending are Central",
        *(f"source: {each}" for each in said_sources(found)),
        *documents,
        f"generated: {_utc(export.at)}",
        "empty cells: no value - intervals without any value have no row",
    ]


def _column_word(chosen: Zone) -> str:
    """central, utc, or the own zone's name in small letters: europe_berlin."""
    return chosen.id if chosen.id != zone.OWN_ID else "".join(c if c.isalnum() else "_" for c in chosen.name.lower())


def _every(length: timedelta) -> str:
    return f"every {labels.every(length)}"


def _utc(instant: datetime) -> str:
    return instant.replace(microsecond=0).isoformat().replace("+00:00", "Z")
