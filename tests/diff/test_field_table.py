"""Every cell of the table of fields, against an oracle that is itself a table.

A cell says: the number of the row, what a push does (`.` nothing, `w` write, `x` clear, `o`
overwrite, `h` hold) and what an adoption may do (`.` nothing, `t` take, `?` only when asked
for, `h` hold). Lines: what is remembered and what the list says; columns: the library.
"""

from __future__ import annotations

import pytest

from mendeley_sync.domain.lock_data import LockFileData
from mendeley_sync.domain.metadata import value_of
from mendeley_sync.plan.changes import ChangeKind
from mendeley_sync.plan.safety.limits import PushOptions
from tests.diff.cells import (
    BASES,
    FIELD,
    LIBRARIES,
    LISTS,
    OWNERS,
    code,
    document,
    reference,
    rules,
)
from tests.sync_builders import a_binding, after_noting, after_writing, bound, planned

ORACLE = {
    "list": """
#                   empty    a        b        c
none      absent  F15..    F13.t    F13.t    F13.t
none      null    F11..    F14hh    F14hh    F14hh
none      a       F12w.    F11..    F14hh    F14hh
none      b       F12w.    F14hh    F11..    F14hh
none      c       F12w.    F14hh    F14hh    F11..
released  absent  F16k..   F16k..   F16k..   F16k..
released  null    F11..    F14hh    F14hh    F14hh
released  a       F12w.    F11..    F14hh    F14hh
released  b       F12w.    F14hh    F11..    F14hh
released  c       F12w.    F14hh    F14hh    F11..
empty     absent  F16..    F16..    F16..    F16..
empty     null    F0..     F2o?     F2o?     F2o?
empty     a       F1w.     F4..     F5hh     F5hh
empty     b       F1w.     F5hh     F4..     F5hh
empty     c       F1w.     F5hh     F5hh     F4..
a         absent  F16..    F16..    F16..    F16..
a         null    F4..     F8x.     F10hh    F10hh
a         a       F9o?     F0..     F2ot     F2ot
a         b       F10hh    F1w.     F4..     F5hh
a         c       F10hh    F1w.     F5hh     F4..
b         absent  F16..    F16..    F16..    F16..
b         null    F4..     F10hh    F8x.     F10hh
b         a       F10hh    F4..     F1w.     F5hh
b         b       F9o?     F2ot     F0..     F2ot
b         c       F10hh    F5hh     F1w.     F4..
a-kept-b  absent  F16..    F16..    F16..    F16..
a-kept-b  null    F4..     F10hh    F8x.     F10hh
a-kept-b  a       F9o?     F4..     F19..    F2ot
a-kept-b  b       F10hh    F5hh     F4..     F5hh
a-kept-b  c       F10hh    F5hh     F1w.     F4..
""",
    "shared": """
#                   empty    a        b        c
none      absent  F15..    F13.t    F13.t    F13.t
none      null    F11..    F14hh    F14hh    F14hh
none      a       F12w.    F11..    F14hh    F14hh
none      b       F12w.    F14hh    F11..    F14hh
none      c       F12w.    F14hh    F14hh    F11..
released  absent  F16k..   F16k..   F16k..   F16k..
released  null    F11..    F14hh    F14hh    F14hh
released  a       F12w.    F11..    F14hh    F14hh
released  b       F12w.    F14hh    F11..    F14hh
released  c       F12w.    F14hh    F14hh    F11..
empty     absent  F16..    F16..    F16..    F16..
empty     null    F0..     F3.?     F3.?     F3.?
empty     a       F1w.     F4..     F5hh     F5hh
empty     b       F1w.     F5hh     F4..     F5hh
empty     c       F1w.     F5hh     F5hh     F4..
a         absent  F16..    F16..    F16..    F16..
a         null    F4..     F8x.     F10hh    F10hh
a         a       F9.?     F0..     F3.t     F3.t
a         b       F10hh    F1w.     F4..     F5hh
a         c       F10hh    F1w.     F5hh     F4..
b         absent  F16..    F16..    F16..    F16..
b         null    F4..     F10hh    F8x.     F10hh
b         a       F10hh    F4..     F1w.     F5hh
b         b       F9.?     F3.t     F0..     F3.t
b         c       F10hh    F5hh     F1w.     F4..
a-kept-b  absent  F16..    F16..    F16..    F16..
a-kept-b  null    F4..     F10hh    F8x.     F10hh
a-kept-b  a       F9.?     F4..     F19..    F3.t
a-kept-b  b       F10hh    F5hh     F4..     F5hh
a-kept-b  c       F10hh    F5hh     F1w.     F4..
""",
    "library": """
#                   empty    a        b        c
none      absent  F15..    F13.t    F13.t    F13.t
none      null    F11..    F14hh    F14hh    F14hh
none      a       F1rhh    F11..    F14hh    F14hh
none      b       F1rhh    F14hh    F11..    F14hh
none      c       F1rhh    F14hh    F14hh    F11..
released  absent  F16k..   F16k..   F16k..   F16k..
released  null    F11..    F14hh    F14hh    F14hh
released  a       F1rhh    F11..    F14hh    F14hh
released  b       F1rhh    F14hh    F11..    F14hh
released  c       F1rhh    F14hh    F14hh    F11..
empty     absent  F16..    F16..    F16..    F16..
empty     null    F0..     F3.?     F3.?     F3.?
empty     a       F1rhh    F4..     F5hh     F5hh
empty     b       F1rhh    F5hh     F4..     F5hh
empty     c       F1rhh    F5hh     F5hh     F4..
a         absent  F16..    F16..    F16..    F16..
a         null    F4..     F1rhh    F10hh    F10hh
a         a       F9.?     F0..     F3.t     F3.t
a         b       F10hh    F1rhh    F4..     F5hh
a         c       F10hh    F1rhh    F5hh     F4..
b         absent  F16..    F16..    F16..    F16..
b         null    F4..     F10hh    F1rhh    F10hh
b         a       F10hh    F4..     F1rhh    F5hh
b         b       F9.?     F3.t     F0..     F3.t
b         c       F10hh    F5hh     F1rhh    F4..
a-kept-b  absent  F16..    F16..    F16..    F16..
a-kept-b  null    F4..     F10hh    F1rhh    F10hh
a-kept-b  a       F9.?     F4..     F19..    F3.t
a-kept-b  b       F10hh    F5hh     F4..     F5hh
a-kept-b  c       F10hh    F5hh     F1rhh    F4..
""",
}

