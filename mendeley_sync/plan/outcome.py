"""What became of a plan, change by change."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum

from pydantic import AwareDatetime, BaseModel, ConfigDict

from mendeley_sync.domain.library import DocumentId
from mendeley_sync.domain.references import ReferenceKey
from mendeley_sync.errors import (
    EXIT_NEEDS_REVIEW,
    EXIT_UNFINISHED,
    worst_exit_code,
)
from mendeley_sync.plan.changes import Change, ChangeKind, FieldChange, NeedsReview


class Result(StrEnum):
    """What became of one change."""

    DONE = "done"
    """Written, and seen in the library afterwards."""
    STALE = "stale"
    """Somebody changed the document meanwhile; left alone."""
    REFUSED = "refused"
    """The service does not accept it, for good."""
    UNVERIFIED = "unverified"
    """The service said yes, but keeps something else than was sent."""
    SKIPPED = "skipped"
    """Not tried, because the run stopped before."""
    UNKNOWN = "unknown"
    """Sent, and no answer tells whether it arrived; the next run looks first."""


class ChangeOutcome(BaseModel):
    """What became of one change, and why."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    change: str
    """Id of the change."""
    kind: ChangeKind
    reference: ReferenceKey | None = None
    document: DocumentId | None = None
    """Of a create: the new document's."""
    title: str = ""
    fields: tuple[FieldChange, ...] = ()
    """What was written, or would have been."""
    result: Result
    reason: str = ""
    """One sentence; "" for what went well."""
    last_modified: AwareDatetime | None = None
    """The document's time after the write."""


class Outcome(BaseModel):
    """What became of a whole run."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    run: str = ""
    """The run's id, for `undo`; "" when nothing was written or remembered."""
    results: tuple[ChangeOutcome, ...] = ()
    """In the order of writing."""
    recovered: tuple[ChangeOutcome, ...] = ()
    """What an earlier, unfinished run turned out to have done."""
    holds: tuple[NeedsReview, ...] = ()
    remembered: int = 0
    """Bindings and agreements recorded."""
    stopped: str = ""
    """Why the run ended early; "" when it went to its end."""
    exit_codes: tuple[int, ...] = ()
    """Further codes that apply: a signal, a service failure, a stop mark."""

    def counts(self) -> dict[str, int]:
        """Changes by result."""
        found = Counter(outcome.result for outcome in self.results)
        return {result.value: found[result] for result in Result if found[result]}

    @property
    def exit_code(self) -> int:
        """The code of the run, by the precedence of `errors.EXIT_PRECEDENCE`."""
        return worst_exit_code((*self.exit_codes, *_codes_of(self.results), *self._codes_of_holds))

    @property
    def _codes_of_holds(self) -> tuple[int, ...]:
        return (EXIT_NEEDS_REVIEW,) if self.holds else ()


def outcome_of(
    change: Change,
    result: Result,
    reason: str = "",
    *,
    document: DocumentId | None = None,
    last_modified: AwareDatetime | None = None,
) -> ChangeOutcome:
    """The outcome of one change; `document` is the new one of a create."""
    return ChangeOutcome(
        change=change.id,
        kind=change.kind,
        reference=change.reference,
        document=document or change.document,
        title=change.title,
        fields=change.fields,
        result=result,
        reason=reason,
        last_modified=last_modified,
    )


_CODE_OF: dict[Result, int] = {
    Result.STALE: EXIT_NEEDS_REVIEW,
    Result.REFUSED: EXIT_NEEDS_REVIEW,
    Result.UNVERIFIED: EXIT_NEEDS_REVIEW,
    Result.UNKNOWN: EXIT_UNFINISHED,
    Result.SKIPPED: EXIT_UNFINISHED,
}


def _codes_of(results: tuple[ChangeOutcome, ...]) -> tuple[int, ...]:
    return tuple(_CODE_OF[outcome.result] for outcome in results if outcome.result in _CODE_OF)
