"""Misbehaviour on demand: which request is hit, decided by seed and count, and what becomes of its answer."""

import re
import threading
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from typing import Any

import orjson

from ingestion.simulator import archive, days, listings
from ingestion.simulator.documents import HTML, JSON, ZIP, Answer
from ingestion.simulator.noise import chance

RETRY_AFTER = "2"
JUNK_BYTES = 100_000_000
_BOMB_BYTES = 256_000_000
_CHALLENGE = (
    b'<html><head><META NAME="robots" CONTENT="noindex,nofollow"><meta name="simulated" content="true"></head>'
    b'<body><iframe id="main-iframe" src="/_Incapsula_Resource?incident_id=0">Request unsuccessful.</iframe>'
    b"</body></html>"
)
# Kinds that break the way a body travels rather than what it says; the server carries them out.
WIRE_KINDS = ("hang", "truncate", "junk")
_DOCUMENTS_ONLY = r"^(?!.*IceDocListJsonWS)(?!/_simulator)(?!.*/oauth2/)"
_ANY_PATH = r"^(?!/_simulator)"


@dataclass(slots=True)
class Fault:
    """One kind of misbehaviour: the share of requests it hits, on which paths, and how often at most."""

    kind: str
    rate: float
    paths: re.Pattern[str]
    times: int | None = None


@dataclass(slots=True)
class Faults:
    """The faults in force. Whether a request is hit depends on seed and its number alone."""

    seed: int
    active: list[Fault] = field(default_factory=list)
    _count: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, kind: str, rate: float = 1.0, paths: str = "", times: int | None = None) -> None:
        """Put a fault in force. Raises ValueError for an unknown kind, a rate outside 0 to 1 or a bad pattern."""
        if kind not in KINDS:
            raise ValueError(f"kind must be one of {', '.join(KINDS)}; got {kind!r}")
        if not 0.0 <= rate <= 1.0:
            raise ValueError(f"rate must lie between 0 and 1; got {rate!r}")
        # Bodies are spoilt where there are documents; the rest of the kinds can hit any path.
        default = _DOCUMENTS_ONLY if kind in BODY_KINDS else _ANY_PATH
        try:
            pattern = re.compile(paths or default)
        except re.error as error:
            raise ValueError(f"paths is no regular expression: {error}") from error
        with self._lock:
            self.active.append(Fault(kind, rate, pattern, times))

    def clear(self) -> None:
        """Behave again."""
        with self._lock:
            self.active.clear()

    def pick(self, path: str) -> str:
        """The kind of fault that hits the next request to `path`; empty for none."""
        with self._lock:
            self._count += 1
            for fault in self.active:
                if fault.times == 0 or not fault.paths.search(path):
                    continue
                if chance(self.seed, f"fault-{fault.kind}", self._count) >= fault.rate:
                    continue
                if fault.times is not None:
                    fault.times -= 1
                return fault.kind
        return ""


def refusal(status: int) -> Answer:
    """A 429 or 503 that says when to come back."""
    return Answer(status, JSON, listings.fault("Try again later."), headers=(("Retry-After", RETRY_AFTER),))


def _html(answer: Answer) -> Answer:
    return Answer(200, HTML, _CHALLENGE)


def _fault_json(answer: Answer) -> Answer:
    return Answer(200, JSON, listings.fault("The document is not available."))


def _empty(answer: Answer) -> Answer:
    return Answer(200, answer.media, b"", answer.refreshed)


