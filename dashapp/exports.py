"""What a card shows, to take away: `GET /export/<page>/<card>.csv?<the page's query>`, and what a picture says of it.

The numbers are whole: not thinned to what a screen can draw. `.json` holds no numbers, but the words that the browser
writes into a picture: title, unit, range, zone, sources and whether they are SIMULATED.
"""

from collections.abc import Callable
from typing import Any

import orjson
from flask import Blueprint, Response, request

from callbacks.shared import exporting
from callbacks.shared.exporting import Export
from models import tabular
from models.clock import now
from models.problems import Invalid, Unavailable
from models.store.database import Database
from pages.figures import zone

_PATH = "/export/<string(maxlength=60):page>/<string(maxlength=120):card>"


def blueprint(database: Database) -> Blueprint:
    """In words: 404 for what is not there, 400 for a query with a problem, 413 beyond the cap, 503 without database."""
    room = Blueprint("exports", __name__)

    @room.get(f"{_PATH}.csv")
    def as_csv(page: str, card: str) -> Response:
        return _answered(lambda: _csv(database, _found(database, page, card)))

    @room.get(f"{_PATH}.json")
    def as_json(page: str, card: str) -> Response:
        return _answered(lambda: _json(database, _found(database, page, card)))

    return room


def _found(database: Database, page: str, card: str) -> Export:
    return exporting.find(database, page, card, request.query_string.decode("utf-8", "replace"), now())


def _csv(database: Database, export: Export) -> Response:
    with zone.showing(export.zone):
        remarks, table = exporting.table(database, export)
    answer = Response((part.encode() for part in tabular.as_csv(remarks, table)), 200, mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{export.name}.csv"'
    return answer


def _json(database: Database, export: Export) -> Response:
    with zone.showing(export.zone):
        said: dict[str, Any] = {
            "title": export.card.title,
            "unit": export.card.parts[0].meaning.unit.symbol,
            "range": export.range,
            "zone": export.zone.words,
            "sources": exporting.said_sources(exporting.found_sources(database, export)),
            "simulated": export.simulated,
            "file": export.name,
        }
    return Response(orjson.dumps(said), 200, mimetype="application/json")


def _answered(make: Callable[[], Response]) -> Response:
    try:
        answer = make()
    except exporting.NotFound as problem:
        answer = _words(404, str(problem))
    except exporting.TooLarge as problem:
        answer = _words(413, str(problem))
    except Invalid as problem:
        answer = _words(400, str(problem))
    except Unavailable as problem:
        answer = _words(503, problem.what)
        answer.headers["Retry-After"] = "5"
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    return answer


def _words(status: int, words: str) -> Response:
    return Response(f"{words}\n", status, mimetype="text/plain")
