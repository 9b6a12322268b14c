"""`/trash`: what was thrown away, per library, until it is restored or deleted for good."""

from __future__ import annotations

from flask import Blueprint, Response, request

from mendeley_sync.sandbox.answers import negotiate, no_content
from mendeley_sync.sandbox.resources.documents import visible, writable
from mendeley_sync.sandbox.resources.listing import OFFERS, deleted_page, document_page, shown_as
from mendeley_sync.sandbox.session import state

trash = Blueprint("trash", __name__)

# A trashed document was last modified when it was trashed. The first two are described; the
# vendor's SDK offers those of documents here, too.
_SORTS = {
    "document_id": "id",
    "deleted_at": "last_modified",
    "created": "created",
    "last_modified": "last_modified",
    "title": "title",
}


@trash.get("/trash")
def list_trash() -> Response:
    """The trash of one's own library or of a group; or bare ids of what is gone for good."""
    media_type = negotiate(*OFFERS)
    if "deleted_since" in request.args:
        return deleted_page(media_type)
    return document_page(state().trashed.values(), media_type, sort_keys=_SORTS)


@trash.get("/trash/<document_id>")
def get_trashed(document_id: str) -> Response:
    """One trashed document."""
    media_type = negotiate(*OFFERS)
    return shown_as([visible(document_id, state().trashed)], media_type, single=True)


@trash.delete("/trash/<document_id>")
def delete_trashed(document_id: str) -> Response:
    """Gone for good, out of the trash."""
    writable(document_id, state().trashed)
    state().purge(document_id)
    return no_content()


@trash.post("/trash/<document_id>/restore")
def restore_document(document_id: str) -> Response:
    """Back into the library with the same id."""
    writable(document_id, state().trashed)
    state().restore(document_id)
    return no_content(f"/documents/{document_id}")
