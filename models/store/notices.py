"""What a document says besides numbers: conditions, messages, network points, rejects and flags."""

from typing import Any

import psycopg

from models.clock import from_micros
from models.observation import Batch

Cursor = psycopg.Cursor[Any]


def store(cursor: Cursor, document_id: int, batch: Batch) -> None:
    """Store one document's notices inside the writer's transaction. The same notice twice is one."""
    _conditions(cursor, document_id, batch)
    _messages(cursor, document_id, batch)
    _points(cursor, document_id, batch)
    _rejects(cursor, document_id, batch)
    _flags(cursor, document_id, batch)


def _conditions(cursor: Cursor, document_id: int, batch: Batch) -> None:
    """A declaration is kept when it differs from the one before it; repeating it says nothing new."""
    for each in batch.parsed.conditions:
        cursor.execute(
            "insert into condition (at, state, eea_level, title, note, document_id) "
            "select %(at)s, %(state)s, %(eea)s, %(title)s, %(note)s, %(document)s where not exists ("
            "  select 1 from (select state, eea_level, title, note from condition where at <= %(at)s "
            "                 order by at desc limit 1) before "
            "  where (state, eea_level, title, note) = (%(state)s, %(eea)s, %(title)s, %(note)s)) "
            "on conflict (at) do nothing",
            {
                "at": each.at,
                "state": each.state,
                "eea": each.eea_level,
                "title": each.title,
                "note": each.note,
                "document": document_id,
            },
        )


def _messages(cursor: Cursor, document_id: int, batch: Batch) -> None:
    """A message whose status changed gets a new version; the old ones stay."""
    for each in batch.parsed.messages:
        cursor.execute(
            "insert into operations_message (key, version, posted_at, type, text, status, document_id) "
            "select %(key)s, coalesce(max(version), 0) + 1, %(posted)s, %(type)s, %(text)s, %(status)s, %(document)s "
            "from operations_message where key = %(key)s "
            "having coalesce((select status from operations_message where key = %(key)s "
            "                 order by version desc limit 1), E'\\x01') <> %(status)s",
            {
                "key": each.key,
                "posted": each.posted_at,
                "type": each.type,
                "text": each.text,
                "status": each.status,
                "document": document_id,
            },
        )


def _points(cursor: Cursor, document_id: int, batch: Batch) -> None:
    """The network model replaces the one before it as a whole; the documents keep the old ones."""
    if not batch.parsed.points:
        return
    cursor.execute("delete from network_point")
    seen: set[tuple[str, str, str, str]] = set()
    with cursor.copy("copy network_point from stdin") as copy:
        for each in batch.parsed.points:
            key = (each.electrical_bus, each.node, each.psse_bus_number, each.psse_bus_name)
            if key in seen:
                continue
            seen.add(key)
            copy.write_row(
                (
                    each.electrical_bus,
                    each.node,
                    each.psse_bus_name,
                    each.psse_bus_number,
                    each.voltage_level,
                    each.substation,
                    each.load_zone,
                    each.resource_node,
                    each.hub_bus,
                    each.hub,
                    document_id,
                )
            )


def _rejects(cursor: Cursor, document_id: int, batch: Batch) -> None:
    if not batch.parsed.rejects:
        return
    feed = batch.document.feed
    # Two processes may read one document at the same time: the second waits here, and says the same again.
    cursor.execute("select 1 from document where id = %s for update", (document_id,))
    cursor.execute("delete from quarantine where document_id = %s", (document_id,))
    cursor.executemany(
        "insert into quarantine (document_id, feed, line, field, value, rule, text) "
        "values (%s, %s, %s, %s, %s, %s, %s)",
        [
            (document_id, feed, each.line, each.field, _clean(each.value), each.rule, _clean(each.text))
            for each in batch.parsed.rejects
        ],
    )


def _clean(text: str) -> str:
    """PostgreSQL takes no NUL in text, and one line of a hostile document must not fill the table."""
    return text.replace("\x00", "\N{SYMBOL FOR NULL}")[:500]


def _flags(cursor: Cursor, document_id: int, batch: Batch) -> None:
    if not batch.flags:
        return
    cursor.executemany(
        "insert into flag (series_id, ts, rule, detail, load_id) "
        "select id, %s, %s, %s, %s from series where measure = %s and entity = %s and kind = %s "
        "on conflict do nothing",
        [
            (
                from_micros(each.start),
                each.rule,
                each.detail,
                document_id,
                each.measure,
                each.entity,
                each.kind,
            )
            for each in batch.flags
        ],
    )
