"""Cells and rows are read strictly, and what is bad says what was wrong with it."""

import pytest

from ingestion.table import BadCell, Decimals, decimal, heads_of, require, rows_of
from models.observation import Parsed
from models.problems import Refused


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("28.4", 28.4),
        (" 28.4", 28.4),
        ("       30.72", 30.72),
        (".01", 0.01),
        ("-109.29", -109.29),
        ("5.", 5.0),
        (7, 7.0),
    ],
)
def test_decimals_as_ercot_writes_them(value: object, number: float) -> None:
    assert decimal(value) == number


@pytest.mark.parametrize(
    "value",
    [
        "1_000",
        "1,000",
        "nan",
        "inf",
        "-Infinity",
        "0x10",
        "1e5",
        "",
        " ",
        "--1",
        "1 2",
        "٣",
        None,
        True,
        float("nan"),
        [],
    ],
)
def test_nothing_else_is_a_number(value: object) -> None:
    with pytest.raises(BadCell) as caught:
        decimal(value, "MCPC")
    assert caught.value.field == "MCPC"


def test_eighteen_decimals_keep_what_a_double_can() -> None:
    assert decimal("13005.493749755861875") == 13005.493749755861875


def test_texts_are_judged_once() -> None:
    prices = Decimals()
    assert prices[b" 28.4"] == 28.4
    assert prices == {b" 28.4": 28.4}
    with pytest.raises(BadCell, match="no decimal number"):
        prices[b"n/a"]


def test_heads_without_the_blanks_around_them() -> None:
    assert heads_of(b'DeliveryDate,"Hour Ending",DSTFlag    \r\n1,2,3') == ["DeliveryDate", "Hour Ending", "DSTFlag"]


def test_a_lost_column_is_named() -> None:
    with pytest.raises(Refused, match="The column B is missing; there are A, C") as caught:
        require(["A", "C"], ("A", "B"))
    assert caught.value.rule == "columns"


def test_a_column_that_stands_there_twice_is_refused() -> None:
    with pytest.raises(Refused, match="The column A stands there 2 times"):
        require(["A", "B", "A"], ("A",))


def test_rows_of_each_kind() -> None:
    parsed = Parsed()
    body = b'A,B\n1,2\n\n3\n   \n"x, y",4\n'
    assert list(rows_of(body, ("A",), parsed)) == [(2, {"A": "1", "B": "2"}), (6, {"A": "x, y", "B": "4"})]
    (reject,) = parsed.rejects
    assert (reject.line, reject.rule, reject.text) == (4, "has 1 cells where the head has 2", "3")
    assert parsed.notes == ["Line 5 holds only blanks."]


def test_lines_may_end_as_on_windows() -> None:
    assert list(rows_of(b"A,B\r\n1,2\r\n", ("A", "B"), Parsed())) == [(2, {"A": "1", "B": "2"})]
