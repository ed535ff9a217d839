"""Missing intervals: which, why, whether they can still be filled, and what was done about it."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from models.citation import Count, Counted
from models.feed_state import Gap
from pages.figures import cited, labels
from pages.figures.attributes import data
from pages.parts import choice, listing, states

_REFILL = {
    "possible": "Can be refilled",
    "tried": "Asked again, still missing",
    "impossible": "Cannot be refilled",
    "filled": "Filled",
}


def gaps(rows: Sequence[Gap], *, chosen: str = "", remark: Component | str = "", problem: str = "") -> Component:
    """Runs of missing intervals, newest first.

    chosen: what the list was narrowed to, in words. remark: what is known of it besides its gaps. problem: why it
    was not narrowed as the address asks.
    """
    said = [html.P(problem, className="problem", role="alert", **data(of="address"))] if problem else []
    if chosen:
        button = html.Button("Show all gaps", className="link", **data(choose=choice.NOTHING))
        words = [html.Span(chosen, className="strong"), html.Span(remark) if remark else None, button]
        said.append(html.P(words, className="chosen"))
    nothing = "No gap is known here." if chosen else "No interval is missing."
    return html.Div([*said, _table(rows) if rows else states.empty(nothing)])


def _table(rows: Sequence[Gap]) -> Component:
    return listing.table(
        "gaps-table",
        ("Dataset", "From \N{EN DASH} to", "Missing", "Cause", "Refill", "What was done"),
        [
            html.Tr(
                [
                    html.Th(row.title, scope="row"),
                    html.Td(listing.stretch(row.start, row.end)),
                    html.Td(_intervals(row)),
                    html.Td(listing.cut(row.cause), className="words"),
                    html.Td(_REFILL[row.refill]),
                    html.Td(done(row), className="words"),
                ],
                className="closed" if row.closed_at else None,
            )
            for row in rows
        ],
    )


def _intervals(row: Gap) -> list[Component | str]:
    """A number in the table's column, that opens its papers; on a phone, where heads are hidden, with its word."""
    cite = Count(Counted.MISSING, row.dataset, row.start, row.end)
    return [
        cited.number(labels.number(row.missing, 0), cite, f"missing of {row.title}"),
        html.Span(" interval" if row.missing == 1 else " intervals", className="only-phone"),
    ]


def done(row: Gap) -> str:
    """Noticed, asked again, filled: each with its time."""
    steps = [f"Noticed {listing.when(row.noticed_at)}"]
    if row.tried_at:
        steps.append(f"asked again {listing.when(row.tried_at)}")
    if row.closed_at:
        steps.append(f"filled {listing.when(row.closed_at)}")
    elif row.refill == "possible":
        steps.append("will be asked again")
    return f" {labels.DOT} ".join(steps)
