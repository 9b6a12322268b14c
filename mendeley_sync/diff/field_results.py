"""What becomes of each field of a pair: the table's row, and what a person decided."""

from __future__ import annotations

from typing import NamedTuple

from mendeley_sync.diff.decisions import Decisions
from mendeley_sync.diff.difference import Difference, DifferenceKind, Severity, finding_id
from mendeley_sync.diff.equality.fields import FieldRules, SourceOfTruth
from mendeley_sync.diff.merge import Adopt, MergeRule, Push, row_for
from mendeley_sync.diff.situation import FieldCase, LibraryState, ListState, field_case
from mendeley_sync.domain.fields import FIELD_BY_NAME, FieldName, to_csl
from mendeley_sync.domain.library import Document
from mendeley_sync.domain.lock_data import Binding
from mendeley_sync.domain.references import Reference


class FieldResult(NamedTuple):
    """One field of one pair: what it is, what a push and an adoption would do."""

    case: FieldCase
    row: MergeRule
    push: Push
    adopt: Adopt
    decided: bool
    """A person settled it: the overwrite needs no further naming."""
    finding: Difference | None

    @property
    def field(self) -> FieldName:
        """The field's name."""
        return self.case.field


class ComparedPair(NamedTuple):
    """A pair with the verdicts on all its fields."""

    reference: Reference
    document: Document
    binding: Binding | None
    """None: matched in this run."""
    rule: str
    reason: str
    case: str
    """The row of the table of entries: `E4`, `E2`, `E18`, `E20`."""
    fields: tuple[FieldResult, ...]


def judge_fields(
    reference: Reference,
    document: Document,
    binding: Binding | None,
    rules: FieldRules,
    decisions: Decisions,
) -> tuple[FieldResult, ...]:
    """The verdict on every field of which either side says anything, in the order of `FIELDS`."""
    agreed = binding.fields if binding is not None else {}
    cases = (
        field_case(name, reference, document, agreed.get(name), rules)
        for name in rules.compared()
        if name in agreed or not _nobody_speaks_of(name, reference, document)
    )
    return tuple(_judge(case, reference, document, rules, decisions) for case in cases)


def _nobody_speaks_of(name: FieldName, reference: Reference, document: Document) -> bool:
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
    push, adopt, state, decided = row.push, row.adopt, row.state, False
    side = _side_taken(case, reference, decisions) if _can_be_settled(row) else None
    if side == "take-list":
        push, adopt, state, decided = Push.OVERWRITE, Adopt.NOTHING, "settled: the list's", True
    elif side == "take-library":
        push, adopt, state, decided = Push.NOTHING, Adopt.OFFER, "settled: the library's", True
    elif _is_cosmetic(case, row):
        state = "written otherwise"
        if rules.push_cosmetic and case.situation.owner is not SourceOfTruth.LIBRARY:
            push = Push.WRITE
    finding = _finding(case, row, state, push, reference, document) if state else None
    return FieldResult(case, row, push, adopt, decided, finding)


def _can_be_settled(row: MergeRule) -> bool:
    return row.push in (Push.HOLD, Push.OVERWRITE) or row.adopt in (Adopt.OFFER, Adopt.ASK)


def _side_taken(case: FieldCase, reference: Reference, decisions: Decisions) -> str | None:
    mine, theirs = to_csl(case.field, case.mine), to_csl(case.field, case.theirs)
    side = decisions.side_taken(reference.key, case.field, mine, theirs)
    # What the list does not have cannot be pushed over the library's.
    return None if side == "take-list" and case.situation.mine is ListState.ABSENT else side


def _is_cosmetic(case: FieldCase, row: MergeRule) -> bool:
    return (
        case.comparison.weight is Severity.COSMETIC
        and case.situation.equal
        and not case.situation.protected
        and case.situation.mine is ListState.VALUE
    )


def _finding(
    case: FieldCase,
    row: MergeRule,
    state: str,
    push: Push,
    reference: Reference,
    document: Document,
) -> Difference:
    weight = case.comparison.weight or Severity.COMPLETENESS
    return Difference(
        id=finding_id(
            DifferenceKind.DIFFERS, reference=reference.key, document=document.id, field=case.field
        ),
        kind=DifferenceKind.DIFFERS,
        weight=weight,
        reference=reference.key,
        document=document.id,
        title=reference.metadata.title or document.metadata.title,
        field=case.field,
        list=to_csl(case.field, case.mine),
        library=to_csl(case.field, case.theirs),
        agreed=case.agreed.value if case.agreed and not case.agreed.released else None,
        case=row.case,
        state=state,
        held=push is Push.HOLD or (push in (Push.OVERWRITE, Push.CLEAR) and "settled" not in state),
        reasons=_reasons(case),
        advice=_advice(row, state, push, reference),
    )


def _reasons(case: FieldCase) -> tuple[str, ...]:
    found = [case.comparison.reason] if case.comparison.reason else []
    if case.situation.mine is ListState.NULL and case.situation.theirs is LibraryState.VALUE:
        found = ["the list says that this field is empty"]
    if case.situation.list_changed and case.situation.library_changed:
        found.append("both sides changed since they agreed")
    elif case.situation.list_changed:
        found.append("the list changed since both agreed")
    elif case.situation.library_changed:
        found.append("the library changed since both agreed")
    return tuple(found)


def _advice(row: MergeRule, state: str, push: Push, reference: Reference) -> str:
    key = reference.key
    if state == "settled: the library's":
        return f"Run `mendeley-sync adopt {key}` to take it into the list."
    if push in (Push.WRITE, Push.MERGE) or state == "settled: the list's":
        return "Run `mendeley-sync push`."
    if row.case in ("F2", "F9") and push is Push.OVERWRITE:
        return (
            f"Run `mendeley-sync adopt {key}` to take the library's value, or restore the "
            f"list's with `mendeley-sync push --allow overwrite=N`."
        )
    return _ADVICE.get(row.case, "").format(key=key)


_ADVICE = {
    "F0": "Nothing needs doing; `mendeley-sync push --cosmetic` writes the list's form.",
    "F11": "Nothing needs doing; `mendeley-sync push --cosmetic` writes the list's form.",
    "F4": "Nothing needs doing; `mendeley-sync push --cosmetic` writes the list's form.",
    "F13": "Run `mendeley-sync adopt {key}` to take it into the list.",
    "F3": "Run `mendeley-sync adopt {key}` to take it into the list.",
    "F9": "Run `mendeley-sync adopt {key}` to empty it in the list, too.",
    "F8": "Run `mendeley-sync push --allow clear=N` to empty it in the library.",
    "F1r": "The library owns this field: run `mendeley-sync resolve {key}`.",
    "F5": "Run `mendeley-sync resolve {key}`.",
    "F10": "Run `mendeley-sync resolve {key}`.",
    "F14": "Nobody knows which is right: run `mendeley-sync resolve {key}`.",
    "F16": "Nothing needs doing; the next push stops managing this field.",
    "F17": "The entry protects this field; nothing is ever written there.",
    "F19": "The service keeps another value than was sent; change either side to try again.",
}
