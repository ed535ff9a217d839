"""Every rule for a zip from outside, each with a zip that breaks it."""

import io
import random
import struct
import tracemalloc
import zipfile
from collections.abc import Callable

import pytest

from ingestion import zips
from ingestion.zips import is_zip, open_zip, read_zip
from models.problems import Refused

CSV = b"DeliveryDate,DeliveryHour\n09/29/2026,12\n" * 50


def packed(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, body in members:
            archive.writestr(name, body)
    return out.getvalue()


class Streamed(io.RawIOBase):
    """A sink that cannot go back, so that sizes and sums stand behind the data."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        piece = bytes(data)  # type: ignore[call-overload]
        self.parts.append(piece)
        return len(piece)


def streamed(*members: tuple[str, bytes]) -> bytes:
    sink = Streamed()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members:
            archive.writestr(name, body)
    return b"".join(sink.parts)


def without_directory(body: bytes) -> bytes:
    """The same zip with rubbish where its directory was."""
    start = body.index(b"PK\x01\x02")
    return body[:start] + b"\xff" * (len(body) - start)


def refusal(body: bytes, most: int = 1) -> str:
    with pytest.raises(Refused) as refused:
        read_zip(body, most)
    return f"{refused.value.rule}: {refused.value}"


def test_a_sound_zip_is_read_whichever_way_it_was_written() -> None:
    for body in (
        packed(("a.csv", CSV)),
        packed(("a.csv", CSV), method=zipfile.ZIP_STORED),
        streamed(("a.csv", CSV)),
    ):
        assert is_zip(body)
        (member,) = read_zip(body, 1)
        assert (member.name, member.body) == ("a.csv", CSV)


def test_folders_are_no_members() -> None:
    (member,) = read_zip(packed(("folder/", b""), ("folder/a.csv", CSV)), 1)
    assert member.name == "folder/a.csv"


@pytest.mark.parametrize("make", [packed, streamed])
def test_a_damaged_directory_does_not_matter_where_the_one_member_is_sound(make: Callable[..., bytes]) -> None:
    (member,) = read_zip(without_directory(make(("native.csv", CSV))), 1)
    assert (member.name, member.body) == ("native.csv", CSV)


@pytest.mark.parametrize("make", [packed, streamed])
def test_a_damaged_member_is_refused_with_or_without_its_directory(make: Callable[..., bytes]) -> None:
    # What cannot be compressed is stored as it is, so that a flipped bit shows in the sum alone.
    noise = random.Random(1).randbytes(1000)
    body = bytearray(make(("a.csv", noise)))
    body[body.index(noise[200:220])] ^= 1
    assert refusal(bytes(body)).startswith("truncated: The zip is damaged")
    assert refusal(without_directory(bytes(body))).startswith("truncated")


def test_a_cut_zip_is_refused() -> None:
    body = packed(("a.csv", bytes(range(256)) * 100))
    assert refusal(body[: len(body) // 2]).startswith("truncated")
    assert refusal(body[:20]).startswith("truncated")
    assert refusal(b"PK\x03\x04").startswith("truncated")


def test_of_a_zip_with_more_members_the_first_is_not_taken_for_all() -> None:
    assert refusal(without_directory(packed(("a.csv", CSV), ("b.csv", CSV)))).startswith("truncated")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (packed(), "empty: The zip holds no file"),
        (packed(("folder/", b"")), "empty: The zip holds no file"),
        (packed(("a.csv", CSV), ("b.csv", CSV)), "members: The zip holds 2 files where 1 are expected"),
        (packed(("../a.csv", CSV)), "members: ../a.csv in the zip names a place outside"),
        (packed(("/etc/a.csv", CSV)), "members: /etc/a.csv in the zip names a place outside"),
        (packed(("a.csv", packed(("b.csv", CSV)))), "members: a.csv is a zip inside the zip"),
        (packed(("a.csv", CSV), method=zipfile.ZIP_BZIP2), "members: a.csv in the zip is compressed in an unusual way"),
        (packed(("a.csv", CSV), method=zipfile.ZIP_LZMA), "members: a.csv in the zip is compressed in an unusual way"),
    ],
)
def test_a_zip_that_breaks_a_rule_is_refused_by_name(body: bytes, said: str) -> None:
    assert refusal(body).startswith(said)


def test_a_name_outside_is_refused_without_a_directory_too() -> None:
    assert refusal(without_directory(packed(("../a.csv", CSV)))).startswith("members: ../a.csv")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name_are_refused() -> None:
    assert refusal(packed(("a.csv", CSV), ("a.csv", b"other")), 2) == "members: The zip holds two files of one name."


def test_an_encrypted_member_is_refused() -> None:
    body = bytearray(packed(("a.csv", CSV)))
    body[6] |= 1
    body[body.index(b"PK\x01\x02") + 8] |= 1
    assert refusal(bytes(body)) == "members: a.csv in the zip is encrypted."
    assert refusal(without_directory(bytes(body))).startswith("truncated")


def test_a_bomb_is_refused_by_its_ratio_and_costs_no_memory() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("bomb.csv", "w") as member:
        for _ in range(200):
            member.write(bytes(1_000_000))
    body = out.getvalue()
    tracemalloc.start()
    said = [refusal(body), refusal(b"PK\x03\x04" + without_directory(body)[4:])]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert all(each.startswith("zip-bomb: bomb.csv unpacks to more than") for each in said), said
    assert peak < 64 << 20


def test_a_lie_about_the_packed_size_does_not_help_a_bomb() -> None:
    body = bytearray(packed(("bomb.csv", bytes(30_000_000))))
    place = body.index(b"PK\x01\x02") + 20
    body[place : place + 4] = struct.pack("<I", 0x7FFFFFFF)
    assert refusal(bytes(body)).startswith("zip-bomb")


def test_all_members_together_have_one_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zips, "INFLATED", 1000)
    assert len(read_zip(packed(("a", b"x" * 500), ("b", b"x" * 500)), 2)) == 2
    assert refusal(packed(("a", b"x" * 500), ("b", b"x" * 501)), 2).startswith("zip-bomb: b")


def test_repetition_below_a_megabyte_is_no_bomb() -> None:
    (member,) = read_zip(packed(("a.csv", bytes(900_000))), 1)
    assert len(member.body) == 900_000


def test_a_directory_of_thousands_of_names_is_refused_before_it_is_read() -> None:
    body = packed(*((f"{n}", b"") for n in range(2_001)))
    with pytest.raises(Refused, match="lists more than 2,000 files"):
        open_zip(body)
