"""Answers are compressed: files once in the life of the process, everything else lightly and each time."""

import gzip
from collections import OrderedDict
from threading import Lock

from flask import Flask, Response, request

_LEAST = 1024
_KEPT = 200
_TYPES = frozenset(
    {
        "text/html",
        "text/css",
        "text/javascript",
        "text/plain",
        "application/javascript",
        "application/json",
        "application/problem+json",
        "image/svg+xml",
    }
)
_FILES = ("/assets/", "/_dash-component-suites/")
_FOR_EVER = "public, max-age=31536000, immutable"


class _Cache:
    """The best compression of files, by address and tag; the oldest give way."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._lock = Lock()

    def compressed(self, key: tuple[str, str], body: bytes) -> bytes:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        packed = gzip.compress(body, 9, mtime=0)
        with self._lock:
            self._kept[key] = packed
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return packed


def compress(flask_app: Flask) -> None:
    """Compress what browsers accept compressed, and let them keep for ever what carries its fingerprint."""
    cache = _Cache()

    def pack(response: Response) -> Response:
        is_file = request.path.startswith(_FILES)
        if is_file and response.status_code in (200, 304) and _fingerprinted():
            response.headers["Cache-Control"] = _FOR_EVER
        if response.mimetype not in _TYPES:
            return response
        response.vary.add("Accept-Encoding")
        if response.status_code != 200 or "Content-Encoding" in response.headers or not _accepted():
            return response
        response.direct_passthrough = False
        body = response.get_data()
        if len(body) < _LEAST:
            return response
        if is_file:
            tag = response.headers.get("ETag") or str(len(body))
            packed = cache.compressed((request.full_path, tag), body)
        else:
            packed = gzip.compress(body, 1, mtime=0)
        response.set_data(packed)
        response.headers["Content-Encoding"] = "gzip"
        return response

    flask_app.after_request(pack)


def _accepted() -> bool:
    return request.accept_encodings["gzip"] > 0


def _fingerprinted() -> bool:
    """Assets carry the time they were changed as `?m=`, libraries a fingerprint in their name."""
    return "m" in request.args or ".v" in request.path
