"""Laws of comparing: one bucket each, no matter in what order; decisions are obeyed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mendeley_sync.diff.compare import compare
from mendeley_sync.diff.decisions import finding_content
from mendeley_sync.diff.difference import Bucket, Difference, importance
from mendeley_sync.diff.source_of_truth import FieldRules
from mendeley_sync.domain.csl import metadata_to_csl
from mendeley_sync.domain.library import Document
from mendeley_sync.domain.lock_data import Decision, LockFileData
from mendeley_sync.domain.references import Reference
from mendeley_sync.mendeley.wire.documents import document_from_wire
from mendeley_sync.mendeley.wire.drafts import document_to_wire
from tests.sync_builders import (
    LONG_AGO,
    NOON,
    a_binding,
    a_document,
    a_library,
    a_list,
    a_reference,
    agreed,
    bound,
    planned,
)

WORKS: tuple[dict[str, Any], ...] = (
    {"title": "The doctor, his patient and the illness of the village", "DOI": "10.5555/a"},
    {"title": "The doctor, his patient and the illness of the village", "issued": {"year": 1957}},
    {"title": "Group work with students: what a seminar taught", "volume": "7", "DOI": "10.5555/b"},
    {"title": "Group work with students: what a seminar taught", "volume": "8"},
    {"title": "Training of leaders in Ascona", "author": [{"family": "Muster", "given": "A."}]},
    {"title": "Training of leaders in Ascona", "DOI": "10.5555/a", "keyword": ["x", "y"]},
)
works = st.sampled_from(range(len(WORKS)))


@st.composite
def sides(draw: st.DrawFn) -> tuple[list[Reference], list[Document], list[Document], LockFileData]:
    """A list, a library and a trash of few works, so that they meet often, and some bindings."""
    mine = draw(st.lists(works, max_size=5))
    theirs = draw(st.lists(works, max_size=5))
    trash = draw(st.lists(works, max_size=2))
    references = [
        a_reference(f"ref-{n}", absent=draw(st.integers(0, 9)) == 0, **WORKS[work])
        for n, work in enumerate(mine)
    ]
    documents = [a_document(f"doc-{n}", **WORKS[work]) for n, work in enumerate(theirs)]
    trashed = [a_document(f"bin-{n}", trashed=True, **WORKS[work]) for n, work in enumerate(trash)]
    keys = [f"ref-{n}" for n in range(6)]
    ids = [*(f"doc-{n}" for n in range(6)), *(f"bin-{n}" for n in range(2))]
    bindings = draw(
        st.lists(
            st.tuples(st.sampled_from(keys), st.sampled_from(ids)),
            max_size=4,
            unique_by=lambda pair: pair[0],
        )
    )
    return references, documents, trashed, bound(*(a_binding(*pair) for pair in bindings))


@settings(max_examples=150, deadline=None)
@given(sides=sides(), data=st.data())
def test_every_reference_and_document_has_one_bucket_whatever_the_order(
    sides: tuple[list[Reference], list[Document], list[Document], LockFileData], data: st.DataObject
) -> None:
    references, documents, trash, ledger = sides
    found = planned(references, documents, ledger, trash=trash)
    shuffled = planned(
        data.draw(st.permutations(references)),
        data.draw(st.permutations(documents)),
        ledger.model_copy(update={"bindings": data.draw(st.permutations(ledger.bindings))}),
        trash=data.draw(st.permutations(trash)),
    )

    differences = found.differences
    assert set(differences.references) == {reference.key for reference in references}
    assert set(differences.documents) == {document.id for document in documents}
    assert differences.findings == shuffled.differences.findings
    assert found.plan.digest == shuffled.plan.digest
    paired = [pair.document for pair in differences.pairs]
    assert len(paired) == len(set(paired))


@settings(max_examples=60, deadline=None)
@given(sides=sides())
def test_findings_come_in_order_of_importance_and_have_ids_of_their_own(
    sides: tuple[list[Reference], list[Document], list[Document], LockFileData],
) -> None:
    references, documents, trash, ledger = sides
    findings = planned(references, documents, ledger, trash=trash).differences.findings

    assert list(findings) == sorted(findings, key=importance)
    ids = [finding.id for finding in findings]
    assert len(ids) == len(set(ids))


FULL = {
    "title": "The doctor, his patient and the illness of the village",
    "author": [
        {"family": "Balint", "given": "Michael"},
        {"family": "Berg", "given": "Jan", "non-dropping-particle": "van den"},
        {"literal": "Example Study Group"},
        {"family": "King", "given": "Ann", "suffix": "Jr"},
    ],
    "container-title": "Journal of Invented Medicine",
    "issued": {"year": 1957, "month": 3, "day": 4},
    "accessed": {"year": 2020, "month": 1},
    "volume": "7", "issue": "3", "page": "11-19", "DOI": "10.5555/x", "PMID": "12", "PMCID": "PMC9",
    "ISSN": "1439-5142", "URL": "https://example.org", "publisher": "P",
    "publisher-place": "London", "edition": "2", "collection-title": "S", "language": "en",
    "keyword": ["b", "a"], "abstract": "Long.", "note": "Read\nthis.",
}  # fmt: skip


def test_a_library_made_from_the_list_has_no_differences() -> None:
    reference = a_reference(authors_cut=True, **FULL)  # type: ignore[arg-type]  # all are CSL values
    wire = document_to_wire(reference.metadata, "group-1")
    made = document_from_wire({**wire, "id": "doc-1", "last_modified": LONG_AGO.isoformat()})

    found = planned([reference], [made])

    assert not found.differences.findings
    assert not found.plan.changes
    assert metadata_to_csl(made.metadata)["volume"] == "7"


def accepted(finding: str, content: str, **more: Any) -> Decision:
    """A person's word that a difference may stay."""
    return Decision(kind="accepted", finding=finding, content=content, decided_at=LONG_AGO, **more)


