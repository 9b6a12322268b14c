"""Stored matches, checked against today's list and library."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from mendeley_sync.diff.difference import Severity
from mendeley_sync.diff.equality.fields import compare_values, list_value, same
from mendeley_sync.domain.csl import from_csl
from mendeley_sync.domain.library import Document, DocumentId, Library
from mendeley_sync.domain.lock_data import Binding, LockFileData, Tombstone
from mendeley_sync.domain.metadata import value_of
from mendeley_sync.domain.references import Reference, ReferenceKey, ReferenceList

UNDONE = "undone"
"""The reason in the tombstone of a document whose creation was undone."""


class DocumentIndex(NamedTuple):
    """Documents by place and id; those of another group are left out."""

    live: Mapping[DocumentId, Document]
    trash: Mapping[DocumentId, Document]


class BoundReference(NamedTuple):
    """A listed reference with its stored match."""

    reference: Reference
    binding: Binding
    former_key: ReferenceKey | None = None
    """The key it was bound under, where it was renamed."""


class SortedBindings(NamedTuple):
    """Every listed reference and every binding, sorted before any matching."""

    live: tuple[BoundReference, ...] = ()
    trashed: tuple[BoundReference, ...] = ()
    gone: tuple[BoundReference, ...] = ()
    different_work: tuple[BoundReference, ...] = ()
    """The document now describes a different work."""
    shared: tuple[tuple[DocumentId, tuple[Reference, ...]], ...] = ()
    """Documents with several references."""
    removed: tuple[Binding, ...] = ()
    """Bindings whose reference was removed from the list."""
    revived: tuple[tuple[Reference, Tombstone], ...] = ()
    """Unbound references whose former document is still, or again, to be found."""
    unbound: tuple[Reference, ...] = ()


def index_documents(library: Library) -> DocumentIndex:
    """The documents of a library by id."""
    own = {None, library.group.id}
    return DocumentIndex(
        {one.id: one for one in library.documents if one.group_id in own},
        {one.id: one for one in library.trash if one.group_id in own},
    )


def sort_bindings(
    reference_list: ReferenceList, lock_data: LockFileData, index: DocumentIndex
) -> SortedBindings:
    """Sort the bindings of the lock file by the references and documents that exist today."""
    bound, left, unbound = _by_key(reference_list, lock_data)
    renamed = _renamed(left, unbound)
    bound += [
        BoundReference(reference, binding, binding.reference) for binding, reference in renamed
    ]
    taken = {id(reference) for _, reference in renamed}
    moved = {binding.document for binding, _ in renamed}
    shared = _shared(bound)
    shared_ids = {document for document, _ in shared}
    clear = [one for one in bound if one.binding.document not in shared_ids]
    rest = [reference for reference in unbound if id(reference) not in taken]
    revived = _revived(rest, lock_data, index, {one.binding.document for one in bound})
    again = {reference.key for reference, _ in revived}
    live = [one for one in clear if one.binding.document in index.live]
    different_work = [
        one
        for one in live
        if describes_another_work(one.reference, index.live[one.binding.document])
    ]
    return SortedBindings(
        live=tuple(one for one in live if one not in different_work),
        trashed=tuple(one for one in clear if one.binding.document in index.trash),
        gone=tuple(one for one in clear if not _found(one.binding.document, index)),
        different_work=tuple(different_work),
        shared=shared,
        removed=tuple(_each_document_once(one for one in left if one.document not in moved)),
        revived=revived,
        unbound=tuple(reference for reference in rest if reference.key not in again),
    )


def _each_document_once(left: Iterable[Binding]) -> Iterable[Binding]:
    return {binding.document: binding for binding in left}.values()


def _by_key(
    reference_list: ReferenceList, lock_data: LockFileData
) -> tuple[list[BoundReference], list[Binding], list[Reference]]:
    """Bindings of listed keys, former keys included; the others; references without any."""
    bindings = lock_data.by_reference()
    listed = reference_list.by_key()
    bound: list[BoundReference] = []
    unbound: list[Reference] = []
    used: set[ReferenceKey] = set()
    for reference in reference_list.references:
        former = next((key for key in reference.formerly if key in bindings), None)
        if reference.key in bindings:
            bound.append(BoundReference(reference, bindings[reference.key]))
            used.add(reference.key)
        elif former is not None and former not in listed and former not in used:
            bound.append(BoundReference(reference, bindings[former], former))
            used.add(former)
        else:
            unbound.append(reference)
    left = [binding for key, binding in sorted(bindings.items()) if key not in used]
    return bound, left, unbound


def _renamed(
    left: Iterable[Binding], unbound: Iterable[Reference]
) -> list[tuple[Binding, Reference]]:
    """Removed keys with new ones of equal content, one to one."""
    by_binding: dict[DocumentId, list[Reference]] = defaultdict(list)
    by_reference: dict[ReferenceKey, list[Binding]] = defaultdict(list)
    for binding in left:
        for reference in unbound:
            if _has_content_of(reference, binding):
                by_binding[binding.document].append(reference)
                by_reference[reference.key].append(binding)
    return [
        (bindings[0], by_binding[bindings[0].document][0])
        for bindings in by_reference.values()
        if len(bindings) == 1 and len(by_binding[bindings[0].document]) == 1
    ]


def _has_content_of(reference: Reference, binding: Binding) -> bool:
    agreed = {name: one for name, one in binding.fields.items() if not one.released}
    if "title" not in agreed or not agreed["title"].value:
        return False
    return all(
        same(name, list_value(reference, name), from_csl(name, one.value))
        for name, one in agreed.items()
    )


def _shared(
    bound: Iterable[BoundReference],
) -> tuple[tuple[DocumentId, tuple[Reference, ...]], ...]:
    claimed: dict[DocumentId, list[Reference]] = defaultdict(list)
    for one in bound:
        claimed[one.binding.document].append(one.reference)
    return tuple(
        (document, tuple(references))
        for document, references in sorted(claimed.items())
        if len(references) > 1
    )


def _found(document: DocumentId, index: DocumentIndex) -> bool:
    return document in index.live or document in index.trash


def _revived(
    unbound: Iterable[Reference],
    lock_data: LockFileData,
    index: DocumentIndex,
    taken: set[DocumentId],
) -> tuple[tuple[Reference, Tombstone], ...]:
    tombstones: dict[ReferenceKey, Tombstone] = {}
    for stone in sorted(lock_data.tombstones, key=lambda one: one.at):
        if stone.document in taken or not _found(stone.document, index):
            continue
        # An undone creation stays in the trash: the work is missing.
        if stone.reason != UNDONE or stone.document in index.live:
            tombstones[stone.reference] = stone
    found: list[tuple[Reference, Tombstone]] = []
    used: set[DocumentId] = set()
    for reference in unbound:
        known = tombstones.get(reference.key)
        if known is not None and known.document not in used:
            found.append((reference, known))
            used.add(known.document)
    return tuple(found)


_WORK_IDENTIFIERS = ("DOI", "PMID", "ISBN", "arXiv")


def describes_another_work(reference: Reference, document: Document) -> bool:
    """True if title and a strong identifier differ: someone made a different work of it."""
    title = compare_values("title", reference.metadata.title, document.metadata.title)
    return title.weight is Severity.IDENTITY and any(
        compare_values(
            name, value_of(reference.metadata, name), value_of(document.metadata, name)
        ).weight
        is Severity.IDENTITY
        for name in _WORK_IDENTIFIERS
    )
