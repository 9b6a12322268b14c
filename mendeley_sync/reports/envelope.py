"""One result of a command, as every renderer takes it.

A report is made once and rendered many times. It holds values only: whoever builds it
has already asked the clock, read the mirror and looked up the names.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from mendeley_sync.diff.difference import (
    Difference,
    DifferenceKind,
    DiffResult,
    FindingId,
    Severity,
)
from mendeley_sync.domain.library import Document, DocumentId, Library, ProfileId
from mendeley_sync.domain.lock_data import Decision
from mendeley_sync.domain.references import Reference, ReferenceKey, ReferenceList
from mendeley_sync.errors import EXIT_FINE, EXIT_WORDS, MendeleySyncError
from mendeley_sync.plan.outcome import Outcome
from mendeley_sync.plan.plan import Plan
from mendeley_sync.reports.diff.history import History, TrendPoint, with_titles
from mendeley_sync.reports.values import RESTORE_SOME, advised, day

SCHEMA_VERSION = "1.0"
"""Of the JSON report: the first number changes when a reader must change, the second
when something is added (docs/report-schema.json)."""


class Run(BaseModel):
    """When and by what the report was made: what differs between two equal runs."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    started: AwareDatetime
    finished: AwareDatetime | None = None
    tool_version: str = ""


class Notice(BaseModel):
    """Something a reader must know beside the findings, one sentence."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    level: Literal["alarm", "warning", "note"] = "note"
    """An alarm heads every report."""
    text: str
    advice: str = ""


class Failure(BaseModel):
    """Why a run ended before its end. A report is written all the same."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    phase: str
    """What was being done: `reading the list`, `pulling the library`, ..."""
    error: str
    """The sort of error, such as `ServiceError`."""
    message: str
    advice: str = ""
    not_before: AwareDatetime | None = None
    """Another try makes no sense earlier."""


class Accepted(BaseModel):
    """A difference that a person decided to live with."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    finding: Difference
    reason: str = ""
    until: AwareDatetime | None = None
    """It is a finding again after this time; None: never."""
    decided_at: AwareDatetime | None = None

    @property
    def term(self) -> str:
        """`until 2027-01-31`, or `for good`."""
        return f"until {day(self.until)}" if self.until else "for good"


class Side(BaseModel):
    """One of the two things that were compared."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = ""
    """The list's file, or the group's name."""
    id: str = ""
    """The group's id; "" for a list."""
    digest: str = ""
    entries: int = 0
    exact: bool = True
    """False when the library moved while it was read."""
    read_at: AwareDatetime | None = None
    """When the library was pulled; not in the JSON but for its `run`."""


class Report(BaseModel):
    """Everything that one run has to say."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: str = SCHEMA_VERSION
    command: str
    run: Run
    exit_code: int = EXIT_FINE
    practice: bool = False
    """Made against the sandbox."""
    list_side: Side | None = None
    library_side: Side | None = None
    differences: DiffResult | None = None
    """None: the run did not come to comparing."""
    accepted: tuple[Accepted, ...] = ()
    plan: Plan | None = None
    outcome: Outcome | None = None
    list_written: bool = False
    """Whether the run changed the reference list."""
    history: History = History()
    trend: tuple[TrendPoint, ...] = ()
    """Earlier runs, oldest first, this run not among them."""
    notices: tuple[Notice, ...] = ()
    failure: Failure | None = None
    references: Mapping[ReferenceKey, Reference] = Field(default_factory=dict)
    documents: Mapping[DocumentId, Document] = Field(default_factory=dict)
    """Trashed ones included."""
    names: Mapping[ProfileId, str] = Field(default_factory=dict)
    """Who added what. Empty unless members' names may be shown."""
    since: AwareDatetime | None = None
    """`diff --since`: tell what was added after this time."""

    @property
    def exit_word(self) -> str:
        """The exit code in words."""
        return EXIT_WORDS.get(self.exit_code, "unknown")

    @property
    def findings(self) -> tuple[Difference, ...]:
        """All findings, most important first."""
        return self.differences.findings if self.differences else ()

    @property
    def trashed(self) -> int:
        """How many references lie in the trash: what `push --restore` wants to hear."""
        return sum(finding.kind is DifferenceKind.TRASHED for finding in self.findings)

    def line_of(self, key: ReferenceKey | None) -> int | None:
        """The line of the list's file in which an entry begins, where that is known."""
        entry = self.references.get(key or "")
        return entry.line if entry else None

    def advised(self, text: str) -> str:
        """Advice whose commands work when they are typed."""
        # Counting goes through all findings, and most advice has nothing to do with the trash.
        trashed = self.trashed if RESTORE_SOME in text else 0
        return advised(text, practice=self.practice, trashed=trashed)

    @property
    def is_in_step(self) -> bool:
        """Whether a reader would find no difference at all."""
        return self.differences is not None and not any(
            finding.weight is not Severity.COSMETIC for finding in self.findings
        )


