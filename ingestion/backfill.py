"""Filling history newest first: from listings, from a simulated ERCOT with its clock set back, or from a folder."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

import structlog

from ingestion import registry
from ingestion.feed import DashboardJson, Feed, Form, HtmlPage, MisReport, PublicApi
from ingestion.recognise import Kind, Recognised, recognise
from ingestion.run import Arrived, Context, Taken, chunks, fetch_reports, take_in, unread
from ingestion.sources import dashboard_json, html_page, mis_report
from ingestion.sources.public_api import document_name
from ingestion.transport import Unreachable
from ingestion.workbook import modified
from models.clock import EPOCH, day_bounds, now, operating_day
from models.observation import Document, Origin
from models.problems import Refused
from models.store import documents

log = structlog.get_logger()

_MOST_DOCUMENTS, _MOST_BYTES = 384, 2 << 20
"""What one transaction takes in at most, so that neither memory nor whoever waits for the dataset suffers."""

_LARGEST_FILE = 256 << 20
"""Bytes of an archive of reports, the largest of ERCOT's files; what is larger is not read to its end."""

_BESIDE = timedelta(minutes=15)

Progress = Callable[[str, int, int], None]
"""Called with a feed's name, the steps done, and the steps to do."""


@dataclass(slots=True)
class _Task:
    """One form over one day, a piece of history that is filled at a time; no day stands for all that is left."""

    feed: Feed
    form: Form
    day: date | None


def fill_history(context: Context, days: int, progress: Progress) -> Taken:
    """Fill the last `days` operating days of every feed, newest day first, the first page's feeds first.

    Live, each document reaches back as far as ERCOT keeps it, and the rest stays a gap. Simulated, the
    ordinary fetch runs against the simulator with its clock set back. What the store has is not asked again.
    """
    today = operating_day(now())
    tasks = [
        _Task(feed, form, today - timedelta(days=back))
        for heavy in (False, True)
        for back in range(days + 2)
        for feed in registry.feeds()
        for form in feed.forms
        if form.source is not None and not form.needs_key and _is_heavy(form) is heavy
        # The day-ahead market of the first day was published the day before it.
        if back <= days or (isinstance(form.source, MisReport) and form.every >= timedelta(days=1))
    ]
    if context.database.origin is Origin.ERCOT:
        tasks += [
            _Task(feed, form, None)
            for feed in registry.feeds()
            for form in feed.forms
            if isinstance(form.source, MisReport)
        ]
    todo = {feed.name: sum(task.feed is feed for task in tasks) for feed in registry.feeds()}
    done = dict.fromkeys(todo, 0)
    listings = _Listings(context)
    taken = Taken()
    for task in tasks:
        try:
            taken.add(_fill(context, task, listings))
        except (Refused, Unreachable) as problem:
            taken.problems.append(f"{task.form.name}: {problem}")
            log.warning("history_failed", feed=task.feed.name, form=task.form.name, problem=str(problem))
        done[task.feed.name] += 1
        progress(task.feed.name, done[task.feed.name], todo[task.feed.name])
    taken.add(fill_from_public_api(context, registry.feeds(), today - timedelta(days=days), today))
    return taken


def fill_from_public_api(context: Context, feeds: Sequence[Feed], first: date, last: date) -> Taken:
    """Fill operating days from the keyed API, newest first, where there are credentials for it.

    A day that was read once it was over is not asked for again. What goes wrong is in `problems`.
    """
    taken = Taken()
    if context.keyed is None:
        return taken
    for feed in feeds:
        for form in feed.forms:
            if isinstance(form.source, PublicApi):
                _fill_form(context, feed, form, (first, last), taken)
    return taken


def _fill_form(context: Context, feed: Feed, form: Form, days: tuple[date, date], taken: Taken) -> None:
    assert context.keyed is not None
    known = documents.known_names(context.database, form.name, EPOCH)
    yesterday = operating_day(now()) - timedelta(days=1)
    day = days[1]
    while day >= days[0]:
        if day >= yesterday or document_name(form, day) not in known:
            try:
                arrived = [(feed, form, found) for found in context.keyed.fetch(feed, form, day, day)]
                taken.add(take_in(context, arrived))
            except Refused as problem:
                taken.problems.append(f"{document_name(form, day)}: {problem}")
            except Unreachable as problem:
                taken.problems.append(f"{document_name(form, day)}: {problem}")
                return
        day -= timedelta(days=1)


def _is_heavy(form: Form) -> bool:
    """Pages that show one instant need a fetch for each step of the past; they come after all others."""
    return isinstance(form.source, DashboardJson | HtmlPage) and not form.cumulative


def _fill(context: Context, task: _Task, listings: "_Listings") -> Taken:
    taken = Taken()
    arrived = ((task.feed, task.form, document) for document in _documents(context, task, listings, taken))
    for chunk in chunks(arrived, most=_MOST_DOCUMENTS, most_bytes=_MOST_BYTES):
        taken.add(take_in(context, chunk))
    return taken


def _documents(context: Context, task: _Task, listings: "_Listings", taken: Taken) -> Iterator[Document]:
    source = task.form.source
    if isinstance(source, MisReport):
        yield from fetch_reports(context, task.feed, task.form, listings.of(task.form, task.day), taken)
        return
    assert task.day is not None
    for instant in _instants(context, task.feed, task.form, task.day):
        transport = context.transport if instant is None else context.transport.with_clock(instant)
        fetch = dashboard_json.fetch if isinstance(source, DashboardJson) else html_page.fetch
        yield from fetch(transport, task.feed, task.form)


