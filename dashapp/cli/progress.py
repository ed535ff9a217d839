"""Progress of the history, a bar a feed on a terminal and plain lines elsewhere."""

import json
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

_PLAIN_STEPS = 4


def told(feed: str, done: int, total: int) -> str:
    """A step of progress as a child says it, one line."""
    return json.dumps({"feed": feed, "done": done, "total": total})


class HistoryProgress:
    """Shows what a child tells. Lines that are no progress are shown as they are."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._bars = Progress(
            TextColumn("  {task.description}"),
            BarColumn(bar_width=30),
            MofNCompleteColumn(),
            console=console,
            transient=False,
        )
        self._tasks: dict[str, TaskID] = {}
        self._quarters: dict[str, int] = {}

    def __enter__(self) -> "HistoryProgress":
        if self._console.is_terminal:
            self._bars.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._console.is_terminal:
            self._bars.stop()

    def hear(self, line: str) -> None:
        """Take a line of the child."""
        try:
            step = json.loads(line)
            feed, done, total = str(step["feed"]), int(step["done"]), int(step["total"])
        except (ValueError, TypeError, KeyError):
            self._console.print(line, markup=False, highlight=False)
            return
        if self._console.is_terminal:
            self._draw(feed, done, total)
        else:
            self._say(feed, done, total)

    def _draw(self, feed: str, done: int, total: int) -> None:
        if feed not in self._tasks:
            self._tasks[feed] = self._bars.add_task(feed, total=total)
        self._bars.update(self._tasks[feed], completed=done)

    def _say(self, feed: str, done: int, total: int) -> None:
        quarter = done * _PLAIN_STEPS // total if total else _PLAIN_STEPS
        if quarter > self._quarters.get(feed, 0):
            self._quarters[feed] = quarter
            self._console.print(f"  history of {feed}: {done} of {total}", markup=False, highlight=False)
