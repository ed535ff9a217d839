"""Tells what a file is by its content: a document of one of the feeds, or what else ERCOT hands out."""

import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

from ingestion import registry
from ingestion.feed import Feed, Form, Media
from ingestion.hours import stamped
from ingestion.opening import MARK, fault_text, is_blank, origin_of, read_json, unzipped_workbook
from ingestion.stamps import posting_in
from ingestion.table import heads_of
from ingestion.zips import is_zip, open_zip, read_zip
from models.clock import from_micros
from models.observation import Origin
from models.problems import Refused

_MOST_MEMBERS = 1_000
_HEAD = 65_536
_TEXTS = 16 << 20
_LARGEST_PAGE = 8 << 20
_CELL = re.compile(r"<t(?:\s[^>]*)?>([^<]*)</t>")


class Kind(StrEnum):
    """What a file is, in one word."""

    DOCUMENT = "document"
    LISTING = "listing"
    ARCHIVE_LISTING = "archive listing"
    CATALOG = "catalog"
    MANIFEST = "manifest"
    FAULT = "fault"
    DERIVED = "derived"
    DAMAGED = "damaged"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a file is. `feed` and `form` are there for documents; `what` says it in words for all.

    posted_at: when it was published, as far as its content or its name says so.
    """

    kind: Kind
    what: str
    feed: Feed | None = None
    form: Form | None = None
    origin: Origin = Origin.ERCOT
    posted_at: datetime | None = None

    @property
    def is_unknown(self) -> bool:
        """Whether nothing of ours or of ERCOT's was seen in it."""
        return self.kind is Kind.UNKNOWN


_OTHER_JSON = (
    (frozenset({"ListDocsByRptTypeRes"}), Kind.LISTING, "a listing of a report's documents"),
    (frozenset({"archives", "product"}), Kind.ARCHIVE_LISTING, "a listing of the Public API's archive"),
    (frozenset({"_embedded"}), Kind.CATALOG, "the Public API's list of products"),
    (frozenset({"files", "fidelity_values"}), Kind.MANIFEST, "a list of recorded files"),
)
_DERIVED_TABLES = (
    (frozenset({"Date", "price", "zone"}), "day-ahead prices of load zones"),
    (frozenset({"DeliveryDate", "SettlementPointName", "SettlementPointPrice"}), "real-time prices without types"),
    (frozenset({"time", "hourofday", "Current Frequency"}), "scraped system conditions"),
    (frozenset({"capacity", "demand", "forecast_text"}), "supply and demand as a table"),
    (frozenset({"time", "current_frequency"}), "scraped system conditions"),
)


def recognise(name: str, body: bytes) -> Recognised:
    """What a file is, by its content; its name only helps to tell when it was posted. Never raises Refused."""
    if is_blank(body):
        return Recognised(Kind.DAMAGED, "an empty file")
    try:
        found = _by_magic(name, body)
    except Refused as refusal:
        return Recognised(Kind.DAMAGED, f"a damaged file: {refusal}")
    if found.form is None:
        return found
    return Recognised(found.kind, found.what, found.feed, found.form, origin_of(body), found.posted_at)


def _by_magic(name: str, body: bytes) -> Recognised:
    if is_zip(body):
        return _zipped(name, body)
    if body[:4] == b"PAR1":
        return Recognised(Kind.DERIVED, "a Parquet file: a third party's form of ERCOT's figures")
    if body[:2] == b"\x1f\x8b":
        return Recognised(Kind.DERIVED, "a gzip file: a third party's form of ERCOT's figures")
    head = body[:_HEAD].removeprefix(MARK)
    begins = head.lstrip()[:1]
    if begins in (b"{", b"["):
        return _json(name, body)
    if begins == b"<":
        return _html(name, body)
    return _table(name, head, name)


def _zipped(name: str, body: bytes) -> Recognised:
    if _is_workbook(body):
        return _workbook(name, body)
    members = read_zip(body, _MOST_MEMBERS)
    first = members[0]
    found = _by_magic(first.name, first.body)
    if found.form is not None and len(members) > found.form.members:
        return Recognised(Kind.UNKNOWN, f"a zip of {len(members)} files, more than {found.what} has")
    posted = posting_in(name) or found.posted_at
    return Recognised(found.kind, found.what, found.feed, found.form, posted_at=posted)


def _is_workbook(body: bytes) -> bool:
    try:
        with open_zip(body) as archive:
            names = archive.namelist()
            if "xl/workbook.xml" in names:
                return True
            with archive.open(names[0]) as member:
                return is_zip(member.read(4))
    except (zipfile.BadZipFile, zlib.error, EOFError, IndexError, NotImplementedError, RuntimeError):
        return False


