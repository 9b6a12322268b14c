"""The one command that goes on past all the rails that stand in the way.

A command that released one rail only would meet the next one, whose command would have
forgotten the first. So every refusal names the same command: what was given already, and
every release that is needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mendeley_sync.plan.changes import ChangeKind, FailedCheck
from mendeley_sync.plan.safety.facts import SafetyCheckInput
from mendeley_sync.plan.safety.limits import EXACT_KINDS, LIMIT

REMOVALS_IN_A_WEEK = "removals-in-a-week"
SHOWN_OF_DIGEST = 16


def override_command(
    facts: SafetyCheckInput, stops: Iterable[FailedCheck], words: Iterable[str]
) -> str:
    """The command, whole.

    Args:
        stops: every refusal; those that only the thing itself can mend change nothing here.
        words: for `--accept`, of the rails among them that have one.
    """
    allow = {**facts.options.allow, **_numbers(stops)}
    return push_command(facts, allow, frozenset({*facts.options.accept, *words}))


def _numbers(stops: Iterable[FailedCheck]) -> Mapping[ChangeKind, int]:
    """How many of which kind would have to be allowed."""
    found: dict[ChangeKind, int] = {}
    for stop in stops:
        if stop.rule.startswith(LIMIT):
            kind = ChangeKind(stop.rule.removeprefix(LIMIT))
        elif stop.rule == REMOVALS_IN_A_WEEK:
            kind = ChangeKind.TRASH
        else:
            continue
        found[kind] = max(int(stop.numbers), found.get(kind, 0))
    return found


def push_command(
    facts: SafetyCheckInput, allow: Mapping[ChangeKind, int], accept: frozenset[str]
) -> str:
    """A push with these options, bound to the plan where a person's push makes the same."""
    parts = [facts.program, "push"]
    if facts.names_digest:
        parts.append(f"--digest {facts.plan.digest[:SHOWN_OF_DIGEST]}")
    for kind in ChangeKind:
        if kind in allow:
            exact = kind in EXACT_KINDS
            parts.append(
                f"--{kind.value} {allow[kind]}" if exact else f"--allow {kind.value}={allow[kind]}"
            )
    parts += [f"--accept {word}" for word in sorted(accept)]
    if facts.options.trash_with_files:
        parts.append("--with-files")
    if facts.cosmetic:
        parts.append("--cosmetic")
    return " ".join(parts)
