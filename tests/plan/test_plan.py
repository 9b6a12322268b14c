"""A plan: its digest, its way to JSON and back, and what an outcome ends in."""

from __future__ import annotations

import pytest

from mendeley_sync.errors import StalePlanError
from mendeley_sync.plan.changes import Change, ChangeKind, FieldChange, NeedsReview
from mendeley_sync.plan.outcome import Outcome, Result, outcome_of
from mendeley_sync.plan.plan_file import plan_from_json, plan_to_json
from mendeley_sync.plan.safety.limits import PushOptions
from tests.sync_builders import (
    LONG_AGO,
    NOON,
    a_binding,
    a_document,
    a_reference,
    agreed,
    bound,
    planned,
)

REFERENCES = [
    a_reference("a", volume="7", page="1-2"),
    a_reference("b", title="Group work with students: what the seminar taught us"),
]
DOCUMENTS = [a_document("doc-a", volume="9")]
LEDGER = bound(a_binding("a", "doc-a", volume=agreed("7")), digest="lock")


def test_a_plan_comes_back_from_json_as_it_was() -> None:
    plan = planned(REFERENCES, DOCUMENTS, LEDGER).plan.model_copy(update={"made_at": NOON})

    assert plan_from_json(plan_to_json(plan)) == plan
    assert plan.counts() == {"create": 1, "fill": 1}
    assert [change.kind for change in plan.withheld] == [ChangeKind.OVERWRITE]


def test_naming_what_is_withheld_does_not_change_the_digest() -> None:
    shown = planned(REFERENCES, DOCUMENTS, LEDGER).plan
    named = PushOptions(allow={ChangeKind.OVERWRITE: 1})
    done = planned(REFERENCES, DOCUMENTS, LEDGER, options=named).plan

    assert done.digest == shown.digest
    assert done.counts() == {"create": 1, "fill": 1, "overwrite": 1}
    assert done.total == 2


def test_another_value_before_or_another_lock_file_changes_the_digest() -> None:
    plan = planned(REFERENCES, DOCUMENTS, LEDGER).plan
    other_value = planned(REFERENCES, [a_document("doc-a", volume="10")], LEDGER).plan
    other_lock = planned(REFERENCES, DOCUMENTS, LEDGER.model_copy(update={"digest": "x"})).plan

    assert len({plan.digest, other_value.digest, other_lock.digest}) == 3


def test_the_time_of_an_unrelated_edit_does_not_change_the_digest() -> None:
    later = a_document("doc-a", volume="9", publisher="elsewhere", last_modified=NOON)

    assert (
        planned(REFERENCES, [later], LEDGER).plan.digest
        == planned(REFERENCES, DOCUMENTS, LEDGER).plan.digest
    )


def test_additions_come_first_and_removals_last() -> None:
    absent = a_reference("c", title="Training of leaders in Ascona", absent=True)
    theirs = a_document("doc-c", title="Training of leaders in Ascona")
    ledger = LEDGER.model_copy(update={"bindings": (*LEDGER.bindings, a_binding("c", "doc-c"))})
    options = PushOptions(allow={ChangeKind.TRASH: 1})

    plan = planned([*REFERENCES, absent], [*DOCUMENTS, theirs], ledger, options=options).plan

    assert [change.kind.value for change in plan.changes] == ["create", "fill", "trash"]
    assert plan.removes


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"schema_version": 9}', '{"digest": "x"}'])
def test_what_is_no_plan_is_refused(text: str) -> None:
    with pytest.raises(StalePlanError) as refused:
        plan_from_json(text)

    assert "--save-plan" in str(refused.value.advice) or refused.value.advice


def a_change() -> Change:
    """One filled field."""
    field = FieldChange(field="volume", kind=ChangeKind.FILL, after="7", case="F12")
    return Change(
        id="0", kind=ChangeKind.FILL, reference="a", document="doc-a", fields=(field,),
        expected_last_modified=LONG_AGO,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("results", "codes", "holds", "code"),
    [
        ([Result.DONE], (), 0, 0),
        ([Result.DONE], (), 1, 4),
        ([Result.REFUSED], (), 0, 4),
        ([Result.STALE], (), 0, 4),
        ([Result.UNVERIFIED], (), 0, 4),
        ([Result.UNKNOWN, Result.REFUSED], (), 0, 10),
        ([Result.SKIPPED], (9,), 0, 9),
        ([Result.SKIPPED], (130,), 1, 130),
        ([Result.UNKNOWN], (11,), 1, 11),
        ([Result.UNVERIFIED], (12,), 1, 12),
    ],
)
def test_a_run_ends_in_the_gravest_of_its_codes(
    results: list[Result], codes: tuple[int, ...], holds: int, code: int
) -> None:
    outcome = Outcome(
        results=tuple(outcome_of(a_change(), result) for result in results),
        exit_codes=codes,
        holds=tuple(NeedsReview(reason="a person must say") for _ in range(holds)),
    )

    assert outcome.exit_code == code
