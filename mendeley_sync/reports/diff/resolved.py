"""What a settled finding was, when only its id was remembered.

The mirror keeps ids. An id is a digest of kind, reference, document and field
(`finding_id`), so asking which of today's works would have had it gives its name back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from mendeley_sync.diff.difference import DifferenceKind, DiffResult, finding_id
from mendeley_sync.domain.fields import FIELDS, FieldName
from mendeley_sync.domain.library import Document, DocumentId
from mendeley_sync.domain.references import Reference, ReferenceKey
from mendeley_sync.reports.diff.history import SeenFinding

_OF_A_REFERENCE = (DifferenceKind.MISSING, DifferenceKind.DUPLICATE)
_OF_A_DOCUMENT = (
    DifferenceKind.EXTRA,
    DifferenceKind.DUPLICATE,
    DifferenceKind.RETURNED,
    DifferenceKind.STRANGE,
)
_OF_A_PAIR = tuple(
    kind
    for kind in DifferenceKind
    if kind not in {DifferenceKind.DIFFERS, DifferenceKind.MISSING, DifferenceKind.EXTRA}
)


def with_titles(
    cleared: tuple[SeenFinding, ...],
    differences: DiffResult,
    references: Mapping[ReferenceKey, Reference],
    documents: Mapping[DocumentId, Document],
) -> tuple[SeenFinding, ...]:
    """The settled findings with kind and title, as far as their works are still there."""
    nameless = {seen.id for seen in cleared if not seen.kind}
    if not nameless:
        return cleared
    names: dict[str, _Candidate] = {}
    for candidate in _candidates(differences, references, documents):
        identity = candidate.id
        if identity in nameless:
            names.setdefault(identity, candidate)
    found = (_with_name(seen, names.get(seen.id)) for seen in cleared)
    return tuple(sorted(found, key=lambda seen: (seen.kind, seen.title, seen.id)))


class _Candidate(NamedTuple):
    kind: DifferenceKind
    title: str
    reference: ReferenceKey | None = None
    document: DocumentId | None = None
    field: FieldName | None = None

    @property
    def id(self) -> str:
        return finding_id(
            self.kind, reference=self.reference, document=self.document, field=self.field
        )


def _with_name(seen: SeenFinding, candidate: _Candidate | None) -> SeenFinding:
    if candidate is None:
        return seen
    return SeenFinding(id=seen.id, since=seen.since, **candidate._asdict())


def _candidates(
    differences: DiffResult,
    references: Mapping[ReferenceKey, Reference],
    documents: Mapping[DocumentId, Document],
) -> Iterator[_Candidate]:
    for key, reference in references.items():
        title = reference.metadata.title
        yield from (_Candidate(kind, title, key) for kind in _OF_A_REFERENCE)
    for key, document in documents.items():
        title = document.metadata.title
        yield from (_Candidate(kind, title, None, key) for kind in _OF_A_DOCUMENT)
    for pair in differences.pairs:
        known = references.get(pair.reference)
        title = known.metadata.title if known else ""
        place = (title, pair.reference, pair.document)
        yield from (_Candidate(DifferenceKind.DIFFERS, *place, field.name) for field in FIELDS)
        yield from (_Candidate(kind, *place) for kind in _OF_A_PAIR)
