"""One walk through a group's library, and whether it is a picture of it.

Source: sync-semantics 7 (Pull) and 9, rows 28 to 36; docs/decisions/0032-whole-or-nothing.md
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mendeley_sync.domain.library import DocumentId, GroupId
from mendeley_sync.errors import InvalidPullError, ServiceError
from mendeley_sync.mendeley.client import MendeleyClient
from mendeley_sync.mendeley.requests.page_walk import Page, PageWalk
from mendeley_sync.mendeley.requests.paging import CircularPagesError
from mendeley_sync.mendeley.requests.requester import awaited
from mendeley_sync.mendeley.resources.documents import PAGE_SIZE
from mendeley_sync.mendeley.snapshot.pull_connections import Connections
from mendeley_sync.mendeley.snapshot.two_way_listing import Listing, Step, hanging_on_markers
from mendeley_sync.mendeley.wire.documents import CLIENT_MEMBERS, KNOWN_MEMBERS, document_from_wire
from mendeley_sync.mendeley.wire.plain import is_plain
from mendeley_sync.mendeley.wire.values import time_of
from mendeley_sync.stores.mirror.staging import Stageable, Staging, Unread

Progress = Callable[[int, int | None], None]
"""Documents so far, and in all where that is known."""


class CoreViewError(InvalidPullError):
    """The service answered with fewer members than were asked for."""


@dataclass
class Snapshot:
    """What one walk has seen."""

    live: set[DocumentId] = field(default_factory=set)
    trash: set[DocumentId] = field(default_factory=set)
    newest: datetime | None = None
    """The newest `last_modified` among the live ones."""
    pulled_at: datetime | None = None
    """Server time of the walk's first answer."""
    first_count: int | None = None
    """What the first page said; None: nothing."""
    last_count: int | None = None
    """What was said after the walk."""
    strange: dict[DocumentId, tuple[str, ...]] = field(default_factory=dict)
    unknown_members: set[str] = field(default_factory=set)
    doubts: list[str] = field(default_factory=list)
    """Why this may be no picture of the library, one sentence each."""
    empty_page: bool = False

    @property
    def counted(self) -> bool:
        """Whether the service said a number at all."""
        return self.first_count is not None or self.last_count is not None

    @property
    def is_short(self) -> bool:
        """Whether the service lists fewer than it says it has, whenever it says a number.

        A count that is too high cannot be told from a list that is cut.
        """
        counts = [count for count in (self.first_count, self.last_count) if count is not None]
        says_more = bool(counts) and min(counts) == max(counts) > len(self.live)
        return self.empty_page or says_more


@dataclass(frozen=True)
class Asked:
    """What one walk is asked to do."""

    group_id: GroupId
    expects_trash: bool
    """The trash held something at the last pull, so that an empty one is doubted."""
    both_ends: bool = True
    """Whether a large library may be listed from both ends at once."""
    page_size: int = PAGE_SIZE
    progress: Progress | None = None


def walk(lines: Connections, staging: Staging, asked: Asked) -> Snapshot:
    """List the library, its trash, and the count and the newest again.

    The trash is asked for when the first page is here, not before: what was trashed in
    between would be seen in neither place, and no count would tell. It comes over the
    second line; the count and the newest are asked last, and so speak for both.

    Raises:
        MovedError: a page hung on a document that is gone.
        CoreViewError: members are missing that view `all` always has.
        ServiceError: a page cannot be had, or belongs elsewhere.
    """
    snapshot = Snapshot()
    staging.clear()
    trash, last_look = _walk_live(lines, staging, asked, snapshot)
    only_one = _walk_trash(trash, staging, asked.group_id, snapshot)
    # A trash of several pages is only whole after that look.
    look_again(awaited(last_look) if only_one else look(lines.main, asked.group_id), snapshot)
    return snapshot


def look(client: MendeleyClient, group_id: GroupId) -> Page:
    """How many documents there are, and the newest of them, in one request."""
    return client.first_page(group_id=group_id, sort="last_modified", order="desc")


def _walk_live(
    lines: Connections, staging: Staging, asked: Asked, snapshot: Snapshot
) -> tuple[PageWalk, Future[Page]]:
    """Stage the library; give the trash and the last look, which are on their way."""
    trash: PageWalk | None = None
    last_look: Future[Page] | None = None
    with closing(_listing(lines, asked)) as listing:
        for step in listing.steps():
            trash = trash or lines.aside.trash_pages(
                group_id=asked.group_id,
                doubt_empty=asked.expects_trash,
                limit=asked.page_size,
            )
            if step.is_over:
                last_look = lines.aside.ahead(lambda: look(lines.aside, asked.group_id))
            _note_step(step, snapshot)
            documents = documents_of(step.page, asked.group_id, snapshot)
            _note_newest(documents, snapshot)
            staging.add(documents)
            if asked.progress is not None:
                asked.progress(len(snapshot.live), snapshot.first_count)
    assert trash is not None
    assert last_look is not None  # every listing has a first and a last step
    return trash, last_look


