"""Sheets are read by the names of their columns, whichever of two names a column has."""

import pytest

from ingestion.feed import Sheet
from ingestion.sheet_rows import sheet_rows
from models.problems import Refused

WANTED = ("HourEnding", "WEST")
ALSO = {"HourEnding": "Hour Ending"}


def test_sheets_follow_each_other_and_an_empty_one_is_passed_over() -> None:
    sheets = [Sheet("Jan", [[" WEST ", "HourEnding"], [1.0, "01:00"], [2.0, "02:00"]]), Sheet("Feb", [["WEST"]])]
    rows = list(sheet_rows([*sheets, Sheet("Mar", []), sheets[0]], WANTED, ALSO))
    assert [(number, row["HourEnding"], row["WEST"]) for number, row in rows] == 2 * [
        (2, "01:00", 1.0),
        (3, "02:00", 2.0),
    ]
    assert str(rows[0][1]) == "Jan: [1.0, '01:00']"


def test_a_column_may_have_its_other_name() -> None:
    ((_, row),) = sheet_rows([Sheet("Jan", [["Hour Ending", "WEST"], ["01:00", 1.0]])], WANTED, ALSO)
    assert row["HourEnding"] == "01:00"


def test_a_lost_column_is_refused_by_name() -> None:
    with pytest.raises(Refused, match="The column HourEnding is missing"):
        list(sheet_rows([Sheet("Jan", [["WEST"], [1.0]])], WANTED, ALSO))
