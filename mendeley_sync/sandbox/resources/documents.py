"""`/documents` and `/trash`: list, read, create, amend, trash, restore, delete."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterable

from flask import Blueprint, Response, request

from mendeley_sync.sandbox.answers import (
    DOCUMENT,
    Problem,
    absolute,
    answer,
    body_object,
    flag,
    negotiate,
    no_content,
    require_type,
)
from mendeley_sync.sandbox.clock import as_moment, from_http_date
from mendeley_sync.sandbox.resources.files import attach, sent_name
from mendeley_sync.sandbox.resources.listing import (
    OFFERS,
    deleted_page,
    document_page,
    shown_as,
)
from mendeley_sync.sandbox.resources.views import (
    WRITABLE,
    checked_fields,
    in_order,
    is_empty,
    with_booleans,
)
from mendeley_sync.sandbox.session import me, require_group, state
from mendeley_sync.sandbox.state import Item, change

documents = Blueprint("documents", __name__)

CLONE = "application/vnd.mendeley-document-clone.1+json"
NOT_FOUND = "Document not found"
_GROUP_LINK = re.compile(r'<[^>]*/groups/(?:v2/)?([^/>]+)>\s*;\s*rel="?group"?')
_SORTS = {name: name for name in ("created", "last_modified", "title")}


@documents.get("/documents")
def list_documents() -> Response:
    """Live documents of one's own library or of a group, or ids deleted since."""
    media_type = negotiate(*OFFERS)
    if "deleted_since" in request.args:
        return deleted_page(media_type)
    kept: Iterable[Item] = state().documents.values()
    if flag("include_trashed"):
        kept = [*kept, *state().trashed.values()]
    return document_page(kept, media_type, sort_keys=_SORTS)


@documents.get("/documents/<document_id>")
def get_document(document_id: str) -> Response:
    """One live document; a trashed one is not found here."""
    media_type = negotiate(*OFFERS)
    return shown_as([visible(document_id, state().documents)], media_type, single=True)


@documents.post("/documents")
def create_document() -> Response:
    """A document from JSON, or from a file; the answer holds what was sent, ids and times."""
    negotiate(DOCUMENT)
    if "Content-Disposition" in request.headers:
        return _create_from_file()
    require_type(DOCUMENT)
    sent = body_object()
    if not sent.get("title") or not sent.get("type"):
        raise Problem(400, "Missing required field(s): title and type")
    fields = {k: v for k, v in checked_fields(sent, status=400).items() if not is_empty(v)}
    group_id = fields.get("group_id")
    if group_id is not None:
        require_group(group_id, DOCUMENT, writing=True)
    _check_folders(fields)
    return created(fields)


def _create_from_file() -> Response:
    """No metadata is drawn out of the bytes here; title and type are then as recorded."""
    file_name = sent_name()
    fields: Item = {"title": file_name, "type": "journal"}
    match = _GROUP_LINK.search(request.headers.get("Link", ""))
    if match is not None:
        fields["group_id"] = match[1]
        require_group(match[1], DOCUMENT, writing=True)
    response = created(fields | {"file_attached": True})
    kept = state().documents[json.loads(response.get_data())["id"]]
    mime_type = (request.headers.get("Content-Type") or "application/octet-stream").split(";")[0]
    attach(kept, request.get_data(), file_name, mime_type)
    return response


def created(fields: Item) -> Response:
    """Keep a new document of the signed-in person and answer 201."""
    now = state().now_text()
    fresh = {"id": state().new_id(), "created": now, "last_modified": now, "profile_id": me()}
    fresh |= copy.deepcopy(fields)
    shown = in_order(fresh)
    times = {name: state().stored(fresh[name]) for name in ("created", "last_modified")}
    state().documents[fresh["id"]] = fresh | times
    location = ("Location", absolute(f"/documents/{fresh['id']}"))
    return answer(shown, DOCUMENT, status=201, headers=[location])


