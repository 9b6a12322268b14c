"""`/annotations`: highlights and sticky notes in files, and the note of a document.

The note of a document is its field `notes` under another address: the annotation has the
document's own id and neither place nor time of creation.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from mendeley_sync.sandbox.answers import (
    Problem,
    answer,
    body_object,
    flag,
    negotiate,
    no_content,
    require_type,
)
from mendeley_sync.sandbox.resources.listing import in_asked_library, since
from mendeley_sync.sandbox.resources.paging import NEXT, paged
from mendeley_sync.sandbox.resources.views import names
from mendeley_sync.sandbox.session import me, require_group, state
from mendeley_sync.sandbox.state import Item

annotation_calls = Blueprint("annotations", __name__)

ANNOTATION = "application/vnd.mendeley-annotation.1+json"
_MOST = 200
_FIELDS = names(
    "id type text color profile_id positions created last_modified privacy_level filehash "
    "document_id previous_id"
)
_LEVELS = ("private", "group", "public")


@annotation_calls.get("/annotations")
def list_annotations() -> Response:
    """Those of one's own library or of a group; thin ones for what was deleted since."""
    media_type = negotiate(ANNOTATION)
    group_id = request.args.get("group_id")
    if group_id:
        require_group(group_id, ANNOTATION)
    found = _deleted() if "deleted_since" in request.args else _present(group_id)
    page = paged(state(), found, relations=NEXT, most=_MOST)
    return answer(page.items, media_type, headers=page.headers)


def _present(group_id: str | None) -> list[Item]:
    moment = since("modified_since") or ""
    document_id = request.args.get("document_id")
    where = dict(state().documents)
    if flag("include_trashed"):
        where |= state().trashed
    mine = {
        kept["id"]: kept
        for kept in where.values()
        if state().may_see(kept, me())
        and (document_id == kept["id"] if document_id else kept.get("group_id") == group_id)
    }
    # Recorded order: by id, the notes of documents behind.
    found = [_shown(a) for a in state().annotations.values() if a["document_id"] in mine]
    found += [_note(kept) for kept in mine.values() if kept.get("notes")]
    found.sort(key=lambda item: (item.get("type") == "note", str(item["id"])))
    return [item for item in found if item.get("last_modified", moment) >= moment]


def _deleted() -> list[Item]:
    moment = since("deleted_since") or ""
    document_id = request.args.get("document_id")
    gone = state().deleted_annotations
    return [
        {"id": item["id"], "positions": [], "privacy_level": item["privacy_level"]}
        for item in (gone if document_id else in_asked_library(gone))
        if item["deleted_at"] >= moment and document_id in (None, item.get("document_id"))
    ]


@annotation_calls.get("/annotations/<annotation_id>")
def get_annotation(annotation_id: str) -> Response:
    """One annotation, or the note of the document that has this id."""
    media_type = negotiate(ANNOTATION)
    item = state().annotations.get(annotation_id)
    if item is not None:
        _document(item["document_id"])
        return answer(_shown(item), media_type)
    return answer(_note(_noted(annotation_id)), media_type)


@annotation_calls.post("/annotations")
def create_annotation() -> Response:
    """A note without a place, a highlight or sticky note with one. No `Location`."""
    require_type(ANNOTATION)
    media_type = negotiate(ANNOTATION)
    sent = body_object()
    kept = _document(sent.get("document_id"), writing=True)
    if not sent.get("positions") and not sent.get("filehash"):
        return answer(_set_note(kept, sent.get("text")), media_type, status=201)
    now = state().now_text()
    item = {
        "id": state().new_id(),
        "profile_id": me(),
        "created": now,
        "last_modified": now,
        "privacy_level": "group" if kept.get("group_id") else "private",
        "document_id": kept["id"],
    } | _fields(sent)
    item["type"] = _kind(item)
    state().annotations[item["id"]] = item
    return answer(_shown(item), media_type, status=201)


