"""The papers drawer: a frame that stays in the shell, and what it says of one value."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np
from dash import dcc, html
from dash.development.base_component import Component

from models.catalog.entity import Entity
from models.citation import Citation, Cite, DocumentCite, Rule
from models.clock import now
from models.observation import Origin
from models.papers import Paper, Papers, Posting
from models.selection import Window
from models.series import Series
from pages.figures import labels
from pages.figures.attributes import aria, data
from pages.figures.spark import spark
from pages.parts import badges, checks, states

DRAWER, ASK, BODY, PLACE, ROW, RULES = (
    "papers",
    "papers-ask",
    "papers-body",
    "papers-place",
    "papers-row",
    "papers-rules",
)
_MOST_DOCUMENTS, _MOST_PUBLICATIONS = 12, 24
_MICROSECOND = timedelta(microseconds=1)


def drawer() -> Component:
    """The empty drawer. The script opens it, says that it waits or has failed, and gives the focus back."""
    return html.Dialog(
        [
            html.Div(
                [
                    html.Button("\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK} Back", id="papers-back", hidden=True),
                    html.H2("Papers", id="papers-title", tabIndex="-1"),
                    html.Button("\N{MULTIPLICATION SIGN}", id="papers-close", **aria(label="Close the papers")),
                ],
                className="papers-head",
            ),
            html.Div(
                [html.Span(className="bone") for _ in range(9)], className="papers-waiting", **aria(hidden="true")
            ),
            html.Div(states.unreachable(), className="papers-failed"),
            html.Div(id=BODY, className="papers-body", **aria(live="polite")),
            dcc.Store(id=ASK),
        ],
        id=DRAWER,
        className="papers",
        **aria(labelledby="papers-title"),
    )


def nothing(cite: Cite) -> list[Component]:
    """A cited interval without a value."""
    return [
        *name_of(cite),
        states.empty(
            f"Nothing is stored there: {when(cite.start, cite.meaning.dataset.interval)}.",
            "ERCOT did not publish it, or it has not been fetched yet. The Data page lists what is missing and why.",
        ),
    ]


def invalid(words: str, hint: str) -> Component:
    """What the browser asked for is no number of ours."""
    return states.empty(words, hint)


def away() -> Component:
    """The database does not answer."""
    return states.unreachable("The database does not answer. Nothing is lost.")


def single(cite: Cite, found: Papers, origin: Origin) -> list[Component]:
    """One stored value: document, row, checks, storing, and what was said before."""
    exact = Citation(Rule.VALUE, (Cite(cite.measure, cite.entity, found.kind, found.start, found.posted),))
    return [
        *name_of(cite),
        *_value(cite, found, origin),
        html.Ol(
            [
                step(document_title(origin, len(found.documents)), _documents(found)),
                step("Row", html.Div(html.P("Reading the document\N{HORIZONTAL ELLIPSIS}", className="hint"), id=ROW)),
                step("Checks passed", [checks.drawn(checks.of(cite.meaning, found)), html.Div(id=RULES)]),
                step("Stored", _stored(found)),
                *_before(cite, found, origin),
            ],
            className="chain",
        ),
        dcc.Store(id=PLACE, data=exact.text()),
    ]


def whole_document(cite: DocumentCite, paper: Paper, origin: Origin) -> list[Component]:
    """A document, and where a line of it is meant, that line."""
    line = (
        [
            step(
                f"Line {cite.line:,}",
                html.Div(html.P("Reading the document\N{HORIZONTAL ELLIPSIS}", className="hint"), id=ROW),
            )
        ]
        if cite.line
        else []
    )
    place = [dcc.Store(id=PLACE, data=cite.text()), html.Div(id=RULES)] if cite.line else []
    return [
        html.P(paper.name, className="papers-name"),
        *badges.simulated(origin),
        html.Ol(
            [
                step(document_title(origin, 1), document(paper)),
                *line,
                step("What came of it", html.P(_outcome(paper), className="words")),
            ],
            className="chain",
        ),
        *place,
    ]


def _outcome(paper: Paper) -> str:
    if paper.state == "refused":
        return f"It was refused whole; nothing of it was stored. {paper.problem or ''}".strip()
    kept_out = f", {paper.quarantined:,} rows kept out" if paper.quarantined else ""
    when_stored = f" at {moment(paper.stored_at)}" if paper.stored_at else ""
    return f"{paper.rows:,} values read{kept_out}{when_stored}."


def name_of(cite: Cite) -> list[Component]:
    """Which number it is: measure and entity."""
    entity = entity_of(cite)
    code = [] if entity.code == "ERCOT" else [html.Span(entity.code, className="code")]
    return [html.P([title_of(cite), *code], className="papers-name", title=cite.meaning.meaning)]


def title_of(cite: Cite) -> str:
    """Measure and entity in words; the whole system goes without saying."""
    entity = entity_of(cite)
    return cite.meaning.title if entity.code == "ERCOT" else f"{cite.meaning.title} {labels.DOT} {entity.title}"


def entity_of(cite: Cite) -> Entity:
    """The catalog's entity, or one of that code where documents alone know it."""
    return cite.meaning.dataset.entities.by_spelling.get(cite.entity) or Entity(cite.entity, cite.entity)


