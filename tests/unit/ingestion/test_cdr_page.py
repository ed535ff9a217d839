"""Pages of labels and values, and their clock without a zone."""

from datetime import UTC, datetime

import pytest

from ingestion.cdr_page import lines, updated
from models.problems import Refused
from tests.support.reading import utc

NOON = datetime(2026, 9, 26, 17, 0, tzinfo=UTC)


def test_lines_have_the_heading_above_them() -> None:
    page = (
        '<td class="headerValueClass" colSpan="2">Frequency</td></tr>'
        '<td class="tdLeft">Current&nbsp;Frequency</td><td class="labelClassCenter"> 59.998 </td>'
        '<th class="headerClass"><span class="x">Ties</span></th><td class="labelClass">A &amp; B</td>'
        '<td class="labelClassRight"><b>-31</b></td><td class="labelClassCenter">7</td>'
    )
    assert lines(page) == [("Frequency", "Current Frequency", "59.998"), ("Ties", "A & B", "-31")]


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("Last Updated: Apr 14, 2016 18:38:40", "2016-04-14 23:38:40"),
        ("Last Updated Mar 29 2012 23:09:50 CDT", "2012-03-30 04:09:50"),
        ("Last Updated: Nov 01, 2026 01:20:10 CST", "2026-11-01 07:20:10"),
        ("Last Updated: Nov 01, 2026 01:20:10 CDT", "2026-11-01 06:20:10"),
    ],
)
def test_when_a_page_was_made(text: str, at: str) -> None:
    assert updated(text, NOON) == utc(at)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("nothing", "columns"),
        ("Last Updated: Apr 31, 2016 18:38:40", "columns"),
        ("Last Updated: Mar 08, 2026 02:30:00", "columns"),
        ("Last Updated: Nov 01, 2026 01:20:10", "ambiguous-hour"),
    ],
)
def test_a_page_whose_time_is_not_known_is_refused(text: str, rule: str) -> None:
    with pytest.raises(Refused) as caught:
        updated(text, NOON)
    assert caught.value.rule == rule
