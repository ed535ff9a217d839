"""Judges what a parser found, against the catalog: the document, its rows, and its series."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from ingestion.feed import Content, Feed, Form
from ingestion.stamps import Stamp, stamps_in
from models.catalog.measure import Bounds, Measure
from models.catalog.price_caps import cap_on
from models.clock import central, from_micros, micros, operating_day, zone_letters
from models.observation import Batch, Block, Flag, Parsed, Reject
from models.problems import Refused

_MICROSECOND = timedelta(microseconds=1)
_AHEAD = timedelta(days=3)
"""Day-ahead prices are known for the day after tomorrow's first instant at the latest."""
_SAME_MOMENT = timedelta(minutes=15)
_SAME_POSTING = timedelta(hours=2)
_LOWEST_CAP = 2_000.0
_LONGEST_NAME = 80
_EARLIEST = micros(datetime(2000, 1, 1, tzinfo=UTC))
"""No document of ERCOT's reaches back so far; an epoch in the wrong unit does."""

Mask = NDArray[np.bool_]


def validate(content: Content, parsed: Parsed, form: Form, feed: Feed, now: datetime) -> Batch:
    """What to store of a document, what to flag and what to keep out.

    Bad rows go into `parsed.rejects` with their reason and the others stay. Raises Refused when the document
    as a whole cannot be trusted: it is empty, another day's, a part of one, or none of its rows is good.
    """
    _refuse_empty(parsed, feed)
    parsed.blocks = _merged(parsed.blocks)
    _refuse_other_day(content, parsed, form)
    _refuse_incomplete(parsed, form)
    latest = micros(now + _AHEAD)
    parsed.blocks = [kept for block in parsed.blocks if len(kept := _sound(block, parsed, latest))]
    if not _holds_anything(parsed) and parsed.rejects:
        first = parsed.rejects[0]
        count = len(parsed.rejects)
        raise Refused(
            f"None of the document's {count:,} rows is good; the first: {first.field} {first.value!r} {first.rule}.",
            rule="rows",
        )
    return Batch(content.document, parsed, [flag for block in parsed.blocks for flag in _flags(block)])


def _holds_anything(parsed: Parsed) -> bool:
    return bool(parsed.blocks or parsed.conditions or parsed.messages or parsed.points)


def _refuse_empty(parsed: Parsed, feed: Feed) -> None:
    has_values = any(len(block) for block in parsed.blocks)
    if has_values or parsed.conditions or parsed.messages or parsed.points or parsed.rejects or feed.as_needed:
        return
    raise Refused("The document holds no rows.", rule="empty", retry=True)


def _merged(blocks: Sequence[Block]) -> list[Block]:
    """One block a measure and posting, so that duplicates are seen wherever they stand."""
    groups: dict[tuple[str, int | None], Block] = {}
    for block in blocks:
        found = groups.get((block.measure.id, block.posted))
        if found is None:
            groups[block.measure.id, block.posted] = block
            continue
        lines = _lines(found) + _lines(block)
        found.keys += block.keys
        found.starts += block.starts
        found.values += block.values
        found.lines = lines
    return list(groups.values())


def _lines(block: Block) -> list[int]:
    return block.lines if block.lines is not None else [0] * len(block)


def _refuse_other_day(content: Content, parsed: Parsed, form: Form) -> None:
    """A document that does not speak of the time that its name and its posting promise."""
    document = content.document
    _refuse_other_stamp(content)
    filled = [block for block in parsed.blocks if len(block)]
    if not filled:
        return
    first = min(min(block.starts) for block in filled)
    last = max(max(block.starts) for block in filled)
    step = filled[0].measure.dataset.interval
    named = stamps_in(document.name).about
    if named is not None and not _speaks_of(named, last, step):
        raise Refused(
            f"The name speaks of {named.wall:%Y-%m-%d %H:%M} Central, the document of {_central(last)}.",
            rule="other-day",
        )
    if form.days is not None and document.posted_at is not None:
        posted = operating_day(document.posted_at)
        low, high = posted + timedelta(days=form.days[0]), posted + timedelta(days=form.days[1])
        found = operating_day(from_micros(first)), operating_day(from_micros(last))
        if found[0] < low or found[1] > high:
            raise Refused(
                f"The document speaks of {found[0]} to {found[1]}; posted on {posted}, it should be {low} to {high}.",
                rule="other-day",
            )


