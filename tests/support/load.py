"""Visitors who keep asking a served product for pages and for the numbers on them, and note what they get."""

import json
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.support.served import ask, get

CALLBACKS = "/_dash-update-component"
PAGES = ("/", "/data", "/health", "/health/ready")


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer. `away`: the page was told that the database does not answer, and keeps what it shows."""

    path: str
    began: float
    seconds: float
    status: int
    headers: Mapping[str, str]
    away: bool = False
    failed: bool = False

    @property
    def graceful(self) -> bool:
        """Well, or a refusal that says when to come again."""
        return (self.status == 200 and not self.failed) or (self.status == 503 and "retry-after" in self.headers)


def question(address: str, answer: str = "live-answer.data", ask_id: str = "live-ask.data") -> bytes:
    """The body that a browser sends for the callback that fills a page."""
    declared = json.loads(get(address + "/_dash-dependencies")[1])
    found = next(each for each in declared if answer in each["output"] and each["output"].startswith(".."))
    pairs = [each.rsplit(".", 1) for each in found["output"].strip(".").split("...")]
    body: dict[str, Any] = {
        "output": found["output"],
        "outputs": [{"id": id, "property": prop} for id, prop in pairs],
        "inputs": [{**each, "value": 1} for each in found["inputs"]],
        "state": [{**each, "value": {}} for each in found["state"]],
        "changedPropIds": [ask_id],
    }
    return json.dumps(body).encode()


def call(address: str, path: str, body: bytes | None = None, timeout: float = 30.0) -> Answered:
    """Ask once; a body makes it a callback."""
    began = time.monotonic()
    status, headers, answer = ask(address + path, body, timeout=timeout)
    away = failed = False
    if body is not None and status == 200:
        told = json.loads(answer)["response"]
        failed = "live-answer" not in told
        away = not failed and bool(told["live-answer"]["data"]["away"])
    return Answered(path, began, time.monotonic() - began, status, headers, away, failed)


@dataclass(slots=True)
class Visitors:
    """What they got so far, and the connections that broke."""

    answers: list[Answered] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    def since(self, instant: float) -> list[Answered]:
        """Answers to what was asked after an instant."""
        return [each for each in self.answers if each.began >= instant]

    def ungraceful(self) -> Sequence[Answered]:
        """Answers that nobody should ever see."""
        return [each for each in self.answers if not each.graceful]


@contextmanager
def visitors(address: str, count: int = 3) -> Iterator[Visitors]:
    """Some visitors at once, from now to the end of the block; each asks one page or callback after the other."""
    found = Visitors()
    body = question(address)
    rounds = [*((path, None) for path in PAGES), (CALLBACKS, body)]

    def visit(first: int) -> None:
        number = first
        while not found.stop.is_set():
            path, posted = rounds[number % len(rounds)]
            number += 1
            try:
                found.answers.append(call(address, path, posted))
            except OSError as error:
                found.broken.append(f"{path}: {error!r}")
            # A visitor looks at what came; without a pause this would measure the processor.
            found.stop.wait(0.1)

    threads = [threading.Thread(target=visit, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    try:
        yield found
    finally:
        found.stop.set()
        for thread in threads:
            thread.join()
