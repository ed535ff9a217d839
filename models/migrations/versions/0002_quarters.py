"""Quarters of minute data from the first minute on; until now they were made when the minutes went.

Revision ID: 0002
"""

from alembic import op

revision = "0002"
down_revision = "0001"

_TABLES = (
    "physical_responsive_capability",
    "ancillary_capacity_monitor",
    "ancillary_services",
    "system_conditions",
    "dc_tie_flows",
    "grid_condition",
)


def upgrade() -> None:
    # As they are: a colon before digits would be taken for a parameter.
    driver = op.get_bind().connection.dbapi_connection
    assert driver is not None
    for name in _TABLES:
        # In a new house the tables of observations are made after the versions.
        if driver.execute(f"select to_regclass('public.{name}_quarter')").fetchone() == (None,):
            continue
        driver.execute(
            f"""
            insert into {name}_quarter (ts, vmean, vmin, vmax, vlast, series_id, n, load_ids)
            select date_bin('15 minutes', ts, timestamptz '2000-01-01 00:00+00') as bucket,
                   avg(value), min(value), max(value), (array_agg(value order by ts desc))[1],
                   series_id, count(*), array_agg(distinct load_id order by load_id)
            from {name} group by bucket, series_id
            on conflict (series_id, ts) do nothing
            """
        )


def downgrade() -> None:
    """Quarters of minutes that are still there do no harm: they were made anew when those went."""
