"""How numbers, units and instants are written for people: one decimal rule a unit, the shown zone, true minus."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from models.catalog.unit import MEGAWATT, MEGAWATT_SECOND, Unit
from models.clock import central
from pages.figures import zone

MISSING = "\N{EN DASH}"
MINUS = "\N{MINUS SIGN}"
DOT = "\N{MIDDLE DOT}"
_GIGA_FROM = 10_000.0
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class AxisUnit:
    """The unit an axis is written in: a symbol, what to divide by, and decimals for labels at line ends."""

    symbol: str
    divisor: float
    decimals: int


def number(value: float | None, decimals: int, *, sign: bool = False) -> str:
    """A number with thousands apart and a true minus; the missing mark for None, NaN and infinity."""
    if value is None or not math.isfinite(value):
        return MISSING
    text = f"{value:+,.{decimals}f}" if sign else f"{value:,.{decimals}f}"
    if not text.strip("+-0.,"):
        text = text.lstrip("+-")
    return text.replace("-", MINUS)


def quantity(value: float | None, unit: Unit, *, sign: bool = False) -> str:
    """A value as its unit is read, without the symbol."""
    return number(value, unit.decimals, sign=sign)


def share(part: float, whole: float) -> str:
    """A signed share in percent, whole numbers; the missing mark where there is no whole."""
    return f"{number(100 * part / whole, 0, sign=True)} %" if whole else MISSING


def axis_unit(unit: Unit, top: float) -> AxisUnit:
    """GW instead of MW, and GW·s instead of MW·s, from 10,000 up."""
    if unit in (MEGAWATT, MEGAWATT_SECOND) and top >= _GIGA_FROM:
        return AxisUnit(unit.symbol.replace("MW", "GW"), 1000.0, 1)
    return AxisUnit(unit.symbol, 1.0, min(unit.decimals, 1))


def clock(instant: datetime, *, seconds: bool = False) -> str:
    """Wall-clock time, 16:13 or 16:13:04."""
    return zone.local(instant).strftime("%H:%M:%S" if seconds else "%H:%M")


def clock_zone(instant: datetime, *, seconds: bool = False) -> str:
    """Wall-clock time with the letters that tell the repeated hour's two passes apart."""
    return f"{clock(instant, seconds=seconds)} {zone.letters(instant)}"


def day(instant: datetime) -> str:
    """26 Sep 2026: the day on the clock that is shown."""
    local = zone.local(instant)
    return f"{local.day} {local:%b %Y}"


def short_day(instant: datetime) -> str:
    """26 Sep."""
    local = zone.local(instant)
    return f"{local.day} {local:%b}"


def operating_day(instant: datetime, *, year: bool = False) -> str:
    """26 Sep, or 26 Sep 2026: the operating day, whichever zone is shown."""
    local = central(instant)
    return f"{local.day} {local:%b %Y}" if year else f"{local.day} {local:%b}"


def bucket_day(start: datetime, length: timedelta, *, year: bool = False) -> str:
    """26 Sep: of a bucket of a day or more its operating day, of a shorter one the day on the clock."""
    if length >= _DAY:
        return operating_day(start, year=year)
    return day(start) if year else short_day(start)


def day_range(start: datetime, end: datetime) -> str:
    """3 - 9 Apr 2025 for whole operating days, the end exclusive, with an en dash; one day stands alone."""
    first, last = central(start), central(end - timedelta(hours=1))
    if first.date() == last.date():
        return operating_day(start, year=True)
    words = f"{first.day} {first:%b %Y}"
    if first.year == last.year:
        words = f"{first.day}" if first.month == last.month else f"{first.day} {first:%b}"
    return f"{words} \N{EN DASH} {last.day} {last:%b %Y}"


def same_year(one: datetime, other: datetime) -> bool:
    """Whether two instants lie in one calendar year."""
    return zone.local(one).year == zone.local(other).year


def since(instant: datetime, at: datetime) -> str:
    """15:20; of another day than now 26 Sep 15:20, of another year with the year."""
    if zone.local(instant).date() == zone.local(at).date():
        return clock(instant)
    return f"{short_day(instant) if same_year(instant, at) else day(instant)} {clock(instant)}"


def hour_ending(start: datetime) -> str:
    """HE 16: Central hours are named by their end, and the one that starts at 23:00 is 24."""
    return f"HE {central(start).hour + 1}"


def interval(start: datetime, length: timedelta) -> str:
    """15:45-16:00 with an en dash; Central hours by their ending; instants of a minute or less by the clock."""
    if length <= timedelta(minutes=1):
        return clock(start)
    if length == _HOUR and zone.shown().is_central:
        return hour_ending(start)
    if length > _HOUR:
        return bucket_day(start, length)
    return f"{clock(start)}\N{EN DASH}{clock(start + length)}"


def full_interval(start: datetime, length: timedelta) -> str:
    """26 Sep 2026 15:45-16:00 CDT: the interval, not a point, in words that stand alone."""
    if length < timedelta(minutes=2):
        return f"{day(start)} {clock_zone(start)}"
    end = start + length
    return f"{day(start)} {clock(start)}\N{EN DASH}{clock(end)} {zone.letters(start)}"


def elsewhere(instant: datetime) -> str:
    """20:45 UTC, for tooltips; where clocks show UTC already, 15:45 CDT."""
    if zone.shown().id == zone.UTC_ID:
        with zone.showing(zone.CENTRAL):
            return clock_zone(instant)
    return f"{instant.astimezone(UTC):%H:%M} UTC"


def every(length: timedelta) -> str:
    """15 min, 1 h, 1 day: how often something comes."""
    seconds = int(length.total_seconds())
    for size, word in ((86_400, "day"), (3_600, "h"), (60, "min")):
        if seconds >= size and seconds % size == 0:
            count = seconds // size
            return f"{count} {word}{'s' if word == 'day' and count > 1 else ''}"
    return f"{seconds} s"


def age(length: timedelta) -> str:
    """An age in the largest unit that tells it: 12 s, 23 min, 11 h, 3 days."""
    seconds = max(0, int(length.total_seconds()))
    if seconds < 90:
        return f"{seconds} s"
    if seconds < 5_400:
        return f"{seconds // 60} min"
    if seconds < 48 * 3_600:
        return f"{seconds // 3_600} h"
    return f"{seconds // 86_400} days"


def value_ticks(low: float, high: float, wanted: int = 5) -> list[float]:
    """Round values (1, 2, 2.5 or 5 times a power of ten) that cover a range."""
    spread = high - low
    if spread <= 0 or not math.isfinite(spread):
        return [low]
    raw = spread / wanted
    power: float = 10.0 ** math.floor(math.log10(raw))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= raw * 0.999)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [round(n * step, 10) for n in range(first, last + 1)]


def tick_words(ticks: Sequence[float], unit: AxisUnit) -> list[str]:
    """Tick labels in the axis's unit, with no more decimals than they need."""
    scaled = [tick / unit.divisor for tick in ticks]
    decimals = next((n for n in range(4) if all(abs(each - round(each, n)) < 1e-6 for each in scaled)), 4)
    return [number(each, decimals) for each in scaled]
