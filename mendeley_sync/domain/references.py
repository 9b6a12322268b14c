"""Our side: the references of the list."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from mendeley_sync.domain.fields import FieldName
from mendeley_sync.domain.metadata import Metadata

ReferenceKey: TypeAlias = str
"""The CSL `id` of an entry: its identity, minted once, never changed by us."""

WHOLE_ENTRY = "*"
"""In `protect`: every field of the entry."""


class Reference(BaseModel):
    """One entry of the reference list."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: ReferenceKey
    metadata: Metadata
    nulls: frozenset[FieldName] = frozenset()
    """Fields that the list says must be empty (an explicit null). A field that is neither
    here nor filled in `metadata` is not managed by the list."""
    sections: tuple[str, ...] = ()
    authors_cut: bool = False
    """The author list ends in "et al.": more people wrote this than are named."""
    formerly: tuple[ReferenceKey, ...] = ()
    """Ids that this entry had before."""
    absent: bool = False
    """The library must not hold this work."""
    protect: frozenset[FieldName] = frozenset()
    """Fields that are never written, or `WHOLE_ENTRY`."""
    extra: Mapping[str, Any] = Field(default_factory=lambda: MappingProxyType({}))
    """What else the entry says, as CSL-JSON: kept on export, never compared."""
    line: int | None = None
    """Where the entry starts in its file, counted from 1."""


class ReferenceList(BaseModel):
    """The list as read: references in file order, and where they came from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    references: tuple[Reference, ...]
    source: str
    """File name as the user gave it, for messages."""
    digest: str = ""
    """SHA-256 of the file's bytes, in hexadecimal."""

    def by_key(self) -> dict[ReferenceKey, Reference]:
        """The references by their keys; the keys are unique."""
        return {reference.key: reference for reference in self.references}
