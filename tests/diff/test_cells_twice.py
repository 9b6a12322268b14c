"""Every cell of the table of entries pushed twice, and once with a crash before it is remembered;
sets over all subsets of three members.
"""

from __future__ import annotations

from itertools import chain, combinations, product
from typing import NamedTuple

import pytest

from mendeley_sync.domain.csl import from_csl
from mendeley_sync.domain.library import Document
from mendeley_sync.domain.lock_data import BaselineValue, LockFileData, Tombstone
from mendeley_sync.domain.metadata import Metadata, with_values
from mendeley_sync.domain.references import Reference
from mendeley_sync.plan.changes import ChangeKind
from mendeley_sync.plan.plan import Plan
from mendeley_sync.plan.safety.limits import PushOptions
from tests.sync_builders import (
    LONG_AGO,
    NOON,
    a_binding,
    a_document,
    a_reference,
    after_noting,
    after_writing,
    agreed,
    bound,
    planned,
)

NAMED = (
    *(ChangeKind.TRASH, ChangeKind.RESTORE, ChangeKind.RECREATE),
    *(ChangeKind.CLEAR, ChangeKind.OVERWRITE),
)
EVERY_KIND = PushOptions(allow=dict.fromkeys(NAMED, 1))


class Sides(NamedTuple):
    """A library, as far as one document is concerned."""

    live: tuple[Document, ...] = ()
    trash: tuple[Document, ...] = ()


def carried_out(sides: Sides, plan: Plan) -> Sides:
    """The library after a faithful service did what was planned."""
    live = {one.id: after_writing(one, plan) for one in sides.live}
    trash = {one.id: one for one in sides.trash}
    for change in plan.changes:
        if change.kind in (ChangeKind.CREATE, ChangeKind.RECREATE):
            values = {field.field: from_csl(field.field, field.after) for field in change.fields}
            new = a_document("made").model_copy(
                update={"metadata": with_values(Metadata(), values), "last_modified": NOON}
            )
            live[new.id] = new
        elif change.kind is ChangeKind.TRASH:
            trash[change.document or ""] = live.pop(change.document or "")
        elif change.kind is ChangeKind.RESTORE:
            live[change.document or ""] = trash.pop(change.document or "")
    return Sides(tuple(live.values()), tuple(trash.values()))


def remembered(ledger: LockFileData, plan: Plan) -> LockFileData:
    """The lock file after a push that came to its end."""
    noted = after_noting(ledger, plan)
    for change in plan.changes:
        if change.kind in (ChangeKind.CREATE, ChangeKind.RECREATE):
            bindings = {**noted.by_reference(), "ref-1": a_binding("ref-1", "made")}
            noted = noted.model_copy(update={"bindings": tuple(bindings.values())})
        elif change.kind is ChangeKind.TRASH and change.document is not None:
            stone = Tombstone(
                reference="ref-1", document=change.document, reason="removed by us", at=NOON
            )
            noted = noted.model_copy(update={"bindings": (), "tombstones": (stone,)})
    return noted


LISTED = {"yes": [a_reference(DOI="10.5555/a")], "no": []} | {
    "absent": [a_reference(DOI="10.5555/a", absent=True)]
}
MEMORY = {
    "none": LockFileData(),
    "bound": bound(a_binding()),
    "tombstone": LockFileData(
        tombstones=(
            Tombstone(reference="ref-1", document="doc-1", reason="removed by us", at=LONG_AGO),
        )
    ),
}
HELD = a_document(DOI="10.5555/a", last_modified=LONG_AGO)
PLACES = {
    "live": Sides(live=(HELD,)),
    "trash": Sides(trash=(HELD.model_copy(update={"trashed": True}),)),
    "nowhere": Sides(),
}


def plan_of(references: list[Reference], sides: Sides, ledger: LockFileData) -> Plan:
    return planned(references, sides.live, ledger, trash=sides.trash, options=EVERY_KIND).plan


@pytest.mark.parametrize(("listed", "memory", "place"), list(product(LISTED, MEMORY, PLACES)))
def test_an_entry_pushed_twice_is_pushed_once_and_a_crash_changes_nothing(
    listed: str, memory: str, place: str
) -> None:
    references, ledger, sides = LISTED[listed], MEMORY[memory], PLACES[place]
    first = plan_of(references, sides, ledger)
    after = carried_out(sides, first)

    second = plan_of(references, after, remembered(ledger, first))
    # Written, and the power failed before anything was remembered.
    crashed = plan_of(references, after, ledger)

    assert not second.changes
    assert not crashed.changes
    assert len(after.live) <= 1


MEMBERS = ("one", "two", "three")
SUBSETS = tuple(
    chain.from_iterable(combinations(MEMBERS, size) for size in range(len(MEMBERS) + 1))
)


def merged(base: set[str], mine: set[str], theirs: set[str]) -> set[str]:
    """Member by member: whoever changed it since both agreed has the word."""
    return {
        member
        for member in MEMBERS
        if ((member in mine) if (member in mine) != (member in base) else (member in theirs))
    }


@pytest.mark.parametrize("base", SUBSETS, ids="+".join)
def test_sets_merge_member_by_member_over_all_subsets(base: tuple[str, ...]) -> None:
    for mine, theirs in product(SUBSETS[1:], SUBSETS):
        ours = a_reference(keyword=list(mine))
        held = a_document(keyword=list(theirs), last_modified=LONG_AGO)
        known = agreed(list(base)) if base else BaselineValue(value=None)
        ledger = bound(a_binding(keyword=known))

        first = planned([ours], [held], ledger, options=EVERY_KIND).plan
        written = after_writing(held, first)
        noted = after_noting(ledger, first)

        wanted = merged(set(base), set(mine), set(theirs))
        emptied = not theirs and set(mine) != set(base) and bool(base)
        if emptied:
            assert not first.changes, (mine, theirs)
            assert first.holds, (mine, theirs)
        elif set(mine) == set(base):
            # Only the library changed, or nobody: a push has nothing to say.
            assert not first.changes, (mine, theirs)
        else:
            assert set(written.metadata.keywords) == wanted, (mine, theirs)
        for again in (noted, ledger):
            plan = planned([ours], [written], again, options=EVERY_KIND).plan
            assert not plan.changes, (mine, theirs)
