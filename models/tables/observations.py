"""One table per dataset, all of one shape: series, interval start, value, document; made from the catalog."""

from models.catalog.dataset import Dataset

_FINITE = "check (value > '-Infinity' and value < 'Infinity')"


def table_names(dataset: Dataset) -> tuple[str, ...]:
    """Every table that a dataset owns, partitions aside."""
    if dataset.is_forecast:
        return dataset.id, f"{dataset.id}_current"
    names = (dataset.id, f"{dataset.id}_day", f"{dataset.id}_latest")
    return (*names, f"{dataset.id}_quarter") if dataset.raw_days else names


def create_statements(dataset: Dataset) -> list[str]:
    """DDL that makes a dataset's tables and its readable view. Column order leaves no padding."""
    statements = _forecast(dataset.id) if dataset.is_forecast else _actual(dataset.id)
    if dataset.raw_days:
        statements.append(_quarter(dataset.id))
    statements.append(f"create index {dataset.id}_ts_brin on {dataset.id} using brin (ts)")
    statements.append(_view(dataset))
    return statements


def _actual(name: str) -> list[str]:
    return [
        f"""create table {name} (
            ts timestamptz not null,
            value double precision not null {_FINITE},
            series_id int not null references series (id),
            load_id int not null,
            primary key (series_id, ts) include (value)
        ) partition by range (ts)""",
        f"""create table {name}_day (
            ts timestamptz not null,
            vsum double precision not null,
            vmin double precision not null,
            vmax double precision not null,
            series_id int not null references series (id),
            n int not null,
            primary key (series_id, ts) include (vsum, vmin, vmax, n)
        )""",
        f"""create table {name}_latest (
            series_id int primary key references series (id),
            ts timestamptz not null,
            value double precision not null
        )""",
    ]


def _forecast(name: str) -> list[str]:
    return [
        f"""create table {name} (
            ts timestamptz not null,
            posted timestamptz not null,
            value double precision not null {_FINITE},
            series_id int not null references series (id),
            load_id int not null,
            primary key (series_id, ts, posted) include (value)
        ) partition by range (ts)""",
        f"""create table {name}_current (
            ts timestamptz not null,
            posted timestamptz not null,
            value double precision not null,
            series_id int not null references series (id),
            load_id int not null,
            primary key (series_id, ts) include (value, posted)
        )""",
    ]


def _quarter(name: str) -> str:
    return f"""create table {name}_quarter (
        ts timestamptz not null,
        vmean double precision not null,
        vmin double precision not null,
        vmax double precision not null,
        vlast double precision not null,
        series_id int not null references series (id),
        n int not null,
        load_ids int[] not null,
        primary key (series_id, ts) include (vmean, vmin, vmax, vlast, n)
    )"""


def _view(dataset: Dataset) -> str:
    posted = "f.posted as posted_at, " if dataset.is_forecast else ""
    return f"""create view readable.{dataset.id} as
        select f.ts as interval_start, {posted}s.measure, s.entity, s.kind, f.value, f.load_id as document_id
        from public.{dataset.id} f join public.series s on s.id = f.series_id"""
