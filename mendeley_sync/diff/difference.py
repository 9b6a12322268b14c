"""Differences between the list and the library: kind, severity, state, and an id that stays."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from mendeley_sync.domain.csl import CslValue
from mendeley_sync.domain.fields import FieldName
from mendeley_sync.domain.library import DocumentId
from mendeley_sync.domain.metadata import FIELDS
from mendeley_sync.domain.references import ReferenceKey

FindingId = str
"""Twelve hexadecimal digits; the same from run to run while the difference exists."""


class DifferenceKind(StrEnum):
    """What sort of difference it is; the values are words of the JSON report."""

    GONE = "gone"
    """The document of a stored match is neither in the library nor in its trash."""
    TRASHED = "trashed"
    TURNED = "turned"
    """The document of a stored match now describes a different work."""
    CLASH = "clash"
    """Several references are matched with one document."""
    MISSING = "missing"
    UNDECIDED = "undecided"
    """A possible match, which needs review."""
    UNWANTED = "unwanted"
    """The list marks it `absent`, yet it is in the library."""
    DIFFERS = "differs"
    """A pair with different values of one field."""
    DUPLICATE = "duplicate"
    """A duplicate within the library, or within the list."""
    LEFT = "left"
    """The reference was removed from the list; its document is still in the library."""
    RETURNED = "returned"
    """A removed document is back in the library."""
    EXTRA = "extra"
    """In the library, not on the list."""
    RENAMED = "renamed"
    """The same reference under a new citation key."""
    STRANGE = "strange"
    """A document has values that cannot be read."""


class Severity(StrEnum):
    """How much a difference of values matters; in the order of importance."""

    IDENTITY = "identity"
    """It may be a different work."""
    BIBLIOGRAPHIC = "bibliographic"
    """One of both is wrong."""
    COMPLETENESS = "completeness"
    """One side is less complete."""
    COSMETIC = "cosmetic"
    """Equal for a reader."""


class Bucket(StrEnum):
    """Where a reference or a document ends up; each in exactly one."""

    MATCHED = "matched"
    MISSING = "missing"
    EXTRA = "extra"
    DUPLICATE = "duplicate"
    UNDECIDED = "undecided"
    TRASHED = "trashed"
    """A reference whose document is in the trash; trashed documents have no bucket."""
    ABSENT = "absent"
    """A reference that must not be in the library, and is not."""


class DifferenceState(StrEnum):
    """How a difference came about; the values are words of the JSON report."""

    NONE = ""
    """Not a difference."""
    # Of a field.
    RELEASED = "released"
    LIBRARY_FIELD = "the library's field"
    LIBRARY_ONLY = "only in the library"
    FILL = "fill"
    ORIGIN_UNKNOWN = "origin unknown"
    NOT_ACCEPTED = "not accepted"
    PENDING = "pending"
    PENDING_CLEAR = "pending clear"
    DRIFT = "drift"
    NEWS = "news"
    CONFLICT = "conflict"
    MERGED = "merged"
    PROTECTED = "protected"
    COSMETIC = "written otherwise"
    DECIDED_FOR_LIST = "settled: the list's"
    DECIDED_FOR_LIBRARY = "settled: the library's"
    # Of a reference or a document.
    POSSIBLY_UNWANTED = "perhaps unwanted"
    UNWANTED = "must not be there"
    REMOVED_AND_EDITED = "left the list, edited since"
    REMOVED = "left the list"
    RETURNED = "came back"
    EXTRA = "not listed"
    REPLACED = "made anew by someone"
    POSSIBLE_MATCH = "needs a decision"
    TRASHED = "in the trash"
    GONE = "gone"
    MISSING_AGAIN = "missing, listed again"
    MISSING = "missing"
    RENAMED = "renamed"
    DIFFERENT_WORK = "another work now"
    SHARED = "claimed twice"
    DUPLICATE = "a further copy"
    LISTED_TWICE = "listed twice"
    UNREADABLE = "strange"

    @property
    def in_words(self) -> str:
        """The state for a reader; "" where severity and `held` tell everything."""
        return _STATES.get(self, self.value)


_STATES: Final[dict[DifferenceState, str]] = {
    DifferenceState.RELEASED: "no longer managed by the list",
    DifferenceState.LIBRARY_FIELD: "the library is the source of truth",
    DifferenceState.FILL: "a push will fill it",
    DifferenceState.ORIGIN_UNKNOWN: "",
    DifferenceState.NOT_ACCEPTED: "Mendeley stores a different value",
    DifferenceState.PENDING: "changed in the list",
    DifferenceState.PENDING_CLEAR: "cleared in the list",
    DifferenceState.DRIFT: "changed in the library",
    DifferenceState.NEWS: "changed in the library",
    DifferenceState.CONFLICT: "changed on both sides",
    DifferenceState.MERGED: "changed on both sides, can be merged",
    DifferenceState.COSMETIC: "",
    DifferenceState.DECIDED_FOR_LIST: "decided: the list's value",
    DifferenceState.DECIDED_FOR_LIBRARY: "decided: the library's value",
}
"""States of fields whose words differ from the JSON report's."""


