"""Changes of the fields of pairs, and what of them needs review."""

from __future__ import annotations

import json

from mendeley_sync.diff.difference import Difference
from mendeley_sync.diff.field_results import ComparedPair, FieldResult
from mendeley_sync.diff.merge import BaselineAction, Push
from mendeley_sync.diff.situation import merged_members, new_baseline
from mendeley_sync.domain.csl import CslValue, to_csl
from mendeley_sync.domain.fields import FieldName, FieldValue
from mendeley_sync.domain.lock_data import BaselineValue, Binding
from mendeley_sync.domain.metadata import is_empty
from mendeley_sync.domain.references import Reference
from mendeley_sync.names.lists import named_people
from mendeley_sync.plan.build.draft import RANK, Context, Draft
from mendeley_sync.plan.changes import (
    Change,
    ChangeKind,
    FieldChange,
    NeedsReview,
    change_id,
)
from mendeley_sync.plan.plan import Record

UNDONE_BEFORE = "this change was undone; the scheduled job does not repeat it"
REQUIRED_FIELDS = frozenset({"title", "type"})
"""Mendeley requires them, so they cannot be emptied."""


class PairPlanner:
    """Adds one pair after another to a draft."""

    def __init__(self, context: Context, draft: Draft) -> None:
        self._rules = context.rules
        self._options = context.options
        self._now = context.now
        self._accepted = context.accepted
        self._undone = context.undone
        self._known = {(one.reference, one.document) for one in context.lock_data.bindings}
        self._draft = draft

    def add(self, pair: ComparedPair) -> None:
        if (pair.reference.key, pair.document.id) not in self._known:
            self._draft.bindings.append(self._binding(pair))
        self._remember(pair)
        written: list[FieldChange] = []
        withheld: list[FieldChange] = []
        for verdict in pair.fields:
            if change := self._field_change(pair, verdict):
                writes = self._options.writes(change.kind) or (
                    verdict.decided and change.kind is ChangeKind.OVERWRITE
                )
                (written if writes else withheld).append(change)
        if written:
            self._draft.changes.append(self._change(pair, written))
        if withheld:
            self._draft.withheld.append(self._change(pair, withheld))
            self._draft.holds += [self._named_hold(pair, change) for change in withheld]

    def _binding(self, pair: ComparedPair) -> Binding:
        if pair.binding is not None:
            return pair.binding.model_copy(update={"reference": pair.reference.key})
        return Binding(
            reference=pair.reference.key,
            document=pair.document.id,
            rule=pair.rule,
            evidence=pair.reason,
            bound_at=self._now,
        )

    def _remember(self, pair: ComparedPair) -> None:
        fields: dict[FieldName, BaselineValue] = {}
        for verdict in pair.fields:
            if verdict.row.remember is BaselineAction.AGREE:
                agreed = new_baseline(
                    verdict.field, verdict.case.mine, verdict.case.theirs, verdict.case.agreed
                )
                if agreed is not None:
                    fields[verdict.field] = agreed
            elif verdict.row.remember is BaselineAction.RELEASE:
                theirs = to_csl(verdict.field, verdict.case.theirs)
                fields[verdict.field] = BaselineValue(value=theirs, released=True)
        if fields:
            self._draft.records.append(
                Record(
                    reference=pair.reference.key,
                    document=pair.document.id,
                    fields=fields,
                    last_modified=pair.document.last_modified,
                )
            )

    def _field_change(self, pair: ComparedPair, verdict: FieldResult) -> FieldChange | None:
        if verdict.finding is not None and verdict.finding.id in self._accepted:
            return None
        if verdict.push is Push.HOLD:
            self._draft.holds.append(_field_hold(pair, verdict))
            return None
        found = _change_of(verdict)
        if found is None:
            return None
        if empties_required(found):
            reason = f"Mendeley requires a {found.field}"
            self._draft.holds.append(_field_hold(pair, verdict, reason=reason))
            return None
        if self._is_undone(pair.reference, found):
            self._draft.holds.append(
                _field_hold(pair, verdict, reason=UNDONE_BEFORE, way="mendeley-sync push")
            )
            return None
        return found

    def _is_undone(self, reference: Reference, change: FieldChange) -> bool:
        undone = self._undone.get((reference.key, change.field))
        return (
            self._rules.undone_stay_undone and undone is not None and (undone.value == change.after)
        )

    def _change(self, pair: ComparedPair, fields: list[FieldChange]) -> Change:
        kind = max((field.kind for field in fields), key=RANK.__getitem__)
        key, document = pair.reference.key, pair.document
        return Change(
            id=change_id(kind, reference=key, document=document.id),
            kind=kind,
            reference=key,
            document=document.id,
            title=pair.reference.metadata.title or document.metadata.title,
            fields=tuple(fields),
            expected_last_modified=document.last_modified,
            why=self._why(pair, fields),
        )

    def _why(self, pair: ComparedPair, fields: list[FieldChange]) -> str:
        runs = sorted(
            {
                undone.run
                for field in fields
                if (undone := self._undone.get((pair.reference.key, field.field)))
                and undone.value == field.after
            }
        )
        names = ", ".join(field.field for field in fields)
        again = f"; undone before, with run {', '.join(runs)}" if runs else ""
        return f"The list has other values: {names}{again}."

    def _named_hold(self, pair: ComparedPair, change: FieldChange) -> NeedsReview:
        reason = {
            ChangeKind.CLEAR: "the list clears this field, and the library has a value",
            ChangeKind.OVERWRITE: "someone edited this field in the library",
        }.get(change.kind, f"this run does not write this kind of change ({change.kind.value})")
        finding = next(
            (one.finding.id for one in pair.fields if one.finding and one.field == change.field),
            None,
        )
        return NeedsReview(
            finding=finding,
            reference=pair.reference.key,
            document=pair.document.id,
            title=pair.reference.metadata.title,
            field=change.field,
            case=change.case,
            reason=reason,
            way=f"mendeley-sync push --allow {change.kind.value}=N",
            kind=change.kind,
        )


