"""Tables of the Data page: feeds, and what was kept out of them, each row in words that say what happened."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from dash import html
from dash.development.base_component import Component

from models.citation import Count, Counted, DocumentCite
from models.clock import day_bounds, operating_day
from models.feed_state import FeedState, Health, Quarantined
from pages.figures import cited, labels
from pages.figures.attributes import aria, data
from pages.parts import choice, listing, states

_MARKS = {
    Health.STALE: "stale",
    Health.LATE: "late",
    Health.WAITING: "waiting",
    Health.ON_TIME: "fine",
    Health.NONE_DUE: "none",
}


def feeds(rows: Sequence[FeedState], at: datetime) -> Component:
    """Every feed, worst first, as the store orders them."""
    if not rows:
        return states.empty("No feed has reported yet.", "They appear when the first ones have run.")
    return listing.table(
        "feeds-table",
        ("Feed", "State", "Last interval", "Lag / cadence", "Rows today", "Quarantined", "Next try"),
        [_feed(row, at) for row in rows],
    )


def feeds_summary(rows: Sequence[FeedState]) -> str:
    """12 on time, 1 late, 1 stale: how many of each, the good ones first."""
    counted = [(word, sum(1 for row in rows if row.health is word)) for word in reversed(_MARKS)]
    order = sorted((each for each in counted if each[1]), key=lambda each: each[0] is not Health.ON_TIME)
    return f" {labels.DOT} ".join(f"{count} {word}" for word, count in order)


def _feed(row: FeedState, at: datetime) -> Component:
    problem = html.Div(listing.cut(row.problem), className="problem", title=row.problem) if row.problem else None
    bad = row.health in (Health.STALE, Health.LATE)
    return html.Tr(
        [
            html.Th([_gaps_of(row), html.Span(row.report, className="code"), problem], scope="row"),
            html.Td([html.Span(className=f"mark {_MARKS[row.health]}", **aria(hidden="true")), _state(row, at)]),
            html.Td(_moment(row.last_interval, at), className="hide-phone"),
            html.Td(f"{_lag(row.lag)} / {labels.every(row.every)}"),
            html.Td(_today(row.rows_today, Counted.ROWS, row, at), className="hide-phone"),
            html.Td(
                _today(row.quarantined_today, Counted.QUARANTINED, row, at),
                className="hide-phone" + (" strong" if row.quarantined_today else " quiet"),
            ),
            html.Td(
                labels.clock(row.next_run, seconds=True) if row.next_run else labels.MISSING, className="hide-phone"
            ),
        ],
        className=f"bad {_MARKS[row.health]}" if bad else None,
        **data(feed=row.name),
    )


def _today(number: int, what: Counted, row: FeedState, at: datetime) -> Component:
    """A count since the operating day began, that opens its papers."""
    cite = Count(what, row.name, *day_bounds(operating_day(at)))
    return cited.number(labels.number(number, 0), cite, f"{what} today, {row.title}")


def _gaps_of(row: FeedState) -> Component:
    """The feed's name, which leads to its gaps."""
    return html.Button(
        row.title, className="name-button", title="Show the gaps of this feed", **data(choose=choice.of_feed(row.name))
    )


def _state(row: FeedState, at: datetime) -> str:
    if row.health is Health.STALE and row.last_interval:
        return f"Stale since {labels.since(row.last_interval, at)}"
    if row.health is Health.LATE and row.lag:
        return f"Late {labels.age(row.lag)}"
    return row.health.capitalize()


def _lag(lag: timedelta | None) -> str:
    """An age; what reaches into the future, as day-ahead prices do, has none."""
    return labels.age(lag) if lag is not None and lag >= timedelta() else labels.MISSING


def _moment(instant: datetime | None, at: datetime) -> str:
    return labels.MISSING if instant is None else labels.since(instant, at)


def quarantine(rows: Sequence[Quarantined], titles: Mapping[str, str]) -> Component:
    """Rows that were kept out while the rest of their document was stored. titles: of feeds, by name."""
    if not rows:
        return states.empty("No row has been kept out.")
    return listing.table(
        "quarantine-table",
        ("When", "Feed", "Document", "Field and value", "Why"),
        [
            html.Tr(
                [
                    html.Td(listing.when(row.at)),
                    html.Td(_titled(row.feed, titles), className="name"),
                    html.Th([_document(row), html.Span(f"line {row.line}", className="code")], scope="row"),
                    html.Td(f"{row.field} {listing.quoted(row.value)}", className="words"),
                    html.Td(_why(row.text, row.rule), className="words"),
                ]
            )
            for row in rows
        ],
    )


def refused(rows: Sequence[Quarantined], titles: Mapping[str, str]) -> Component:
    """Documents that were refused whole; nothing of them was stored. titles: of feeds, by name."""
    if not rows:
        return states.empty("No document has been refused.")
    return listing.table(
        "refused-table",
        ("When", "Feed", "Document", "Why"),
        [
            html.Tr(
                [
                    html.Td(listing.when(row.at)),
                    html.Td(_titled(row.feed, titles), className="name"),
                    html.Th(_document(row), scope="row"),
                    html.Td(_why(row.text, row.rule), className="words"),
                ]
            )
            for row in rows
        ],
    )


def _document(row: Quarantined) -> Component:
    """The document's name, which opens its papers, at the line in question if there is one."""
    what = f"line {row.line}" if row.line else "refused"
    return cited.number(listing.cut(row.document, 90), DocumentCite(row.document_id, row.line), what)


def _titled(feed: str, titles: Mapping[str, str]) -> str:
    return titles.get(feed, feed.replace("_", " ").capitalize())


def _why(text: str, rule: str) -> list[Component | str]:
    """What is wrong in words; the rule beside it, unless it is all there is."""
    if not text or text == rule:
        return [rule]
    return [listing.cut(text), html.Span(rule, className="code")]
