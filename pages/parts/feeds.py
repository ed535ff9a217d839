"""Tables of the Data page: feeds, gaps, and what was kept out, each row in words that say what happened."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from dash import html
from dash.development.base_component import Component

from models.citation import DocumentCite
from models.feed_state import FeedState, Gap, Health, Quarantined
from pages.figures import cited, labels
from pages.figures.attributes import aria, data
from pages.parts import states

_MOST_WORDS = 200


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
    return _table(
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
    problem = html.Div(_cut(row.problem), className="problem", title=row.problem) if row.problem else None
    bad = row.health in (Health.STALE, Health.LATE)
    return html.Tr(
        [
            html.Th([row.title, html.Span(row.report, className="code"), problem], scope="row"),
            html.Td([html.Span(className=f"mark {_MARKS[row.health]}", **aria(hidden="true")), _state(row)]),
            html.Td(_moment(row.last_interval, at), className="hide-phone"),
            html.Td(f"{_lag(row.lag)} / {labels.every(row.every)}"),
            html.Td(labels.number(row.rows_today, 0), className="hide-phone"),
            html.Td(
                labels.number(row.quarantined_today, 0),
                className="hide-phone" + (" strong" if row.quarantined_today else " quiet"),
            ),
            html.Td(
                labels.clock(row.next_run, seconds=True) if row.next_run else labels.MISSING, className="hide-phone"
            ),
        ],
        className=f"bad {_MARKS[row.health]}" if bad else None,
        **data(feed=row.name),
    )


def _state(row: FeedState) -> str:
    if row.health is Health.STALE and row.last_interval:
        return f"Stale since {labels.clock(row.last_interval)}"
    if row.health is Health.LATE and row.lag:
        return f"Late {labels.age(row.lag)}"
    return row.health.capitalize()


def _lag(lag: timedelta | None) -> str:
    """An age; what reaches into the future, as day-ahead prices do, has none."""
    return labels.age(lag) if lag is not None and lag >= timedelta() else labels.MISSING


def _moment(instant: datetime | None, at: datetime) -> str:
    if instant is None:
        return labels.MISSING
    today = labels.day(instant) == labels.day(at)
    return labels.clock(instant) if today else f"{labels.short_day(instant)}, {labels.clock(instant)}"


def gaps(rows: Sequence[Gap]) -> Component:
    """Runs of missing intervals with their cause, and whether they can still be filled."""
    if not rows:
        return states.empty("No interval is missing.")
    return _table(
        "gaps-table",
        ("Feed", "From \N{EN DASH} to", "Missing", "Cause", "Refill"),
        [
            html.Tr(
                [
                    html.Th(row.title, scope="row"),
                    html.Td(_stretch(row.start, row.end)),
                    html.Td(labels.number(row.missing, 0)),
                    html.Td(_cut(row.cause), className="words"),
                    html.Td(row.refill.capitalize()),
                ]
            )
            for row in rows
        ],
    )


def _stretch(start: datetime, end: datetime) -> str:
    """6 Aug 10:29 - 19:29 CDT, with the second date only where it differs."""
    until = labels.clock_zone(end)
    if labels.day(start) != labels.day(end):
        until = f"{labels.short_day(end)} {until}"
    return f"{labels.short_day(start)} {labels.clock(start)} \N{EN DASH} {until}"


def quarantine(rows: Sequence[Quarantined]) -> Component:
    """Rows that were kept out while the rest of their document was stored."""
    if not rows:
        return states.empty("No row has been kept out.")
    return _table(
        "quarantine-table",
        ("When", "Document", "Field and value", "Why"),
        [
            html.Tr(
                [
                    html.Td(_when(row.at)),
                    html.Th([_document(row), html.Span(f"line {row.line}", className="code")], scope="row"),
                    html.Td(f"{row.field} {_quoted(row.value)}", className="words"),
                    html.Td(row.rule, className="words"),
                ]
            )
            for row in rows
        ],
    )


def refused(rows: Sequence[Quarantined]) -> Component:
    """Documents that were refused whole; nothing of them was stored."""
    if not rows:
        return states.empty("No document has been refused.")
    return _table(
        "refused-table",
        ("When", "Document", "Feed", "Why"),
        [
            html.Tr(
                [
                    html.Td(_when(row.at)),
                    html.Th(_document(row), scope="row"),
                    html.Td(row.feed.replace("_", " ")),
                    html.Td([_cut(row.text or row.rule), html.Span(row.rule, className="code")], className="words"),
                ]
            )
            for row in rows
        ],
    )


def _document(row: Quarantined) -> Component:
    """The document's name, which opens its papers, at the line in question if there is one."""
    what = f"line {row.line}" if row.line else "refused"
    return cited.number(_cut(row.document, 60), DocumentCite(row.document_id, row.line), what)


def _table(name: str, heads: Sequence[str], rows: Sequence[Component]) -> Component:
    return html.Div(
        html.Table(
            [html.Thead(html.Tr([html.Th(head, scope="col") for head in heads])), html.Tbody(list(rows))],
            className=f"list {name}",
        ),
        className="scroll",
        tabIndex="0",
        role="region",
        **aria(label=name.replace("-", " ")),
    )


def _when(instant: datetime) -> str:
    return f"{labels.short_day(instant)} {labels.clock(instant, seconds=True)}"


def _quoted(value: str) -> str:
    return f"\N{LEFT DOUBLE QUOTATION MARK}{_cut(value, 60)}\N{RIGHT DOUBLE QUOTATION MARK}"


def _cut(text: str, most: int = _MOST_WORDS) -> str:
    return text if len(text) <= most else text[: most - 1] + "\N{HORIZONTAL ELLIPSIS}"
