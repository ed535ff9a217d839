"""What holds for every feed and every form, from a sample that is read to both changes of clocks survived."""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import groupby
from pathlib import Path

import pytest

from ingestion import registry
from ingestion.feed import Content, DashboardJson, Feed, Form, HtmlPage, Media, Member, MisReport, Sheet
from ingestion.opening import open_document
from ingestion.recognise import recognise
from ingestion.simulator import days
from ingestion.simulator.documents import DASHBOARD_PREFIX, Documents
from ingestion.simulator.reports import REPORTS, document
from ingestion.simulator.world import World
from ingestion.validate import validate
from models.catalog.dataset import Dataset
from models.catalog.lookup import MEASURES
from models.clock import day_bounds, micros
from models.observation import Document, Origin, Parsed
from models.problems import Refused
from tests.support.reading import DATA, FETCHED

FORMS = [(feed, form) for feed in registry.feeds() for form in feed.forms]
NAMES = [form.name for _, form in FORMS]
CHANGES = [date(2026, 11, 1), date(2027, 3, 14)]
each_form = pytest.mark.parametrize(("feed", "form"), FORMS, ids=NAMES)


@cache
def samples() -> dict[str, list[Path]]:
    """Shipped documents by form."""
    found: dict[str, list[Path]] = {name: [] for name in NAMES}
    for path in sorted(DATA.rglob("*.*")):
        recognised = recognise(path.name, path.read_bytes())
        if recognised.form is not None:
            for _, form in FORMS:
                if (form.media, form.signature) == (recognised.form.media, recognised.form.signature):
                    found[form.name].append(path)
    return found


def fetched_at(path: Path) -> datetime:
    """When a sample was fetched; the page of the repeated hour was fetched within it."""
    return datetime(2026, 11, 1, 7, 21, tzinfo=UTC) if path.name.endswith("__today.html") else FETCHED


def opened(feed: Feed, form: Form, path: Path) -> Content:
    document = Document(
        feed.name, form.name, path.name, "", fetched_at(path), None, 200, path.read_bytes(), Origin.ERCOT, form.rank
    )
    return open_document(document, form)


@each_form
def test_has_a_sample_that_it_reads_the_same_twice(feed: Feed, form: Form) -> None:
    assert samples()[form.name], "no document of this form in tests/data"
    for path in samples()[form.name]:
        content = opened(feed, form, path)
        first, second = form.parse(content), form.parse(content)
        assert first == second
        assert first.blocks or first.messages or first.points


@each_form
def test_fills_only_its_own_datasets_with_sound_starts(feed: Feed, form: Form) -> None:
    for path in samples()[form.name]:
        for block in form.parse(opened(feed, form, path)).blocks:
            assert block.measure is MEASURES[block.measure.id]
            assert block.measure.dataset in feed.datasets
            assert len(block.keys) == len(block.starts) == len(block.values) == len(block)
            assert all(type(start) is int for start in block.starts)
            assert all(type(value) is float for value in block.values)
            assert (block.posted is None) is not block.measure.dataset.is_forecast
            if not block.measure.dataset.irregular:
                step = block.measure.dataset.interval // timedelta(microseconds=1)
                assert not [start for start in block.starts if start % step]


@each_form
def test_knows_the_members_of_closed_kinds(feed: Feed, form: Form) -> None:
    for path in samples()[form.name]:
        for block in form.parse(opened(feed, form, path)).blocks:
            kind = block.measure.dataset.entities
            if not kind.open:
                assert {code for code, _ in block.keys} <= {member.code for member in kind.members}


def test_every_measure_is_filled_by_some_feed() -> None:
    filled = {
        block.measure.id
        for feed, form in FORMS
        for path in samples()[form.name]
        for block in form.parse(opened(feed, form, path)).blocks
    }
    assert filled == set(MEASURES)


def test_every_dataset_belongs_to_a_feed() -> None:
    datasets = {dataset.id for feed in registry.feeds() for dataset in feed.datasets}
    assert datasets == {measure.dataset.id for measure in MEASURES.values()}


