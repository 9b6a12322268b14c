"""Into the trash and out of it: one document."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta

from mendeley_sync.apply.proof import Arrival, Proof, Sent
from mendeley_sync.apply.update import document_in
from mendeley_sync.apply.write_context import WriteContext
from mendeley_sync.domain.library import Document
from mendeley_sync.domain.lock_data import Binding, Tombstone
from mendeley_sync.domain.service import Found, Image, Place, Record
from mendeley_sync.errors import NotFoundError
from mendeley_sync.plan.changes import Change, ChangeKind


class Move:
    """Moves a document between the library and its trash; a `Strategy`.

    Args:
        goal: `Place.TRASH` or `Place.LIBRARY`.
    """

    look_again_s: tuple[float, ...] = ()
    may_resend = True
    latest_arrival = timedelta()

    def __init__(self, goal: Place) -> None:
        self.goal = goal
        self.start = Place.LIBRARY if goal is Place.TRASH else Place.TRASH

    def look(self, context: WriteContext, change: Change, sent: Sent | None = None) -> Found:
        """Where it lies; before it is trashed also whether somebody annotated it."""
        asks = sent is None and change.kind is ChangeKind.TRASH and not context.trash_with_files
        return context.service.read(change.document or "", annotations=asks)

    def objection(self, context: WriteContext, change: Change, now: Found) -> str:
        """It must lie where it is moved from; what somebody works with is not trashed."""
        if now.place is self.goal:
            return ""
        if self.is_elsewhere(now):
            return f"the document is no longer in the {self.start}"
        if self.goal is not Place.TRASH:
            return ""
        document = document_in(now)
        if was_edited_since(change, document):
            return "someone edited the document after the pull"
        if context.trash_with_files:
            return ""
        if has_files(document):
            return "the document has files; add `--with-files` to move it to the trash"
        if is_annotated(now):
            return "the document has annotations; add `--with-files` to move it to the trash"
        return ""

    def is_elsewhere(self, now: Found) -> bool:
        """Whether it lies neither where it is to go nor where it was."""
        return now.place is not self.start

    def request(self, context: WriteContext, change: Change, now: Found) -> Image:
        """For the journal; the verb takes nothing."""
        return Image({"move": self.goal.value})

    def send(self, context: WriteContext, change: Change, request: Image, now: Found) -> None:
        """One move. Where it is not found, it may have moved already: the look tells."""
        with suppress(NotFoundError):
            context.service.move(change.document or "", self.goal)

    def proof(
        self, context: WriteContext, change: Change, sent: Sent, before: Found, now: Found
    ) -> Proof:
        """It lies where it was to be moved."""
        return Proof(Arrival.ARRIVED if now.place is self.goal else Arrival.NOT_YET)

    def memory(self, context: WriteContext, change: Change) -> Mapping[str, object]:
        """What the pair was remembered as."""
        key = change.reference or ""
        is_pair = context.updates.document_of(key) == change.document
        return {"binding": context.updates.binding_json(key) if is_pair else None}

    def remember(
        self,
        context: WriteContext,
        change: Change,
        now: Record,
        *,
        kept: tuple[str, ...] = (),
        ours: bool = True,
    ) -> None:
        """A removed pair is a tombstone; what came out of the trash for an entry is bound."""
        if change.reference is None or change.document is None:
            return
        if self.goal is Place.TRASH:
            context.updates.record_removal(
                Tombstone(
                    reference=change.reference,
                    document=change.document,
                    reason="removed by us",
                    at=context.service.now,
                )
            )
        elif context.updates.document_of(change.reference) != change.document:
            context.updates.bind(
                Binding(
                    reference=change.reference,
                    document=change.document,
                    rule="restored",
                    evidence="taken out of the trash for this entry",
                    bound_at=context.service.now,
                    last_modified=now.document.last_modified,
                )
            )

    def follow_up(
        self, context: WriteContext, change: Change, now: Record
    ) -> tuple[Change, Record] | None:
        """Nothing follows."""
        return None


def has_files(document: Document) -> bool:
    """Whether somebody attached files to the document."""
    return document.file_attached


def is_annotated(found: Found) -> bool:
    """Whether somebody annotated the document."""
    return found.annotated


def was_edited_since(change: Change, document: Document) -> bool:
    """Whether somebody edited the document after the pull."""
    return document.last_modified != change.expected_last_modified