class RowCode(StrEnum):
    """The row of the tables that decided.

    Source: docs/synchronising.md (The table of fields, The table of references)
    """

    NONE = ""
    F0, F1, F1R, F2, F3, F4, F5 = "F0", "F1", "F1r", "F2", "F3", "F4", "F5"
    F6, F8, F9, F10, F11, F12, F13 = "F6", "F8", "F9", "F10", "F11", "F12", "F13"
    F14, F15, F16, F16K, F17, F19 = "F14", "F15", "F16", "F16k", "F17", "F19"
    E1, E2, E3, E4, E5, E6, E8 = "E1", "E2", "E3", "E4", "E5", "E6", "E8"
    E9, E10, E11, E12, E13, E14, E15 = "E9", "E10", "E11", "E12", "E13", "E14", "E15"
    E16, E18, E19, E20, M = "E16", "E18", "E19", "E20", "M"

    @property
    def is_conflict(self) -> bool:
        """True if both sides changed since the baseline, to different values."""
        return self in (RowCode.F5, RowCode.F10)


class EvidenceRow(BaseModel):
    """One line of the evidence for or against a match."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    field: str
    list: str = ""
    library: str = ""
    answer: str
    """`same`, `close`, `differs` or `silent` (one side has no value)."""
    reason: str = ""


class Difference(BaseModel):
    """One difference between the list and the library."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: FindingId
    kind: DifferenceKind
    weight: Severity | None = None
    """For `differs` always, else None."""
    reference: ReferenceKey | None = None
    document: DocumentId | None = None
    others: tuple[str, ...] = ()
    """Ids of the other documents or references that are involved: runners-up, copies."""
    title: str = ""
    """For display: of the reference where there is one, else of the document."""
    field: FieldName | None = None
    list: CslValue = None
    """The list's value as CSL-JSON."""
    library: CslValue = None
    agreed: CslValue = None
    """The baseline value, where there is one."""
    case: RowCode = RowCode.NONE
    state: DifferenceState = DifferenceState.NONE
    held: bool = False
    """It needs review before a push can resolve it."""
    reasons: tuple[str, ...] = ()
    evidence: tuple[EvidenceRow, ...] = ()
    advice: str = ""
    """The next step, one sentence."""


class Pair(BaseModel):
    """A reference and the document that is the same work."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reference: ReferenceKey
    document: DocumentId
    bound: bool
    """A stored match; else matched in this run."""
    rule: str = ""
    reason: str = ""


class DiffResult(BaseModel):
    """All differences of a comparison, and where every reference and document ended up."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    findings: tuple[Difference, ...] = ()
    """In order of importance; of equal importance by reference, document and field."""
    accepted: tuple[Difference, ...] = ()
    """Accepted differences; they are not among `findings`."""
    pairs: tuple[Pair, ...] = ()
    """By reference."""
    in_step: int = 0
    """Pairs without any difference that is more than cosmetic."""
    references: Mapping[ReferenceKey, Bucket] = Field(default_factory=dict)
    documents: Mapping[DocumentId, Bucket] = Field(default_factory=dict)

    def counts(self) -> dict[str, int]:
        """Differences by kind; kinds that do not occur are left out."""
        found = Counter(finding.kind for finding in self.findings)
        return {kind.value: found[kind] for kind in DifferenceKind if found[kind]}

    def weights(self) -> dict[str, int]:
        """Differences that have a severity, by severity, in order of importance."""
        found = Counter(finding.weight for finding in self.findings)
        return {weight.value: found[weight] for weight in Severity if found[weight]}

    def of_kind(self, *kinds: DifferenceKind) -> tuple[Difference, ...]:
        """The differences of these kinds, in order."""
        return tuple(finding for finding in self.findings if finding.kind in kinds)

    def reference_counts(self) -> dict[str, int]:
        """References by bucket."""
        return _bucket_counts(self.references)

    def document_counts(self) -> dict[str, int]:
        """Documents of the library by bucket; the trash is not counted."""
        return _bucket_counts(self.documents)


def _bucket_counts(buckets: Mapping[str, Bucket]) -> dict[str, int]:
    found = Counter(buckets.values())
    return {bucket.value: found[bucket] for bucket in Bucket if found[bucket]}


def finding_id(
    kind: DifferenceKind,
    *,
    reference: ReferenceKey | None = None,
    document: DocumentId | None = None,
    field: FieldName | None = None,
) -> FindingId:
    """The id of a difference: it stays when the values change, and from run to run."""
    text = "\x1f".join((kind.value, reference or "", document or "", field or ""))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


_ORDER: tuple[tuple[DifferenceKind, Severity | None], ...] = (
    (DifferenceKind.GONE, None),
    (DifferenceKind.TRASHED, None),
    (DifferenceKind.TURNED, None),
    (DifferenceKind.CLASH, None),
    (DifferenceKind.DIFFERS, Severity.IDENTITY),
    (DifferenceKind.MISSING, None),
    (DifferenceKind.UNDECIDED, None),
    (DifferenceKind.UNWANTED, None),
    (DifferenceKind.DIFFERS, Severity.BIBLIOGRAPHIC),
    (DifferenceKind.DUPLICATE, None),
    (DifferenceKind.LEFT, None),
    (DifferenceKind.RETURNED, None),
    (DifferenceKind.DIFFERS, Severity.COMPLETENESS),
    (DifferenceKind.EXTRA, None),
    (DifferenceKind.RENAMED, None),
    (DifferenceKind.STRANGE, None),
    (DifferenceKind.DIFFERS, Severity.COSMETIC),
)
"""The order of importance."""

_RANK = {what: rank for rank, what in enumerate(_ORDER)}
_FIELD_RANK = {field.name: rank for rank, field in enumerate(FIELDS)}


def importance(difference: Difference) -> tuple[int, str, str, int]:
    """The sort key: the most important difference first, then a fixed order."""
    return (
        _RANK[difference.kind, difference.weight],
        difference.reference or "",
        difference.document or "",
        _FIELD_RANK.get(difference.field or "", -1),
    )
