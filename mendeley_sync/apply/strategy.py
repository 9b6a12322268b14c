"""How each kind of change is looked for, sent and proven: one strategy a kind.

Source: docs/synchronising.md (Writing).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Protocol

from mendeley_sync.apply.create import Create
from mendeley_sync.apply.proof import Proof, Sent
from mendeley_sync.apply.revert import RevertMove, RevertUpdate
from mendeley_sync.apply.trash import Move
from mendeley_sync.apply.update import Update
from mendeley_sync.apply.write_context import WriteContext
from mendeley_sync.domain.service import Found, Image, Place, Record
from mendeley_sync.plan.changes import Change, ChangeKind


class Strategy(Protocol):
    """One kind of change. Only the engine calls it, in this order."""

    look_again_s: tuple[float, ...]
    """Pauses before further looks when an answer was lost, in seconds."""
    may_resend: bool
    """Whether it may be sent once more when it has not arrived."""
    latest_arrival: timedelta
    """So long after it was sent it may still arrive."""

    def look(self, context: WriteContext, change: Change, sent: Sent | None = None) -> Found:
        """What the library holds of it now.

        Raises:
            OvertakenError: it can no longer be done, or nobody can say any more.
        """
        ...

    def objection(self, context: WriteContext, change: Change, now: Found) -> str:
        """Why it cannot be done as planned; "" when it can."""
        ...

    def request(self, context: WriteContext, change: Change, now: Found) -> Image:
        """What is to be sent."""
        ...

    def send(
        self, context: WriteContext, change: Change, request: Image, now: Found
    ) -> Record | None:
        """Call one verb of the service; what it answered, where it answers with a document."""
        ...

    def proof(
        self, context: WriteContext, change: Change, sent: Sent, before: Found, now: Found
    ) -> Proof:
        """What a look shows: whether it has arrived, and nothing else has moved."""
        ...

    def memory(self, context: WriteContext, change: Change) -> Mapping[str, object]:
        """Members of the journal's record: what an undo must restore in the lock file."""
        ...

    def remember(
        self,
        context: WriteContext,
        change: Change,
        now: Record,
        *,
        kept: tuple[str, ...] = (),
        ours: bool = True,
    ) -> None:
        """Record in the lock file's data what both sides agree on.

        Args:
            kept: fields of which the service keeps a value of its own.
            ours: the document is as our request made it, and no other run's.
        """
        ...

    def follow_up(
        self, context: WriteContext, change: Change, now: Record
    ) -> tuple[Change, Record] | None:
        """A change that makes way for a record of another run, and that record."""
        ...


_UPDATE, _CREATE = Update(), Create()

STRATEGIES: Mapping[ChangeKind, Strategy] = {
    ChangeKind.CREATE: _CREATE,
    ChangeKind.FILL: _UPDATE,
    ChangeKind.UPDATE: _UPDATE,
    ChangeKind.CLEAR: _UPDATE,
    ChangeKind.OVERWRITE: _UPDATE,
    ChangeKind.RESTORE: Move(Place.LIBRARY),
    ChangeKind.RECREATE: _CREATE,
    ChangeKind.TRASH: Move(Place.TRASH),
    ChangeKind.UNDO_UPDATE: RevertUpdate(),
    ChangeKind.UNDO_CREATE: RevertMove(Place.TRASH),
    ChangeKind.UNDO_TRASH: RevertMove(Place.LIBRARY),
    ChangeKind.UNDO_RESTORE: RevertMove(Place.TRASH),
}
"""The strategy of each kind of change."""
