"""Documents created, restored or removed, and what of that needs review."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from mendeley_sync.diff.entries import EntryPush
from mendeley_sync.diff.equality.fields import can_be_held
from mendeley_sync.diff.reference_differences import ReferenceResult
from mendeley_sync.diff.source_of_truth import FieldRules, SourceOfTruth
from mendeley_sync.domain.library import Document
from mendeley_sync.domain.lock_data import Tombstone
from mendeley_sync.domain.metadata import filled_fields, value_of
from mendeley_sync.domain.references import WHOLE_ENTRY, Reference
from mendeley_sync.plan.build.draft import Context, Draft
from mendeley_sync.plan.build.fields import REQUIRED_FIELDS, UNDONE_BEFORE, value_to_write
from mendeley_sync.plan.changes import (
    Change,
    ChangeKind,
    FieldChange,
    NeedsReview,
    change_id,
)

FRESH_EDIT = timedelta(hours=24)
"""A document that was edited within this time is not moved to the trash."""


class EntryPlanner:
    """Adds one reference after another to a draft."""

    def __init__(self, context: Context, draft: Draft) -> None:
        self._library = context.library
        self._rules = context.rules
        self._options = context.options
        self._now = context.now
        self._accepted = context.accepted
        self._undone = context.undone
        self._draft = draft

    def add(self, entry: ReferenceResult) -> None:
        if entry.finding is not None and entry.finding.id in self._accepted:
            return
        if entry.row.push is EntryPush.RECORD_REMOVAL and entry.binding is not None:
            self._draft.tombstones.append(
                Tombstone(
                    reference=entry.binding.reference,
                    document=entry.binding.document,
                    reason="removed on both sides",
                    at=self._now,
                )
            )
        elif entry.row.push is EntryPush.HOLD:
            self._hold_entry(entry, "; ".join(entry.finding.reasons) if entry.finding else "")
        elif entry.row.push in _ENTRY_KINDS:
            self._entry_change(entry, _ENTRY_KINDS[entry.row.push])

    def _entry_change(self, entry: ReferenceResult, kind: ChangeKind) -> None:
        if reason := self._why_not(entry, kind):
            self._hold_entry(entry, reason)
            return
        change = self._whole_change(entry, kind)
        if self._options.writes(kind):
            self._draft.changes.append(change)
        else:
            self._draft.withheld.append(change)
            self._hold_entry(entry, "; ".join(entry.finding.reasons if entry.finding else ()), kind)

    def _why_not(self, entry: ReferenceResult, kind: ChangeKind) -> str:
        """Why nothing is written for this reference, whatever is allowed; "": it may be."""
        if self._absence_is_unproven():
            return "the library changed during the pull, so missing documents cannot be identified"
        reference = entry.reference
        if reference is not None and is_protected(reference):
            return "the reference is protected"
        if reference is not None and self._is_unconfirmed(reference):
            return "an earlier change is not confirmed yet; a later run checks again"
        if kind in (ChangeKind.CREATE, ChangeKind.RECREATE) and reference is not None:
            if has_no_title(reference):
                return "the reference has no title, and Mendeley requires one"
            if self._stays_undone(reference):
                return UNDONE_BEFORE
        if kind is ChangeKind.TRASH and entry.found is not None:
            return self._why_not_trash(entry.found)
        return ""

    def _why_not_trash(self, document: Document) -> str:
        if has_files(document) and not self._options.trash_with_files:
            return (
                "the document has attached files; add `--with-files` to move it to the trash anyway"
            )
        if document.last_modified is None:
            return "Mendeley did not report when the document was last changed"
        if is_fresh(document.last_modified, self._now):
            return "someone edited the document within the last day"
        return ""

    def _absence_is_unproven(self) -> bool:
        return not self._library.exact

    def _is_unconfirmed(self, reference: Reference) -> bool:
        return reference.key in self._options.unconfirmed

    def _stays_undone(self, reference: Reference) -> bool:
        return self._rules.undone_stay_undone and (reference.key, None) in self._undone

    def _whole_change(self, entry: ReferenceResult, kind: ChangeKind) -> Change:
        key = entry.reference.key if entry.reference else None
        creating = kind in (ChangeKind.CREATE, ChangeKind.RECREATE)
        document = None if kind is ChangeKind.CREATE else entry.document
        fields: tuple[FieldChange, ...] = ()
        if creating and entry.reference is not None:
            fields = tuple(_content(entry.reference, self._rules, kind, entry.row.case))
        return Change(
            id=change_id(kind, reference=key, document=document),
            kind=kind,
            reference=key,
            document=document,
            title=entry.finding.title if entry.finding else "",
            fields=fields,
            expected_last_modified=entry.found.last_modified if entry.found else None,
            why="; ".join(entry.finding.reasons) if entry.finding else "",
        )

    def _hold_entry(
        self, entry: ReferenceResult, reason: str, kind: ChangeKind | None = None
    ) -> None:
        finding = entry.finding
        self._draft.holds.append(
            NeedsReview(
                finding=finding.id if finding else None,
                reference=entry.reference.key if entry.reference else None,
                document=entry.document,
                title=finding.title if finding else "",
                case=entry.row.case,
                reason=reason,
                way=_way_of(entry, kind),
                kind=kind,
            )
        )


def is_protected(reference: Reference) -> bool:
    """Whether nothing of the reference is ever written."""
    return WHOLE_ENTRY in reference.protect


def has_no_title(reference: Reference) -> bool:
    """Whether the reference lacks what every document must have."""
    return not reference.metadata.title.strip()


def has_files(document: Document) -> bool:
    """Whether somebody attached files to the document."""
    return document.file_attached


def is_fresh(last_modified: datetime, now: datetime) -> bool:
    """Whether somebody edited the document within a day."""
    return now - last_modified < FRESH_EDIT


_ENTRY_KINDS = {
    EntryPush.CREATE: ChangeKind.CREATE,
    EntryPush.RESTORE: ChangeKind.RESTORE,
    EntryPush.RECREATE: ChangeKind.RECREATE,
    EntryPush.TRASH: ChangeKind.TRASH,
}


def _way_of(entry: ReferenceResult, kind: ChangeKind | None) -> str:
    if kind in (ChangeKind.RESTORE, ChangeKind.RECREATE):
        return f"mendeley-sync push --{kind.value} N"
    if kind is not None:
        return f"mendeley-sync push --allow {kind.value}=N"
    name = entry.reference.key if entry.reference else entry.document
    return f"mendeley-sync resolve {name}"


def _content(
    reference: Reference, rules: FieldRules, kind: ChangeKind, case: str
) -> Iterable[FieldChange]:
    """Every field of a new document: the list's values that Mendeley can store."""
    writable = (SourceOfTruth.LIST, SourceOfTruth.SHARED)
    for name in filled_fields(reference.metadata):
        value = value_of(reference.metadata, name)
        unprotected = not rules.protects(reference, name) or name in REQUIRED_FIELDS
        if rules.owner(name) in writable and can_be_held(name, value) and unprotected:
            yield FieldChange(field=name, kind=kind, after=value_to_write(name, value), case=case)
