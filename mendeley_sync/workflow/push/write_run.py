"""What push, undo and adopt share: the gates, what a run has found, the writing.

Each gate hands on what it has seen to: `OpenRun`, a plan, `Writing`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mendeley_sync import __version__
from mendeley_sync.apply.lock_file_updates import LockFileUpdates
from mendeley_sync.apply.recover import recover, unfinished_runs
from mendeley_sync.apply.run import Tell, carry_out
from mendeley_sync.apply.write_context import WriteContext
from mendeley_sync.diff.difference import DiffResult
from mendeley_sync.domain.library import DocumentId, Library, ProfileId
from mendeley_sync.domain.lock_data import LockFileData
from mendeley_sync.domain.references import ReferenceKey, ReferenceList
from mendeley_sync.domain.service import LibraryService
from mendeley_sync.errors import (
    MendeleySyncError,
    SafetyCheckError,
    ServiceError,
    StalePlanError,
    UnsavedStateError,
    worst_exit_code,
)
from mendeley_sync.plan.outcome import ChangeOutcome, Outcome, Result
from mendeley_sync.plan.plan import Plan
from mendeley_sync.plan.safety.safety_checks import can_be_released
from mendeley_sync.pull.notices import notices_of, renamed_group
from mendeley_sync.pull.pull import PullResult, pull
from mendeley_sync.pull.removals import documents_removed_by_others, removed_by_us
from mendeley_sync.reports.diff.report import DiffReport
from mendeley_sync.reports.envelope import Notice, Run, failure_of
from mendeley_sync.settings import Settings
from mendeley_sync.stores.durable import prove_writable
from mendeley_sync.stores.journal import JOURNAL_FOLDER, Journal
from mendeley_sync.stores.lock_file import lock_file_bytes, read_lock_file
from mendeley_sync.stores.locks import run_lock
from mendeley_sync.stores.mirror.mirror import Mirror
from mendeley_sync.stores.reference_list.editor import load_reference_list
from mendeley_sync.workflow.compare.library import (
    Phase,
    Progress,
)
from mendeley_sync.workflow.push_signals import interruptible
from mendeley_sync.workflow.service import library_service, open_client, open_mirror

ROOM = 64 * 1024
"""Bytes that the lock file may grow in one run, and that must be free beside it."""


@dataclass
class WriteRun:
    """What a run has found out so far; a report is made of it however the run ends."""

    command: str
    run: Run
    phase: Phase = field(default_factory=Phase)
    practice: bool = False
    reference_list: ReferenceList | None = None
    library: Library | None = None
    lock_data: LockFileData = field(default_factory=LockFileData)
    differences: DiffResult | None = None
    plan: Plan | None = None
    outcome: Outcome | None = None
    pulled: PullResult | None = None
    removed_by_us: frozenset[DocumentId] = frozenset()
    """Since the pull before."""
    list_written: bool = False
    """Whether the reference list was changed."""
    notices: tuple[Notice, ...] = ()
    """What else was done, for the report."""

    @property
    def removed_by_others(self) -> int:
        """Documents gone or trashed since the last pull, and not by us."""
        return documents_removed_by_others(self.pulled, self.removed_by_us) if self.pulled else 0

    def report(self, exit_code: int, error: MendeleySyncError | None = None) -> DiffReport:
        """The report of the run as far as it came."""
        return DiffReport(
            command=self.command,
            run=self.run.model_copy(update={"finished": datetime.now(UTC)}),
            exit_code=exit_code,
            practice=self.practice,
            plan=self.plan,
            outcome=self.outcome,
            list_written=self.list_written,
            notices=self._notices(),
            failure=failure_of(error, phase=self.phase.name) if error else None,
        ).compared(self.reference_list, self.library, self.differences, self.lock_data.decisions)

    def _notices(self) -> tuple[Notice, ...]:
        pulled = notices_of(self.pulled, self.removed_by_others) if self.pulled else ()
        return (*pulled, *renamed_group(self.library, self.lock_data), *self.notices)


@dataclass(frozen=True)
class Pushed:
    """What a push, an undo or an adoption came to."""

    report: DiffReport
    error: MendeleySyncError | None = None
    """What ended it before its first write."""
    lost: int = 0
    """Documents gone or trashed since the last pull, and not by us."""


def run_gates(
    command: str, run_id: Callable[[datetime], str], gates: Callable[[WriteRun], None]
) -> Pushed:
    """Go through the gates of a command; its report is made wherever they end.

    Args:
        run_id: makes the id of a run that starts at a time.
    """
    started = datetime.now(UTC)
    run = Run(id=run_id(started), started=started, tool_version=__version__)
    state = WriteRun(command, run)
    try:
        gates(state)
    except MendeleySyncError as error:
        return Pushed(state.report(error.exit_code, error), error, state.removed_by_others)
    code = state.outcome.exit_code if state.outcome else 0
    return Pushed(state.report(worst_exit_code((code,))), lost=state.removed_by_others)


@dataclass(frozen=True)
class OpenRun:
    """A run behind its first gates: settings, list, lock, write block, sign-in."""

    settings: Settings
    state: WriteRun
    service: LibraryService
    mirror: Mirror
    profile: ProfileId
    reference_list: ReferenceList
    lock_data: LockFileData
    recovered: tuple[ChangeOutcome, ...] = ()
    """What earlier runs that did not finish turned out to have done."""

    @property
    def unconfirmed(self) -> frozenset[ReferenceKey]:
        """References whose last change is not confirmed yet."""
        return frozenset(
            one.reference
            for one in self.recovered
            if one.result is Result.UNKNOWN and one.reference
        )

    def write_context(
        self, journal: Journal, *, pulled_at: datetime | None = None, **more: Any
    ) -> WriteContext:
        """Everything that the writes of this run share."""
        return WriteContext(
            service=self.service,
            journal=journal,
            updates=LockFileUpdates(self.lock_data, self.settings.lock_path),
            rules=self.settings.field_rules(),
            references=self.reference_list.by_key(),
            pulled_at=pulled_at or self.service.now,
            profile=self.profile,
            **more,
        )


@contextmanager
def open_run(
    settings: Settings, state: WriteRun, *, environ: Mapping[str, str] | None
) -> Iterator[OpenRun]:
    """The gates before the library is asked: settings, list, lock, write block, sign-in.

    Behind them runs that did not finish are looked after.
    """
    group_id = settings.require_group()
    state.practice = settings.practice
    state.phase.name = "reading the list"
    state.reference_list = load_reference_list(settings.require_list())
    with ExitStack() as stack:
        state.phase.name = "waiting for the lock"
        now = state.run.started
        stack.enter_context(run_lock(settings.state_dir, command=state.command, now=now))
        state.phase.name = "reading the journal"
        ensure_not_blocked(settings)
        state.phase.name = "reading the lock file"
        state.lock_data = read_lock_file(settings.lock_path)
        state.phase.name = "signing in"
        client = stack.enter_context(
            open_client(settings, read_only=False, command=state.command, environ=environ)
        )
        mirror = stack.enter_context(open_mirror(settings.state_dir))
        opened = OpenRun(
            settings=settings,
            state=state,
            service=library_service(client, group_id),
            mirror=mirror,
            profile=client.my_profile().id,
            reference_list=state.reference_list,
            lock_data=state.lock_data,
        )
        yield _with_runs_recovered(opened)


def ensure_not_blocked(settings: Settings) -> None:
    """No run may have blocked writing.

    Raises:
        WriteBlockError: one has, or its journal cannot be trusted.
    """
    unfinished_runs(settings.state_dir / JOURNAL_FOLDER)


def lock_data_now(opened: OpenRun) -> LockFileData:
    """What the lock file says by now."""
    return read_lock_file(opened.settings.lock_path)


def _with_runs_recovered(opened: OpenRun) -> OpenRun:
    """Close earlier runs that did not finish."""
    opened.state.phase.name = "looking after an unfinished run"
    for found in unfinished_runs(opened.settings.state_dir / JOURNAL_FOLDER):
        try:
            with Journal.go_on(found) as journal:
                outcomes = recover(opened.write_context(journal), found)
        except OSError as error:
            raise UnsavedStateError(
                f"run {found.run} did not finish, and what it did cannot be saved: "
                f"{error.strerror}",
                advice="Free some disk space, then run the same command again.",
            ) from error
        # Also where nothing was open: what was done, and not yet saved, is in the file now.
        lock_data = lock_data_now(opened)
        opened = replace(opened, lock_data=lock_data, recovered=(*opened.recovered, *outcomes))
        opened.state.lock_data = lock_data
    return opened


def pull_library(
    opened: OpenRun, *, full: bool = False, progress: Progress | None = None
) -> Library:
    """The group's library, pulled now."""
    state, group_id = opened.state, opened.settings.require_group()
    state.phase.name = "pulling the library"
    last = opened.mirror.last_pull(group_id)
    state.removed_by_us = removed_by_us(opened.settings.state_dir, last.pulled_at if last else None)
    state.pulled = pull(
        opened.service, opened.mirror, group_id=group_id, full=full, progress=progress
    )
    state.library = library = opened.mirror.library(group_id)
    if library is None:
        raise ServiceError("the pull left nothing to compare with")
    return library


