"""`/files`: lists, uploads, and downloads by way of a signed address on another origin."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.http import parse_options_header

from mendeley_sync.sandbox.answers import Problem, absolute, answer, flag, negotiate, no_content
from mendeley_sync.sandbox.resources.listing import in_asked_library, since
from mendeley_sync.sandbox.resources.paging import NEXT, paged
from mendeley_sync.sandbox.resources.views import shown_file
from mendeley_sync.sandbox.session import me, require_group, state
from mendeley_sync.sandbox.state import Item
from mendeley_sync.sandbox.storage import signed_address

files = Blueprint("files", __name__)

FILE = "application/vnd.mendeley-file.1+json"
TICKET = "application/vnd.mendeley-content-ticket.1+json"
_FILE_LINK = "application/vnd.mendeley-file-link.1+json"
_FILE_HASH = "application/vnd.mendeley-file-hash.1+json"
_OF_DOCUMENT = "application/vnd.mendeley-document-file-list+json"
_ONE_OF_DOCUMENT = "application/vnd.mendeley-document-file+json"
_LINKED = re.compile(r'<[^>]*/documents/([^/>]+)>\s*;\s*rel="?document"?')


@files.get("/files")
def list_files() -> Response:
    """Files of one's own library, a group, a document or a catalog entry; or ids deleted since."""
    media_type = negotiate(FILE)
    chosen = [n for n in ("document_id", "group_id", "catalog_id") if request.args.get(n)]
    if len(chosen) > 1:
        raise Problem(400, "Conflicting filters specified")
    if request.args.get("group_id"):
        require_group(request.args["group_id"], FILE)
    if "deleted_since" in request.args:
        return _page(_deleted(), media_type)
    return _page([shown_file(item) for item in _wanted()], media_type)


def _wanted() -> list[Item]:
    moment = since("added_since") or ""
    document_id, catalog_id = request.args.get("document_id"), request.args.get("catalog_id")
    if document_id and document_id not in {**state().documents, **state().trashed}:
        raise Problem(404, "Document not found")
    found = [
        item
        # Recorded order: as they were added, whatever their ids.
        for item in sorted(state().files.values(), key=lambda item: str(item.get("created", "")))
        if item.get("created", "") >= moment
    ]
    if catalog_id:
        return [item for item in found if item.get("catalog_id") == catalog_id]
    return [item for item in found if _in_library(item, document_id)]


def _in_library(item: Item, document_id: str | None) -> bool:
    where = dict(state().documents)
    if flag("include_trashed"):
        where |= state().trashed
    kept = where.get(item.get("document_id", ""))
    if kept is None or not state().may_see(kept, me()):
        return False
    if document_id:
        return bool(kept["id"] == document_id)
    return bool(kept.get("group_id") == request.args.get("group_id"))


def _deleted() -> list[Item]:
    moment = since("deleted_since") or ""
    document_id = request.args.get("document_id")
    return [
        {"id": item["id"]}
        for item in (state().deleted_files if document_id else in_asked_library(_of_documents()))
        if item["deleted_at"] >= moment and document_id in (None, item.get("document_id"))
    ]


def _of_documents() -> list[Item]:
    return [item for item in state().deleted_files if "catalog_id" not in item]


def _page(items: list[Item], media_type: str) -> Response:
    page = paged(state(), items, relations=NEXT)
    return answer(page.items, media_type, headers=page.headers)


@files.get("/files/<file_id>")
def download(file_id: str) -> Response:
    """303 to the bytes."""
    return _elsewhere(_file(file_id))


def _elsewhere(item: Item) -> Response:
    response = Response(status=303)
    del response.headers["Content-Type"]
    response.headers["Location"] = signed_address(state(), item)
    return response


@files.post("/files")
def upload() -> Response:
    """A file for a document, from the body or from a ticket."""
    match = _LINKED.search(request.headers.get("Link", ""))
    if match is None:
        raise Problem(400, "Link header with rel=document is required")
    return _attach(match[1], FILE)


def _attach(document_id: str, media_type: str) -> Response:
    negotiate(media_type)
    kept = state().documents.get(document_id)
    if kept is None or not state().may_see(kept, me()):
        raise Problem(404, "Document not found")
    if kept.get("group_id"):
        require_group(kept["group_id"], FILE, writing=True)
    content, mime_type = _sent_content()
    item = attach(kept, content, sent_name(), mime_type)
    location = ("Location", absolute(f"/files/{item['id']}"))
    return answer(shown_file(item), media_type, status=201, headers=[location])


def attach(kept: Item, content: bytes, file_name: str, mime_type: str) -> Item:
    """Keep a file of a document.

    Raises:
        Problem: 400 if the document has the very same file already.
    """
    filehash = hashlib.sha1(content, usedforsecurity=False).hexdigest()
    for other in state().files.values():
        if other.get("document_id") == kept["id"] and other["filehash"] == filehash:
            raise Problem(400, "The file is already attached to the document")
    item = {
        "id": _file_id(filehash, kept["id"]),
        "document_id": kept["id"],
        "mime_type": mime_type,
        "file_name": _kept_name(kept, file_name),
        "size": len(content),
        "created": state().now_text(),
        "filehash": filehash,
    }
    state().files[item["id"]] = item
    state().contents[item["id"]] = content
    kept["file_attached"] = True
    return item


