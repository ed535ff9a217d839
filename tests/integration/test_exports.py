"""Numbers taken away as CSV equal what a query of the test's own finds, on days of 23 and 25 hours."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from unittest.mock import patch

import pandas
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

import pages
from callbacks.shared import exporting
from dashapp.factory import create_app
from dashapp.settings import Settings
from ingestion.backfill import import_path
from ingestion.run import Context
from ingestion.transport import Transport
from models.card import CardSpec, ChartKind, Part
from models.clock import day_bounds, operating_day
from models.observation import Origin
from models.store.database import Addresses, Database
from models.store.embedded import Cluster
from models.store.write import Writer
from pages.parts.card_page import CardPage
from pages.parts.shell import Link
from pages.parts.view import TODAY, WEEK, Offer, View
from tests.support.database import fresh_database
from tests.support.reading import DATA

QUARTERS, HOURS = ("fuel_energy", "WIND"), ("load", "ERCOT")


def cards(view: View) -> tuple[CardSpec, ...]:
    """Energy by fuel in quarters and load in hours, as lines and counted."""
    step = view.resolution.length
    return (
        CardSpec("fuels", "Wind, =1+1", ChartKind.STEP, (Part("fuel_energy", ("WIND",)),), view.span, bucket=step),
        CardSpec("curve", "Load", ChartKind.DURATION, (Part("load", ("ERCOT",)),), view.span, bucket=step),
        CardSpec("heat", "Load", ChartKind.HEAT_MAP, (Part("load", ("ERCOT",)),), view.span),
        CardSpec("summary", "Load", ChartKind.SUMMARY, (Part("load", ("ERCOT",)),), view.span, bucket=step),
    )


PAGE = CardPage("counted", "Counted", Offer((TODAY, WEEK)), cards)
ENTRY = pages.Page("counted", Link("/counted", "Counted", "Counted"), PAGE.layout, PAGE.asking, PAGE)


@pytest.fixture(scope="module")
def shipped(cluster: Cluster) -> Iterator[Database]:
    with fresh_database(cluster) as found:
        import_path(Context(found, Transport(), Writer(found)), DATA)
        yield found


@pytest.fixture
def client(shipped: Database) -> Iterator[FlaskClient]:
    with patch.object(pages, "PAGES", (*pages.PAGES, ENTRY)):
        yield create_app(Settings.model_validate({}), shipped).test_client()


def opened(answer: TestResponse) -> tuple[list[str], list[dict[str, str]]]:
    """The remarks and the rows of a file."""
    assert answer.status_code == 200, answer.text
    assert answer.mimetype == "text/csv"
    lines = answer.data.decode("utf-8-sig").splitlines(keepends=True)
    remarks = [line.strip() for line in lines if line.startswith("#")]
    return remarks, list(csv.DictReader(io.StringIO("".join(lines[len(remarks) :]))))


def stored(database: Database, measure: str, entity: str, table: str, day: date) -> list[tuple[datetime, float]]:
    start, end = day_bounds(day)
    with database.app() as connection:
        return connection.execute(
            f"select f.ts, f.value from {table} f join series s on s.id = f.series_id where s.measure = %s "
            "and s.entity = %s and f.ts >= %s and f.ts < %s order by 1",
            (measure, entity, start, end),
        ).fetchall()


def table_of(database: Database, measure: str) -> str:
    with database.app() as connection:
        row = connection.execute("select dataset from series where measure = %s limit 1", (measure,)).fetchone()
    assert row is not None
    return str(row[0])


@pytest.mark.parametrize(("day", "hours"), [(date(2021, 3, 14), 23), (date(2021, 11, 7), 25)])
@pytest.mark.parametrize(
    ("path", "measure", "entity", "an_hour"),
    [("counted/fuels", *QUARTERS, 4), ("generation/load", *HOURS, 1)],
)
def test_a_file_holds_what_is_stored(
    client: FlaskClient, shipped: Database, day: date, hours: int, path: str, measure: str, entity: str, an_hour: int
) -> None:
    _, rows = opened(client.get(f"/export/{path}.csv?from={day}&to={day}"))
    expected = stored(shipped, measure, entity, table_of(shipped, measure), day)
    column = next(name for name in rows[0] if name.startswith(("WIND ", "Load", "System load", "Actual")))
    found = [(datetime.fromisoformat(row["interval_start_utc"]), float(row[column])) for row in rows if row[column]]
    assert found == expected
    assert len(found) == hours * an_hour
    assert {row["operating_day"] for row in rows} == {day.isoformat()}
    repeated = [row for row in rows if row["repeated_hour"] == "Y"]
    assert len(repeated) == (an_hour if hours == 25 else 0)
    for row in rows:
        start = datetime.fromisoformat(row["interval_start_utc"])
        local = datetime.fromisoformat(row["interval_start_central"])
        assert local == start
        assert int(row["hour_ending"]) == local.hour + 1
        assert datetime.fromisoformat(row["interval_end_utc"]) - start == timedelta(hours=1) / an_hour


def test_a_file_begins_with_what_it_is(client: FlaskClient, shipped: Database) -> None:
    answer = client.get("/export/counted/fuels.csv?from=2021-11-07&to=2021-11-07&tz=own&zone=Europe/Berlin")
    remarks, rows = opened(answer)
    said = "\n".join(remarks)
    assert "unit: MWh" in said
    assert "operating days 2021-11-07 to 2021-11-07" in said
    assert "zone: Europe/Berlin" in said
    assert "SIMULATED" not in said
    with shipped.app() as connection:
        name, sha256, id = connection.execute(  # type: ignore[misc]
            "select d.name, d.sha256, d.id from document d where d.id in (select f.load_id from fuel_energy f "
            "where f.ts >= '2021-11-07 05:00+00' and f.ts < '2021-11-08 06:00+00') order by posted_at desc limit 1"
        ).fetchone()
    assert f"{name} - sha256 {sha256} - /documents/{id}" in said
    assert rows[0]["interval_start_europe_berlin"] == "2021-11-07T06:00:00+01:00"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="ercot_counted_fuels_2021-11-07.csv"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    # The card's title would be a formula in a cell of its own.
    assert all(not set(line) & set(',;\t|"') for line in remarks)
    found = pandas.read_csv(io.BytesIO(answer.data), comment="#")
    assert len(found) == 100


def test_a_forecast_says_when_it_was_posted(client: FlaskClient, shipped: Database) -> None:
    with shipped.app() as connection:
        row = connection.execute("select max(ts) from load_forecast_current").fetchone()
    assert row is not None
    day = operating_day(row[0]).isoformat()
    start, end = day_bounds(date.fromisoformat(day))
    for step in ("auto", "1d"):
        _, rows = opened(client.get(f"/export/generation/load.csv?from={day}&to={day}&resolution={step}"))
        (column,) = [name for name in rows[0] if name.endswith(" posted_utc")]
        with shipped.app() as connection:
            expected = connection.execute(
                "select c.ts, c.posted from load_forecast_current c join series s on s.id = c.series_id "
                "where s.measure = 'load_forecast' and s.entity = 'ERCOT' and c.ts >= %s and c.ts < %s order by 1",
                (start, end),
            ).fetchall()
        said = [row for row in rows if row[column]]
        assert said
        for row in said:
            inside = [datetime.fromisoformat(row[f"interval_{end}_utc"]) for end in ("start", "end")]
            newest = max(posted for at, posted in expected if inside[0] <= at < inside[1])
            assert datetime.fromisoformat(row[column]) == newest
        assert step != "auto" or len(said) == len(expected)


def test_what_is_counted_goes_with_it(client: FlaskClient, shipped: Database) -> None:
    day = date(2021, 11, 7)
    values = [value for _, value in stored(shipped, *HOURS, table_of(shipped, "load"), day)]
    _, shares = opened(client.get(f"/export/counted/curve.csv?from={day}&to={day}"))
    ordered = sorted(set(values), reverse=True)
    assert [float(row["value"]) for row in shares] == ordered
    expected = [100 * sum(value >= each for value in values) / len(values) for each in ordered]
    assert [float(row["share_percent"]) for row in shares] == pytest.approx(expected)
    _, (summary,) = opened(client.get(f"/export/counted/summary.csv?from={day}&to={day}"))
    assert float(summary["last"]) == values[-1]
    assert float(summary["least"]) == min(values)
    assert float(summary["mean"]) == pytest.approx(sum(values) / 25)
    assert float(summary["most"]) == max(values)
    _, hours = opened(client.get(f"/export/counted/heat.csv?from={day}&to={day}"))
    # A heat map reaches 31 days back; of those only this one is in the recordings.
    assert [float(row[next(reversed(row))]) for row in hours if row["operating_day"] == day.isoformat()] == values


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        (
            "nowhere/load.csv",
            404,
            "There is no page 'nowhere'. There are live-grid, prices, capacity, generation, data",
        ),
        ("generation/nothing.csv", 404, "This page shows no card 'nothing'. It shows load-now, "),
        ("data/feeds.csv", 404, "It has no cards."),
        ("generation/load.csv?range=ever", 400, "There is no such range; there are around, today, 7d, 30d, 1y."),
        ("generation/load.csv?from=2021-11-07&to=2021-11-06", 400, "The range ends before it starts."),
        ("generation/load.csv?tz=moon", 400, "There is no such zone of time; there are central, utc, own."),
        ("generation/load.csv?tz=own&zone=Moon/Base", 400, "Your browser's zone of time ('Moon/Base') is not known"),
        ("generation/load.csv?tz=own", 400, "Your browser's zone of time is not known here."),
        ("generation/load.csv?<script>=1", 400, "This address says something that is not known here"),
        ("generation/load.csv?" + "&".join(f"a{n}=1" for n in range(40)), 400, "more than 30 things"),
        ("capacity/prc.csv?from=2011-01-01&to=2020-12-31", 413, "Choose fewer days, or a longer resolution."),
        ("capacity/prc.csv?from=2020-06-01&to=2021-12-31", 413, "it may have 600,000 and"),
        ("capacity/prc.json?range=ever", 400, "There is no such range"),
        ("live-grid/%3D1%2B1.json", 404, "This page shows no card '=1+1'."),
    ],
)
def test_what_cannot_be_is_said_in_words(client: FlaskClient, path: str, status: int, words: str) -> None:
    answer = client.get(f"/export/{path}")
    assert (answer.status_code, answer.mimetype) == (status, "text/plain")
    assert words in answer.text
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_every_card_of_every_page_can_be_taken_away(client: FlaskClient) -> None:
    cards = [(page, card) for page in pages.PAGES for card in page.cards("", datetime.now(UTC))]
    assert len(cards) > 30
    for page, card in cards:
        remarks, _ = opened(client.get(f"/export/{page.word}/{card.id}.csv"))
        assert card.title[:4] in remarks[0]
        assert client.get(f"/export/{page.word}/{card.id}.json").get_json()["title"] == card.title


def test_a_picture_says_its_sources_in_the_zone_that_is_shown(client: FlaskClient, shipped: Database) -> None:
    said = json.loads(client.get("/export/counted/fuels.json?from=2021-11-07&to=2021-11-07&tz=utc").data)
    assert said["unit"] == "MWh"
    assert said["range"] == "7 Nov 2021 05:00 UTC \N{EN DASH} 8 Nov 2021 06:00 UTC"
    assert said["zone"] == "UTC"
    assert said["simulated"] is False
    assert said["file"] == "ercot_counted_fuels_2021-11-07"
    (source,) = said["sources"]
    with shipped.app() as connection:
        (count,) = connection.execute(  # type: ignore[misc]
            "select count(distinct load_id) from fuel_energy f join series s on s.id = f.series_id "
            "where entity = 'WIND' and ts >= '2021-11-07 05:00+00' and ts < '2021-11-08 06:00+00'"
        ).fetchone()
    assert f"{count} document" in source
    assert source.endswith(" UTC")


def test_a_cap_is_about_what_would_be_read(client: FlaskClient) -> None:
    """A year of minutes has 525,600 rows, which may be; with a day more than the cap allows, it may not."""
    allowed = exporting.MOST_ROWS // 1440
    first = date(2020, 1, 1)
    for days, status in ((allowed, 200), (allowed + 2, 413)):
        last = first + timedelta(days=days - 1)
        assert client.get(f"/export/capacity/prc.csv?from={first}&to={last}").status_code == status
    assert client.get(f"/export/capacity/prc.csv?from={first}&to=2025-12-31&resolution=1h").status_code == 200


def test_simulated_numbers_say_so(cluster: Cluster) -> None:
    with fresh_database(cluster, origin=Origin.SIMULATED) as database:
        client = create_app(Settings.model_validate({}), database).test_client()
        answer = client.get("/export/live-grid/hub-prices.csv")
        remarks, _ = opened(answer)
        assert any(line.startswith("# SIMULATED") for line in remarks)
        assert "SIMULATED_ercot_live-grid_hub-prices_" in answer.headers["Content-Disposition"]
        assert client.get("/export/live-grid/hub-prices.json").get_json()["simulated"] is True


def test_while_the_database_is_away_it_says_when_to_come_back() -> None:
    nowhere = "postgresql+psycopg://nobody@127.0.0.1:9/nothing"
    database = Database(Addresses(nowhere, nowhere, nowhere), Origin.ERCOT)
    client = create_app(Settings.model_validate({}), database).test_client()
    for ending in ("csv", "json"):
        answer = client.get(f"/export/capacity/prc.{ending}")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert answer.mimetype == "text/plain"
        assert "does not answer" in answer.text
    database.close()
