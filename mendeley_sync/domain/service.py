"""The port: what the rest of the product needs of a service that keeps a group library.

Source: docs/service.md (What the service can do).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import BinaryIO, NamedTuple, NewType, Protocol, TypeAlias

from mendeley_sync.domain.fields import FieldName, FieldValue
from mendeley_sync.domain.library import Document, DocumentId, Folder, Group

Image = NewType("Image", Mapping[str, object])
"""A document as its service wrote it, JSON. Journal and mirror keep it and hand it back;
only the service that made it reads inside."""

Values: TypeAlias = Mapping[FieldName, FieldValue]

Progress: TypeAlias = Callable[[int, int | None], None]
"""Called with how many there are so far, and in all where that is known."""


class Place(StrEnum):
    """Where a document lies."""

    LIBRARY = "library"
    TRASH = "trash"
    NOWHERE = "nowhere"


class Record(NamedTuple):
    """A document, read, and as its service wrote it."""

    document: Document
    image: Image


class FolderRecord(NamedTuple):
    """A folder, read, and as its service wrote it."""

    folder: Folder
    image: Image


Answers: TypeAlias = Mapping[tuple[str, str], Image]
"""Groups and people as the service wrote them, by `group` or `profile` and the id."""


class Found(NamedTuple):
    """What a look at one document showed."""

    place: Place
    record: Record | None
    """None exactly when it lies nowhere."""
    annotated: bool = False
    """Somebody annotated it; False, too, where nobody asked."""


class Capabilities(Protocol):
    """What a service can do and hold; `diff`, `checks` and `plan` are given it as a value."""

    @property
    def verbs(self) -> frozenset[str]:
        """Names of the verbs that work; a read-only group has `snapshot` and `read`."""
        ...

    @property
    def required(self) -> frozenset[FieldName]:
        """Fields without which there is no document, so that they cannot be emptied."""
        ...

    @property
    def longest(self) -> Mapping[FieldName, int]:
        """Characters that a field holds; a field that is not named has no limit."""
        ...

    @property
    def longest_name(self) -> int:
        """Characters that one part of a person's name holds."""
        ...

    @property
    def longest_keyword(self) -> int:
        """Characters that one keyword holds."""
        ...

    @property
    def one_word_types(self) -> tuple[frozenset[str], ...]:
        """CSL types that the service does not tell apart, set by set."""
        ...

    def holds(self, field: FieldName, value: FieldValue) -> bool:
        """Whether there is room for this value; what there is not stays in the list."""
        ...


class Sink(Protocol):
    """Takes a snapshot page by page; `stores.mirror.staging` is one."""

    def clear(self) -> None:
        """Forget what came: the listing begins anew."""
        ...

    def add(self, records: Iterable[Record], place: Place) -> None:
        """Take in records; of one that comes twice the last stands."""
        ...


@dataclass(frozen=True)
class Snapshot:
    """What a listing saw; the records themselves went into the sink."""

    group: Group
    taken_at: datetime
    """Service clock when the listing began."""
    live: frozenset[DocumentId] = frozenset()
    """Ids that were listed in the library; with `since`, of what changed."""
    trash: frozenset[DocumentId] = frozenset()
    deleted: frozenset[DocumentId] = frozenset()
    """Gone for good; only a listing of changes says so."""
    count: int | None = None
    """How many documents the library has, as asked last; None: nobody asked, or no answer."""
    newest: datetime | None = None
    """The newest `last_modified` in the library, as asked last."""
    listed_newest: datetime | None = None
    """The newest `last_modified` among `live`."""
    folders: tuple[FolderRecord, ...] | None = None
    """Every folder of the group; None: nobody asked, or the list could not be read."""
    answers: Answers = field(default_factory=dict)
    """Groups and people that were asked for, whole."""
    strange: Mapping[DocumentId, tuple[str, ...]] = field(default_factory=dict)
    """Documents with values that could not be read as they stood, and which."""
    unknown_members: tuple[str, ...] = ()
    """Members that the service has added to its documents, sorted; they are kept."""
    doubts: tuple[str, ...] = ()
    """Why this may be no complete listing, one sentence each."""
    requests: int = 0
    """How many requests it took, the token calls apart."""


