"""What the sandbox remembers, and what other people do to it behind the client's back."""

from __future__ import annotations

import base64
import copy
import hashlib
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from mendeley_sync.sandbox.clock import Clock, as_text, whole_second

Item = dict[str, Any]
"""A JSON object in the service's own shape."""

_NAMESPACE = uuid.UUID("6f1d3c3e-58a5-3f0d-9c71-2f60d1f1a5b0")


@dataclass
class Switches:
    """Where the service changed over the years, or where nobody knows what it does."""

    seconds_only_times: bool = False
    """Documents keep whole seconds (2014 to 2016) instead of milliseconds."""
    refresh_rotation: bool = True
    """A refresh hands out a new refresh token."""
    old_refresh_token_usable: bool = False
    """The token before the rotated one still works."""
    token_lifetime_s: int = 3600
    exact_preconditions: bool = False
    """`If-Unmodified-Since` is held against the milliseconds, not against whole seconds."""
    noop_patch_touches: bool = True
    """A PATCH that changes nothing gives a new `last_modified` all the same."""
    notes_in_patch_answer: bool = False
    """The answer to a PATCH holds `notes` (a client of 2026 found them missing)."""
    folder_add_status: int = 204
    """201 in the description, 204 seen in 2026."""
    folder_add_touches: bool = False
    """Putting a document into a folder gives it a new `last_modified`."""
    trailing_slashes: bool = True
    """`/annotations/` is taken for `/annotations`, as recorded; a client of 2026 was refused."""
    file_names: str = "title"
    """What an uploaded file is called: the `title` of its document (recorded), or as `sent`."""
    lost_marker: str = "error"
    """A page after a vanished document: `error` (400), `empty` or `start` over."""
    catalog_identifiers: str = "strings"
    """Values of `identifiers` in the catalog: `strings` (recorded) or `arrays`; both were seen."""
    foreign_group_documents: str = "403"
    """Documents of a group one is not in: `403`, `404` or `empty`."""


CHOICES: dict[str, tuple[object, ...]] = {
    "folder_add_status": (201, 204),
    "file_names": ("title", "sent"),
    "catalog_identifiers": ("strings", "arrays"),
    "lost_marker": ("error", "empty", "start"),
    "foreign_group_documents": ("403", "404", "empty"),
}
"""What the switches with several positions may be set to."""


@dataclass
class Token:
    """An access token and what it allows; no profile for client credentials."""

    access_token: str
    refresh_token: str | None
    profile_id: str | None
    client_id: str
    expires_at: datetime


@dataclass
class Code:
    """An authorization code, good for one exchange."""

    code: str
    client_id: str
    redirect_uri: str
    profile_id: str