def when(start: datetime, length: timedelta) -> str:
    """An interval in Central and UTC."""
    return f"{labels.full_interval(start, length)} {labels.DOT} {labels.elsewhere(start)}"


def moment(instant: datetime) -> str:
    """26 Sep 2026 16:01:04 CDT."""
    return f"{labels.day(instant)} {labels.clock_zone(instant, seconds=True)}"


def _brief(instant: datetime) -> str:
    """24 Nov 11:00 CST, with the year where it is another one than now."""
    day = labels.short_day(instant) if labels.same_year(instant, now()) else labels.day(instant)
    return f"{day} {labels.clock_zone(instant)}"


def figure(words: str, unit: str, origin: Origin) -> Component:
    """The number, as large as nothing else in the drawer."""
    return html.P(
        [html.Span(words, className="figure"), html.Span(unit, className="unit"), *badges.simulated(origin)],
        className="papers-value",
    )


def _value(cite: Cite, found: Papers, origin: Origin) -> list[Component]:
    length = timedelta(minutes=15) if found.rolled_up else cite.meaning.dataset.interval
    parts: list[Component] = [
        figure(labels.quantity(found.value, cite.meaning.unit), cite.meaning.unit.symbol, origin),
        html.P(when(found.start, timedelta() if cite.meaning.dataset.irregular else length), className="papers-when"),
        html.P(cite.meaning.meaning, className="papers-meaning"),
    ]
    if found.posted is not None:
        newest = not found.postings or found.postings[0].posted == found.posted
        which = "the newest publication" if newest else "a later publication exists"
        parts.insert(2, html.P(f"Forecast posted {moment(found.posted)}, {which}", className="papers-when"))
    if found.rolled_up:
        parts.append(
            html.P(
                f"Mean of {found.rolled_up:,} readings. Single readings of this age are no longer kept.",
                className="words",
            )
        )
    return parts


def step(title: str, content: Component | Sequence[Component]) -> Component:
    """A link of the chain from a number to its document."""
    parts = [content] if isinstance(content, Component) else list(content)
    return html.Li([html.H3(title), *parts])


def document_title(origin: Origin, count: int) -> str:
    """Whose documents they are, and if they are several, how many."""
    whose = "ERCOT document" if origin is Origin.ERCOT else "Document of the simulated ERCOT"
    return whose if count == 1 else f"{count} documents"


def _documents(found: Papers) -> list[Component]:
    shown = [document(paper) for paper in found.documents[:_MOST_DOCUMENTS]]
    rest = len(found.documents) - len(shown)
    return [*shown, html.P(f"and {rest:,} more", className="hint")] if rest > 0 else shown


