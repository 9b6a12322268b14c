"""What a run of the job leaves for the next one: what it found, what it told, how it went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from mendeley_sync.diff.difference import Difference, DiffResult, Severity
from mendeley_sync.domain.job import JobStatus, KnownFinding, KnownFindings
from mendeley_sync.errors import MendeleySyncError
from mendeley_sync.reports.diff.history import History, SeenFinding, history_of, to_remember
from mendeley_sync.reports.diff.report import DiffReport
from mendeley_sync.reports.job.events import Event, JobRun, status_after
from mendeley_sync.settings import Settings
from mendeley_sync.stores.credentials.tokens import kept_profiles
from mendeley_sync.stores.job_status import read_known, write_known, write_status
from mendeley_sync.stores.lock_file import read_lock_file
from mendeley_sync.workflow.push_signals import interruptible
from mendeley_sync.workflow.service import credentials_of, token_store
from mendeley_sync.workflow.sync.stages import Stages


@dataclass(frozen=True)
class Found:
    """What the comparison found, held against what the job told last time."""

    history: History
    findings: tuple[Difference, ...]
    counts: Mapping[str, int]
    known: KnownFindings
    """To be remembered once it was told."""

    @property
    def new(self) -> tuple[str, ...]:
        """One line for each new finding that is worth a word."""
        by_id = {finding.id: finding for finding in self.findings}
        new = (by_id[identity] for identity in self.history.new)
        return tuple(_line(finding) for finding in new if _counts(finding))

    @property
    def cleared(self) -> tuple[str, ...]:
        """One line for each finding that is settled."""
        return tuple(_cleared_line(seen) for seen in self.history.cleared if seen.kind)


def found_by(settings: Settings, stages: Stages, at: datetime) -> Found | None:
    """Hold the findings against the job's own memory; None where nothing was compared."""
    differences = stages.comparison.report.differences if stages.comparison else None
    if differences is None:
        return None
    scope = f"{settings.group} {settings.list_path.name}"
    known = read_known(settings.state_dir, scope)
    history = history_of(
        differences.findings,
        _remembered(known) if known else None,
        previous_run_at=known.at if known else None,
        now=at,
    )
    return Found(
        history, differences.findings, _open(differences), _memory(scope, differences, history, at)
    )


def _remembered(known: KnownFindings) -> tuple[SeenFinding, ...]:
    return tuple(SeenFinding(**one.model_dump()) for one in known.findings)


def _memory(scope: str, differences: DiffResult, history: History, at: datetime) -> KnownFindings:
    """Cosmetic ones keep no kind: nobody is told about them, coming or going."""
    quiet = {finding.id for finding in differences.findings if not _counts(finding)}
    return KnownFindings(
        scope=scope,
        at=at,
        findings=tuple(
            KnownFinding(
                id=seen.id,
                kind="" if seen.id in quiet else seen.kind,
                reference=seen.reference,
                field=seen.field,
                since=seen.since,
            )
            for seen in to_remember(differences.findings, history)
        ),
    )


def _counts(finding: Difference) -> bool:
    return finding.weight is not Severity.COSMETIC


def _open(differences: DiffResult) -> Mapping[str, int]:
    """Entries of each kind, as the report counts them: one that differs in two fields is one."""
    entries = {
        (finding.kind.value, finding.reference or finding.document)
        for finding in differences.findings
        if _counts(finding)
    }
    return Counter(kind for kind, _ in entries)


def _line(finding: Difference) -> str:
    """One finding in one line: what, which work, which field."""
    field = f", {finding.field}" if finding.field else ""
    key = f" [{finding.reference}]" if finding.reference and finding.title else ""
    return f"{finding.kind.value}: {finding.title or finding.reference or finding.id}{key}{field}"


def _cleared_line(seen: SeenFinding) -> str:
    field = f", {seen.field}" if seen.field else ""
    return f"{seen.kind}: {seen.reference or seen.id}{field}"


def job_run(
    settings: Settings,
    at: datetime,
    exit_code: int,
    *,
    error: MendeleySyncError | None = None,
    found: Found | None = None,
    stages: Stages | None = None,
    environ: Mapping[str, str],
) -> JobRun:
    """The run as the events look at it."""
    return JobRun(
        at=at,
        exit_code=exit_code,
        message=f"{error} {error.advice}".strip() if error else "",
        counts=found.counts if found else None,
        history_known=found is not None and found.history.is_known,
        new=found.new if found else (),
        cleared=found.cleared if found else (),
        gone=stages.lost if stages else 0,
        expiring=_expiring(settings, at),
        sign_ins=_sign_ins(settings, environ),
        not_before=getattr(error, "not_before", None),
        holds=tuple(sorted(stages.holds)) if stages else (),
    )


def _expiring(settings: Settings, at: datetime) -> dict[str, datetime]:
    try:
        ledger = read_lock_file(settings.lock_path)
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


def _sign_ins(settings: Settings, environ: Mapping[str, str]) -> dict[str, datetime]:
    """When each account that is kept on this machine was last renewed."""
    used: dict[str, datetime] = {}
    for profile in kept_profiles(settings.sign_in_dir):
        try:
            found = credentials_of(settings, has_terminal=False, environ=environ)
            kept = token_store(settings, found, profile=profile).load()
        except MendeleySyncError:
            continue
        if kept is not None and kept.token.obtained_at is not None:
            used[profile] = kept.token.obtained_at
    return used


def save_job_status(
    settings: Settings,
    before: JobStatus,
    run: JobRun,
    events: tuple[Event, ...] = (),
    *,
    known: KnownFindings | None = None,
) -> tuple[str, ...]:
    """Write down how it went; a signal waits until it is written.

    Returns:
        A warning where that was not possible.
    """
    with interruptible():
        try:
            if known is not None:
                write_known(settings.state_dir, known)
            write_status(settings.state_dir, status_after(before, run, events))
        except OSError as error:
            return (f"status.json could not be written ({error.strerror})",)
    return ()


def with_history(report: DiffReport, found: Found | None) -> DiffReport:
    """The report with the job's own memory of since when each finding stands."""
    if found is None or not found.history.is_known:
        return report
    return report.model_copy(update={"history": found.history})
