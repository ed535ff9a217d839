"""The timetable: each feed at its own pace, none waiting for another, reports held while history is filled."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, cast

import pytest
from apscheduler.jobstores.base import JobLookupError

from dashapp import jobs
from dashapp.jobs import JOBS, Job, Scheduler, Timetable, Work
from ingestion import registry
from ingestion.feed import DashboardJson, Feed, Form, MisReport
from ingestion.run import Context
from models.clock import now
from models.problems import NotLeader, Unavailable
from models.store.runs import RunReport


def feed(name: str, *sources: object) -> Feed:
    forms = tuple(
        Form(f"{name}-{number}", name, cast(Any, "json"), frozenset(), cast(Any, None), cast(Any, source))
        for number, source in enumerate(sources)
    )
    return Feed(name, name, (), forms)


DASHBOARD = DashboardJson("one")
REPORT = MisReport(12301, timedelta(days=5))


class Runs:
    """Stands in for running a feed: notes the runs, and does what a test asks for."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.act: Callable[[str], None] = lambda name: None
        self.next_in = timedelta(seconds=0.05)

    def __call__(self, context: Context, feed: Feed) -> RunReport:
        self.names.append(feed.name)
        self.act(feed.name)
        return RunReport(feed.name, now(), now(), "stored", next_at=now() + self.next_in)

    def count(self, name: str, least: int, within: float = 5.0) -> bool:
        give_up = time.monotonic() + within
        while time.monotonic() < give_up:
            if self.names.count(name) >= least:
                return True
            time.sleep(0.01)
        return False


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> Runs:
    stand_in = Runs()
    monkeypatch.setattr(jobs, "run_feed", stand_in)
    monkeypatch.setattr(jobs, "finish_unfinished", lambda context: None)
    monkeypatch.setattr(jobs, "_JITTER", 0.0)
    monkeypatch.setattr(jobs, "_RETRY", timedelta(seconds=0.05))
    return stand_in


@pytest.fixture
def start() -> Iterator[Callable[..., Timetable]]:
    started: list[Timetable] = []

    def begin(*feeds: Feed, own_jobs: tuple[Job, ...] = (), hold_reports: bool = False) -> Timetable:
        context = Context(cast(Any, None), cast(Any, None), cast(Any, None))
        timetable = Timetable(Work(context, 1, 90, lambda words: None), feeds=feeds, jobs=own_jobs)
        started.append(timetable)
        timetable.start(hold_reports=hold_reports)
        return timetable

    yield begin
    for each in started:
        each.stop()


def test_a_feed_runs_again_when_its_report_says(runs: Runs, start: Callable[..., Timetable]) -> None:
    start(feed("one", DASHBOARD))
    assert runs.count("one", 3)


def test_a_feed_is_not_asked_before_it_is_due(runs: Runs, start: Callable[..., Timetable]) -> None:
    runs.next_in = timedelta(hours=1)
    timetable = start(feed("one", DASHBOARD))
    assert runs.count("one", 1)
    time.sleep(0.3)
    assert runs.names == ["one"]
    following = timetable.next_runs()["one"]
    assert timedelta(minutes=59) < following - now() <= timedelta(hours=1)


def test_a_hanging_feed_delays_no_other(runs: Runs, start: Callable[..., Timetable]) -> None:
    release = threading.Event()

    def hang(name: str) -> None:
        if name.startswith("hangs"):
            release.wait(10)

    runs.act = hang
    start(*(feed(f"hangs {n}", DASHBOARD) for n in range(5)), feed("well", DASHBOARD))
    assert runs.count("well", 3)
    assert all(runs.names.count(f"hangs {n}") <= 1 for n in range(5))
    release.set()


@pytest.mark.parametrize("error", [Unavailable("away"), NotLeader("over"), ZeroDivisionError()])
def test_a_feed_that_fails_is_run_again(runs: Runs, start: Callable[..., Timetable], error: Exception) -> None:
    def fail(name: str) -> None:
        if runs.names.count(name) == 1:
            raise error

    runs.act = fail
    start(feed("one", DASHBOARD))
    assert runs.count("one", 2)


def test_reports_are_held_until_history_is_filled(runs: Runs, start: Callable[..., Timetable]) -> None:
    runs.next_in = timedelta(hours=1)
    timetable = start(feed("both", DASHBOARD, REPORT), hold_reports=True)
    due = timetable._work.context.due.at
    assert "both-0" not in due
    assert timedelta(minutes=4) < due["both-1"] - now() <= timedelta(minutes=5)
    assert runs.count("both", 1)
    timetable.history_filled()
    assert "both-1" not in due
    assert runs.count("both", 2)


def test_reports_let_go_during_a_run_are_not_put_off_by_it(runs: Runs, start: Callable[..., Timetable]) -> None:
    begun, release = threading.Event(), threading.Event()

    def wait(_name: str) -> None:
        begun.set()
        release.wait(5)

    runs.act, runs.next_in = wait, timedelta(hours=1)
    timetable = start(feed("both", DASHBOARD, REPORT), hold_reports=True)
    assert begun.wait(5)
    timetable.history_filled()
    release.set()
    assert runs.count("both", 2)


def test_nothing_runs_after_the_end(runs: Runs, start: Callable[..., Timetable]) -> None:
    timetable = start(feed("one", DASHBOARD))
    assert runs.count("one", 1)
    timetable.stop()
    time.sleep(0.1)
    ran = len(runs.names)
    timetable.history_filled()
    time.sleep(0.3)
    assert len(runs.names) == ran


def test_the_scheduler_may_end_between_a_run_and_its_removal() -> None:
    scheduler = Scheduler()
    scheduler.start()
    with pytest.raises(JobLookupError):
        scheduler.remove_job("one")
    scheduler.shutdown()
    scheduler.remove_job("one")


def test_a_job_that_fails_keeps_its_place(runs: Runs, start: Callable[..., Timetable]) -> None:
    times: list[float] = []

    def run(work: Work) -> None:
        times.append(time.monotonic())
        raise Unavailable("away")

    start(own_jobs=(Job("often", timedelta(seconds=0.1), timedelta(), run),))
    give_up = time.monotonic() + 5
    while len(times) < 3 and time.monotonic() < give_up:
        time.sleep(0.01)
    assert len(times) >= 3


def test_heavy_work_is_left_to_a_child() -> None:
    asked: list[list[str]] = []
    work = Work(cast(Any, None), 3, 90, lambda words: asked.append(list(words)))
    (gaps,) = [job for job in JOBS if job.name == "refill_gaps"]
    gaps.run(work)
    assert asked == [["refill"]]


def test_every_duty_is_on_the_table() -> None:
    names = {job.name for job in JOBS}
    assert {"make_months_ahead", "refill_gaps", "roll_up", "drop_old_bodies", "forget_old_runs", "maintain"} <= names
    assert all(job.every >= timedelta(hours=1) for job in JOBS)
    assert not names & {feed.name for feed in registry.feeds()}