def begin_journal(opened: OpenRun, **head: Any) -> Journal:
    """The journal of a run that is about to write.

    Raises:
        SafetyCheckError: it cannot be kept; then nothing is written either.
    """
    folder, run = opened.settings.state_dir / JOURNAL_FOLDER, opened.state.run
    try:
        return Journal.begin(
            folder,
            run.id,
            command=opened.state.command,
            at=run.started.isoformat(),
            group=opened.settings.require_group(),
            version=__version__,
            **head,
        )
    except OSError as error:
        raise SafetyCheckError(
            f"the journal cannot be saved: {error.strerror}. Nothing was sent.",
            advice=f"Free some space in {folder}, or name another folder with `--state-dir`.",
        ) from error


def ensure_unchanged(opened: OpenRun) -> None:
    """List and lock file must still be those that were read when the run began.

    Raises:
        StalePlanError: somebody edited one, or took another from version control, meanwhile.
    """
    read = {
        opened.settings.list_path: opened.reference_list.digest,
        opened.settings.lock_path: opened.lock_data.digest,
    }
    for path, digest in read.items():
        if digest_of(path) != digest:
            raise StalePlanError(
                f"{path.name} was changed while the library was read; nothing was written",
                advice="Run the same command again.",
            )


def ensure_savable(opened: OpenRun) -> None:
    """The lock file must be writable before anything is sent that it would have to follow.

    Raises:
        SafetyCheckError: its folder is read-only, or the disk is full.
    """
    path = opened.settings.lock_path
    try:
        prove_writable(path.parent, size=len(lock_file_bytes(opened.lock_data)) + ROOM)
    except OSError as error:
        raise SafetyCheckError(
            f"{path.name} could not be saved: {error.strerror}. Nothing was sent.",
            advice=f"Make {path.parent} writable, or free some space there, then run the same "
            "command again.",
        ) from error


