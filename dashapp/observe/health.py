"""Is the process alive, and can it show its first page? Two addresses that say so."""

import tomllib
from typing import Any

import orjson
from flask import Blueprint, Response

from dashapp.settings import CHECKOUT
from models.catalog.lookup import DATASETS
from models.problems import Unavailable
from models.store.database import Database
from models.store.freshness import latest
from pages import live_grid

# The product runs from its checkout, installed or not.
VERSION: str = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]


def first_page_datasets() -> tuple[str, ...]:
    """Datasets without which the first page has a hole: those of its cards that hold actual values."""
    wanted = {part.meaning.dataset.id for card in live_grid.CARDS for part in card.parts}
    return tuple(name for name, dataset in DATASETS.items() if name in wanted and not dataset.is_forecast)


def missing(database: Database) -> list[str]:
    """What the first page still lacks; empty once it can be drawn. A database that is away lacks everything."""
    try:
        return [name for name in first_page_datasets() if latest(database, name) is None]
    except Unavailable:
        return ["database"]


def blueprint(database: Database) -> Blueprint:
    """`/health`, which asks nobody, and `/health/ready`, which asks the database."""
    health = Blueprint("health", __name__)

    @health.get("/health")
    def alive() -> Response:
        return _answer(200, {"status": "ok", "version": VERSION, "origin": database.origin.value})

    @health.get("/health/ready")
    def ready() -> Response:
        lacking = missing(database)
        if lacking:
            response = _answer(503, {"status": "not ready", "missing": lacking})
            response.headers["Retry-After"] = "5"
            return response
        return _answer(200, {"status": "ready", "missing": []})

    return health


def _answer(status: int, body: dict[str, Any]) -> Response:
    response = Response(orjson.dumps(body), status, mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response
