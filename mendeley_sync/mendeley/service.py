"""A group library of Mendeley behind the port of `domain.service`.

What is Mendeley's own stays here: dates of change in whole seconds, reads that lag behind
writes, two places to look in.

Source: docs/service.md (Updating a document, The trash).
"""

from __future__ import annotations

from datetime import datetime
from typing import BinaryIO, NamedTuple

from mendeley_sync.domain.library import Document, DocumentId, Group, GroupId
from mendeley_sync.domain.service import (
    Capabilities,
    Drafts,
    Found,
    Image,
    Place,
    Progress,
    Record,
    RemoteFile,
    Sink,
    Snapshot,
)
from mendeley_sync.errors import (
    ForeignRecordError,
    MendeleySyncError,
    NotFoundError,
    PreconditionFailedError,
    UnknownOutcomeError,
)
from mendeley_sync.mendeley.capabilities import CAPABILITIES
from mendeley_sync.mendeley.client import MendeleyClient
from mendeley_sync.mendeley.snapshot.stable_pull import list_changes, list_everything, list_newest
from mendeley_sync.mendeley.wire.drafts import MendeleyDrafts
from mendeley_sync.mendeley.wire.resources import File

QUIET_S = 2.0
"""Dates of change have whole seconds: an edit in the very second of ours would go unseen, so a
document that somebody is editing now is left to rest this long."""

LOOK_AGAIN_S = (2.0, 8.0, 30.0)
"""Pauses before a new document is looked for again: a read may lag behind the create."""


class _Written(NamedTuple):
    """What our last write to a document left behind."""

    before: Image
    last_modified: datetime | None