def _without(content: Content, word: str) -> Content:
    """The document with one of its signature's words gone."""
    if content.sheets:
        sheets = tuple(
            Sheet(sheet.name, [[cell for cell in sheet.rows[0] if str(cell).strip() != word], *sheet.rows[1:]])
            if sheet.rows
            else sheet
            for sheet in content.sheets
        )
        return replace(content, sheets=sheets)
    if content.data is not None:
        text = json.dumps(content.data).replace(f'"{word}"', '"lost"')
        return replace(content, data=json.loads(text))
    members = []
    for member in content.members:
        head, _, rest = member.body.partition(b"\n")
        heads = [b"lost" if each.strip() == word.encode() else each for each in head.split(b",")]
        members.append(Member(member.name, b",".join(heads) + b"\n" + rest))
    return replace(content, members=tuple(members))


def _small(data: object) -> object:
    """The same shape with a few things of each kind, so that each can be put in the way in turn."""
    if isinstance(data, dict):
        # Long objects have keys of one kind, such as instants; short ones have each its own.
        kept = list(data.items())[: 3 if len(data) > 40 else None]
        return {key: _small(value) for key, value in kept}
    return [_small(each) for each in data[:3]] if isinstance(data, list) and len(data) > 40 else data


def _places(data: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield path
    inside = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in list(inside)[:12]:
        yield from _places(value, (*path, key))


def _put(data: object, path: tuple[str | int, ...], value: object) -> object:
    if not path:
        return value
    first, *rest = path
    if isinstance(data, dict):
        return {**data, str(first): _put(data[first], tuple(rest), value)}
    assert isinstance(data, list)
    return [_put(each, tuple(rest), value) if n == first else each for n, each in enumerate(data)]


@pytest.mark.parametrize(
    ("feed", "form"),
    [pair for pair in FORMS if pair[1].media is Media.JSON],
    ids=[form.name for _, form in FORMS if form.media is Media.JSON],
)
def test_anything_in_the_wrong_place_is_refused_or_rejected(feed: Feed, form: Form) -> None:
    """No parser falls over: what it cannot read it says, as a refusal of the document or of a row."""
    content = opened(feed, form, samples()[form.name][-1])
    small = _small(content.data)
    for path in list(_places(small))[:400]:
        for wrong in (None, 7, "x", [], {}, [7], {"x": 7}):
            with suppress(Refused):
                assert isinstance(form.parse(replace(content, data=_put(small, path, wrong))), Parsed)


@each_form
def test_a_lost_column_is_refused_or_rejected_by_name(feed: Feed, form: Form) -> None:
    """A document loses, one by one, each column or key by which the form is known."""
    if form.media is Media.HTML:
        pytest.skip("a page has no columns; its own tests take its lines away")
    path = samples()[form.name][0]
    content = opened(feed, form, path)
    whole = sum(map(len, form.parse(content).blocks)) + len(form.parse(content).points)
    for word in form.signature:
        found = _parsed_or_refused(form, _without(content, word))
        if isinstance(found, Refused):
            assert found.rule == "columns"
            assert any(each in str(found) for each in (word, "lost", "shape", "Fuel")), found
            continue
        fewer = sum(map(len, found.blocks)) + len(found.points) < whole
        assert found.rejects or not fewer, f"without {word} something was lost in silence"


def _parsed_or_refused(form: Form, content: Content) -> Parsed | Refused:
    try:
        return form.parse(content)
    except Refused as refusal:
        return refusal


@each_form
def test_rubbish_is_refused(feed: Feed, form: Form) -> None:
    junk = {
        Media.CSV: b"a,b\n1,2\n",
        Media.JSON: b'{"hello": []}',
        Media.HTML: b"<html><body>Access denied</body></html>",
        Media.XLSX: b"PK\x03\x04 not a workbook",
    }[form.media]
    document = Document(feed.name, form.name, "junk", "", FETCHED, None, 200, junk, Origin.ERCOT)
    with pytest.raises(Refused):
        form.parse(open_document(document, form))


@pytest.mark.parametrize(
    ("feed", "form"),
    [each for each in FORMS if each[1].media is Media.CSV and each[1].name != "np4-160-sg"],
    ids=[form.name for _, form in FORMS if form.media is Media.CSV and form.name != "np4-160-sg"],
)
def test_a_number_as_text_is_kept_out_by_name(feed: Feed, form: Form) -> None:
    content = opened(feed, form, samples()[form.name][0])
    member = content.members[0]
    lines = member.body.splitlines(keepends=True)
    whole = form.parse(replace(content, members=(member,)))
    before, already = sum(map(len, whole.blocks)), {reject.line for reject in whole.rejects}
    judged = 0
    # Where a report has whole numbers only, its date, hour and flag come first.
    number_like = rb" *-?\d*\.\d+\s*" if b"." in member.body else rb"\d+\s*"
    for number, cell in [(number, cell) for number in range(1, min(len(lines), 9)) for cell in range(2, 12)]:
        cells = lines[number].split(b",")
        if number + 1 in already or cell >= len(cells) or not re.fullmatch(number_like, cells[cell]):
            continue
        cells[cell] = b"many\n" if cell == len(cells) - 1 else b"many"
        spoilt = b"".join([*lines[:number], b",".join(cells), *lines[number + 1 :]])
        found = form.parse(replace(content, members=(Member(member.name, spoilt),)))
        if len(found.rejects) == len(already) and sum(map(len, found.blocks)) == before:
            # A column, or a row, that the feed leaves in the document.
            continue
        (reject,) = [each for each in found.rejects if each.value == "many"]
        assert (reject.line, reject.rule) == (number + 1, "is no decimal number")
        assert reject.field
        assert "many" in reject.text
        assert sum(map(len, found.blocks)) < before
        judged += 1
    assert judged


# The days on which clocks change, as the simulated ERCOT writes them in ERCOT's forms.


@pytest.fixture(scope="module")
def ercot() -> Documents:
    return Documents(World(11))


def _simulated(ercot: Documents, form: Form, day: date) -> Iterator[tuple[str, bytes, datetime]]:
    """Documents of a form that together hold an operating day: name, bytes, and when they were posted."""
    start, end = (int(each.timestamp()) for each in day_bounds(day))
    source = form.source
    if isinstance(source, MisReport):
        report = REPORTS[source.report_type_id]
        today = days.day_on(day)
        about = {12331: today.previous(), 12329: today.previous(), 13101: today.next()}.get(report.type_id, today)
        slots = report.slots(ercot.world.seed, about)
        if form.days is not None and form.days[1] >= 7:
            slots = slots[:1] if form.days[0] == 0 else report.slots(ercot.world.seed, today.next())[:1]
        for slot in slots:
            at = datetime.fromtimestamp(report.published(ercot.world.seed, slot), UTC)
            yield f"{report.friendly(slot, 'csv')}.zip", document(ercot.world, report, slot), at
        return
    path = f"{DASHBOARD_PREFIX}{source.name}.json" if isinstance(source, DashboardJson) else source.path  # type: ignore[union-attr]
    moments = [end - 1, end + 300, end + 1_800] if form.cumulative else [start + 5_000, end - 5_000]
    for moment in moments:
        answer = ercot.answer(path, "", moment)
        assert answer is not None
        yield form.name, answer.body, datetime.fromtimestamp(moment, UTC)


def _whole_days(dataset: Dataset) -> bool:
    """Whether the day's documents hold all its intervals: one page shows an instant, messages come as needed."""
    return not dataset.irregular and not dataset.is_forecast


SHOWS_AN_INSTANT = {"ancillary-service-capacity-monitor", "real-time-system-conditions"}
"""They hold one reading a document, so no day can be whole."""
LAST_HOURS = {"ancillary-services", "combine-wind-solar", "np4-732-cd", "np4-737-cd"}
"""They hold the last hours, or actual values an hour late: the end of the day comes with another document."""
LAGS = {"dc-tie-flows": 2}
"""Minutes that a page is behind when it begins anew at midnight, so that its last ones are never shown."""
NOT_PUBLISHED_DAILY = {"np4-160-sg", "np4-196-m", "np4-197-m", "opsmessages"}
UNMARKED = {"np3-233-cd": 2}
"""Rows of the repeated hour that nothing marks, per document: they are kept out (SOURCES 3, 6.4)."""

POLLED = [
    (feed, form)
    for feed, form in FORMS
    if isinstance(form.source, DashboardJson | HtmlPage)
    or (isinstance(form.source, MisReport) and form.source.report_type_id in REPORTS)
]


@pytest.mark.parametrize("day", CHANGES, ids=str)
@pytest.mark.parametrize(("feed", "form"), POLLED, ids=[form.name for _, form in POLLED])
def test_survives_the_change_of_clocks(ercot: Documents, feed: Feed, form: Form, day: date) -> None:
    if form.name in NOT_PUBLISHED_DAILY:
        pytest.skip("not published every day; tests/data holds the repeated hour where the form can have one")
    start, end = (micros(each) for each in day_bounds(day))
    held: dict[str, set[int]] = {}
    for name, body, posted in _simulated(ercot, form, day):
        kept = Document(
            feed.name, form.name, name, "", posted, posted, 200, body, Origin.SIMULATED, form.rank, form.cumulative
        )
        content = open_document(kept, form)
        batch = validate(content, form.parse(content), form, feed, posted)
        expected = UNMARKED.get(form.name, 0) if end - start > 24 * 3_600_000_000 else 0
        assert len(batch.parsed.rejects) == expected, batch.parsed.rejects[:2]
        for block in batch.parsed.blocks:
            held.setdefault(block.measure.id, set()).update(block.starts)
    for id, starts in held.items():
        dataset = MEASURES[id].dataset
        if not _whole_days(dataset) or form.name in SHOWS_AN_INSTANT | LAST_HOURS:
            continue
        step = dataset.interval // timedelta(microseconds=1)
        missing = set(range(start, end, step)) - starts
        assert missing <= {end - step * number for number in range(1, LAGS.get(form.name, 0) + 1)}, id


@pytest.mark.parametrize("day", CHANGES, ids=str)
@pytest.mark.parametrize("name", [form.name for _, form in POLLED if form.days is not None and form.days[1] >= 7])
def test_forecasts_hold_every_hour_of_the_day(ercot: Documents, name: str, day: date) -> None:
    feed, form = next(each for each in FORMS if each[1].name == name)
    (title, body, posted), *_ = _simulated(ercot, form, day)
    start, end = (micros(each) for each in day_bounds(day))
    kept = Document(feed.name, form.name, title, "", posted, posted, 200, body, Origin.SIMULATED)
    found = form.parse(open_document(kept, form))
    for measure, blocks in groupby(found.blocks, key=lambda block: block.measure.id):
        if not MEASURES[measure].dataset.is_forecast:
            continue
        starts = {at for block in blocks for at in block.starts if start <= at < end}
        missing = set(range(start, end, 3_600_000_000)) - starts
        if end - start > 24 * 3_600_000_000 and name in UNMARKED:
            missing -= {start + 3_600_000_000, start + 2 * 3_600_000_000}
        # The reports of outages and adequacy begin with the hour after their publication.
        assert missing <= {start}, measure


def test_a_note_is_no_loss() -> None:
    """What a feed leaves in the document on purpose is said in a note."""
    feed, form = next(each for each in FORMS if each[1].name == "np6-788-cd")
    found: Parsed = form.parse(opened(feed, form, samples()[form.name][0]))
    assert any("left in the document" in note for note in found.notes)


def test_zips_hold_no_more_files_than_their_form() -> None:
    feed, form = next(each for each in FORMS if each[1].name == "np6-905-cd")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.csv", "x")
        archive.writestr("b.csv", "x")
    document = Document(feed.name, form.name, "z", "", FETCHED, None, 200, out.getvalue(), Origin.ERCOT)
    with pytest.raises(Refused, match="holds 2 files where 1"):
        open_document(document, form)
