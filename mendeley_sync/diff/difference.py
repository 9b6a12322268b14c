"""What comparing finds: one value a finding, each with an id that stays the same."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from mendeley_sync.domain.fields import FIELDS, CslValue, FieldName
from mendeley_sync.domain.library import DocumentId
from mendeley_sync.domain.references import ReferenceKey

FindingId = str
"""Twelve hexadecimal digits; the same from run to run while the finding stands."""


class DifferenceKind(StrEnum):
    """What sort of difference it is."""

    GONE = "gone"
    """A bound document is neither in the library nor in its trash."""
    TRASHED = "trashed"
    """The document lies in the trash."""
    TURNED = "turned"
    """A bound document now describes another work."""
    CLASH = "clash"
    """Two entries claim one document, or one entry two."""
    MISSING = "missing"
    """On the list, not in the library."""
    UNDECIDED = "undecided"
    """Perhaps the same work: a person must say."""
    UNWANTED = "unwanted"
    """The list says `absent`, yet the library holds it."""
    DIFFERS = "differs"
    """A pair with different values of one field."""
    DUPLICATE = "duplicate"
    """A further copy within the library, or within the list."""
    LEFT = "left"
    """The entry left the list; its document is still in the library."""
    RETURNED = "returned"
    """A document came back that we had seen removed."""
    EXTRA = "extra"
    """In the library, not on the list."""
    RENAMED = "renamed"
    """The same entry under a new id."""
    STRANGE = "strange"
    """A document holds something that cannot be read."""


class Severity(StrEnum):
    """How much a difference of values matters; the order is the order of importance."""

    IDENTITY = "identity"
    """It may be another work."""
    BIBLIOGRAPHIC = "bibliographic"
    """One of the two is wrong."""
    COMPLETENESS = "completeness"
    """One side says less than the other."""
    COSMETIC = "cosmetic"
    """Equal for a reader; only the writing differs."""


class Bucket(StrEnum):
    """Where a reference or a document ends up; each in exactly one."""

    MATCHED = "matched"
    MISSING = "missing"
    EXTRA = "extra"
    DUPLICATE = "duplicate"
    UNDECIDED = "undecided"
    TRASHED = "trashed"
    """A reference whose document lies in the trash; trashed documents have no bucket."""
    ABSENT = "absent"
    """A reference that must not be in the library, and is not."""


class EvidenceRow(BaseModel):
    """One line of the evidence for or against a match."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    field: str
    list: str = ""
    library: str = ""
    answer: str
    """`same`, `close`, `differs` or `silent` (one side says nothing)."""
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
    """The list's value as CSL-JSON, as it stands in the list."""
    library: CslValue = None
    agreed: CslValue = None
    """The value on which both sides last agreed, where there is one."""
    case: str = ""
    """The row of the table that decided: `F14`, `E1`."""
    state: str = ""
    """One plain word or two: `fill`, `pending`, `drift`, `news`, `conflict`, ..."""
    held: bool = False
    """A person must decide before a push can settle it."""
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
    """Remembered from an earlier run; else matched in this one."""
    rule: str = ""
    reason: str = ""


class DiffResult(BaseModel):
    """Everything that comparing found."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    findings: tuple[Difference, ...] = ()
    """In order of importance; of equal importance by reference, document and field."""
    accepted: tuple[Difference, ...] = ()
    """Differences that a person accepted, and that are therefore not findings."""
    pairs: tuple[Pair, ...] = ()
    """By reference."""
    in_step: int = 0
    """Pairs without any finding that is more than cosmetic."""
    references: Mapping[ReferenceKey, Bucket] = Field(default_factory=dict)
    documents: Mapping[DocumentId, Bucket] = Field(default_factory=dict)

    def counts(self) -> dict[str, int]:
        """Findings by kind; kinds that do not occur are left out."""
        found = Counter(finding.kind for finding in self.findings)
        return {kind.value: found[kind] for kind in DifferenceKind if found[kind]}

    def weights(self) -> dict[str, int]:
        """Findings that have a weight, by weight, in order of importance."""
        found = Counter(finding.weight for finding in self.findings)
        return {weight.value: found[weight] for weight in Severity if found[weight]}

    def of_kind(self, *kinds: DifferenceKind) -> tuple[Difference, ...]:
        """The findings of these kinds, in order."""
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
    """A short id that does not change when the values do, nor from run to run."""
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
"""What a reader should see first."""

_RANK = {what: rank for rank, what in enumerate(_ORDER)}
_FIELD_RANK = {field.name: rank for rank, field in enumerate(FIELDS)}


def importance(finding: Difference) -> tuple[int, str, str, int]:
    """Sort key: the most important finding first, then a fixed order."""
    return (
        _RANK[finding.kind, finding.weight],
        finding.reference or "",
        finding.document or "",
        _FIELD_RANK.get(finding.field or "", -1),
    )
