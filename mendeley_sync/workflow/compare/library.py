"""The main job: pull, match, compare, plan, report. Reads the service, writes nothing to it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from mendeley_sync import __version__
from mendeley_sync.domain.library import DocumentId, Library, ProfileId
from mendeley_sync.domain.references import ReferenceList
from mendeley_sync.errors import (
    EXIT_DIFFERENCES,
    EXIT_FINE,
    ConfigError,
    MendeleySyncError,
)
from mendeley_sync.pull.notices import notices_of, renamed_group
from mendeley_sync.pull.pull import pull
from mendeley_sync.pull.removals import documents_removed_by_others, removed_by_us, trashed_lately
from mendeley_sync.reports.diff.history import (
    History,
    TrendPoint,
    history_of,
    seen_before,
    trend_counts,
    trend_of,
)
from mendeley_sync.reports.diff.report import DiffReport
from mendeley_sync.reports.envelope import Notice, Run, failure_of
from mendeley_sync.settings import Settings
from mendeley_sync.stores.lock_file import read_lock_file
from mendeley_sync.stores.mirror.mirror import LastPull, Mirror
from mendeley_sync.stores.reference_list.editor import load_reference_list
from mendeley_sync.workflow.reconcile import (
    Reconciliation,
    RunFacts,
    reconcile,
)
from mendeley_sync.workflow.run import PRESENT
from mendeley_sync.workflow.service import (
    display_names,
    keep_answers,
    library_service,
    open_client,
    open_mirror,
)

RUNS_IN_TREND = 30

Progress = Callable[[int, int | None], None]


@dataclass
class Phase:
    """What is being done right now, for the report of a run that failed."""

    name: str = "reading the settings"

    def __setattr__(self, attribute: str, value: str) -> None:
        super().__setattr__(attribute, value)
        PRESENT.enter(value)


@dataclass(frozen=True)
class DiffRequest:
    """What one comparison was asked for."""

    offline: bool = False
    full: bool = False
    since: datetime | None = None
    with_names: bool = False
    exit_code: bool = False
    """End in 3 when anything differs."""
    environ: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Comparison:
    """Everything a comparison came to; the report is made of it."""

    report: DiffReport
    reference_list: ReferenceList | None = None
    library: Library | None = None
    reconciliation: Reconciliation | None = None
    error: MendeleySyncError | None = None
    lost: int = 0
    """Documents gone or trashed since the last pull."""


@dataclass(frozen=True)
class _Pulled:
    library: Library
    names: Mapping[ProfileId, str] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()
    surroundings: RunFacts = field(default_factory=RunFacts)


def run_diff(
    settings: Callable[[], Settings], request: DiffRequest, *, progress: Progress | None = None
) -> Comparison:
    """Compare the list with the group library.

    A run that fails gives a report, too: with the phase and the error.

    Args:
        settings: reads the settings; called within the run, so that a mistake in them is
            reported like any other.
        progress: called after each page with documents so far and in all.
    """
    started = datetime.now(UTC)
    run = Run(id=new_run_id(started), started=started, tool_version=__version__)
    phase = Phase()
    try:
        return _compared(settings(), request, run, phase, progress)
    except MendeleySyncError as error:
        report = DiffReport(
            command="diff",
            run=_ended(run),
            exit_code=error.exit_code,
            failure=failure_of(error, phase=phase.name),
        )
        return Comparison(report=report, error=error)


def new_run_id(at: datetime) -> str:
    """`20260301T120000Z-1a2b`: sorts by time and is told apart from any other run."""
    run = f"{at:%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"
    PRESENT.begin(run)
    return run


def _ended(run: Run) -> Run:
    return run.model_copy(update={"finished": datetime.now(UTC)})


def _compared(
    settings: Settings,
    request: DiffRequest,
    run: Run,
    phase: Phase,
    progress: Progress | None,
) -> Comparison:
    group_id = settings.require_group()
    phase.name = "reading the list"
    reference_list = load_reference_list(settings.require_list())
    phase.name = "reading the lock file"
    ledger = read_lock_file(settings.lock_path)
    with open_mirror(settings.state_dir) as mirror:
        pulled = _pulled(settings, request, mirror, phase, progress)
        phase.name = "comparing"
        reconciliation = reconcile(
            reference_list,
            pulled.library,
            ledger,
            settings=settings,
            now=run.started,
            surroundings=pulled.surroundings,
        )
        scope = f"{group_id} {settings.list_path.name}"
        history = _history(mirror, scope, reconciliation, run.started)
        trend = _trend(mirror, scope)
        _remember(mirror, scope, reconciliation, run)
    report = DiffReport(
        command="diff",
        run=_ended(run),
        practice=settings.practice,
        plan=reconciliation.plan,
        trend=trend,
        notices=(*pulled.notices, *renamed_group(pulled.library, ledger)),
        names=pulled.names,
        folders=folders_shown(settings, pulled.library),
        since=request.since,
    ).compared(
        reference_list, pulled.library, reconciliation.differences, ledger.decisions, history
    )
    return Comparison(
        report=_with_exit_code(report, request),
        reference_list=reference_list,
        library=pulled.library,
        reconciliation=reconciliation,
        lost=pulled.surroundings.vanished,
    )


def folders_shown(settings: Settings, library: Library) -> dict[DocumentId, tuple[str, ...]]:
    """Return paths of folders by document, where the settings ask for them."""
    if not settings.config.show_folders:
        return {}
    found = {
        document.id: library.paths_of(document)
        for document in (*library.documents, *library.trash)
        if document.folders
    }
    return {document: paths for document, paths in found.items() if paths}


def _with_exit_code(report: DiffReport, request: DiffRequest) -> DiffReport:
    differs = request.exit_code and not report.is_in_step
    return report.model_copy(update={"exit_code": EXIT_DIFFERENCES if differs else EXIT_FINE})


def _pulled(
    settings: Settings,
    request: DiffRequest,
    mirror: Mirror,
    phase: Phase,
    progress: Progress | None,
) -> _Pulled:
    phase.name = "pulling the library"
    group_id = settings.require_group()
    if request.offline:
        return _Pulled(_kept_library(mirror, group_id))
    last = mirror.last_pull(group_id)
    with open_client(settings, command="diff", environ=request.environ) as client:
        service = library_service(client, group_id)
        result = pull(service, mirror, group_id=group_id, full=request.full, progress=progress)
        names = {}
        if request.with_names and request.since:
            added = _kept_library(mirror, group_id).documents
            names = display_names(client, {one.profile_id for one in added if one.profile_id})
        # Who is signed in matters to one rail alone, and costs a request.
        profile = client.my_profile().id if settings.config.writers else None
        now = client.answered_at
        keep_answers(client, mirror)
    ours = removed_by_us(settings.state_dir, last.pulled_at if last else None)
    lost = documents_removed_by_others(result, ours)
    surroundings = surroundings_of(settings, last, lost, now=now, profile=profile)
    return _Pulled(_kept_library(mirror, group_id), names, notices_of(result, lost), surroundings)


def surroundings_of(
    settings: Settings,
    last: LastPull | None,
    lost: int,
    *,
    now: datetime,
    profile: ProfileId | None,
) -> RunFacts:
    """What the rails of `diff` and of `push` look at beside both sides.

    Args:
        last: the pull before this one.
        lost: documents gone or trashed since then, not by us.
        now: service clock.
    """
    return RunFacts(
        profile=profile,
        last_count=last.live if last else None,
        vanished=lost,
        vanished_since=f"{last.pulled_at:%Y-%m-%d %H:%M} UTC" if last else "",
        trashed_lately=trashed_lately(settings.state_dir, now),
    )


def _kept_library(mirror: Mirror, group_id: str) -> Library:
    library = mirror.library(group_id)
    if library is None:
        raise ConfigError(
            "this group was never pulled to this computer",
            advice="Run the same command once without --offline.",
        )
    return library


def _history(mirror: Mirror, scope: str, reconciliation: Reconciliation, now: datetime) -> History:
    previous_run_at = next(
        (run.at for run in mirror.runs(limit=200) if run.counts.get("scope") == scope), None
    )
    return history_of(
        reconciliation.differences.findings,
        seen_before(mirror.previous_findings(scope)) if previous_run_at else None,
        previous_run_at=previous_run_at,
        now=now,
    )


def _trend(mirror: Mirror, scope: str) -> tuple[TrendPoint, ...]:
    runs = [run for run in mirror.runs(limit=200) if run.counts.get("scope") == scope]
    return trend_of((run.at, run.counts) for run in runs[:RUNS_IN_TREND])


def _remember(mirror: Mirror, scope: str, reconciliation: Reconciliation, run: Run) -> None:
    differences = reconciliation.differences
    mirror.record_run(
        run.id,
        at=run.started,
        command="diff",
        counts={"scope": scope, **trend_counts(differences)},
        findings=[finding.id for finding in differences.findings],
        scope=scope,
    )
