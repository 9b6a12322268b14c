"""Which side is the source of truth for a field, and which fields are never written."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from mendeley_sync.domain.fields import FieldName
from mendeley_sync.domain.metadata import FIELDS, LIST_ONLY_FIELDS
from mendeley_sync.domain.references import WHOLE_ENTRY, Reference


class SourceOfTruth(StrEnum):
    """The side whose value counts for a field."""

    LIST = "list"
    LIBRARY = "library"
    SHARED = "shared"
    """The side that changed it last; where both did, the difference needs review."""
    IGNORED = "ignored"
    """Never compared, never written."""


DEFAULT_OWNERS: dict[FieldName, SourceOfTruth] = {
    field.name: SourceOfTruth.SHARED
    if field.name in ("note", "abstract", "keyword")
    else SourceOfTruth.LIST
    for field in FIELDS
    if field.name not in LIST_ONLY_FIELDS
}
"""Bibliographic facts are the list's; annotations, abstracts and keywords belong to both."""


class FieldRules(BaseModel):
    """The fields that a run compares, and the source of truth of each."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    owners: Mapping[FieldName, SourceOfTruth] = Field(default_factory=dict)
    """By field, where it is not the default."""
    push_cosmetic: bool = False
    """Also write cosmetic differences."""
    protect: frozenset[FieldName] = frozenset()
    """Fields that are never written in any reference."""
    undone_stay_undone: bool = False
    """The scheduled job does not repeat an undone change; a person's push may."""

    def owner(self, field: FieldName) -> SourceOfTruth:
        """The source of truth of this field."""
        if field in LIST_ONLY_FIELDS:
            return SourceOfTruth.IGNORED
        return self.owners.get(field, DEFAULT_OWNERS.get(field, SourceOfTruth.IGNORED))

    def compared(self) -> tuple[FieldName, ...]:
        """The fields that are compared at all, in the order of `FIELDS`."""
        return tuple(
            field.name for field in FIELDS if self.owner(field.name) is not SourceOfTruth.IGNORED
        )

    def protects(self, reference: Reference, field: FieldName) -> bool:
        """True if this field of this reference is never written."""
        return bool({field, WHOLE_ENTRY} & reference.protect) or field in self.protect