@lru_cache(maxsize=1)
def _bomb() -> bytes:
    """A small zip whose one member unpacks to hundreds of megabytes of zeros."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb, bomb.open("bomb.csv", "w") as member:
        block = b"0" * 1_000_000
        for _ in range(_BOMB_BYTES // len(block)):
            member.write(block)
    return out.getvalue()


@lru_cache(maxsize=1)
def _gzip_bomb() -> bytes:
    """A small gzip body that unpacks to hundreds of megabytes of blanks."""
    squeezer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    block = b" " * 1_000_000
    parts = [squeezer.compress(block) for _ in range(_BOMB_BYTES // len(block))]
    return b"".join([*parts, squeezer.flush()])


def _zip_bomb(answer: Answer) -> Answer:
    if answer.media == ZIP:
        return Answer(200, ZIP, _bomb())
    return Answer(200, answer.media, _gzip_bomb(), headers=(("Content-Encoding", "gzip"),))


def _short(answer: Answer) -> Answer:
    """Half the body under an honest length: nothing in HTTP tells that the rest is missing."""
    return Answer(answer.status, answer.media, answer.body[: len(answer.body) // 2], answer.refreshed)


def _on_csv(change: Callable[[list[str]], list[str]], answer: Answer) -> Answer:
    """Change the lines of the csv inside a zip and zip them up again to the same size."""
    name, body = archive.unpack(answer.body)
    lines = change(body.decode().splitlines(keepends=True))
    spoilt = archive.pack(name, "".join(lines).encode(), len(answer.body), days.wall(answer.refreshed))
    return Answer(answer.status, ZIP, spoilt, answer.refreshed)


def _value_column(lines: list[str]) -> int:
    """Index of a column that holds numbers to be measured: the last one before flags and marks that has a decimal."""
    cells = lines[1].rstrip("\r\n").split(",")
    for index in range(len(cells) - 2, 1, -1):
        if re.fullmatch(r" *-?\d+(\.\d+)?(E-?\d+)?", cells[index]):
            return index
    return 1


def _set_cell(line: str, index: int, value: str) -> str:
    cells = line.split(",")
    cells[index] = value
    return ",".join(cells)


def _rename_csv(lines: list[str]) -> list[str]:
    column = _value_column(lines)
    name = lines[0].split(",")[column]
    return [_set_cell(lines[0], column, f"New{name}"), *lines[1:]]


def _text_csv(lines: list[str]) -> list[str]:
    column = _value_column(lines)
    return [lines[0], *(_set_cell(line, column, "n/a") for line in lines[1:])]


def _repeat_csv(lines: list[str]) -> list[str]:
    return [*lines, *lines[-3:]]


def _disagree_csv(lines: list[str]) -> list[str]:
    column = _value_column(lines)
    return [*lines, *(_set_cell(line, column, "1234.56") for line in lines[-2:])]


def _reverse_csv(lines: list[str]) -> list[str]:
    return [lines[0], *reversed(lines[1:])]


def _headers_only(lines: list[str]) -> list[str]:
    return lines[:1]


Node = Any
_KEEP = frozenset({"lastUpdated", "timestamp", "epoch", "interval", "dstFlag", "hourEnding", "deliveryDate"})


def _first_lists(node: Node, change: Callable[[list[Node]], list[Node]]) -> Node:
    """The same JSON with `change` made to every list of rows in it; the columns of an API reply are no rows."""
    if isinstance(node, dict):
        return {key: value if key == "fields" else _first_lists(value, change) for key, value in node.items()}
    if isinstance(node, list) and node and isinstance(node[0], dict | list):
        return change(node)
    return node


def _map_numbers(node: Node, change: Callable[[str, Node], tuple[str, Node]]) -> Node:
    """The same JSON with `change` made to every measured number and its key."""
    if isinstance(node, list) and len(node) == 2 and isinstance(node[0], str) and isinstance(node[1], int | float):
        return list(change(node[0], node[1]))
    if isinstance(node, list):
        return [_map_numbers(each, change) for each in node]
    if not isinstance(node, dict):
        return node
    made: dict[str, Node] = {}
    for key, value in node.items():
        measured = isinstance(value, int | float) and not isinstance(value, bool) and key not in _KEEP
        name, new = change(key, value) if measured else (key, _map_numbers(value, change))
        made[name] = new
    return made


def _api_prices(node: Node) -> list[int]:
    """Positions of the measured columns in the rows of an API reply; empty for other JSON."""
    fields = node.get("fields", []) if isinstance(node, dict) else []
    return [index for index, each in enumerate(fields) if each["dataType"] == "DOUBLE"]


def _rename_json(node: Node) -> Node:
    columns = _api_prices(node)
    for index in columns:
        node["fields"][index]["name"] = f"new{node['fields'][index]['name']}"
    return node if columns else _map_numbers(node, lambda key, value: (f"new{key}", value))


def _text_json(node: Node) -> Node:
    columns = _api_prices(node)
    for row in node["data"] if columns else []:
        for index in columns:
            row[index] = "n/a"
    return node if columns else _map_numbers(node, lambda key, value: (key, "n/a"))


def _on_json(change: Callable[[Node], Node], answer: Answer) -> Answer:
    spoilt = orjson.dumps(change(orjson.loads(answer.body)))
    return Answer(answer.status, answer.media, spoilt, answer.refreshed)


def _other(row: Node) -> Node:
    """The same row with other measured values; a row of an API reply has its measured value before its flag."""
    if isinstance(row, list) and len(row) > 2:
        return [*row[:-2], row[-2] + 1234, row[-1]]
    return _map_numbers(row, lambda key, value: (key, value + 1234))


def _disagree_rows(rows: list[Node]) -> list[Node]:
    return [*rows, *(_other(row) for row in rows[-2:])]


def _reverse_rows(rows: list[Node]) -> list[Node]:
    return list(reversed(rows))


def _repeat_rows(rows: list[Node]) -> list[Node]:
    return [*rows, *rows[-3:]]


_CSV_CHANGES: dict[str, Callable[[list[str]], list[str]]] = {
    "bad-columns": _rename_csv,
    "duplicate": _repeat_csv,
    "disagree": _disagree_csv,
    "reorder": _reverse_csv,
    "price-text": _text_csv,
    "no-rows": _headers_only,
}
_JSON_CHANGES: dict[str, Callable[[Node], Node]] = {
    "bad-columns": _rename_json,
    "duplicate": lambda node: _first_lists(node, _repeat_rows),
    "disagree": lambda node: _first_lists(node, _disagree_rows),
    "reorder": lambda node: _first_lists(node, _reverse_rows),
    "price-text": _text_json,
    "no-rows": lambda node: _first_lists(node, lambda rows: []),
}


def _wrong_encoding(answer: Answer) -> Answer:
    """One letter in another alphabet's code: the same length, and no longer UTF-8."""
    if answer.media != ZIP:
        return Answer(answer.status, answer.media, answer.body.replace(b"a", b"\xe1", 1), answer.refreshed)
    name, body = archive.unpack(answer.body)
    body = body.replace(b"_", b"\xd3", 1) if b"_" in body else body.replace(b"N", b"\xd1", 1)
    spoilt = archive.pack(name, body, len(answer.body), days.wall(answer.refreshed))
    return Answer(answer.status, ZIP, spoilt, answer.refreshed)


