"""References that are not an ordinary pair: missing, in the trash, gone, shared, renamed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from mendeley_sync.diff import entries
from mendeley_sync.diff.bindings import BoundReference, SortedBindings
from mendeley_sync.diff.difference import Difference, EvidenceRow, finding_id
from mendeley_sync.diff.entries import (
    DocumentLocation,
    EntryRow,
    EntrySituation,
    Listed,
    LockFileState,
    MatchConfidence,
    entry_row,
)
from mendeley_sync.diff.new_matches import Found, Pairing, PossibleMatch
from mendeley_sync.domain.library import Document, DocumentId
from mendeley_sync.domain.lock_data import Binding
from mendeley_sync.domain.references import Reference, ReferenceKey

_NOT_CERTAIN = "the library changed during the pull, so this is not certain"


class ReferenceResult(NamedTuple):
    """One reference, or one document that is not on the list: its row and its difference."""

    row: EntryRow
    reference: Reference | None = None
    document: DocumentId | None = None
    found: Document | None = None
    """The document itself, where it was pulled."""
    binding: Binding | None = None
    finding: Difference | None = None
    references: tuple[ReferenceKey, ...] = ()
    """The references that the row's bucket is for."""
    documents: tuple[DocumentId, ...] = ()
    """The documents that the row's bucket is for."""


def result(
    row: EntryRow,
    *,
    reference: Reference | None = None,
    document: Document | None = None,
    document_id: DocumentId | None = None,
    binding: Binding | None = None,
    others: tuple[str, ...] = (),
    reasons: tuple[str, ...] = (),
    evidence: tuple[EvidenceRow, ...] = (),
) -> ReferenceResult:
    """The result of a row, with a difference where the row is one.

    Args:
        document: where it was pulled; else `document_id` alone.
        others: ids of the other documents or references that are involved.
        reasons: why, in a few words each.
    """
    key = reference.key if reference else None
    place = document_id or (document.id if document else None)
    title = reference.metadata.title if reference else ""
    finding = None
    if row.finding is not None:
        finding = Difference(
            id=finding_id(row.finding, reference=key, document=place),
            kind=row.finding,
            reference=key,
            document=place,
            others=others,
            title=title or (document.metadata.title if document else ""),
            case=row.case,
            state=row.state,
            held=row.push.needs_review,
            reasons=reasons,
            evidence=evidence,
            advice=row.advice.format(key=key, document=place),
        )
    references = (key,) if key else ()
    documents = (place,) if place else ()
    return ReferenceResult(row, reference, place, document, binding, finding, references, documents)


def _row(
    reference: Reference,
    memory: LockFileState,
    place: DocumentLocation,
    confidence: MatchConfidence = MatchConfidence.NONE,
) -> EntryRow:
    listed = Listed.ABSENT if reference.absent else Listed.YES
    return entry_row(EntrySituation(listed, memory, place, confidence))


def unwanted(reference: Reference, document: Document, binding: Binding | None) -> ReferenceResult:
    """A document of a reference that the list marks `absent`."""
    memory = LockFileState.BOUND if binding else LockFileState.NONE
    return result(
        entry_row(EntrySituation(Listed.ABSENT, memory, DocumentLocation.LIVE)),
        reference=reference,
        document=document,
        binding=binding,
        reasons=("the list marks it `absent: true`, but it is in the library",),
    )


def renamed(bound: BoundReference) -> ReferenceResult:
    """A reference with a stored match under a new key."""
    return result(
        entries.RENAMED,
        reference=bound.reference,
        document_id=bound.binding.document,
        binding=bound.binding,
        others=(bound.former_key or "",),
        reasons=(f"formerly {bound.former_key}, with the same content",),
    )


def different_work(bound: BoundReference, document: Document) -> ReferenceResult:
    """The document of a stored match that now describes a different work."""
    return result(
        entries.DIFFERENT_WORK,
        reference=bound.reference,
        document=document,
        binding=bound.binding,
        reasons=("the document has a different title and different identifiers",),
    )


def shared_document(document: DocumentId, references: tuple[Reference, ...]) -> ReferenceResult:
    """Several references matched with one document."""
    first, *others = sorted(references, key=lambda one: one.key)
    keys = tuple(one.key for one in others)
    return result(
        entries.SHARED,
        reference=first,
        document_id=document,
        others=keys,
        reasons=("the lock file matches several references with one document",),
    )._replace(references=(first.key, *keys))


def trashed(
    reference: Reference, document: Document, binding: Binding | None, memory: LockFileState
) -> ReferenceResult:
    """A reference whose document is in the trash."""
    return result(
        _row(reference, memory, DocumentLocation.TRASH),
        reference=reference,
        document=document,
        binding=binding,
        reasons=("its document is in the group's trash",),
    )


def gone(bindings: SortedBindings, pairing: Pairing, exact: bool) -> Iterable[ReferenceResult]:
    """References with a stored match whose document was not pulled."""
    replaced = {one.reference.key: one for one in pairing.replaced}
    for bound in bindings.gone:
        found = replaced.get(bound.reference.key)
        if found is None:
            yield result(
                _row(bound.reference, LockFileState.BOUND, DocumentLocation.NOWHERE),
                reference=bound.reference,
                document_id=bound.binding.document,
                binding=bound.binding,
                reasons=_unless("its document is neither in the library nor in the trash", exact),
            )
        elif bound.reference.absent:
            yield unwanted(bound.reference, found.document, None)
        else:
            yield _replaced(bound, found)


def _replaced(bound: BoundReference, found: Found) -> ReferenceResult:
    reason = "its document is no longer in the library, but this one is the same work"
    return result(
        _row(
            bound.reference,
            LockFileState.BOUND,
            DocumentLocation.NOWHERE,
            MatchConfidence.REPLACED,
        ),
        reference=bound.reference,
        document=found.document,
        binding=bound.binding,
        others=(bound.binding.document,),
        reasons=(reason, found.reason),
    )


def _unless(reason: str, exact: bool) -> tuple[str, ...]:
    return (reason,) if exact else (reason, _NOT_CERTAIN)


def possible_match(possible: PossibleMatch) -> ReferenceResult:
    """A reference and a document that may be the same work."""
    place = DocumentLocation.TRASH if possible.document.trashed else DocumentLocation.LIVE
    return result(
        _row(possible.reference, LockFileState.NONE, place, MatchConfidence.WEAK),
        reference=possible.reference,
        document=possible.document,
        others=possible.others,
        reasons=possible.reasons,
        evidence=possible.evidence,
    )._replace(documents=(possible.document.id, *possible.others))


def missing(reference: Reference, memory: LockFileState, exact: bool) -> ReferenceResult:
    """A reference without a document."""
    return result(
        _row(reference, memory, DocumentLocation.NOWHERE),
        reference=reference,
        reasons=_unless("not in the library", exact),
    )
