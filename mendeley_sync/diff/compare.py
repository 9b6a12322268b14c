"""Everything the list and the library differ in: matching, fields and entries brought together."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from mendeley_sync.diff.bindings import (
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
    Severity,
    importance,
)
from mendeley_sync.diff.equality.fields import FieldRules
from mendeley_sync.diff.field_results import ComparedPair, judge_fields
from mendeley_sync.diff.findings import entry_verdicts
from mendeley_sync.diff.new_matches import Pairing, pair_up
from mendeley_sync.diff.reference_results import ReferenceResult
from mendeley_sync.domain.library import Document, DocumentId, Library
from mendeley_sync.domain.lock_data import Binding, LockFileData
from mendeley_sync.domain.references import Reference, ReferenceKey, ReferenceList

BOUND_CASE = "E4"


class Compared(NamedTuple):
    """The differences, and behind them what a plan is made from."""

    differences: DiffResult
    pairs: tuple[ComparedPair, ...]
    entries: tuple[ReferenceResult, ...]


def compare(
    reference_list: ReferenceList,
    library: Library,
    ledger: LockFileData,
    rules: FieldRules,
    now: datetime,
) -> Compared:
    """Compare the list with a complete pull of the library.

    Args:
        reference_list: keys unique.
        library: documents and trash.
        ledger: bindings, agreements and decisions; an empty one only raises questions.
        rules: owners of fields, and what is never written.
        now: for decisions that hold until a time.

    Returns:
        Every reference and every document in exactly one bucket, and every difference,
        the most important first. The order of the input does not matter.
    """
    shelf = index_documents(library)
    decisions = Decisions(ledger, now)
    bonds = sort_bindings(reference_list, ledger, shelf)
    pairing = pair_up(bonds, shelf, ledger, decisions)
    pairs = tuple(_pairs(bonds, pairing, shelf, rules, decisions))
    entries = entry_verdicts(bonds, pairing, shelf, ledger, reference_list.by_key(), library.exact)
    found = [*_field_findings(pairs), *(one.finding for one in entries if one.finding)]
    standing, accepted = _divided(found, decisions)
    differences = DiffResult(
        findings=tuple(sorted(standing, key=importance)),
        accepted=tuple(sorted(accepted, key=importance)),
        pairs=tuple(_shown(pair) for pair in pairs),
        in_step=_in_step(pairs, standing),
        references=_reference_buckets(reference_list, pairs, entries),
        documents=_document_buckets(shelf, pairs, entries),
    )
    return Compared(differences, pairs, entries)


def _pairs(
    bonds: SortedBindings,
    pairing: Pairing,
    shelf: DocumentIndex,
    rules: FieldRules,
    decisions: Decisions,
) -> Iterable[ComparedPair]:
    rows: list[tuple[Reference, Document, Binding | None, str, str, str]] = []
    for bond in bonds.live:
        case = "E18" if bond.former_key else BOUND_CASE
        document = shelf.live[bond.binding.document]
        binding = bond.binding
        rows.append((bond.reference, document, binding, binding.rule, binding.evidence, case))
    for reference, stone in bonds.revived:
        if stone.document in shelf.live:
            why = "it was this entry's document before"
            rows.append((reference, shelf.live[stone.document], None, "again", why, "E20"))
    rows += [
        (one.reference, one.document, None, one.rule, one.reason, "E2") for one in pairing.found
    ]
    for reference, document, known, rule, reason, case in sorted(rows, key=_by_key):
        if not reference.absent:
            fields = judge_fields(reference, document, known, rules, decisions)
            yield ComparedPair(reference, document, known, rule, reason, case, fields)


def _by_key(row: tuple[Reference, Document, Binding | None, str, str, str]) -> ReferenceKey:
    return row[0].key


def _shown(pair: ComparedPair) -> Pair:
    return Pair(
        reference=pair.reference.key,
        document=pair.document.id,
        bound=pair.binding is not None,
        rule=pair.rule,
        reason=pair.reason,
    )


def _field_findings(pairs: Iterable[ComparedPair]) -> list[Difference]:
    return [one.finding for pair in pairs for one in pair.fields if one.finding is not None]


def _divided(
    found: Iterable[Difference], decisions: Decisions
) -> tuple[list[Difference], list[Difference]]:
    """What stands, and what a person has accepted."""
    standing: list[Difference] = []
    accepted: list[Difference] = []
    for one in found:
        (accepted if decisions.accepts(one) else standing).append(one)
    return standing, accepted


def _in_step(pairs: Iterable[ComparedPair], standing: Iterable[Difference]) -> int:
    troubled = {one.reference for one in standing if one.weight is not Severity.COSMETIC}
    return sum(pair.reference.key not in troubled for pair in pairs)


def _reference_buckets(
    reference_list: ReferenceList,
    pairs: Iterable[ComparedPair],
    entries: Iterable[ReferenceResult],
) -> dict[ReferenceKey, Bucket]:
    buckets = {pair.reference.key: Bucket.MATCHED for pair in pairs}
    for entry in entries:
        for key, bucket in entry.reference_buckets:
            buckets.setdefault(key, bucket)
    return {one.key: buckets[one.key] for one in reference_list.references}


def _document_buckets(
    shelf: DocumentIndex, pairs: Iterable[ComparedPair], entries: Iterable[ReferenceResult]
) -> dict[DocumentId, Bucket]:
    buckets = {pair.document.id: Bucket.MATCHED for pair in pairs}
    for entry in entries:
        for document, bucket in entry.document_buckets:
            buckets.setdefault(document, bucket)
    return {one: buckets[one] for one in sorted(shelf.live)}
