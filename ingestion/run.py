"""Fetch, keep, open, parse, validate, write: the one place with that order."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog

from ingestion import registry
from ingestion.due import Due
from ingestion.feed import DashboardJson, Feed, Form, HtmlPage, Media, MisReport, PublicApi
from ingestion.opening import open_document
from ingestion.sources import dashboard_json, html_page, mis_report
from ingestion.sources.public_api import PublicApiClient, yesterday_and_today
from ingestion.stamps import stamps_in
from ingestion.transport import Transport, Unreachable
from ingestion.validate import validate
from models.clock import now
from models.observation import Batch, Document, Parsed
from models.problems import Problem, Refused
from models.store import documents, runs, steps
from models.store.database import Database
from models.store.runs import FeedCard, RunReport
from models.store.write import Writer

log = structlog.get_logger()

CHUNK, CHUNK_BYTES = 96, 32 << 20
"""What one transaction takes in at most: a day of 15-minute reports, or a few large pages."""


@dataclass(slots=True)
class Taken:
    """What came of some documents: values, and notices such as messages and network points.

    `problems` are the refusals, in words.
    """

    documents: int = 0
    rows: int = 0
    notices: int = 0
    changed: int = 0
    quarantined: int = 0
    problems: list[str] = field(default_factory=list)

    def add(self, other: "Taken") -> None:
        """Count another chunk in."""
        self.documents += other.documents
        self.rows += other.rows
        self.notices += other.notices
        self.changed += other.changed
        self.quarantined += other.quarantined
        self.problems += other.problems


@dataclass(slots=True)
class Context:
    """What a run needs: where to fetch, where to write, and the keyed API where there are credentials for it.

    due: when each form is asked again, so that none is asked more often than it publishes.
    reach: how far back a regular run looks through a listing; what is older is for the filling of history.
    workbooks: whether yearly workbooks are taken in; the web process leaves them to a child, because reading
        one takes seconds of the interpreter.
    """

    database: Database
    transport: Transport
    writer: Writer
    keyed: PublicApiClient | None = None
    due: Due = field(default_factory=Due)
    reach: timedelta = timedelta(days=7)
    workbooks: bool = True


def declare_feeds(database: Database) -> None:
    """Tell the store which feeds there are."""
    runs.declare(database, [_card(feed) for feed in registry.feeds()])


def _card(feed: Feed) -> FeedCard:
    polled = [form for form in feed.forms if form.source is not None and not form.needs_key] or list(feed.forms)
    fastest = min(polled, key=lambda form: form.every)
    return FeedCard(
        feed.name,
        feed.title,
        fastest.name,
        tuple(dataset.id for dataset in feed.datasets),
        fastest.every,
        fastest.late_after,
        feed.as_needed,
    )


def run_workbooks(context: Context) -> list[RunReport]:
    """Ask for the yearly workbooks of every feed that has them, and for nothing else."""
    reports = []
    for feed in registry.feeds():
        forms = tuple(form for form in feed.forms if form.media is Media.XLSX and form.source is not None)
        if forms:
            reports.append(run_feed(context, replace(feed, forms=forms), force=True))
    return reports


def run_feed(context: Context, feed: Feed, *, force: bool = False) -> RunReport:
    """Ask every form of a feed that is due, take in what is new, and note how it went.

    Never raises for what ERCOT or the network did wrong: that is in the report. NotLeader and Unavailable
    of the database do come through, because then nothing can be noted either.
    """
    started = now()
    taken = Taken()
    asked = [form for form in feed.forms if _is_asked(context, form, started, force)]
    failures = [failure for form in asked if (failure := _run_form(context, feed, form, started, taken))]
    report = RunReport(
        feed.name,
        started,
        now(),
        _outcome(taken, failures),
        taken.documents,
        taken.rows,
        taken.changed,
        taken.quarantined,
        "; ".join([*failures, *taken.problems])[:2000] or None,
        min((context.due.at[form.name] for form in feed.forms if form.name in context.due.at), default=None),
        taken.notices,
    )
    runs.record(context.database, report)
    log.info("feed_run", feed=feed.name, outcome=report.outcome, rows=report.rows, changed=report.changed)
    return report


def _run_form(context: Context, feed: Feed, form: Form, at: datetime, taken: Taken) -> str | None:
    """Ask one form and set when it is asked next. What failed, in words, or None."""
    attempt = replace(context, transport=context.transport.attempt())
    before, problems_before = taken.documents, len(taken.problems)
    try:
        for chunk in chunks(fetch_new(attempt, feed, form, taken)):
            taken.add(take_in(attempt, chunk))
    except (Refused, Unreachable) as problem:
        context.due.failed(form, at)
        log.warning("fetch_failed", feed=feed.name, form=form.name, problem=str(problem))
        if isinstance(problem, Refused):
            documents.note_refusal(context.database, feed.name, form.name, form.name, problem)
        return f"{form.name}: {problem}"
    is_sound = len(taken.problems) == problems_before
    context.due.asked(form, at, brought_new=taken.documents > before and is_sound)
    if is_sound and not context.due.has_refused(form):
        # Only now may ERCOT answer that nothing has changed: all that it lists is stored.
        attempt.transport.settle()
    return None


def _is_asked(context: Context, form: Form, at: datetime, force: bool) -> bool:
    if form.source is None or (form.needs_key and context.keyed is None):
        return False
    if form.media is Media.XLSX and not context.workbooks:
        return False
    return force or context.due.is_due(form, at)


def _outcome(taken: Taken, failures: Sequence[str]) -> str:
    if taken.problems:
        return "refused"
    if failures:
        return "failed"
    return "stored" if taken.changed or taken.notices else "unchanged"


Arrived = tuple[Feed, Form, Document]

_LISTED_IN_FULL = timedelta(days=31)
"""Listings that hold documents for longer are those of corrections and yearly files: few, and all are wanted."""


def fetch_new(context: Context, feed: Feed, form: Form, taken: Taken) -> Iterator[Arrived]:
    """Documents of a form that the store does not have yet.

    A report that comes out bad is noted in `taken` and the next one is fetched; a listing or a page that
    comes out bad raises Refused, a network that is down Unreachable.
    """
    match form.source:
        case DashboardJson():
            found = dashboard_json.fetch(context.transport, feed, form)
        case HtmlPage():
            found = html_page.fetch(context.transport, feed, form)
        case MisReport(kept=kept):
            listed = mis_report.listing(context.transport, form)
            if listed:
                context.due.published(form, listed[0].posted_at)
            if kept <= _LISTED_IN_FULL:
                listed = tuple(each for each in listed if each.posted_at > now() - context.reach)
            listings = unread(context, form, listed)
            found = fetch_reports(context, feed, form, listings, taken)
        case PublicApi() if context.keyed is not None:
            found = context.keyed.fetch(feed, form, *yesterday_and_today())
        case _:
            found = iter(())
    for document in found:
        steps.reached(steps.FETCHED)
        yield feed, form, document


def unread(context: Context, form: Form, listings: Sequence[mis_report.Listing]) -> list[mis_report.Listing]:
    """The listed documents that the store has not read, in the listing's order.

    Those that were refused are asked for again, at growing intervals: a bad copy is often followed by a good one.
    """
    known: frozenset[str] = frozenset()
    if listings:
        known = documents.known_names(context.database, form.name, min(each.posted_at for each in listings))
    missing = [each for each in listings if each.name not in known]
    waiting = context.due.waiting(form, [each.name for each in missing], now())
    return [each for each in missing if each.name not in waiting]


def fetch_reports(
    context: Context, feed: Feed, form: Form, listings: Iterable[mis_report.Listing], taken: Taken
) -> Iterator[Document]:
    """Listed reports one by one; a bad one is noted and the others still come.

    One that does not come at all is passed over too; where the next does not come either, it is the network.
    """
    silent: tuple[str, Unreachable] | None = None
    for each in listings:
        try:
            document = mis_report.fetch(context.transport, feed, form, each)
        except Refused as problem:
            _miss(context, form, each.name, problem, taken)
            documents.note_refusal(context.database, feed.name, form.name, each.name, problem)
        except Unreachable as problem:
            if silent is not None:
                raise
            silent = (each.name, problem)
        else:
            if silent is not None:
                _miss(context, form, *silent, taken)
                silent = None
            yield document
    if silent is not None:
        _miss(context, form, *silent, taken)


def _miss(context: Context, form: Form, name: str, problem: Problem, taken: Taken) -> None:
    taken.problems.append(f"{name}: {problem}")
    if isinstance(form.source, MisReport):
        # A page is asked for as often as ever; of a listing this document alone has to wait.
        context.due.refused(form, name, now())
    log.warning("fetch_refused", form=form.name, document=name, problem=str(problem))


def chunks(arrived: Iterable[Arrived], *, most: int = CHUNK, most_bytes: int = CHUNK_BYTES) -> Iterator[list[Arrived]]:
    """Arrivals by the transaction. Where fetching fails, what has come is handed on before the failure is raised."""
    chunk: list[Arrived] = []
    size = 0
    trouble: Problem | None = None
    try:
        for each in arrived:
            chunk.append(each)
            size += len(each[2].body)
            if len(chunk) >= most or size >= most_bytes:
                yield chunk
                chunk, size = [], 0
    except (Refused, Unreachable) as problem:
        trouble = problem
    if chunk:
        yield chunk
    if trouble is not None:
        raise trouble


def take_in(context: Context, arrived: Sequence[Arrived]) -> Taken:
    """Keep documents, read them, and write all that are good in one transaction.

    A bad document is refused whole with its reason; the others of the chunk are not harmed by it. Documents
    that the store has already read do nothing; one that it has refused is judged again, since the reader may
    have learnt since.
    """
    taken = Taken()
    ours = [each for each in arrived if _is_ours(context, each, taken)]
    kept = documents.keep(context.database, [document for _, _, document in ours])
    batches: dict[int, Batch] = {}
    for (feed, form, document), place in zip(ours, kept, strict=True):
        if place.state == "stored" or place.id in batches:
            _refuse_copy(context, feed, form, document, place, taken)
            continue
        batch = _read(context, feed, form, document, place.id, taken)
        if batch is not None:
            batches[place.id] = batch
    if batches:
        _write(context, batches, taken)
    return taken


def _write(context: Context, batches: dict[int, Batch], taken: Taken) -> None:
    """Write documents in one transaction. If the database will not have them, one by one, to find which it is."""
    try:
        written = context.writer.write(list(batches.items()))
    except Refused as refusal:
        if len(batches) > 1:
            for id, batch in batches.items():
                _write(context, {id: batch}, taken)
            return
        for id, batch in batches.items():
            documents.refuse(context.database, id, refusal.rule, refusal.what)
            taken.problems.append(f"{batch.document.name}: {refusal.what}")
        return
    taken.documents += len(batches)
    taken.rows += written.rows
    taken.notices += sum(_notices(batch.parsed) for batch in batches.values())
    taken.changed += written.changed
    taken.quarantined += written.quarantined


def _notices(parsed: Parsed) -> int:
    return len(parsed.conditions) + len(parsed.messages) + len(parsed.points)


def _is_ours(context: Context, arrived: Arrived, taken: Taken) -> bool:
    """Live and simulated data never share a database, so the bytes of the other origin are not kept either."""
    feed, form, document = arrived
    origin = context.database.origin
    if document.origin is origin:
        return True
    problem = Refused(f"The document is of origin {document.origin}; this database holds {origin} data.", rule="origin")
    documents.note_refusal(context.database, feed.name, form.name, document.name, problem)
    _miss(context, form, document.name, problem, taken)
    return False


def _refuse_copy(
    context: Context, feed: Feed, form: Form, document: Document, place: documents.Kept, taken: Taken
) -> None:
    """A publication that has the bytes of another one is not what its name says. The same one again is no news."""
    if place.name == document.name or stamps_in(document.name) == stamps_in(place.name):
        return
    problem = Refused(f"The document has the very bytes of {place.name}.", rule="other-day", retry=True)
    documents.note_refusal(context.database, feed.name, form.name, document.name, problem)
    _miss(context, form, document.name, problem, taken)


def _read(context: Context, feed: Feed, form: Form, document: Document, id: int, taken: Taken) -> Batch | None:
    try:
        content = open_document(document, form)
        batch = validate(content, form.parse(content), form, feed, now())
    except Refused as refusal:
        problem = refusal
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        # A shape that no parser foresaw: refused by name, and logged in full, since a parser may be at fault.
        log.exception("parser_failed", feed=feed.name, form=form.name, document=document.name)
        problem = Refused(f"The document could not be read: {type(error).__name__}: {error}", rule="shape")
    else:
        return batch
    documents.refuse(context.database, id, problem.rule, str(problem))
    _miss(context, form, document.name, problem, taken)
    return None


def finish_unfinished(context: Context) -> Taken:
    """Read documents that were kept by a process that died before it had read them."""
    arrived: list[Arrived] = []
    for _, document in documents.unfinished(context.database):
        try:
            feed = registry.feed(document.feed)
            arrived.append((feed, feed.form(document.form), document))
        except (Problem, KeyError):
            log.warning("unknown_form", feed=document.feed, form=document.form, document=document.name)
    taken = Taken()
    for chunk in chunks(arrived):
        taken.add(take_in(context, chunk))
    return taken


Progress = Callable[[str, int, int], None]
"""Called with a feed's name, documents done, and documents to do."""
