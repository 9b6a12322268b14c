"""What both sides were when they last agreed, and what people decided.

All of it lives in the lock file, under version control. Losing any of it raises
questions, never a removal or an overwrite.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

from mendeley_sync.domain.csl import CslValue
from mendeley_sync.domain.fields import FieldName
from mendeley_sync.domain.library import DocumentId, GroupId
from mendeley_sync.domain.references import ReferenceKey


class BaselineValue(BaseModel):
    """One field as both sides last agreed on it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: CslValue
    """CSL-JSON, as the list has it; None: both sides were empty."""
    stored_as: CslValue = None
    """What the service keeps, where it keeps another form than was sent; else None."""
    released: bool = False
    """The list stopped managing the field; `value` is what the library had then."""
    refused: bool = False
    """Sent `value`, the service kept `stored_as`, which is something else: not sent again
    until either side changes."""


class Binding(BaseModel):
    """A remembered match, with the evidence for it and the values last agreed on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reference: ReferenceKey
    document: DocumentId
    rule: str
    """The matcher's rule, `created`, or `person`."""
    evidence: str = ""
    """One sentence."""
    bound_at: AwareDatetime
    last_modified: AwareDatetime | None = None
    """The document's own time at the last agreement."""
    fields: Mapping[FieldName, BaselineValue] = {}
    """The agreement. A field that is not here was never agreed on."""
    former_documents: tuple[DocumentId, ...] = ()


class Tombstone(BaseModel):
    """A pair that is no more; kept so that a late return is recognised."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reference: ReferenceKey
    document: DocumentId
    reason: str
    at: AwareDatetime


class Decision(BaseModel):
    """What a person decided about a pair, a field or a finding."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["same-work", "different-works", "accepted", "take-list", "take-library"]
    reference: ReferenceKey | None = None
    document: DocumentId | None = None
    field: FieldName | None = None
    finding: str | None = None
    """Id of the accepted finding."""
    reason: str = ""
    decided_at: AwareDatetime
    until: AwareDatetime | None = None
    """An accepted difference comes back after this time."""
    content: str = ""
    """Digest of the two records when it was decided; the decision lapses when they change."""


class UndoneChange(BaseModel):
    """A change that a person took back; not made again until a person pushes it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    run: str
    reference: ReferenceKey
    field: FieldName | None = None
    """None: the whole entry (an undone create)."""
    value: CslValue = None
    at: AwareDatetime


class LockFileData(BaseModel):
    """The content of the lock file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    group: GroupId | None = None
    group_name: str = ""
    """What the group was called at the last agreement; its id says which group it is."""
    bindings: tuple[Binding, ...] = ()
    tombstones: tuple[Tombstone, ...] = ()
    decisions: tuple[Decision, ...] = ()
    undone: tuple[UndoneChange, ...] = ()
    list_size: int | None = None
    """How many references the list had at the last agreement; a rail looks at it."""
    config_digest: str = ""
    """Digest of the settings that decide what is compared, at the last agreement."""
    digest: str = ""
    """SHA-256 of the file's bytes; "" when there is none yet."""

    def by_reference(self) -> dict[ReferenceKey, Binding]:
        """The bindings by reference; each reference is bound once."""
        return {binding.reference: binding for binding in self.bindings}

    def by_document(self) -> dict[DocumentId, Binding]:
        """The bindings by document; each document is bound once."""
        return {binding.document: binding for binding in self.bindings}