def _refuse_other_stamp(content: Content) -> None:
    """A zip whose member was made at another time than the zip."""
    outer = stamps_in(content.document.name).posted
    if outer is None:
        return
    for member in content.members:
        inner = stamps_in(member.name).posted
        if inner is not None and abs(inner.wall - outer.wall) > _SAME_POSTING:
            raise Refused(
                f"The document is named for {outer.wall:%Y-%m-%d %H:%M}, its member for {inner.wall:%Y-%m-%d %H:%M}.",
                rule="other-day",
            )


def _speaks_of(named: Stamp, last: int, step: timedelta) -> bool:
    """Whether a name's time is that of the last interval, its start or its end; a SCED file's is seconds late."""
    start = from_micros(last)
    return any(abs(instant - each) <= _SAME_MOMENT for instant in named.instants for each in (start, start + step))


def _refuse_incomplete(parsed: Parsed, form: Form) -> None:
    """A document in which a hub or a zone is missing is a part of one."""
    if form.complete is None:
        return
    for block in parsed.blocks:
        if not len(block):
            continue
        starts = set(block.starts)
        wanted = form.complete(operating_day(from_micros(max(starts))))
        pairs = {(key[0], start) for key, start in zip(block.keys, block.starts, strict=True) if key[0] in wanted}
        counts = Counter(code for code, _ in pairs)
        # A row that was kept out is a bad row of a whole document, not a missing one.
        spoilt = " ".join(reject.text for reject in parsed.rejects)
        missing = sorted(code for code in wanted if counts[code] < len(starts) and code not in spoilt)
        if missing:
            raise Refused(
                f"The document is a part of one: {', '.join(missing)} is missing of {len(wanted)} hubs and zones.",
                rule="incomplete",
                retry=True,
            )


