"""Documents and the trash.

Source: mendeley-api 2.4 to 2.8, 3.1, 3.4.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any, Literal

from mendeley_sync.domain.library import DocumentId, GroupId
from mendeley_sync.domain.service import Record
from mendeley_sync.mendeley.requests.answers import Answer, object_of, read_as
from mendeley_sync.mendeley.requests.paging import Page, PageWalk
from mendeley_sync.mendeley.resources.calls import DOCUMENT, Calls, Params, in_path
from mendeley_sync.mendeley.wire.documents import record_from_wire

PAGE_SIZE = 500
"""The most that Mendeley gives at once."""

View = Literal["all", "bib", "client", "tags", "patent"]
Sort = Literal["created", "last_modified", "title", "document_id", "deleted_at"]
Order = Literal["asc", "desc"]


class DocumentCalls(Calls):
    """Documents of a library, and what lies in its trash."""

    def document_pages(
        self,
        *,
        group_id: GroupId | None = None,
        view: View | None = "all",
        modified_since: datetime | None = None,
        deleted_since: datetime | None = None,
        sort: Sort | None = None,
        order: Order | None = None,
        limit: int = PAGE_SIZE,
        doubt_empty: bool = False,
    ) -> PageWalk:
        """The library page by page, as raw JSON; the first page is asked for at once.

        Args:
            group_id: without it the signed-in person's own library.
            view: None gives the core fields only; what a view lacks is unknown, not empty.
            modified_since: inclusive, service clock.
            deleted_since: then the items are bare ids of what is gone for good.
            limit: items on a page, 1 to 500.
            doubt_empty: ask once more when the library looks empty.

        Raises:
            ServiceError: a page cannot be had, or the pages do not hang together.
        """
        params = {
            "group_id": group_id,
            "view": view,
            "modified_since": modified_since,
            "deleted_since": deleted_since,
            "sort": sort,
            "order": order,
            "limit": limit,
        }
        return self._pages("/documents", DOCUMENT, params, doubt_empty=doubt_empty)

    def trash_pages(
        self,
        *,
        group_id: GroupId | None = None,
        view: View | None = "all",
        modified_since: datetime | None = None,
        sort: Sort | None = None,
        order: Order | None = None,
        limit: int = PAGE_SIZE,
        doubt_empty: bool = False,
    ) -> PageWalk:
        """The trash of a library page by page, as raw JSON; every group has its own."""
        params = {
            "group_id": group_id,
            "view": view,
            "modified_since": modified_since,
            "sort": sort,
            "order": order,
            "limit": limit,
        }
        return self._pages("/trash", DOCUMENT, params, doubt_empty=doubt_empty)

    def first_page(
        self, *, group_id: GroupId, sort: Sort, order: Order, view: View = "all", limit: int = 1
    ) -> Page:
        """One page and no more: the cheap way to ask for the count and the newest."""
        params: Params = {
            "group_id": group_id,
            "view": view,
            "sort": sort,
            "order": order,
            "limit": limit,
        }
        return self._page("/documents", DOCUMENT, params)

    def document(self, document_id: DocumentId, *, view: View | None = "all") -> Record:
        """One document of the library.

        Raises:
            NotFoundError: there is none, or it lies in the trash.
        """
        path = f"/documents/{in_path(document_id)}"
        return self._get(path, DOCUMENT, record_from_wire, {"view": view})

    def trashed_document(self, document_id: DocumentId, *, view: View | None = "all") -> Record:
        """One document of the trash.

        Raises:
            NotFoundError: it does not lie there.
        """
        path = f"/trash/{in_path(document_id)}"
        return self._get(
            path, DOCUMENT, lambda raw: record_from_wire(raw, trashed=True), {"view": view}
        )

    def create_document(self, content: Mapping[str, Any]) -> Record:
        """Add a document, made by `document_to_wire`. Never sent twice.

        The answer holds what was sent and little else: read the document again before
        comparing anything.

        Raises:
            UnknownOutcomeError: look for the document before adding it again.
            RefusedChangeError: Mendeley will not have it.
        """
        headers = {"Accept": DOCUMENT, "Content-Type": DOCUMENT}
        return self._send("POST", "/documents", _document, headers=headers, content=content)

    def update_document(
        self,
        document_id: DocumentId,
        patch: Mapping[str, Any],
        *,
        unmodified_since: datetime,
        round_up: bool = False,
    ) -> Record:
        """Change the members named in `patch`, made by `patch_members`. Never sent twice.

        The answer may lack members (`notes` was met): read the document again.

        Args:
            unmodified_since: the `last_modified` that we know; goes out in whole seconds.
            round_up: send the next whole second instead of cutting the fraction. Only
                after a 412 whose re-read shows the very version we hold (2.7).

        Raises:
            PreconditionFailedError: someone changed the document (412).
            UnknownOutcomeError: read the document before sending it again.
            RefusedChangeError: Mendeley will not have it.
        """
        headers = {
            "Accept": DOCUMENT,
            "Content-Type": DOCUMENT,
            "If-Unmodified-Since": http_date(unmodified_since, round_up=round_up),
        }
        path = f"/documents/{in_path(document_id)}"
        return self._send("PATCH", path, _document, headers=headers, content=patch)

    def trash_document(self, document_id: DocumentId) -> None:
        """Move a document to its library's trash; its id stays.

        Raises:
            NotFoundError: it is not in the library.
            UnknownOutcomeError: look in both places before trying again.
        """
        path = f"/documents/{in_path(document_id)}/trash"
        self._send("POST", path, _nothing, headers={"Accept": "*/*"})

    def restore_document(self, document_id: DocumentId) -> None:
        """Take a document out of the trash; its id stays.

        Raises:
            NotFoundError: it is not in the trash.
            UnknownOutcomeError: look in both places before trying again.
        """
        path = f"/trash/{in_path(document_id)}/restore"
        self._send("POST", path, _nothing, headers={"Accept": "*/*"})


def http_date(moment: datetime, *, round_up: bool = False) -> str:
    """`Thu, 04 Sep 2014 11:38:16 GMT`, whatever the machine's language.

    HTTP dates stop at whole seconds (RFC 9110, 5.6.7). Cut, which can only refuse too
    much; rounded up where the caller has reason to.
    """
    stamp = moment.timestamp()
    whole = math.ceil(stamp) if round_up else math.floor(stamp)
    return format_datetime(datetime.fromtimestamp(whole, tz=UTC), usegmt=True)


def _document(answer: Answer) -> Record:
    return read_as(record_from_wire, object_of(answer))


def _nothing(answer: Answer) -> None:
    """204, or any other 2xx: what counts is read afterwards."""
