"""Zips of a size known beforehand."""

import io
import zipfile
from datetime import UTC, datetime

import pytest

from ingestion.simulator.archive import pack, unpack

AT = datetime(2026, 9, 29, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize("length", [0, 1, 500, 900])
def test_the_size_is_exact_and_the_archive_sound(length: int) -> None:
    body = b"x" * length
    packed = pack("a.csv", body, 1200, AT)
    assert len(packed) == 1200
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.testzip() is None
        assert archive.comment.startswith(b"SIMULATED")
    assert unpack(packed) == ("a.csv", body)


def test_what_is_too_large_is_squeezed() -> None:
    packed = pack("a.csv", b"x" * 5000, 1200, AT)
    assert len(packed) == 1200
    assert unpack(packed)[1] == b"x" * 5000


def test_what_never_fits_is_an_error_that_says_so() -> None:
    with pytest.raises(ValueError, match=r"a\.csv needs 5 bytes and does not fit a zip of 50"):
        pack("a.csv", b"abcde", 50, AT)
