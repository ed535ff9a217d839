"""`ercot ingest`, `import`, `rollup`, `status`, `feeds` and the two commands that the timetable runs as children."""

import argparse
from pathlib import Path

from dashapp.cli.children import end_with_parent
from dashapp.cli.progress import told
from dashapp.cli.surroundings import Surroundings, open_surroundings
from dashapp.cli.text import how_long, table, when
from dashapp.settings import Settings
from ingestion import registry
from ingestion.backfill import fill_history, import_path
from ingestion.feed import DashboardJson, Form, HtmlPage, MisReport, PublicApi
from ingestion.gaps import note, refill
from ingestion.run import run_feed, run_workbooks
from models.feed_state import FeedState
from models.observation import Origin
from models.problems import Invalid
from models.store import upkeep
from models.store.freshness import feeds_state, gaps
from models.store.rollups import roll_up


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the commands that deal with data."""
    ingest = commands.add_parser("ingest", help="fetch what is new, once")
    ingest.add_argument("--once", action="store_true", required=True, help="run each feed one time and end")
    ingest.add_argument("--feed", action="append", default=[], metavar="NAME", help="this feed only; may be repeated")
    ingest.set_defaults(run=_ingest)

    taken = commands.add_parser("import", help="take in files of ERCOT's documents, each by its own kind")
    taken.add_argument("path", type=Path, help="a file, or a folder with all that is in it")
    taken.set_defaults(run=_import)

    rollup = commands.add_parser("rollup", help="turn old minute values into 15-minute values")
    rollup.set_defaults(run=_rollup)
    commands.add_parser("status", help="each feed's state, and the database").set_defaults(run=_status)
    commands.add_parser("feeds", help="the feeds and the forms they come in").set_defaults(run=_feeds)

    for name, run in (("history", _history), ("refill", _refill), ("workbooks", _workbooks)):
        # Started by `serve`; without help, so that the list of commands stays the list for people.
        child = commands.add_parser(name)
        child.add_argument("--epoch", type=int, required=True)
        child.add_argument("--parent", type=int, required=True)
        child.set_defaults(run=run)


def _ingest(settings: Settings, arguments: argparse.Namespace) -> int:
    chosen = [registry.feed(name) for name in arguments.feed] or list(registry.feeds())
    failed = 0
    with open_surroundings(settings, fetches=True) as surroundings:
        _name_place(surroundings)
        context = surroundings.context()
        for feed in chosen:
            report = run_feed(context, feed, force=True)
            failed += report.outcome in ("failed", "refused")
            print(
                f"{feed.name}: {report.outcome}, {_count(report.documents, 'document')}, {report.rows:,} values, "
                f"{report.changed:,} new or changed, {report.quarantined:,} quarantined"
                + (f", {_count(report.notices, 'notice')}" if report.notices else "")
                + (f"; {report.problem}" if report.problem else ""),
                flush=True,
            )
    return 1 if failed else 0


def _import(settings: Settings, arguments: argparse.Namespace) -> int:
    if not arguments.path.exists():
        raise Invalid(f"There is no file or folder {arguments.path}.", field="path")
    # Files on disk are ERCOT's own, whatever feed the pages show.
    with open_surroundings(settings, origin=Origin.ERCOT) as surroundings:
        _name_place(surroundings)
        imported = import_path(surroundings.context(), arguments.path)
        for file, what, outcome in imported.files:
            print(f"{file}: {what}: {outcome}")
        taken = imported.taken
        print(
            f"{_count(len(imported.files), 'file')}: {_count(taken.documents, 'document')} taken in, "
            f"{taken.rows:,} values, {taken.changed:,} new or changed, {taken.quarantined:,} rows quarantined, "
            f"{len(taken.problems)} refused, {imported.unknown} of unknown kind."
        )
    return 1 if imported.unknown or taken.problems else 0


def _rollup(settings: Settings, arguments: argparse.Namespace) -> int:
    with open_surroundings(settings) as surroundings:
        for done in roll_up(surroundings.database, raw_days=settings.minute_raw_days):
            print(f"{done.dataset}: {done.buckets:,} 15-minute values made, {done.removed:,} single values removed")
    return 0


def _status(settings: Settings, arguments: argparse.Namespace) -> int:
    with open_surroundings(settings) as surroundings:
        server = upkeep.server(surroundings.database)
        print(
            f"PostgreSQL {server.version}, database {server.database}, role {server.role}, schema {server.schema}, "
            f"{'SIMULATED' if server.origin == Origin.SIMULATED else 'ERCOT'} data"
        )
        print(surroundings.place())
        heads = (
            "feed", "state", "newest", "lag", "every", "values today", "quarantined", "last run", "next run", "problem"
        )  # fmt: skip
        print(table(heads, [_state_row(state) for state in feeds_state(surroundings.database)]))
        open_gaps = gaps(surroundings.database)
        print(f"{_count(len(open_gaps), 'open gap')}")
        for gap in open_gaps[:10]:
            print(f"  {gap.dataset}: {gap.missing} from {when(gap.start)}, refill {gap.refill}: {gap.cause}")
    return 0


def _state_row(state: FeedState) -> tuple[str, ...]:
    return (
        state.name,
        state.health.value,
        when(state.last_interval),
        how_long(state.lag),
        how_long(state.every),
        f"{state.rows_today:,}",
        f"{state.quarantined_today:,}",
        when(state.last_run),
        when(state.next_run),
        (state.problem or "")[:80],
    )


def _feeds(settings: Settings, arguments: argparse.Namespace) -> int:
    print(feed_list())
    return 0


def feed_list() -> str:
    """Every feed with its forms."""
    rows = [
        (feed.name if first else "", form.name, _way(form), how_long(form.every), form.title)
        for feed in registry.feeds()
        for first, form in zip([True] + [False] * len(feed.forms), feed.forms, strict=False)
    ]
    return table(("feed", "form", "comes as", "every", "title"), rows)


def _way(form: Form) -> str:
    match form.source:
        case DashboardJson():
            return "dashboard"
        case HtmlPage():
            return "page"
        case MisReport(report_type_id=number):
            return f"report {number}"
        case PublicApi(product=product):
            return f"API {product}"
        case None:
            return "file"


def _history(settings: Settings, arguments: argparse.Namespace) -> int:
    end_with_parent(arguments.parent)
    with open_surroundings(settings, fetches=True) as surroundings:
        context = surroundings.context(epoch=arguments.epoch)
        fill_history(
            context, settings.history_days, lambda feed, done, total: print(told(feed, done, total), flush=True)
        )
        note(context, history_days=settings.history_days, raw_days=settings.minute_raw_days)
    return 0


def _refill(settings: Settings, arguments: argparse.Namespace) -> int:
    end_with_parent(arguments.parent)
    with open_surroundings(settings, fetches=True) as surroundings:
        refill(
            surroundings.context(epoch=arguments.epoch),
            history_days=settings.history_days,
            raw_days=settings.minute_raw_days,
        )
    return 0


def _workbooks(settings: Settings, arguments: argparse.Namespace) -> int:
    end_with_parent(arguments.parent)
    with open_surroundings(settings, fetches=True) as surroundings:
        run_workbooks(surroundings.context(epoch=arguments.epoch))
    return 0


def _name_place(surroundings: Surroundings) -> None:
    kind = "SIMULATED data" if surroundings.origin is Origin.SIMULATED else "ERCOT's data"
    print(f"Writing {kind} to {surroundings.place()}", flush=True)


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}" + ("" if number == 1 else "s")
