"""The timetable: what runs, how often, in the process that leads."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import SystemRandom

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.schedulers.base import STATE_STOPPED

from ingestion import registry
from ingestion.doubts import flag_anomalies
from ingestion.feed import Feed, Form, MisReport
from ingestion.run import Context, finish_unfinished, run_feed
from models.clock import now
from models.problems import NotLeader, Problem
from models.store import documents, rollups, runs, upkeep

log = structlog.get_logger()

_RANDOM = SystemRandom()
_JITTER = 3.0
_RETRY = timedelta(minutes=1)
_REPORTS_HELD = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Work:
    """What jobs work with.

    epoch: the leadership under which they write. raw_days: how long single minute values stay.
    heavy: runs a command of the program in a child process and waits for its end.
    """

    context: Context
    epoch: int
    raw_days: int
    heavy: Callable[[Sequence[str]], None]


@dataclass(frozen=True, slots=True)
class Job:
    """A regular duty besides the feeds. `first` is how long after the start it runs for the first time."""

    name: str
    every: timedelta
    first: timedelta
    run: Callable[[Work], object]


def _roll_up(work: Work) -> object:
    return rollups.roll_up(work.context.database, raw_days=work.raw_days, epoch=work.epoch)


JOBS = (
    Job(
        "make_months_ahead",
        timedelta(hours=12),
        timedelta(seconds=10),
        lambda work: upkeep.make_months_ahead(work.context.database),
    ),
    Job("refill_gaps", timedelta(hours=1), timedelta(minutes=15), lambda work: work.heavy(["refill"])),
    Job("take_in_workbooks", timedelta(days=1), timedelta(hours=6), lambda work: work.heavy(["workbooks"])),
    Job(
        "flag_anomalies",
        timedelta(hours=1),
        timedelta(minutes=20),
        lambda work: flag_anomalies(work.context.database),
    ),
    Job("roll_up", timedelta(hours=6), timedelta(minutes=30), _roll_up),
    Job(
        "drop_old_bodies",
        timedelta(hours=6),
        timedelta(minutes=40),
        lambda work: documents.prune_bodies(work.context.database),
    ),
    Job("forget_old_runs", timedelta(days=1), timedelta(hours=1), lambda work: runs.prune(work.context.database)),
    Job("maintain", timedelta(days=1), timedelta(hours=2), lambda work: upkeep.maintain(work.context.database)),
)


class Scheduler(BackgroundScheduler):  # type: ignore[misc]  # the library has no types
    """A scheduler whose thread may meet its end half-way: what it then takes off has gone with everything else."""

    def remove_job(self, job_id: str, jobstore: str | None = None) -> None:
        """Take a job off. Raises JobLookupError if there is none, unless all of them have ended."""
        try:
            super().remove_job(job_id, jobstore)
        except JobLookupError:
            if self.state != STATE_STOPPED:
                raise


class Timetable:
    """Runs every feed as often as it publishes and every job in its turn, from `start` until `stop`."""

    def __init__(self, work: Work, *, feeds: Sequence[Feed] | None = None, jobs: Sequence[Job] = JOBS) -> None:
        self._work = work
        self._feeds = registry.feeds() if feeds is None else tuple(feeds)
        self._jobs = tuple(jobs)
        # A feed that hangs holds a thread of its own, so that no other waits for it.
        workers = len(self._feeds) + len(self._jobs) + 1
        self._scheduler = Scheduler(
            executors={"default": ThreadPoolExecutor(workers)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
            timezone="UTC",
        )
        self._stopped = threading.Event()
        self._filled = False
        self._turn = threading.Lock()

    def start(self, *, hold_reports: bool = False) -> None:
        """Begin. With `hold_reports`, listed reports wait for `history_filled`, which a child fetches meanwhile."""
        if hold_reports:
            until = now() + _REPORTS_HELD
            for form in self._report_forms():
                self._work.context.due.hold(form, until)
        self._scheduler.add_job(self._run_job, args=(Job("unfinished", _RETRY, _RETRY, _finish),), id="unfinished")
        for feed in self._feeds:
            self._schedule_feed(feed, now())
        for job in self._jobs:
            self._scheduler.add_job(
                self._run_job,
                "interval",
                args=(job,),
                id=job.name,
                seconds=job.every.total_seconds(),
                jitter=_JITTER,
                next_run_time=now() + job.first,
            )
        self._scheduler.start()

    def history_filled(self) -> None:
        """Let the reports go that were held at the start."""
        if self._stopped.is_set():
            return
        for form in self._report_forms():
            self._work.context.due.release(form)
        with self._turn:
            self._filled = True
            for feed in self._feeds:
                self._schedule_feed(feed, now())

    def stop(self) -> None:
        """End. A run that is under way goes on, but writes nothing once another process leads."""
        self._stopped.set()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def next_runs(self) -> dict[str, datetime]:
        """When each feed and job runs next."""
        return {job.id: job.next_run_time for job in self._scheduler.get_jobs() if job.next_run_time}

    def _report_forms(self) -> list[Form]:
        return [form for feed in self._feeds for form in feed.forms if isinstance(form.source, MisReport)]

    def _schedule_feed(self, feed: Feed, at: datetime) -> None:
        if self._stopped.is_set():
            return
        run_date = at + timedelta(seconds=_RANDOM.uniform(0, _JITTER))
        # Each run sets the time of the next, because which forms are due next depends on how it went.
        self._scheduler.add_job(
            self._run_feed, "date", args=(feed,), id=feed.name, run_date=run_date, replace_existing=True
        )

    def _run_feed(self, feed: Feed) -> None:
        following, filled = now() + _RETRY, self._filled
        try:
            report = run_feed(self._work.context, feed)
            following = report.next_at or now() + timedelta(hours=1)
        except NotLeader:
            log.info("feed_not_run", feed=feed.name, reason="another process leads")
            return
        except Problem as problem:
            self._say_failed("feed_run_failed", problem, feed=feed.name)
        finally:
            with self._turn:
                # What was let go during this run is not put off again by it.
                released = self._filled and not filled
                self._schedule_feed(feed, now() if released else max(following, now()))

    def _say_failed(self, event: str, problem: Problem, **which: str) -> None:
        """A warning, unless it was cut off because all of this is ending: then whatever it needed has gone."""
        (log.info if self._stopped.is_set() else log.warning)(event, problem=str(problem), **which)

    def _run_job(self, job: Job) -> None:
        try:
            result = job.run(self._work)
        except NotLeader:
            log.info("job_not_run", job=job.name, reason="another process leads")
        except Problem as problem:
            self._say_failed("job_failed", problem, job=job.name)
        else:
            log.info("job_done", job=job.name, result=result)


def _finish(work: Work) -> object:
    return finish_unfinished(work.context)
