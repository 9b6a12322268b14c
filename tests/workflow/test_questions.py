"""What an answer does to the lock file, and how it is taken back."""

from __future__ import annotations

from datetime import UTC, datetime

from mendeley_sync.diff.difference import Difference, DifferenceKind, Severity, finding_id
from mendeley_sync.domain.library import Document
from mendeley_sync.domain.lock_data import Binding, LockFileData
from mendeley_sync.domain.metadata import Metadata
from mendeley_sync.domain.references import Reference
from mendeley_sync.workflow.resolve.review import (
    ReviewDecision,
    ReviewItem,
    forgetting,
    preferring,
    with_answer,
    without_answer,
)

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def bound(reference: str, document: str) -> Binding:
    return Binding(reference=reference, document=document, rule="doi", bound_at=NOON)


def question(
    kind: DifferenceKind,
    *,
    others: tuple[str, ...] = (),
    field: str | None = None,
    case: str = "",
    document: str = "doc-a",
) -> ReviewItem:
    finding = Difference(
        id=finding_id(kind, reference="a", document=document, field=field),
        kind=kind,
        reference="a",
        document=document,
        others=others,
        field=field,
        case=case,
        list="1" if field else None,
        library="2" if field else None,
        weight=Severity.BIBLIOGRAPHIC if field else None,
        held=True,
    )
    metadata = Metadata(title="A title")
    return ReviewItem(
        finding, Reference(key="a", metadata=metadata), Document(id=document, metadata=metadata)
    )


PAGE = question(DifferenceKind.DIFFERS, field="page", case="F14")
UNDECIDED = question(DifferenceKind.UNDECIDED)


def test_an_answer_replaces_an_earlier_one_to_the_same_question() -> None:
    first = with_answer(LockFileData(), PAGE, ReviewDecision("take-list"), now=NOON)

    second = with_answer(first, PAGE, ReviewDecision("take-library"), now=NOON)

    assert [one.kind for one in second.decisions] == ["take-library"]


def test_an_accepted_difference_gives_way_to_a_side_taken() -> None:
    accepted = with_answer(LockFileData(), PAGE, ReviewDecision("accepted", NOON), now=NOON)

    taken = with_answer(accepted, PAGE, ReviewDecision("take-list"), now=NOON)

    assert [one.kind for one in taken.decisions] == ["take-list"]


def test_what_is_said_of_a_field_leaves_alone_that_the_two_are_one_work() -> None:
    same = with_answer(LockFileData(), UNDECIDED, ReviewDecision("same-work"), now=NOON)

    for answer in (ReviewDecision("take-list"), ReviewDecision("accepted", NOON)):
        both = with_answer(same, PAGE, answer, now=NOON)
        assert [one.kind for one in both.decisions] == ["same-work", answer.kind]
        assert without_answer(both, PAGE, same).decisions == same.decisions
    parted = with_answer(same, PAGE, ReviewDecision("different-works"), now=NOON)
    assert [one.kind for one in parted.decisions] == ["different-works"]
    accepted = with_answer(same, UNDECIDED, ReviewDecision("accepted", NOON), now=NOON)
    assert [one.kind for one in accepted.decisions] == ["accepted"]


def test_another_question_keeps_its_answer() -> None:
    other = question(DifferenceKind.DIFFERS, field="volume")
    ledger = with_answer(LockFileData(), other, ReviewDecision("take-list"), now=NOON)

    both = with_answer(ledger, PAGE, ReviewDecision("take-list"), now=NOON)

    assert {one.field for one in both.decisions} == {"page", "volume"}


def test_different_works_parts_a_pair_that_was_bound() -> None:
    ledger = LockFileData(bindings=(bound("a", "doc-a"), bound("b", "doc-b")))

    parted = with_answer(ledger, PAGE, ReviewDecision("different-works"), now=NOON)

    assert [one.reference for one in parted.bindings] == ["b"]
    assert [(one.kind, one.field) for one in parted.decisions] == [("different-works", None)]


def test_of_two_entries_that_claim_a_document_the_named_one_keeps_it() -> None:
    clash = question(DifferenceKind.CLASH, others=("b",))
    ledger = LockFileData(bindings=(bound("a", "doc-a"), bound("b", "doc-a")))

    kept = with_answer(ledger, clash, ReviewDecision("same-work"), now=NOON)
    given_up = with_answer(ledger, clash, ReviewDecision("different-works"), now=NOON)

    assert [one.reference for one in kept.bindings] == ["a"]
    assert [one.reference for one in given_up.bindings] == ["b"]


def test_an_entry_whose_document_was_made_anew_is_bound_to_the_new_one() -> None:
    ledger = LockFileData(bindings=(bound("a", "doc-old"),))

    (binding,) = with_answer(ledger, UNDECIDED, ReviewDecision("same-work"), now=NOON).bindings

    assert (binding.document, binding.former_documents) == ("doc-a", ("doc-old",))
    assert binding.rule == "person"


def test_taking_an_answer_back_restores_decisions_and_bindings() -> None:
    before = with_answer(
        LockFileData(bindings=(bound("a", "doc-a"), bound("b", "doc-b"))),
        PAGE,
        ReviewDecision("accepted", NOON),
        now=NOON,
    )
    after = with_answer(before, PAGE, ReviewDecision("different-works"), now=NOON)

    restored = without_answer(after, PAGE, before)

    assert sorted(one.reference for one in restored.bindings) == ["a", "b"]
    assert [one.kind for one in restored.decisions] == ["accepted"]


def test_what_others_wrote_meanwhile_stays_when_an_answer_is_taken_back() -> None:
    before = LockFileData()
    after = with_answer(before, PAGE, ReviewDecision("take-list"), now=NOON)
    meanwhile = after.model_copy(update={"bindings": (bound("z", "doc-z"),)})

    assert [one.reference for one in without_answer(meanwhile, PAGE, before).bindings] == ["z"]


def test_forgetting_names_references_documents_or_findings() -> None:
    ledger = with_answer(LockFileData(), PAGE, ReviewDecision("accepted"), now=NOON)

    for name in ("a", "doc-a", PAGE.id):
        assert forgetting(ledger, [name]).decisions == ()
    assert forgetting(ledger, ["b"]).decisions == ledger.decisions


def test_a_preference_leaves_conflicts_and_other_fields_alone() -> None:
    conflict = question(DifferenceKind.DIFFERS, field="page", case="F5")
    volume = question(DifferenceKind.DIFFERS, field="volume", case="F14")

    chosen = preferring([PAGE, conflict, volume, UNDECIDED], "list", "page")

    assert [(one.finding.case, answer.kind) for one, answer in chosen] == [("F14", "take-list")]


def test_only_answers_that_make_sense_are_offered() -> None:
    assert UNDECIDED.choices == ("same-work", "different-works", "accepted")
    assert PAGE.choices == ("take-list", "take-library", "accepted", "different-works")
    assert question(DifferenceKind.TRASHED).choices == ("accepted",)
