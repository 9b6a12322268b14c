"""One walk through a group's library, and whether it is a snapshot of it.

Source: docs/synchronising.md (Pulling); docs/decisions/0032-whole-or-nothing.md
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime

from mendeley_sync.domain.library import DocumentId, Folder, Group, GroupId
from mendeley_sync.domain.service import (
    FolderRecord,
    Image,
    Place,
    Progress,
    Sink,
    Snapshot,
)
from mendeley_sync.errors import (
    ForeignRecordError,
    InvalidPullError,
    MendeleySyncError,
    SignInNeededError,
)
from mendeley_sync.mendeley.client import MendeleyClient
from mendeley_sync.mendeley.requests.paging import CircularPagesError, Page, PageWalk
from mendeley_sync.mendeley.requests.requester import awaited
from mendeley_sync.mendeley.resources.documents import PAGE_SIZE
from mendeley_sync.mendeley.snapshot.pull_connections import Connections
from mendeley_sync.mendeley.snapshot.two_way_listing import Listing, Step, hanging_on_markers
from mendeley_sync.mendeley.wire.documents import (
    CLIENT_MEMBERS,
    KNOWN_MEMBERS,
    document_from_wire,
    record_from_wire,
)


class CoreViewError(InvalidPullError):
    """Mendeley answered with fewer members than were asked for."""


@dataclass
class Walked:
    """What one walk has seen so far."""

    group_id: GroupId
    live: set[DocumentId] = field(default_factory=set)
    trash: set[DocumentId] = field(default_factory=set)
    deleted: set[DocumentId] = field(default_factory=set)
    listed_newest: datetime | None = None
    """The newest `last_modified` among the live ones."""
    taken_at: datetime | None = None
    """Server time of the walk's first answer."""
    first_count: int | None = None
    """What the first page said; None: nothing."""
    count: int | None = None
    """What was said after the walk."""
    newest: datetime | None = None
    folders: tuple[FolderRecord, ...] | None = None
    strange: dict[DocumentId, tuple[str, ...]] = field(default_factory=dict)
    unknown_members: set[str] = field(default_factory=set)
    doubts: list[str] = field(default_factory=list)
    """Why this may be no snapshot of the library, one sentence each."""
    empty_page: bool = False

    @property
    def counted(self) -> bool:
        """True if Mendeley said a number at all."""
        return self.first_count is not None or self.count is not None

    @property
    def is_short(self) -> bool:
        """True if Mendeley lists fewer than it says it has, whenever it says a number.

        A count that is too high cannot be told from a list that is cut.
        """
        counts = [count for count in (self.first_count, self.count) if count is not None]
        says_more = bool(counts) and min(counts) == max(counts) > len(self.live)
        return self.empty_page or says_more

    def take_in(self, page: Page, sink: Sink, place: Place = Place.LIBRARY) -> None:
        """Read a page's documents, each checked to be of this group and whole, into the sink."""
        for raw in page.items:
            theirs = raw.get("group_id")
            if not isinstance(theirs, str) or theirs.lower() != self.group_id.lower():
                raise ForeignRecordError(
                    f"Mendeley returned document {raw['id']} of another library."
                )
            if CLIENT_MEMBERS.isdisjoint(raw):
                raise CoreViewError(
                    f"document {raw['id']} came without the members that view=all has"
                )
        records = [record_from_wire(raw, trashed=place is Place.TRASH) for raw in page.items]
        for document, image in records:
            if document.strange:
                self.strange[document.id] = document.strange
            self.unknown_members.update(image.keys() - KNOWN_MEMBERS)
        ids = self.live if place is Place.LIBRARY else self.trash
        ids.update(one.document.id for one in records)
        if place is Place.LIBRARY:
            times = [one.document.last_modified for one in records if one.document.last_modified]
            self.listed_newest = max([*times, *filter(None, [self.listed_newest])], default=None)
        sink.add(records, place)

    def note_last_look(self, last: Page) -> None:
        """Note the count and the newest as asked last.

        A list that fits on one page carries no count, so it is asked with one document a
        page; then 0 and 1 are plain to see.
        """
        self.count = len(last.items) if last.count is None and last.is_last else last.count
        newest = [document_from_wire(raw).last_modified for raw in last.items]
        self.newest = newest[0] if newest else None

    def as_snapshot(self, group: Group, client: MendeleyClient, before: int) -> Snapshot:
        """The walk as everybody sees it.

        Args:
            before: how many requests the client had sent when it began.
        """
        assert self.taken_at is not None  # no walk without an answer
        return Snapshot(
            group=group,
            taken_at=self.taken_at,
            live=frozenset(self.live),
            trash=frozenset(self.trash),
            deleted=frozenset(self.deleted - self.trash),
            count=self.count,
            newest=self.newest,
            listed_newest=self.listed_newest,
            strange=dict(sorted(self.strange.items())),
            unknown_members=tuple(sorted(self.unknown_members)),
            doubts=tuple(self.doubts),
            folders=self.folders,
            answers={key: Image(raw) for key, raw in client.answers.items()},
            requests=client.requests_sent - before,
        )


