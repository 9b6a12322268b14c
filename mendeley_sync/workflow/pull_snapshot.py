"""One walk through a group's library, and whether it is a picture of it.

Source: sync-semantics 7 (Pull) and 9, rows 28 to 36; docs/decisions/0032-whole-or-nothing.md
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mendeley_sync.domain.library import Document, DocumentId, GroupId
from mendeley_sync.errors import InvalidPullError, NotFoundError, ServiceError
from mendeley_sync.mendeley.calls import Page
from mendeley_sync.mendeley.client import MendeleyClient
from mendeley_sync.mendeley.paging import CircularPagesError
from mendeley_sync.mendeley.wire import CLIENT_MEMBERS, KNOWN_MEMBERS, document_from_wire
from mendeley_sync.stores.mirror_staging import Staging

Progress = Callable[[int, int | None], None]
"""Documents so far, and in all where that is known."""

MARKER_GONE = frozenset({400, 404, 410, 422})
"""Answers to a later page that mean: the document that the page hung on is no more."""


class CoreViewError(InvalidPullError):
    """The service answered with fewer members than were asked for."""


class MovedError(Exception):
    """The library moved under the walk, so that it must start over."""


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


def walk(
    client: MendeleyClient,
    staging: Staging,
    group_id: GroupId,
    *,
    expects_trash: bool,
    progress: Progress | None,
) -> Snapshot:
    """List the library, its trash, and the count and the newest again.

    Raises:
        MovedError: a page hung on a document that is gone.
        CoreViewError: members are missing that view `all` always has.
        ServiceError: a page cannot be had, or belongs elsewhere.
    """
    snapshot = Snapshot()
    staging.clear()
    _walk_live(client, staging, group_id, snapshot, progress)
    _walk_trash(client, staging, group_id, snapshot, doubt_empty=expects_trash)
    look_again(client, group_id, snapshot)
    return snapshot


def _walk_live(
    client: MendeleyClient,
    staging: Staging,
    group_id: GroupId,
    snapshot: Snapshot,
    progress: Progress | None,
) -> None:
    # Sorted by creation, so that an edit does not move a document to another page.
    pages = client.document_pages(group_id=group_id, sort="created", order="asc", doubt_empty=True)
    for number, page in enumerate(_hanging_on_markers(pages), start=1):
        if number == 1:
            snapshot.pulled_at, snapshot.first_count = page.at, page.count
        elif not page.items:
            snapshot.empty_page = True
            snapshot.doubts.append(f"page {number} is empty")
        documents = documents_of(page, group_id, snapshot)
        _note_repeats(documents, snapshot, number)
        _note_live(documents, snapshot)
        staging.add(documents)
        if progress is not None:
            progress(len(snapshot.live), snapshot.first_count)


def _hanging_on_markers(pages: Iterable[Page]) -> Iterable[Page]:
    """The pages; where a later one is refused, its marker's document has gone."""
    seen = False
    try:
        for page in pages:
            yield page
            seen = True
    except (NotFoundError, ServiceError) as error:
        if seen and error.status in MARKER_GONE:
            raise MovedError(str(error)) from error
        raise


def documents_of(
    page: Page, group_id: GroupId, snapshot: Snapshot, *, trashed: bool = False
) -> list[Document]:
    """The page's documents, each checked to be of this group and whole."""
    for raw in page.items:
        _refuse_other_group(raw, group_id)
        if CLIENT_MEMBERS.isdisjoint(raw):
            raise CoreViewError(f"document {raw['id']} came without the members that view=all has")
    documents = [document_from_wire(raw, trashed=trashed) for raw in page.items]
    for document in documents:
        if document.strange:
            snapshot.strange[document.id] = document.strange
        snapshot.unknown_members.update(document.raw.keys() - KNOWN_MEMBERS)
    return documents


def _refuse_other_group(raw: dict[str, Any], group_id: GroupId) -> None:
    if raw.get("group_id") != group_id:
        raise ServiceError(
            f"the service put document {raw['id']} of another library into the answer",
            advice="Nothing was changed, the last good pull is kept. Try again later.",
        )


def _note_repeats(documents: list[Document], snapshot: Snapshot, number: int) -> None:
    repeated = [document.id for document in documents if document.id in snapshot.live]
    if repeated and len(repeated) == len(documents):
        raise CircularPagesError(f"page {number} of the library repeats an earlier one")
    if repeated:
        snapshot.doubts.append(f"{len(repeated)} documents came twice, on page {number} again")


def _note_live(documents: list[Document], snapshot: Snapshot) -> None:
    snapshot.live.update(document.id for document in documents)
    times = [each.last_modified for each in documents if each.last_modified is not None]
    if times:
        snapshot.newest = max(*times, snapshot.newest or times[0])


def _walk_trash(
    client: MendeleyClient,
    staging: Staging,
    group_id: GroupId,
    snapshot: Snapshot,
    *,
    doubt_empty: bool,
) -> None:
    count: int | None = None
    pages = client.trash_pages(group_id=group_id, doubt_empty=doubt_empty)
    for number, page in enumerate(_hanging_on_markers(pages), start=1):
        count = page.count if number == 1 else count
        documents = documents_of(page, group_id, snapshot, trashed=True)
        snapshot.trash.update(document.id for document in documents)
        staging.add(documents)
    if count is not None and count != len(snapshot.trash):
        snapshot.doubts.append(f"the trash is said to hold {count}, {len(snapshot.trash)} came")
    if both := snapshot.live & snapshot.trash:
        snapshot.doubts.append(f"{len(both)} documents are in the library and in the trash")


def look_again(client: MendeleyClient, group_id: GroupId, snapshot: Snapshot) -> None:
    """Ask once more how many there are and which is the newest, and note what disagrees.

    A list that fits on one page carries no count (mendeley-api 2.3), so it is asked with
    one document a page; then 0 and 1 are plain to see.
    """
    last = client.first_page(group_id=group_id, sort="last_modified", order="desc")
    snapshot.last_count = len(last.items) if last.count is None and last.is_last else last.count
    for count in dict.fromkeys((snapshot.first_count, snapshot.last_count)):
        if count is not None and count != len(snapshot.live):
            snapshot.doubts.append(f"the service says {count}, {len(snapshot.live)} came")
    newest = [document_from_wire(raw).last_modified for raw in last.items]
    if newest and newest[0] is not None and newest[0] != snapshot.newest:
        snapshot.doubts.append("a document was changed meanwhile")
    if not snapshot.counted:
        snapshot.doubts.append("the service says no count")
