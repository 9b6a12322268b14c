"""The result for each field of a pair: the row of the table, and a valid decision."""

from __future__ import annotations

from typing import NamedTuple

from mendeley_sync.diff.decisions import Decisions
from mendeley_sync.diff.difference import (
    Difference,
    DifferenceKind,
    DifferenceState,
    RowCode,
    Severity,
    finding_id,
)
from mendeley_sync.diff.merge import ADOPT_ADVICE, PUSH_ADVICE, Adopt, MergeRule, Push, row_for
from mendeley_sync.diff.situation import FieldCase, LibraryState, ListState, field_case
from mendeley_sync.diff.source_of_truth import FieldRules, SourceOfTruth
from mendeley_sync.domain.csl import to_csl
from mendeley_sync.domain.fields import FieldName
from mendeley_sync.domain.library import Document
from mendeley_sync.domain.lock_data import Binding
from mendeley_sync.domain.metadata import FIELD_BY_NAME
from mendeley_sync.domain.references import Reference


class FieldResult(NamedTuple):
    """One field of one pair: its row, and what a push and an adoption would do."""

    case: FieldCase
    row: MergeRule
    push: Push
    adopt: Adopt
    decided: bool
    """A valid decision resolves it: the overwrite needs no further naming."""
    finding: Difference | None

    @property
    def field(self) -> FieldName:
        """The field's name."""
        return self.case.field


class ComparedPair(NamedTuple):
    """A pair with the results for all its fields."""

    reference: Reference
    document: Document
    binding: Binding | None
    """None: matched in this run."""
    rule: str
    reason: str
    case: RowCode
    """The row of the table of references: `E4`, `E2`, `E18`, `E20`."""
    fields: tuple[FieldResult, ...]


def field_results(
    reference: Reference,
    document: Document,
    binding: Binding | None,
    rules: FieldRules,
    decisions: Decisions,
) -> tuple[FieldResult, ...]:
    """The result for every field that either side has or had, in the order of `FIELDS`."""
    agreed = binding.fields if binding is not None else {}
    cases = (
        field_case(name, reference, document, agreed.get(name), rules)
        for name in rules.compared()
        if name in agreed or not _is_on_neither_side(name, reference, document)
    )
    return tuple(_judge(case, reference, document, rules, decisions) for case in cases)


def _is_on_neither_side(name: FieldName, reference: Reference, document: Document) -> bool:
    """Most fields of most pairs are empty on both sides (F15): they are not even looked at."""
    if name in reference.nulls:
        return False
    attribute = FIELD_BY_NAME[name].attribute
    if getattr(reference.metadata, attribute) or getattr(document.metadata, attribute):
        return False
    return name != "author"


def _judge(
    case: FieldCase,
    reference: Reference,
    document: Document,
    rules: FieldRules,
    decisions: Decisions,
) -> FieldResult:
    row = row_for(case.situation)
    push, adopt, state, advice, decided = row.push, row.adopt, row.state, row.advice, False
    side = _side_taken(case, row, reference, decisions)
    if side == "take-list":
        push, adopt, decided = Push.OVERWRITE, Adopt.NOTHING, True
        state, advice = DifferenceState.DECIDED_FOR_LIST, PUSH_ADVICE
    elif side == "take-library":
        push, adopt, decided = Push.NOTHING, Adopt.OFFER, True
        state, advice = DifferenceState.DECIDED_FOR_LIBRARY, ADOPT_ADVICE
    elif _is_cosmetic(case):
        state = DifferenceState.COSMETIC
        if rules.push_cosmetic and case.situation.owner is not SourceOfTruth.LIBRARY:
            push, advice = Push.WRITE, PUSH_ADVICE
    finding = None
    if state:
        held = push is Push.HOLD or (push in (Push.OVERWRITE, Push.CLEAR) and not decided)
        finding = _difference(case, reference, document).model_copy(
            update={
                "case": row.case,
                "state": state,
                "held": held,
                "advice": advice.format(key=reference.key),
            }
        )
    return FieldResult(case, row, push, adopt, decided, finding)


def _side_taken(
    case: FieldCase, row: MergeRule, reference: Reference, decisions: Decisions
) -> str | None:
    """`take-list` or `take-library`, where a valid decision can resolve this row."""
    if row.push not in (Push.HOLD, Push.OVERWRITE) and row.adopt not in (Adopt.OFFER, Adopt.ASK):
        return None
    mine, theirs = to_csl(case.field, case.mine), to_csl(case.field, case.theirs)
    side = decisions.side_taken(reference.key, case.field, mine, theirs)
    # A field that the list does not have cannot be pushed over the library's.
    return None if side == "take-list" and case.situation.mine is ListState.ABSENT else side


def _is_cosmetic(case: FieldCase) -> bool:
    return (
        case.comparison.weight is Severity.COSMETIC
        and case.situation.equal
        and not case.situation.protected
        and case.situation.mine is ListState.VALUE
    )


def _difference(case: FieldCase, reference: Reference, document: Document) -> Difference:
    kind = DifferenceKind.DIFFERS
    return Difference(
        id=finding_id(kind, reference=reference.key, document=document.id, field=case.field),
        kind=kind,
        weight=case.comparison.weight or Severity.COMPLETENESS,
        reference=reference.key,
        document=document.id,
        title=reference.metadata.title or document.metadata.title,
        field=case.field,
        list=to_csl(case.field, case.mine),
        library=to_csl(case.field, case.theirs),
        agreed=case.agreed.value if case.agreed and not case.agreed.released else None,
        reasons=_reasons(case),
    )


def _reasons(case: FieldCase) -> tuple[str, ...]:
    found = [case.comparison.reason] if case.comparison.reason else []
    situation = case.situation
    if situation.mine is ListState.NULL and situation.theirs is LibraryState.VALUE:
        found = ["the list clears this field"]
    if situation.list_changed and situation.library_changed:
        found.append("both sides changed since the baseline")
    elif situation.list_changed:
        found.append("the list changed since the baseline")
    elif situation.library_changed:
        found.append("the library changed since the baseline")
    return tuple(found)