@dataclass(frozen=True)
class Asked:
    """What one walk is asked to do."""

    group_id: GroupId
    expects_trash: bool
    """The trash held something at the last pull, so that an empty one is doubted."""
    both_ends: bool = True
    """True if a large library may be listed from both ends at once."""
    page_size: int = PAGE_SIZE
    progress: Progress | None = None


def walk(lines: Connections, sink: Sink, asked: Asked) -> Walked:
    """List the library, its trash, and the count and the newest again.

    The trash is asked for when the first page is here, not before: what was trashed in
    between would be seen in neither place, and no count would tell. It comes over the
    second connection; the count and the newest are asked last, and so speak for both.

    Raises:
        MovedError: a page hung on a document that is gone.
        CoreViewError: members are missing that view `all` always has.
        ServiceError: a page cannot be had, or belongs elsewhere.
    """
    walked = Walked(asked.group_id)
    sink.clear()
    trash, last_look = _walk_live(lines, sink, asked, walked)
    # The first connection is free while the trash comes over the second.
    folders = lines.main.ahead(lambda: folders_of(lines.main, asked.group_id))
    only_one = _walk_trash(trash, sink, walked)
    # A trash of several pages is only whole after that look.
    last = awaited(last_look) if only_one else look(lines.main, asked.group_id)
    walked.note_last_look(last)
    walked.folders = awaited(folders)
    _note_disagreements(walked)
    return walked


def folders_of(client: MendeleyClient, group_id: GroupId) -> tuple[FolderRecord, ...] | None:
    """Every folder of a group; None where the list cannot be read: folders stop no pull."""
    try:
        found = client.folders(group_id=group_id)
    except SignInNeededError:
        raise
    except MendeleySyncError:
        return None
    return tuple(
        FolderRecord(
            Folder(one.id, one.name, one.parent_id),
            Image(one.model_dump(mode="json", exclude_unset=True)),
        )
        for one in found
    )


def look(client: MendeleyClient, group_id: GroupId) -> Page:
    """How many documents there are, and the newest of them, in one request."""
    return client.first_page(group_id=group_id, sort="last_modified", order="desc")


def _walk_live(
    lines: Connections, sink: Sink, asked: Asked, walked: Walked
) -> tuple[PageWalk, Future[Page]]:
    """Take in the library; give the trash and the last look, which are on their way."""
    trash: PageWalk | None = None
    last_look: Future[Page] | None = None
    listing = Listing(lines, asked.group_id, both_ends=asked.both_ends, page_size=asked.page_size)
    with closing(listing):
        for step in listing.steps():
            trash = trash or lines.aside.trash_pages(
                group_id=asked.group_id,
                doubt_empty=asked.expects_trash,
                limit=asked.page_size,
            )
            if step.is_over:
                last_look = lines.aside.ahead(lambda: look(lines.aside, asked.group_id))
            _note_step(step, walked)
            walked.take_in(step.page, sink)
            if asked.progress is not None:
                asked.progress(len(walked.live), walked.first_count)
    assert trash is not None
    assert last_look is not None  # every listing has a first and a last step
    return trash, last_look


def _note_step(step: Step, walked: Walked) -> None:
    """Note what a page says about the listing, apart from its documents."""
    if walked.taken_at is None:
        walked.taken_at, walked.first_count = step.page.at, step.page.count
    elif not step.ids:
        walked.empty_page = True
        walked.doubts.append(f"page {step.number} is empty")
    if step.repeated and step.repeated == step.ids:
        raise CircularPagesError(f"page {step.number} of the library repeats an earlier one")
    if step.repeated:
        walked.doubts.append(
            f"{len(step.repeated)} documents were listed twice, again on page {step.number}"
        )


def _walk_trash(pages: Iterable[Page], sink: Sink, walked: Walked) -> bool:
    """Take in the trash; whether it came on one page."""
    count: int | None = None
    number = 0
    for number, page in enumerate(hanging_on_markers(pages), start=1):
        count = page.count if number == 1 else count
        walked.take_in(page, sink, Place.TRASH)
    if count is not None and count != len(walked.trash):
        walked.doubts.append(
            f"Mendeley counts {count} documents in the trash and listed {len(walked.trash)}"
        )
    if both := walked.live & walked.trash:
        walked.doubts.append(f"{len(both)} documents are in the library and in the trash")
    return number == 1


def _note_disagreements(walked: Walked) -> None:
    """Hold what came against the count and the newest as asked last; note what disagrees."""
    for count in dict.fromkeys((walked.first_count, walked.count)):
        if count is not None and count != len(walked.live):
            walked.doubts.append(f"Mendeley counts {count} documents and listed {len(walked.live)}")
    if walked.newest not in (None, walked.listed_newest):
        walked.doubts.append("a document was edited during the pull")
    if not walked.counted:
        walked.doubts.append("Mendeley gave no count")
