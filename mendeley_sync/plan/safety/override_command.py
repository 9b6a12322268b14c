"""The one command that overrides every failed safety check.

A command that overrode one check only would fail at the next one, whose command would not
override the first. So all of them have the same command, with the options given already.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mendeley_sync.advice import Command
from mendeley_sync.plan.changes import ChangeKind, FailedCheck
from mendeley_sync.plan.safety.facts import SafetyCheckInput
from mendeley_sync.plan.safety.limits import EXACT_KINDS, LIMIT

REMOVALS_IN_A_WEEK = "removals-in-a-week"
SHOWN_OF_DIGEST = 16


def override_command(
    facts: SafetyCheckInput, failed: Iterable[FailedCheck], words: Iterable[str]
) -> Command:
    """The push that overrides all these checks, bound to the plan where a push makes the same.

    Args:
        failed: every failed check; those that no option overrides change nothing here.
        words: for `--override`, of the checks among them that have one.
    """
    allow = {**facts.options.allow, **_numbers(failed)}
    argv = ["push"]
    if facts.names_digest:
        argv += ["--digest", facts.plan.digest[:SHOWN_OF_DIGEST]]
    for kind in ChangeKind:
        if kind in allow:
            is_exact = kind in EXACT_KINDS
            argv += (
                [f"--{kind.value}", str(allow[kind])]
                if is_exact
                else ["--allow", f"{kind.value}={allow[kind]}"]
            )
    for word in sorted({*facts.options.accept, *words}):
        argv += ["--override", word]
    argv += ["--with-files"] * facts.options.trash_with_files
    argv += ["--cosmetic"] * facts.cosmetic
    return Command(tuple(argv), "override the failed safety checks")


def _numbers(failed: Iterable[FailedCheck]) -> Mapping[ChangeKind, int]:
    """The number of changes of each kind that would have to be allowed."""
    found: dict[ChangeKind, int] = {}
    for one in failed:
        if one.rule.startswith(LIMIT):
            kind = ChangeKind(one.rule.removeprefix(LIMIT))
        elif one.rule == REMOVALS_IN_A_WEEK:
            kind = ChangeKind.TRASH
        else:
            continue
        found[kind] = max(int(one.numbers), found.get(kind, 0))
    return found