def _file_id(filehash: str, document_id: str) -> str:
    """As recorded: one half follows from the content, the other from the document."""
    first, last = (
        hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
        for text in (filehash, document_id)
    )
    return f"{first[:8]}-{first[8:12]}-{first[12:16]}-{last[:4]}-{last[4:16]}"


def _kept_name(kept: Item, file_name: str) -> str:
    if state().switches.file_names == "title":
        return str(kept.get("title", file_name))
    return file_name


def _sent_content() -> tuple[bytes, str]:
    mime_type = (request.headers.get("Content-Type") or "application/octet-stream").split(";")[0]
    if mime_type != _FILE_LINK:
        return request.get_data(), mime_type
    ticket = _json().get("file_content_ticket")
    content = state().file_tickets.pop(ticket, None) if isinstance(ticket, str) else None
    if content is None:
        raise Problem(400, "Unknown file content ticket")
    return content, "application/octet-stream"


def sent_name() -> str:
    """The file name in `Content-Disposition`.

    Raises:
        Problem: 400 without one.
    """
    _, options = parse_options_header(request.headers.get("Content-Disposition", ""))
    if not options.get("filename"):
        raise Problem(400, "Content-Disposition header with a filename is required")
    return options["filename"]


@files.post("/file_contents")
def content_ticket() -> Response:
    """A ticket for bytes that are sent now, or that the service has already."""
    media_type = negotiate(TICKET)
    if (request.headers.get("Content-Type") or "").split(";")[0] == _FILE_HASH:
        content = _known_content(_json())
    else:
        content = request.get_data()
    ticket = state().new_id()
    state().file_tickets[ticket] = content
    return answer({"id": ticket}, media_type, status=201)


def _known_content(sent: Item) -> bytes:
    for content in state().contents.values():
        proof = hashlib.sha256(me().encode() + content).hexdigest()
        if (
            sent.get("file_hash") == hashlib.sha256(content).hexdigest()
            and sent.get("signature") == proof
        ):
            return content
    raise Problem(412, "File hash or signature does not match")


def _json() -> Item:
    try:
        found: Any = json.loads(request.get_data())
    except ValueError as error:
        raise Problem(400, "Unable to process JSON") from error
    if not isinstance(found, dict):
        raise Problem(400, "Unable to process JSON")
    return found


@files.delete("/files/<file_id>")
def delete_file(file_id: str) -> Response:
    """Gone for good."""
    item = _file(file_id)
    kept = state().document(item["document_id"]) if "document_id" in item else {}
    if kept.get("group_id"):
        require_group(kept["group_id"], FILE, writing=True)
    state().delete_file(file_id)
    return no_content()


@files.get("/documents/v1/<document_id>/files")
def list_of_document(document_id: str) -> Response:
    """The files of one document."""
    media_type = negotiate(_OF_DOCUMENT)
    if document_id not in state().documents:
        raise Problem(404, "Document not found")
    if "deleted_since" in request.args:
        gone = [i for i in _deleted() if i.get("document_id", document_id) == document_id]
        return _page(gone, media_type)
    moment = since("added_since") or ""
    found = [
        shown_file(item)
        for item in state().files.values()
        if item.get("document_id") == document_id and item.get("created", "") >= moment
    ]
    return _page(found, media_type)


@files.post("/documents/v1/<document_id>/files")
def upload_to_document(document_id: str) -> Response:
    """A file for this document."""
    return _attach(document_id, _ONE_OF_DOCUMENT)


@files.get("/documents/v1/<document_id>/files/<file_id>")
def one_of_document(document_id: str, file_id: str) -> Response:
    """The facts of a file for who asks for JSON, else 303 to the bytes."""
    item = _file(file_id)
    if item.get("document_id") != document_id:
        raise Problem(404, "File not found")
    if _ONE_OF_DOCUMENT in request.headers.get("Accept", ""):
        return answer(shown_file(item), _ONE_OF_DOCUMENT)
    return _elsewhere(item)


@files.delete("/documents/v1/<document_id>/files/<file_id>")
def delete_of_document(document_id: str, file_id: str) -> Response:
    """Gone for good."""
    if _file(file_id).get("document_id") != document_id:
        raise Problem(404, "File not found")
    return delete_file(file_id)


def _file(file_id: str) -> Item:
    item = state().files.get(file_id)
    if item is None:
        raise Problem(404, "File not found")
    if "document_id" in item:
        kept = state().document(item["document_id"])
        if not state().may_see(kept, me()):
            raise Problem(403, "You do not have permission to access this file")
    return item