@dataclass
class SandboxState:
    """Everything a sandbox holds. Requests are served one at a time under `lock`."""

    applications: dict[str, Item] = field(default_factory=dict)
    profiles: dict[str, Item] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    refresh_tokens: dict[str, Token] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    groups: dict[str, Item] = field(default_factory=dict)
    members: dict[str, list[Item]] = field(default_factory=dict)
    invitations: dict[str, Item] = field(default_factory=dict)
    documents: dict[str, Item] = field(default_factory=dict)
    trashed: dict[str, Item] = field(default_factory=dict)
    deleted: list[Item] = field(default_factory=list)
    folders: dict[str, Item] = field(default_factory=dict)
    files: dict[str, Item] = field(default_factory=dict)
    contents: dict[str, bytes] = field(default_factory=dict)
    """Bytes by file id."""
    file_tickets: dict[str, bytes] = field(default_factory=dict)
    deleted_files: list[Item] = field(default_factory=list)
    annotations: dict[str, Item] = field(default_factory=dict)
    deleted_annotations: list[Item] = field(default_factory=list)
    catalog: dict[str, Item] = field(default_factory=dict)
    me: str | None = None
    switches: Switches = field(default_factory=Switches)
    clock: Clock = field(default_factory=Clock)
    storage_url: str = "http://storage.invalid"
    """Origin of the bytes; the server sets it when it starts."""
    id_seed: str = "sandbox"
    issued: int = 0
    """How many ids were handed out; with the seed it fixes the next one."""
    lock: threading.RLock = field(default_factory=threading.RLock, repr=False, compare=False)

    # --- ids and times ---------------------------------------------------------------

    def new_id(self) -> str:
        """The next id: a version 3 UUID, as most of the service's ids are."""
        self.issued += 1
        return str(uuid.uuid3(_NAMESPACE, f"{self.id_seed}/{self.issued}"))

    def new_secret(self, kind: str) -> str:
        """The next token or code: opaque, url-safe, and the same for the same seed."""
        self.issued += 1
        digest = hashlib.sha256(f"{kind}/{self.id_seed}/{self.issued}".encode()).digest()
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")

    def now_text(self) -> str:
        """The present time as the service writes it."""
        return as_text(self.clock())

    def stored(self, text: str) -> str:
        """The time as documents keep it: cut to the second in the old manner."""
        return whole_second(text) if self.switches.seconds_only_times else text

    # --- who may see what ------------------------------------------------------------

    def role(self, group_id: str, profile_id: str | None) -> str | None:
        """The role of a person in a group, None for who is not in it."""
        for member in self.members.get(group_id, ()):
            if member["profile_id"] == profile_id:
                return str(member["role"])
        return None

    def may_see(self, item: Item, profile_id: str | None) -> bool:
        """Whether a document, folder or file belongs to the person or one of their groups."""
        group_id = item.get("group_id")
        if group_id:
            return self.role(group_id, profile_id) is not None
        return item.get("profile_id") == profile_id

    # --- what a document goes through ------------------------------------------------

    def document(self, document_id: str) -> Item:
        """The document as it is kept, live or in the trash.

        Raises:
            KeyError: there is none of this id.
        """
        kept = self.documents.get(document_id)
        return kept if kept is not None else self.trashed[document_id]

    def create(self, *, at: datetime | None = None, **fields: Any) -> str:
        """Another person adds a document; the id comes back."""
        moment = self.stored(as_text(at or self.clock()))
        kept: Item = {
            "id": self.new_id(),
            "title": "Untitled",
            "type": "journal",
            "created": moment,
            "last_modified": moment,
            "profile_id": self.me,
        }
        kept.update(copy.deepcopy(fields))
        if kept.get("group_id") is None:
            kept.pop("group_id", None)
        self.documents[kept["id"]] = kept
        return str(kept["id"])

    def edit(
        self, document_id: str, *, at: datetime | None = None, silent: bool = False, **fields: Any
    ) -> None:
        """Another person changes fields; None clears one. `silent`: `last_modified` stays."""
        kept = self.document(document_id)
        change(kept, copy.deepcopy(fields))
        if not silent:
            kept["last_modified"] = self.stored(as_text(at or self.clock()))

    def trash(self, document_id: str, *, at: datetime | None = None) -> None:
        """Into the trash, as anybody in the group may."""
        kept = self.documents.pop(document_id)
        kept["last_modified"] = self.stored(as_text(at or self.clock()))
        self.trashed[document_id] = kept

    def restore(self, document_id: str, *, at: datetime | None = None) -> None:
        """Back from the trash with the same id."""
        kept = self.trashed.pop(document_id)
        kept["last_modified"] = self.stored(as_text(at or self.clock()))
        self.documents[document_id] = kept

    def purge(self, document_id: str, *, at: datetime | None = None) -> None:
        """Gone for good; only a bare tombstone is left."""
        kept = self.documents.pop(document_id, None) or self.trashed.pop(document_id)
        tombstone = {"id": document_id, "deleted_at": as_text(at or self.clock())}
        self.deleted.append(tombstone | _library_of(kept))
        self._forget_what_hangs_on(document_id, kept)

    def close_group(self, group_id: str) -> None:
        """The group is gone with all in it, and leaves no tombstones."""
        del self.groups[group_id]
        self.members.pop(group_id, None)
        for store in (self.documents, self.trashed, self.folders):
            for name in [k for k, v in store.items() if v.get("group_id") == group_id]:
                del store[name]

    def expel(self, group_id: str, profile_id: str) -> None:
        """A person is no longer in a group."""
        people = self.members[group_id]
        people[:] = [member for member in people if member["profile_id"] != profile_id]

    def _forget_what_hangs_on(self, document_id: str, kept: Item) -> None:
        for file_id in [k for k, v in self.files.items() if v.get("document_id") == document_id]:
            self.files[file_id] |= _library_of(kept)
            self.delete_file(file_id)
        for key in [k for k, v in self.annotations.items() if v["document_id"] == document_id]:
            self._bury_annotation(self.annotations.pop(key), kept)

    def delete_file(self, file_id: str) -> None:
        """A file is gone; `file_attached` of its document follows."""
        gone = self.files.pop(file_id)
        self.contents.pop(file_id, None)
        document_id = gone.get("document_id", "")
        kept = self.documents.get(document_id) or self.trashed.get(document_id)
        tombstone = {"id": file_id, "deleted_at": self.now_text()}
        tombstone |= {k: gone[k] for k in ("document_id", "catalog_id") if k in gone}
        self.deleted_files.append(tombstone | _library_of(kept or gone))
        if kept is not None:
            kept["file_attached"] = any(
                other.get("document_id") == document_id for other in self.files.values()
            )

    def delete_annotation(self, annotation_id: str) -> None:
        """An annotation is gone; a thin one stays behind in `deleted_since`."""
        gone = self.annotations.pop(annotation_id)
        self._bury_annotation(gone, self.document(gone["document_id"]))

    def delete_note(self, document_id: str) -> None:
        """The note of a document is gone, as an annotation under the document's id."""
        kept = self.document(document_id)
        del kept["notes"]
        level = "group" if kept.get("group_id") else "private"
        self._bury_annotation({"id": document_id, "privacy_level": level}, kept)

    def _bury_annotation(self, gone: Item, kept: Item) -> None:
        tombstone = {"id": gone["id"], "privacy_level": gone.get("privacy_level", "private")}
        tombstone |= {"deleted_at": self.now_text(), "document_id": kept["id"]}
        self.deleted_annotations.append(tombstone | _library_of(kept))

    # --- tokens ----------------------------------------------------------------------

    def grant(self, profile_id: str | None, client_id: str, *, refreshable: bool = True) -> Token:
        """A fresh pair of tokens for a person, or one token for the application alone."""
        lifetime = timedelta(seconds=self.switches.token_lifetime_s)
        token = Token(
            access_token=self.new_secret("access"),
            refresh_token=self.new_secret("refresh") if refreshable else None,
            profile_id=profile_id,
            client_id=client_id,
            expires_at=self.clock() + lifetime,
        )
        self.keep_token(token)
        return token

    def keep_token(self, token: Token) -> None:
        """Remember a token under both of its names."""
        self.tokens[token.access_token] = token
        if token.refresh_token is not None:
            self.refresh_tokens[token.refresh_token] = token

    def revoke(self, profile_id: str | None = None) -> None:
        """Forget the tokens of one person, or of everybody."""
        for store in (self.tokens, self.refresh_tokens):
            for name in [k for k, v in store.items() if profile_id in (None, v.profile_id)]:
                del store[name]

    # --- looking back ----------------------------------------------------------------

    def snapshot(self) -> tuple[dict[str, Item], dict[str, Item], list[Item]]:
        """A copy of documents, trash and tombstones, for `as_of`."""
        return copy.deepcopy((self.documents, self.trashed, self.deleted))

    @contextmanager
    def as_of(self, earlier: tuple[dict[str, Item], dict[str, Item], list[Item]]) -> Iterator[None]:
        """Answer from an earlier snapshot for a moment; changes made meanwhile are lost."""
        present = self.documents, self.trashed, self.deleted
        self.documents, self.trashed, self.deleted = copy.deepcopy(earlier)
        try:
            yield
        finally:
            self.documents, self.trashed, self.deleted = present


def _library_of(kept: Item) -> Item:
    """Whose a document is: what a tombstone needs to be shown to the right people."""
    return {key: kept[key] for key in ("group_id", "profile_id") if kept.get(key)}


def change(kept: Item, amendment: Item) -> None:
    """Merge at the top level: omitted stays, None and empty go, the rest is replaced whole."""
    for key, value in amendment.items():
        if value is None or value in ([], {}, ""):
            kept.pop(key, None)
        else:
            kept[key] = value
