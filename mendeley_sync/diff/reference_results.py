"""The verdict on one entry as a whole, and how its finding is put together."""

from __future__ import annotations

from typing import NamedTuple

from mendeley_sync.diff.difference import (
    Bucket,
    Difference,
    DifferenceKind,
    EvidenceRow,
    finding_id,
)
from mendeley_sync.diff.entries import EntryRow
from mendeley_sync.domain.library import Document, DocumentId
from mendeley_sync.domain.lock_data import Binding
from mendeley_sync.domain.references import Reference, ReferenceKey


class ReferenceResult(NamedTuple):
    """One entry, or one document of no entry: its row of the table, and its finding."""

    row: EntryRow
    reference: Reference | None = None
    document: DocumentId | None = None
    found: Document | None = None
    """The document itself, where it is to be seen."""
    binding: Binding | None = None
    finding: Difference | None = None
    reference_buckets: tuple[tuple[ReferenceKey, Bucket], ...] = ()
    document_buckets: tuple[tuple[DocumentId, Bucket], ...] = ()


def entry_finding(
    kind: DifferenceKind,
    row: EntryRow,
    *,
    reference: Reference | None = None,
    document: Document | None = None,
    document_id: DocumentId | None = None,
    others: tuple[str, ...] = (),
    held: bool = False,
    reasons: tuple[str, ...] = (),
    evidence: tuple[EvidenceRow, ...] = (),
    advice: str = "",
) -> Difference:
    """A finding about an entry or a document as a whole."""
    key = reference.key if reference else None
    place = document_id or (document.id if document else None)
    title = reference.metadata.title if reference else ""
    return Difference(
        id=finding_id(kind, reference=key, document=place),
        kind=kind,
        reference=key,
        document=place,
        others=others,
        title=title or (document.metadata.title if document else ""),
        case=row.case,
        state=row.state,
        held=held,
        reasons=reasons,
        evidence=evidence,
        advice=advice,
    )
