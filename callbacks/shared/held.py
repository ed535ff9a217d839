"""What a browser already holds: marks of texts, and for each trace a count and fingerprint of its points."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from dash import no_update
from dash.development.base_component import Component

from pages.figures.chart import Figure, Trace
from pages.figures.points import decode, encode

Marks = dict[str, Any]


class Held:
    """Compares what is about to be sent with what the browser said it holds, and keeps the new account.

    The account comes from the browser, so it is only ever compared: nonsense in it means sending more.
    """

    def __init__(self, account: object) -> None:
        self._before: Mapping[str, Any] = account if isinstance(account, dict) else {}
        self.account: Marks = {}

    def text(self, id: str, content: Any) -> Any:
        """The content, or no_update when the browser shows just that."""
        mark = _digest(json.dumps(content, default=_plain, sort_keys=True).encode())
        self.account[id] = mark
        return no_update if self._before.get(id) == mark else content

    def keep(self, id: str) -> Any:
        """Leave a text as it is, and what is known of it."""
        if id in self._before:
            self.account[id] = self._before[id]
        return no_update

    def figure(self, id: str, figure: Figure) -> Figure | None:
        """The figure with only the points that are new; None when nothing about it is.

        A trace's `meta.from` says how many of the points held stay in front of those sent.
        """
        before = self._before.get(id)
        known = before if isinstance(before, dict) else {}
        account: Marks = {"look": _look(figure)}
        traces, news = [], account["look"] != known.get("look")
        for trace in figure["data"]:
            if not _grows(trace):
                # All of it is part of the look, so that any change sends it whole.
                traces.append(trace)
                continue
            key = trace["meta"]["key"]
            sent, mark = _tail(trace, known.get(key))
            account[key] = mark
            traces.append(sent)
            news = news or mark != known.get(key)
        self.account[id] = account
        return {"data": traces, "layout": figure["layout"]} if news else None


def _grows(trace: Trace) -> bool:
    """Whether it is made of points along an axis, to which new ones are added."""
    return "x" in trace and "y" in trace


def _tail(trace: Trace, known: object) -> tuple[Trace, list[Any]]:
    x, y = decode(trace["x"]), decode(trace["y"])
    size = len(x) - trace["meta"]["closing"]
    mark = [size, _points(x, y, size)]
    held = known[0] if isinstance(known, list) and len(known) == 2 and isinstance(known[0], int) else 0
    if not 0 < held <= size or known != [held, _points(x, y, held)]:
        return trace, mark
    rest = {"x": encode(x[held:]), "y": encode(y[held:]), "meta": {**trace["meta"], "from": held}}
    return {**trace, **rest}, mark


def _points(x: Any, y: Any, size: int) -> str:
    return _digest(x[:size].tobytes() + y[:size].tobytes())


def _look(figure: Figure) -> str:
    """All that is drawn besides the points."""
    bare = [
        {key: value for key, value in trace.items() if key not in ("x", "y")} if _grows(trace) else trace
        for trace in figure["data"]
    ]
    return _digest(json.dumps([bare, figure["layout"]], sort_keys=True).encode())


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=9).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, Component):
        return value.to_plotly_json()
    raise TypeError(f"{value!r} cannot be sent to a browser")
