"""Listed entries that are no ordinary pair, said in words."""

from __future__ import annotations

from collections.abc import Iterable

from mendeley_sync.diff.bindings import BoundReference, SortedBindings
from mendeley_sync.diff.difference import Bucket, DifferenceKind
from mendeley_sync.diff.entries import (
    DocumentLocation,
    EntryPush,
    EntryRow,
    EntrySituation,
    Listed,
    LockFileState,
    MatchConfidence,
    entry_row,
)
from mendeley_sync.diff.new_matches import Found, Pairing, PossibleMatch
from mendeley_sync.diff.reference_results import ReferenceResult, entry_finding
from mendeley_sync.domain.library import Document, DocumentId
from mendeley_sync.domain.lock_data import Binding
from mendeley_sync.domain.references import Reference, ReferenceKey


def _listed(reference: Reference) -> Listed:
    return Listed.ABSENT if reference.absent else Listed.YES


def _in(reference: Reference, bucket: Bucket) -> tuple[tuple[ReferenceKey, Bucket], ...]:
    return ((reference.key, bucket),)


def _in_all(
    references: Iterable[Reference], bucket: Bucket
) -> tuple[tuple[ReferenceKey, Bucket], ...]:
    return tuple((reference.key, bucket) for reference in references)


def unwanted(reference: Reference, document: Document, binding: Binding | None) -> ReferenceResult:
    """The library holds what the list says it must not."""
    memory = LockFileState.BOUND if binding else LockFileState.NONE
    row = entry_row(EntrySituation(Listed.ABSENT, memory, DocumentLocation.LIVE))
    finding = entry_finding(
        DifferenceKind.UNWANTED,
        row,
        reference=reference,
        document=document,
        held=True,
        reasons=("the list says `absent: true`, the library holds it",),
        advice="Move it to the trash with `mendeley-sync push --allow trash=N`.",
    )
    buckets = ((document.id, Bucket.MATCHED),)
    return ReferenceResult(
        row,
        reference,
        document.id,
        document,
        binding,
        finding,
        _in(reference, Bucket.MATCHED),
        buckets,
    )


def renamed(bond: BoundReference) -> ReferenceResult:
    """A bound entry under a new key."""
    row = EntryRow("E18", DifferenceKind.RENAMED, "renamed", EntryPush.NOTHING)
    finding = entry_finding(
        DifferenceKind.RENAMED,
        row,
        reference=bond.reference,
        document_id=bond.binding.document,
        others=(bond.former_key or "",),
        reasons=(f"formerly {bond.former_key}, with the same content",),
        advice="Nothing needs doing; the next push remembers the new id.",
    )
    return ReferenceResult(row, bond.reference, bond.binding.document, None, bond.binding, finding)


def different_work(bond: BoundReference, document: Document) -> ReferenceResult:
    """A bound document that describes another work now."""
    row = EntryRow("E16", DifferenceKind.TURNED, "another work now", EntryPush.HOLD)
    finding = entry_finding(
        DifferenceKind.TURNED,
        row,
        reference=bond.reference,
        document=document,
        held=True,
        reasons=("the document has another title and other identifiers than the entry",),
        advice=f"Run `mendeley-sync resolve {bond.reference.key}`.",
    )
    buckets = ((document.id, Bucket.MATCHED),)
    return ReferenceResult(
        row,
        bond.reference,
        document.id,
        document,
        bond.binding,
        finding,
        _in(bond.reference, Bucket.MATCHED),
        buckets,
    )


def shared_document(document: DocumentId, references: tuple[Reference, ...]) -> ReferenceResult:
    """Several entries bound to one document."""
    row = EntryRow("E15", DifferenceKind.CLASH, "claimed twice", EntryPush.HOLD)
    first, *others = sorted(references, key=lambda one: one.key)
    finding = entry_finding(
        DifferenceKind.CLASH,
        row,
        reference=first,
        document_id=document,
        others=tuple(one.key for one in others),
        held=True,
        reasons=("the lock file binds several entries to one document",),
        advice=f"Run `mendeley-sync resolve {first.key}`.",
    )
    return ReferenceResult(
        row,
        first,
        document,
        finding=finding,
        reference_buckets=_in_all(references, Bucket.UNDECIDED),
        document_buckets=((document, Bucket.UNDECIDED),),
    )


def trashed(
    reference: Reference, document: Document, binding: Binding | None, memory: LockFileState
) -> ReferenceResult:
    """The entry's document lies in the trash."""
    row = entry_row(EntrySituation(_listed(reference), memory, DocumentLocation.TRASH))
    if row.finding is None:
        return ReferenceResult(
            row, reference, document.id, document, binding, None, _in(reference, Bucket.ABSENT)
        )
    finding = entry_finding(
        row.finding,
        row,
        reference=reference,
        document=document,
        held=True,
        reasons=("its document lies in the trash of the group",),
        advice="Restore it with `mendeley-sync push --restore N`, or mark the entry "
        "`absent: true`.",
    )
    return ReferenceResult(
        row, reference, document.id, document, binding, finding, _in(reference, Bucket.TRASHED)
    )


