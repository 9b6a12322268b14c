"""The matcher asked about everything that no binding settles, its answers sorted out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from mendeley_sync.diff.bindings import UNDONE, DocumentIndex, SortedBindings
from mendeley_sync.diff.decisions import Decisions
from mendeley_sync.diff.difference import EvidenceRow
from mendeley_sync.diff.equality.fields import same
from mendeley_sync.domain.library import Document, DocumentId
from mendeley_sync.domain.lock_data import LockFileData
from mendeley_sync.domain.metadata import filled_fields, value_of
from mendeley_sync.domain.references import Reference, ReferenceKey
from mendeley_sync.matching.adapt import from_document, from_reference
from mendeley_sync.matching.duplicates import find_duplicates
from mendeley_sync.matching.match import match
from mendeley_sync.matching.result import Matching
from mendeley_sync.matching.result import Pair as MatcherPair


class Found(NamedTuple):
    """A reference with the document that the matcher is sure of."""

    reference: Reference
    document: Document
    rule: str
    reason: str


class PossibleMatch(NamedTuple):
    """A reference and a document that may be the same work, or several of them."""

    reference: Reference
    document: Document
    """The likeliest pair."""
    others: tuple[str, ...]
    reasons: tuple[str, ...]
    evidence: tuple[EvidenceRow, ...]


class Copy(NamedTuple):
    """A further copy of a document, or of an entry of the list."""

    id: str
    of: str
    reference: ReferenceKey | None
    """The entry that the original belongs to, where there is one."""


class Pairing(NamedTuple):
    """What the matcher says about everything that no binding settles."""

    found: tuple[Found, ...] = ()
    in_trash: tuple[Found, ...] = ()
    replaced: tuple[Found, ...] = ()
    """References whose bound document is gone, with another one that is the same work."""
    possible: tuple[PossibleMatch, ...] = ()
    missing: tuple[Reference, ...] = ()
    copies: tuple[Copy, ...] = ()
    """Documents."""
    listed_twice: tuple[Copy, ...] = ()
    """Entries of the list."""
    extras: tuple[Document, ...] = ()


def pair_up(
    bindings: SortedBindings, index: DocumentIndex, lock_data: LockFileData, decisions: Decisions
) -> Pairing:
    """Ask the matcher: bound pairs take part as decided, so that further copies are seen."""
    settled = {bound.reference.key: bound.binding.document for bound in bindings.live}
    settled |= {
        reference.key: stone.document
        for reference, stone in bindings.revived
        if stone.document in index.live
    }
    gone = frozenset(bound.reference.key for bound in bindings.gone)
    references = [
        *(bound.reference for bound in (*bindings.live, *bindings.gone)),
        *(reference for reference, _ in bindings.revived if reference.key in settled),
        *bindings.unbound,
    ]
    documents = _free_documents(bindings, index)
    decided = decisions.same_works(references, documents) | dict.fromkeys(settled.items(), True)
    sorter = _Sorter(references, documents, _ask(references, documents, decided), settled, gone)
    return _with_duplicates(_with_trash(sorter.pairing(), bindings, index, lock_data, decisions))


def _ask(
    references: Sequence[Reference],
    documents: Sequence[Document],
    decided: Mapping[tuple[ReferenceKey, DocumentId], bool],
) -> Matching:
    if not references or not documents:
        # Nothing to match; two entries or two documents are not held against each other here.
        return Matching(
            (),
            unmatched_left=frozenset(one.key for one in references),
            unmatched_right=frozenset(one.id for one in documents),
        )
    return match(
        [from_reference(one) for one in references],
        [from_document(one) for one in documents],
        decisions=decided,
    )


def _free_documents(bindings: SortedBindings, index: DocumentIndex) -> list[Document]:
    """Live documents that may be, or may be copies of, what an entry means."""
    taken = {bound.binding.document for bound in bindings.different_work}
    taken |= {document for document, _ in bindings.shared}
    return [document for document in index.live.values() if document.id not in taken]


class _Sorter:
    """Sorts one answer of the matcher."""

    def __init__(
        self,
        references: Sequence[Reference],
        documents: Sequence[Document],
        matching: Matching,
        settled: Mapping[ReferenceKey, DocumentId],
        gone: frozenset[ReferenceKey] = frozenset(),
    ) -> None:
        self._references = {one.key: one for one in references}
        self._documents = {one.id: one for one in documents}
        self._matching = matching
        self._settled = settled
        self._gone = gone

    def pairing(self) -> Pairing:
        """Everything by what became of it."""
        found, copies, listed_twice = self._clusters()
        free = self._matching.unmatched_left - self._gone - self._settled.keys()
        extras = self._matching.unmatched_right - set(self._settled.values())
        return Pairing(
            found=tuple(one for one in found if one.reference.key not in self._gone),
            replaced=tuple(one for one in found if one.reference.key in self._gone),
            possible=self._possible(),
            missing=tuple(self._references[key] for key in sorted(free)),
            copies=copies,
            listed_twice=tuple(one for one in listed_twice if one.id not in self._gone),
            extras=tuple(self._documents[one] for one in sorted(extras)),
        )

    def _clusters(self) -> tuple[list[Found], tuple[Copy, ...], tuple[Copy, ...]]:
        """Groups of records that are one work: at most one new pair in each, the rest copies."""
        reasons = {
            (pair.left, pair.right): (pair.rule, pair.reason) for pair in self._matching.pairs
        }
        found: list[Found] = []
        copies: list[Copy] = []
        listed_twice: list[Copy] = []
        for unsorted_keys, ids in _groups(self._matching):
            # Who lost a document comes last: an entry without any history takes it first.
            keys = sorted(unsorted_keys, key=lambda key: (key in self._gone, key))
            bound = [(key, self._settled[key]) for key in keys if self._settled.get(key) in ids]
            pairs = bound or [(keys[0], self._closest(keys[0], ids))]
            if not bound:
                why = reasons.get(pairs[0], ("person", "a person decided so"))
                found.append(Found(self._references[keys[0]], self._documents[pairs[0][1]], *why))
            key, document = pairs[0]
            paired = {*dict(pairs), *dict(pairs).values()}
            copies += [Copy(one, document, key) for one in ids if one not in paired]
            listed_twice += [Copy(one, key, key) for one in keys if one not in paired]
        return found, tuple(copies), tuple(listed_twice)

    def _closest(self, key: ReferenceKey, ids: Sequence[DocumentId]) -> DocumentId:
        """Of several copies the one that needs the fewest changes; of equals the oldest."""
        reference = self._references[key]
        return min(ids, key=lambda one: _distance(reference, self._documents[one]))

    def _possible(self) -> tuple[PossibleMatch, ...]:
        by_left, by_right = _reviews(self._matching)
        possible: list[PossibleMatch] = []
        shown: set[DocumentId] = set()
        for key in sorted(self._matching.undecided_left - self._settled.keys() - self._gone):
            if pairs := by_left.get(key):
                shown |= {pair.right for pair in pairs}
                possible.append(
                    self._possible_match(pairs, tuple(pair.right for pair in pairs[1:]))
                )
        rest = [by_right[one] for one in sorted(self._matching.undecided_right - shown)]
        possible += [
            self._possible_match(pairs, tuple(pair.left for pair in pairs[1:]))
            for pairs in rest
            if pairs
        ]
        return tuple(possible)

    def _possible_match(
        self, pairs: Sequence[MatcherPair], others: tuple[str, ...]
    ) -> PossibleMatch:
        best = pairs[0]
        return PossibleMatch(
            self._references[best.left],
            self._documents[best.right],
            others,
            tuple(dict.fromkeys(pair.reason for pair in pairs)),
            _evidence(best),
        )


def _distance(reference: Reference, document: Document) -> tuple[int, str, DocumentId]:
    changes = sum(
        not same(name, value_of(reference.metadata, name), value_of(document.metadata, name))
        for name in filled_fields(reference.metadata)
    )
    return changes, document.created.isoformat() if document.created else "~", document.id


def _groups(matching: Matching) -> Iterable[tuple[list[ReferenceKey], list[DocumentId]]]:
    lefts, rights = _followers(matching.duplicates_left), _followers(matching.duplicates)
    for left, right in sorted(matching.matched.items()):
        yield [left, *lefts[left]], [right, *rights[right]]


def _followers(duplicates: Mapping[str, str]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for copy, original in sorted(duplicates.items()):
        found[original].append(copy)
    return found


def _reviews(
    matching: Matching,
) -> tuple[dict[str, list[MatcherPair]], dict[str, list[MatcherPair]]]:
    """The open pairs of each reference and of each document, the likeliest first."""
    by_left: dict[str, list[MatcherPair]] = defaultdict(list)
    by_right: dict[str, list[MatcherPair]] = defaultdict(list)
    for pair in sorted(matching.pairs, key=_unlikeliness):
        if pair.verdict == "review":
            by_left[pair.left].append(pair)
            by_right[pair.right].append(pair)
    return by_left, by_right


def _unlikeliness(pair: MatcherPair) -> tuple[int, str, str]:
    votes = {"agree": 1, "contradict": -1}
    return (-sum(votes.get(one.answer, 0) for one in pair.evidence), pair.left, pair.right)


_ANSWERS = {"agree": "same", "contradict": "differs", "unknown": "silent"}


def _evidence(pair: MatcherPair) -> tuple[EvidenceRow, ...]:
    return tuple(
        EvidenceRow(
            field=one.field,
            list=one.left,
            library=one.right,
            answer=_ANSWERS[one.answer],
            reason=one.reason,
        )
        for one in pair.evidence
    )


def _with_trash(
    pairing: Pairing,
    bindings: SortedBindings,
    index: DocumentIndex,
    lock_data: LockFileData,
    decisions: Decisions,
) -> Pairing:
    """What is missing may lie in the trash: then it is trashed, never missing."""
    taken = {bound.binding.document for bound in bindings.trashed}
    taken |= {stone.document for _, stone in bindings.revived}
    taken |= {stone.document for stone in lock_data.tombstones if stone.reason == UNDONE}
    trash = [document for document in index.trash.values() if document.id not in taken]
    if not trash or not pairing.missing:
        return pairing
    decided = decisions.same_works(pairing.missing, trash)
    answer = _Sorter(pairing.missing, trash, _ask(pairing.missing, trash, decided), {}).pairing()
    return pairing._replace(
        in_trash=answer.found,
        possible=(*pairing.possible, *(one for one in answer.possible)),
        missing=answer.missing,
        listed_twice=(*pairing.listed_twice, *answer.listed_twice),
    )


def _with_duplicates(pairing: Pairing) -> Pairing:
    """Copies among what belongs to nobody: two missing entries, two extra documents."""
    listed_twice = find_duplicates([from_reference(one) for one in pairing.missing]).duplicates
    copies = find_duplicates([from_document(one) for one in pairing.extras]).duplicates
    return pairing._replace(
        missing=tuple(one for one in pairing.missing if one.key not in listed_twice),
        listed_twice=(
            *pairing.listed_twice,
            *(Copy(one, of, of) for one, of in sorted(listed_twice.items())),
        ),
        extras=tuple(one for one in pairing.extras if one.id not in copies),
        copies=(*pairing.copies, *(Copy(one, of, None) for one, of in sorted(copies.items()))),
    )