@documents.post("/documents/<document_id>/actions/cloneTo")
def clone_document(document_id: str) -> Response:
    """A copy in a group, or in one's own library; ids, times and folders are its own.

    Sent by two clients and described nowhere; files are not copied.
    """
    require_type(CLONE)
    negotiate(DOCUMENT)
    kept = visible(document_id, state().documents)
    group_id = body_object().get("group_id")
    if group_id is not None:
        require_group(str(group_id), DOCUMENT, writing=True)
    fields = {name: kept[name] for name in kept if name in WRITABLE}
    for name in ("group_id", "folder_uuids"):
        fields.pop(name, None)
    return created(fields | ({"group_id": str(group_id)} if group_id else {}))


@documents.patch("/documents/<document_id>")
def amend_document(document_id: str) -> Response:
    """Merge the sent members into a document, unless it changed since the given time."""
    require_type(DOCUMENT)
    negotiate(DOCUMENT)
    kept = visible(document_id, state().documents)
    _check_precondition(kept)
    sent = body_object()
    if "group_id" in sent and sent["group_id"] != kept.get("group_id"):
        raise Problem(403, "The group of a document cannot be changed")
    if kept.get("group_id"):
        require_group(kept["group_id"], DOCUMENT, writing=True)
    fields = checked_fields(sent, status=422)
    for required in ("title", "type"):
        if required in fields and not fields[required]:
            raise Problem(422, f"{required} may not be empty")
    _check_folders(fields | {"group_id": kept.get("group_id")})
    _amend(kept, fields)
    return answer(_amended(kept), DOCUMENT)


def _amend(kept: Item, fields: Item) -> None:
    before = copy.deepcopy(kept)
    change(kept, fields)
    if kept != before or state().switches.noop_patch_touches:
        kept["last_modified"] = state().stored(state().now_text())


def _amended(kept: Item) -> Item:
    shown = with_booleans(kept)
    if not state().switches.notes_in_patch_answer:
        shown.pop("notes", None)
    return in_order(shown)


def _check_precondition(kept: Item) -> None:
    """Refuse with 412 what was changed after `If-Unmodified-Since`.

    HTTP dates stop at whole seconds, `last_modified` does not. Which of the two the service
    compares is not known, so that it is a switch.
    """
    moment = from_http_date(request.headers.get("If-Unmodified-Since", ""))
    if moment is None:
        return
    modified = as_moment(kept["last_modified"])
    if not state().switches.exact_preconditions:
        modified = modified.replace(microsecond=0)
    if modified > moment:
        raise Problem(412, "Document has been modified since the given time")


def _check_folders(fields: Item) -> None:
    for folder_id in fields.get("folder_uuids") or ():
        folder = state().folders.get(folder_id)
        if folder is None:
            raise Problem(404, "Folder not found")
        if folder.get("group_id") != fields.get("group_id"):
            raise Problem(403, "The folder is not in the library of the document")


@documents.delete("/documents/<document_id>")
def delete_document(document_id: str) -> Response:
    """Gone for good, past the trash."""
    writable(document_id, state().documents)
    state().purge(document_id)
    return no_content()


@documents.post("/documents/<document_id>/trash")
def trash_document(document_id: str) -> Response:
    """Into the trash of its library."""
    writable(document_id, state().documents)
    state().trash(document_id)
    return no_content(f"/trash/{document_id}")


def visible(document_id: str, where: dict[str, Item]) -> Item:
    """The document, if the signed-in person may see it.

    Raises:
        Problem: 404; a foreign document does not give itself away.
    """
    kept = where.get(document_id)
    if kept is None or not state().may_see(kept, me()):
        raise Problem(404, NOT_FOUND)
    return kept


def writable(document_id: str, where: dict[str, Item]) -> Item:
    """The document, if the signed-in person may change it.

    Raises:
        Problem: 404 as above, 403 for who may only read.
    """
    kept = visible(document_id, where)
    if kept.get("group_id"):
        require_group(kept["group_id"], DOCUMENT, writing=True)
    return kept


trash = Blueprint("trash", __name__)

# A trashed document was last modified when it was trashed. The first two are described; the
# vendor's SDK offers those of documents here, too.
_TRASH_SORTS = {
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
    return document_page(state().trashed.values(), media_type, sort_keys=_TRASH_SORTS)


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