def build_report(
    *,
    command: str,
    run: Run,
    exit_code: int = EXIT_FINE,
    practice: bool = False,
    reference_list: ReferenceList | None = None,
    library: Library | None = None,
    differences: DiffResult | None = None,
    decisions: Iterable[Decision] = (),
    plan: Plan | None = None,
    outcome: Outcome | None = None,
    list_written: bool = False,
    history: History | None = None,
    trend: Iterable[TrendPoint] = (),
    notices: Iterable[Notice] = (),
    failure: Failure | None = None,
    names: Mapping[ProfileId, str] | None = None,
    since: datetime | None = None,
) -> Report:
    """One report from what the stages gave.

    Args:
        decisions: of the lock file; they give the accepted differences reason and expiry.
        names: by profile; None or empty unless members' names may be shown.
        trend: earlier runs, in any order.
    """
    return Report(
        command=command,
        run=run,
        exit_code=exit_code,
        practice=practice,
        list_side=_list_side(reference_list),
        library_side=_library_side(library),
        differences=differences,
        accepted=_accepted(differences, decisions),
        plan=plan,
        outcome=outcome,
        list_written=list_written,
        history=_named_history(history, differences, reference_list, library),
        trend=tuple(sorted(trend, key=lambda point: point.at)),
        notices=_with_own_notices(tuple(notices), library),
        failure=failure,
        references=reference_list.by_key() if reference_list else {},
        documents=_documents_of(library),
        names=names or {},
        since=since,
    )


def failure_of(error: MendeleySyncError, *, phase: str) -> Failure:
    """The failure part of a report, from the error that ended the run."""
    return Failure(
        phase=phase,
        error=type(error).__name__,
        message=str(error),
        advice=str(error.advice),
        not_before=getattr(error, "not_before", None),
    )


def _list_side(reference_list: ReferenceList | None) -> Side | None:
    if reference_list is None:
        return None
    return Side(
        name=_seen_from_here(reference_list.source),
        digest=reference_list.digest,
        entries=len(reference_list.references),
    )


def _seen_from_here(path: str) -> str:
    """The way from the working folder, which is where a CI looks for the lines that we name.

    Of any other place folder and file alone: reports travel, and where a home folder lies is
    nobody's business.
    """
    parts = posixpath.normpath(path.replace("\\", "/")).split("/")
    is_elsewhere = parts[0] in ("", "..") or parts[0].endswith(":")
    return "/".join(parts[-2:] if is_elsewhere else parts)


def _library_side(library: Library | None) -> Side | None:
    if library is None:
        return None
    return Side(
        name=library.group.name,
        id=library.group.id,
        digest=library.digest,
        entries=len(library.documents),
        exact=library.exact,
        read_at=library.pulled_at,
    )


def _documents_of(library: Library | None) -> dict[DocumentId, Document]:
    if library is None:
        return {}
    return {document.id: document for document in (*library.trash, *library.documents)}


def _named_history(
    history: History | None,
    differences: DiffResult | None,
    reference_list: ReferenceList | None,
    library: Library | None,
) -> History:
    if differences is None:
        return history or History()
    if history is None:
        return History(since=dict.fromkeys((one.id for one in differences.findings), None))
    references = reference_list.by_key() if reference_list else {}
    cleared = with_titles(history.cleared, differences, references, _documents_of(library))
    return history.model_copy(update={"cleared": cleared})


def _with_own_notices(notices: tuple[Notice, ...], library: Library | None) -> tuple[Notice, ...]:
    if library is None or library.exact:
        return notices
    moved = Notice(
        level="warning",
        text="The library changed while it was read: what seems to be missing may be there.",
        advice="Run the comparison again when nobody is working in the library.",
    )
    return (*notices, moved)


def _accepted(
    differences: DiffResult | None, decisions: Iterable[Decision]
) -> tuple[Accepted, ...]:
    if differences is None:
        return ()
    by_finding: dict[FindingId | None, Decision] = {
        decision.finding: decision for decision in decisions if decision.kind == "accepted"
    }
    return tuple(
        _accepted_with(finding, by_finding.get(finding.id)) for finding in differences.accepted
    )


def _accepted_with(finding: Difference, decision: Decision | None) -> Accepted:
    if decision is None:
        return Accepted(finding=finding)
    return Accepted(
        finding=finding,
        reason=decision.reason,
        until=decision.until,
        decided_at=decision.decided_at,
    )
