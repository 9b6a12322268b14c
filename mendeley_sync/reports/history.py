"""Since when each finding has stood, and what was settled since the last run.

The mirror remembers the findings of earlier runs; this module only compares. Without
such a memory nothing is called new: we then do not know since when it has stood.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from pydantic import AwareDatetime, BaseModel, ConfigDict

from mendeley_sync.diff.difference import Finding, FindingId
from mendeley_sync.domain.fields import FieldName
from mendeley_sync.domain.library import DocumentId
from mendeley_sync.domain.references import ReferenceKey


class SeenFinding(BaseModel):
    """What is remembered of a finding from one run to the next."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: FindingId
    kind: str
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
    findings: Iterable[Finding],
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


def to_remember(findings: Iterable[Finding], history: History) -> tuple[SeenFinding, ...]:
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