_WHOLE: dict[str, Callable[[Answer], Answer]] = {
    "503": lambda answer: refusal(503),
    "429": lambda answer: refusal(429),
    "html": _html,
    "fault-json": _fault_json,
    "empty": _empty,
    "short": _short,
    "zip-bomb": _zip_bomb,
    "wrong-encoding": _wrong_encoding,
}
# Only the server can serve another day's document: it asks for the answer again with the clock set back.
OTHER_DAY = "other-day"
BODY_KINDS = frozenset({*_CSV_CHANGES, "empty", "short", "zip-bomb", "wrong-encoding", "fault-json", "junk", OTHER_DAY})
KINDS = tuple(sorted({*_WHOLE, *_CSV_CHANGES, *WIRE_KINDS, OTHER_DAY}))


def spoil(kind: str, answer: Answer) -> Answer:
    """The answer after a fault. Kinds of the wire, and pages to which a kind cannot be done, come back as they are."""
    if kind in _WHOLE:
        return _WHOLE[kind](answer)
    if kind in _CSV_CHANGES and answer.status == 200:
        if answer.media == ZIP:
            return _on_csv(_CSV_CHANGES[kind], answer)
        if answer.media == JSON:
            return _on_json(_JSON_CHANGES[kind], answer)
    return answer
