"""Which document said this value, and what was said before."""

from dataclasses import dataclass
from datetime import datetime

from models.catalog.lookup import measure as measure_named
from models.problems import Invalid
from models.store.database import Database


@dataclass(frozen=True, slots=True)
class Paper:
    """A document's metadata: who said it, when, and the hash of what was said."""

    id: int
    feed: str
    form: str
    name: str
    url: str
    posted_at: datetime | None
    fetched_at: datetime
    sha256: str
    bytes: int
    origin: str
    state: str
    body_kept: bool
    problem: str | None


@dataclass(frozen=True, slots=True)
class Earlier:
    """A value that was replaced, or that never won, with the document that said it."""

    value: float
    replaced_at: datetime
    paper: Paper


@dataclass(frozen=True, slots=True)
class Papers:
    """Everything behind one stored value. A rolled-up value has several documents."""

    value: float
    documents: tuple[Paper, ...]
    earlier: tuple[Earlier, ...]
    flags: tuple[tuple[str, str], ...]


_PAPER = (
    "d.id, d.feed, d.form, d.name, d.url, d.posted_at, d.fetched_at, d.sha256, d.bytes, d.origin, d.state, "
    "d.encoding <> 'pruned', d.problem"
)


def document(database: Database, id: int) -> Paper | None:
    """A document's metadata; None when there is none of that id."""
    with database.app() as connection:
        row = connection.execute(f"select {_PAPER} from document d where id = %s", (id,)).fetchone()
    return Paper(*row) if row else None


def papers(
    database: Database,
    measure_id: str,
    entity: str,
    kind: str,
    start: datetime,
    posted: datetime | None = None,
) -> Papers | None:
    """The papers of one value: by series and interval start, for a forecast also by posting.

    None when nothing is stored there. Raises Unknown for a measure that does not exist, Invalid for a
    forecast without its posting.
    """
    dataset = measure_named(measure_id).dataset
    if dataset.is_forecast and posted is None:
        raise Invalid("A forecast's papers need the instant it was posted.", field="posted")
    with database.app() as connection:
        found = connection.execute(
            "select id from series where dataset = %s and measure = %s and entity = %s and kind = %s",
            (dataset.id, measure_id, entity, kind),
        ).fetchone()
        if found is None:
            return None
        key = (found[0], start)
        same_posting, keys = ("and posted = %s", (*key, posted)) if dataset.is_forecast else ("", key)
        row = connection.execute(
            f"select value, array[load_id] from {dataset.id} where series_id = %s and ts = %s {same_posting}",
            keys,
        ).fetchone()
        if row is None and dataset.raw_days:
            row = connection.execute(
                f"select vmean, load_ids from {dataset.id}_quarter where series_id = %s "
                "and ts = date_bin('15 minutes', %s, timestamptz '2000-01-01 00:00+00')",
                key,
            ).fetchone()
        if row is None:
            return None
        documents = connection.execute(
            f"select {_PAPER} from document d where id = any(%s) order by id", (row[1],)
        ).fetchall()
        earlier = connection.execute(
            f"select r.value, r.replaced_at, {_PAPER} from revision r join document d on d.id = r.load_id "
            f"where r.series_id = %s and r.ts = %s {same_posting} order by r.replaced_at desc",
            keys,
        ).fetchall()
        flags = connection.execute(
            "select rule, detail from flag where series_id = %s and ts = %s order by rule", key
        ).fetchall()
    return Papers(
        row[0],
        tuple(Paper(*each) for each in documents),
        tuple(Earlier(value, at, Paper(*rest)) for value, at, *rest in earlier),
        tuple((rule, detail) for rule, detail in flags),
    )
