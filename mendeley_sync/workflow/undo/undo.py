"""`undo RUN`: a plan that undoes what one run did, through the gates of a push.

Source: docs/synchronising.md (Undo).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from mendeley_sync.apply.create import Newest
from mendeley_sync.apply.lock_file_updates import LockFileUpdates
from mendeley_sync.apply.revert import agreed_in, changes_to_undo
from mendeley_sync.apply.run import Tell
from mendeley_sync.apply.write_context import WriteContext
from mendeley_sync.domain.fields import FieldName
from mendeley_sync.domain.lock_data import Binding
from mendeley_sync.domain.references import ReferenceKey
from mendeley_sync.errors import UsageError
from mendeley_sync.plan.changes import Change, FailedCheck
from mendeley_sync.plan.outcome import Outcome
from mendeley_sync.plan.plan import Inputs, Plan, plan_digest
from mendeley_sync.plan.safety.safety_checks import rights
from mendeley_sync.reports.envelope import Notice
from mendeley_sync.settings import Settings
from mendeley_sync.stores.journal import JOURNAL_FOLDER, NOTED, JournalRun, find_run, read_run
from mendeley_sync.workflow.compare.library import new_run_id
from mendeley_sync.workflow.git import behind_refusal
from mendeley_sync.workflow.push.push import Confirm
from mendeley_sync.workflow.push.write_run import (
    OpenRun,
    Pushed,
    WriteRun,
    Writing,
    open_run,
    run_gates,
    write_plan_out,
)
from mendeley_sync.workflow.undo.list_undo import (
    ListUndo,
    list_undo_of,
    note_list_undo,
    write_list_back,
)


@dataclass(frozen=True)
class UndoRequest:
    """Which run is to be undone."""

    run: str
    journal: Path | None = None
    """Its journal, where the state folder is gone."""
    entries: frozenset[str] = frozenset()
    """Only these entries or documents; empty: all."""
    yes: bool = False
    environ: Mapping[str, str] | None = None


def run_undo(
    settings: Callable[[], Settings],
    request: UndoRequest,
    *,
    confirm: Confirm,
    tell: Tell | None = None,
    say: Callable[[str], None] | None = None,
) -> Pushed:
    """Undo what a run did; every change is guarded and proven like any other.

    Args:
        confirm: shows the plan and asks; not called with `request.yes`.
    """

    def gates(state: WriteRun) -> None:
        with open_run(settings(), state, environ=request.environ) as opened:
            state.phase.name = "looking up the run"
            found = _run_to_undo(opened.settings, request)
            list_undo = list_undo_of(found, opened.settings, opened.reference_list, request.entries)
            plan = _plan_of(opened, found, list_undo, request)
            state.plan = plan
            if not plan.changes and not found.of_kind(NOTED):
                state.outcome = Outcome(recovered=opened.recovered)
                return

            def ask() -> bool:
                if say is not None:
                    for line in list_undo.lines:
                        say(f"In the list: {line}")
                return confirm(plan)

            def prepare(context: WriteContext) -> None:
                noted = note_list_undo(list_undo, found, context.updates, request.entries)
                if noted:
                    context.journal.append(NOTED, **noted)
                _forget_noted(context.updates, found, request.entries, list_undo)

            def finish() -> None:
                write_list_back(opened.settings, list_undo)
                if list_undo.after is not None:
                    state.list_written = True
                    name = opened.settings.list_path.name
                    lines = "; ".join(list_undo.lines)
                    state.notices = (Notice(text=f"Restored in {name}: {lines}."),)

            writing = Writing(
                plan,
                ask=None if request.yes else ask,
                tell=tell,
                say=say,
                prepare=prepare,
                finish=finish,
                head={"undoes": found.run},
            )
            write_plan_out(opened, writing)

    return run_gates("undo", new_run_id, gates)


def _plan_of(opened: OpenRun, found: JournalRun, list_undo: ListUndo, request: UndoRequest) -> Plan:
    """What undoing a run would write, and what stops it."""
    changes = changes_to_undo(found, opened.service.drafts, request.entries)
    inputs = Inputs(lock_file=opened.lock_data.digest, group=opened.settings.require_group())
    return Plan(
        changes=changes,
        inputs=inputs,
        pairs=len(opened.lock_data.bindings),
        holds=list_undo.holds,
        refusals=failed_undo_checks(opened, found, changes),
        digest=plan_digest(changes, (), inputs),
    )


def failed_undo_checks(
    opened: OpenRun, found: JournalRun, changes: tuple[Change, ...]
) -> tuple[FailedCheck, ...]:
    """The safety checks of an undo: who may not write may not undo, nothing unmerged is left.

    Its numbers need none: it touches what that run touched, where it still is as it was left.
    """
    settings = opened.settings
    behind: tuple[FailedCheck, ...] = ()
    if not settings.practice:
        behind = behind_refusal(settings.folder, f"mendeley-sync undo {found.run}")
    if not changes:
        return behind
    group = opened.service.snapshot(Newest(), newest=0).group
    titles = tuple(change.title for change in changes[:5])
    writers = frozenset(settings.config.writers)
    return (*behind, *rights(group, opened.profile, writers, examples=titles))


def _run_to_undo(settings: Settings, request: UndoRequest) -> JournalRun:
    if request.journal is not None:
        found = read_run(request.journal)
        if request.run and not found.run.startswith(request.run):
            raise UsageError(f"that journal is of run {found.run}, not of {request.run}")
    else:
        found = find_run(settings.state_dir / JOURNAL_FOLDER, request.run)
    ensure_same_group(found, settings)
    return found


def ensure_same_group(found: JournalRun, settings: Settings) -> None:
    """The run must have written to the group of the settings."""
    group = found.start.get("group")
    if group and group != settings.require_group():
        raise UsageError(
            f"run {found.run} wrote to another group",
            advice="Use the settings of that group.",
        )


def is_kept(list_undo: ListUndo, key: ReferenceKey, name: FieldName) -> bool:
    """Whether the list still says what that run wrote there."""
    return (key, name) in list_undo.kept


def _forget_noted(
    updates: LockFileUpdates, found: JournalRun, entries: frozenset[str], list_undo: ListUndo
) -> None:
    """Pairs and equal values that the run merely remembered are forgotten again.

    Of what stays in the list as that run left it nothing is forgotten.
    """
    held = {key for key, _ in list_undo.kept}
    for record in found.of_kind(NOTED):
        for key, agreed in (record.get("agreed_before") or {}).items():
            if not entries or key in entries:
                gone = {
                    name: one for name, one in agreed.items() if not is_kept(list_undo, key, name)
                }
                updates.agree(key, agreed_in(gone))
        for key, former in (record.get("former") or {}).items():
            if (entries and key not in entries) or key in held:
                continue
            if former is None:
                updates.unbind(key)
            elif updates.document_of(key) != former["document"]:
                # The same pair keeps what was agreed on its other fields since.
                updates.bind(Binding.model_validate(former))