EVERYTHING = PushOptions(allow={ChangeKind.CLEAR: 1, ChangeKind.OVERWRITE: 1})
"""A push that a person let write every kind."""


def oracle() -> dict[tuple[str, str, str, str], str]:
    """The written table, cell by cell."""
    cells = {}
    for owner, text in ORACLE.items():
        for line in text.strip().splitlines():
            if line.startswith("#"):
                continue
            base, mine, *codes = line.split()
            cells.update(
                {
                    (owner, base, mine, theirs): one
                    for theirs, one in zip(LIBRARIES, codes, strict=True)
                }
            )
    return cells


CELLS = [
    (owner, base, mine, theirs)
    for owner in OWNERS
    for base in BASES
    for mine in LISTS
    for theirs in LIBRARIES
]


def test_the_oracle_has_every_cell() -> None:
    assert sorted(oracle()) == sorted(CELLS)


def test_every_cell_is_as_the_oracle_says() -> None:
    wrong = {
        cell: (code(*cell), wanted) for cell, wanted in oracle().items() if code(*cell) != wanted
    }

    assert not wrong


def remembered(base: str) -> LockFileData:
    """A lock file that binds the pair and remembers this of the field."""
    agreed = BASES[base]
    return bound(a_binding() if agreed is None else a_binding(publisher=agreed))


@pytest.mark.parametrize(
    ("owner", "options"),
    [("list", PushOptions()), *((owner, EVERYTHING) for owner in OWNERS)],
    ids=["list, usual kinds", *OWNERS],
)
def test_a_second_push_writes_nothing(owner: str, options: PushOptions) -> None:
    for base in BASES:
        for mine in LISTS:
            for theirs in LIBRARIES:
                ours, held = reference(mine), document(theirs)
                ledger = remembered(base)
                first = planned([ours], [held], ledger, options=options, rules=rules(owner)).plan
                written = after_writing(held, first)
                noted = after_noting(ledger, first)
                second = planned([ours], [written], noted, options=options, rules=rules(owner)).plan
                # A crash may come after the write and before anything was remembered.
                third = planned([ours], [written], ledger, options=options, rules=rules(owner)).plan

                assert not second.changes, (base, mine, theirs)
                assert not third.changes, (base, mine, theirs)


@pytest.mark.parametrize("owner", OWNERS)
def test_nothing_that_is_there_is_overwritten_without_an_agreement(owner: str) -> None:
    for mine in LISTS:
        for theirs in LIBRARIES[1:]:
            plan = planned(
                [reference(mine)],
                [document(theirs)],
                bound(a_binding()),
                options=EVERYTHING,
                rules=rules(owner),
            ).plan

            assert not plan.changes, (mine, theirs)


@pytest.mark.parametrize("base", [name for name in BASES if name != "released"])
def test_a_key_that_leaves_the_list_is_released_and_not_adopted_again(base: str) -> None:
    for theirs in LIBRARIES:
        ledger = remembered(base)
        first = planned([reference("absent")], [document(theirs)], ledger, rules=rules("shared"))
        noted = after_noting(ledger, first.plan)
        again = planned([reference("absent")], [document("c")], noted, rules=rules("shared"))

        if base != "none":
            assert noted.bindings[0].fields[FIELD].released
            assert not again.differences.findings


def test_the_list_never_overwrites_what_the_library_owns() -> None:
    for base in BASES:
        for mine in LISTS:
            for theirs in LIBRARIES:
                ledger = remembered(base)
                plan = planned(
                    [reference(mine)],
                    [document(theirs)],
                    ledger,
                    options=EVERYTHING,
                    rules=rules("library"),
                ).plan

                assert not plan.changes, (base, mine, theirs)


def test_a_protected_field_is_never_written_nor_adopted() -> None:
    for base in BASES:
        for theirs in LIBRARIES:
            ledger = remembered(base)
            ours = reference("a").model_copy(update={"protect": frozenset({FIELD})})
            found = planned([ours], [document(theirs)], ledger, options=EVERYTHING)

            assert not found.plan.changes
            states = {finding.state for finding in found.differences.findings}
            assert states <= {"protected"}
            assert value_of(ours.metadata, FIELD) == "a"