def digest_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal; "" where there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""


# -- from a plan to its writes --------------------------------------------------------------


@dataclass(frozen=True)
class Writing:
    """How a plan is to be written."""

    plan: Plan
    ask: Callable[[], bool] | None
    """Shows the plan to a person and asks; None: nobody is asked."""
    tell: Tell | None = None
    """Of the writes."""
    say: Callable[[str], None] | None = None
    pulled_at: datetime | None = None
    """Service clock at the start of the pull; None: now."""
    trash_with_files: bool = False
    prepare: Callable[[WriteContext], None] = lambda context: None
    """What is to be noted, or changed in the lock file, before the first write."""
    finish: Callable[[], None] = lambda: None
    """What is to be done after the last write, signals still held back."""
    head: Mapping[str, Any] = field(default_factory=dict)
    """Further members of the journal's first record."""


def write_plan_out(opened: OpenRun, writing: Writing) -> None:
    """The last gates, in their order: safety checks, a person's word, the same files, room.

    Then the plan is carried out under a journal of its own.
    """
    ensure_safe(writing.plan)
    if is_declined(writing):
        return
    opened.state.phase.name = "writing"
    with interruptible(writing.say) as interruption:
        ensure_unchanged(opened)
        ensure_savable(opened)
        digest = writing.plan.digest
        with begin_journal(opened, plan=digest, profile=opened.profile, **writing.head) as journal:
            context = opened.write_context(
                journal,
                pulled_at=writing.pulled_at,
                interrupted=interruption,
                trash_with_files=writing.trash_with_files,
            )
            writing.prepare(context)
            outcome = carry_out(context, writing.plan, tell=writing.tell)
        opened.state.outcome = outcome.model_copy(update={"recovered": opened.recovered})
        writing.finish()


def is_declined(writing: Writing) -> bool:
    """Whether a person was asked and said no."""
    return writing.ask is not None and not writing.ask()


def ensure_safe(plan: Plan) -> None:
    """No safety check may have failed.

    Raises:
        SafetyCheckError: what is to be fixed first, and how.
    """
    if not plan.refusals:
        return
    fix = [one for one in plan.refusals if not can_be_released(one)]
    first, *others = dict.fromkeys((*fix, *plan.refusals))
    also = f" Also in the way: {', '.join(one.rule for one in others)}." if others else ""
    lead = "If all of it is correct, run" if can_be_released(first) else "Run"
    advice = f"{lead} `{first.command}`." if first.command else ""
    error = SafetyCheckError(
        f"Nothing was written: {first.message}{also}", impact="", advice=advice
    )
    # A missing right is told apart from a safety check (docs/exit-codes.md).
    error.exit_code = worst_exit_code(tuple(one.exit_code for one in plan.refusals))  # type: ignore[misc]  # set for this one error
    raise error
