"""`undo RUN`: what one run did, taken back; only where everything still is as it left it.

Source: sync-semantics 6.4.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from mendeley_sync import __version__
from mendeley_sync.apply.lock_file_updates import LockFileUpdates
from mendeley_sync.apply.revert import UndoStep
from mendeley_sync.apply.run import Tell, carry_out
from mendeley_sync.diff.equality.fields import library_value
from mendeley_sync.domain.csl import to_csl
from mendeley_sync.domain.library import Document, ProfileId
from mendeley_sync.domain.lock_data import BaselineValue, Binding
from mendeley_sync.domain.metadata import FIELDS
from mendeley_sync.errors import MendeleySyncError, UsageError
from mendeley_sync.mendeley.client import MendeleyClient
from mendeley_sync.mendeley.wire.documents import document_from_wire
from mendeley_sync.plan.changes import (
    CREATING_KINDS,
    FIELD_KINDS,
    Change,
    ChangeKind,
    FailedCheck,
    FieldChange,
    change_id,
)
from mendeley_sync.plan.outcome import Outcome
from mendeley_sync.plan.plan import Inputs, Plan, plan_digest
from mendeley_sync.plan.safety.safety_checks import rights
from mendeley_sync.reports.envelope import Notice, Run
from mendeley_sync.settings import Settings
from mendeley_sync.stores.journal import (
    DONE,
    INTENT,
    JOURNAL_FOLDER,
    NOTED,
    JournalRun,
    find_run,
    read_run,
)
from mendeley_sync.workflow.compare.library import new_run_id
from mendeley_sync.workflow.git import behind_refusal
from mendeley_sync.workflow.push.push import Confirm, Pushed, refusal_error
from mendeley_sync.workflow.push.write_run import (
    WriteRun,
    begin_journal,
    ensure_savable,
    ensure_unchanged,
    make_bench,
    open_run,
    recover_runs,
)
from mendeley_sync.workflow.push_signals import interruptible
from mendeley_sync.workflow.undo.list_undo import (
    Kept,
    ListUndo,
    list_undo_of,
    note_list_undo,
    write_list_back,
)

UNDONE_KIND: Mapping[ChangeKind, ChangeKind] = {
    **dict.fromkeys(FIELD_KINDS, ChangeKind.UNDO_UPDATE),
    **dict.fromkeys(CREATING_KINDS, ChangeKind.UNDO_CREATE),
    ChangeKind.TRASH: ChangeKind.UNDO_TRASH,
    ChangeKind.UNDO_CREATE: ChangeKind.UNDO_TRASH,
    ChangeKind.UNDO_RESTORE: ChangeKind.UNDO_TRASH,
    ChangeKind.RESTORE: ChangeKind.UNDO_RESTORE,
    ChangeKind.UNDO_TRASH: ChangeKind.UNDO_RESTORE,
}
"""What takes back what; an undo is taken back like anything else."""

_UNDO_KINDS = frozenset(kind for kind in ChangeKind if kind.value.startswith("undo-"))


@dataclass(frozen=True)
class UndoRequest:
    """Which run is to be taken back."""

    run: str
    journal: Path | None = None
    """Its journal, where the state folder is gone."""
    entries: frozenset[str] = frozenset()
    """Only these entries or documents; empty: all."""
    yes: bool = False
    environ: Mapping[str, str] | None = None


class Undoing(NamedTuple):
    """The changes that take a run back, and what each needs."""

    changes: tuple[Change, ...]
    steps: Mapping[str, UndoStep]


def run_undo(
    settings: Callable[[], Settings],
    request: UndoRequest,
    *,
    confirm: Confirm,
    tell: Tell | None = None,
    say: Callable[[str], None] | None = None,
) -> Pushed:
    """Take back what a run did; every change is guarded and proven like any other.

    Args:
        confirm: shows the plan and asks; not called with `request.yes`.
    """
    started = datetime.now(UTC)
    run = Run(id=new_run_id(started), started=started, tool_version=__version__)
    parts = WriteRun("undo", run)
    try:
        _undo(settings(), request, parts, confirm, tell, say)
    except MendeleySyncError as error:
        return Pushed(parts.report(error.exit_code, error), error)
    return Pushed(parts.report(parts.outcome.exit_code if parts.outcome else 0))


def _undo(
    settings: Settings,
    request: UndoRequest,
    parts: WriteRun,
    confirm: Confirm,
    tell: Tell | None,
    say: Callable[[str], None] | None,
) -> None:
    with open_run(settings, parts, environ=request.environ) as (client, _):
        profile = client.my_profile().id
        recover_runs(settings, client, parts, profile)
        parts.phase.name = "looking up the run"
        found = _run_to_undo(settings, request)
        undoing = undoing_of(found, request.entries)
        assert parts.reference_list is not None
        list_undo = list_undo_of(found, settings, parts.reference_list, request.entries)
        inputs = Inputs(lock_file=parts.ledger.digest, group=settings.require_group())
        parts.plan = Plan(
            changes=undoing.changes,
            inputs=inputs,
            pairs=len(parts.ledger.bindings),
            holds=list_undo.holds,
            refusals=_refusals(settings, client, profile, found, undoing),
            digest=plan_digest(undoing.changes, (), inputs),
        )
        noted = found.of_kind(NOTED)
        if not undoing.changes and not noted:
            parts.outcome = Outcome(recovered=parts.recovered)
            return
        if parts.plan.refusals:
            raise refusal_error(parts.plan)
        if not request.yes:
            for line in list_undo.lines:
                (say or _nobody)(f"In the list: {line}")
            if not confirm(parts.plan):
                return
        parts.phase.name = "writing"
        with interruptible(say) as interruption:
            parts.outcome = _take_back(
                settings,
                request,
                parts,
                client,
                profile,
                found,
                undoing,
                list_undo,
                tell,
                interruption,
            )
            write_list_back(settings, list_undo)
        if list_undo.after is not None:
            parts.list_written = True
            name = settings.list_path.name
            parts.said = (Notice(text=f"Written back to {name}: {'; '.join(list_undo.lines)}."),)


def _refusals(
    settings: Settings,
    client: MendeleyClient,
    profile: ProfileId,
    found: JournalRun,
    undoing: Undoing,
) -> tuple[FailedCheck, ...]:
    """The rails of an undo: who may not write may not take back, and nothing unmerged is left.

    Its numbers need none: it touches what that run touched, where it still is as it was left.
    """
    if settings.practice:
        behind: tuple[FailedCheck, ...] = ()
    else:
        behind = behind_refusal(settings.folder, f"mendeley-sync undo {found.run}")
    if not undoing.changes:
        return behind
    group = client.group(settings.require_group())
    titles = tuple(change.title for change in undoing.changes[:5])
    writers = frozenset(settings.config.writers)
    return (*behind, *rights(group, profile, writers, examples=titles))


def _nobody(line: str) -> None:
    """Nobody listens."""


def _run_to_undo(settings: Settings, request: UndoRequest) -> JournalRun:
    if request.journal is not None:
        found = read_run(request.journal)
        if request.run and not found.run.startswith(request.run):
            raise UsageError(f"that journal is of run {found.run}, not of {request.run}")
    else:
        found = find_run(settings.state_dir / JOURNAL_FOLDER, request.run)
    group = found.start.get("group")
    if group and group != settings.require_group():
        raise UsageError(
            f"run {found.run} wrote to another group",
            advice="Use the settings of that group.",
        )
    return found


def undoing_of(found: JournalRun, entries: frozenset[str] = frozenset()) -> Undoing:
    """The changes that take a run back, in the opposite order of what it did."""
    intents = {one["change"]["id"]: one for one in found.of_kind(INTENT)}
    changes: list[Change] = []
    steps: dict[str, UndoStep] = {}
    for done in reversed(found.of_kind(DONE)):
        intent = intents.get(done["change"])
        if intent is None:
            continue
        change = Change.model_validate(intent["change"])
        if done.get("twin") or change.undoes == found.run:
            # Added, and taken back by that very run: nothing of it is there.
            continue
        if entries and not entries & {change.reference, done.get("document")}:
            continue
        back, step = _way_back(found.run, change, intent, done)
        changes.append(back)
        steps[back.id] = step
    return Undoing(tuple(changes), steps)


def _way_back(
    run: str, change: Change, intent: Mapping[str, Any], done: Mapping[str, Any]
) -> tuple[Change, UndoStep]:
    kind = UNDONE_KIND[change.kind]
    document = done.get("document")
    after = document_from_wire(done["after"]) if done.get("after") else None
    again = change.kind in _UNDO_KINDS
    back = Change(
        id=change_id(kind, reference=change.reference, document=document),
        kind=kind,
        reference=change.reference,
        document=document,
        title=change.title,
        expected_last_modified=after.last_modified if after else None,
        why=f"Run {run} did the opposite.",
        undoes=run,
    )
    if kind is not ChangeKind.UNDO_UPDATE:
        return back, UndoStep(run=run, again=again, binding=_former_binding(done))
    before = document_from_wire(intent["before"])
    fields = tuple(_fields_back(before, after or before))
    step = UndoStep(
        run=run,
        again=again,
        patch={member: intent["before"].get(member) for member in intent["request"]},
        left={member: (done.get("after") or {}).get(member) for member in intent["request"]},
        agreed=_agreed(done.get("agreed_before") or {}),
        values={field.field: field.after for field in change.fields},
    )
    return back.model_copy(update={"fields": fields}), step


def _former_binding(done: Mapping[str, Any]) -> Binding | None:
    binding = done.get("binding")
    return Binding.model_validate(binding) if binding else None


def _agreed(shown: Mapping[str, Any]) -> dict[str, BaselineValue | None]:
    return {
        name: BaselineValue.model_validate({"value": None, **one}) if one is not None else None
        for name, one in shown.items()
    }


def _fields_back(before: Document, after: Document) -> Iterator[FieldChange]:
    """What a person is shown: the fields that the run changed, the other way round."""
    for field in FIELDS:
        was = to_csl(field.name, library_value(before, field.name))
        now = to_csl(field.name, library_value(after, field.name))
        if was != now:
            yield FieldChange(field=field.name, kind=ChangeKind.UNDO_UPDATE, before=now, after=was)


def _take_back(
    settings: Settings,
    request: UndoRequest,
    parts: WriteRun,
    client: MendeleyClient,
    profile: ProfileId,
    found: JournalRun,
    undoing: Undoing,
    list_undo: ListUndo,
    tell: Tell | None,
    interrupted: Callable[[], int | None],
) -> Outcome:
    assert parts.plan is not None
    ensure_unchanged(settings, parts)
    ensure_savable(settings, parts)
    with begin_journal(
        settings.state_dir / JOURNAL_FOLDER,
        parts.run.id,
        command="undo",
        at=parts.run.started.isoformat(),
        plan=parts.plan.digest,
        group=settings.require_group(),
        version=__version__,
        profile=profile,
        undoes=found.run,
    ) as journal:
        bench = make_bench(settings, parts, client, journal, profile)
        bench.undo = undoing.steps
        bench.interrupted = interrupted
        if noted := note_list_undo(list_undo, found, bench.book, request.entries):
            journal.append(NOTED, **noted)
        _forget_noted(bench.book, found, request.entries, list_undo.kept)
        outcome = carry_out(bench, parts.plan, tell=tell)
    return outcome.model_copy(update={"recovered": parts.recovered})


def _forget_noted(
    book: LockFileUpdates, found: JournalRun, entries: frozenset[str], kept: Kept
) -> None:
    """Pairs and equal values that the run merely remembered are forgotten again.

    Args:
        kept: what stays in the list as that run left it: of that nothing is forgotten.
    """
    held = {key for key, _ in kept}
    for record in found.of_kind(NOTED):
        for key, agreed in (record.get("agreed_before") or {}).items():
            if not entries or key in entries:
                gone = {name: one for name, one in agreed.items() if (key, name) not in kept}
                book.agree(key, _agreed(gone))
        for key, former in (record.get("former") or {}).items():
            if (entries and key not in entries) or key in held:
                continue
            if former is None:
                book.unbind(key)
            elif book.document_of(key) != former["document"]:
                # The same pair keeps what was agreed on its other fields since.
                book.bind(Binding.model_validate(former))
