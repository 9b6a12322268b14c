"""Into the trash and out of it: one document, looked at before, proven after."""

from __future__ import annotations

from mendeley_sync.apply.revert import remember_undone
from mendeley_sync.apply.update import not_confirmed
from mendeley_sync.apply.write_context import WriteContext
from mendeley_sync.domain.library import Document, DocumentId
from mendeley_sync.domain.lock_data import Binding, Tombstone
from mendeley_sync.errors import MendeleySyncError, NotFoundError, UnknownOutcomeError
from mendeley_sync.plan.changes import TRASHING_KINDS, Change, ChangeKind
from mendeley_sync.plan.outcome import ChangeOutcome, Result, outcome_of


def place_of(bench: WriteContext, document: DocumentId) -> tuple[str, Document | None]:
    """Where a document lies: `library`, `trash` or `nowhere`, and the document."""
    try:
        return "library", bench.client.document(document)
    except NotFoundError:
        pass
    try:
        return "trash", bench.client.trashed_document(document)
    except NotFoundError:
        return "nowhere", None


def move(bench: WriteContext, change: Change) -> ChangeOutcome:
    """Move one document into the trash, or out of it.

    Raises:
        AccessError, ServiceError: the run cannot go on; the next one looks first.
    """
    to_trash = change.kind in TRASHING_KINDS
    goal, start = ("trash", "library") if to_trash else ("library", "trash")
    place, before = place_of(bench, change.document or "")
    if place == goal and before is not None:
        return _settle(bench, change, before)
    if place != start or before is None:
        return outcome_of(change, Result.STALE, f"the document is no longer in the {start}")
    if reason := _why_not(bench, change, before):
        return outcome_of(change, Result.STALE, reason)
    bench.intend(change, before, {"move": goal})
    for _ in range(2):
        try:
            _call(bench, change, to_trash=to_trash)
        except (UnknownOutcomeError, NotFoundError):
            # Either it has happened already, or it has not: the look below tells.
            pass
        except MendeleySyncError as error:
            bench.failed(change, str(error), "not sent")
            raise
        place, after = place_of(bench, before.id)
        if place == goal and after is not None:
            return _settle(bench, change, after)
    return outcome_of(change, Result.UNKNOWN, not_confirmed(change))


def _call(bench: WriteContext, change: Change, *, to_trash: bool) -> None:
    if to_trash:
        bench.client.trash_document(change.document or "")
    else:
        bench.client.restore_document(change.document or "")


def _why_not(bench: WriteContext, change: Change, document: Document) -> str:
    if document.group_id not in (None, bench.group_id):
        return "the document now belongs to another group"
    if change.kind not in TRASHING_KINDS:
        return ""
    if document.last_modified != change.expected_last_modified:
        return "somebody edited the document meanwhile"
    if bench.trash_with_files:
        return ""
    if document.file_attached:
        return "the document has files; `--with-files` trashes it all the same"
    if change.kind is ChangeKind.TRASH and bench.client.annotations(document_id=document.id):
        return "somebody annotated the document; `--with-files` trashes it all the same"
    return ""


def _settle(bench: WriteContext, change: Change, after: Document) -> ChangeOutcome:
    bench.done(change, after, binding=_binding_json(bench, change))
    record_move(bench, change, after)
    return outcome_of(change, Result.DONE, last_modified=after.last_modified)


def _binding_json(bench: WriteContext, change: Change) -> dict[str, object] | None:
    known = bench.book.binding(change.reference or "")
    if known is None or known.document != change.document:
        return None
    return known.model_dump(mode="json", exclude_defaults=True)


def record_move(bench: WriteContext, change: Change, after: Document) -> None:
    """What a move means for the memory of the pair."""
    if change.reference is None or change.document is None:
        return
    if (step := bench.undo.get(change.id)) is not None:
        remember_undone(bench.book, change, step, bench.client.answered_at)
    elif change.kind in TRASHING_KINDS:
        bench.book.record_removal(
            Tombstone(
                reference=change.reference,
                document=change.document,
                reason="removed by us",
                at=bench.client.answered_at,
            )
        )
    elif bench.book.document_of(change.reference) != change.document:
        bench.book.bind(
            Binding(
                reference=change.reference,
                document=change.document,
                rule="restored",
                evidence="taken out of the trash for this entry",
                bound_at=bench.client.answered_at,
                last_modified=after.last_modified,
            )
        )
