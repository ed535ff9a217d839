"""What the papers say of a count on the Data page: how it is counted, and a way to each thing that it counts."""

from collections.abc import Sequence
from datetime import timedelta

from dash import html
from dash.development.base_component import Component

from models.catalog.dataset import Dataset
from models.citation import Count, Counted, DocumentCite
from models.clock import day_bounds, operating_day
from models.completeness import Day
from models.feed_state import Gap
from models.observation import Origin
from models.papers import KeptOut, Paper, Share
from pages.figures import labels
from pages.parts import completeness, gaps, listing, papers, papers_made

MOST = 90
_DAY = timedelta(days=1)


def rows(count: Count, title: str, number: int, found: Sequence[Paper], origin: Origin) -> list[Component]:
    """What a feed's documents of a span held, and each of them."""
    lines = [
        papers_made.line(
            labels.number(paper.rows, 0), paper.name, f"Fetched {_moment(paper)}", DocumentCite(paper.id).text()
        )
        for paper in found
        if paper.rows
    ]
    return [
        *_head(f"Rows {labels.DOT} {title}", labels.number(number, 0), "rows", origin),
        html.P(_days(count), className="papers-when"),
        html.P(
            "The values read from the documents of this feed that were fetched in this span. A document that comes "
            "again with more in it counts each time.",
            className="papers-meaning",
        ),
        *_listed("Made from", lines, "No document of this feed brought a row."),
    ]


def quarantined(count: Count, title: str, number: int, found: Sequence[KeptOut], origin: Origin) -> list[Component]:
    """Rows that were kept out of what a feed fetched, and each of them."""
    lines = [
        papers_made.line(
            f"line {each.line}",
            f"{each.field} {listing.quoted(each.value)}: {listing.cut(each.why)}",
            each.document,
            DocumentCite(each.document_id, each.line).text(),
        )
        for each in found
    ]
    return [
        *_head(f"Quarantined {labels.DOT} {title}", labels.number(number, 0), "rows", origin),
        html.P(_days(count), className="papers-when"),
        html.P(
            "Rows that were kept out of the documents of this feed that were fetched in this span; the rest of each "
            "document was stored.",
            className="papers-meaning",
        ),
        *_listed("Kept out", lines, "No row was kept out.", number),
    ]


def day(dataset: Dataset, day: Day, missing: Sequence[Gap], found: Sequence[Share], origin: Origin) -> list[Component]:
    """How many of a day's intervals are stored, where others are missing, and the documents that said those."""
    start = day_bounds(day.day)[0]
    if day.due is None:
        number, unit, rule = labels.number(day.stored, 0), "intervals", "None were expected before the first document."
    else:
        number, unit = labels.number(day.stored, 0), f"of {labels.number(day.due, 0)} intervals"
        rule = (
            f"{labels.number(day.due, 0)} intervals of {labels.every(dataset.interval)} expected, "
            f"{labels.number(day.stored, 0)} stored."
        )
    short = (
        f" Fewer are stored of {', '.join(f'{name} ({labels.number(n, 0)})' for name, n in day.short[:3])}"
        f"{f' and {len(day.short) - 3} more' if len(day.short) > 3 else ''}."
        if day.short
        else ""
    )
    gone = [
        papers_made.line(
            labels.number(each.missing, 0),
            "missing",
            listing.stretch(each.start, each.end),
            Count(Counted.MISSING, dataset.id, each.start, each.end).text(),
        )
        for each in missing
    ]
    lines = [
        papers_made.line(
            labels.number(each.intervals, 0),
            each.paper.name,
            f"Fetched {_moment(each.paper)}",
            DocumentCite(each.paper.id).text(),
        )
        for each in found
    ]
    return [
        *_head(f"Intervals stored {labels.DOT} {dataset.title}", number, unit, origin),
        html.P(labels.operating_day(start, year=True), className="papers-when"),
        html.P(f"{rule} The series with the most stands for all.{short}", className="papers-meaning"),
        *(_listed("Missing", gone, "") if gone else []),
        *_listed("Documents, and the intervals each says", lines, "No document of this day is stored."),
    ]


def share(dataset: Dataset, days: Sequence[Day], origin: Origin) -> list[Component]:
    """The part of what was due that is stored over several days, oldest first, and each of them, newest first."""
    counted = [each for each in days if each.due]
    due, stored = sum(each.due or 0 for each in counted), sum(each.stored for each in counted)
    percent = completeness.percent(stored / due if due else None).removesuffix(" %")
    lines = [
        papers_made.line(
            completeness.percent(each.stored / each.due if each.due else None),
            completeness.sentence(each),
            labels.operating_day(day_bounds(each.day)[0], year=True),
            of_day(dataset.id, each).text(),
        )
        for each in reversed(counted)
    ]
    return [
        *_head(f"Completeness {labels.DOT} {dataset.title}", percent, "%", origin),
        html.P(
            f"{labels.number(due, 0)} intervals of {labels.every(dataset.interval)} expected, "
            f"{labels.number(stored, 0)} stored. Cut and not rounded: only what is whole is 100 %.",
            className="papers-meaning",
        ),
        *_listed("Made from", lines, "No interval was due yet."),
    ]


def missing(gap: Gap, dataset: Dataset, origin: Origin) -> list[Component]:
    """Intervals that are not stored: from when to when, why, what was done, and a way to the days around them."""
    filled = "They came later." if gap.closed_at else "None of them is stored."
    first, last = operating_day(gap.start), operating_day(gap.end - timedelta(microseconds=1))
    size = (last - first).days + 1
    lines = []
    for n in range(min(size, MOST)):
        start, end = day_bounds(first + n * _DAY)
        cited = Count(Counted.INTERVALS, dataset.id, start, end).text()
        lines.append(papers_made.line("", "Intervals of the day", labels.operating_day(start, year=True), cited))
    return [
        *_head(
            f"Missing {labels.DOT} {dataset.title}",
            labels.number(gap.missing, 0),
            "interval" if gap.missing == 1 else "intervals",
            origin,
        ),
        html.P(listing.stretch(gap.start, gap.end), className="papers-when"),
        html.P(
            f"Intervals of {labels.every(dataset.interval)} that were expected in this span. {filled} "
            f"{listing.cut(gap.cause)}",
            className="papers-meaning",
        ),
        html.P(gaps.done(gap), className="words"),
        *_listed("In", lines, "", size),
    ]


def of_day(dataset: str, day: Day) -> Count:
    """The citation of a day's intervals."""
    return Count(Counted.INTERVALS, dataset, *day_bounds(day.day))


def _head(name: str, number: str, unit: str, origin: Origin) -> list[Component]:
    return [html.P(name, className="papers-name"), papers.figure(number, unit, origin)]


def _listed(title: str, lines: list[Component], nothing: str, count: int = 0) -> list[Component]:
    if not lines:
        return [html.P(nothing, className="words")] if nothing else []
    shown, size = lines[:MOST], max(count, len(lines))
    many = f"The first {len(shown)} of {size:,} are listed." if count else f"The newest {len(shown)} are listed."
    more = [html.P(many, className="hint")] if size > len(shown) else []
    return [html.H3(title), html.Ul(shown, className="made"), *more]


def _days(count: Count) -> str:
    return labels.day_range(count.start, count.end)


def _moment(paper: Paper) -> str:
    return papers.moment(paper.fetched_at)
