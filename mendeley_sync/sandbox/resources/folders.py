"""`/folders`: a tree per library, and which documents lie in which folder."""

from __future__ import annotations

from typing import Any

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
from mendeley_sync.sandbox.resources.listing import in_asked_library, sorted_as_asked
from mendeley_sync.sandbox.resources.paging import FULL, paged
from mendeley_sync.sandbox.session import me, require_group, state
from mendeley_sync.sandbox.state import Item, change

folders = Blueprint("folders", __name__)

FOLDER = "application/vnd.mendeley-folder.1+json"
_SORTS = {name: name for name in ("created", "last_modified", "title")}
_FIELDS = ("id", "name", "parent_id", "group_id", "created", "modified")


@folders.get("/folders")
def list_folders() -> Response:
    """All folders of a library, flat."""
    media_type = negotiate(FOLDER)
    if request.args.get("group_id"):
        require_group(request.args["group_id"], FOLDER)
    page = paged(state(), in_asked_library(state().folders.values()), relations=FULL)
    return answer([_shown(folder) for folder in page.items], media_type, headers=page.headers)


@folders.get("/folders/<folder_id>")
def get_folder(folder_id: str) -> Response:
    """One folder; the description knows no 404 here."""
    return answer(_shown(_folder(folder_id, unknown=403)), negotiate(FOLDER))


@folders.post("/folders")
def create_folder() -> Response:
    """A folder at the top or under another."""
    require_type(FOLDER)
    media_type = negotiate(FOLDER)
    sent = body_object()
    fresh: Item = {"id": state().new_id(), "name": _name(sent.get("name")), "profile_id": me()}
    if sent.get("group_id"):
        fresh["group_id"] = str(sent["group_id"])
        require_group(fresh["group_id"], FOLDER, writing=True)
    if sent.get("parent_id"):
        fresh["parent_id"] = _parent(sent["parent_id"], fresh)
    _refuse_twin(fresh)
    fresh["created"] = fresh["modified"] = state().now_text()
    state().folders[fresh["id"]] = fresh
    location = ("Location", absolute(f"/folders/{fresh['id']}"))
    return answer(_shown(fresh), media_type, status=201, headers=[location])


@folders.patch("/folders/<folder_id>")
def amend_folder(folder_id: str) -> Response:
    """Another name or another parent; `root` is the top."""
    require_type(FOLDER)
    media_type = negotiate(FOLDER)
    kept = _folder(folder_id, writing=True)
    sent = body_object()
    wished = dict(kept)
    if "name" in sent:
        wished["name"] = _name(sent["name"])
    if sent.get("parent_id") == "root":
        wished.pop("parent_id", None)
    elif sent.get("parent_id"):
        wished["parent_id"] = _parent(sent["parent_id"], kept)
    _refuse_twin(wished)
    wished["modified"] = state().now_text()
    state().folders[folder_id] = wished
    return answer(_shown(wished), media_type)


@folders.delete("/folders/<folder_id>")
def delete_folder(folder_id: str) -> Response:
    """The folder and all under it; the documents stay in the library."""
    _folder(folder_id, writing=True)
    gone = _with_descendants(folder_id)
    for name in gone:
        del state().folders[name]
    for kept in (*state().documents.values(), *state().trashed.values()):
        if gone.intersection(kept.get("folder_uuids", ())):
            change(kept, {"folder_uuids": [n for n in kept["folder_uuids"] if n not in gone]})
    return no_content()


@folders.get("/folders/<folder_id>/documents")
def list_documents_in(folder_id: str) -> Response:
    """Ids of the documents that lie directly in it."""
    media_type = negotiate(DOCUMENT)
    _folder(folder_id, unknown=403)
    candidates = list(state().documents.values())
    if flag("include_trashed"):
        candidates += state().trashed.values()
    inside = [item for item in candidates if folder_id in item.get("folder_uuids", ())]
    page = paged(state(), sorted_as_asked(inside, _SORTS), relations=FULL)
    return answer([{"id": item["id"]} for item in page.items], media_type, headers=page.headers)


@folders.post("/folders/<folder_id>/documents")
def put_document_in(folder_id: str) -> Response:
    """Link a document of the same library."""
    require_type(DOCUMENT)
    folder = _folder(folder_id, writing=True)
    kept = _document(body_object().get("id"))
    if kept.get("group_id") != folder.get("group_id"):
        raise Problem(403, "The document is not in the library of the folder")
    inside = kept.setdefault("folder_uuids", [])
    if folder_id in inside:
        raise Problem(409, "Document is already in the folder")
    inside.append(folder_id)
    _touch(kept)
    if state().switches.folder_add_status == 201:
        return Response(status=201)
    return no_content()


@folders.delete("/folders/<folder_id>/documents/<document_id>")
def take_document_out(folder_id: str, document_id: str) -> Response:
    """Unlink a document."""
    _folder(folder_id, writing=True)
    kept = _document(document_id)
    if folder_id not in kept.get("folder_uuids", ()):
        raise Problem(409, "Document is not in the folder")
    change(kept, {"folder_uuids": [n for n in kept["folder_uuids"] if n != folder_id]})
    _touch(kept)
    return no_content()


def _shown(folder: Item) -> Item:
    shown = (*_FIELDS, *(name for name in folder if name != "profile_id"))
    return {name: folder[name] for name in shown if name in folder}


def _folder(folder_id: str, *, unknown: int = 404, writing: bool = False) -> Item:
    found = state().folders.get(folder_id)
    if found is None:
        raise Problem(unknown, "Folder not found")
    if found.get("group_id"):
        require_group(found["group_id"], FOLDER, writing=writing)
    elif found.get("profile_id", me()) != me():
        raise Problem(403, "You do not have permission to access this folder")
    return found


def _document(document_id: Any) -> Item:
    kept = state().documents.get(document_id) if isinstance(document_id, str) else None
    if kept is None or not state().may_see(kept, me()):
        raise Problem(404, "Document not found")
    return kept


def _name(wished: Any) -> str:
    if not isinstance(wished, str) or not wished.strip() or len(wished) > 255:
        raise Problem(400, "Invalid folder name")
    if any(ord(letter) > 0xFFFF for letter in wished):
        raise Problem(400, "Folder name contains unsupported characters")
    return wished


def _parent(wished: Any, folder: Item) -> str:
    found = state().folders.get(wished) if isinstance(wished, str) else None
    if found is None:
        raise Problem(404, "Parent folder not found")
    if found.get("group_id") != folder.get("group_id"):
        raise Problem(403, "The parent folder is in another library")
    if found["id"] in _with_descendants(folder["id"]):
        raise Problem(400, "A folder cannot lie in itself")
    return str(found["id"])


def _refuse_twin(wished: Item) -> None:
    for other in state().folders.values():
        if other["id"] != wished["id"] and _place(other) == _place(wished):
            raise Problem(409, "Folder name already exists")


def _place(folder: Item) -> tuple[Any, ...]:
    """What may occur once only: the name under a parent in a library."""
    library = folder.get("group_id") or folder.get("profile_id")
    return library, folder.get("parent_id"), folder["name"]


def _with_descendants(folder_id: str) -> set[str]:
    found = {folder_id}
    while True:
        more = {k for k, v in state().folders.items() if v.get("parent_id") in found} - found
        if not more:
            return found
        found |= more


def _touch(kept: Item) -> None:
    if state().switches.folder_add_touches:
        kept["last_modified"] = state().stored(state().now_text())
