"""Documents as they were received: kept once by their hash, found again, refused with a reason, pruned by age."""

import hashlib
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg

from models.clock import now
from models.observation import Document, Origin
from models.problems import Refused
from models.store import steps
from models.store.database import Database

Connection = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """A document in the store, under the name it came by first. `state` is kept (not yet read), stored, or refused."""

    id: int
    state: str
    name: str


def keep(database: Database, documents: Sequence[Document]) -> list[Kept]:
    """Store the bytes of documents, each once; the same bytes again give the first one's id and state."""
    kept: dict[tuple[str, str], Kept] = {}
    with database.app() as connection:
        # In key order, so that two writers with the same documents never wait for each other.
        for document in sorted(documents, key=_key):
            if _key(document) not in kept:
                kept[_key(document)] = _keep_one(connection, document)
    steps.reached(steps.KEPT)
    return [kept[_key(document)] for document in documents]


def _key(document: Document) -> tuple[str, str]:
    return document.form, document.sha256


def _keep_one(connection: Connection, document: Document) -> Kept:
    digest = document.sha256
    found = connection.execute(
        "select id, state, name from document where form = %s and sha256 = %s", (document.form, digest)
    ).fetchone()
    if found is not None:
        return Kept(*found)
    encoding, body = _encode(document.body)
    inserted = connection.execute(
        "insert into document (feed, form, name, url, posted_at, fetched_at, status, sha256, bytes, rank, "
        "cumulative, origin, state, encoding, body) "
        "values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 'kept', %s, %s) "
        "on conflict (form, sha256) do nothing returning id, state, name",
        (
            document.feed,
            document.form,
            document.name,
            document.url,
            document.posted_at,
            document.fetched_at,
            document.status,
            digest,
            len(document.body),
            document.rank,
            document.cumulative,
            document.origin.value,
            encoding,
            body,
        ),
    ).fetchone()
    return Kept(*inserted) if inserted is not None else _keep_one(connection, document)


def _encode(body: bytes) -> tuple[str, bytes]:
    """A zip stays as it is; everything else is compressed."""
    if body[:2] == b"PK":
        return "as-is", body
    return "zlib", zlib.compress(body, 1)


def _decode(encoding: str, body: bytes | None) -> bytes | None:
    if body is None or encoding == "pruned":
        return None
    return zlib.decompress(body) if encoding == "zlib" else bytes(body)


_COLUMNS = "feed, form, name, url, fetched_at, posted_at, status, encoding, body, origin, rank, cumulative"


def _document(row: Sequence[Any]) -> Document | None:
    feed, form, name, url, fetched_at, posted_at, status, encoding, body, origin, rank, cumulative = row
    content = _decode(encoding, body)
    if content is None:
        return None
    return Document(feed, form, name, url, fetched_at, posted_at, status, content, Origin(origin), rank, cumulative)


def unfinished(database: Database) -> list[tuple[int, Document]]:
    """Documents that were kept but not read, because their process died in between; oldest first."""
    with database.app() as connection:
        rows = connection.execute(f"select id, {_COLUMNS} from document where state = 'kept' order by id").fetchall()
    found = ((row[0], _document(row[1:])) for row in rows)
    return [(id, document) for id, document in found if document is not None]


def body(database: Database, id: int) -> bytes | None:
    """A document's bytes as received; None when they were pruned by age or no such document exists."""
    with database.app() as connection:
        row = connection.execute("select encoding, body from document where id = %s", (id,)).fetchone()
    return None if row is None else _decode(*row)


def document(database: Database, id: int) -> Document | None:
    """A document with its bytes; None when they were pruned by age or no such document exists."""
    with database.app() as connection:
        row = connection.execute(f"select {_COLUMNS} from document where id = %s", (id,)).fetchone()
    return None if row is None else _document(row)


def known_names(database: Database, form: str, since: datetime) -> frozenset[str]:
    """Names of a form's documents posted since an instant that are stored, and need not be fetched again."""
    with database.app() as connection:
        rows = connection.execute(
            "select name from document where form = %s and coalesce(posted_at, fetched_at) >= %s and state = 'stored'",
            (form, since),
        ).fetchall()
    return frozenset(name for (name,) in rows)


def refuse(database: Database, id: int, rule: str, problem: str) -> None:
    """Mark a kept document as refused whole, with what was wrong."""
    with database.app() as connection:
        connection.execute(
            "update document set state = 'refused', rule = %s, problem = %s where id = %s and state <> 'stored'",
            (rule, problem, id),
        )


def note_refusal(database: Database, feed: str, form: str, name: str, problem: Refused) -> None:
    """Record a document that was refused at the door, whose bytes were not kept.

    The same refusal again is one, and shows when it was last made.
    """
    digest = hashlib.sha256(f"{name}\x1f{problem.rule}\x1f{problem.what}".encode()).hexdigest()
    with database.app() as connection:
        connection.execute(
            "insert into document (feed, form, name, url, fetched_at, status, sha256, bytes, rank, cumulative, "
            "origin, state, encoding, rule, problem) "
            "values (%s, %s, %s, '', now(), 0, %s, 0, 0, false, %s, 'refused', 'pruned', %s, %s) "
            "on conflict (form, sha256) do update set fetched_at = excluded.fetched_at",
            (feed, form, name, digest, database.origin.value, problem.rule, problem.what),
        )


def prune_bodies(database: Database, *, cumulative_days: int = 7, report_days: int = 730) -> int:
    """Drop bodies by age: cumulative ones after a week but for the day's last, reports after two years.

    Metadata stays for ever. Returns how many bodies went.
    """
    today = now()
    with database.app() as connection:
        cumulative = connection.execute(
            "update document set body = null, encoding = 'pruned' where id in ("
            " select id from (select id, row_number() over (partition by form, "
            "   (fetched_at at time zone 'America/Chicago')::date order by fetched_at desc) as nth "
            "   from document where cumulative and encoding <> 'pruned' and state <> 'kept' and fetched_at < %s"
            " ) ranked where nth > 1)",
            (today - timedelta(days=cumulative_days),),
        ).rowcount
        reports = connection.execute(
            "update document set body = null, encoding = 'pruned' "
            "where encoding <> 'pruned' and state <> 'kept' and fetched_at < %s",
            (today - timedelta(days=report_days),),
        ).rowcount
    return cumulative + reports


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a kept document: values read, values new or changed, rows kept out, and remarks."""

    id: int
    document: Document
    rows: int
    changed: int
    quarantined: int
    notes: list[str]


def mark_stored(connection: Connection, outcomes: Iterable[Outcome]) -> None:
    """Inside the writer's transaction: these are stored, each under the name by which it could be read."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "update document set state = 'stored', rows = %s, changed = %s, quarantined = %s, notes = %s, "
            "name = %s, url = %s, posted_at = %s, stored_at = now(), rule = null, problem = null where id = %s",
            [
                (
                    each.rows,
                    each.changed,
                    each.quarantined,
                    each.notes,
                    each.document.name,
                    each.document.url,
                    each.document.posted_at,
                    each.id,
                )
                for each in outcomes
            ],
        )
