"""What all visitors are told alike is asked for once in a while, and a failure is asked for again."""

import pytest

from callbacks.shared.remembered import Remembered


def test_a_value_is_made_once_in_so_many_seconds() -> None:
    seconds = [0.0]
    made: list[float] = []
    memory = Remembered(20.0, lambda: seconds[0])

    def make() -> float:
        made.append(seconds[0])
        return seconds[0]

    assert [memory.get("a", make), memory.get("a", make), memory.get("b", make)] == [0.0, 0.0, 0.0]
    seconds[0] = 19.9
    assert memory.get("a", make) == 0.0
    seconds[0] = 20.0
    assert memory.get("a", make) == 20.0
    assert made == [0.0, 0.0, 20.0]
    assert [Remembered(0).get("a", make) for _ in range(2)] == [20.0, 20.0]


def test_what_fails_is_tried_again() -> None:
    memory = Remembered(20.0)

    def fail() -> int:
        raise RuntimeError("not now")

    with pytest.raises(RuntimeError):
        memory.get("a", fail)
    assert memory.get("a", lambda: 7) == 7
