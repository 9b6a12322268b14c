"""All differences of list and library: matching, fields and references brought together."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from mendeley_sync.diff import document_differences, reference_differences
from mendeley_sync.diff.bindings import (
    UNDONE,
    DocumentIndex,
    SortedBindings,
    index_documents,
    sort_bindings,
)
from mendeley_sync.diff.decisions import Decisions
from mendeley_sync.diff.difference import (
    Bucket,
    Difference,
    DiffResult,
    Pair,
    RowCode,
    Severity,
    importance,
)
from mendeley_sync.diff.entries import LockFileState
from mendeley_sync.diff.field_results import ComparedPair, field_results
from mendeley_sync.diff.new_matches import Pairing, pair_up
from mendeley_sync.diff.reference_differences import ReferenceResult
from mendeley_sync.diff.source_of_truth import FieldRules
from mendeley_sync.domain.library import Document, Library
from mendeley_sync.domain.lock_data import Binding, LockFileData
from mendeley_sync.domain.references import Reference, ReferenceKey, ReferenceList


class Compared(NamedTuple):
    """The differences, and behind them what a plan is made from."""

    differences: DiffResult
    pairs: tuple[ComparedPair, ...]
    entries: tuple[ReferenceResult, ...]


def compare(
    reference_list: ReferenceList,
    library: Library,
    lock_data: LockFileData,
    rules: FieldRules,
    now: datetime,
) -> Compared:
    """Compare the list with a complete pull of the library.

    Args:
        reference_list: keys unique.
        library: documents and trash.
        lock_data: bindings, baselines and decisions; empty data only lead to more review.
        rules: sources of truth, and fields that are never written.
        now: for decisions that hold until a time.

    Returns:
        Every reference and every document in exactly one bucket, and every difference,
        the most important first. The order of the input does not matter.
    """
    index = index_documents(library)
    decisions = Decisions(lock_data, now)
    bindings = sort_bindings(reference_list, lock_data, index)
    pairing = pair_up(bindings, index, lock_data, decisions)
    pairs = tuple(_pairs(bindings, pairing, index, rules, decisions))
    entries = (
        *_present(bindings, pairing, index),
        *_in_trash(bindings, pairing, index),
        *reference_differences.gone(bindings, pairing, library.exact),
        *(reference_differences.possible_match(one) for one in pairing.possible),
        *_missing(pairing, lock_data, library.exact),
        *_listed_twice(pairing, reference_list),
        *_not_listed(bindings, pairing, index, lock_data),
    )
    found = [
        *(one.finding for pair in pairs for one in pair.fields if one.finding),
        *(one.finding for one in entries if one.finding),
    ]
    found.sort(key=importance)
    accepted = tuple(one for one in found if decisions.accepts(one))
    accepted_ids = {one.id for one in accepted}
    differences = tuple(one for one in found if one.id not in accepted_ids)
    references, documents = _buckets(reference_list, index, pairs, entries)
    result = DiffResult(
        findings=differences,
        accepted=accepted,
        pairs=tuple(_shown(pair) for pair in pairs),
        in_step=_in_sync(pairs, differences),
        references=references,
        documents=documents,
    )
    return Compared(result, pairs, entries)


def _pairs(
    bindings: SortedBindings,
    pairing: Pairing,
    index: DocumentIndex,
    rules: FieldRules,
    decisions: Decisions,
) -> Iterable[ComparedPair]:
    rows: list[tuple[Reference, Document, Binding | None, str, str, RowCode]] = []
    for bound in bindings.live:
        case = RowCode.E18 if bound.former_key else RowCode.E4
        document = index.live[bound.binding.document]
        binding = bound.binding
        rows.append((bound.reference, document, binding, binding.rule, binding.evidence, case))
    for reference, stone in bindings.revived:
        if stone.document in index.live:
            why = "it was this reference's document before"
            document = index.live[stone.document]
            rows.append((reference, document, None, "again", why, RowCode.E20))
    rows += [
        (one.reference, one.document, None, one.rule, one.reason, RowCode.E2)
        for one in pairing.found
    ]
    for reference, document, known, rule, reason, case in sorted(rows, key=lambda row: row[0].key):
        if not reference.absent:
            fields = field_results(reference, document, known, rules, decisions)
            yield ComparedPair(reference, document, known, rule, reason, case, fields)


def _present(
    bindings: SortedBindings, pairing: Pairing, index: DocumentIndex
) -> Iterable[ReferenceResult]:
    for bound in bindings.live:
        if bound.reference.absent:
            document = index.live[bound.binding.document]
            yield reference_differences.unwanted(bound.reference, document, bound.binding)
        elif bound.former_key:
            yield reference_differences.renamed(bound)
    for one in pairing.found:
        if one.reference.absent:
            yield reference_differences.unwanted(one.reference, one.document, None)
    for reference, stone in bindings.revived:
        if reference.absent and stone.document in index.live:
            yield reference_differences.unwanted(reference, index.live[stone.document], None)
    for bound in bindings.different_work:
        document = index.live[bound.binding.document]
        yield reference_differences.different_work(bound, document)
    for document_id, references in bindings.shared:
        yield reference_differences.shared_document(document_id, references)


def _in_trash(
    bindings: SortedBindings, pairing: Pairing, index: DocumentIndex
) -> Iterable[ReferenceResult]:
    trashed = reference_differences.trashed
    for bound in bindings.trashed:
        document = index.trash[bound.binding.document]
        yield trashed(bound.reference, document, bound.binding, LockFileState.BOUND)
    for reference, stone in bindings.revived:
        if stone.document not in index.live:
            yield trashed(reference, index.trash[stone.document], None, LockFileState.TOMBSTONE)
    for one in pairing.in_trash:
        yield trashed(one.reference, one.document, None, LockFileState.NONE)


def _missing(pairing: Pairing, lock_data: LockFileData, exact: bool) -> Iterable[ReferenceResult]:
    # An undone addition is missing as it was before.
    known = {one.reference for one in lock_data.tombstones if one.reason != UNDONE}
    for reference in pairing.missing:
        memory = LockFileState.TOMBSTONE if reference.key in known else LockFileState.NONE
        yield reference_differences.missing(reference, memory, exact)


def _listed_twice(pairing: Pairing, reference_list: ReferenceList) -> Iterable[ReferenceResult]:
    references = reference_list.by_key()
    for copy in pairing.listed_twice:
        yield document_differences.listed_twice(references[copy.id], copy)


def _not_listed(
    bindings: SortedBindings, pairing: Pairing, index: DocumentIndex, lock_data: LockFileData
) -> Iterable[ReferenceResult]:
    """Documents that belong to no reference, duplicates, and what cannot be read."""
    paired = {one.document.id for one in pairing.found}
    removed = [one for one in bindings.removed if one.document not in paired]
    yield from (document_differences.removed_from_list(one, index) for one in removed)
    orphans = {one.document for one in removed}
    for copy in pairing.copies:
        if copy.id not in orphans:
            yield document_differences.duplicate(copy, index.live[copy.id])
    known = {one.document for one in lock_data.tombstones}
    for document in pairing.extras:
        if document.id not in orphans:
            memory = LockFileState.TOMBSTONE if document.id in known else LockFileState.NONE
            yield document_differences.extra(document, memory)
    for document in index.live.values():
        if document.strange:
            yield document_differences.unreadable_document(document)


def _shown(pair: ComparedPair) -> Pair:
    return Pair(
        reference=pair.reference.key,
        document=pair.document.id,
        bound=pair.binding is not None,
        rule=pair.rule,
        reason=pair.reason,
    )


def _in_sync(pairs: Iterable[ComparedPair], differences: Iterable[Difference]) -> int:
    differing = {one.reference for one in differences if one.weight is not Severity.COSMETIC}
    return sum(pair.reference.key not in differing for pair in pairs)


def _buckets(
    reference_list: ReferenceList,
    index: DocumentIndex,
    pairs: Iterable[ComparedPair],
    entries: Iterable[ReferenceResult],
) -> tuple[dict[ReferenceKey, Bucket], dict[str, Bucket]]:
    """The bucket of each reference and of each document; the first that claims one has it."""
    references = {pair.reference.key: Bucket.MATCHED for pair in pairs}
    documents = {pair.document.id: Bucket.MATCHED for pair in pairs}
    for entry in entries:
        if entry.row.bucket is not None:
            for key in entry.references:
                references.setdefault(key, entry.row.bucket)
            for document in entry.documents:
                documents.setdefault(document, entry.row.bucket)
    return (
        {one.key: references[one.key] for one in reference_list.references},
        {one: documents[one] for one in sorted(index.live)},
    )
