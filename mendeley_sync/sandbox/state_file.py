"""The state file: a sandbox as JSON, read with clear complaints and written back.

Every key is optional; docs/sandbox.md lists them. What is not known is refused, so that a
misspelt key does not quietly seed nothing.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import logging
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from datetime import timedelta
from difflib import get_close_matches
from typing import Any

from mendeley_sync.sandbox.clock import Clock, as_moment, as_text
from mendeley_sync.sandbox.resources.views import FOUND_BY
from mendeley_sync.sandbox.state import CHOICES, Item, SandboxState, Switches, Token

_COLLECTIONS = {
    "applications": ("client_id", "client_secret", "redirect_uris"),
    "profiles": ("id",),
    "tokens": ("access_token",),
    "groups": ("id", "name"),
    "invitations": ("group_uuid", "invitee_email"),
    "documents": ("id",),
    "trash": ("id",),
    "folders": ("id", "name"),
    "files": ("id",),
    "annotations": ("id", "document_id"),
    "catalog": ("id",),
    "deleted": ("id",),
    "deleted_files": ("id",),
    "deleted_annotations": ("id",),
}
_SWITCHES = {entry.name: entry.default for entry in fields(Switches)}
_OTHERS = ("clock", "clock_step_s", "members", "me", "id_seed", "issued")
KNOWN_KEYS = (*_COLLECTIONS, *_SWITCHES, *_OTHERS)
_TIMES = ("created", "last_modified", "modified", "added", "joined", "sent", "deleted_at")


_log = logging.getLogger(__name__)


class StateFileError(ValueError):
    """The state file cannot be used; the message says where and why."""


def load_state(text: str) -> SandboxState:
    """Read a state file.

    Raises:
        StateFileError: not JSON, an unknown key, a missing field, a wrong type,
            an id twice, a time that is none.
    """
    try:
        raw = json.loads(text)
    except json.JSONDecodeError as error:
        raise StateFileError(f"line {error.lineno}: not JSON: {error.msg}") from error
    if not isinstance(raw, dict):
        raise StateFileError("the state must be a JSON object")
    _refuse_unknown(raw)
    return _build(raw)


def replace_state(state: SandboxState, text: str) -> None:
    """Put another state in the place of a running one; what holds the state sees the new."""
    fresh = load_state(text)
    for entry in fields(SandboxState):
        if entry.name not in ("lock", "storage_url"):
            setattr(state, entry.name, getattr(fresh, entry.name))


def dump_state(state: SandboxState) -> str:
    """The state as a file that `load_state` reads; sorted, so that it can be compared."""
    now = state.clock()
    raw: Item = {
        "clock": None if state.clock.fixed is None else as_text(state.clock.fixed),
        "clock_step_s": state.clock.step.total_seconds(),
        "me": state.me,
        "id_seed": state.id_seed,
        "issued": state.issued,
        "applications": list(state.applications.values()),
        "profiles": list(state.profiles.values()),
        "tokens": [
            {
                "access_token": token.access_token,
                "refresh_token": token.refresh_token,
                "profile_id": token.profile_id,
                "client_id": token.client_id,
                "expires_in": (token.expires_at - now).total_seconds(),
            }
            for token in state.tokens.values()
        ],
        "groups": list(state.groups.values()),
        "members": state.members,
        "invitations": list(state.invitations.values()),
        "documents": list(state.documents.values()),
        "trash": list(state.trashed.values()),
        "folders": list(state.folders.values()),
        "files": [_with_content(state, item) for item in state.files.values()],
        "annotations": list(state.annotations.values()),
        "catalog": list(state.catalog.values()),
        "deleted": state.deleted,
        "deleted_files": state.deleted_files,
        "deleted_annotations": state.deleted_annotations,
    } | asdict(state.switches)
    return json.dumps(raw, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _with_content(state: SandboxState, item: Item) -> Item:
    content = state.contents.get(item["id"], b"")
    return item | {"content_base64": base64.b64encode(content).decode()}


def _refuse_unknown(raw: Mapping[str, Any]) -> None:
    for key in raw:
        if key not in KNOWN_KEYS:
            near = get_close_matches(key, KNOWN_KEYS, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise StateFileError(f"unknown key {key!r}{hint}")
    for key, default in _SWITCHES.items():
        if key in raw and type(raw[key]) is not type(default):
            raise StateFileError(f"{key}: expected {type(default).__name__}, found {raw[key]!r}")
        if key in raw and key in CHOICES and raw[key] not in CHOICES[key]:
            raise StateFileError(f"{key}: must be one of {CHOICES[key]}, found {raw[key]!r}")


def _build(raw: Item) -> SandboxState:
    state = SandboxState()
    state.switches = Switches(**{key: raw[key] for key in _SWITCHES if key in raw})
    state.clock = _clock(raw)
    state.id_seed = _typed(raw, "id_seed", str, state.id_seed)
    state.issued = _typed(raw, "issued", int, 0)
    state.applications = _keyed(raw, "applications", "client_id")
    state.profiles = _keyed(raw, "profiles")
    state.groups = _keyed(raw, "groups")
    state.documents = _keyed(raw, "documents")
    state.trashed = _keyed(raw, "trash")
    for document_id in state.documents.keys() & state.trashed.keys():
        raise StateFileError(f"trash: {document_id!r} is also among the documents")
    state.folders = _keyed(raw, "folders")
    state.annotations = _keyed(raw, "annotations")
    for name, item in state.annotations.items():
        if item["document_id"] not in state.documents | state.trashed:
            _log.warning("annotations: the document of %r is not in the state", name)
    state.catalog = _keyed(raw, "catalog")
    for name, item in (state.catalog | state.documents | state.trashed).items():
        if not isinstance(item.get(FOUND_BY, {}), dict):
            raise StateFileError(f"{FOUND_BY} of {name!r} must be an object")
    state.deleted = _items(raw, "deleted")
    state.deleted_files = _items(raw, "deleted_files")
    state.deleted_annotations = _items(raw, "deleted_annotations")
    state.members = _members(raw)
    state.me = _me(raw, state)
    _add_invitations(state, _items(raw, "invitations"))
    _add_files(state, _items(raw, "files"))
    _add_tokens(state, _items(raw, "tokens"))
    _complete_memberships(state)
    _complete_documents(state)
    _complete_folders(state)
    _complete_notes(state)
    _complete_tombstones(state)
    return state


def _clock(raw: Item) -> Clock:
    fixed = raw.get("clock")
    step = _typed(raw, "clock_step_s", (int, float), 0)
    try:
        moment = None if fixed is None else as_moment(fixed)
    except (ValueError, AttributeError) as error:
        raise StateFileError(f"clock: {fixed!r} is no ISO 8601 time") from error
    return Clock(moment, timedelta(seconds=step))


def _typed(raw: Item, key: str, kind: Any, default: Any) -> Any:
    value = raw.get(key, default)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise StateFileError(f"{key}: unexpected {value!r}")
    return value


def _items(raw: Item, key: str) -> list[Item]:
    found = raw.get(key, [])
    if not isinstance(found, list):
        raise StateFileError(f"{key}: expected a list, found {type(found).__name__}")
    return [
        _checked(item, f"{key}[{place}]", _COLLECTIONS[key]) for place, item in enumerate(found)
    ]


def _checked(item: object, place: str, required: Iterable[str]) -> Item:
    if not isinstance(item, dict):
        raise StateFileError(f"{place}: expected an object, found {type(item).__name__}")
    for name in required:
        if name not in item:
            raise StateFileError(f"{place}: {name!r} is missing")
    for name in _TIMES:
        if name in item:
            item[name] = _time(item[name], f"{place}.{name}")
    return item


def _time(value: object, place: str) -> str:
    try:
        return as_text(as_moment(str(value)))
    except ValueError as error:
        raise StateFileError(f"{place}: {value!r} is no ISO 8601 time") from error


def _keyed(raw: Item, key: str, name: str = "id") -> dict[str, Item]:
    keyed: dict[str, Item] = {}
    for item in _items(raw, key):
        if item[name] in keyed:
            raise StateFileError(f"{key}: {name} {item[name]!r} occurs twice")
        keyed[str(item[name])] = item
    return keyed


def _members(raw: Item) -> dict[str, list[Item]]:
    found = raw.get("members", {})
    if not isinstance(found, dict):
        raise StateFileError("members: expected an object of lists, keyed by group id")
    return {
        group_id: [
            _checked(item, f"members[{group_id}][{place}]", ("profile_id", "role"))
            for place, item in enumerate(people)
        ]
        for group_id, people in found.items()
    }


def _me(raw: Item, state: SandboxState) -> str | None:
    chosen = raw.get("me")
    if chosen is None:
        return next(iter(state.profiles), None)
    if chosen not in state.profiles:
        raise StateFileError(f"me: {chosen!r} is not among the profiles")
    return str(chosen)


def _add_invitations(state: SandboxState, items: list[Item]) -> None:
    for item in items:
        if "invitation_uuid" not in item:
            item["invitation_uuid"] = state.new_id()
        item.setdefault("status", "SENT")
        item.setdefault("sent", state.now_text())
        state.invitations[item["invitation_uuid"]] = item


def _add_files(state: SandboxState, items: list[Item]) -> None:
    for place, item in enumerate(items):
        content = _content(item, f"files[{place}]")
        item.setdefault("file_name", "item.pdf")
        item.setdefault("mime_type", "application/pdf")
        item.setdefault("size", len(content))
        item.setdefault("filehash", hashlib.sha1(content, usedforsecurity=False).hexdigest())
        state.files[item["id"]] = item
        state.contents[item["id"]] = content


def _content(item: Item, place: str) -> bytes:
    if "content_base64" in item:
        try:
            return base64.b64decode(item.pop("content_base64"), validate=True)
        except (binascii.Error, TypeError) as error:
            raise StateFileError(f"{place}.content_base64: not base64") from error
    return str(item.pop("content", "")).encode()


def _add_tokens(state: SandboxState, items: list[Item]) -> None:
    for place, item in enumerate(items):
        profile_id = item.get("profile_id")
        if profile_id is not None and profile_id not in state.profiles:
            raise StateFileError(f"tokens[{place}]: {profile_id!r} is not among the profiles")
        seconds = _typed(item, "expires_in", (int, float), state.switches.token_lifetime_s)
        state.keep_token(
            Token(
                access_token=item["access_token"],
                refresh_token=item.get("refresh_token"),
                profile_id=profile_id,
                client_id=item.get("client_id") or next(iter(state.applications), ""),
                expires_at=state.clock() + timedelta(seconds=seconds),
            )
        )


def _complete_documents(state: SandboxState) -> None:
    """What every stored document has, even where the file left it out."""
    with_files = {item.get("document_id") for item in state.files.values()}
    for kept in (*state.documents.values(), *state.trashed.values()):
        kept.setdefault("type", "journal")
        kept.setdefault("created", state.now_text())
        kept.setdefault("last_modified", kept["created"])
        kept.setdefault("profile_id", state.me)
        if kept["id"] in with_files:
            kept["file_attached"] = True
        for name in [name for name, value in kept.items() if value is None]:
            del kept[name]


def _complete_memberships(state: SandboxState) -> None:
    """A group as an answer of the service shows it tells the role of who asked."""
    for group in state.groups.values():
        if "role" in group and state.me and state.role(group["id"], state.me) is None:
            joined = group.get("created", state.now_text())
            member = {"profile_id": state.me, "joined": joined, "role": group.pop("role")}
            state.members.setdefault(group["id"], []).append(member)


def _complete_notes(state: SandboxState) -> None:
    """The note of a document, seeded as an annotation, is its field `notes`."""
    documents = state.documents | state.trashed
    for name in [k for k, v in state.annotations.items() if v.get("type") == "note"]:
        note = state.annotations[name]
        if name == note["document_id"] and name in documents:
            documents[name].setdefault("notes", note.get("text", ""))
            del state.annotations[name]


def _complete_tombstones(state: SandboxState) -> None:
    """Bare ids, as the service shows them, were deleted just now and were one's own."""
    for item in (*state.deleted, *state.deleted_files, *state.deleted_annotations):
        item.setdefault("deleted_at", state.now_text())
        if not item.get("group_id"):
            item.setdefault("profile_id", state.me)
    for item in state.deleted_annotations:
        item.setdefault("privacy_level", "private")


def _complete_folders(state: SandboxState) -> None:
    for folder in state.folders.values():
        folder.setdefault("created", state.now_text())
        folder.setdefault("modified", folder["created"])
        if not folder.get("group_id"):
            folder.setdefault("profile_id", state.me)
