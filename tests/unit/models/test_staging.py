"""Settling rows of several documents before they are staged."""

import numpy as np

from models.store.staging import NO_POSTING, Rows, copy_bytes, settle


def rows(*given: tuple[int, int, float, int, int, int]) -> Rows:
    """From (series, start, value, load, rank, issued)."""
    series, start, value, load, rank, issued = (list(column) for column in zip(*given, strict=True))
    return Rows(
        np.array(series, np.int32),
        np.array(start, np.int64),
        np.full(len(given), NO_POSTING, np.int64),
        np.array(value),
        np.array(load, np.int32),
        np.array(rank, np.int32),
        np.array(issued, np.int64),
    )


def test_the_higher_rank_wins_and_the_other_value_is_a_loser() -> None:
    settled = settle(rows((1, 0, 5.0, 7, 20, 1), (1, 0, 6.0, 8, 10, 9)), first_wins=False)
    assert settled.winners.value.tolist() == [5.0]
    assert settled.losers.value.tolist() == [6.0]
    assert settled.losers.load.tolist() == [8]
    assert settled.replaced_by.tolist() == [7]


def test_of_one_rank_the_later_issue_wins_whatever_the_order_of_arrival() -> None:
    early, late = (1, 0, 5.0, 7, 10, 1), (1, 0, 6.0, 8, 10, 2)
    for order in ((early, late), (late, early)):
        assert settle(rows(*order), first_wins=False).winners.value.tolist() == [6.0]


def test_rows_that_agree_are_one_and_nobody_loses() -> None:
    settled = settle(rows((1, 0, 5.0, 7, 10, 1), (1, 0, 5.0, 8, 10, 2), (2, 0, 5.0, 8, 10, 2)), first_wins=False)
    assert settled.winners.series.tolist() == [1, 2]
    assert len(settled.losers) == 0


def test_where_one_publication_is_kept_the_earliest_issue_wins_without_losers() -> None:
    settled = settle(rows((1, 0, 6.0, 8, 10, 2), (1, 0, 5.0, 7, 10, 1)), first_wins=True)
    assert settled.winners.value.tolist() == [5.0]
    assert len(settled.losers) == 0


def test_copy_bytes_have_the_size_that_postgresql_expects() -> None:
    # Header 19, a row 2 + 6 fields of a 4-byte length and their bytes (8 + 8 + 4 + 4 + 4 + 8), trailer 2.
    settled = settle(rows((1, 0, 5.0, 7, 10, 1), (2, 0, 5.0, 7, 10, 1)), first_wins=False)
    assert len(copy_bytes(settled.winners, forecast=False)) == 19 + 2 * (2 + 6 * 4 + 36) + 2
