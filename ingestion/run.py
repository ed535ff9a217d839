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
from ingestion.transport import Transport
from ingestion.validate import validate
from models.clock import now
from models.observation import Batch, Document, Parsed
from models.problems import Problem, Refused, Unavailable
from models.store import documents, runs, steps
from models.store.database import Database
from models.store.runs import FeedCard, RunReport
from models.store.write import Writer

log = structlog.get_logger()

CHUNK = 96
"""Documents that one transaction takes in at most: a day of 15-minute reports."""


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
    failures: list[str] = []
    for form in feed.forms:
        if not _is_asked(context, form, started, force):
            continue
        before = taken.documents
        try:
            for chunk in _chunks(fetch_new(context, feed, form, taken)):
                taken.add(take_in(context, chunk))
            context.due.asked(form, started, brought_new=taken.documents > before)
        except (Refused, Unavailable) as problem:
            failures.append(f"{form.name}: {problem}")
            context.due.failed(form, started)
            log.warning("fetch_failed", feed=feed.name, form=form.name, problem=str(problem))
            if isinstance(problem, Refused):
                documents.note_refusal(context.database, feed.name, form.name, form.name, problem)
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
    )
    runs.record(context.database, report)
    log.info("feed_run", feed=feed.name, outcome=report.outcome, rows=report.rows, changed=report.changed)
    return report


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
    return "stored" if taken.changed else "unchanged"


Arrived = tuple[Feed, Form, Document]

_LISTED_IN_FULL = timedelta(days=31)
"""Listings that hold documents for longer are those of corrections and yearly files: few, and all are wanted."""


def fetch_new(context: Context, feed: Feed, form: Form, taken: Taken) -> Iterator[Arrived]:
    """Documents of a form that the store does not have yet.

    A report that comes out bad is noted in `taken` and the next one is fetched; a listing or a page that
    comes out bad raises Refused, a network that is down Unavailable.
    """
    match form.source:
        case DashboardJson():
            found = dashboard_json.fetch(context.transport, feed, form)
        case HtmlPage():
            found = html_page.fetch(context.transport, feed, form)
        case MisReport(kept=kept):
            listed = mis_report.listing(context.transport, form)
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
    """The listed documents that the store has not read, in the listing's order."""
    if not listings:
        return []
    known = documents.known_names(context.database, form.name, min(each.posted_at for each in listings))
    return [each for each in listings if each.name not in known]


def fetch_reports(
    context: Context, feed: Feed, form: Form, listings: Iterable[mis_report.Listing], taken: Taken
) -> Iterator[Document]:
    """Listed reports one by one; a bad one is noted and the others still come."""
    for each in listings:
        try:
            yield mis_report.fetch(context.transport, feed, form, each)
        except Refused as problem:
            taken.problems.append(f"{each.name}: {problem}")
            documents.note_refusal(context.database, feed.name, form.name, each.name, problem)
            log.warning("fetch_refused", feed=feed.name, document=each.name, rule=problem.rule)


def _chunks(arrived: Iterable[Arrived]) -> Iterator[list[Arrived]]:
    chunk: list[Arrived] = []
    for each in arrived:
        chunk.append(each)
        if len(chunk) >= CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def take_in(context: Context, arrived: Sequence[Arrived]) -> Taken:
    """Keep documents, read them, and write all that are good in one transaction.

    A bad document is refused whole with its reason; the others of the chunk are not harmed by it. Documents
    that the store has already read do nothing.
    """
    taken = Taken()
    kept = documents.keep(context.database, [document for _, _, document in arrived])
    batches: dict[int, Batch] = {}
    for (feed, form, document), place in zip(arrived, kept, strict=True):
        if place.state != "kept" or place.id in batches:
            continue
        batch = _read(context, feed, form, document, place.id, taken)
        if batch is not None:
            batches[place.id] = batch
    if batches:
        written = context.writer.write(list(batches.items()))
        taken.documents += len(batches)
        taken.rows += written.rows
        taken.notices += sum(_notices(batch.parsed) for batch in batches.values())
        taken.changed += written.changed
        taken.quarantined += written.quarantined
    return taken


def _notices(parsed: Parsed) -> int:
    return len(parsed.conditions) + len(parsed.messages) + len(parsed.points)


def _read(context: Context, feed: Feed, form: Form, document: Document, id: int, taken: Taken) -> Batch | None:
    try:
        content = open_document(document, form)
        return validate(content, form.parse(content), form, feed, now())
    except Refused as refusal:
        rule, problem = refusal.rule, str(refusal)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, OverflowError) as error:
        # A shape that no parser foresaw: refused by name, and logged in full, since a parser may be at fault.
        log.exception("parser_failed", feed=feed.name, form=form.name, document=document.name)
        rule, problem = "shape", f"The document could not be read: {type(error).__name__}: {error}"
    documents.refuse(context.database, id, rule, problem)
    taken.problems.append(f"{document.name}: {problem}")
    log.warning("document_refused", feed=feed.name, form=form.name, document=document.name, rule=rule)
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
    for chunk in _chunks(arrived):
        taken.add(take_in(context, chunk))
    return taken


Progress = Callable[[str, int, int], None]
"""Called with a feed's name, documents done, and documents to do."""
