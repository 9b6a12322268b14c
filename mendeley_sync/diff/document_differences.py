"""Documents and copies that belong to no entry, said in words."""

from __future__ import annotations

from mendeley_sync.diff.bindings import DocumentIndex
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
from mendeley_sync.diff.equality.fields import library_value, same
from mendeley_sync.diff.new_matches import Copy
from mendeley_sync.diff.reference_results import ReferenceResult, entry_finding
from mendeley_sync.diff.situation import stored_value
from mendeley_sync.domain.fields import from_csl
from mendeley_sync.domain.library import Document
from mendeley_sync.domain.lock_data import Binding
from mendeley_sync.domain.references import Reference


def removed_from_list(binding: Binding, shelf: DocumentIndex) -> ReferenceResult:
    """A document whose entry left the list."""
    document = shelf.live.get(binding.document)
    place = DocumentLocation.LIVE if document else DocumentLocation.NOWHERE
    changed = document is not None and _edited(binding, document)
    row = entry_row(
        EntrySituation(Listed.NO, LockFileState.BOUND, place, MatchConfidence.NONE, changed)
    )
    if row.finding is None or document is None:
        return ReferenceResult(
            row, None, binding.document, shelf.trash.get(binding.document), binding
        )
    finding = entry_finding(
        row.finding,
        row,
        document=document,
        others=(binding.reference,),
        held=row.push is EntryPush.HOLD,
        reasons=(f"its entry {binding.reference} is no longer on the list",),
        advice="To remove it from the library, list it with `absent: true`; to keep it, list it "
        "again.",
    )
    buckets = ((document.id, Bucket.EXTRA),)
    return ReferenceResult(row, None, document.id, document, binding, finding, (), buckets)


def _edited(binding: Binding, document: Document) -> bool:
    return any(
        not same(name, from_csl(name, stored_value(one)), library_value(document, name))
        for name, one in binding.fields.items()
        if not one.released
    )


def copy(copy: Copy, document: Document) -> ReferenceResult:
    """A further copy of a document."""
    row = EntryRow("E14", DifferenceKind.DUPLICATE, "a further copy", EntryPush.NOTHING)
    of = f"entry {copy.reference}" if copy.reference else "another document that is not listed"
    finding = entry_finding(
        DifferenceKind.DUPLICATE,
        row,
        document=document,
        others=tuple(filter(None, (copy.of, copy.reference))),
        reasons=(f"the same work as {of}, in a second document",),
        advice="Merge the two in Mendeley; this tool never touches copies.",
    )
    buckets = ((document.id, Bucket.DUPLICATE),)
    return ReferenceResult(row, None, document.id, document, None, finding, (), buckets)


def listed_twice(reference: Reference, copy: Copy) -> ReferenceResult:
    """A further entry of the list for the same work."""
    row = EntryRow("E15", DifferenceKind.DUPLICATE, "listed twice", EntryPush.HOLD)
    finding = entry_finding(
        DifferenceKind.DUPLICATE,
        row,
        reference=reference,
        others=(copy.of,),
        held=True,
        reasons=(f"the list has this work twice: {copy.of} and {copy.id}",),
        advice="Remove one of the two from the list.",
    )
    buckets = ((reference.key, Bucket.DUPLICATE),)
    return ReferenceResult(row, reference, finding=finding, reference_buckets=buckets)


def extra(document: Document, memory: LockFileState) -> ReferenceResult:
    """A document that no entry means."""
    row = entry_row(EntrySituation(Listed.NO, memory, DocumentLocation.LIVE))
    back = memory is LockFileState.TOMBSTONE
    reason = "it had been removed, and is there again" if back else "no entry of the list is it"
    finding = entry_finding(
        row.finding or DifferenceKind.EXTRA,
        row,
        document=document,
        reasons=(reason,),
        advice=f"Run `mendeley-sync adopt {document.id}` to put it on the list.",
    )
    buckets = ((document.id, Bucket.EXTRA),)
    return ReferenceResult(row, None, document.id, document, None, finding, (), buckets)


def unreadable_document(document: Document) -> ReferenceResult:
    """A document that cannot be read as it stands."""
    row = EntryRow("M", DifferenceKind.STRANGE, "strange", EntryPush.NOTHING)
    finding = entry_finding(
        DifferenceKind.STRANGE,
        row,
        document=document,
        reasons=document.strange,
        advice="Look at the document in Mendeley; it is compared as far as it can be read.",
    )
    return ReferenceResult(row, None, document.id, document, None, finding)
