"""The papers drawer's twin: from what a number says it is to what stands behind it."""

from typing import Any

import dash
from dash import ClientsideFunction, Input, Output, State
from dash.development.base_component import Component

from callbacks.shared import counting
from callbacks.shared.failures import guarded
from callbacks.shared.reading import MOST_EXACT
from callbacks.shared.services import Services
from models import citation
from models.citation import Citation, Cite, Cited, ConditionCite, Count, DocumentCite, Rule, Tally, ThresholdCite
from models.derive import difference
from models.observation import Place
from models.problems import Invalid, Refused, Unavailable
from models.selection import Selection, Window
from models.series import Series
from models.store import documents, lineage
from models.store.read import read
from pages.figures import zone
from pages.parts import papers, papers_made, papers_row, papers_said, papers_tally
from pages.parts.papers_made import Part
from pages.parts.view import ZONE, zone_asked

Content = Component | list[Component]

_LARGEST = 16 << 20
"""Bytes of a document beyond which reading it again would take more than the moment that a reader waits."""


def register(app: dash.Dash, services: Services) -> None:
    """Bind the drawer: one question for the papers, and one more for the row, which takes reading the document."""

    def papers_of(asked: object, said: object) -> Any:
        with zone.showing(zone_asked(said)):
            return respond(services, asked)

    def row_of(place: object, said: object) -> Any:
        with zone.showing(zone_asked(said)):
            return row(services, place)

    app.callback(
        Output(papers.BODY, "children"), Input(papers.ASK, "data"), State(ZONE, "data"), prevent_initial_call=True
    )(papers_of)
    app.clientside_callback(
        ClientsideFunction("papers", "told"),
        Input(papers.BODY, "children"),
        State(papers.ASK, "data"),
        prevent_initial_call=True,
    )
    app.callback(
        Output(papers.ROW, "children"),
        Output(papers.RULES, "children"),
        Input(papers.PLACE, "data"),
        State(ZONE, "data"),
        prevent_initial_call=False,
    )(row_of)


def respond(services: Services, asked: object) -> Content:
    """The drawer's content for what the browser asks; whatever it asks, an answer in words."""
    try:
        cited = citation.parse(asked.get("cited") if isinstance(asked, dict) else None)
        return guarded("papers", lambda: _content(services, cited), "These papers")
    except Invalid as problem:
        return papers.invalid(problem.what, problem.hint)
    except Unavailable:
        return papers.away()


def _content(services: Services, cited: Cited) -> Content:
    database = services.database
    if isinstance(cited, Tally):
        return papers_tally.drawn(cited, _counted(services, cited), database.origin)
    if isinstance(cited, DocumentCite):
        paper = lineage.document(database, cited.id)
        if paper is None:
            return papers.invalid("Nothing is stored there: there is no document of this number.", "")
        return papers.whole_document(cited, paper, database.origin)
    if isinstance(cited, ConditionCite):
        said = lineage.declared(database, cited.at, limit=papers_said.MOST_BEFORE + 1)
        if not said:
            return papers.invalid("Nothing is stored there: no condition had been declared by then.", "")
        return papers_said.condition(said, database.origin)
    if isinstance(cited, ThresholdCite):
        return papers_said.threshold(cited) or papers.invalid("No threshold of this name was in force that day.", "")
    if isinstance(cited, Count):
        return counting.content(database, cited)
    if cited.rule is Rule.MARGIN:
        return papers_made.held_against(cited, _part(services, cited.of[0]), database.origin)
    if cited.rule is not Rule.VALUE:
        parts = [_part(services, each) for each in cited.of]
        value = cited.rule.applied([part.value for part in parts])
        return papers_made.made(cited, value, parts, database.origin)
    only = cited.of[0]
    return _content(services, only) if isinstance(only, Citation) else _value(services, only)


def _counted(services: Services, tally: Tally) -> Series:
    """The series that a statistic is of, read as the summary reads it."""
    window = Window(tally.start, tally.end)
    first, *others = [
        series
        for cite in tally.of
        for series in read(
            services.database,
            Selection(
                (cite.measure,),
                window,
                (f"{cite.entity}/{cite.kind}" if cite.kind else cite.entity,),
                resolution=cite.step,
                points=MOST_EXACT,
            ),
        )
    ]
    return difference(first, others, first.measure.title) if others else first


def _value(services: Services, cite: Cite) -> Content:
    database = services.database
    if cite.step is not None and cite.step > cite.meaning.dataset.interval:
        bucket = lineage.bucket(database, cite.measure, cite.entity, cite.kind, cite.start, cite.step)
        return papers.nothing(cite) if bucket is None else papers_made.bucket(cite, bucket, database.origin)
    found = lineage.papers(database, cite.measure, cite.entity, cite.kind, cite.start, cite.posted)
    return papers.nothing(cite) if found is None else papers.single(cite, found, database.origin)


def _part(services: Services, cited: Cite | Citation) -> Part:
    """What one part of a number is, found afresh."""
    if isinstance(cited, Citation):
        parts = [_part(services, each) for each in cited.of]
        return Part(cited, cited.rule.applied([part.value for part in parts]), parts[0].start)
    if cited.step is not None and cited.step > cited.meaning.dataset.interval:
        bucket = lineage.bucket(services.database, cited.measure, cited.entity, cited.kind, cited.start, cited.step)
        return Part(cited, bucket.value if bucket else None, bucket.start if bucket else None)
    found = lineage.papers(services.database, cited.measure, cited.entity, cited.kind, cited.start, cited.posted)
    return Part(cited, found.value if found else None, found.start if found else None)


def row(services: Services, place: object) -> tuple[Content, Content]:
    """The row in the stored document, and what the document had to pass besides."""
    try:
        cited = citation.parse(place)
        found = guarded("papers-row", lambda: _place(services, cited), "The row")
    except Invalid as problem:
        return papers.invalid(problem.what, problem.hint), []
    except Unavailable:
        return papers.away(), []
    if isinstance(found, Component):
        return found, []
    return papers_row.drawn(found), papers_row.rules(found)


def _place(services: Services, cited: Cited) -> Place | str:
    """Where the value stands, or in words why that can't be shown."""
    database = services.database
    try:
        if isinstance(cited, DocumentCite):
            document = documents.document(database, cited.id)
            found = services.row_at(document, cited.line) if document and services.row_at else None
            return found or papers_row.NOT_THERE
        if not isinstance(cited, Citation):
            return papers_row.NOT_ONE
        cite = papers_made.leading_cite(cited)
        known = lineage.papers(database, cite.measure, cite.entity, cite.kind, cite.start, cite.posted)
        if known is None or known.rolled_up or len(known.documents) != 1 or services.locate is None:
            return papers_row.NOT_ONE
        if known.documents[0].bytes > _LARGEST:
            return papers_row.TOO_LARGE
        document = documents.document(database, known.documents[0].id)
        if document is None:
            return papers_row.PRUNED
        key = (cite.entity, known.kind)
        where = services.locate(document, cite.measure, key, known.start, known.posted, known.value)
        return where or papers_row.NOT_THERE
    except Refused as problem:
        return f"The document can't be read any more: {problem.what}"