def empties_required(change: FieldChange) -> bool:
    """Whether it would empty a field that every document must have."""
    return change.after is None and change.field in REQUIRED_FIELDS


def _field_hold(
    pair: ComparedPair, verdict: FieldResult, *, reason: str = "", way: str = ""
) -> NeedsReview:
    finding = verdict.finding
    return NeedsReview(
        finding=finding.id if finding else None,
        reference=pair.reference.key,
        document=pair.document.id,
        title=pair.reference.metadata.title or pair.document.metadata.title,
        field=verdict.field,
        case=verdict.row.case,
        reason=reason or (_why_held(finding) if finding else ""),
        way=way or f"mendeley-sync resolve {pair.reference.key}",
    )


def _why_held(finding: Difference) -> str:
    """How the difference came about, where that is known, and its reasons."""
    if finding.case.is_conflict:
        return (
            f'Conflict in "{finding.title}": {finding.field} is {_shown(finding.list)} in the list '
            f"and {_shown(finding.library)} in the library, and both changed since the baseline. "
            "Both values were left unchanged. Run "
            f"`mendeley-sync resolve {finding.reference}`."
        )
    return ": ".join(filter(None, (finding.state.in_words, "; ".join(finding.reasons))))


def _shown(value: CslValue) -> str:
    """A value in a sentence."""
    if value is None:
        return "empty"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _change_of(verdict: FieldResult) -> FieldChange | None:
    case, after = verdict.case, verdict.case.mine
    kind = ChangeKind.FILL if is_empty(case.theirs) else ChangeKind.UPDATE
    if verdict.push is Push.CLEAR:
        kind, after = ChangeKind.CLEAR, None
    elif verdict.push is Push.OVERWRITE:
        kind = ChangeKind.OVERWRITE
    elif verdict.push is Push.MERGE and case.agreed is not None:
        after = merged_members(case.mine, case.theirs, case.agreed)
        if after == case.theirs:
            return None
    elif verdict.push is not Push.WRITE:
        return None
    before = to_csl(case.field, case.theirs)
    return FieldChange(
        field=case.field,
        kind=kind,
        before=before,
        after=value_to_write(case.field, after),
        case=verdict.row.case,
    )


def value_to_write(field: FieldName, value: FieldValue) -> CslValue:
    """The value as it is sent, without the mark of a cut author list, which is the list's own."""
    if field == "author" and isinstance(value, tuple):
        return to_csl(field, named_people(value))  # type: ignore[arg-type]  # authors are people
    return to_csl(field, value)
