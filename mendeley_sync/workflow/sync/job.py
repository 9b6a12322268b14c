"""The scheduled job: pull, compare, report, what the settings allow, and one result.

Nobody watches it. So it asks nothing, says only what changed, keeps its own account of
how it has been doing (`status.json`), and never tries earlier than the service asked.

Source: docs/decisions/0120-the-job-keeps-its-own-account.md
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from mendeley_sync.access import messages
from mendeley_sync.domain.job import JobStatus
from mendeley_sync.errors import (
    EXIT_BUG,
    EXIT_DIFFERENCES,
    EXIT_FINE,
    EXIT_INTERRUPTED,
    EXIT_SERVICE,
    EXIT_TERMINATED,
    LockedError,
    MendeleySyncError,
    NoAnswerError,
    ServiceError,
)
from mendeley_sync.notifications.channels import Notification, NotificationChannels
from mendeley_sync.reports.diff.report import DiffReport
from mendeley_sync.reports.envelope import failure_of
from mendeley_sync.reports.job.events import (
    Event,
    JobRun,
    events_of,
    is_too_early,
)
from mendeley_sync.settings import Settings
from mendeley_sync.settings.model import NotificationsTable
from mendeley_sync.stores.job_status import read_status
from mendeley_sync.stores.locks import run_lock
from mendeley_sync.workflow.shutdown import ENDING
from mendeley_sync.workflow.sync.job_history import (
    Found,
    found_by,
    job_run,
    save_job_status,
    with_history,
)
from mendeley_sync.workflow.sync.stages import Budget, Stages, run_stages

JOB_FOLDER = "job"
"""Where the job's own lock lies: two jobs at once would tell everything twice."""


def utc_now() -> datetime:
    """The machine's clock."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class SyncRequest:
    """What one scheduled run was asked for."""

    exit_code: bool = False
    """End in 3 when anything differs."""
    strict: bool = False
    """End in 4 for every hold, also for those that were reported before."""
    now_please: bool = False
    """Start at once: no jitter, and not-before is not honoured."""
    environ: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Synced:
    """What one scheduled run came to."""

    report: DiffReport | None
    exit_code: int
    events: tuple[Event, ...] = ()
    warnings: tuple[str, ...] = ()
    error: MendeleySyncError | None = None

    @property
    def has_news(self) -> bool:
        """Whether a quiet run speaks all the same.

        A failure that was told before is no news, and an outage is none until it lasts:
        what reads a quiet job's output, such as cron, would mail it every time.
        """
        if self.events:
            return True
        return self.error is None and self.exit_code not in (EXIT_FINE, EXIT_DIFFERENCES)


@dataclass(frozen=True)
class Tools:
    """What a run takes from the world; a test brings its own."""

    now: Callable[[], datetime] = utc_now
    sleep: Callable[[float], None] = time.sleep
    """For the jitter before the start; nothing is locked then."""
    chance: Callable[[], float] = random.random
    monotonic_s: Callable[[], float] = time.monotonic
    messengers: NotificationChannels | None = None
    """In the place of the settings' own."""


def run_sync(
    settings: Callable[[], Settings], request: SyncRequest, tools: Tools | None = None
) -> Synced:
    """One run of the job.

    Raises:
        MendeleySyncError: the settings cannot be read, so that there is no state folder to
            keep an account in; a heart-beat address from the environment hears of it.
    """
    tools = tools or Tools()
    environ = os.environ if request.environ is None else request.environ
    try:
        found = settings()
    except MendeleySyncError:
        (
            tools.messengers or NotificationChannels.from_settings(NotificationsTable(), environ)
        ).send_heartbeat("fail")
        raise
    if not request.now_please:
        early = _too_early(read_status(found.state_dir), tools.now())
        if early is not None:
            return early
        tools.sleep(tools.chance() * found.config.sync.start_jitter_s)
    ways = tools.messengers or NotificationChannels.from_settings(
        found.config.notifications, environ
    )
    job = _Job(found, replace(request, environ=environ), tools, ways, environ)
    try:
        with run_lock(found.state_dir / JOB_FOLDER, command="sync", now=tools.now()):
            return job.run()
    except LockedError as error:
        return job.locked_out(error)


def _too_early(status: JobStatus, now: datetime) -> Synced | None:
    if not is_too_early(status, now):
        return None
    assert status.not_before is not None  # or it would not be too early
    error = ServiceError(
        f"the service asked for no request before {status.not_before:%Y-%m-%d %H:%M} UTC",
        not_before=status.not_before,
        advice="The next scheduled run goes on; `sync --now` tries at once.",
    )
    return Synced(None, error.exit_code, error=error)