def _listing(lines: Connections, asked: Asked) -> Listing:
    return Listing(lines, asked.group_id, both_ends=asked.both_ends, page_size=asked.page_size)


def _note_step(step: Step, snapshot: Snapshot) -> None:
    """Note what a page says about the listing, apart from its documents."""
    if snapshot.pulled_at is None:
        snapshot.pulled_at, snapshot.first_count = step.page.at, step.page.count
    elif not step.ids:
        snapshot.empty_page = True
        snapshot.doubts.append(f"page {step.number} is empty")
    if step.repeated and step.repeated == step.ids:
        raise CircularPagesError(f"page {step.number} of the library repeats an earlier one")
    if step.repeated:
        snapshot.doubts.append(
            f"{len(step.repeated)} documents came twice, on page {step.number} again"
        )
    snapshot.live |= step.ids


def _note_newest(documents: list[Stageable], snapshot: Snapshot) -> None:
    times = [each.last_modified for each in documents if each.last_modified is not None]
    if times:
        snapshot.newest = max(*times, snapshot.newest or times[0])


def documents_of(
    page: Page, group_id: GroupId, snapshot: Snapshot, *, trashed: bool = False
) -> list[Stageable]:
    """The page's documents, each checked to be of this group and whole."""
    for raw in page.items:
        _refuse_other_group(raw, group_id)
        if CLIENT_MEMBERS.isdisjoint(raw):
            raise CoreViewError(f"document {raw['id']} came without the members that view=all has")
    return [_taken_in(raw, snapshot, trashed=trashed) for raw in page.items]


def _taken_in(raw: dict[str, Any], snapshot: Snapshot, *, trashed: bool) -> Stageable:
    """A document as it is staged; read at once only where there may be something to say."""
    if not KNOWN_MEMBERS.issuperset(raw):
        snapshot.unknown_members.update(raw.keys() - KNOWN_MEMBERS)
    if is_plain(raw):
        created, last_modified = (time_of(raw, name, []) for name in ("created", "last_modified"))
        return Unread(raw["id"], trashed, raw, created, last_modified)
    document = document_from_wire(raw, trashed=trashed)
    if document.strange:
        snapshot.strange[document.id] = document.strange
    return document


def _refuse_other_group(raw: dict[str, Any], group_id: GroupId) -> None:
    theirs = raw.get("group_id")
    if not isinstance(theirs, str) or theirs.lower() != group_id.lower():
        raise ServiceError(
            f"the service put document {raw['id']} of another library into the answer",
            advice="Nothing was changed, the last good pull is kept. Try again later.",
        )


def _walk_trash(
    pages: Iterable[Page], staging: Staging, group_id: GroupId, snapshot: Snapshot
) -> bool:
    """Stage the trash; whether it came on one page."""
    count: int | None = None
    number = 0
    for number, page in enumerate(hanging_on_markers(pages), start=1):
        count = page.count if number == 1 else count
        documents = documents_of(page, group_id, snapshot, trashed=True)
        snapshot.trash.update(document.id for document in documents)
        staging.add(documents)
    if count is not None and count != len(snapshot.trash):
        snapshot.doubts.append(f"the trash is said to hold {count}, {len(snapshot.trash)} came")
    if both := snapshot.live & snapshot.trash:
        snapshot.doubts.append(f"{len(both)} documents are in the library and in the trash")
    return number == 1


def look_again(last: Page, snapshot: Snapshot) -> None:
    """Hold what came against the count and the newest as asked last, and note what disagrees.

    A list that fits on one page carries no count (mendeley-api 2.3), so it is asked with
    one document a page; then 0 and 1 are plain to see.
    """
    snapshot.last_count = len(last.items) if last.count is None and last.is_last else last.count
    for count in dict.fromkeys((snapshot.first_count, snapshot.last_count)):
        if count is not None and count != len(snapshot.live):
            snapshot.doubts.append(f"the service says {count}, {len(snapshot.live)} came")
    newest = [document_from_wire(raw).last_modified for raw in last.items]
    if newest and newest[0] is not None and newest[0] != snapshot.newest:
        snapshot.doubts.append("a document was changed meanwhile")
    if not snapshot.counted:
        snapshot.doubts.append("the service says no count")
