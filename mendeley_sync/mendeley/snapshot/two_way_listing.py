"""Listing a library from both ends at once, until the two walks meet.

Markers make a walk sequential: the next page is known when this one is here. A large
library is therefore listed by two walks on two lines, one from the oldest document and
one from the newest. They have met when a page of one holds what the other has seen, and
are done when together they have seen as many as Mendeley says. Where that does not
come about, one of them walks to its end, which is a listing of its own.

Source: docs/decisions/0034-both-ends.md
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from mendeley_sync.domain.library import DocumentId, GroupId
from mendeley_sync.errors import NotFoundError, ServiceError
from mendeley_sync.mendeley.requests.paging import Page, PageWalk
from mendeley_sync.mendeley.snapshot.pull_connections import Connections

LARGE = 2
"""Pages; a library of more is listed from both ends."""

MARKER_GONE = frozenset({400, 404, 410, 422})
"""Answers to a later page that mean: the document that the page hung on is no more."""


class MovedError(Exception):
    """The library moved under the walk, so that it must start over."""


def hanging_on_markers(pages: Iterable[Page], *, seen: bool = False) -> Iterator[Page]:
    """The pages; where a later one is refused, its marker's document has gone.

    Args:
        seen: whether the first page has been had already.
    """
    try:
        for page in pages:
            yield page
            seen = True
    except (NotFoundError, ServiceError) as error:
        if seen and error.status in MARKER_GONE:
            raise MovedError(str(error)) from error
        raise


@dataclass
class _End:
    """One of the two walks."""

    walk: PageWalk
    seen: set[DocumentId] = field(default_factory=set)
    number: int = 0

    def __post_init__(self) -> None:
        self.pages = hanging_on_markers(self.walk)


@dataclass(frozen=True)
class Step:
    """One page of the listing."""

    page: Page
    number: int
    """Which page of its walk, counted from 1."""
    ids: frozenset[DocumentId]
    repeated: frozenset[DocumentId]
    """Those that the same walk had before: a page or an item came twice."""
    is_over: bool
    """Nothing more is needed."""


class Listing:
    """The pages of a library, in the order in which they come.

    Args:
        both_ends: whether a large library is listed from both ends.
    """

    def __init__(
        self, lines: Connections, group_id: GroupId, *, both_ends: bool, page_size: int
    ) -> None:
        self._lines = lines
        self._group_id = group_id
        self._both_ends = both_ends
        self._count: int | None = None
        self._page_size = page_size
        self._has_met = False
        # Sorted by creation, so that an edit does not move a document to another page.
        oldest_first = lines.main.document_pages(
            group_id=group_id, sort="created", order="asc", limit=page_size, doubt_empty=True
        )
        self._ends = [_End(oldest_first)]

    def close(self) -> None:
        """What is not under way yet is not asked for."""
        for end in self._ends:
            end.walk.close()

    def steps(self) -> Iterator[Step]:
        """Page after page until nothing more is needed."""
        step = self._next(self._ends[0])
        yield step
        if self._both_ends and (self._count or 0) > LARGE * self._page_size:
            newest_first = self._lines.aside.document_pages(
                group_id=self._group_id, sort="created", order="desc", limit=self._page_size
            )
            self._ends.append(_End(newest_first))
        while not step.is_over:
            # The end that was not asked last: its page has had the longer time to come.
            self._ends.reverse()
            step = self._next(self._ends[0])
            yield step

    def _next(self, end: _End) -> Step:
        end.walk.looks_ahead = not self._is_enough_under_way(end)
        page = next(end.pages)
        end.number += 1
        ids = frozenset(str(item["id"]) for item in page.items)
        if end.number == 1 and self._count is None:
            self._count = page.count
        repeated = ids & end.seen
        end.seen |= ids
        return Step(page, end.number, ids, repeated, page.is_last or self._is_met(end, ids))

    def _is_enough_under_way(self, end: _End) -> bool:
        """True if the page to be read and the other end's next one are the last needed."""
        if len(self._ends) == 1 or self._count is None:
            return False
        seen = len(self._ends[0].seen | self._ends[1].seen)
        return seen + 2 * self._page_size >= self._count

    def _is_met(self, end: _End, ids: frozenset[DocumentId]) -> bool:
        others = next((each.seen for each in self._ends if each is not end), None)
        if others is None or not ids:
            return False
        self._has_met = self._has_met or not ids.isdisjoint(others)
        if not self._has_met:
            return False
        # A whole page that the other has seen: no more will come, whatever the count says.
        return len(end.seen | others) >= (self._count or 0) or ids <= others
