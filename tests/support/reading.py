"""Documents from `tests/data`, or written in a test, read by the feeds as ingestion reads them."""

from datetime import UTC, datetime
from pathlib import Path

from ingestion import registry
from ingestion.feed import Content, Feed, Form
from ingestion.opening import open_document
from ingestion.validate import validate
from models.catalog.measure import Measure
from models.clock import micros
from models.observation import Batch, Document, Key, Origin, Parsed

DATA = Path(__file__).resolve().parents[1] / "data"
FETCHED = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)

Values = dict[tuple[Key, int], float]


def form_named(name: str) -> tuple[Feed, Form]:
    """A form and the feed that it belongs to."""
    return next((feed, form) for feed in registry.feeds() for form in feed.forms if form.name == name)


def content(
    form: str,
    body: bytes | str | Path,
    *,
    name: str = "document",
    fetched_at: datetime = FETCHED,
    posted_at: datetime | None = None,
) -> Content:
    """A document, opened. A path gives its own name and bytes."""
    if isinstance(body, Path):
        name, body = body.name, body.read_bytes()
    raw = body.encode() if isinstance(body, str) else body
    feed, found = form_named(form)
    document = Document(
        feed.name, form, name, "", fetched_at, posted_at, 200, raw, Origin.ERCOT, found.rank, found.cumulative
    )
    return open_document(document, found)


def parsed(form: str, body: bytes | str | Path, **given: object) -> Parsed:
    """What the form's parser finds in a document."""
    return form_named(form)[1].parse(content(form, body, **given))  # type: ignore[arg-type]


def judged(form: str, body: bytes | str | Path, **given: object) -> Batch:
    """What is to be stored of a document."""
    opened = content(form, body, **given)  # type: ignore[arg-type]
    feed, found = form_named(form)
    return validate(opened, found.parse(opened), found, feed, FETCHED)


def values(found: Parsed, measure: Measure) -> Values:
    """Values of a measure by series and start; a value that came twice fails."""
    got: Values = {}
    for block in found.blocks:
        if block.measure is not measure:
            continue
        for key, start, value in zip(block.keys, block.starts, block.values, strict=True):
            assert (key, start) not in got, f"{key} at {start} came twice"
            got[key, start] = value
    return got


def posted(found: Parsed, measure: Measure) -> int | None:
    """When the values of a forecast were posted."""
    (answer,) = {block.posted for block in found.blocks if block.measure is measure}
    return answer


def utc(text: str) -> int:
    """Microseconds of a UTC time such as `2025-11-02 06:00` or with seconds."""
    return micros(datetime.fromisoformat(text).replace(tzinfo=UTC))
