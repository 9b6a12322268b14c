"""The report of everything that compares and writes: two sides, differences, plan, outcome."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from typing import Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from mendeley_sync.advice import Advice, Slot
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
from mendeley_sync.plan.outcome import Outcome
from mendeley_sync.plan.plan import Plan
from mendeley_sync.reports.diff.history import History, TrendPoint, with_titles
from mendeley_sync.reports.envelope import Envelope, Notice, NoticeLevel
from mendeley_sync.reports.values import day


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
        """`until 2027-01-31`, or `with no end date`."""
        return f"until {day(self.until)}" if self.until else "with no end date"


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


class DiffReport(Envelope):
    """Everything that one run has to report of list and library."""

    list_side: Side | None = None
    library_side: Side | None = None
    differences: DiffResult | None = None
    """None: the run did not come to comparing."""
    accepted: tuple[Accepted, ...] = ()
    plan: Plan | None = None
    outcome: Outcome | None = None
    list_written: bool = False
    """True if the run changed the reference list."""
    history: History = History()
    trend: tuple[TrendPoint, ...] = ()
    """Earlier runs, oldest first, this run not among them."""
    references: Mapping[ReferenceKey, Reference] = Field(default_factory=dict)
    documents: Mapping[DocumentId, Document] = Field(default_factory=dict)
    """Trashed ones included."""
    names: Mapping[ProfileId, str] = Field(default_factory=dict)
    """Who added what. Empty unless members' names may be shown."""
    folders: Mapping[DocumentId, tuple[str, ...]] = Field(default_factory=dict)
    """Paths of the folders that documents are in. Empty unless the settings ask for them."""
    since: AwareDatetime | None = None
    """`diff --since`: also list what was added after this time."""

    def compared(
        self,
        reference_list: ReferenceList | None,
        library: Library | None,
        differences: DiffResult | None = None,
        decisions: Iterable[Decision] = (),
        history: History | None = None,
    ) -> Self:
        """The same report with the two sides and what differs between them.

        Args:
            decisions: of the lock file; they give the accepted differences reason and expiry.
            history: of the differences; None where no earlier run is known.
        """
        return self.model_copy(
            update={
                "list_side": _list_side(reference_list),
                "library_side": _library_side(library),
                "differences": differences,
                "accepted": _accepted(differences, decisions),
                "history": _named_history(history, differences, reference_list, library),
                "notices": _with_own_notices(self.notices, library),
                "references": reference_list.by_key() if reference_list else {},
                "documents": _documents_of(library),
            }
        )

    @property
    def findings(self) -> tuple[Difference, ...]:
        """All differences, most important first."""
        return self.differences.findings if self.differences else ()

    @property
    def trashed(self) -> int:
        """How many references are in the trash: the number that `push --restore` asks for."""
        return sum(finding.kind is DifferenceKind.TRASHED for finding in self.findings)

    @property
    def fill(self) -> dict[Slot, str]:
        """The slots of commands that this report knows."""
        known = {Slot.TRASHED: str(self.trashed)} if self.trashed else {}
        return known | ({Slot.DIGEST: self.plan.digest[:16]} if self.plan else {})

    def line_of(self, key: ReferenceKey | None) -> int | None:
        """The line of the list's file in which a reference begins, where that is known."""
        entry = self.references.get(key or "")
        return entry.line if entry else None

    @property
    def is_in_step(self) -> bool:
        """True if a reader would find no difference at all."""
        return self.differences is not None and not any(
            finding.weight is not Severity.COSMETIC for finding in self.findings
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
        level=NoticeLevel.WARNING,
        text="The library changed during the pull, so some documents may appear missing.",
        advice=Advice("Run the comparison again when no one is working in the library."),
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