def _sound(block: Block, parsed: Parsed, latest: int) -> Block:
    """The block without rows that cannot be; those become rejects."""
    if not len(block):
        return block
    block = _named_within_reason(block, parsed)
    dataset = block.measure.dataset
    values = np.array(block.values, np.float64)
    starts = np.array(block.starts, np.int64)
    outside = ~_within(values, block.measure.possible)
    if outside.any():
        low, high = block.measure.possible.low, block.measure.possible.high
        _keep_out(block, outside, parsed, f"is outside the possible {low:g} to {high:g} {block.measure.unit.symbol}")
    gone = outside
    if not dataset.irregular:
        off = starts % (dataset.interval // _MICROSECOND) != 0
        if off.any():
            _keep_out(block, off & ~gone, parsed, f"does not start on a grid of {dataset.interval}")
            gone = gone | off
    ancient = starts < _EARLIEST
    if ancient.any():
        _keep_out(block, ancient & ~gone, parsed, "lies before the year 2000")
        gone = gone | ancient
    if not dataset.is_forecast:
        ahead = starts > latest
        if ahead.any():
            _keep_out(block, ahead & ~gone, parsed, "lies days ahead, and is no forecast")
            gone = gone | ahead
    kept = _taken(block, ~gone) if gone.any() else block
    return _without_twins(kept, parsed)


def _named_within_reason(block: Block, parsed: Parsed) -> Block:
    """The block without rows whose point or kind has a name that none of ERCOT's ever had."""
    absurd = {key for key in set(block.keys) if not all(_is_name(part) for part in key)}
    if not absurd:
        return block
    mask = np.array([key in absurd for key in block.keys])
    lines = _lines(block)
    for place in np.flatnonzero(mask).tolist():
        entity, kind = (part[:40] for part in block.keys[place])
        rule = f"is no name: it is longer than {_LONGEST_NAME} characters, or holds what can't be printed"
        parsed.rejects.append(Reject(lines[place], "name", f"{entity!a} {kind!a}", rule))
    return _taken(block, ~mask)


def _is_name(text: str) -> bool:
    return len(text) <= _LONGEST_NAME and (not text or text.isprintable())


def _within(values: NDArray[np.float64], bounds: Bounds) -> Mask:
    """Which values lie inside; one that is no number lies nowhere."""
    inside: Mask = (values >= bounds.low) & (values <= bounds.high)
    return inside


def _keep_out(block: Block, mask: Mask, parsed: Parsed, rule: str) -> None:
    lines = _lines(block)
    for place in np.flatnonzero(mask).tolist():
        parsed.rejects.append(_reject(block, place, lines[place], rule))


def _reject(block: Block, place: int, line: int, rule: str) -> Reject:
    return Reject(line, block.measure.id, f"{block.values[place]!r}", rule, _named(block, place))


def _named(block: Block, place: int) -> str:
    """Which value it is, in words: series and time."""
    return f"{' '.join(part for part in block.keys[place] if part)} at {_central(block.starts[place])}"


def _central(start: int) -> str:
    instant = from_micros(start)
    return f"{central(instant):%Y-%m-%d %H:%M:%S} {zone_letters(instant)}"


def _taken(block: Block, mask: Mask) -> Block:
    chosen = mask.tolist()
    lines = None if block.lines is None else list(compress(block.lines, chosen))
    return Block(
        block.measure,
        list(compress(block.keys, chosen)),
        list(compress(block.starts, chosen)),
        list(compress(block.values, chosen)),
        block.posted,
        lines,
    )


def _without_twins(block: Block, parsed: Parsed) -> Block:
    """Rows that say the same of one interval are kept once; rows that disagree are all kept out."""
    pairs = list(zip(block.keys, block.starts, strict=True))
    if len(set(pairs)) == len(pairs):
        return block
    places: dict[tuple[tuple[str, str], int], list[int]] = defaultdict(list)
    for place, pair in enumerate(pairs):
        places[pair].append(place)
    keep = np.ones(len(pairs), bool)
    lines = _lines(block)
    repeated = 0
    for twins in places.values():
        if len(twins) == 1:
            continue
        if len({block.values[place] for place in twins}) == 1:
            keep[twins[1:]] = False
            repeated += len(twins) - 1
            continue
        keep[twins] = False
        said = ", ".join(f"{block.values[place]!r} on line {lines[place]}" for place in twins[:10])
        for place in twins:
            parsed.rejects.append(_reject(block, place, lines[place], f"disagrees with its twins: {said}"))
    if repeated:
        parsed.notes.append(f"{repeated:,} rows of {block.measure.id} repeat what an earlier row says.")
    return _taken(block, keep)


def _flags(block: Block) -> Iterable[Flag]:
    """Values that are stored, but unlikely or beyond their day's offer cap."""
    values = np.array(block.values, np.float64)
    measure = block.measure
    usual = measure.usual
    unusual = ~_within(values, usual)
    if unusual.any():
        symbol = measure.unit.symbol
        yield from _flagged(
            block,
            unusual,
            "unusual",
            lambda value: f"{value:g} {symbol} is outside the usual {usual.low:g} to {usual.high:g}",
        )
    if values.max() > _LOWEST_CAP:
        yield from _beyond_cap(block, values, measure)


def _beyond_cap(block: Block, values: NDArray[np.float64], measure: Measure) -> Iterable[Flag]:
    for place in np.flatnonzero(values > _LOWEST_CAP).tolist():
        day = operating_day(from_micros(block.starts[place]))
        cap = cap_on(measure, day)
        if cap is not None and block.values[place] > cap:
            detail = f"{block.values[place]:g} {measure.unit.symbol} is beyond the offer cap of {day}, {cap:g}"
            yield Flag(measure.id, *block.keys[place], block.starts[place], "beyond-cap", detail)


def _flagged(block: Block, mask: Mask, rule: str, say: Callable[[float], str]) -> Iterable[Flag]:
    for place in np.flatnonzero(mask).tolist():
        detail = say(block.values[place])
        yield Flag(block.measure.id, *block.keys[place], block.starts[place], rule, detail)
