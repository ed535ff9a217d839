"""What runs beside the requests: leadership, timetable and history, and a watch over what was started."""

import os
import socket
import threading
from collections.abc import Sequence

import structlog
from rich.console import Console

from dashapp.cli.children import Child, command_of_ours
from dashapp.cli.progress import HistoryProgress
from dashapp.cli.surroundings import Surroundings, other_origin_now_possible
from dashapp.jobs import Timetable, Work
from models.problems import Problem
from models.store.database import Database
from models.store.lock import Leadership

log = structlog.get_logger()

_INGEST_POOL = 8
_HISTORY_TRIES = 3
_WATCH_EVERY = 1.0


class Supervisor:
    """Started and stopped by the server's life span."""

    def __init__(self, surroundings: Surroundings, console: Console) -> None:
        self._surroundings = surroundings
        self._console = console
        base = surroundings.database
        # Ingestion has connections of its own, so that a burst of documents never keeps a page waiting.
        self._database = Database(base.addresses, base.origin, pool_size=_INGEST_POOL, reader_pool_size=1)
        self._leadership = Leadership(
            lambda: base.dedicated("ercot-leader"),
            f"{socket.gethostname()}:{os.getpid()}",
            on_gain=self._lead,
            on_loss=self._follow,
        )
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._children: set[Child] = set()
        self._timetable: Timetable | None = None
        self._threads = [
            threading.Thread(target=self._watch, name="watch", daemon=True),
            threading.Thread(target=self._say_what_is_possible, name="origin", daemon=True),
        ]

    def start(self) -> None:
        """Begin to campaign and to watch."""
        self._leadership.start()
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End everything; nothing that was begun here goes on for long."""
        self._stopping.set()
        self._leadership.stop()
        self._threads[0].join()
        self._database.close()

    def _lead(self, epoch: int) -> None:
        context = self._surroundings.context(epoch=epoch, database=self._database)
        context.workbooks = False
        work = Work(
            context, epoch, self._surroundings.settings.minute_raw_days, lambda words: self._heavy(words, epoch)
        )
        timetable = Timetable(work)
        self._timetable = timetable
        timetable.start(hold_reports=True)
        threading.Thread(target=self._fill_history, args=(epoch, timetable), name="history", daemon=True).start()

    def _follow(self) -> None:
        timetable, self._timetable = self._timetable, None
        if timetable is not None:
            timetable.stop()
        with self._lock:
            children = list(self._children)
        for child in children:
            child.end()

    def _fill_history(self, epoch: int, timetable: Timetable) -> None:
        with HistoryProgress(self._console) as progress:
            for _ in range(_HISTORY_TRIES):
                # What one try has stored the next one does not fetch again; who no longer leads does not try.
                if self._run_child(["history", "--epoch", str(epoch)], progress) == 0:
                    break
                if self._timetable is not timetable:
                    return
        timetable.history_filled()

    def _heavy(self, words: Sequence[str], epoch: int) -> None:
        self._run_child([*words, "--epoch", str(epoch)], HistoryProgress(self._console))

    def _run_child(self, words: Sequence[str], progress: HistoryProgress) -> int:
        """Run a command of ours to its end. Its exit code; 0 where this process is ending anyway."""
        with self._lock:
            if self._stopping.is_set():
                return 0
            child = Child(
                command_of_ours(words),
                self._surroundings.child_environment(),
                on_line=progress.hear,
                on_error=lambda line: self._console.print(line, markup=False, highlight=False),
            )
            self._children.add(child)
        code = child.wait()
        with self._lock:
            self._children.discard(child)
        if self._stopping.is_set():
            return 0
        if code:
            log.warning("child_failed", command=words[0], code=code)
        return code

    def _watch(self) -> None:
        """Bring back what has died of what this process needs."""
        while not self._stopping.wait(_WATCH_EVERY):
            try:
                for name in self._surroundings.revive():
                    log.warning("revived", what=name)
            except Problem as problem:
                log.error("not_revived", problem=str(problem))

    def _say_what_is_possible(self) -> None:
        line = other_origin_now_possible(self._surroundings)
        if line is not None and not self._stopping.is_set():
            self._console.print(f"  {line}", markup=False, highlight=False)
