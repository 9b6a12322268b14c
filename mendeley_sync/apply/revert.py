"""What taking back one change needs to know, and what it means for the lock file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from mendeley_sync.apply.lock_file_updates import LockFileUpdates
from mendeley_sync.domain.csl import CslValue
from mendeley_sync.domain.fields import FieldName
from mendeley_sync.domain.lock_data import BaselineValue, Binding, Tombstone, UndoneChange
from mendeley_sync.plan.changes import Change, ChangeKind


class UndoStep(BaseModel):
    """The way back of one change; kept in the journal, so that a crash does not lose it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    run: str
    """The run that is taken back."""
    again: bool = False
    """That run was itself an undo: the change is made again."""
    patch: Mapping[str, Any] = {}
    """Members of the document as they were before that run, as JSON."""
    left: Mapping[str, Any] = {}
    """The same members as that run left them: the guard."""
    agreed: Mapping[FieldName, BaselineValue | None] = {}
    """What was remembered of the fields before that run."""
    values: Mapping[FieldName, CslValue] = {}
    """What that run wrote: not to be written again by itself."""
    binding: Binding | None = None
    """What the pair was remembered as before that run."""


def remember_undone(book: LockFileUpdates, change: Change, step: UndoStep, at: datetime) -> None:
    """Bring the lock file back, and mark what a person took back."""
    key = change.reference
    if key is None:
        return
    if change.kind is ChangeKind.UNDO_UPDATE:
        book.agree(key, step.agreed)
        for name, value in step.values.items():
            _mark(
                book,
                step,
                UndoneChange(run=step.run, reference=key, field=name, value=value, at=at),
            )
        return
    if change.kind is ChangeKind.UNDO_CREATE and change.document is not None:
        reason = "undone"
        book.record_removal(
            Tombstone(reference=key, document=change.document, reason=reason, at=at)
        )
        _mark(book, step, UndoneChange(run=step.run, reference=key, at=at))
    if step.binding is not None:
        book.bind(step.binding)
    elif change.kind is not ChangeKind.UNDO_CREATE:
        book.unbind(key)
    if step.again:
        book.redo(key, None)


def _mark(book: LockFileUpdates, step: UndoStep, undone: UndoneChange) -> None:
    if step.again:
        book.redo(undone.reference, undone.field)
    else:
        book.take_back(undone)
