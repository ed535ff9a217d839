"""Missing intervals: which, why, whether they can still be filled, and what was done about it."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from models.feed_state import Gap
from pages.figures import labels
from pages.figures.attributes import data
from pages.parts import choice, listing, states

_REFILL = {
    "possible": "Can be refilled",
    "tried": "Asked again, still missing",
    "impossible": "Cannot be refilled",
    "filled": "Filled",
}


def gaps(rows: Sequence[Gap], *, chosen: str = "", remark: str = "") -> Component:
    """Runs of missing intervals, newest first.

    chosen: what the list was narrowed to, in words. remark: what is known of it besides its gaps.
    """
    if not chosen:
        return _table(rows) if rows else states.empty("No interval is missing.")
    return html.Div(
        [
            html.P(
                [
                    html.Span(chosen, className="strong"),
                    html.Span(remark) if remark else None,
                    html.Button("Show all gaps", className="link", **data(choose=choice.NOTHING)),
                ],
                className="chosen",
            ),
            _table(rows) if rows else states.empty("No gap is known here."),
        ]
    )


def _table(rows: Sequence[Gap]) -> Component:
    return listing.table(
        "gaps-table",
        ("Dataset", "From \N{EN DASH} to", "Missing", "Cause", "Refill", "What was done"),
        [
            html.Tr(
                [
                    html.Th(row.title, scope="row"),
                    html.Td(listing.stretch(row.start, row.end)),
                    html.Td(_intervals(row.missing)),
                    html.Td(listing.cut(row.cause), className="words"),
                    html.Td(_REFILL[row.refill]),
                    html.Td(done(row), className="words"),
                ],
                className="closed" if row.closed_at else None,
            )
            for row in rows
        ],
    )


def _intervals(count: int) -> list[Component | str]:
    """A number in the table's column; on a phone, where heads are hidden, with its word."""
    return [labels.number(count, 0), html.Span(" interval" if count == 1 else " intervals", className="only-phone")]


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
