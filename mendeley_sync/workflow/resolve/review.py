"""What only a person can decide, as questions, and what an answer does to the lock file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Literal, NamedTuple

from mendeley_sync.diff.decisions import finding_content, pair_content
from mendeley_sync.diff.difference import Difference, DifferenceKind, DiffResult, RowCode
from mendeley_sync.domain.library import Document, DocumentId
from mendeley_sync.domain.lock_data import Binding, Decision, LockFileData
from mendeley_sync.domain.references import Reference, ReferenceKey

AnswerKind = Literal["same-work", "different-works", "take-list", "take-library", "accepted"]

_PAIR_KINDS = frozenset({DifferenceKind.UNDECIDED, DifferenceKind.TURNED, DifferenceKind.CLASH})
_SIDES = frozenset({"take-list", "take-library"})
_PAIRS = frozenset({"same-work", "different-works"})


class ReviewItem(NamedTuple):
    """One thing that a person is asked."""

    finding: Difference
    reference: Reference | None
    document: Document | None
    others: tuple[Reference | Document, ...] = ()
    """What else it could be: runners-up, or the other entries that claim the document."""

    @property
    def id(self) -> str:
        """The finding's id."""
        return self.finding.id

    @property
    def choices(self) -> tuple[AnswerKind, ...]:
        """The answers that make sense."""
        if self.finding.kind in _PAIR_KINDS:
            return ("same-work", "different-works", "accepted")
        if self.finding.kind is not DifferenceKind.DIFFERS:
            return ("accepted",)
        if self.finding.list is None:
            return ("take-library", "accepted", "different-works")
        return ("take-list", "take-library", "accepted", "different-works")

    @property
    def is_first_disagreement(self) -> bool:
        """Whether both sides have a value and never agreed on any."""
        return self.finding.case is RowCode.F14

    def content(self, kind: AnswerKind) -> str:
        """Digest of what such an answer is about: the answer lapses when that changes."""
        if kind in _PAIRS and self.reference and self.document:
            return pair_content(self.reference, self.document)
        return finding_content(self.finding)

    @property
    def seen(self) -> str:
        """Digest of everything that the person sees."""
        return f"{finding_content(self.finding)}{self.content('same-work')}"


class ReviewDecision(NamedTuple):
    """What a person said."""

    kind: AnswerKind
    until: datetime | None = None
    """Of an accepted difference: when to ask again; None: never."""
    reason: str = ""


def questions_of(
    differences: DiffResult,
    references: Mapping[ReferenceKey, Reference],
    documents: Mapping[DocumentId, Document],
) -> tuple[ReviewItem, ...]:
    """Everything that is held for a person, the most important first."""
    return tuple(
        ReviewItem(
            finding,
            references.get(finding.reference or ""),
            documents.get(finding.document or ""),
            tuple(
                known
                for other in finding.others
                if (known := documents.get(other) or references.get(other)) is not None
            ),
        )
        for finding in differences.findings
        if finding.held
    )


def is_asked_for(question: ReviewItem, wanted: Iterable[str]) -> bool:
    """Whether a question is one of those named: by reference, document or finding id."""
    names = frozenset(wanted)
    finding = question.finding
    return not names or bool(names & {finding.id, finding.reference, finding.document})


def with_answer(
    ledger: LockFileData, question: ReviewItem, answer: ReviewDecision, *, now: datetime
) -> LockFileData:
    """The ledger after one answer; an earlier answer to the same question is replaced."""
    finding = question.finding
    decision = Decision(
        kind=answer.kind,
        reference=finding.reference,
        document=finding.document,
        field=None if answer.kind in _PAIRS else finding.field,
        finding=finding.id if answer.kind == "accepted" else None,
        reason=answer.reason,
        decided_at=now,
        until=answer.until,
        content=question.content(answer.kind),
    )
    kept = (one for one in ledger.decisions if not _gives_way(one, finding, answer.kind))
    decisions = (*kept, decision)
    bindings = _bindings_after(ledger, question, answer, now)
    return ledger.model_copy(update={"decisions": decisions, "bindings": bindings})


def _gives_way(decision: Decision, finding: Difference, kind: AnswerKind) -> bool:
    """Whether a decision is replaced; what is said of a field leaves alone who the pair is."""
    if decision.kind in _PAIRS and kind not in _PAIRS and finding.kind not in _PAIR_KINDS:
        return False
    return _is_about(decision, finding)


def _is_about(decision: Decision, finding: Difference) -> bool:
    if decision.kind == "accepted":
        return decision.finding == finding.id
    if decision.kind in _PAIRS:
        return (decision.reference, decision.document) == (finding.reference, finding.document)
    return finding.field is not None and (decision.reference, decision.field) == (
        finding.reference,
        finding.field,
    )


def _bindings_after(
    ledger: LockFileData, question: ReviewItem, answer: ReviewDecision, now: datetime
) -> tuple[Binding, ...]:
    """A binding gives way where a person says that it is wrong."""
    finding = question.finding
    if answer.kind not in _PAIRS:
        return ledger.bindings
    is_same = answer.kind == "same-work"
    if finding.kind is DifferenceKind.CLASH:
        losers = finding.others if is_same else (finding.reference,)
        return tuple(
            one
            for one in ledger.bindings
            if not (one.document == finding.document and one.reference in losers)
        )
    if not is_same:
        pair = (finding.reference, finding.document)
        return tuple(one for one in ledger.bindings if (one.reference, one.document) != pair)
    if finding.kind is DifferenceKind.UNDECIDED:
        return tuple(_rebound(one, finding, now) for one in ledger.bindings)
    return ledger.bindings


def _rebound(binding: Binding, finding: Difference, now: datetime) -> Binding:
    """An entry whose document was made anew by somebody: bound to the new one."""
    if binding.reference != finding.reference or finding.document is None:
        return binding
    return Binding(
        reference=binding.reference,
        document=finding.document,
        rule="person",
        evidence="a person said that it is the same work",
        bound_at=now,
        former_documents=(*binding.former_documents, binding.document),
    )


def without_answer(
    ledger: LockFileData, question: ReviewItem, before: LockFileData
) -> LockFileData:
    """The ledger with one answer taken back; `before` is what it was when it was given."""
    finding = question.finding
    touched = {finding.reference, *finding.others}
    decisions = (
        *(one for one in ledger.decisions if not _is_about(one, finding)),
        *(one for one in before.decisions if _is_about(one, finding)),
    )
    bindings = (
        *(one for one in ledger.bindings if one.reference not in touched),
        *(one for one in before.bindings if one.reference in touched),
    )
    return ledger.model_copy(update={"decisions": decisions, "bindings": bindings})


def forgetting(ledger: LockFileData, wanted: Iterable[str]) -> LockFileData:
    """The ledger without the decisions about these references, documents or findings."""
    names = frozenset(wanted)
    kept = tuple(
        one for one in ledger.decisions if not names & {one.reference, one.document, one.finding}
    )
    return ledger.model_copy(update={"decisions": kept})


def preferring(
    questions: Iterable[ReviewItem], side: Literal["list", "library"], field: str | None
) -> tuple[tuple[ReviewItem, ReviewDecision], ...]:
    """The answers that settle first disagreements in bulk; nothing else is touched."""
    kind: AnswerKind = "take-list" if side == "list" else "take-library"
    answer = ReviewDecision(kind, reason=f"in bulk, preferring the {side}")
    return tuple(
        (question, answer)
        for question in questions
        if question.is_first_disagreement
        and kind in question.choices
        and field in (None, question.finding.field)
    )
