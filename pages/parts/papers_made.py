"""What the papers say of a number that is made from several: the rule, the sum as it is written, and a way to each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from dash import html
from dash.development.base_component import Component

from models.catalog.measure import Combine
from models.citation import Citation, Cite, Rule
from models.observation import Origin
from models.papers import Bucket
from pages.figures import labels
from pages.figures.attributes import aria, data
from pages.figures.stat import threshold_words
from pages.parts import papers

_RULES = {
    Rule.CHANGE: ("Change", "The value less that of the interval before it."),
    Rule.LESS: ("Difference", "The first less the others; a longer interval holds for each shorter one in it."),
    Rule.DEVIATION: ("Deviation", "How far the first lies from the second, in percent of the second."),
    Rule.SHARE: ("Share", "The first in percent of the others together."),
    Rule.SUM: ("Sum", "All of them together."),
    Rule.MEAN: ("Mean", "All of them that are stored together, divided by how many they are."),
}
_COMBINED = {
    Combine.MEAN: ("Mean", "The mean"),
    Combine.SUM: ("Sum", "The sum"),
    Combine.LAST: ("Last", "The last"),
    Combine.MIN: ("Least", "The least"),
    Combine.MAX: ("Most", "The most"),
}
_SIGNS = {Rule.CHANGE: labels.MINUS, Rule.LESS: labels.MINUS, Rule.SUM: "+", Rule.MEAN: "+"}
_PERCENT = (Rule.SHARE, Rule.DEVIATION)


@dataclass(frozen=True, slots=True)
class Part:
    """One of what a number is made of, as it was found: its value and interval start, None if there is none."""

    cited: Cite | Citation
    value: float | None
    start: datetime | None


def leading_cite(cited: Cite | Citation) -> Cite:
    """The first value of a number, which gives its name and its unit."""
    return cited if isinstance(cited, Cite) else leading_cite(cited.of[0])


def made(cited: Citation, value: float | None, parts: Sequence[Part], origin: Origin) -> list[Component]:
    """A number that a rule makes from several."""
    first = leading_cite(cited)
    title, words = _RULES[cited.rule]
    unit = first.meaning.unit
    percent = cited.rule in _PERCENT
    # Of two a difference is a movement, of more it is what is left.
    signed = cited.rule in (Rule.CHANGE, Rule.DEVIATION) or (cited.rule is Rule.LESS and len(parts) == 2)
    number = labels.number(value, 1, sign=signed) if percent else labels.quantity(value, unit, sign=signed)
    return [
        html.P(_name(cited) or f"{title} {labels.DOT} {papers.title_of(first)}", className="papers-name"),
        papers.figure(number, "%" if percent else unit.symbol, origin),
        html.P(words, className="papers-meaning"),
        *_missing(parts, cited.rule),
        html.H3("Made from"),
        html.Ul(
            [_part(part, _SIGNS.get(cited.rule, "") if n else "") for n, part in enumerate(parts)], className="made"
        ),
    ]


def _name(cited: Citation) -> str:
    """Real-time price less day-ahead price: a difference of several measures by their titles, else nothing."""
    first, *others = (leading_cite(each) for each in cited.of)
    if cited.rule is not Rule.LESS or any(other.measure == first.measure for other in others):
        return ""
    entity = papers.entity_of(first)
    words = f"{first.meaning.title} less {' and '.join(other.meaning.title.lower() for other in others)}"
    return words if entity.code == "ERCOT" else f"{words} {labels.DOT} {entity.title}"


def held_against(cited: Citation, part: Part, origin: Origin) -> list[Component]:
    """Reserves beside the threshold of their day, which is a dated fact and stands in no document."""
    first = leading_cite(cited)
    words = labels.MISSING if part.value is None else threshold_words(part.value, part.start or first.start)
    number, _, rest = words.partition(" ")
    return [
        html.P(f"Margin {labels.DOT} {papers.title_of(first)}", className="papers-name"),
        papers.figure(number, f"{first.meaning.unit.symbol} {rest}".strip(), origin),
        html.P(
            "The value less the threshold in force on its operating day. ERCOT's rules date the thresholds; "
            "below one it may declare the step, and need not.",
            className="papers-meaning",
        ),
        html.H3("Made from"),
        html.Ul([_part(part, "")], className="made"),
    ]


def bucket(cite: Cite, found: Bucket, origin: Origin) -> list[Component]:
    """A value combined from those of a span: the rule, how many there are, and a way to each that is listed."""
    title, rule = _COMBINED[found.combine]
    unit = cite.meaning.unit
    rest = found.count - len(found.parts)
    interval = labels.every(cite.meaning.dataset.interval)

    def single(at: datetime, value: float) -> Part:
        return Part(Cite(cite.measure, cite.entity, found.kind, at), value, at)

    return [
        *papers.name_of(cite),
        papers.figure(labels.quantity(found.value, unit), unit.symbol, origin),
        html.P(
            f"{span(found.start, found.end)} {labels.DOT} {title.lower()} of {found.count:,}", className="papers-when"
        ),
        html.P(
            f"{rule} of the {found.count:,} values of {interval} that start in this span.", className="papers-meaning"
        ),
        html.H3("Least and most"),
        html.Ul([_part(single(*found.least), ""), _part(single(*found.most), "")], className="made"),
        html.H3("Made from"),
        html.Ul([_part(single(*part), "") for part in found.parts], className="made"),
        *([html.P(f"The first {len(found.parts)} of {found.count:,} are listed.", className="hint")] if rest else []),
    ]


def span(start: datetime, end: datetime) -> str:
    """From one instant to another, the second date only where it differs."""
    until = labels.clock_zone(end)
    if labels.day(start) != labels.day(end - timedelta(microseconds=1)):
        until = f"{labels.short_day(end)} {until}"
    return f"{labels.day(start)} {labels.clock_zone(start)} \N{EN DASH} {until}"


def _missing(parts: Sequence[Part], rule: Rule) -> list[Component]:
    lost = sum(part.value is None for part in parts)
    if not lost:
        return []
    words = "One of its values is not stored" if lost == 1 else f"{lost} of its values are not stored"
    so = "the mean is that of the others" if rule is Rule.MEAN and lost < len(parts) else "so there is no number"
    return [html.P(f"{words}, {so}.", className="hint")]


def _part(part: Part, sign: str) -> Component:
    """A value with its name and time, as a button that leads to its papers."""
    first = leading_cite(part.cited)
    alone = part.cited if isinstance(part.cited, Citation) else Citation(Rule.VALUE, (part.cited,))
    unit = first.meaning.unit
    percent = isinstance(part.cited, Citation) and part.cited.rule in _PERCENT
    number = labels.number(part.value, 1) if percent else labels.quantity(part.value, unit)
    name = papers.title_of(first)
    if isinstance(part.cited, Citation):
        name = " less ".join(papers.title_of(leading_cite(each)) for each in part.cited.of)
    length = timedelta() if first.meaning.dataset.irregular else first.step or first.meaning.dataset.interval
    return line(number, name, papers.when(part.start or first.start, length), alone.text(), sign=sign)


def line(number: str, name: str, when: str, cited: str, *, sign: str = "") -> Component:
    """One of what a number is made of, as a button that leads to its papers."""
    return html.Li(
        html.Button(
            [
                html.Span(sign, className="sign"),
                html.Span(number, className="strong"),
                html.Span([name, html.Span(when, className="papers-when")]),
            ],
            **data(papers=cited),
            **aria(haspopup="dialog"),
        )
    )
