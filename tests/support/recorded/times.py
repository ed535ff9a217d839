"""ERCOT's ways of naming a time, turned into UTC: the second reading's own, apart from the product's."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

CENTRAL = ZoneInfo("America/Chicago")
MINUTE = timedelta(minutes=1)
FIVE = timedelta(minutes=5)
QUARTER = timedelta(minutes=15)
HOUR = timedelta(hours=1)


def wall(moment: datetime, *, second: bool = False) -> datetime:
    """A Central wall-clock time in UTC; `second` is the later pass of a repeated hour."""
    return moment.replace(tzinfo=CENTRAL, fold=1 if second else 0).astimezone(UTC)


def comes_twice(moment: datetime) -> bool:
    """Whether a Central wall-clock time stands for two instants."""
    return wall(moment) != wall(moment, second=True)


def day_of(text: str) -> datetime:
    return datetime.strptime(text, "%m/%d/%Y") if "/" in text else datetime.strptime(text, "%Y-%m-%d")


def hour_of(text: object) -> int:
    return int(str(text).split(":")[0])


def hour_ending(day: str, hour: object, flag: object = "N", minutes: int = 0) -> datetime:
    """Start of an hour (and minutes into it) by its label."""
    second = str(flag).strip().upper() in ("Y", "TRUE")
    return wall(day_of(day) + timedelta(hours=hour_of(hour) - 1, minutes=minutes), second=second)


def quarter(day: str, hour: object, interval: object, flag: object = "N") -> datetime:
    """Start of a 15-minute interval, 1 to 4, of an hour ending."""
    return hour_ending(day, hour, flag, 15 * (int(str(interval)) - 1))


def sced(text: str, flag: str = "N") -> datetime:
    """Start of a SCED run; its second is kept."""
    return wall(datetime.strptime(text, "%m/%d/%Y %H:%M:%S"), second=flag == "Y")


def epoch(milliseconds: object) -> datetime:
    return datetime.fromtimestamp(int(str(milliseconds)) / 1000, UTC)


def floored(instant: datetime, step: timedelta) -> datetime:
    return instant - timedelta(seconds=instant.timestamp() % step.total_seconds())


def offset_stamp(text: str) -> datetime:
    """A stamp such as `2026-09-26 16:12:52-0500`."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S%z").astimezone(UTC)


def posting(path: Path) -> datetime | None:
    """When a report was published, by the stamp in its name; None where the name has none."""
    found = re.search(r"(20\d{6})[._](\d{6}|\d{4})(?=[^0-9]|\d{3}\.)", path.name)
    if found is None:
        return None
    shape = "%Y%m%d%H%M%S" if len(found.group(2)) == 6 else "%Y%m%d%H%M"
    return wall(datetime.strptime(found.group(1) + found.group(2), shape))
