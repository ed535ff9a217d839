"""create_app(settings): a list of rooms being opened, one after the other, on one Flask app."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import dash
import orjson
import structlog
from dash.development.base_component import Component
from flask import Blueprint, Flask, Response, abort, request
from flask.json.provider import JSONProvider
from werkzeug.exceptions import HTTPException
from werkzeug.routing import PathConverter

import callbacks
import pages
from callbacks.shared.failures import reference
from callbacks.shared.services import Services
from dashapp import compression, documents, entry, exports
from dashapp.security import headers, requests
from dashapp.settings import Settings
from ingestion.locate import locate, row_at
from models.observation import Origin
from models.store.database import Database
from pages.parts import shell

ASSETS = Path(__file__).resolve().parents[1] / "assets"
_RESERVED = ("api", "documents", "export", "health", "live", "ws")

log = structlog.get_logger(__name__)


class _Page(PathConverter):
    """Addresses of pages: everything whose first word is not another room's."""

    regex = rf"(?!(?:{'|'.join(_RESERVED)})(?:/|$))[^/].*?"


class _Json(JSONProvider):
    """JSON by orjson: no NaN, no lone surrogates, no bottomless nesting; each is a 400 and not a crash."""

    def dumps(self, obj: Any, **_: Any) -> str:
        return orjson.dumps(obj).decode()

    def loads(self, s: str | bytes, **_: Any) -> Any:
        return orjson.loads(s)


class _House(Flask):
    """Flask with one change: Dash's catch-all only answers for pages, and with 404 for those that do not exist."""

    def __init__(self, name: str) -> None:
        super().__init__(name, static_folder=None)
        self.json = _Json(self)
        self.url_map.converters["page"] = _Page

    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: Callable[..., Any] | None = None,
        provide_automatic_options: bool | None = None,
        **options: Any,
    ) -> None:
        """Registers a rule; `/<path:path>` becomes `/<page:path>`."""
        if rule == "/<path:path>" and view_func is not None:
            rule, view_func = "/<page:path>", _known_or_404(view_func)
        super().add_url_rule(rule, endpoint, view_func, provide_automatic_options, **options)


def _known_or_404(view: Callable[..., Any]) -> Callable[..., Any]:
    def page(path: str) -> Any:
        if path.startswith(("_", "assets/", ".")):
            abort(404)
        return view(path=path), 200 if f"/{path}" in pages.PATHS else 404

    return page


def create_app(settings: Settings, database: Database, *, blueprints: Sequence[Blueprint] = ()) -> Flask:
    """The whole product as one WSGI app. Starts nothing: the timetable lives in the server's life span.

    blueprints: further rooms, such as health and the API.
    """
    flask_app = _House("ercot-analytics")
    for blueprint in (documents.blueprint(database), exports.blueprint(database), *blueprints):
        flask_app.register_blueprint(blueprint)
    dash_app = _dash(flask_app, database.origin)
    callbacks.register(dash_app, Services(database, locate, row_at))
    flask_app.register_error_handler(HTTPException, _problem)
    # Answers pass these from the last to the first: headers put in the nonce before anything is compressed.
    compression.compress(flask_app)
    headers.guard(flask_app, dash_app.csp_hashes)
    entry.ask_early(flask_app, dash_app)
    requests.guard(flask_app, dash_app, settings.cors_origins)
    return flask_app


def _dash(flask_app: Flask, origin: Origin) -> dash.Dash:
    options: dict[str, Any] = {"server": flask_app, "update_title": None}
    dash_app = dash.Dash(
        "ercot-analytics",
        **options,
        use_pages=True,
        pages_folder="",
        assets_folder=str(ASSETS),
        index_string=entry.html(origin),
        title=_title(origin),
        serve_locally=True,
        suppress_callback_exceptions=True,
        include_pages_meta=False,
        enable_mcp=False,
        on_error=_say_so,
    )
    pages.register()
    dash_app.layout = lambda: _layout(origin)
    return dash_app


def _layout(origin: Origin) -> Component:
    first = entry.first()
    return shell.layout([page.link for page in pages.PAGES], origin, first, pages.opened(first.path) if first else None)


def _title(origin: Origin) -> str:
    return shell.NAME if origin is Origin.ERCOT else f"SIMULATED \N{MIDDLE DOT} {shell.NAME}"


def _say_so(error: Exception) -> Any:
    """A callback that failed as a whole: logged under a reference, said on the page, nothing on it touched."""
    ref = reference()
    log.error("callback_failed", ref=ref, exc_info=error)
    dash.set_props("notice", {"children": f"This page could not be refreshed. The data is safe. ref {ref}"})
    return dash.no_update


def _problem(error: HTTPException) -> Response:
    """Errors outside the pages are problem documents for programs, and one plain line for people."""
    status = error.code or 500
    word = request.path.lstrip("/").partition("/")[0]
    if word in _RESERVED or word.startswith("_dash"):
        body = {
            "type": "about:blank",
            "title": error.name,
            "status": status,
            "detail": error.description,
            "instance": request.path,
        }
        response = Response(orjson.dumps(body), status, mimetype="application/problem+json")
    else:
        response = Response(f"{status} {error.name}\n", status, mimetype="text/plain")
    for name, value in error.get_headers():
        if name.lower() not in ("content-type", "content-length"):
            response.headers[name] = value
    return response