def document(paper: Paper) -> Component:
    """A document's metadata, and the document itself to download."""
    posted = moment(paper.posted_at) if paper.posted_at else "ERCOT does not say"
    rows: list[tuple[str, Component | str]] = [
        ("Name", html.Span(paper.name, className="break")),
        ("Posted", html.Span(posted)),
        ("Fetched", html.Span(moment(paper.fetched_at))),
    ]
    if not paper.bytes:
        # What was refused at the door has no bytes, and so neither a hash nor a size of its own.
        return html.Div([lines(rows), html.P("It was refused at the door and not kept.", className="hint")])
    rows += [
        ("sha256", html.Code(paper.sha256, className="break", **data(sha256=paper.sha256))),
        ("Size", html.Span(f"{paper.bytes:,} bytes")),
    ]
    return html.Div([lines(rows), _download(paper)], className="paper")


def _download(paper: Paper) -> Component:
    if not paper.body_kept:
        return html.P("Its bytes are no longer kept; name, times and hash are.", className="hint")
    return html.A("Download", href=f"/documents/{paper.id}", className="button", **aria(label=f"Download {paper.name}"))


def lines(rows: Sequence[tuple[str, Component | str]], marked: int = -1) -> Component:
    """Name and value lines, one of them perhaps marked."""
    return html.Dl(
        [
            html.Div([html.Dt(name), html.Dd(value)], className="marked" if place == marked else None)
            for place, (name, value) in enumerate(rows)
        ],
        className="lines",
    )


def _stored(found: Papers) -> Component:
    stored = [paper.stored_at for paper in found.documents if paper.stored_at is not None]
    return html.P(moment(max(stored)) if stored else labels.MISSING, className="words")


def _before(cite: Cite, found: Papers, origin: Origin) -> list[Component]:
    unit = cite.meaning.unit
    steps: list[Component] = []
    if found.earlier:
        rows = [
            (labels.quantity(each.value, unit), _brief(each.replaced_at), link(each.paper)) for each in found.earlier
        ]
        steps.append(step("Other values", _table(("Value", "Lost to this one", "Document"), rows)))
    if len(found.postings) > 1:
        rows = [
            (labels.quantity(each.value, unit), _brief(each.posted), link(each.paper))
            for each in found.postings[:_MOST_PUBLICATIONS]
        ]
        more = found.posting_count - len(rows)
        steps.append(
            step(
                f"{found.posting_count:,} publications",
                [
                    _shape(cite, found.postings, origin),
                    _table(("Value", "Posted", "Document"), rows),
                    *([html.P(f"and {more:,} earlier ones", className="hint")] if more else []),
                ],
            )
        )
    if not steps:
        steps.append(step("Other values", html.P("None. It has been this from the start.", className="words")))
    return steps


def link(paper: Paper | None) -> Component:
    """A document by name, that leads to its papers."""
    if paper is None:
        return html.Span(labels.MISSING)
    return html.Button(
        paper.name, className="link break", **data(papers=DocumentCite(paper.id).text()), **aria(haspopup="dialog")
    )


def _table(heads: Sequence[str], rows: Sequence[tuple[str, str, Component]]) -> Component:
    return html.Table(
        [
            html.Thead(html.Tr([html.Th(head, scope="col") for head in heads])),
            html.Tbody([html.Tr([html.Td(cell) for cell in row]) for row in rows]),
        ],
        className="earlier",
    )


def _shape(cite: Cite, postings: Sequence[Posting], origin: Origin) -> Component:
    """How the forecast moved from one publication to the next."""
    oldest_first = postings[::-1]
    starts = np.array([each.posted.replace(tzinfo=None) for each in oldest_first], "datetime64[us]")
    values = np.array([each.value for each in oldest_first])
    # As far apart as publications came at most, so that none of the distances counts as a gap.
    widest = max(int(np.diff(starts.astype(np.int64)).max()), 1) * _MICROSECOND
    series = Series(cite.meaning, entity_of(cite), starts, values, widest, origin, irregular=True)
    window = Window(oldest_first[0].posted, oldest_first[-1].posted + _MICROSECOND)
    return html.Div(
        [
            html.Span(labels.quantity(float(values.max()), cite.meaning.unit), className="high"),
            spark(series, window, steps=False),
            html.Span(labels.quantity(float(values.min()), cite.meaning.unit), className="low"),
        ],
        className="papers-shape",
    )
