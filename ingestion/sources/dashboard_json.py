"""ERCOT's dashboards as JSON: no key, no history, cached at the edge for about a minute."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from ingestion.feed import DashboardJson, Feed, Form
from ingestion.opening import origin_of, refuse_imposters
from ingestion.transport import DASHBOARD, Answer, Transport
from models.clock import central
from models.observation import Document
from models.problems import Refused

_STALE = timedelta(hours=12)
_UPDATED = re.compile(rb'"lastUpdated"\s*:\s*"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[+-]\d{4})"')


def fetch(transport: Transport, feed: Feed, form: Form) -> Iterator[Document]:
    """The dashboard as it is now; nothing where it has not changed. Raises Refused or Unavailable."""
    if not isinstance(form.source, DashboardJson):
        raise TypeError(f"{form.name} is no dashboard")
    path = f"/api/1/services/read/dashboards/{form.source.name}.json"
    answer = transport.get(path, limits=DASHBOARD, conditional=True)
    if answer.body is not None:
        refuse_imposters(answer.body, form.media)
        found = document(answer, answer.body, feed, form, form.source.name)
        _refuse_old(found, transport.present())
        yield found


def _refuse_old(found: Document, present: datetime) -> None:
    """A dashboard that stands still, or another day's, must not pass for today's."""
    if found.posted_at is not None and present - found.posted_at > _STALE:
        raise Refused(
            f"The dashboard was last updated at {central(found.posted_at):%Y-%m-%d %H:%M} Central, "
            f"over {_STALE.total_seconds() / 3600:g} hours ago.",
            rule="other-day",
            retry=True,
        )


def document(answer: Answer, body: bytes, feed: Feed, form: Form, name: str) -> Document:
    """An answer as a document, posted when it says it was last updated."""
    posted = last_updated(body)
    stamp = posted or answer.fetched_at
    return Document(
        feed.name,
        form.name,
        f"{name} {stamp:%Y-%m-%d %H:%M:%S%z}",
        answer.url,
        answer.fetched_at,
        posted,
        answer.status,
        body,
        origin_of(body),
        form.rank,
        form.cumulative,
    )


def last_updated(body: bytes) -> datetime | None:
    """The instant in `lastUpdated`, whose offset is right here, unlike in listings."""
    found = _UPDATED.search(body)
    return datetime.strptime(found.group(1).decode(), "%Y-%m-%d %H:%M:%S%z") if found else None