@annotation_calls.patch("/annotations/<annotation_id>")
def amend_annotation(annotation_id: str) -> Response:
    """The sent members; a box without size makes a sticky note of a highlight."""
    require_type(ANNOTATION)
    media_type = negotiate(ANNOTATION)
    sent = body_object()
    item = state().annotations.get(annotation_id)
    if item is None:
        return answer(_set_note(_noted(annotation_id, writing=True), sent.get("text")), media_type)
    _require_author(item)
    item |= _fields(sent)
    item["type"] = _kind(item)
    item["last_modified"] = state().now_text()
    return answer(_shown(item), media_type)


@annotation_calls.delete("/annotations/<annotation_id>")
def delete_annotation(annotation_id: str) -> Response:
    """Gone for good; a note leaves an empty field behind."""
    item = state().annotations.get(annotation_id)
    if item is None:
        state().delete_note(_noted(annotation_id, writing=True)["id"])
        return no_content(media_type=ANNOTATION)
    _require_author(item)
    state().delete_annotation(annotation_id)
    return no_content(media_type=ANNOTATION)


def _shown(item: Item) -> Item:
    return {name: item[name] for name in (*_FIELDS, *item) if item.get(name) is not None}


def _note(kept: Item) -> Item:
    return {
        "id": kept["id"],
        "type": "note",
        "profile_id": kept.get("profile_id"),
        "text": kept["notes"],
        "last_modified": kept["last_modified"],
        "privacy_level": "group" if kept.get("group_id") else "private",
        "document_id": kept["id"],
    }


def _set_note(kept: Item, text: Any) -> Item:
    if not isinstance(text, str) or not text:
        raise Problem(400, "Missing required field(s): text")
    kept["notes"] = text
    kept["last_modified"] = state().stored(state().now_text())
    return _note(kept)


def _noted(document_id: str, *, writing: bool = False) -> Item:
    kept = state().documents.get(document_id)
    if kept is None or not kept.get("notes") or not state().may_see(kept, me()):
        raise Problem(404, "Annotation not found")
    return _document(document_id, writing=writing)


def _document(document_id: Any, *, writing: bool = False) -> Item:
    if not isinstance(document_id, str):
        raise Problem(400, "Missing required field(s): document_id")
    kept = state().documents.get(document_id) or state().trashed.get(document_id)
    if kept is None or not state().may_see(kept, me()):
        raise Problem(404, "Document not found")
    if kept.get("group_id"):
        require_group(kept["group_id"], ANNOTATION, writing=writing)
    return kept


def _require_author(item: Item) -> None:
    _document(item["document_id"], writing=True)
    if item["profile_id"] != me():
        raise Problem(403, "Only the author may change an annotation")


def _fields(sent: Item) -> Item:
    fields: Item = {name: sent[name] for name in ("text", "filehash") if name in sent}
    if "color" in sent:
        fields["color"] = _color(sent["color"])
    if "privacy_level" in sent:
        if sent["privacy_level"] not in _LEVELS:
            raise Problem(400, "Invalid privacy level")
        fields["privacy_level"] = sent["privacy_level"]
    if "positions" in sent:
        fields["positions"] = _positions(sent["positions"])
    return fields


def _color(sent: Any) -> Item | None:
    """Not held against any range, as recorded."""
    if sent is None:
        return None
    if not isinstance(sent, dict) or any(not isinstance(value, int) for value in sent.values()):
        raise Problem(400, "Invalid color")
    return {name: sent[name] for name in ("r", "g", "b", "a") if name in sent}


def _positions(sent: Any) -> list[Item]:
    try:
        return [
            {
                corner: {axis: float(box[corner][axis]) for axis in ("x", "y")}
                for corner in ("top_left", "bottom_right")
            }
            | {"page": int(box["page"])}
            for box in sent
        ]
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise Problem(400, "Invalid positions") from error


def _kind(item: Item) -> str:
    boxes = item.get("positions") or []
    if not boxes and not item.get("filehash"):
        return "note"
    points = boxes and all(box["top_left"] == box["bottom_right"] for box in boxes)
    return "sticky_note" if points else "highlight"
