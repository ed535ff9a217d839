"""The one converter from ERCOT's dates, hours and flags to UTC interval starts.

An interval's start is localised, never its end: 02:00 on the March day does not exist and 24:00 is no clock time.
The flag of the repeated hour marks its second pass, which is standard time.
"""

from datetime import date, datetime, time, timedelta
from functools import lru_cache

from models.clock import CENTRAL, day_bounds, micros

_FLAGS = {"N": False, "Y": True, "FALSE": False, "TRUE": True, "0": False, "1": True}


class BadTime(ValueError):
    """A date, hour or flag that is none, or that names a moment which did not happen."""


@lru_cache(maxsize=4096)
def parse_date(text: str) -> date:
    """`MM/DD/YYYY` or ISO; each distinct day is read once, because dates are dear. Raises BadTime."""
    text = text.strip()
    try:
        if "/" in text:
            month, day, year = text.split("/")
            return date(int(year), int(month), int(day))
        return date.fromisoformat(text[:10])
    except ValueError as error:
        raise BadTime(f"{text!r} is no date") from error


def parse_hour(value: object) -> int:
    """Hour ending 1 to 25 from `2`, `"02:00"`, `"2:00"`, `"24:00"` or `2.0`. Raises BadTime."""
    text = str(value).strip()
    hour, colon, minutes = text.partition(":")
    if colon and minutes not in ("00", "00:00"):
        raise BadTime(f"{text!r} is no hour ending")
    hour = hour.removesuffix(".0")
    if not hour.isdigit() or not 1 <= int(hour) <= 25:
        raise BadTime(f"{text!r} is no hour ending")
    return int(hour)


def parse_flag(value: object) -> bool:
    """The mark of the repeated hour in any of its spellings. Raises BadTime."""
    found = _FLAGS.get(str(value).strip().upper())
    if found is None:
        raise BadTime(f"{value!r} is no flag of the repeated hour")
    return found


def localised(wall: datetime, repeated: bool) -> int:
    """Microseconds of a Central wall-clock time. Raises BadTime for a skipped time or a wrong flag."""
    first = wall.replace(tzinfo=CENTRAL, fold=0)
    second = wall.replace(tzinfo=CENTRAL, fold=1)
    if first.utcoffset() != second.utcoffset():
        # Clocks change here. Going forward, the two readings lie on either side of a time that is skipped.
        is_skipped = first.utcoffset() < second.utcoffset()  # type: ignore[operator]
        if is_skipped:
            raise BadTime(f"{wall:%Y-%m-%d %H:%M} was skipped when the clocks went forward")
        return micros(second if repeated else first)
    if repeated:
        raise BadTime(f"{wall:%Y-%m-%d %H:%M} is flagged as repeated, and it was not")
    return micros(first)


@lru_cache(maxsize=65_536)
def hour_start(day: date, hour_ending: int, repeated: bool = False) -> int:
    """Start of an hour by its ending, 1 to 24. Raises BadTime for an hour that was skipped or not repeated."""
    if hour_ending > 24:
        raise BadTime(f"{hour_ending} is no hour ending where a flag marks the repeated hour")
    return localised(datetime.combine(day, datetime.min.time()) + timedelta(hours=hour_ending - 1), repeated)


def quarter_start(day: date, hour: int, interval: int, repeated: bool = False) -> int:
    """Start of a 15-minute interval by its hour, 1 to 24, and number, 1 to 4."""
    if not 1 <= interval <= 4:
        raise BadTime(f"{interval} is no interval of an hour")
    return hour_start(day, hour, repeated) + (interval - 1) * 900_000_000


def unflagged_hour_start(day: date, hour_ending: int) -> int:
    """Start of an hour in a report that has no flag. Raises BadTime for the repeated hour: nothing tells its passes."""
    start = hour_start(day, hour_ending)
    if hours_of(day) == 25 and hour_ending == 2:
        raise BadTime(f"hour ending 2 of {day} came twice, and no flag says which one this is")
    return start


def hours_of(day: date) -> int:
    """How many hours an operating day has: 23, 24 or 25."""
    start, end = day_bounds(day)
    return (end - start) // timedelta(hours=1)


def counted_hour_start(day: date, number: int, *, by_clock: bool = False) -> int:
    """Start of the n-th hour of an operating day, where hours are counted 1 to 23, 24 or 25 and no flag exists.

    by_clock: the hours are the clock's labels after all, which skip 3 on the 23-hour day and end with 24.
    """
    if by_clock:
        return hour_start(day, number)
    if not 1 <= number <= hours_of(day):
        raise BadTime(f"{day} has no hour {number}")
    return micros(day_bounds(day)[0]) + (number - 1) * 3_600_000_000


@lru_cache(maxsize=4096)
def sced_stamp(text: str, repeated: bool) -> int:
    """A SCED run's instant from `MM/DD/YYYY HH:MM:SS`; every row of a run repeats it, so it is read once."""
    day, _, clock = text.strip().partition(" ")
    try:
        moment = datetime.combine(parse_date(day), time.fromisoformat(clock))
    except ValueError as error:
        raise BadTime(f"{text!r} is no time of a SCED run") from error
    return localised(moment, repeated)


def stamped(text: str) -> int:
    """An instant from `YYYY-MM-DD HH:MM:SS-0500`, whose offset can be trusted in dashboards."""
    try:
        return micros(datetime.strptime(text, "%Y-%m-%d %H:%M:%S%z"))
    except ValueError as error:
        raise BadTime(f"{text!r} is no time with an offset") from error
