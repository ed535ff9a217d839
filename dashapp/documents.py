"""Documents to download: each one byte for byte as it was received, never as something that a browser would run."""

import re

from flask import Blueprint, Response

from models.observation import Document, Origin
from models.problems import Unavailable
from models.store import documents, lineage
from models.store.database import Database

_LAST_ID = 2**31 - 1
_LONGEST_NAME = 150
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_ENDINGS = (".csv", ".json", ".html", ".zip", ".xlsx", ".xml", ".txt")


def blueprint(database: Database) -> Blueprint:
    """`GET /documents/<id>`: the bytes; 404 in words where there are none, 503 while the database is away."""
    room = Blueprint("documents", __name__)

    @room.get(f"/documents/<int(max={_LAST_ID}):id>")
    def download(id: int) -> Response:
        try:
            found = documents.document(database, id)
            known = found is not None or lineage.document(database, id) is not None
        except Unavailable as problem:
            answer = _words(503, problem.what)
            answer.headers["Retry-After"] = "5"
            return answer
        if found is None:
            return _words(404, _WHY_NOT[known])
        return _bytes(found)

    return room


_WHY_NOT = {
    True: "The bytes of this document are no longer kept. Its name, its times and its hash are.",
    False: "There is no document of this number.",
}


def file_name(document: Document) -> str:
    """ERCOT's name in safe characters, with an ending that fits; SIMULATED is said first where it is."""
    name = _UNSAFE.sub("_", document.name)[-_LONGEST_NAME:].lstrip("._-") or "document"
    if not name.lower().endswith(_ENDINGS):
        name += _ending(document.body)
    return name if document.origin is Origin.ERCOT else f"SIMULATED_{name}"


def _ending(body: bytes) -> str:
    head = body[:64].removeprefix(b"\xef\xbb\xbf").lstrip()
    for mark, ending in ((b"PK", ".zip"), (b"{", ".json"), (b"[", ".json"), (b"<", ".html")):
        if head.startswith(mark):
            return ending
    return ".csv"


def _bytes(document: Document) -> Response:
    answer = Response(document.body, 200, mimetype="application/octet-stream")
    answer.headers["Content-Disposition"] = f'attachment; filename="{file_name(document)}"'
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.set_etag(document.sha256)
    return _guarded(answer)


def _words(status: int, words: str) -> Response:
    answer = Response(f"{words}\n", status, mimetype="text/plain")
    answer.headers["Cache-Control"] = "no-store"
    return _guarded(answer)


def _guarded(answer: Response) -> Response:
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    return answer
