"""Every cell of the table of entries, against an oracle that is itself a table."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from mendeley_sync.diff.difference import Bucket, DifferenceKind
from mendeley_sync.diff.entries import (
    DocumentLocation,
    EntrySituation,
    Listed,
    LockFileState,
    MatchConfidence,
    entry_row,
)
from mendeley_sync.domain.lock_data import LockFileData, Tombstone
from mendeley_sync.plan.changes import ChangeKind
from tests.sync_builders import (
    NOON,
    TITLE,
    a_binding,
    a_document,
    a_reference,
    agreed,
    bound,
    planned,
)

ORACLE = """
#                 live               trash              nowhere
yes none       E2  fields         E5  restore        E1  create
yes bound      E4  fields         E5  restore        E6  recreate
yes tombstone  E20 fields         E20 restore        E20 create
absent none    E12 trash          E12 nothing        E12 nothing
absent bound   E12 trash          E12 bury           E12 bury
absent tombstone E12 trash        E12 nothing        E12 nothing
no none        E13 nothing        E11 nothing        E11 nothing
no bound       E9  nothing        E11 bury           E11 bury
no tombstone   E19 nothing        E11 nothing        E11 nothing
"""


def test_every_cell_without_doubt_is_as_the_oracle_says() -> None:
    for line in ORACLE.strip().splitlines()[1:]:
        listed, memory, *cells = line.split()
        for place, case, push in zip(DocumentLocation, cells[::2], cells[1::2], strict=True):
            row = entry_row(EntrySituation(Listed(listed), LockFileState(memory), place))

            assert (row.case, row.push.value) == (case, push), (listed, memory, place)


def test_whatever_is_doubtful_is_held() -> None:
    for listed, memory, place in product(
        (Listed.YES, Listed.ABSENT), LockFileState, DocumentLocation
    ):
        row = entry_row(EntrySituation(listed, memory, place, MatchConfidence.WEAK))

        assert row.push.value == "hold"
        assert row.finding is DifferenceKind.UNDECIDED


def test_a_document_that_was_edited_after_its_entry_left_is_held() -> None:
    row = entry_row(
        EntrySituation(
            Listed.NO,
            LockFileState.BOUND,
            DocumentLocation.LIVE,
            MatchConfidence.NONE,
            changed=True,
        )
    )

    assert (row.case, row.push.value) == ("E10", "hold")


def test_every_cell_has_a_row() -> None:
    for cell in product(Listed, LockFileState, DocumentLocation, MatchConfidence, (False, True)):
        assert entry_row(EntrySituation(*cell)).case.startswith("E")


OTHER: dict[str, Any] = {
    "title": "Group work with students: what the seminar taught us",
    "DOI": "10.5555/other",
}


def a_stone(
    reference: str = "ref-1", document: str = "doc-1", reason: str = "removed by us"
) -> Tombstone:
    """A pair that is no more."""
    return Tombstone(reference=reference, document=document, reason=reason, at=NOON)


def test_a_listed_work_that_nobody_holds_is_missing_and_is_created() -> None:
    found = planned([a_reference()], [])

    assert found.differences.references == {"ref-1": Bucket.MISSING}
    assert [change.kind for change in found.plan.changes] == [ChangeKind.CREATE]


def test_a_matched_pair_is_bound_although_nothing_is_written() -> None:
    found = planned([a_reference(DOI="10.5555/a")], [a_document(DOI="10.5555/a")])

    assert [(one.reference, one.document) for one in found.plan.bindings] == [("ref-1", "doc-1")]
    assert not found.plan.changes


def test_what_lies_in_the_trash_is_trashed_and_never_missing() -> None:
    found = planned(
        [a_reference(DOI="10.5555/a")], [], trash=[a_document(DOI="10.5555/a", trashed=True)]
    )

    assert found.differences.counts() == {"trashed": 1}
    assert not found.plan.changes
    assert [change.kind for change in found.plan.withheld] == [ChangeKind.RESTORE]


def test_a_bound_document_that_vanished_is_gone_and_not_created_again() -> None:
    found = planned([a_reference()], [], bound(a_binding()))

    assert found.differences.counts() == {"gone": 1}
    assert not found.plan.changes
    assert [change.kind for change in found.plan.withheld] == [ChangeKind.RECREATE]


def test_a_vanished_document_that_somebody_made_anew_is_a_question() -> None:
    found = planned(
        [a_reference(DOI="10.5555/a")], [a_document("doc-2", DOI="10.5555/a")], bound(a_binding())
    )

    (finding,) = found.differences.findings
    assert (finding.kind, finding.case) == (DifferenceKind.UNDECIDED, "E8")
    assert not found.plan.changes


def test_an_entry_that_left_the_list_leaves_its_document_alone() -> None:
    found = planned([], [a_document()], bound(a_binding(title=agreed(TITLE))))

    assert found.differences.counts() == {"left": 1}
    assert not (*found.plan.changes, *found.plan.withheld)


def test_a_pair_removed_on_both_sides_becomes_a_tombstone() -> None:
    found = planned([], [], bound(a_binding()))

    assert [one.document for one in found.plan.tombstones] == ["doc-1"]
    assert not found.differences.findings


def test_a_work_that_must_be_absent_is_trashed_only_when_named() -> None:
    found = planned([a_reference(absent=True)], [a_document()], bound(a_binding()))

    assert found.differences.counts() == {"unwanted": 1}
    assert [change.kind for change in found.plan.withheld] == [ChangeKind.TRASH]


def test_a_document_with_files_is_not_trashed_with_the_others() -> None:
    found = planned(
        [a_reference(absent=True)], [a_document(file_attached=True)], bound(a_binding())
    )

    assert not (*found.plan.changes, *found.plan.withheld)
    assert "files" in found.plan.holds[0].reason


def test_a_document_of_no_entry_is_extra_and_never_touched() -> None:
    found = planned([a_reference(DOI="10.5555/a")], [a_document("doc-9", **OTHER)])

    assert found.differences.documents == {"doc-9": Bucket.EXTRA}
    assert all(change.document is None for change in found.plan.changes)


def test_a_further_copy_of_a_bound_document_is_a_duplicate_and_never_touched() -> None:
    found = planned(
        [a_reference(DOI="10.5555/a")],
        [a_document(DOI="10.5555/a"), a_document("doc-2", DOI="10.5555/a")],
        bound(a_binding()),
    )

    assert found.differences.documents == {"doc-1": Bucket.MATCHED, "doc-2": Bucket.DUPLICATE}
    assert all(change.document != "doc-2" for change in found.plan.changes)


def test_two_bindings_of_one_document_block_both_entries() -> None:
    found = planned(
        [a_reference("a", volume="1"), a_reference("b", volume="2")],
        [a_document()],
        bound(a_binding("a"), a_binding("b")),
    )

    assert found.differences.counts() == {"clash": 1}
    assert not found.plan.changes


def test_a_document_that_became_another_work_is_held() -> None:
    found = planned(
        [a_reference(DOI="10.5555/a", volume="7")], [a_document(**OTHER)], bound(a_binding())
    )

    assert found.differences.counts() == {"turned": 1}
    assert not found.plan.changes


def test_a_document_of_another_group_counts_as_gone() -> None:
    found = planned([a_reference()], [a_document(group_id="elsewhere")], bound(a_binding()))

    assert found.differences.counts() == {"gone": 1}


@pytest.mark.parametrize("formerly", [("old",), ()])
def test_a_renamed_entry_keeps_its_document(formerly: tuple[str, ...]) -> None:
    known = bound(a_binding("old", title=agreed(TITLE), volume=agreed("7")))
    found = planned(
        [a_reference("new", volume="7", formerly=formerly)], [a_document(volume="7")], known
    )

    assert found.differences.counts() == {"renamed": 1}
    assert not found.plan.changes
    assert [(one.reference, one.document) for one in found.plan.bindings] == [("new", "doc-1")]


def test_a_document_that_came_back_is_never_listed_by_itself() -> None:
    found = planned([], [a_document()], LockFileData(tombstones=(a_stone(),)))

    assert found.differences.counts() == {"returned": 1}
    assert not found.plan.changes


def test_an_entry_listed_again_finds_its_document_and_overwrites_nothing() -> None:
    found = planned(
        [a_reference(volume="8")], [a_document(volume="7")], LockFileData(tombstones=(a_stone(),))
    )

    (finding,) = found.differences.findings
    assert finding.case == "F14"
    assert not found.plan.changes


def test_what_a_person_took_back_is_missing_as_it_was_before() -> None:
    ledger = LockFileData(tombstones=(a_stone(reason="undone"),))
    found = planned([a_reference()], [], ledger, trash=[a_document(trashed=True)])

    (finding,) = found.differences.findings
    assert (finding.kind, finding.case) == (DifferenceKind.MISSING, "E1")


def test_nothing_is_created_or_removed_on_an_inexact_picture() -> None:
    found = planned([a_reference()], [], exact=False)

    assert not found.plan.changes
    assert "cannot be identified" in found.plan.holds[0].reason


def test_two_entries_for_one_missing_work_are_not_both_created() -> None:
    found = planned([a_reference("a", DOI="10.5555/a"), a_reference("b", DOI="10.5555/a")], [])

    assert len(found.plan.changes) == 1
    assert found.differences.counts() == {"missing": 1, "duplicate": 1}