class Drafts(Protocol):
    """Pure: what only the service's own form can tell. Nothing is sent."""

    def new(self, values: Values) -> Image:
        """A new document with these values, as `create` takes it."""
        ...

    def patch(self, values: Values, known: Image) -> Image:
        """The smallest change that gives a document these values; None or empty clears.

        Raises:
            ValueError: a required field would be cleared, or there is no such field.
        """
        ...

    def back(self, sent: Image, before: Image) -> Image:
        """The members of `sent` as they stood in `before`: the patch that takes it back."""
        ...

    def holds(self, sent: Image, now: Image) -> bool:
        """Whether a document holds every member exactly as it was sent."""
        ...

    def moved(self, sent: Image, before: Image, after: Image) -> tuple[str, ...]:
        """Names of the members that changed, though nobody sent them."""
        ...

    def fingerprint(self, image: Image) -> str:
        """What tells one new document from another: two with equal ones are the same work."""
        ...

    def document(self, image: Image, *, trashed: bool = False) -> Document:
        """The document that an image shows.

        Raises:
            ValueError: it has no id.
        """
        ...


class LibraryService(Protocol):
    """One group library: five verbs.

    A record that comes back bears the id that was asked for and belongs to the group, or
    the call fails. Reads are tried again; a write is sent once.
    """

    @property
    def capabilities(self) -> Capabilities:
        """What it can do and hold."""
        ...

    @property
    def drafts(self) -> Drafts:
        """Its own form of documents."""
        ...

    @property
    def now(self) -> datetime:
        """The service's clock in its last answer; our own before the first."""
        ...

    def snapshot(
        self,
        sink: Sink,
        *,
        since: datetime | None = None,
        newest: int | None = None,
        expect_trash: bool = False,
        progress: Progress | None = None,
    ) -> Snapshot:
        """List the library and its trash into a sink.

        Args:
            since: only what changed since then, service clock; `Snapshot.live`, `trash` and
                `deleted` then name the changed ones.
            newest: only so many documents, those created last, without the trash; 0: only
                the group, with this account's rights in it.
            expect_trash: an empty trash is doubted, since it held something at the last pull.
            progress: called after each page.

        Raises:
            NotFoundError, ForbiddenError: the group is not there for this account.
            InvalidPullError: the answers are no picture of the library.
            ServiceError: no usable answers; or, with `since`, the library moved meanwhile.
        """
        ...

    def read(self, document: DocumentId, *, annotations: bool = False) -> Found:
        """Look where a document lies, and what it says.

        A read that lags behind our own last write to it is waited for, a moment.

        Args:
            annotations: also ask whether somebody annotated it.

        Raises:
            ServiceError: another document, or one of another group, came back.
        """
        ...

    def create(self, new: Image) -> Record:
        """Add a document, made by `drafts.new`, and read it back. Never sent twice.

        Raises:
            UnknownOutcomeError: look for the document before adding it again.
            RefusedChangeError: the service will not have it.
        """
        ...

    def update(self, patch: Image, *, known: Record) -> Record:
        """Change the members named in `patch`, made by `drafts.patch`, if nobody else did.

        Waits until nobody has edited the document for a moment. The answer may lack members:
        read the document before comparing anything.

        Raises:
            PreconditionFailedError: the document is not as `known` has it any more.
            UnknownOutcomeError: read the document before sending it again.
            NotFoundError, RefusedChangeError: the service will not have it.
        """
        ...

    def move(self, document: DocumentId, to: Place) -> None:
        """Move a document into the trash or back into the library; its id stays.

        Raises:
            NotFoundError: it does not lie in the other place.
            UnknownOutcomeError: look in both places before trying again.
        """
        ...

    def pause(self, seconds: float) -> None:
        """Wait; ends at once when the run is told to end."""
        ...


class RemoteFile(NamedTuple):
    """A file of a document, as the service lists it. Another content is another file."""

    id: str
    document: DocumentId | None
    name: str
    """As somebody gave it: never safe to use as a path as it stands."""
    size: int | None = None
    """Bytes."""
    sha1: str | None = None
    """Of the content, 40 hexadecimal digits."""
    media_type: str = ""


class Files(Protocol):
    """Files of a group's documents."""

    def list(self) -> tuple[RemoteFile, ...]:
        """Every file of the group, in the service's order."""
        ...

    def fetch(self, file: RemoteFile, part: BinaryIO) -> None:
        """Fetch a file's content to the end of `part`, which may hold its beginning.

        What comes is held against the SHA-1 that the service keeps.

        Args:
            part: open for reading and writing.

        Raises:
            ServiceError: it cannot be had, or what came is not what it should be.
            NotFoundError, ForbiddenError: the service says no.
        """
        ...
