"""What a settled finding was, when only its id was remembered.

The mirror keeps ids. An id is a digest of kind, reference, document and field
(`finding_id`), so asking which of today's works would have had it gives its name back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from mendeley_sync.diff.difference import Differences, FindingKind, finding_id
from mendeley_sync.domain.fields import FIELDS, FieldName
from mendeley_sync.domain.library import Document, DocumentId
from mendeley_sync.domain.references import Reference, ReferenceKey
from mendeley_sync.reports.diff.history import SeenFinding

_OF_A_REFERENCE = (FindingKind.MISSING, FindingKind.DUPLICATE)
_OF_A_DOCUMENT = (
    FindingKind.EXTRA,
    FindingKind.DUPLICATE,
    FindingKind.RETURNED,
    FindingKind.STRANGE,
)
_OF_A_PAIR = tuple(
    kind
    for kind in FindingKind
    if kind not in {FindingKind.DIFFERS, FindingKind.MISSING, FindingKind.EXTRA}
)


def named(
    cleared: tuple[SeenFinding, ...],
    differences: Differences,
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
    kind: FindingKind
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
    differences: Differences,
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
        yield from (_Candidate(FindingKind.DIFFERS, *place, field.name) for field in FIELDS)
        yield from (_Candidate(kind, *place) for kind in _OF_A_PAIR)