def test_an_accepted_difference_is_no_finding_until_its_time_or_its_values_change() -> None:
    ours, theirs = a_reference(volume="7"), a_document(volume="8")
    (finding,) = planned([ours], [theirs], bound(a_binding())).differences.findings
    word = accepted(finding.id, finding_content(finding))

    def open_findings(document: Document, *decisions: Decision) -> int:
        ledger = bound(a_binding(), decisions=decisions)
        return len(planned([ours], [document], ledger).differences.findings)

    assert open_findings(theirs, word) == 0
    assert open_findings(a_document(volume="9"), word) == 1
    expired = word.model_copy(update={"until": NOON - timedelta(days=1)})
    assert open_findings(theirs, expired) == 1


def test_an_accepted_missing_value_is_not_written_either() -> None:
    ours, theirs = a_reference(volume="7"), a_document()
    (finding,) = planned([ours], [theirs], bound(a_binding())).differences.findings
    word = accepted(finding.id, finding_content(finding))

    assert not planned([ours], [theirs], bound(a_binding(), decisions=(word,))).plan.changes


def test_works_that_a_person_called_different_stay_apart() -> None:
    ours, theirs = a_reference(DOI="10.5555/a"), a_document(DOI="10.5555/a")
    word = Decision(
        kind="different-works", reference="ref-1", document="doc-1", decided_at=LONG_AGO
    )

    found = planned([ours], [theirs], LockFileData(decisions=(word,)))

    assert found.differences.references == {"ref-1": Bucket.MISSING}
    assert found.differences.documents == {"doc-1": Bucket.EXTRA}


def test_a_side_that_a_person_took_is_written_as_an_overwrite() -> None:
    ours, theirs = a_reference(volume="7"), a_document(volume="8")
    word = Decision(kind="take-list", reference="ref-1", field="volume", decided_at=LONG_AGO)

    plan = planned([ours], [theirs], bound(a_binding(), decisions=(word,))).plan

    assert plan.counts() == {"overwrite": 1}


def test_a_set_is_merged_member_by_member() -> None:
    known = bound(a_binding(keyword=agreed(["kept", "gone-here", "gone-there"])))
    ours = a_reference(keyword=["kept", "gone-there", "new-here"])
    theirs = a_document(keyword=["kept", "gone-here", "new-there"])

    (change,) = planned([ours], [theirs], known).plan.changes

    assert change.fields[0].after == ["kept", "new-here", "new-there"]


def test_what_the_service_keeps_in_another_form_is_no_difference() -> None:
    kept = bound(a_binding(page=agreed("269-276", stored_as="269–276")))

    found = planned([a_reference(page="269-276")], [a_document(page="269–276")], kept)

    assert [finding.weight for finding in found.differences.findings] == ["cosmetic"]
    assert not found.plan.changes
    assert found.differences.in_step == 1


def test_the_wrong_clock_of_a_person_does_not_matter_to_comparing() -> None:
    one = compare(
        a_list(a_reference()), a_library(a_document()), LockFileData(), FieldRules(), NOON
    )
    later = NOON + timedelta(days=4000)
    other = compare(
        a_list(a_reference()), a_library(a_document()), LockFileData(), FieldRules(), later
    )

    assert one.differences == other.differences


def test_findings_are_never_held_against_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty thousand documents that are not on the list would make four hundred million pairs."""

    def refuse(_: Difference, other: object) -> bool:
        raise AssertionError("two findings were compared")

    documents = [a_document(f"doc-{n}", title=f"A work of its own, number {n}") for n in range(5)]
    monkeypatch.setattr(Difference, "__eq__", refuse)

    found = compare(a_list(), a_library(*documents), LockFileData(), FieldRules(), NOON)

    assert len(found.differences.findings) == 5
