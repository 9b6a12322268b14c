"""Everything that is no ordinary pair, gathered: missing, extra, in the trash, gone, copied."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mendeley_sync.diff import of_documents, of_entries
from mendeley_sync.diff.bonds import UNDONE, Bonds, Shelf
from mendeley_sync.diff.entries import Memory
from mendeley_sync.diff.entry_verdict import EntryVerdict
from mendeley_sync.diff.pairing import Pairing
from mendeley_sync.domain.agreements import Ledger
from mendeley_sync.domain.references import Reference, ReferenceKey


def entry_verdicts(
    bonds: Bonds,
    pairing: Pairing,
    shelf: Shelf,
    ledger: Ledger,
    references: Mapping[ReferenceKey, Reference],
    exact: bool,
) -> tuple[EntryVerdict, ...]:
    """The verdicts on everything that is no ordinary pair.

    Args:
        exact: whether the pull proves absence; if not, that is said with what is not there.
    """
    return (
        *_present(bonds, pairing, shelf),
        *_in_trash(bonds, pairing, shelf),
        *of_entries.gone(bonds, pairing, exact),
        *(of_entries.doubtful(one) for one in pairing.doubtful),
        *_missing(pairing, ledger, exact),
        *(of_documents.twin(references[one.id], one) for one in pairing.twins),
        *_loose(bonds, pairing, shelf, ledger),
    )


def _present(bonds: Bonds, pairing: Pairing, shelf: Shelf) -> Iterable[EntryVerdict]:
    for bond in bonds.live:
        if bond.reference.absent:
            document = shelf.live[bond.binding.document]
            yield of_entries.unwanted(bond.reference, document, bond.binding)
        elif bond.former_key:
            yield of_entries.renamed(bond)
    for one in pairing.found:
        if one.reference.absent:
            yield of_entries.unwanted(one.reference, one.document, None)
    for reference, stone in bonds.revived:
        if reference.absent and stone.document in shelf.live:
            yield of_entries.unwanted(reference, shelf.live[stone.document], None)
    for bond in bonds.turned:
        yield of_entries.turned(bond, shelf.live[bond.binding.document])
    for document_id, references in bonds.clashes:
        yield of_entries.clash(document_id, references)


def _in_trash(bonds: Bonds, pairing: Pairing, shelf: Shelf) -> Iterable[EntryVerdict]:
    for bond in bonds.trashed:
        document = shelf.trash[bond.binding.document]
        yield of_entries.trashed(bond.reference, document, bond.binding, Memory.BOUND)
    for reference, stone in bonds.revived:
        if stone.document not in shelf.live:
            document = shelf.trash[stone.document]
            yield of_entries.trashed(reference, document, None, Memory.TOMBSTONE)
    for one in pairing.in_trash:
        yield of_entries.trashed(one.reference, one.document, None, Memory.NONE)


def _missing(pairing: Pairing, ledger: Ledger, exact: bool) -> Iterable[EntryVerdict]:
    # What a person took back is missing as it was before.
    known = {one.reference for one in ledger.tombstones if one.reason != UNDONE}
    for reference in pairing.missing:
        memory = Memory.TOMBSTONE if reference.key in known else Memory.NONE
        yield of_entries.missing(reference, memory, exact)


def _loose(bonds: Bonds, pairing: Pairing, shelf: Shelf, ledger: Ledger) -> Iterable[EntryVerdict]:
    """Documents that are nobody's, and copies."""
    paired = {one.document.id for one in pairing.found}
    left = [one for one in bonds.left if one.document not in paired]
    orphans = {one.document for one in left}
    stones = {one.document for one in ledger.tombstones}
    yield from (of_documents.left(one, shelf) for one in left)
    for copy in pairing.copies:
        if copy.id not in orphans:
            yield of_documents.copy(copy, shelf.live[copy.id])
    for document in pairing.extras:
        if document.id not in orphans:
            memory = Memory.TOMBSTONE if document.id in stones else Memory.NONE
            yield of_documents.extra(document, memory)
    yield from (of_documents.strange(one) for one in shelf.live.values() if one.strange)
