"""What the papers say of what is declared or set, not measured: the grid's condition, and thresholds of reserves."""

from collections.abc import Sequence
from datetime import date, timedelta

from dash import html
from dash.development.base_component import Component

from models.catalog.conditions import EEA_LEVEL, LADDER, Threshold, thresholds_of
from models.citation import Citation, Cite, ConditionCite, Rule, ThresholdCite
from models.observation import Origin
from models.papers import Declared
from pages.figures import labels
from pages.parts import banner, listing, papers, papers_made

MOST_BEFORE = 12
_DAY = timedelta(days=1)
_TITLES = {level.id: level.title for level in LADDER}


def condition(found: Sequence[Declared], origin: Origin) -> list[Component]:
    """A declared condition: ERCOT's words, the document that said so first, and what was declared before, newest first.

    found: the condition that is meant, then those before it.
    """
    said, paper = found[0].condition, found[0].paper
    level = banner.level_said(said)
    reading = Citation(Rule.VALUE, (Cite(EEA_LEVEL.id, "ERCOT", "", said.at),))
    return [
        html.P("The grid\N{RIGHT SINGLE QUOTATION MARK}s condition, as ERCOT declares it", className="papers-name"),
        papers.figure(level.title if level else "Unknown", "", origin),
        html.P(f"Declared {papers.moment(said.at)} {labels.DOT} {labels.elsewhere(said.at)}", className="papers-when"),
        html.P(banner.sentence(said, level), className="papers-meaning"),
        html.Ol(
            [
                papers.step(papers.document_title(origin, 1), papers.document(paper)),
                papers.step(
                    "Row",
                    html.Div(
                        papers.lines(
                            [
                                ("state", html.Span(listing.quoted(said.state))),
                                ("eea_level", html.Span(str(said.eea_level))),
                                ("title", html.Span(listing.quoted(said.title))),
                                ("condition_note", html.Span(listing.quoted(said.note))),
                            ]
                        ),
                        className="row-lines",
                    ),
                ),
                papers.step(
                    "Checks passed",
                    html.P(
                        "State and level agree, and the state is one of the six that are known."
                        if level
                        else "Doubtful. The state is not one of the six that are known, or its level contradicts it.",
                        className="words",
                    ),
                ),
                papers.step("Stored", html.P(_stored(found[0]), className="words")),
                _before(found[1:]),
            ],
            className="chain",
        ),
        html.H3("As a number"),
        html.Ul(
            [
                papers_made.line(
                    str(said.eea_level),
                    EEA_LEVEL.title,
                    papers.when(said.at, timedelta()),
                    reading.text(),
                )
            ],
            className="made",
        ),
    ]


def _stored(found: Declared) -> str:
    when = papers.moment(found.paper.stored_at) if found.paper.stored_at else labels.MISSING
    return f"{when}. Documents that say the same again add nothing until one says something else."


def _before(earlier: Sequence[Declared]) -> Component:
    if not earlier:
        return papers.step("Declared before", html.P("Nothing else is stored.", className="words"))
    rows = []
    for each in earlier:
        level = banner.level_said(each.condition)
        word = level.title if level else each.condition.title or each.condition.state
        when = papers.moment(each.condition.at)
        rows.append(papers_made.line(word, each.condition.note or each.condition.title, when, _cite(each).text()))
    return papers.step("Declared before", html.Ul(rows, className="made"))


def _cite(found: Declared) -> ConditionCite:
    return ConditionCite(found.condition.at)


def threshold(cited: ThresholdCite) -> list[Component] | None:
    """A threshold in force on a day: the rule that sets it, since when, and what it was; None where there is none."""
    known = thresholds_of(cited.level)
    place = max((n for n, each in enumerate(known) if each.since <= cited.day), default=-1)
    if place < 0:
        return None
    found, title = known[place], _TITLES[cited.level]
    others = [n for n in range(len(known)) if n != place]
    return [
        html.P(f"Threshold of {title} {labels.DOT} reserves (PRC)", className="papers-name"),
        papers.figure(labels.number(found.megawatts, 0), "MW", Origin.ERCOT),
        html.P(_in_force(known, place), className="papers-when"),
        html.P(
            f"Below it ERCOT may declare {title}, and need not. ERCOT\N{RIGHT SINGLE QUOTATION MARK}s protocol sets "
            "this number. It stands in no document that is fetched, so there is none to download.",
            className="papers-meaning",
        ),
        html.Ol(
            [
                papers.step("Rule", html.P(found.source, className="words")),
                papers.step(
                    "Other values",
                    papers.lines(
                        [(f"{labels.number(known[n].megawatts, 0)} MW", html.Span(_in_force(known, n))) for n in others]
                    )
                    if others
                    else html.P("None. It has been this from the start.", className="words"),
                ),
            ],
            className="chain",
        ),
    ]


def _in_force(known: Sequence[Threshold], place: int) -> str:
    since = known[place].since
    if place + 1 == len(known):
        return f"In force since {_date(since)}"
    return f"In force {_date(since)} \N{EN DASH} {_date(known[place + 1].since - _DAY)}"


def _date(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