class MendeleyService:
    """A `domain.service.LibraryService`; its verbs are described there.

    Args:
        client: for one run; who made it closes it.
    """

    capabilities: Capabilities = CAPABILITIES

    def __init__(self, client: MendeleyClient, group_id: GroupId) -> None:
        self._client = client
        self._group_id = group_id
        self._group: Group | None = None
        """As asked for last in this run."""
        self._written: dict[DocumentId, _Written] = {}
        self.drafts: Drafts = MendeleyDrafts(group_id)

    @property
    def now(self) -> datetime:
        """Mendeley's clock in its last answer."""
        return self._client.answered_at

    def snapshot(
        self,
        sink: Sink,
        *,
        since: datetime | None = None,
        newest: int | None = None,
        expect_trash: bool = False,
        progress: Progress | None = None,
    ) -> Snapshot:
        """List the library and its trash, whole, what changed, or the newest."""
        if newest == 0:
            before = self._client.requests_sent
            self._group = self._client.group(self._group_id)
            sent = self._client.requests_sent - before
            return Snapshot(group=self._group, taken_at=self.now, requests=sent)
        if newest is None and since is None:
            return list_everything(
                self._client,
                sink,
                self._group_id,
                known=self._group,
                expect_trash=expect_trash,
                progress=progress,
            )
        self._group = self._group or self._client.group(self._group_id)
        if newest is not None:
            return list_newest(self._client, sink, self._group, newest)
        assert since is not None
        return list_changes(self._client, sink, self._group, since)

    def read(self, document: DocumentId, *, annotations: bool = False) -> Found:
        """Look in the library, then in the trash."""
        found = self._look(document)
        if self._lags(document, found):
            self._client.pause(QUIET_S)
            found = self._look(document)
        self._written.pop(document, None)
        if annotations and found.record is not None:
            return found._replace(annotated=bool(self._client.annotations(document_id=document)))
        return found

    def create(self, new: Image) -> Record:
        """Add a document and read it back, waiting up to 40 s for it to show."""
        made = self._client.create_document(new).document.id
        for pause_s in (0.0, *LOOK_AGAIN_S):
            self._client.pause(pause_s)
            try:
                return self._own(made, self._client.document(made))
            except NotFoundError:
                continue
            except MendeleySyncError as error:
                # Whatever it is, the document was added.
                raise UnknownOutcomeError(f"sent, and not confirmed ({error})") from error
        raise UnknownOutcomeError(f"sent, and document {made} does not show in the library")

    def update(self, patch: Image, *, known: Record) -> Record:
        """Send the patch with the date of change that we know.

        The date goes out in whole seconds, cut; where Mendeley refuses it although the
        document still has that date, it is sent once more, rounded up.
        """
        document = known.document
        self._wait_until_idle(document)
        try:
            return self._patched(patch, known)
        except PreconditionFailedError:
            present = self._own(document.id, self._client.document(document.id)).document
            if present.last_modified != document.last_modified:
                raise
        return self._patched(patch, known, round_up=True)

    def move(self, document: DocumentId, to: Place) -> None:
        """Move a document; what became of it is read afterwards.

        Raises:
            ValueError: there is no such move.
        """
        if to is Place.TRASH:
            self._client.trash_document(document)
        elif to is Place.LIBRARY:
            self._client.restore_document(document)
        else:
            raise ValueError("a document moves into the trash or into the library")

    def pause(self, seconds: float) -> None:
        """Wait, by the client's clock."""
        self._client.pause(seconds)

    # -- the one check of who answers ----------------------------------------------------

    def _own(self, asked: DocumentId, answer: Record) -> Record:
        """Return the answer, if it is the document that was asked for, of this group."""
        found, group = answer.document.id, answer.document.group_id
        if found.lower() != asked.lower():
            raise ForeignRecordError(f"asked for document {asked}, got {found}")
        if group is not None and group.lower() != self._group_id.lower():
            raise ForeignRecordError(f"document {asked} now belongs to another group")
        return answer

    def _look(self, document: DocumentId) -> Found:
        try:
            return Found(Place.LIBRARY, self._own(document, self._client.document(document)))
        except NotFoundError:
            pass
        try:
            trashed = self._client.trashed_document(document)
        except NotFoundError:
            return Found(Place.NOWHERE, None)
        return Found(Place.TRASH, self._own(document, trashed))

    # -- dates of change -----------------------------------------------------------------

    def _lags(self, document: DocumentId, found: Found) -> bool:
        """True if the answer is of a time before our own last write."""
        written = self._written.get(document)
        if written is None or found.record is None:
            return False
        seen, ours = found.record.document.last_modified, written.last_modified
        is_older = seen is not None and ours is not None and seen < ours
        return is_older or found.record.image == written.before

    def _wait_until_idle(self, known: Document) -> None:
        """Wait until nobody has edited the document for a moment.

        Raises:
            PreconditionFailedError: somebody did so meanwhile, or the date is unreadable.
        """
        if known.last_modified is None:
            raise PreconditionFailedError("the document has no readable time of change")
        age_s = (self.now - known.last_modified).total_seconds()
        if not 0 <= age_s < QUIET_S:
            return
        self._client.pause(QUIET_S - age_s)
        if self._client.document(known.id).document.last_modified != known.last_modified:
            raise PreconditionFailedError("somebody edits the document just now")

    def _patched(self, patch: Image, known: Record, *, round_up: bool = False) -> Record:
        document = known.document
        assert document.last_modified is not None  # _wait_until_idle refuses it
        answer = self._client.update_document(
            document.id, patch, unmodified_since=document.last_modified, round_up=round_up
        )
        self._written[document.id] = _Written(known.image, answer.document.last_modified)
        try:
            return self._own(document.id, answer)
        except ForeignRecordError as error:
            raise UnknownOutcomeError(f"sent, and not confirmed ({error})") from error


class MendeleyFiles:
    """A `domain.service.Files`; its calls are described there."""

    def __init__(self, client: MendeleyClient, group_id: GroupId) -> None:
        self._client = client
        self._group_id = group_id

    def list(self) -> tuple[RemoteFile, ...]:
        """Every file of the group, in Mendeley's order."""
        return tuple(
            RemoteFile(
                id=file.id,
                document=file.document_id,
                name=file.name,
                size=file.size,
                sha1=file.filehash,
                media_type=file.mime_type,
            )
            for file in self._client.files(group_id=self._group_id)
        )

    def fetch(self, file: RemoteFile, part: BinaryIO) -> None:
        """Fetch a file's content to the end of `part`."""
        self._client.fetch_file(File(id=file.id, filehash=file.sha1), part)
