"""Documents that are not on the list, duplicates, and unreadable documents."""

from __future__ import annotations

from mendeley_sync.diff import entries
from mendeley_sync.diff.bindings import DocumentIndex
from mendeley_sync.diff.entries import (
    DocumentLocation,
    EntrySituation,
    Listed,
    LockFileState,
    MatchConfidence,
    entry_row,
)
from mendeley_sync.diff.equality.fields import library_value, same
from mendeley_sync.diff.new_matches import Copy
from mendeley_sync.diff.reference_differences import ReferenceResult, result
from mendeley_sync.diff.situation import stored_value
from mendeley_sync.domain.csl import from_csl
from mendeley_sync.domain.library import Document
from mendeley_sync.domain.lock_data import Binding
from mendeley_sync.domain.references import Reference


def removed_from_list(binding: Binding, index: DocumentIndex) -> ReferenceResult:
    """The document of a reference that was removed from the list."""
    document = index.live.get(binding.document)
    place = DocumentLocation.LIVE if document else DocumentLocation.NOWHERE
    changed = document is not None and _is_edited(binding, document)
    return result(
        entry_row(
            EntrySituation(Listed.NO, LockFileState.BOUND, place, MatchConfidence.NONE, changed)
        ),
        document=document or index.trash.get(binding.document),
        document_id=binding.document,
        binding=binding,
        others=(binding.reference,),
        reasons=(f"its reference {binding.reference} is no longer on the list",),
    )


def _is_edited(binding: Binding, document: Document) -> bool:
    return any(
        not same(name, from_csl(name, stored_value(one)), library_value(document, name))
        for name, one in binding.fields.items()
        if not one.released
    )


def duplicate(copy: Copy, document: Document) -> ReferenceResult:
    """A duplicate of a document."""
    of = f"reference {copy.reference}" if copy.reference else "another document, not on the list"
    return result(
        entries.DUPLICATE,
        document=document,
        others=tuple(filter(None, (copy.of, copy.reference))),
        reasons=(f"the same work as {of}",),
    )


def listed_twice(reference: Reference, copy: Copy) -> ReferenceResult:
    """A duplicate of a reference."""
    return result(
        entries.LISTED_TWICE,
        reference=reference,
        others=(copy.of,),
        reasons=(f"the list has this work twice: {copy.of} and {copy.id}",),
    )


def extra(document: Document, memory: LockFileState) -> ReferenceResult:
    """A document that is not on the list."""
    is_back = memory is LockFileState.TOMBSTONE
    return result(
        entry_row(EntrySituation(Listed.NO, memory, DocumentLocation.LIVE)),
        document=document,
        reasons=("removed earlier, now back in the library" if is_back else "not on the list",),
    )


def unreadable_document(document: Document) -> ReferenceResult:
    """A document with values that cannot be read."""
    return result(entries.UNREADABLE, document=document, reasons=document.strange)
