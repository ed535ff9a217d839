"""Plain tables, instants and spans as the terminal shows them."""

from datetime import UTC, datetime, timedelta

import pytest

from dashapp.cli.text import how_long, size, table, when


def test_columns_line_up() -> None:
    assert table(("a", "long head", "x"), [("1", "2", "3"), ("wide cell", "", "")]) == (
        "a          long head  x\n1          2          3\nwide cell"
    )


def test_a_table_without_rows_is_its_head() -> None:
    assert table(("a", "b"), []) == "a  b"


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (None, "-"),
        (timedelta(seconds=12), "12 s"),
        (timedelta(seconds=60), "1 min"),
        (timedelta(minutes=5, seconds=3), "5 min 3 s"),
        (timedelta(hours=2), "2 h"),
        (timedelta(days=3, hours=4, minutes=5), "3 d 4 h"),
        (-timedelta(hours=1), "in 1 h"),
    ],
)
def test_spans(span: timedelta | None, text: str) -> None:
    assert how_long(span) == text


def test_instants_are_central_and_tell_the_repeated_hour_apart() -> None:
    assert when(datetime(2025, 11, 2, 6, 30, tzinfo=UTC)) == "11-02 01:30 CDT"
    assert when(datetime(2025, 11, 2, 7, 30, tzinfo=UTC)) == "11-02 01:30 CST"
    assert when(None) == "-"


@pytest.mark.parametrize(("count", "text"), [(0, "0 B"), (999, "999 B"), (1500, "2 kB"), (39_000_000, "39 MB")])
def test_sizes(count: int, text: str) -> None:
    assert size(count) == text


def test_large_sizes() -> None:
    assert size(3_400_000_000) == "3.4 GB"
