"""Chance without memory: every number is a hash of seed, name and time, so any process makes the same ones."""

from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Instants = NDArray[np.int64]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_LOW_16 = np.uint64(0xFFFF)
_SCALE_53 = 1.0 / (1 << 53)
_UNIT = 3.0**0.5


@lru_cache(maxsize=4096)
def _key(seed: int, name: str) -> np.uint64:
    return np.uint64(int.from_bytes(blake2b(f"{seed}/{name}".encode(), digest_size=8).digest(), "big"))


def _mix(seed: int, name: str, index: Instants) -> NDArray[np.uint64]:
    """The finalizer of splitmix64 over index and key; unsigned arithmetic wraps on purpose."""
    with np.errstate(over="ignore"):
        x = (index.astype(np.uint64) + _key(seed, name)) * _GOLDEN
        x = (x ^ (x >> np.uint64(30))) * _FIRST
        x = (x ^ (x >> np.uint64(27))) * _SECOND
        mixed: NDArray[np.uint64] = x ^ (x >> np.uint64(31))
        return mixed


def white(seed: int, name: str, index: Instants) -> Floats:
    """Independent numbers of mean 0 and deviation 1, nearly normal: the sum of four uniform ones."""
    x = _mix(seed, name, index)
    total = np.zeros(x.shape)
    for shift in (0, 16, 32, 48):
        total += ((x >> np.uint64(shift)) & _LOW_16) / 65536.0
    return (total - 2.0) * _UNIT


def chance(seed: int, name: str, index: int) -> float:
    """One number, evenly spread over 0 to 1."""
    return float(_mix(seed, name, np.array([index], dtype=np.int64))[0] >> np.uint64(11)) * _SCALE_53


def draw(seed: int, name: str, index: int) -> float:
    """One number of mean 0 and deviation 1."""
    return float(white(seed, name, np.array([index], dtype=np.int64))[0])


def wave(seed: int, name: str, t: Instants, step: int) -> Floats:
    """A continuous signal of mean 0 and deviation 1 that forgets itself within about `step` seconds.

    t: epoch seconds. Knots lie every `step` seconds; between two the signal goes smoothly, and is scaled so that
    its deviation is the same between the knots as on them.
    """
    index = t // step
    part = (t - index * step) / step
    part = part * part * (3.0 - 2.0 * part)
    rest = 1.0 - part
    mixed = white(seed, name, index) * rest + white(seed, name, index + 1) * part
    even: Floats = mixed / np.sqrt(rest * rest + part * part)
    return even


def sigmoid(x: Floats) -> Floats:
    """1 / (1 + exp(-x))."""
    share: Floats = 1.0 / (1.0 + np.exp(-x))
    return share
