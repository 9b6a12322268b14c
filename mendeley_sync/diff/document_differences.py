"""Documents and copies that belong to no entry, said in words."""

from __future__ import annotations

from mendeley_sync.diff.bindings import Shelf
from mendeley_sync.diff.difference import Bucket, FindingKind
from mendeley_sync.diff.entries import (
    Doubt,
    EntryPush,
    EntryRow,
    EntrySituation,
    Listed,
    Memory,
    Place,
    entry_row,
)
from mendeley_sync.diff.equality.fields import library_value, same
from mendeley_sync.diff.new_matches import Copy
from mendeley_sync.diff.reference_results import EntryVerdict, entry_finding
from mendeley_sync.diff.situation import stored_value
from mendeley_sync.domain.fields import from_csl
from mendeley_sync.domain.library import Document
from mendeley_sync.domain.lock_data import Binding
from mendeley_sync.domain.references import Reference


def left(binding: Binding, shelf: Shelf) -> EntryVerdict:
    """A document whose entry left the list."""
    document = shelf.live.get(binding.document)
    place = Place.LIVE if document else Place.NOWHERE
    changed = document is not None and _edited(binding, document)
    row = entry_row(EntrySituation(Listed.NO, Memory.BOUND, place, Doubt.NONE, changed))
    if row.finding is None or document is None:
        return EntryVerdict(row, None, binding.document, shelf.trash.get(binding.document), binding)
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
    return EntryVerdict(row, None, document.id, document, binding, finding, (), buckets)


def _edited(binding: Binding, document: Document) -> bool:
    return any(
        not same(name, from_csl(name, stored_value(one)), library_value(document, name))
        for name, one in binding.fields.items()
        if not one.released
    )


def copy(copy: Copy, document: Document) -> EntryVerdict:
    """A further copy of a document."""
    row = EntryRow("E14", FindingKind.DUPLICATE, "a further copy", EntryPush.NOTHING)
    of = f"entry {copy.reference}" if copy.reference else "another document that is not listed"
    finding = entry_finding(
        FindingKind.DUPLICATE,
        row,
        document=document,
        others=tuple(filter(None, (copy.of, copy.reference))),
        reasons=(f"the same work as {of}, in a second document",),
        advice="Merge the two in Mendeley; this tool never touches copies.",
    )
    buckets = ((document.id, Bucket.DUPLICATE),)
    return EntryVerdict(row, None, document.id, document, None, finding, (), buckets)


def twin(reference: Reference, copy: Copy) -> EntryVerdict:
    """A further entry of the list for the same work."""
    row = EntryRow("E15", FindingKind.DUPLICATE, "listed twice", EntryPush.HOLD)
    finding = entry_finding(
        FindingKind.DUPLICATE,
        row,
        reference=reference,
        others=(copy.of,),
        held=True,
        reasons=(f"the list has this work twice: {copy.of} and {copy.id}",),
        advice="Remove one of the two from the list.",
    )
    buckets = ((reference.key, Bucket.DUPLICATE),)
    return EntryVerdict(row, reference, finding=finding, reference_buckets=buckets)


def extra(document: Document, memory: Memory) -> EntryVerdict:
    """A document that no entry means."""
    row = entry_row(EntrySituation(Listed.NO, memory, Place.LIVE))
    back = memory is Memory.TOMBSTONE
    reason = "it had been removed, and is there again" if back else "no entry of the list is it"
    finding = entry_finding(
        row.finding or FindingKind.EXTRA,
        row,
        document=document,
        reasons=(reason,),
        advice=f"Run `mendeley-sync adopt {document.id}` to put it on the list.",
    )
    buckets = ((document.id, Bucket.EXTRA),)
    return EntryVerdict(row, None, document.id, document, None, finding, (), buckets)


def strange(document: Document) -> EntryVerdict:
    """A document that cannot be read as it stands."""
    row = EntryRow("M", FindingKind.STRANGE, "strange", EntryPush.NOTHING)
    finding = entry_finding(
        FindingKind.STRANGE,
        row,
        document=document,
        reasons=document.strange,
        advice="Look at the document in Mendeley; it is compared as far as it can be read.",
    )
    return EntryVerdict(row, None, document.id, document, None, finding)