def gone(bonds: SortedBindings, pairing: Pairing, exact: bool) -> Iterable[ReferenceResult]:
    """Bound entries whose document is not to be found."""
    replaced = {one.reference.key: one for one in pairing.replaced}
    for bond in bonds.gone:
        found = replaced.get(bond.reference.key)
        if found is not None and bond.reference.absent:
            yield unwanted(bond.reference, found.document, None)
        elif found is not None:
            yield _replaced(bond, found)
        else:
            yield _gone_for_good(bond, exact)


def _replaced(bond: BoundReference, found: Found) -> ReferenceResult:
    row = entry_row(
        EntrySituation(
            Listed.YES, LockFileState.BOUND, DocumentLocation.NOWHERE, MatchConfidence.REPLACED
        )
    )
    finding = entry_finding(
        DifferenceKind.UNDECIDED,
        row,
        reference=bond.reference,
        document=found.document,
        others=(bond.binding.document,),
        held=True,
        reasons=("the document it was bound to is gone, and here is the same work", found.reason),
        advice=f"Run `mendeley-sync resolve {bond.reference.key}`.",
    )
    buckets = ((found.document.id, Bucket.UNDECIDED),)
    return ReferenceResult(
        row,
        bond.reference,
        found.document.id,
        found.document,
        bond.binding,
        finding,
        _in(bond.reference, Bucket.UNDECIDED),
        buckets,
    )


def _gone_for_good(bond: BoundReference, exact: bool) -> ReferenceResult:
    row = entry_row(
        EntrySituation(_listed(bond.reference), LockFileState.BOUND, DocumentLocation.NOWHERE)
    )
    if row.finding is None:
        return ReferenceResult(
            row,
            bond.reference,
            bond.binding.document,
            None,
            bond.binding,
            None,
            _in(bond.reference, Bucket.ABSENT),
        )
    reasons = ["its document is neither in the library nor in the trash"]
    if not exact:
        reasons.append("but the library changed while it was read, so this proves nothing")
    finding = entry_finding(
        row.finding,
        row,
        reference=bond.reference,
        document_id=bond.binding.document,
        held=True,
        reasons=tuple(reasons),
        advice="Create it anew with `mendeley-sync push --recreate N`, or mark the entry "
        "`absent: true`.",
    )
    return ReferenceResult(
        row,
        bond.reference,
        bond.binding.document,
        None,
        bond.binding,
        finding,
        _in(bond.reference, Bucket.MISSING),
    )


def possible_match(doubt: PossibleMatch) -> ReferenceResult:
    """Perhaps the same work."""
    place = DocumentLocation.TRASH if doubt.document.trashed else DocumentLocation.LIVE
    row = entry_row(
        EntrySituation(_listed(doubt.reference), LockFileState.NONE, place, MatchConfidence.WEAK)
    )
    finding = entry_finding(
        DifferenceKind.UNDECIDED,
        row,
        reference=doubt.reference,
        document=doubt.document,
        others=doubt.others,
        held=True,
        reasons=doubt.reasons,
        evidence=doubt.evidence,
        advice=f"Say whether it is the same work: `mendeley-sync resolve {doubt.reference.key}`.",
    )
    documents = (doubt.document.id, *doubt.others)
    return ReferenceResult(
        row,
        doubt.reference,
        doubt.document.id,
        doubt.document,
        finding=finding,
        reference_buckets=_in(doubt.reference, Bucket.UNDECIDED),
        document_buckets=tuple((one, Bucket.UNDECIDED) for one in documents),
    )


def missing(reference: Reference, memory: LockFileState, exact: bool) -> ReferenceResult:
    """Nothing in the library is this entry."""
    row = entry_row(EntrySituation(_listed(reference), memory, DocumentLocation.NOWHERE))
    if row.finding is None:
        return ReferenceResult(row, reference, reference_buckets=_in(reference, Bucket.ABSENT))
    reasons = ["no document of the library is this work"]
    if not exact:
        reasons.append("but the library changed while it was read, so this proves nothing")
    finding = entry_finding(
        row.finding,
        row,
        reference=reference,
        reasons=tuple(reasons),
        advice="Run `mendeley-sync push` to add it.",
    )
    return ReferenceResult(
        row, reference, finding=finding, reference_buckets=_in(reference, Bucket.MISSING)
    )
