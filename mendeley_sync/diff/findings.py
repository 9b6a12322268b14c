"""Everything that is no ordinary pair, gathered: missing, extra, in the trash, gone, copied."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mendeley_sync.diff import document_differences, reference_differences
from mendeley_sync.diff.bindings import UNDONE, DocumentIndex, SortedBindings
from mendeley_sync.diff.entries import LockFileState
from mendeley_sync.diff.new_matches import Pairing
from mendeley_sync.diff.reference_results import ReferenceResult
from mendeley_sync.domain.lock_data import LockFileData
from mendeley_sync.domain.references import Reference, ReferenceKey


def entry_verdicts(
    bonds: SortedBindings,
    pairing: Pairing,
    shelf: DocumentIndex,
    ledger: LockFileData,
    references: Mapping[ReferenceKey, Reference],
    exact: bool,
) -> tuple[ReferenceResult, ...]:
    """The verdicts on everything that is no ordinary pair.

    Args:
        exact: whether the pull proves absence; if not, that is said with what is not there.
    """
    return (
        *_present(bonds, pairing, shelf),
        *_in_trash(bonds, pairing, shelf),
        *reference_differences.gone(bonds, pairing, exact),
        *(reference_differences.possible_match(one) for one in pairing.doubtful),
        *_missing(pairing, ledger, exact),
        *(document_differences.listed_twice(references[one.id], one) for one in pairing.twins),
        *_loose(bonds, pairing, shelf, ledger),
    )


def _present(
    bonds: SortedBindings, pairing: Pairing, shelf: DocumentIndex
) -> Iterable[ReferenceResult]:
    for bond in bonds.live:
        if bond.reference.absent:
            document = shelf.live[bond.binding.document]
            yield reference_differences.unwanted(bond.reference, document, bond.binding)
        elif bond.former_key:
            yield reference_differences.renamed(bond)
    for one in pairing.found:
        if one.reference.absent:
            yield reference_differences.unwanted(one.reference, one.document, None)
    for reference, stone in bonds.revived:
        if reference.absent and stone.document in shelf.live:
            yield reference_differences.unwanted(reference, shelf.live[stone.document], None)
    for bond in bonds.turned:
        yield reference_differences.different_work(bond, shelf.live[bond.binding.document])
    for document_id, references in bonds.clashes:
        yield reference_differences.shared_document(document_id, references)


def _in_trash(
    bonds: SortedBindings, pairing: Pairing, shelf: DocumentIndex
) -> Iterable[ReferenceResult]:
    for bond in bonds.trashed:
        document = shelf.trash[bond.binding.document]
        yield reference_differences.trashed(
            bond.reference, document, bond.binding, LockFileState.BOUND
        )
    for reference, stone in bonds.revived:
        if stone.document not in shelf.live:
            document = shelf.trash[stone.document]
            yield reference_differences.trashed(reference, document, None, LockFileState.TOMBSTONE)
    for one in pairing.in_trash:
        yield reference_differences.trashed(one.reference, one.document, None, LockFileState.NONE)


def _missing(pairing: Pairing, ledger: LockFileData, exact: bool) -> Iterable[ReferenceResult]:
    # What a person took back is missing as it was before.
    known = {one.reference for one in ledger.tombstones if one.reason != UNDONE}
    for reference in pairing.missing:
        memory = LockFileState.TOMBSTONE if reference.key in known else LockFileState.NONE
        yield reference_differences.missing(reference, memory, exact)


def _loose(
    bonds: SortedBindings, pairing: Pairing, shelf: DocumentIndex, ledger: LockFileData
) -> Iterable[ReferenceResult]:
    """Documents that are nobody's, and copies."""
    paired = {one.document.id for one in pairing.found}
    left = [one for one in bonds.left if one.document not in paired]
    orphans = {one.document for one in left}
    stones = {one.document for one in ledger.tombstones}
    yield from (document_differences.removed_from_list(one, shelf) for one in left)
    for copy in pairing.copies:
        if copy.id not in orphans:
            yield document_differences.copy(copy, shelf.live[copy.id])
    for document in pairing.extras:
        if document.id not in orphans:
            memory = LockFileState.TOMBSTONE if document.id in stones else LockFileState.NONE
            yield document_differences.extra(document, memory)
    yield from (
        document_differences.unreadable_document(one) for one in shelf.live.values() if one.strange
    )
