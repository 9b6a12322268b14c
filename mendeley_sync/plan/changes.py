"""What a plan consists of: changes, what is held back, and what was refused."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from mendeley_sync.domain.csl import CslValue
from mendeley_sync.domain.fields import FieldName
from mendeley_sync.domain.library import DocumentId
from mendeley_sync.domain.lock_data import BaselineValue, Binding
from mendeley_sync.domain.references import ReferenceKey


class ChangeKind(StrEnum):
    """The only things that are ever written to a library."""

    CREATE = "create"
    FILL = "fill"
    """A value where the library has none."""
    UPDATE = "update"
    """A new value of the list over one that both sides had agreed on."""
    CLEAR = "clear"
    """Empty a field, because the list says null."""
    OVERWRITE = "overwrite"
    """A value of the list over an edit made in the library."""
    RESTORE = "restore"
    """Out of the trash."""
    RECREATE = "recreate"
    """Create anew what is gone."""
    TRASH = "trash"
    UNDO_UPDATE = "undo-update"
    """Give fields the values back that one run of ours replaced."""
    UNDO_CREATE = "undo-create"
    """Move a document to the trash that one run of ours created."""
    UNDO_TRASH = "undo-trash"
    UNDO_RESTORE = "undo-restore"


FIELD_KINDS = frozenset(
    {
        ChangeKind.FILL,
        ChangeKind.UPDATE,
        ChangeKind.CLEAR,
        ChangeKind.OVERWRITE,
        ChangeKind.UNDO_UPDATE,
    }
)
"""Kinds that change fields of a document that exists."""

CREATING_KINDS = frozenset({ChangeKind.CREATE, ChangeKind.RECREATE})
TRASHING_KINDS = frozenset({ChangeKind.TRASH, ChangeKind.UNDO_CREATE, ChangeKind.UNDO_RESTORE})


class FieldChange(BaseModel):
    """One field of one document, before and after."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    field: FieldName
    kind: ChangeKind
    before: CslValue = None
    """What the library holds now, as CSL-JSON; None: empty."""
    after: CslValue = None
    """What it shall hold; None: emptied."""
    case: str = ""
    """The row of the table that decided, such as `F12`."""


class Revert(BaseModel):
    """How one change of an earlier run is undone; the journal keeps it beside the change."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    run: str
    """The run that is undone."""
    again: bool = False
    """That run was itself an undo: the change is made again."""
    patch: Mapping[str, Any] = {}
    """Members of the document as they were before that run, in the service's own form."""
    left: Mapping[str, Any] = {}
    """The same members as that run left them: the guard."""
    agreed: Mapping[FieldName, BaselineValue | None] = {}
    """What was remembered of the fields before that run."""
    values: Mapping[FieldName, CslValue] = {}
    """What that run wrote: not to be written again by itself."""
    binding: Binding | None = None
    """What the pair was remembered as before that run."""


class Change(BaseModel):
    """One write to one document that would settle one or more findings."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    """Twelve hexadecimal digits; the same whenever the same write is planned."""
    kind: ChangeKind
    """Of its fields' kinds the gravest."""
    reference: ReferenceKey | None = None
    document: DocumentId | None = None
    """None: the document is to be created."""
    title: str = ""
    fields: tuple[FieldChange, ...] = ()
    """In the order of `FIELDS`; for a create all fields of the new document."""
    expected_last_modified: AwareDatetime | None = None
    """The document's time when it was planned; another time makes the change stale."""
    reversible: bool = True
    why: str = ""
    """One sentence."""
    undoes: str | None = None
    """The run that this change undoes; its own, where it gave way to another run."""
    revert: Revert | None = Field(default=None, exclude=True)
    """Set on the undo kinds, which are else like any other; no plan's file holds it."""

    def kinds(self) -> frozenset[ChangeKind]:
        """Every kind that this write holds; it counts once for each of them."""
        return frozenset({self.kind, *(field.kind for field in self.fields)})


class NeedsReview(BaseModel):
    """What a push leaves alone until a person decides, or names it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    finding: str | None = None
    """Id of the finding it belongs to."""
    reference: ReferenceKey | None = None
    document: DocumentId | None = None
    title: str = ""
    field: FieldName | None = None
    case: str = ""
    reason: str
    """One sentence: why it is held."""
    way: str = ""
    """The command that goes on from here."""
    kind: ChangeKind | None = None
    """The kind of change that it would be, where naming that kind is enough."""


class FailedCheck(BaseModel):
    """A rail that stops the whole push before its first write."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rule: str
    """The rail's name in the registry, such as `limit-update` or `library-empty`."""
    message: str
    """What stands in the way, in whole sentences, figures included."""
    numbers: str = ""
    limit: str = ""
    examples: tuple[str, ...] = ()
    """At most five."""
    command: str = ""
    """The command that goes on, whole."""
    exit_code: int = 5


def change_id(
    kind: ChangeKind, *, reference: ReferenceKey | None, document: DocumentId | None
) -> str:
    """A short id for a write; a document is written once in a plan, whatever the fields."""
    sort = "fields" if kind in FIELD_KINDS else kind.value
    text = "\x1f".join((sort, reference or "", document or ""))
    return hashlib.sha256(text.encode()).hexdigest()[:12]
