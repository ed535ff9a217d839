"""Plain tables for the terminal, readable by people and by grep alike."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from models.clock import central, zone_letters


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns as wide as what stands in them, the last one as long as it wants."""
    widths = [max(len(row[i]) for row in [heads, *rows]) for i in range(len(heads))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in [heads, *rows]
    ]
    return "\n".join(lines)


def when(instant: datetime | None) -> str:
    """An instant on the Central clock; a dash for none."""
    return f"{central(instant):%m-%d %H:%M} {zone_letters(instant)}" if instant else "-"


def how_long(span: timedelta | None) -> str:
    """A span in its two largest units; a dash for none."""
    if span is None:
        return "-"
    if span < timedelta():
        return "in " + how_long(-span)
    seconds = int(span.total_seconds())
    for unit, size, smaller, small in (("d", 86400, "h", 3600), ("h", 3600, "min", 60), ("min", 60, "s", 1)):
        if seconds >= size:
            rest = seconds % size // small
            return f"{seconds // size} {unit}" + (f" {rest} {smaller}" if rest else "")
    return f"{seconds} s"


def size(count: int) -> str:
    """Bytes in the unit that fits."""
    amount = float(count)
    for unit in ("B", "kB", "MB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}"
        amount /= 1000
    return f"{amount:.1f} GB"
