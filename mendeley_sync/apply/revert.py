"""What an earlier run did, taken back: the changes for it, and how each is carried out.

Source: docs/synchronising.md (Undo).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from mendeley_sync.apply.lock_file_updates import LockFileUpdates
from mendeley_sync.apply.proof import OvertakenError
from mendeley_sync.apply.trash import Move
from mendeley_sync.apply.update import Update, record_in
from mendeley_sync.apply.write_context import Intent, WriteContext, intent_of
from mendeley_sync.diff.equality.fields import library_value
from mendeley_sync.domain.csl import to_csl
from mendeley_sync.domain.library import Document
from mendeley_sync.domain.lock_data import BaselineValue, Binding, Tombstone, UndoneChange
from mendeley_sync.domain.metadata import FIELDS
from mendeley_sync.domain.service import Drafts, Found, Image, Record
from mendeley_sync.plan.changes import (
    CREATING_KINDS,
    FIELD_KINDS,
    Change,
    ChangeKind,
    FieldChange,
    Revert,
    change_id,
)
from mendeley_sync.stores.journal import DONE, INTENT, JournalRun

REVERTING_KIND: Mapping[ChangeKind, ChangeKind] = {
    **dict.fromkeys(FIELD_KINDS, ChangeKind.UNDO_UPDATE),
    **dict.fromkeys(CREATING_KINDS, ChangeKind.UNDO_CREATE),
    ChangeKind.TRASH: ChangeKind.UNDO_TRASH,
    ChangeKind.UNDO_CREATE: ChangeKind.UNDO_TRASH,
    ChangeKind.UNDO_RESTORE: ChangeKind.UNDO_TRASH,
    ChangeKind.RESTORE: ChangeKind.UNDO_RESTORE,
    ChangeKind.UNDO_TRASH: ChangeKind.UNDO_RESTORE,
}
"""What undoes what; an undo is undone like anything else."""

_UNDO_KINDS = frozenset(REVERTING_KIND.values())


class RevertUpdate(Update):
    """Gives members of a document the values back that they had before a run of ours."""

    def request(self, context: WriteContext, change: Change, now: Found) -> Image:
        """The members as they were, to the letter."""
        return Image(_revert_of(change).patch)

    def remember(
        self,
        context: WriteContext,
        change: Change,
        now: Record,
        *,
        kept: tuple[str, ...] = (),
        ours: bool = True,
    ) -> None:
        """What was agreed before that run, and that a person undid it."""
        remember_undone(context.updates, change, _revert_of(change), context.service.now)

    def _not_as_planned(self, context: WriteContext, change: Change, now: Found) -> str:
        revert, image = _revert_of(change), record_in(now).image
        holds = context.service.drafts.holds
        if holds(Image(revert.left), image) or holds(Image(revert.patch), image):
            return ""
        return "the document was edited since that run"

    def _has_arrived(
        self, context: WriteContext, change: Change, request: Image, now: Record
    ) -> bool:
        return context.service.drafts.holds(request, now.image)


class RevertMove(Move):
    """Moves a document back to where it was before a run of ours."""

    def remember(
        self,
        context: WriteContext,
        change: Change,
        now: Record,
        *,
        kept: tuple[str, ...] = (),
        ours: bool = True,
    ) -> None:
        """What the pair was before that run, and that a person undid it."""
        if change.revert is None:
            # Ours gave way to a document of another run: nobody undid anything.
            super().remember(context, change, now, kept=kept, ours=ours)
        else:
            remember_undone(context.updates, change, change.revert, context.service.now)


def _revert_of(change: Change) -> Revert:
    if change.revert is None:
        raise OvertakenError("the journal does not say what was there before")
    return change.revert


def remember_undone(updates: LockFileUpdates, change: Change, revert: Revert, at: datetime) -> None:
    """Bring the lock file back, and mark what a person undid."""
    key = change.reference
    if key is None:
        return
    if change.kind is ChangeKind.UNDO_UPDATE:
        updates.agree(key, revert.agreed)
        for name, value in revert.values.items():
            undone = UndoneChange(run=revert.run, reference=key, field=name, value=value, at=at)
            _mark(updates, revert, undone)
        return
    if change.kind is ChangeKind.UNDO_CREATE and change.document is not None:
        updates.record_removal(
            Tombstone(reference=key, document=change.document, reason="undone", at=at)
        )
        _mark(updates, revert, UndoneChange(run=revert.run, reference=key, at=at))
    if revert.binding is not None:
        updates.bind(revert.binding)
    elif change.kind is not ChangeKind.UNDO_CREATE:
        updates.unbind(key)
    if revert.again:
        updates.redo(key, None)


def _mark(updates: LockFileUpdates, revert: Revert, undone: UndoneChange) -> None:
    if revert.again:
        updates.redo(undone.reference, undone.field)
    else:
        updates.take_back(undone)


# -- from the journal of a run to the changes that undo it ---------------------------------


def changes_to_undo(
    found: JournalRun, drafts: Drafts, entries: frozenset[str] = frozenset()
) -> tuple[Change, ...]:
    """The changes that undo a run, in the opposite order of what it did.

    Args:
        entries: keys of references or ids of documents; empty: all.
    """
    intents = {one["change"]["id"]: one for one in found.of_kind(INTENT)}
    changes: list[Change] = []
    for done in reversed(found.of_kind(DONE)):
        if done["change"] not in intents:
            continue
        intent = intent_of(intents[done["change"]])
        if undid_itself(found, intent, done):
            # Added, and removed by that very run: nothing of it is there.
            continue
        if not entries or entries & {intent.change.reference, done.get("document")}:
            changes.append(_change_back(found.run, intent, done, drafts))
    return tuple(changes)


def undid_itself(found: JournalRun, intent: Intent, done: Mapping[str, Any]) -> bool:
    """Whether the run undid this change of its own, so that it left nothing behind."""
    return bool(done.get("twin")) or intent.change.undoes == found.run


def _change_back(run: str, intent: Intent, done: Mapping[str, Any], drafts: Drafts) -> Change:
    change, document = intent.change, done.get("document")
    kind = REVERTING_KIND[change.kind]
    image = Image(done["after"]) if done.get("after") else None
    after = drafts.document(image) if image is not None else None
    revert = Revert(run=run, again=change.kind in _UNDO_KINDS)
    fields: tuple[FieldChange, ...] = ()
    if kind is ChangeKind.UNDO_UPDATE:
        assert intent.before is not None  # a change of fields has a pre-image
        before = drafts.document(intent.before)
        fields = tuple(_fields_back(before, after or before))
        revert = Revert(
            run=run,
            again=revert.again,
            patch=drafts.back(intent.request, intent.before),
            left=drafts.back(intent.request, image or Image({})),
            agreed=agreed_in(done.get("agreed_before") or {}),
            values={field.field: field.after for field in change.fields},
        )
    elif done.get("binding"):
        revert = revert.model_copy(update={"binding": Binding.model_validate(done["binding"])})
    return Change(
        id=change_id(kind, reference=change.reference, document=document),
        kind=kind,
        reference=change.reference,
        document=document,
        title=change.title,
        fields=fields,
        expected_last_modified=after.last_modified if after else None,
        why=f"Run {run} did the opposite.",
        undoes=run,
        revert=revert,
    )


def agreed_in(shown: Mapping[str, Any]) -> dict[str, BaselineValue | None]:
    """Values last agreed on, as the journal keeps them; None: nothing was remembered."""
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
