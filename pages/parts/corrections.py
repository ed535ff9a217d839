"""Corrected values: what was said before, what counts now, by how much, since when, and which document said so."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from models.catalog.lookup import DATASETS
from models.catalog.lookup import measure as measure_named
from models.catalog.measure import Measure
from models.citation import Citation, Cite, Rule
from models.feed_state import Corrected, Correction
from pages.figures import cited, labels
from pages.figures.attributes import data
from pages.parts import listing, states

_MOST_DECIMALS = 6
_GONE = "Single values of this dataset are kept for a limited time."


def options() -> Component:
    """The choice of one dataset, as a native select; scripts tell the server what was chosen."""
    return html.Label(
        [
            "Dataset ",
            html.Select(
                [html.Option("All, newest of each", value="")]
                + [html.Option(each.title, value=each.id) for each in DATASETS.values()],
                **data(corrected="dataset"),
            ),
        ],
        className="pick",
    )


def counted(found: Corrected, dataset: str | None) -> str:
    """How many are shown, and whether there are more."""
    count = len(found.rows)
    if found.more:
        return f"newest {count}" if dataset else f"newest {count}, at most {found.each} a dataset"
    return f"{count} value{'' if count == 1 else 's'}"


def corrections(rows: Sequence[Correction], dataset: str | None) -> Component:
    """Newest first."""
    if not rows:
        of = f" of {DATASETS[dataset].title.lower()}" if dataset in DATASETS else ""
        return states.empty(f"No stored value{of} has been corrected.", "Both values will stand here when one is.")
    return listing.table(
        "corrections-table",
        ("Replaced", "Value", "Interval", "Old", "New", "Change", "Document"),
        [_row(row) for row in rows],
    )


def _row(row: Correction) -> Component:
    measure = measure_named(row.measure)
    decimals = _decimals(row, measure)
    change = None if row.new is None else row.new - row.old
    # Both stand in the same papers: the value that counts, and what was said before it.
    papers = Citation(Rule.VALUE, (Cite(row.measure, row.entity, row.kind, row.start, row.posted),))
    return html.Tr(
        [
            html.Td([html.Span("Replaced ", className="only-phone"), listing.when(row.replaced_at)]),
            html.Th([measure.title, html.Span(_place(row, measure), className="code")], scope="row"),
            html.Td(_interval(row, measure)),
            html.Td(
                cited.number(labels.number(row.old, decimals), papers, f"{measure.title}, before"), className="old"
            ),
            html.Td(
                cited.number(labels.number(row.new, decimals), papers, f"{measure.title}, now"),
                className="strong",
                title=_GONE if row.new is None else None,
            ),
            html.Td(
                [labels.number(change, decimals, sign=True), html.Span(f" {measure.unit.symbol}", className="code")]
            ),
            html.Td(
                [
                    listing.cut(row.new_document, 90) or labels.MISSING,
                    html.Span(f"before: {listing.cut(row.old_document, 90)}", className="second"),
                ],
                className="words",
            ),
        ],
        **data(dataset=row.dataset, entity=row.entity),
    )


def _place(row: Correction, measure: Measure) -> str:
    """Which one, by ERCOT's code; the kind only where it is not the place's own."""
    member = measure.dataset.entities.by_spelling.get(row.entity)
    return row.entity if not row.kind or (member and member.kind == row.kind) else f"{row.entity} {row.kind}"


def _interval(row: Correction, measure: Measure) -> str:
    words = labels.full_interval(row.start, measure.dataset.interval)
    return f"{words}, published {listing.when(row.posted)}" if row.posted else words


def _decimals(row: Correction, measure: Measure) -> int:
    """Those of the unit, or as many as tell the two values apart."""
    least = measure.unit.decimals
    if row.new is None:
        return least
    differs = (n for n in range(least, _MOST_DECIMALS) if round(row.old, n) != round(row.new, n))
    return next(differs, least if row.old == row.new else _MOST_DECIMALS)
