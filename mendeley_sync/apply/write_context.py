"""What the writes of one run share, and its records in the journal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from mendeley_sync.apply.lock_file_updates import LockFileUpdates
from mendeley_sync.diff.source_of_truth import FieldRules
from mendeley_sync.domain.library import ProfileId
from mendeley_sync.domain.references import Reference, ReferenceKey
from mendeley_sync.domain.service import Image, LibraryService, Record
from mendeley_sync.plan.changes import Change, Revert
from mendeley_sync.stores.journal import DONE, FAILED, INTENT, NOTED, STOP, Journal


def _not_interrupted() -> int | None:
    return None


@dataclass(frozen=True)
class WriteContext:
    """Everything that the writes of one run share."""

    service: LibraryService
    journal: Journal
    updates: LockFileUpdates
    rules: FieldRules
    references: Mapping[ReferenceKey, Reference]
    pulled_at: datetime
    """Service clock from which on a new document may be ours: the start of the pull that the
    plan was made from, or the moment in which a run that did not finish sent it."""
    profile: ProfileId | None = None
    interrupted: Callable[[], int | None] = _not_interrupted
    """The signal that asked the run to end, or None."""
    trash_with_files: bool = False
    intended: set[str] = field(default_factory=set)
    """Ids of changes whose intent is on the disk: they may have been sent."""

    def intend(self, change: Change, before: Record | None, request: Image) -> None:
        """Note what is about to be sent, with the pre-image, on the disk."""
        self.journal.append(
            INTENT,
            change=change.model_dump(mode="json", exclude_defaults=True),
            before=dict(before.image) if before else None,
            request=dict(request),
            undo=change.revert.model_dump(mode="json", exclude_defaults=True)
            if change.revert
            else None,
            at=self.service.now.isoformat(),
        )
        self.intended.add(change.id)

    def done(self, change: Change, after: Record, **more: Any) -> None:
        """Note that it was seen in the library."""
        self.journal.append(
            DONE, change=change.id, document=after.document.id, after=dict(after.image), **more
        )

    def noted_former(self, change: Change) -> None:
        """Note what the pair was before, for an undo, where a document gave way to another."""
        key = change.reference or ""
        self.journal.append(NOTED, former={key: self.updates.binding_json(key)})

    def failed(self, change: Change, reason: str, result: str) -> None:
        """Note that nothing came of it, and why."""
        self.journal.append(FAILED, change=change.id, reason=reason, result=result)

    def stop(self, reason: str) -> None:
        """Set the write block: nothing is written until a person has looked."""
        self.journal.append(STOP, reason=reason)


class Intent(NamedTuple):
    """A write that the journal says was about to be sent."""

    change: Change
    before: Image | None
    request: Image
    at: datetime
    """Service clock."""


def intent_of(record: Mapping[str, Any]) -> Intent:
    """An intent, read from its record in the journal."""
    change = Change.model_validate(record["change"])
    if record.get("undo"):
        change = change.model_copy(update={"revert": Revert.model_validate(record["undo"])})
    before = record.get("before")
    at = datetime.fromisoformat(record["at"])
    return Intent(change, Image(before) if before else None, Image(record["request"]), at)