@dataclass
class _Job:
    """One run, from its first heart-beat to its last."""

    settings: Settings
    request: SyncRequest
    tools: Tools
    ways: NotificationChannels
    environ: Mapping[str, str]

    def run(self) -> Synced:
        """Work, tell, write down; whatever ends it, the account is written."""
        before = read_status(self.settings.state_dir)
        try:
            return self._ended(before, *self._worked(before))
        except KeyboardInterrupt as interrupt:
            self._write_down(before, _code_of(interrupt))
            raise
        except Exception:
            if ENDING.signal is not None:
                self._write_down(before, ENDING.exit_code)
                raise
            run = self._plain_run(EXIT_BUG)
            self._tell(before, run, None)
            self.ways.send_heartbeat("fail")
            raise

    def locked_out(self, error: LockedError) -> Synced:
        """Another run is under way: that is worth a word only when it lasts."""
        before = read_status(self.settings.state_dir)
        run = self._plain_run(error.exit_code, error)
        events, warnings = self._tell(before, run, None)
        warnings += self.ways.send_heartbeat("fail")
        return Synced(None, error.exit_code, events, warnings, error)

    def _worked(self, before: JobStatus) -> tuple[Stages, int, tuple[str, ...]]:
        warnings = self.ways.send_heartbeat("start")
        budget = Budget(self.settings.time_budget_s, self.tools.monotonic_s)
        stages = run_stages(
            self.settings, budget, exit_code=self.request.exit_code, environ=self.environ
        )
        ENDING.check()
        holds = frozenset(before.reported_holds)
        return stages, stages.exit_code(holds, strict=self.request.strict), warnings

    def _ended(
        self, before: JobStatus, stages: Stages, code: int, warnings: tuple[str, ...]
    ) -> Synced:
        at = self.tools.now()
        error = _as_a_job_says_it(stages.error, before, at)
        found = found_by(self.settings, stages, at)
        run = job_run(
            self.settings,
            at,
            code,
            error=error,
            found=found,
            stages=stages,
            environ=self.environ,
        )
        report = _with_failure(stages.report, error).model_copy(
            update={"command": "sync", "exit_code": code}
        )
        if stages.interrupted is not None:
            # Somebody waits for us to end: nobody is told now, the next run does it.
            warnings += save_job_status(self.settings, before, run)
            return Synced(report, code, (), warnings, error)
        events, more = self._tell(before, run, found, _name_of(report))
        warnings += more + self.ways.send_heartbeat("success" if run.is_good else "fail")
        return Synced(with_history(report, found), code, events, warnings, error)

    def _tell(
        self, before: JobStatus, run: JobRun, found: Found | None, library: str = ""
    ) -> tuple[tuple[Event, ...], tuple[str, ...]]:
        """Tell people, then write down that they were told."""
        sync = self.settings.config.sync
        events = events_of(
            before,
            run,
            outage_after=timedelta(hours=sync.outage_after_hours),
            weekly_digest=sync.weekly_digest,
        )
        letter = Notification(
            group=self.settings.group or "",
            events=events,
            at=run.at,
            exit_code=run.exit_code,
            practice=self.settings.practice,
            library=library,
        )
        warnings = self.ways.tell(letter)
        known = found.known if found else None
        return events, warnings + save_job_status(self.settings, before, run, events, known=known)

    def _plain_run(self, code: int, error: MendeleySyncError | None = None) -> JobRun:
        return job_run(self.settings, self.tools.now(), code, error=error, environ=self.environ)

    def _write_down(self, before: JobStatus, code: int) -> None:
        present = read_status(self.settings.state_dir)
        if present == before:
            save_job_status(self.settings, before, self._plain_run(code))


def _as_a_job_says_it(
    error: MendeleySyncError | None, before: JobStatus, at: datetime
) -> MendeleySyncError | None:
    """A service that is silent, in a sentence for whoever reads the job's mail; else the error."""
    if not isinstance(error, NoAnswerError):
        return error
    since = before.failing_since if before.exit_code == EXIT_SERVICE else None
    sentence = messages.SERVICE_SILENT.format(
        time=_minute(since or at),
        again=_minute(error.not_before) if error.not_before else "a while",
    )
    return NoAnswerError(
        sentence,
        status=error.status,
        not_before=error.not_before,
        advice=f"Seen: {str(error).rstrip('.')}.",
        impact="",
    )


def _name_of(report: DiffReport) -> str:
    return report.library_side.name if report.library_side else ""


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _with_failure(report: DiffReport, error: MendeleySyncError | None) -> DiffReport:
    """The report with the failure in the same words as everywhere else."""
    if report.failure is None or not isinstance(error, NoAnswerError):
        return report
    return report.model_copy(update={"failure": failure_of(error, phase=report.failure.phase)})


def _code_of(interrupt: KeyboardInterrupt) -> int:
    """TERM is told apart from Ctrl-C by its class (`Terminated`)."""
    return EXIT_INTERRUPTED if type(interrupt) is KeyboardInterrupt else EXIT_TERMINATED
