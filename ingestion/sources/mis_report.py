"""Reports of the market information system: a listing, and a zip for each publication."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from ingestion.feed import Feed, Form, Media, MisReport
from ingestion.opening import origin_of, read_json, refuse_imposters
from ingestion.stamps import Stamp, stamps_in
from ingestion.transport import ANNUAL, LISTING, REPORT, Transport
from ingestion.zips import is_zip
from models.observation import Document
from models.problems import Refused

log = structlog.get_logger()

_LISTED_MOST = 20_000


@dataclass(frozen=True, slots=True)
class Listing:
    """A publication as the listing names it. posted_at: UTC, from the wall clock and the repeated hour's mark."""

    doc_id: str
    name: str
    friendly_name: str
    posted_at: datetime
    size: int


def listing(transport: Transport, form: Form) -> tuple[Listing, ...]:
    """What ERCOT lists of a report, csv and workbooks only, newest first. Raises Refused or Unavailable."""
    if not isinstance(form.source, MisReport):
        raise TypeError(f"{form.name} is no report")
    answer = transport.get(
        "/misapp/servlets/IceDocListJsonWS",
        {"reportTypeId": form.source.report_type_id},
        limits=LISTING,
        conditional=True,
    )
    if answer.body is None:
        return ()
    refuse_imposters(answer.body, Media.JSON)
    data = read_json(answer.body)
    try:
        listed = data["ListDocsByRptTypeRes"]["DocumentList"]  # type: ignore[index]
        documents = [each["Document"] for each in ([listed] if isinstance(listed, dict) else listed)]
    except (KeyError, TypeError) as error:
        raise Refused(f"The listing has another shape: {error!r}.", rule="columns") from error
    if len(documents) > _LISTED_MOST:
        raise Refused(f"The listing has {len(documents):,} entries.", rule="too-big")
    entries, problems = _entries(documents, form.source.report_type_id)
    if problems:
        log.warning("listing_entries_skipped", form=form.name, count=len(problems), first=problems[0])
        if not entries:
            raise Refused(f"None of the listing's {len(problems):,} entries can be read: {problems[0]}", rule="columns")
    return tuple(sorted(entries, key=lambda entry: entry.posted_at, reverse=True))


def _entries(documents: list[dict[str, Any]], report_type_id: int) -> tuple[list[Listing], list[str]]:
    """The csv and workbook entries; and what is wrong with those that cannot be read, which harm no other."""
    entries: list[Listing] = []
    problems: list[str] = []
    for document in documents:
        try:
            if document["FriendlyName"].endswith("_xml"):
                continue
            if int(document["ReportTypeID"]) != report_type_id:
                raise ValueError(f"it is of report {document['ReportTypeID']}")
            entries.append(_entry(document))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            problems.append(f"{str(document)[:200]}: {error!r}")
    return entries, problems


def _entry(document: dict[str, Any]) -> Listing:
    name, friendly = document["ConstructedName"], document["FriendlyName"]
    return Listing(document["DocID"], name, friendly, posted(name, friendly, document), int(document["ContentSize"]))


def posted(name: str, friendly: str, document: dict[str, Any]) -> datetime:
    """When it was published. The offset in PublishDate is that of the listing's own time, so it is dropped."""
    stamp = stamps_in(name).posted
    if stamp is not None:
        return stamp.instant
    wall = datetime.fromisoformat(document["PublishDate"]).replace(tzinfo=None)
    return Stamp(wall, "xhr" in friendly).instant


def fetch(transport: Transport, feed: Feed, form: Form, listed: Listing) -> Document:
    """One publication. Raises Refused when what comes is not the zip that was listed, else Unavailable."""
    limits = ANNUAL if form.media is Media.XLSX else REPORT
    answer = transport.get("/misdownload/servlets/mirDownload", {"doclookupId": listed.doc_id}, limits=limits)
    body = answer.body or b""
    if not body:
        raise Refused("The answer is empty.", rule="empty", retry=True)
    if not is_zip(body):
        refuse_imposters(body, form.media)
        raise Refused("The answer is no zip.", rule="kind", retry=True)
    if listed.size and len(body) != listed.size:
        raise Refused(f"The zip has {len(body):,} bytes; {listed.size:,} are listed.", rule="truncated", retry=True)
    return Document(
        feed.name,
        form.name,
        listed.name,
        f"{answer.url}?doclookupId={listed.doc_id}",
        answer.fetched_at,
        listed.posted_at,
        answer.status,
        body,
        origin_of(body),
        form.rank,
        form.cumulative,
    )
