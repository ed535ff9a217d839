"""Alive and ready: the second only once the database answers and the first page has its data."""

from flask import Flask
from flask.testing import FlaskClient

from dashapp.observe import health
from models.catalog.lookup import DATASETS, measures_of
from models.clock import micros
from models.observation import Block, Origin
from models.store.database import Addresses, Database
from tests.support.batches import START, document, store


def client(database: Database) -> FlaskClient:
    app = Flask("health")
    app.register_blueprint(health.blueprint(database))
    return app.test_client()


def test_alive_without_any_database() -> None:
    nowhere = Database(Addresses.of("postgresql://me@127.0.0.1:1/none"), Origin.SIMULATED)
    answer = client(nowhere).get("/health")
    assert answer.status_code == 200
    assert answer.get_json() == {"status": "ok", "version": health.VERSION, "origin": "simulated"}


def test_not_ready_without_a_database() -> None:
    nowhere = Database(Addresses.of("postgresql://me:hush@127.0.0.1:1/none"), Origin.ERCOT)
    answer = client(nowhere).get("/health/ready")
    assert (answer.status_code, answer.get_json()["missing"]) == (503, ["database"])
    assert answer.headers["Retry-After"] == "5"
    assert b"hush" not in answer.data


def test_ready_once_the_first_page_has_its_data(database: Database) -> None:
    browser = client(database)
    answer = browser.get("/health/ready")
    assert answer.status_code == 503
    wanted = set(health.first_page_datasets())
    assert {"rt_settlement_point_prices", "supply_demand", "fuel_mix"} <= wanted
    assert set(answer.get_json()["missing"]) == wanted
    for number, name in enumerate(sorted(wanted)):
        measure = measures_of(DATASETS[name])[0]
        code = measure.dataset.entities.members[0].code
        store(database, document(f"document {number}"), Block(measure, [(code, "")], [micros(START)], [1.0]))
    answer = browser.get("/health/ready")
    assert answer.get_json() == {"status": "ready", "missing": []}
    assert answer.status_code == 200
