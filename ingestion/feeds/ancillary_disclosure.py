"""Ancillary services cleared, self-arranged and offered, disclosed two days after the day they were for."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date

from ingestion.columns import Blocks, Row, Value, collect
from ingestion.feed import Content, Feed, Form, Media, Member
from ingestion.hours import counted_hour_start, hours_of, parse_date, parse_hour
from ingestion.table import decimal, heads_of, rows_of
from models.catalog.capacity import (
    ANCILLARY_DISCLOSURE,
    AS_CLEARED,
    AS_OFFER_PRICE,
    AS_OFFERED,
    AS_SELF_ARRANGED,
)
from models.catalog.entity import ANCILLARY_PRODUCT
from models.catalog.measure import Measure
from models.observation import Parsed
from models.problems import Refused

_NAME = re.compile(r"2d_(Agg_AS_Offers|Cleared_DAM_AS|Self_Arranged_AS)_([A-Z]+)-")
_TOTALS = {"Cleared_DAM_AS": AS_CLEARED, "Self_Arranged_AS": AS_SELF_ARRANGED}


def parse_zip(content: Content) -> Parsed:
    """Report NP3-911: a file for each product and kind. Hours are counted 1 to 25 and carry no flag."""
    parsed, blocks = Parsed(), Blocks()
    by_clock = _labelled_days(content.members)
    for member in content.members:
        found = _NAME.search(member.name)
        product = ANCILLARY_PRODUCT.by_spelling.get(found.group(2)) if found else None
        if found is None or product is None:
            parsed.notes.append(f"The file {member.name} is of no known kind.")
            continue
        if found.group(1) == "Agg_AS_Offers":
            _offers(member, product.code, by_clock, parsed, blocks)
        else:
            _totals(member, _TOTALS[found.group(1)], product.code, by_clock, parsed, blocks)
    if not parsed.blocks:
        raise Refused("The zip holds no file of a known kind.", rule="columns")
    return parsed


def _labelled_days(members: tuple[Member, ...]) -> frozenset[date]:
    """23-hour days whose hours end with 24: there the numbers are the clock's labels, which skip one.

    How ERCOT writes such a day is not recorded; the last number of the day tells it.
    """
    found = re.compile(rb"^(\d\d/\d\d/\d{4}),24,", re.MULTILINE)
    days = {parse_date(text.decode()) for member in members for text in found.findall(member.body)}
    return frozenset(day for day in days if hours_of(day) == 23)


def _start(row: Row, by_clock: frozenset[date]) -> int:
    day = parse_date(row["Delivery Date"])
    return counted_hour_start(day, parse_hour(row["Hour Ending"]), by_clock=day in by_clock)


def _offers(member: Member, product: str, by_clock: frozenset[date], parsed: Parsed, blocks: Blocks) -> None:
    """Steps of an offer curve, numbered within their hour in the file's order."""
    steps: Counter[int] = Counter()
    price = f"{product} Offer Price"

    def read(row: Row) -> Iterator[Value]:
        start = _start(row, by_clock)
        megawatts, dollars = decimal(row["MW Offered"], "MW Offered"), decimal(row[price], price)
        # Only a row that is good is a step.
        steps[start] += 1
        key = (product, f"step-{steps[start]:04d}")
        yield AS_OFFERED, key, start, megawatts
        yield AS_OFFER_PRICE, key, start, dollars

    _rows(member, ("MW Offered", price), read, parsed, blocks)


def _totals(
    member: Member, measure: Measure, product: str, by_clock: frozenset[date], parsed: Parsed, blocks: Blocks
) -> None:
    heads = heads_of(member.body)
    head = next((each for each in heads if each.startswith("Total ")), "Total")

    def read(row: Row) -> Iterator[Value]:
        yield measure, (product, ""), _start(row, by_clock), decimal(row[head], head)

    _rows(member, (head,), read, parsed, blocks)


def _rows(
    member: Member, heads: tuple[str, ...], read: Callable[[Row], Iterator[Value]], parsed: Parsed, blocks: Blocks
) -> None:
    """A file's rows, which the quarantine shows with the file's name."""
    rows = rows_of(member.body, ("Delivery Date", "Hour Ending", *heads), parsed)
    collect(rows, read, parsed, blocks, shown=lambda row: f"{member.name}: {row}")


FEED = Feed(
    "ancillary_disclosure",
    "Ancillary disclosure",
    (ANCILLARY_DISCLOSURE,),
    (
        Form(
            "np3-911-er",
            "Two-day ancillary services reports",
            Media.CSV,
            frozenset({"Delivery Date", "Hour Ending"}),
            parse_zip,
            rank=20,
            members=60,
            quirks=("Hours are counted 1 to 25 on the November day, and there is no flag.",),
        ),
    ),
    as_needed=True,
)
