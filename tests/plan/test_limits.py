"""Limits of the kinds of change, and the register that no kind may be missing from."""

from __future__ import annotations

import pytest

from mendeley_sync.apply.revert import REVERTING_KIND
from mendeley_sync.apply.strategy import STRATEGIES
from mendeley_sync.plan.build.draft import ORDER
from mendeley_sync.plan.changes import (
    ChangeKind,
)
from mendeley_sync.plan.safety.limits import (
    EXACT_KINDS,
    KINDS,
    NAMED_KINDS,
    Limit,
    PushOptions,
    exceeded_limit,
)


def is_undo(kind: ChangeKind) -> bool:
    """Whether the kind takes something back."""
    return kind.value.startswith("undo-")


@pytest.mark.parametrize("kind", ChangeKind)
def test_every_kind_has_a_limit_an_undo_rule_and_words_for_reports(kind: ChangeKind) -> None:
    rule = KINDS[kind]

    assert rule.one
    assert rule.many
    assert rule.limit is not None or kind in EXACT_KINDS or is_undo(kind)
    assert rule.undone_by is not None or is_undo(kind)
    assert kind in REVERTING_KIND
    assert kind in STRATEGIES
    assert is_undo(kind) or kind in ORDER


@pytest.mark.parametrize("kind", [kind for kind in ChangeKind if not is_undo(kind)])
def test_what_a_kind_is_undone_by_is_what_undo_plans(kind: ChangeKind) -> None:
    assert REVERTING_KIND[kind] is KINDS[kind].undone_by


def test_the_defaults_are_those_that_were_decided() -> None:
    limits = {
        kind.value: (rule.limit.free, rule.limit.share, rule.limit.most)
        for kind, rule in KINDS.items()
        if rule.limit is not None
    }

    assert limits == {
        "fill": (10, 0.5, 500),
        "create": (10, 0.3, 200),
        "update": (5, 0.3, 200),
        "clear": (2, 0.05, 20),
        "overwrite": (5, 0.1, 50),
        "trash": (0, 0.02, 10),
    }
    named = {kind.value for kind in NAMED_KINDS}
    assert named == {"clear", "overwrite", "trash", "restore", "recreate"}


@pytest.mark.parametrize(
    ("planned", "pairs", "allowed"),
    [
        (5, 0, True), (6, 0, False), (30, 100, True), (31, 100, False),
        (200, 9000, True), (201, 9000, False),
    ],
)  # fmt: skip
def test_a_limit_is_a_free_count_then_a_share_and_never_more_than_the_most(
    planned: int, pairs: int, allowed: bool
) -> None:
    exceeded = exceeded_limit(ChangeKind.UPDATE, planned, pairs, {}, PushOptions())

    assert (exceeded is None) == allowed
    assert exceeded is None or exceeded == planned - 1


def test_naming_a_number_lets_that_many_pass_and_no_more() -> None:
    for number, passes in ((7, False), (8, True)):
        options = PushOptions(allow={ChangeKind.UPDATE: number})
        exceeded = exceeded_limit(ChangeKind.UPDATE, 8, 0, {}, options)

        assert (exceeded is None) == passes


@pytest.mark.parametrize("kind", sorted(EXACT_KINDS))
def test_restores_and_recreations_need_the_exact_number(kind: ChangeKind) -> None:
    for number, passes in ((1, False), (2, True), (3, False)):
        options = PushOptions(allow={kind: number})
        exceeded = exceeded_limit(kind, 2, 100, {}, options)

        assert (exceeded is None) == passes


def test_the_settings_may_set_another_limit() -> None:
    limits = {ChangeKind.UPDATE: Limit(free=1, share=0, most=1)}

    assert exceeded_limit(ChangeKind.UPDATE, 2, 100, limits, PushOptions()) == 1
