"""What push, undo and adopt have in common: the gates, what a run has found, the writing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mendeley_sync import __version__
from mendeley_sync.apply.lock_file_updates import LockFileUpdates
from mendeley_sync.apply.recover import recover, unfinished_runs
from mendeley_sync.apply.run import Tell, carry_out
from mendeley_sync.apply.write_context import WriteContext
from mendeley_sync.domain.library import DocumentId, Library, ProfileId
from mendeley_sync.domain.lock_data import LockFileData
from mendeley_sync.domain.references import ReferenceList
from mendeley_sync.errors import (
    MendeleySyncError,
    SafetyCheckError,
    StalePlanError,
    UnsavedStateError,
)
from mendeley_sync.mendeley.client import MendeleyClient
from mendeley_sync.plan.outcome import ChangeOutcome, Outcome, Result
from mendeley_sync.plan.plan import Plan
from mendeley_sync.pull.notices import notices_of, renamed_group
from mendeley_sync.pull.pull import PullResult
from mendeley_sync.pull.removals import documents_removed_by_others
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
)
from mendeley_sync.workflow.reconcile import Reconciliation
from mendeley_sync.workflow.service import open_client, open_mirror

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
    ledger: LockFileData = field(default_factory=LockFileData)
    reconciliation: Reconciliation | None = None
    plan: Plan | None = None
    outcome: Outcome | None = None
    pulled: PullResult | None = None
    removed_by_us: frozenset[DocumentId] = frozenset()
    """Since the pull before; they are not lost."""
    recovered: tuple[ChangeOutcome, ...] = ()
    list_written: bool = False
    """Whether the reference list was changed."""
    said: tuple[Notice, ...] = ()
    """What else was done, for the report."""

    @property
    def lost(self) -> int:
        """Documents gone or trashed since the last pull."""
        return documents_removed_by_others(self.pulled, self.removed_by_us) if self.pulled else 0

    def report(self, exit_code: int, error: MendeleySyncError | None = None) -> DiffReport:
        """The report of the run as far as it came."""
        found = self.reconciliation
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
        ).compared(
            self.reference_list,
            self.library,
            found.differences if found else None,
            self.ledger.decisions,
        )

    def _notices(self) -> tuple[Notice, ...]:
        pulled = notices_of(self.pulled, self.lost) if self.pulled else ()
        return (*pulled, *renamed_group(self.library, self.ledger), *self.said)


@contextmanager
def open_run(
    settings: Settings, parts: WriteRun, *, environ: Mapping[str, str] | None
) -> Iterator[tuple[MendeleyClient, Mirror]]:
    """The gates before anything is asked of the library: settings, list, lock, stop marks."""
    settings.require_group()
    parts.practice = settings.practice
    parts.phase.name = "reading the list"
    parts.reference_list = load_reference_list(settings.require_list())
    with ExitStack() as stack:
        parts.phase.name = "waiting for the lock"
        now = parts.run.started
        stack.enter_context(run_lock(settings.state_dir, command=parts.command, now=now))
        parts.phase.name = "reading the journal"
        unfinished_runs(settings.state_dir / JOURNAL_FOLDER)
        parts.phase.name = "reading the lock file"
        parts.ledger = read_lock_file(settings.lock_path)
        parts.phase.name = "signing in"
        client = stack.enter_context(
            open_client(settings, read_only=False, command=parts.command, environ=environ)
        )
        mirror = stack.enter_context(open_mirror(settings.state_dir))
        yield client, mirror


def recover_runs(
    settings: Settings, client: MendeleyClient, parts: WriteRun, profile: ProfileId
) -> frozenset[str]:
    """Close earlier runs that did not finish; entries whose writes are still unknown."""
    folder = settings.state_dir / JOURNAL_FOLDER
    parts.phase.name = "looking after an unfinished run"
    outcomes: list[ChangeOutcome] = []
    for found in unfinished_runs(folder):
        try:
            with Journal.go_on(found) as journal:
                bench = make_bench(settings, parts, client, journal, profile)
                outcomes += recover(bench, found)
        except OSError as error:
            raise UnsavedStateError(
                f"run {found.run} did not finish, and what it did cannot be noted: "
                f"{error.strerror}",
                advice="Make room on the disk, then run the same command again.",
            ) from error
        # Also where nothing was open: what was done, and not yet saved, is in the file now.
        parts.ledger = read_lock_file(settings.lock_path)
    parts.recovered = tuple(outcomes)
    return frozenset(
        one.reference for one in outcomes if one.result is Result.UNKNOWN and one.reference
    )


def make_bench(
    settings: Settings,
    parts: WriteRun,
    client: MendeleyClient,
    journal: Journal,
    profile: ProfileId,
) -> WriteContext:
    """Everything that writes need; `parts` has the list, the lock file and, later, the pull."""
    assert parts.reference_list is not None  # read before the lock was taken
    pulled_at = parts.library.pulled_at if parts.library else client.answered_at
    return WriteContext(
        client=client,
        journal=journal,
        book=LockFileUpdates(parts.ledger, settings.lock_path),
        rules=settings.field_rules(),
        group_id=settings.require_group(),
        references=parts.reference_list.by_key(),
        pulled_at=pulled_at,
        profile=profile,
    )


def begin_journal(folder: Path, run: str, **head: Any) -> Journal:
    """The journal of a run that is about to write.

    Raises:
        SafetyCheckError: it cannot be kept; then nothing is written either.
    """
    try:
        return Journal.begin(folder, run, **head)
    except OSError as error:
        raise SafetyCheckError(
            f"the journal cannot be kept: {error.strerror}. Nothing was sent.",
            advice=f"Make room in {folder}, or name another place with `--state-dir`.",
        ) from error


def ensure_unchanged(settings: Settings, parts: WriteRun) -> None:
    """List and lock file must still be those that were read when the run began.

    Raises:
        StalePlanError: somebody edited one, or took another from version control, meanwhile.
    """
    assert parts.reference_list is not None
    read = {
        settings.list_path: parts.reference_list.digest,
        settings.lock_path: parts.ledger.digest,
    }
    for path, digest in read.items():
        if digest_of(path) != digest:
            raise StalePlanError(
                f"{path.name} was changed while the library was read; nothing was written",
                advice="Run the same command again.",
            )


def ensure_savable(settings: Settings, parts: WriteRun) -> None:
    """The lock file must be writable before anything is sent that it would have to follow.

    Raises:
        SafetyCheckError: its folder is read-only, or the disk is full.
    """
    folder = settings.lock_path.parent
    try:
        prove_writable(folder, size=len(lock_file_bytes(parts.ledger)) + ROOM)
    except OSError as error:
        raise SafetyCheckError(
            f"{settings.lock_path.name} could not be saved: {error.strerror}. Nothing was sent.",
            advice=f"Make {folder} writable, or make room there, then run the same command again.",
        ) from error


def digest_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal; "" where there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""


def write_plan_out(
    settings: Settings,
    parts: WriteRun,
    client: MendeleyClient,
    profile: ProfileId,
    *,
    tell: Tell | None,
    interrupted: Callable[[], int | None],
) -> Outcome:
    """Carry the plan out, under a journal of its own."""
    assert parts.plan is not None
    assert parts.reference_list is not None
    assert parts.library is not None
    ensure_unchanged(settings, parts)
    ensure_savable(settings, parts)
    folder = settings.state_dir / JOURNAL_FOLDER
    with begin_journal(
        folder,
        parts.run.id,
        command=parts.command,
        at=parts.run.started.isoformat(),
        plan=parts.plan.digest,
        group=settings.require_group(),
        version=__version__,
        profile=profile,
    ) as journal:
        bench = make_bench(settings, parts, client, journal, profile)
        bench.interrupted = interrupted
        bench.book.settle(
            group=settings.require_group(),
            group_name=parts.library.group.name or parts.ledger.group_name,
            list_size=len(parts.reference_list.references),
            config_digest=settings.digest,
        )
        outcome = carry_out(bench, parts.plan, tell=tell)
    return outcome.model_copy(update={"recovered": parts.recovered})