def _instants(context: Context, feed: Feed, form: Form, day: date) -> list[datetime | None]:
    """When to ask a page that knows no past: now, and of a simulated ERCOT also at each past moment."""
    start, end = day_bounds(day)
    is_today = start <= now() < end
    if context.database.origin is Origin.ERCOT:
        return [None] if is_today else []
    if form.cumulative:
        newest = None if is_today else end - timedelta(seconds=1)
        count = math.ceil((min(now(), end) - start) / form.covers) - 1
        return [newest, *((newest or now()) - step * form.covers for step in range(1, count + 1))]
    last = min(now(), end) - timedelta(seconds=1)
    # A page beside one that brings its feed's minutes only adds to them, and is asked less often.
    has_minutes = any(other.cumulative for other in feed.forms if other is not form)
    step = max(form.every, _BESIDE) if has_minutes else form.every
    return [last - number * step for number in range(int((last - start) / step) + 1)]


@dataclass(slots=True)
class _Listings:
    """Listings by form, asked for once: what is unread, by the operating day of its posting."""

    context: Context
    _known: dict[str, dict[date, list[mis_report.Listing]]] = field(default_factory=dict)

    def of(self, form: Form, day: date | None) -> list[mis_report.Listing]:
        """What is unread of a day, or of all days that nobody has asked for yet. Each is given out once."""
        if form.name not in self._known:
            # A listing that does not come is asked for once and not again for each day.
            self._known[form.name] = {}
            self._known[form.name] = self._read(form, day or operating_day(now()))
        days = self._known[form.name]
        if day is not None:
            return days.pop(day, [])
        rest = [each for listed in days.values() for each in listed]
        days.clear()
        return rest

    def _read(self, form: Form, first: date) -> dict[date, list[mis_report.Listing]]:
        assert isinstance(form.source, MisReport)
        found = {each.name: each for each in mis_report.listing(self.context.transport, form)}
        if self.context.database.origin is Origin.SIMULATED and form.source.kept < timedelta(days=8):
            earlier = day_bounds(first)[0] - form.source.kept + timedelta(days=1)
            back = self.context.transport.with_clock(earlier)
            for each in mis_report.listing(back, form):
                found.setdefault(each.name, each)
        by_day: dict[date, list[mis_report.Listing]] = {}
        for each in unread(self.context, form, list(found.values())):
            by_day.setdefault(operating_day(each.posted_at), []).append(each)
        return by_day


@dataclass(slots=True)
class Imported:
    """What an import made of each file: (file, what it is, what came of it)."""

    files: list[tuple[str, str, str]] = field(default_factory=list)
    taken: Taken = field(default_factory=Taken)
    unknown: int = 0


def import_path(context: Context, path: Path) -> Imported:
    """Take in a file or every file of a folder, each recognised by its content.

    Files that are not ERCOT's documents of a known form are reported, and never an error for the others.
    """
    imported = Imported()
    # A link inside a folder may lead anywhere on the machine, so none is followed.
    within = (each for each in path.rglob("*") if each.is_file() and not each.is_symlink())
    files = sorted(within) if path.is_dir() else [path]
    for file in files:
        body = _body(file, imported)
        if body is None:
            continue
        recognised = recognise(file.name, body)
        if recognised.feed is None or recognised.form is None:
            _note(context, file, recognised, imported)
            imported.files.append((str(file), recognised.what, "not taken in"))
            continue
        taken = take_in(context, _arrivals(file, body, recognised))
        imported.taken.add(taken)
        outcome = "; ".join(taken.problems) or _outcome(taken)
        imported.files.append((str(file), recognised.what, outcome))
    return imported


def _note(context: Context, file: Path, recognised: Recognised, imported: Imported) -> None:
    """Record what was refused, as a document that was fetched would be; ERCOT's listings and the like are none."""
    if recognised.kind not in (Kind.DAMAGED, Kind.UNKNOWN, Kind.FAULT):
        return
    imported.unknown += recognised.kind is not Kind.FAULT
    refusal = Refused(f"The file is {recognised.what}.", rule=recognised.kind.value)
    documents.note_refusal(context.database, "import", "file", file.name, refusal)


def _body(file: Path, imported: Imported) -> bytes | None:
    """A file's bytes; None, and a word on why, where it is too large or cannot be read."""
    try:
        with file.open("rb") as stream:
            body = stream.read(_LARGEST_FILE + 1)
    except OSError as error:
        problem = f"cannot be read: {error.strerror}"
    else:
        if len(body) <= _LARGEST_FILE:
            return body
        problem = f"larger than {_LARGEST_FILE:,} bytes"
    imported.unknown += 1
    imported.files.append((str(file), problem, "not taken in"))
    return None


def _outcome(taken: Taken) -> str:
    if not taken.documents:
        return "known already"
    said = [f"{taken.rows:,} values, {taken.changed:,} new or changed"] if taken.rows else []
    if taken.notices:
        said.append(f"{taken.notices:,} notices")
    if taken.quarantined:
        said.append(f"{taken.quarantined:,} quarantined")
    return ", ".join(said) or "nothing new"


def _arrivals(file: Path, body: bytes, recognised: Recognised) -> list[Arrived]:
    """The document, once for each form that reads it: one page has real-time and day-ahead prices."""
    assert recognised.form is not None
    same = (recognised.form.media, recognised.form.signature)
    return [
        (feed, form, _document(file, body, recognised, feed, form))
        for feed in registry.feeds()
        for form in feed.forms
        if (form.media, form.signature) == same
    ]


def _document(file: Path, body: bytes, recognised: Recognised, feed: Feed, form: Form) -> Document:
    return Document(
        feed=feed.name,
        form=form.name,
        name=file.name,
        url=file.resolve().as_uri(),
        fetched_at=now(),
        posted_at=recognised.posted_at or modified(body),
        status=200,
        body=body,
        origin=recognised.origin,
        rank=form.rank,
        cumulative=form.cumulative,
    )
