"""What a value had to pass before it was stored, as the catalog says it, and where it raised doubts."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from models.catalog.measure import Bounds, Measure
from models.catalog.price_caps import cap_on
from models.clock import operating_day
from models.papers import Papers
from pages.figures import labels
from pages.figures.attributes import aria

Check = tuple[bool, str]
"""Whether it passed without a doubt, and what was asked, in words."""


def of(measure: Measure, found: Papers) -> list[Check]:
    """The checks of one stored value. Nothing that failed one of the hard ones is ever stored."""
    unit, dataset = measure.unit, measure.dataset
    flagged = {rule for rule, _ in found.flags}
    checks: list[Check] = [(True, f"Possible: {_range(measure.possible, measure)}")]
    if "unusual" not in flagged:
        checks.append((measure.usual.holds(found.value), f"Usual: {_range(measure.usual, measure)}"))
    cap = cap_on(measure, operating_day(found.start))
    if cap is not None and "beyond-cap" not in flagged:
        checks.append((found.value <= cap, f"Offer cap of the day: {labels.quantity(cap, unit)} {unit.symbol}"))
    if not dataset.irregular:
        checks.append((True, f"Starts on a grid of {labels.every(dataset.interval)}"))
    if not dataset.is_forecast:
        checks.append((True, "Lies neither before 2000 nor days ahead"))
    checks.append((True, "No other row of its document disagrees"))
    checks += [(False, detail) for _, detail in found.flags]
    return checks


def _range(bounds: Bounds, measure: Measure) -> str:
    low, high = labels.quantity(bounds.low, measure.unit), labels.quantity(bounds.high, measure.unit)
    return f"{low} to {high} {measure.unit.symbol}".strip()


def drawn(checks: Sequence[Check]) -> Component:
    """A mark and words for each; a doubt is said in words too."""
    return html.Ul(
        [
            html.Li(
                [
                    html.Span(className="mark fine" if passed else "mark doubt", **aria(hidden="true")),
                    *([] if passed else [html.Strong("Doubtful. ")]),
                    words,
                ]
            )
            for passed, words in checks
        ],
        className="checks",
    )
