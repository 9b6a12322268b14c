"""What one write needs: the client, the journal, the lock file's content, the rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mendeley_sync.apply.lock_file_updates import LockFileUpdates
from mendeley_sync.apply.revert import UndoStep
from mendeley_sync.diff.source_of_truth import FieldRules
from mendeley_sync.domain.library import Document, GroupId, ProfileId
from mendeley_sync.domain.references import Reference, ReferenceKey
from mendeley_sync.mendeley.client import MendeleyClient
from mendeley_sync.plan.changes import Change
from mendeley_sync.stores.journal import DONE, FAILED, INTENT, STOP, Journal

QUIET_S = 2.0
"""The service's times have whole seconds: an edit in the very second of ours would go unseen,
so a document that somebody is editing now is left to rest this long."""


def _not_interrupted() -> int | None:
    return None


@dataclass
class WriteContext:
    """Everything that the writes of one run share."""

    client: MendeleyClient
    journal: Journal
    book: LockFileUpdates
    rules: FieldRules
    group_id: GroupId
    references: Mapping[ReferenceKey, Reference]
    pulled_at: datetime
    """Server clock at the start of the pull that the plan was made from."""
    profile: ProfileId | None = None
    undo: Mapping[str, UndoStep] = field(default_factory=dict)
    """For changes that take others back, by change id."""
    interrupted: Callable[[], int | None] = _not_interrupted
    """The signal that asked the run to end, or None."""
    trash_with_files: bool = False
    intended: set[str] = field(default_factory=set)
    """Ids of changes whose intent is on the disk: they may have been sent."""

    def intend(self, change: Change, before: Document | None, request: Mapping[str, Any]) -> None:
        """Note what is about to be sent, with the pre-image, on the disk."""
        self.journal.append(
            INTENT,
            change=change.model_dump(mode="json", exclude_defaults=True),
            before=dict(before.raw) if before else None,
            request=dict(request),
            undo=step.model_dump(mode="json", exclude_defaults=True)
            if (step := self.undo.get(change.id))
            else None,
            at=self.client.answered_at.isoformat(),
        )
        self.intended.add(change.id)

    def done(self, change: Change, after: Document | None, **more: Any) -> None:
        """Note that it was seen in the library."""
        self.journal.append(
            DONE,
            change=change.id,
            document=after.id if after else change.document,
            after=dict(after.raw) if after else None,
            **more,
        )

    def failed(self, change: Change, reason: str, result: str) -> None:
        """Note that nothing came of it, and why."""
        self.journal.append(FAILED, change=change.id, reason=reason, result=result)

    def stop(self, reason: str) -> None:
        """Set the stop mark: nothing is written until a person has looked."""
        self.journal.append(STOP, reason=reason)

    def wait_until_idle(self, document: Document) -> bool:
        """Wait until nobody has edited the document for a moment; whether a wait was needed."""
        if document.last_modified is None:
            return False
        age_s = (self.client.answered_at - document.last_modified).total_seconds()
        if not 0 <= age_s < QUIET_S:
            return False
        self.client.pause(QUIET_S - age_s)
        return True
