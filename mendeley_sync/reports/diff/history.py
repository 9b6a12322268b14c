"""Since when each finding has stood, and what was settled since the last run.

The mirror remembers the findings of earlier runs; this module only compares. Without
such a memory nothing is called new: we then do not know since when it has stood.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from pydantic import AwareDatetime, BaseModel, ConfigDict

from mendeley_sync.diff.difference import (
    Difference,
    DifferenceKind,
    DiffResult,
    FindingId,
    finding_id,
)
from mendeley_sync.domain.fields import FieldName
from mendeley_sync.domain.library import Document, DocumentId
from mendeley_sync.domain.metadata import FIELDS
from mendeley_sync.domain.references import Reference, ReferenceKey


class SeenFinding(BaseModel):
    """What is remembered of a finding from one run to the next."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: FindingId
    kind: str = ""
    reference: ReferenceKey | None = None
    document: DocumentId | None = None
    field: FieldName | None = None
    title: str = ""
    since: AwareDatetime | None = None
    """When a run first saw it; None: it stood already when we began to remember."""


class History(BaseModel):
    """The findings of this run held against those of the run before."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    previous_run_at: AwareDatetime | None = None
    """None: there was none that we know of."""
    since: Mapping[FindingId, AwareDatetime | None] = {}
    """For each finding of this run; None: unknown."""
    new: tuple[FindingId, ...] = ()
    """Not there in the run before; in the order of the findings."""
    cleared: tuple[SeenFinding, ...] = ()
    """There in the run before, and now no more."""

    @property
    def is_known(self) -> bool:
        """Whether there is an earlier run to compare with."""
        return self.previous_run_at is not None


class TrendPoint(BaseModel):
    """The counts of one earlier run, for the trend over time."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: AwareDatetime
    in_step: int
    differs: int
    missing: int
    extra: int
    undecided: int


def history_of(
    findings: Iterable[Difference],
    previous: Iterable[SeenFinding] | None,
    *,
    previous_run_at: datetime | None,
    now: datetime,
) -> History:
    """Which findings are new, which stand still, and which are settled.

    Args:
        findings: of this run.
        previous: of the last complete run against the same group; None when there is none.
        previous_run_at: when that run was; None when there is none.
        now: when this run started; a new finding stands since then.
    """
    standing = tuple(findings)
    if previous is None or previous_run_at is None:
        return History(since={finding.id: None for finding in standing})
    seen = {finding.id: finding for finding in previous}
    present = {finding.id for finding in standing}
    return History(
        previous_run_at=previous_run_at,
        since={
            finding.id: seen[finding.id].since if finding.id in seen else now
            for finding in standing
        },
        new=tuple(finding.id for finding in standing if finding.id not in seen),
        cleared=tuple(seen[finding_id] for finding_id in sorted(seen) if finding_id not in present),
    )


def to_remember(findings: Iterable[Difference], history: History) -> tuple[SeenFinding, ...]:
    """What the next run needs to know of this one, sorted by id."""
    remembered = (
        SeenFinding(
            id=finding.id,
            kind=finding.kind.value,
            reference=finding.reference,
            document=finding.document,
            field=finding.field,
            title=finding.title,
            since=history.since.get(finding.id),
        )
        for finding in findings
    )
    return tuple(sorted(remembered, key=lambda seen: seen.id))


def seen_before(first_seen: Mapping[FindingId, datetime]) -> tuple[SeenFinding, ...]:
    """The memory of a store that keeps no more than ids and when each was first seen."""
    return tuple(SeenFinding(id=key, since=first_seen[key]) for key in sorted(first_seen))


_COUNTS = frozenset(TrendPoint.model_fields) - {"at"}


def trend_of(runs: Iterable[tuple[datetime, Mapping[str, object]]]) -> tuple[TrendPoint, ...]:
    """The trend from remembered runs, oldest first; runs that counted something else are left out.

    Args:
        runs: when each was, and the counts that it kept (`trend_counts`).
    """
    points = (
        TrendPoint.model_validate({"at": at, **{name: counts[name] for name in _COUNTS}})
        for at, counts in runs
        if counts.keys() >= _COUNTS
    )
    return tuple(sorted(points, key=lambda point: point.at))


def trend_counts(differences: DiffResult) -> dict[str, int]:
    """What to remember of a run for the trend of later ones."""
    references, documents = differences.reference_counts(), differences.document_counts()
    return {
        "in_step": differences.in_step,
        "differs": len(differences.pairs) - differences.in_step,
        "missing": references.get("missing", 0) + references.get("trashed", 0),
        "extra": documents.get("extra", 0),
        "undecided": references.get("undecided", 0),
    }


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
