"""ERCOT's operations messages: notices to the market, whose status may change in place."""

import html
import re
from datetime import datetime, timedelta

from ingestion.feed import Content, Feed, Form, HtmlPage, Media
from ingestion.hours import BadTime
from ingestion.table import reject
from models.catalog.conditions import GRID_CONDITION
from models.clock import CENTRAL
from models.observation import Message, Parsed
from models.problems import Refused

_ROW = re.compile(r"<tr[^>]*>(.*?)</tr>", re.DOTALL | re.IGNORECASE)
_CELL = re.compile(r"<t([dh])[^>]*>(.*?)</t[dh]>", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[^>]+>")
_HEADS = {
    "Date & Time": "time",
    "Date": "time",
    "Notice": "text",
    "Message": "text",
    "Type": "type",
    "Status": "status",
    "Priority": "type",
}
_STAMPS = ("%b %d, %Y %I:%M:%S %p", "%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%b %d %Y %H:%M:%S")


def parse(content: Content) -> Parsed:
    """The page's table by its heads, which have changed over time; times are Central without a zone."""
    text = content.members[0].body.decode()
    parsed = Parsed()
    heads: list[str] = []
    for number, row in enumerate(_ROW.findall(text), 1):
        cells = [(kind.lower(), html.unescape(_TAG.sub("", cell)).strip()) for kind, cell in _CELL.findall(row)]
        if cells and all(kind == "h" for kind, _ in cells):
            heads = [_HEADS.get(cell, "") for _, cell in cells]
            continue
        if not cells or not heads:
            continue
        found = dict(zip(heads, (cell for _, cell in cells), strict=False))
        try:
            posted = _stamp(found["time"])
            parsed.messages.append(Message(posted, found.get("type", ""), found["text"], found.get("status", "")))
        except (ValueError, KeyError) as error:
            reject(parsed, number, error, " | ".join(cell for _, cell in cells))
    if "time" not in heads or "text" not in heads:
        raise Refused("The page has no table of messages.", rule="columns")
    return parsed


def _stamp(text: str) -> datetime:
    """A message's time. The repeated hour is not marked; its first pass is taken."""
    for shape in _STAMPS:
        try:
            return datetime.strptime(text, shape).replace(tzinfo=CENTRAL)
        except ValueError:
            continue
    raise BadTime(f"{text!r} is no time of a message")


FEED = Feed(
    "operations_messages",
    "Operations messages",
    (GRID_CONDITION,),
    (
        Form(
            "opsmessages",
            "Operations messages",
            Media.HTML,
            frozenset({"Operations Messages"}),
            parse,
            HtmlPage("/services/comm/mkt_notices/opsmessages"),
            every=timedelta(minutes=1),
            late_after=timedelta(days=30),
            rank=10,
            cumulative=True,
            quirks=("No ids and no zone; a message's status changes in place.",),
        ),
    ),
    as_needed=True,
)
