"""Reports of the market information system: a listing, and a zip for each publication."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from ingestion.feed import Feed, Form, Media, MisReport
from ingestion.opening import is_zip, origin_of, read_json, refuse_imposters
from ingestion.transport import ANNUAL, LISTING, REPORT, Transport
from models.clock import CENTRAL
from models.observation import Document
from models.problems import Refused

_STAMP = re.compile(r"\.(\d{8})\.(\d{6})(\d{3})?\.")
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
        entries = [_entry(each) for each in documents if not each["FriendlyName"].endswith("_xml")]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Refused(f"The listing has another shape: {error!r}.", rule="columns") from error
    if len(entries) > _LISTED_MOST:
        raise Refused(f"The listing has {len(entries):,} entries.", rule="too-big")
    return tuple(sorted(entries, key=lambda entry: entry.posted_at, reverse=True))


def _entry(document: dict[str, str]) -> Listing:
    name, friendly = document["ConstructedName"], document["FriendlyName"]
    return Listing(document["DocID"], name, friendly, posted(name, friendly, document), int(document["ContentSize"]))


def posted(name: str, friendly: str, document: dict[str, str]) -> datetime:
    """When it was published. The offset in PublishDate is that of the listing's own time, so it is dropped."""
    stamp = _STAMP.search(name)
    if stamp:
        wall = datetime.strptime(stamp.group(1) + stamp.group(2), "%Y%m%d%H%M%S")  # noqa: DTZ007
    else:
        wall = datetime.fromisoformat(document["PublishDate"]).replace(tzinfo=None)
    return wall.replace(tzinfo=CENTRAL, fold="xhr" in friendly).astimezone(UTC)


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
