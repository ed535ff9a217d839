"""The dashboards' price page: an interval a row, a hub or load zone a column, stamped with the interval's end."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from ingestion.columns import Value, from_json
from ingestion.dashboard import part
from ingestion.feed import Content
from ingestion.settlement_points import DASHBOARD_COLUMNS
from ingestion.table import decimal
from models.catalog.measure import Measure
from models.observation import Parsed


def prices(content: Content, name: str, measure: Measure) -> Parsed:
    """Prices of one market, real time or day ahead: the list `name` of the page."""
    length = measure.dataset.interval // timedelta(microseconds=1)

    def read(row: dict[str, Any]) -> Iterator[Value]:
        start = int(row["interval"]) * 1_000 - length
        for column, key in DASHBOARD_COLUMNS.items():
            if column in row:
                yield measure, key, start, decimal(row[column], column)

    return from_json(part(content.data, name, list), read)
