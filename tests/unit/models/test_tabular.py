"""Tables to take away: clock-change days, longer intervals among shorter ones, and words that are no formulas."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas
import pytest

from models import tabular
from models.clock import CENTRAL
from models.series import Series
from models.tabular import Clock, Table
from tests.support.drawing import bucketed, series

IN_CENTRAL = Clock("central", CENTRAL)
HOUR = timedelta(hours=1)
TIMES = [
    "interval_start_utc",
    "interval_start_central",
    "interval_end_utc",
    "operating_day",
    "hour_ending",
    "repeated_hour",
]


def rows(*given: Series, clock: Clock = IN_CENTRAL) -> list[list[str]]:
    return list(csv.reader(io.StringIO("".join(tabular.as_csv([], tabular.intervals(given, clock))).lstrip("\ufeff"))))


@pytest.mark.parametrize(
    ("start", "hours", "repeated"),
    [(datetime(2026, 3, 8, 6, tzinfo=UTC), 23, 0), (datetime(2026, 11, 1, 5, tzinfo=UTC), 25, 4)],
)
def test_days_on_which_the_clocks_change(start: datetime, hours: int, repeated: int) -> None:
    found = rows(series("rt_spp", [float(n) for n in range(4 * hours)], entity="HB_WEST", start=start))
    assert found[0][:6] == TIMES
    body = found[1:]
    assert len(body) == 4 * hours
    assert {row[3] for row in body} == {start.astimezone(CENTRAL).date().isoformat()}
    assert sum(row[5] == "Y" for row in body) == repeated
    assert len({row[0] for row in body}) == len({row[1] for row in body}) == 4 * hours
    endings = [int(row[4]) for row in body]
    assert (endings[0], endings[-1]) == (1, 24)
    # Three hours are no ending in spring: 02:00 does not exist, so ending 3 is left out.
    assert (3 in endings) is (hours == 25)


def test_the_repeated_hour_is_told_apart() -> None:
    start = datetime(2026, 11, 1, 6, 45, tzinfo=UTC)
    found = rows(series("rt_spp", [1.0, 2.0], entity="HB_WEST", start=start))[1:]
    assert [row[1] for row in found] == ["2026-11-01T01:45:00-05:00", "2026-11-01T01:00:00-06:00"]
    assert [row[2] for row in found] == ["2026-11-01T07:00:00Z", "2026-11-01T07:15:00Z"]
    assert [row[3:6] for row in found] == [["2026-11-01", "2", "N"], ["2026-11-01", "2", "Y"]]


def test_another_zone_has_its_column_and_utc_needs_none() -> None:
    one = series("demand", [1.0], start=datetime(2026, 9, 26, 20, tzinfo=UTC))
    found = rows(one, clock=Clock("asia_kolkata", ZoneInfo("Asia/Kolkata")))
    assert found[0][1] == "interval_start_asia_kolkata"
    assert found[1][1:5] == ["2026-09-27T01:30:00+05:30", "2026-09-26T20:05:00Z", "2026-09-26", "16"]
    assert rows(one, clock=Clock("utc", UTC))[0][:2] == ["interval_start_utc", "interval_end_utc"]


def test_an_hour_stands_where_it_begins_and_gaps_stay_empty() -> None:
    quarters = series("rt_spp", [1.0, 2.0, 3.0, 4.0, -5.5], entity="HB_WEST", skip=[2])
    ahead = series("dam_spp", [30.0, 31.0, 32.0], entity="HB_WEST")
    found = [[row[0][11:16], row[2][11:16], *row[6:]] for row in rows(quarters, ahead)[1:]]
    assert found == [
        ["05:00", "05:15", "1", "30"],
        ["05:15", "05:30", "2", ""],
        ["05:45", "06:00", "4", ""],
        ["06:00", "06:15", "-5.5", "31"],
        ["07:00", "08:00", "", "32"],
    ]


def test_combined_values_keep_their_least_and_most_and_estimates_are_said() -> None:
    hourly = bucketed("rt_spp", [10.0, 20.0], HOUR, low=[-3.25, 18.0], high=[44.0, 21.0], entity="HB_WEST")
    guessed = replace(series("demand", [1.0, 2.0]), estimated=np.array([False, True]))
    heads, *body = rows(hourly)
    assert [head.rsplit(" ", 1)[1] for head in heads[-2:]] == ["least", "most"]
    assert [row[6:] for row in body] == [["10", "-3.25", "44"], ["20", "18", "21"]]
    heads, *body = rows(guessed)
    assert heads[-1].endswith(" estimate")
    assert [row[-1] for row in body] == ["N", "Y"]


def test_of_minutes_and_quarters_each_row_ends_with_its_own_interval() -> None:
    minute, quarter = 60_000_000, 900_000_000
    thinned = replace(
        series("prc", [1.0] * 17, skip=range(1, 15)), lengths=np.array([quarter, minute, minute], np.int64)
    )
    assert [(row[0][11:16], row[2][11:16]) for row in rows(thinned)[1:]] == [
        ("05:00", "05:15"),
        ("05:15", "05:16"),
        ("05:16", "05:17"),
    ]


def test_a_forecast_says_when_each_of_its_values_was_posted() -> None:
    posted = np.array(["2026-09-26T03:30:00.5", "2026-09-26T04:30"], "datetime64[us]")
    ahead = replace(series("load_forecast", [1.0, 2.0]), postings=posted)
    actual = series("load", [5.0, 6.0, 7.0])
    heads, *body = rows(actual, ahead)
    assert heads[-1] == f"{heads[-2]} posted_utc"
    assert [row[-2:] for row in body] == [
        ["1", "2026-09-26T03:30:00.500000Z"],
        ["2", "2026-09-26T04:30:00Z"],
        ["", ""],
    ]


def test_reading_a_number_gives_the_same_one() -> None:
    for value in (36.34, -0.1, 1e-9, 33049.815345, 5000.0, 0.1 + 0.2):
        assert float(tabular.number(value)) == value
    assert tabular.number(float("nan")) == tabular.number(None) == ""
    assert tabular.number(58_000.0) == "58000"


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")'])
def test_words_are_never_formulas(words: str) -> None:
    text = "".join(tabular.as_csv([f"title, {words};{words}"], Table((words,), [(tabular.text(words),)])))
    remark, *rest = text.lstrip("\ufeff").split("\r\n", 1)
    assert remark.startswith("# ")
    # Wherever a spreadsheet parts cells, a remark is one: it begins with a hash and nothing parts it.
    assert not set(remark) & set(',;\t|"')
    for row in csv.reader(io.StringIO(rest[0], newline="")):
        for cell in row:
            assert cell.startswith("'")


def test_pandas_reads_what_follows_the_remarks() -> None:
    one = series("rt_spp", [36.34, -3.2], entity="HB_WEST", start=datetime(2026, 11, 1, 6, 45, tzinfo=UTC))
    text = "".join(tabular.as_csv(["Prices, of hubs", 'says "x"'], tabular.intervals([one], IN_CENTRAL)))
    assert text.startswith("\ufeff# Prices")
    found = pandas.read_csv(io.BytesIO(text.encode()), comment="#", parse_dates=["interval_start_utc"])
    assert list(found.columns[:6]) == TIMES
    assert found.iloc[:, 6].tolist() == [36.34, -3.2]
    assert found["interval_start_utc"].tolist() == [
        pandas.Timestamp("2026-11-01T06:45Z"),
        pandas.Timestamp("2026-11-01T07:00Z"),
    ]


def test_what_was_taken_off_each_other_has_no_noise() -> None:
    from models.derive import difference

    made = difference(series("load", [0.3]), [series("load_forecast", [0.1])], "Error")
    assert rows(made)[1][-1] == "0.2"


def test_shares_and_summaries() -> None:
    one = series("rt_spp", [10.0, -5.0, 10.0, 40.0], entity="HB_WEST")
    shares = list(tabular.shares([one]).rows)
    assert [row[1:] for row in shares] == [("25", "40"), ("75", "10"), ("100", "-5")]
    table = tabular.summaries([one, series("rt_spp", [], entity="HB_PAN")])
    first, second = (dict(zip(table.heads, row, strict=True)) for row in table.rows)
    assert (first["last"], first["least"], first["mean"], first["most"]) == ("40", "-5", "13.75", "40")
    assert first["least_start_utc"] == "2026-09-26T05:15:00Z"
    assert first["share_below_zero_percent"] == "25"
    assert set(list(second.values())[1:]) == {""}