def _workbook(name: str, body: bytes) -> Recognised:
    """By the texts of its cells: opening it whole is for whoever reads it."""
    texts: set[str] = set()
    with zipfile.ZipFile(io.BytesIO(unzipped_workbook(body))) as archive:
        for part in archive.namelist():
            is_shared = part == "xl/sharedStrings.xml"
            if is_shared or part.startswith("xl/worksheets/sheet"):
                with archive.open(part) as stream:
                    text = stream.read(_TEXTS if is_shared else _HEAD).decode("utf-8", "replace")
                texts.update(html.unescape(cell).strip() for cell in _CELL.findall(text))
    return _document(Media.XLSX, texts, "a workbook of another kind", posting_in(name))


def _json(name: str, body: bytes) -> Recognised:
    data = read_json(body)
    if isinstance(data, list):
        first = data[0] if data else None
        return _derived(first if isinstance(first, dict) else (), "a JSON list of another kind")
    if not isinstance(data, dict):
        return Recognised(Kind.UNKNOWN, "JSON of another kind")
    if "ResponseFaultList" in data:
        return Recognised(Kind.FAULT, f"a fault that ERCOT answered with: {fault_text(body)}")
    for keys, kind, what in _OTHER_JSON:
        if keys <= data.keys():
            return Recognised(kind, what)
    fields = data.get("fields")
    if isinstance(fields, list):
        names = {str(field.get("name")) for field in fields if isinstance(field, dict)}
        return _document(Media.JSON, names, "a reply of the Public API about another product", posting_in(name))
    return _document(Media.JSON, _names_in(data), "JSON of another kind", _last_updated(data) or posting_in(name))


def _names_in(data: Any, depth: int = 5) -> set[str]:
    """Keys of an object and of the first things inside it: several pages have the same keys on the outside."""
    if depth == 0 or not isinstance(data, dict | list):
        return set()
    if isinstance(data, list):
        return _names_in(data[0], depth - 1) if data else set()
    names = {str(key) for key in data}
    for value in list(data.values())[:12]:
        names |= _names_in(value, depth - 1)
    return names


def _last_updated(data: dict[str, Any]) -> datetime | None:
    said = data.get("lastUpdated")
    try:
        return from_micros(stamped(said)) if isinstance(said, str) else None
    except ValueError:
        return None


def _html(name: str, body: bytes) -> Recognised:
    if len(body) > _LARGEST_PAGE:
        return Recognised(Kind.UNKNOWN, f"a web page of more than {_LARGEST_PAGE:,} bytes")
    text = body.decode("utf-8", "replace")
    for feed, form in _forms(Media.HTML):
        if all(word in text for word in form.signature):
            return Recognised(Kind.DOCUMENT, form.title, feed, form, posted_at=posting_in(name))
    return Recognised(Kind.UNKNOWN, "a web page of another kind")


def _table(name: str, head: bytes, member: str) -> Recognised:
    heads = heads_of(head)
    if len(heads) < 2 or "\x00" in heads[0]:
        return Recognised(Kind.UNKNOWN, "no table, no JSON, no web page and no workbook")
    found = _document(Media.CSV, heads, "", posting_in(name) or posting_in(member))
    if found.form is not None:
        return found
    derived = _derived(heads, "a table of another kind")
    if found.what and derived.is_unknown:
        return Recognised(Kind.UNKNOWN, f"a table{found.what}")
    return derived


def _derived(heads: Iterable[str], otherwise: str) -> Recognised:
    present = set(heads)
    for needed, what in _DERIVED_TABLES:
        if needed <= present:
            return Recognised(Kind.DERIVED, f"{what}: a third party's form of ERCOT's figures")
    return Recognised(Kind.UNKNOWN, otherwise)


def _document(media: Media, present: Iterable[str], otherwise: str, posted: datetime | None) -> Recognised:
    """The form whose signature is there in full; of several the one that asks for most."""
    words = set(present)
    for feed, form in _forms(media):
        if form.signature <= words:
            return Recognised(Kind.DOCUMENT, form.title, feed, form, posted_at=posted)
    return Recognised(Kind.UNKNOWN, otherwise + _nearly(media, words))


def _nearly(media: Media, words: set[str]) -> str:
    """What a file would be but for a lost column or two, so that a renamed one is noticed by name."""
    near = [
        form
        for _, form in _forms(media)
        if len(form.signature) > 2 and len(form.signature - words) <= len(form.signature) // 3
    ]
    if not near:
        return ""
    nearest = max(near, key=lambda form: len(form.signature & words))
    return f": like {nearest.title.lower()}, but without {', '.join(sorted(nearest.signature - words))}"


@cache
def _forms(media: Media) -> tuple[tuple[Feed, Form], ...]:
    """Forms of a media, the most demanding first."""
    forms = [(feed, form) for feed in registry.feeds() for form in feed.forms if form.media is media]
    return tuple(sorted(forms, key=lambda each: -len(each[1].signature)))
