"""The scheduled job: pull, compare, report, what the settings allow, and one result.

Nobody watches it. So it asks nothing, says only what changed, keeps its own account of
how it has been doing (`status.json`), and never tries earlier than the service asked.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from mendeley_sync.diff.difference import Finding
from mendeley_sync.domain.job import JobStatus
from mendeley_sync.errors import (
    EXIT_FINE,
    EXIT_HELD,
    EXIT_INTERRUPTED,
    EXIT_TERMINATED,
    MendeleySyncError,
    ServiceError,
    worst_exit_code,
)
from mendeley_sync.plan.changes import ChangeKind
from mendeley_sync.plan.limits import PushOptions
from mendeley_sync.reports.envelope import Report
from mendeley_sync.reports.events import (
    GOOD_CODES,
    Event,
    JobRun,
    events_of,
    is_too_early,
    status_after,
)
from mendeley_sync.settings import Settings
from mendeley_sync.stores.lock_file import read_ledger
from mendeley_sync.stores.status import read_status, write_status
from mendeley_sync.workflow.diff import Comparison, DiffRequest, run_diff
from mendeley_sync.workflow.notify import Letter, Messengers
from mendeley_sync.workflow.push import Pushed, PushRequest, run_push
from mendeley_sync.workflow.session import credentials_of, token_store


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

    report: Report | None
    exit_code: int
    events: tuple[Event, ...] = ()
    warnings: tuple[str, ...] = ()
    error: MendeleySyncError | None = None

    @property
    def has_something_to_say(self) -> bool:
        """Whether a quiet run prints its report all the same."""
        return bool(self.events) or self.exit_code != EXIT_FINE


def run_sync(
    settings: Callable[[], Settings],
    request: SyncRequest,
    *,
    now: Callable[[], datetime] = utc_now,
    sleep: Callable[[float], None] = time.sleep,
    chance: Callable[[], float] = random.random,
    messengers: Messengers | None = None,
) -> Synced:
    """One run of the job.

    Args:
        sleep: for the jitter before the start; nothing is locked then.
        messengers: in the place of the settings' own.

    Raises:
        MendeleySyncError: the settings cannot be read, so that there is no state folder to
            keep an account in.
    """
    found = settings()
    environ = os.environ if request.environ is None else request.environ
    status = read_status(found.state_dir)
    if not request.now_please and is_too_early(status, now()):
        assert status.not_before is not None  # or it would not be too early
        return _too_early(status.not_before)
    if not request.now_please:
        sleep(chance() * found.config.sync.start_jitter_s)
    ways = messengers or Messengers.from_settings(found.config.notifications, environ)
    warnings = ways.beat("start")
    try:
        done = _work(found, request, status)
    except KeyboardInterrupt as interrupt:
        _account(found, status, JobRun(at=now(), exit_code=_code_of(interrupt)), ())
        raise
    run = _job_run(found, done, status, request, now(), environ)
    outage_after = timedelta(hours=found.config.sync.outage_after_hours)
    events = events_of(
        status, run, outage_after=outage_after, weekly_digest=found.config.sync.weekly_digest
    )
    letter = Letter(
        group=found.group or "",
        events=events,
        at=run.at,
        exit_code=run.exit_code,
        practice=found.practice,
    )
    warnings += ways.tell(letter)
    warnings += _account(found, status, run, events)
    warnings += ways.beat("success" if run.exit_code in GOOD_CODES else "fail")
    report = done.report.model_copy(update={"command": "sync", "exit_code": run.exit_code})
    return Synced(report, run.exit_code, events, warnings, done.error)


def _code_of(interrupt: KeyboardInterrupt) -> int:
    """TERM is told apart from Ctrl-C by its class (`cli.run.Terminated`)."""
    return EXIT_INTERRUPTED if type(interrupt) is KeyboardInterrupt else EXIT_TERMINATED


def _too_early(not_before: datetime) -> Synced:
    error = ServiceError(
        f"the service asked for no request before {not_before:%Y-%m-%d %H:%M} UTC",
        not_before=not_before,
        advice="The next scheduled run goes on; `sync --now` tries at once.",
    )
    return Synced(None, error.exit_code, error=error)


@dataclass(frozen=True)
class _Done:
    """What the stages of the run came to."""

    comparison: Comparison
    pushed: Pushed | None = None

    @property
    def report(self) -> Report:
        """The comparison at the end, with the plan and outcome of what was pushed."""
        if self.pushed is None:
            return self.comparison.report
        pushed = self.pushed.report
        if self.comparison.error is not None:
            return pushed
        parts = {"plan": pushed.plan, "outcome": pushed.outcome, "failure": pushed.failure}
        notices = (*pushed.notices, *self.comparison.report.notices)
        return self.comparison.report.model_copy(
            update={**parts, "notices": tuple(dict.fromkeys(notices))}
        )

    @property
    def lost(self) -> int:
        """Documents gone or trashed since the last pull."""
        return max(self.comparison.lost, self.pushed.lost if self.pushed else 0)

    @property
    def error(self) -> MendeleySyncError | None:
        """What ended a stage early."""
        return (self.pushed.error if self.pushed else None) or self.comparison.error


def _work(settings: Settings, request: SyncRequest, status: JobStatus) -> _Done:
    """Push what is allowed, then compare; a push that was refused is compared all the same."""
    diff = DiffRequest(exit_code=request.exit_code, environ=request.environ)
    kinds = frozenset(ChangeKind(kind) for kind in settings.config.sync.push)
    if not kinds:
        return _Done(run_diff(lambda: settings, diff))
    asked = PushRequest(
        yes=True,
        options=PushOptions(kinds=kinds),
        scheduled=True,
        environ=request.environ,
    )
    pushed = run_push(lambda: settings, asked, confirm=lambda plan: False)
    return _Done(run_diff(lambda: settings, diff), pushed)


def _job_run(
    settings: Settings,
    done: _Done,
    status: JobStatus,
    request: SyncRequest,
    at: datetime,
    environ: Mapping[str, str],
) -> JobRun:
    holds = _holds(done)
    code = _exit_code(done, holds, status, request)
    report = done.comparison.report
    findings = {finding.id: finding for finding in report.findings}
    error = done.error
    return JobRun(
        at=at,
        exit_code=code,
        message=f"{error} {error.advice}".strip() if error else "",
        counts=report.differences.counts() if report.differences else {},
        history_known=report.history.is_known,
        new=tuple(_line(findings[identity]) for identity in report.history.new),
        cleared=tuple(
            f"{seen.kind or 'finding'}: {seen.title or seen.reference or seen.id}"
            for seen in report.history.cleared
        ),
        gone=done.lost,
        expiring=_expiring(settings, at),
        sign_in_used=_sign_in_used(settings, environ),
        not_before=getattr(error, "not_before", None),
        holds=tuple(sorted(holds)),
    )


def _exit_code(done: _Done, holds: frozenset[str], status: JobStatus, request: SyncRequest) -> int:
    codes = [done.comparison.report.exit_code]
    if done.pushed is not None and done.pushed.error is not None:
        codes.append(done.pushed.error.exit_code)
    elif done.pushed is not None:
        code = done.pushed.report.exit_code
        news = request.strict or holds - set(status.reported_holds)
        if code != EXIT_HELD or news:
            codes.append(code)
    return worst_exit_code(tuple(codes))


def _holds(done: _Done) -> frozenset[str]:
    """What waits for a person, told apart by entry and field."""
    outcome = done.pushed.report.outcome if done.pushed else None
    if outcome is None:
        return frozenset()
    return frozenset(
        f"{hold.reference or ''}/{hold.document or ''}/{hold.field or ''}/{hold.case}"
        for hold in outcome.holds
    )


def _line(finding: Finding) -> str:
    """One finding in one line: what, which work, which field."""
    field = f", {finding.field}" if finding.field else ""
    return f"{finding.kind.value}: {finding.title or finding.reference or finding.id}{field}"


def _expiring(settings: Settings, at: datetime) -> dict[str, datetime]:
    try:
        ledger = read_ledger(settings.lock_path)
    except MendeleySyncError:
        return {}
    return {
        decision.finding: decision.until
        for decision in ledger.decisions
        if decision.kind == "accepted"
        and decision.finding
        and decision.until
        and decision.until > at
    }


def _sign_in_used(settings: Settings, environ: Mapping[str, str]) -> datetime | None:
    """When the sign-in was last renewed, where it is kept on this machine."""
    try:
        found = credentials_of(settings, has_terminal=False, environ=environ)
        kept = token_store(settings, found).load()
    except MendeleySyncError:
        return None
    return kept.token.obtained_at if kept else None


def _account(
    settings: Settings, before: JobStatus, run: JobRun, events: tuple[Event, ...]
) -> tuple[str, ...]:
    try:
        write_status(settings.state_dir, status_after(before, run, events))
    except OSError as error:
        return (f"status.json could not be written ({error.strerror})",)
    return ()
