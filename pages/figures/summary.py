"""The summary: a row a series with its last, least, mean and most, the time below zero, and the days' spreads."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from dash import html
from dash.development.base_component import Component

from models import citation
from models.card import CardSpec
from models.citation import Statistic
from models.selection import Window
from models.series import Series
from models.statistics import SPREAD_UNIT, DaySpread, Extreme, Summary, summary
from pages.figures import cited, colours, labels
from pages.figures.attributes import aria, data
from pages.figures.chart import DAY_AHEAD
from pages.figures.spark import spark
from pages.figures.term import term

_NUMBER_WORDS = {2: "two", 4: "four"}
_SPREADS = {2: Statistic.TWO_HOURS, 4: Statistic.FOUR_HOURS}


AddressOf = Callable[[str], str]


def draw(card: CardSpec, series: Sequence[Series], window: Window, address_of: AddressOf | None = None) -> Component:
    """A table of every series, also of those without a value: dashes say so. Spreads of days are for prices alone.

    address_of: where the name of an entity leads, by its code; None where it leads nowhere.
    """
    priced = card.parts[0].meaning.unit.quantity.startswith("price")
    many = len({each.measure.id for each in series}) > 1
    table = html.Table(
        [
            html.Caption(f"{card.title}, {card.parts[0].meaning.unit.symbol}", className="unseen"),
            html.Thead(_heads(window, priced=priced, many=many)),
            html.Tbody([_row(each, window, address_of, priced=priced, many=many) for each in series]),
        ],
        className="summary",
    )
    # Where it is too wide it scrolls by itself, and the keyboard must be able to reach it.
    return html.Div(table, className="summary-box", role="region", tabIndex=0, **aria(label=f"{card.title}, table"))


def _heads(window: Window, *, priced: bool, many: bool) -> Component:
    spreads = (_spread_head(2), _spread_head(4)) if priced else ()
    return html.Tr(
        [
            html.Th("Series", scope="col"),
            *((html.Th("What", scope="col", className="second wide"),) if many else ()),
            html.Th("Last", scope="col"),
            html.Th("Least", scope="col"),
            html.Th(html.Span("Time of the least", className="unseen"), className="wide when-cell", scope="col"),
            html.Th(term("Mean", "The mean of all intervals shown."), scope="col", className="mean-cell"),
            html.Th("Most", scope="col"),
            html.Th(html.Span("Time of the most", className="unseen"), className="wide when-cell", scope="col"),
            html.Th(term("Below 0", "The share of the intervals shown that are below zero."), scope="col"),
            *spreads,
            html.Th(labels.day_range(window.start, window.end), scope="col", className="wide"),
        ]
    )


def _spread_head(hours: int) -> Component:
    count = _NUMBER_WORDS[hours]
    meaning = (
        f"Top less bottom {count}: the sum of a day's {count} dearest hours less the sum of its {count} cheapest, "
        f"in {SPREAD_UNIT}, averaged over the whole operating days shown. An hour is the mean of its intervals; the "
        "hours need not lie side by side, nor the cheap ones before the dear ones."
    )
    return html.Th(
        [term(f"TB{hours}", meaning), html.Span(f" {SPREAD_UNIT}", className="wide")],
        scope="col",
        className="spread-cell",
    )


def _row(series: Series, window: Window, address_of: AddressOf | None, *, priced: bool, many: bool) -> Component:
    found = summary(series)
    spreads = {2: found.two_hours, 4: found.four_hours} if found else {2: None, 4: None}
    return html.Tr(
        [
            _name(series, address_of, many=many),
            *((html.Td(_what(series), className="second wide"),) if many else ()),
            *_numbers(series, found, window),
            *((_spread(each, series, window, hours) for hours, each in spreads.items()) if priced else ()),
            html.Td(spark(series, window), className="wide spark-cell"),
        ],
        **data(entity=series.entity.code, measure=series.measure.id),
    )


def _name(series: Series, address_of: AddressOf | None, *, many: bool) -> Component:
    color = colours.line(series).removeprefix("--")
    name = series.label.removesuffix(" hub").removesuffix(" zone") if address_of is None else series.label
    code = series.entity.code
    return html.Th(
        [
            html.I(className=f"swatch {'hub' if series.entity.code.startswith('HB_') else 'zone'} {color}"),
            name
            if address_of is None
            else html.A(name.removesuffix(" hub"), href=address_of(code), **data(view="point")),
            *((html.Span(code, className="code wide"),) if code != name else ()),
            *((html.Span(_what(series), className="code narrow"),) if many else ()),
        ],
        scope="row",
    )


def _what(series: Series) -> str:
    """What is counted, in two words: a market's name, or what was made of several measures."""
    if series.measure.id in DAY_AHEAD:
        return "day-ahead"
    if series.measure.id in ("rt_spp", "rt_mcpc"):
        return "real time"
    return series.measure.title.lower()


def _numbers(series: Series, found: Summary | None, window: Window) -> list[Component]:
    if found is None:
        return [html.Td(labels.MISSING, className=name) for name in ("", "", "wide", "mean-cell", "", "wide", "")]
    below = f"{labels.number(100 * found.below_zero, 1)} %"
    mean = labels.quantity(found.mean, series.measure.unit)
    return [
        html.Td(_single(series, found.last, "last", "figure"), className="strong"),
        html.Td(_single(series, found.least, "least"), className=_sign(found.least.value)),
        html.Td(_when(found.least, series), className="wide when-cell"),
        html.Td(_counted(mean, series, window, Statistic.MEAN), className=f"mean-cell {_sign(found.mean)}"),
        html.Td(_single(series, found.most, "most"), className=_sign(found.most.value)),
        html.Td(_when(found.most, series), className="wide when-cell"),
        html.Td(_counted(below, series, window, Statistic.BELOW_ZERO), className="below" if found.below_zero else ""),
    ]


def _single(series: Series, extreme: Extreme, name: str, look: str | None = None) -> Component:
    words = labels.quantity(extreme.value, series.measure.unit)
    return cited.number(words, citation.of(series, extreme.start), f"{name}, {series.label}", look)


def _counted(words: str, series: Series, window: Window, statistic: Statistic) -> Component:
    tally = citation.tally(statistic, series, window.start, window.end)
    return cited.number(words, tally, f"{statistic.value.replace('-', ' ')}, {series.label}")


def _spread(spread: DaySpread | None, series: Series, window: Window, hours: int) -> Component:
    if spread is None:
        return html.Td(labels.MISSING, className="spread-cell", title="No day here is whole.")
    days = f"Of {spread.days} whole day{'s' if spread.days > 1 else ''}."
    words = labels.quantity(spread.value, series.measure.unit)
    return html.Td(_counted(words, series, window, _SPREADS[hours]), className="spread-cell", title=days)


def _when(extreme: Extreme, series: Series) -> str:
    """The day and, where it is known so exactly, the time."""
    if series.interval > timedelta(hours=1):
        return labels.bucket_day(extreme.start, series.interval)
    return f"{labels.short_day(extreme.start)} {labels.clock(extreme.start)}"


def _sign(value: float) -> str:
    return "below" if value < 0 else ""
